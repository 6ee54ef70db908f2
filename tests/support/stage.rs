//! Topics, group and settings of one test.

use std::{
    collections::BTreeMap,
    process::{Command, Output},
    time::Duration,
};

use super::{
    broker::Broker,
    kafka::{Cluster, Place, Read, Record},
    wait_within,
    worker::{Worker, command},
};

/// Records up to 32 MB: one of 20 MB is among the bad ones.
const MAX_RECORD_BYTES: usize = 32 * 1024 * 1024;

/// What every worker of a test is set to: quick to notice, and no port that another one has.
const QUICK: &[(&str, &str)] = &[
    ("http.listen", "127.0.0.1:0"),
    ("telemetry.log_format", "json"),
    ("kafka.session_timeout", "6s"),
    ("kafka.transaction_timeout", "10s"),
    ("kafka.statistics_interval", "500ms"),
    ("worker.batch_wait", "50ms"),
    ("worker.threads", "1"),
    ("worker.max_dead_letters_in_row", "0"),
];

/// One pipeline.
pub(crate) struct Stage {
    pub(crate) cluster: Cluster,
    pub(crate) group: String,
    pub(crate) articles: String,
    pub(crate) events: String,
    pub(crate) dead_letters: String,
    settings: Vec<(String, String)>,
}

impl Stage {
    /// Topics of a name that nobody else has.
    pub(crate) fn new(broker: &Broker, name: &str, partitions: i32) -> Self {
        let group = format!("{name}-{}-{:x}", std::process::id(), rand::random::<u32>());
        let stage = Self {
            cluster: Cluster { brokers: broker.address.clone() },
            articles: format!("{group}-articles"),
            events: format!("{group}-events"),
            dead_letters: format!("{group}-dead-letters"),
            group,
            settings: Vec::new(),
        };
        stage.cluster.create_topic(&stage.articles, partitions, MAX_RECORD_BYTES);
        stage.cluster.create_topic(&stage.events, partitions, MAX_RECORD_BYTES);
        stage.cluster.create_topic(&stage.dead_letters, 1, MAX_RECORD_BYTES);
        stage
    }

    /// The same with one more setting for all its workers.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// A command with the settings of this pipeline.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = command(name);
        command.env("DEMARCHE_KAFKA__BROKERS", &self.cluster.brokers);
        let topics = [
            ("kafka.group", &self.group),
            ("kafka.input_topics", &self.articles),
            ("kafka.output_topic", &self.events),
            ("kafka.dead_letter_topic", &self.dead_letters),
        ];
        for (key, value) in topics {
            command.arg("--set").arg(format!("{key}={value}"));
        }
        let own = self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        for (key, value) in QUICK.iter().copied().chain(own) {
            command.arg("--set").arg(format!("{key}={value}"));
        }
        command
    }

    /// Starts a worker of this name.
    pub(crate) fn worker(&self, instance: &str) -> Worker {
        let mut command = self.command("run");
        command.arg("--set").arg(format!("worker.instance={instance}"));
        Worker::start(instance, command)
    }

    /// Runs a command to its end.
    pub(crate) fn output(&self, name: &str, arguments: &[&str]) -> Output {
        self.command(name).args(arguments).output().unwrap()
    }

    /// Writes articles.
    pub(crate) fn produce(&self, records: &[Record]) -> Vec<Place> {
        self.cluster.produce(&self.articles, records)
    }

    /// Whether the group has committed every article.
    pub(crate) fn is_done(&self) -> bool {
        self.cluster.committed(&self.group, &self.articles).is_some_and(|at| at == self.cluster.ends(&self.articles))
    }

    /// Waits until the group has committed every article.
    pub(crate) fn await_done(&self, limit: Duration) {
        wait_within(limit, "every article to be committed", || self.is_done().then_some(()));
    }

    /// The events that a reader sees.
    pub(crate) fn read_events(&self) -> Vec<Read> {
        self.cluster.read_committed(&self.events)
    }

    /// The dead letters that a reader sees, by where they came from.
    ///
    /// # Panics
    ///
    /// When two came from one place.
    pub(crate) fn read_dead_letters(&self) -> BTreeMap<Place, Record> {
        let mut found = BTreeMap::new();
        for read in self.cluster.read_committed(&self.dead_letters) {
            let number = |name: &str| read.record.text(name).and_then(|text| text.parse::<i64>().ok());
            assert_eq!(read.record.text("demarche-topic").as_ref(), Some(&self.articles));
            let (partition, offset) = (number("demarche-partition").unwrap(), number("demarche-offset").unwrap());
            let place = (i32::try_from(partition).unwrap(), offset);
            assert!(found.insert(place, read.record).is_none(), "two dead letters of {place:?}");
        }
        found
    }
}
