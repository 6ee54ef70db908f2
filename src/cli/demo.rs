//! `demarche demo`: the worker as it is, on an embedded broker in the same process.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow, ensure};
use clap::Args;
use include_dir::{Dir, include_dir};
use rdkafka::{
    ClientConfig, Message, TopicPartitionList,
    config::FromClientConfig,
    consumer::{BaseConsumer, Consumer},
    message::{Header, OwnedHeaders},
    mocking::MockCluster,
    producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer},
};

use super::{articles, load_engine, pretty, service::Service};
use crate::{
    config::Settings,
    event::Event,
    telemetry::{Metrics, logging, metrics::OutcomeLabel},
    worker::Stop,
};

/// Articles of every kind that a newsroom sends, faulty ones among them.
static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/samples");

const PARTITIONS: i32 = 3;
/// With `--once` the demonstration gives up after this time.
const ONCE_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Debug, Args)]
pub(super) struct Options {
    /// End when every sample has its outcome and every event is printed.
    #[arg(long)]
    once: bool,
    /// One JSON object a line even on a terminal.
    #[arg(long)]
    json: bool,
    /// Articles to take in place of the samples.
    files: Vec<std::path::PathBuf>,
}

pub(super) fn run(mut settings: Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let traces = logging::start(&settings.telemetry)?;
    let engine = load_engine(&settings)?;
    let cluster = MockCluster::new(1).context("embedded broker")?;
    settings.kafka.brokers = cluster.bootstrap_servers();
    create_topics(&cluster, &settings)?;
    let service = Service::new(settings.clone(), &engine)?;
    let produced = produce(&settings, &options.files)?;
    let stop = Stop::default();
    let printer = Printer {
        settings,
        metrics: service.parts.metrics.clone(),
        stop: stop.clone(),
        until: options.once.then_some(produced),
        laid_out: !options.json && io::stdout().is_terminal(),
        printed: Arc::default(),
    };
    let printed = Arc::clone(&printer.printed);
    let printing: JoinHandle<anyhow::Result<()>> =
        std::thread::Builder::new().name("print".into()).spawn(move || {
            let done = printer.print();
            // Without a reader the worker has nothing to show.
            printer.stop.set();
            done
        })?;
    let metrics = service.parts.metrics.clone();
    let ended = service.run_until_stopped(&stop);
    stop.set();
    printing.join().map_err(|_| anyhow!("the printing thread panicked"))??;
    traces.finish();
    ended?;
    eprintln!("{}", summary(&metrics, printed.load(Ordering::Relaxed)));
    Ok(ExitCode::SUCCESS)
}

fn summary(metrics: &Metrics, printed: usize) -> String {
    let count = |outcome: OutcomeLabel| metrics.records.with_label_values(&[outcome.label()]).get();
    format!(
        "{printed} events from {} articles; {} skipped, {} dead letters",
        count(OutcomeLabel::Published),
        count(OutcomeLabel::Skipped),
        count(OutcomeLabel::DeadLettered)
    )
}

fn create_topics(cluster: &MockCluster<'_, DefaultProducerContext>, settings: &Settings) -> anyhow::Result<()> {
    let kafka = &settings.kafka;
    for topic in kafka.input_topics.iter().chain([&kafka.output_topic, &kafka.dead_letter_topic]) {
        cluster.create_topic(topic, PARTITIONS, 1).with_context(|| format!("topic {topic}"))?;
    }
    Ok(())
}

/// Sends the samples, or the articles of `files`; the answer is how many.
fn produce(settings: &Settings, files: &[std::path::PathBuf]) -> anyhow::Result<u64> {
    let topic = settings.kafka.input_topics.first().context("kafka.input_topics is empty")?;
    let producer: ThreadedProducer<DefaultProducerContext> =
        ThreadedProducer::from_config(ClientConfig::new().set("bootstrap.servers", &settings.kafka.brokers))?;
    let mut sent = 0;
    let mut send = |name: &str, payload: &[u8], content_type: Option<&str>| {
        let header = Header { key: "content-type", value: content_type };
        let headers = content_type.map(|_| OwnedHeaders::new().insert(header)).unwrap_or_default();
        sent += 1;
        producer.send(BaseRecord::to(topic).key(name).payload(payload).headers(headers)).map_err(|(error, _)| error)
    };
    if files.is_empty() {
        for file in SAMPLES.files() {
            let content_type = articles::content_type_of(file.path());
            send(&file.path().display().to_string(), file.contents(), content_type)?;
        }
    } else {
        let mut result = Ok(());
        articles::for_each(files, |input| {
            result = send(&input.name, &input.payload, input.content_type);
            result.is_ok()
        })?;
        result?;
    }
    producer.flush(Duration::from_secs(10)).context("embedded broker")?;
    Ok(sent)
}

/// Reads the output topic and prints what comes.
struct Printer {
    settings: Settings,
    metrics: Metrics,
    stop: Stop,
    /// Ends when this many records are done.
    until: Option<u64>,
    laid_out: bool,
    printed: Arc<AtomicUsize>,
}

impl Printer {
    fn print(&self) -> anyhow::Result<()> {
        let reader = self.reader()?;
        let start = Instant::now();
        while !self.is_done() {
            if self.until.is_some() {
                ensure!(start.elapsed() < ONCE_TIMEOUT, "not done after {} s", ONCE_TIMEOUT.as_secs());
            }
            let Some(message) = reader.poll(Duration::from_millis(50)) else { continue };
            let message = message?;
            let payload = message.payload().unwrap_or_default();
            if let Err(error) = self.write(payload) {
                // Who closed the pipe has seen enough.
                return if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error.into()) };
            }
            self.printed.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        let all_done = |until: u64| {
            let records: u64 =
                OutcomeLabel::ALL.iter().map(|o| self.metrics.records.with_label_values(&[o.label()]).get()).sum();
            records >= until && self.printed.load(Ordering::Relaxed) >= self.published()
        };
        self.stop.is_set() || self.until.is_some_and(all_done)
    }

    /// Events that the worker published.
    fn published(&self) -> usize {
        let counts = crate::event::EventType::ALL
            .iter()
            .map(|kind| self.metrics.events.with_label_values(&[kind.as_str(), kind.quad_label()]).get());
        usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX)
    }

    fn reader(&self) -> anyhow::Result<BaseConsumer> {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.settings.kafka.brokers).set("group.id", "demarche-demo-reader");
        let reader: BaseConsumer = BaseConsumer::from_config(&config)?;
        let mut partitions = TopicPartitionList::new();
        for partition in 0..PARTITIONS {
            let topic = &self.settings.kafka.output_topic;
            partitions.add_partition_offset(topic, partition, rdkafka::Offset::Beginning)?;
        }
        reader.assign(&partitions)?;
        Ok(reader)
    }

    fn write(&self, payload: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.laid_out {
            let event: Event = serde_json::from_slice(payload)?;
            return pretty::write_event(&event, true, &mut out);
        }
        out.write_all(payload)?;
        out.write_all(b"\n")
    }
}
