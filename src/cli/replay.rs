//! `demarche replay`: dead letters back to the topic that they came from, as they came.
//!
//! All of them go in one transaction: a replay that fails half-way has replayed nothing, and can be started again.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use rdkafka::{
    ClientConfig, TopicPartitionList,
    config::FromClientConfig,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    producer::{BaseProducer, BaseRecord, Producer},
    types::RDKafkaErrorCode,
    util::Timeout,
};

use crate::{
    config::Settings,
    outcome::DeadLetterReason,
    telemetry::logging,
    worker::{
        client,
        dead_letter::{REPLAYS, original_headers},
        record::{Origin, RawRecord, kafka_headers},
    },
};

/// The brokers may take this long for each answer.
const BROKER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the transaction of a replay may be open; below the brokers' own limit of 15 minutes.
const TRANSACTION_TIMEOUT_MS: &str = "600000";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Only dead letters of this reason; again for more.
    #[arg(long, value_name = "REASON", required_unless_present_any = ["all", "dry_run"], value_parser = reason)]
    reason: Vec<String>,
    /// Dead letters of every reason.
    #[arg(long, conflicts_with = "reason")]
    all: bool,
    /// Only dead letters written since this moment, such as 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only dead letters that were replayed fewer times than this.
    #[arg(long, value_name = "N", default_value_t = 3)]
    max_replays: u32,
    /// Count them, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

fn reason(text: &str) -> Result<String, String> {
    let known = DeadLetterReason::ALL.map(DeadLetterReason::reason);
    if known.contains(&text) { Ok(text.to_owned()) } else { Err(format!("reasons are {}", known.join(", "))) }
}

/// One dead letter, as it stands in its topic.
struct Letter {
    record: RawRecord,
    reason: String,
    origin: Option<Origin>,
    replays: u32,
}

/// Why a dead letter is not replayed, or that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Replayed,
    OtherReason,
    Older,
    ReplayedTooOften,
    WithoutPayload,
    WithUnreadableHeader,
    WithoutOrigin,
    OtherTopic,
}

impl Fate {
    fn words(self) -> &'static str {
        match self {
            Self::Replayed => "to replay",
            Self::OtherReason => "left: another reason",
            Self::Older => "left: older than --since",
            Self::ReplayedTooOften => "left: replayed --max-replays times already",
            Self::WithoutPayload => "left: its payload was too large for the dead-letter topic",
            Self::WithUnreadableHeader => "left: the name of a header is not UTF-8",
            Self::WithoutOrigin => "left: no demarche-topic header",
            Self::OtherTopic => "left: not from a topic of kafka.input_topics",
        }
    }
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let traces = logging::start(&settings.telemetry)?;
    let mut replay = if options.dry_run { None } else { Some(Replay::begin(settings)?) };
    let started = Timestamp::now();
    let mut counts: BTreeMap<(String, Fate), usize> = BTreeMap::new();
    for_each_letter(settings, |letter| {
        let fate = options.fate(&letter, &settings.kafka.input_topics);
        if let (Fate::Replayed, Some(replay), Some(origin)) = (fate, &mut replay, &letter.origin) {
            replay.send(&letter, &origin.topic)?;
        }
        *counts.entry((letter.reason, fate)).or_default() += 1;
        Ok(())
    })?;
    if let Some(replay) = replay {
        replay.commit()?;
    }
    traces.finish();
    let mut out = std::io::stdout().lock();
    for ((reason, fate), count) in &counts {
        let done = *fate == Fate::Replayed && !options.dry_run;
        writeln!(out, "{count}\t{reason}\t{}", if done { "replayed" } else { fate.words() })?;
    }
    if counts.is_empty() {
        writeln!(out, "0\t\tno dead letters in {}", settings.kafka.dead_letter_topic)?;
    }
    if !options.dry_run {
        writeln!(out, "next time, leave these out with --since {started}")?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn fate(&self, letter: &Letter, input_topics: &[String]) -> Fate {
        let chosen = self.reason.is_empty() || self.reason.contains(&letter.reason);
        let since_ms = self.since.map(Timestamp::as_millisecond);
        let older = since_ms.is_some_and(|since| letter.record.timestamp_ms.is_some_and(|at| at < since));
        if letter.record.headers_unreadable {
            return Fate::WithUnreadableHeader;
        }
        let Some(origin) = &letter.origin else { return Fate::WithoutOrigin };
        if !chosen {
            Fate::OtherReason
        } else if older {
            Fate::Older
        } else if !input_topics.iter().any(|topic| **topic == *origin.topic) {
            Fate::OtherTopic
        } else if letter.record.header("demarche-payload") == Some("omitted") {
            Fate::WithoutPayload
        } else if letter.replays >= self.max_replays {
            Fate::ReplayedTooOften
        } else {
            Fate::Replayed
        }
    }
}

impl Letter {
    fn new(record: RawRecord) -> Self {
        let reason = record.header("demarche-reason").unwrap_or("unknown").to_owned();
        let replays = record.header(REPLAYS).and_then(|count| count.parse().ok()).unwrap_or(0);
        let origin = Origin::from_headers(&record.headers);
        Self { record, reason, origin, replays }
    }
}

/// Reads the dead-letter topic from its beginning to the end that it has now.
fn for_each_letter(settings: &Settings, mut take: impl FnMut(Letter) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let topic = &settings.kafka.dead_letter_topic;
    let consumer = reader(settings)?;
    let mut open = assign_all(&consumer, topic)?;
    let name: std::sync::Arc<str> = topic.as_str().into();
    let mut silent_since = Instant::now();
    while !open.is_empty() {
        match consumer.poll(Duration::from_millis(500)) {
            Some(Ok(message)) => {
                silent_since = Instant::now();
                take(Letter::new(RawRecord::copy_of(&message, std::sync::Arc::clone(&name))))?;
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                open.remove(&partition);
            }
            Some(Err(error)) => bail!("reading {topic}: {error}"),
            None => ensure!(silent_since.elapsed() < BROKER_TIMEOUT, "reading {topic}: the brokers are silent"),
        }
    }
    Ok(())
}

fn reader(settings: &Settings) -> anyhow::Result<BaseConsumer> {
    let mut config = client::plain_config(settings, &settings.kafka.consumer)?;
    config
        .set("group.id", format!("{}-replay", settings.kafka.group))
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("isolation.level", "read_committed");
    Ok(BaseConsumer::from_config(&config)?)
}

/// Assigns every partition from its beginning; the answer is the partitions.
fn assign_all(consumer: &BaseConsumer, topic: &str) -> anyhow::Result<BTreeSet<i32>> {
    let metadata = consumer.fetch_metadata(Some(topic), BROKER_TIMEOUT).context("asking the brokers")?;
    let found = metadata.topics().iter().find(|found| found.name() == topic && found.error().is_none());
    let partitions: BTreeSet<i32> =
        found.into_iter().flat_map(|found| found.partitions().iter().map(|partition| partition.id())).collect();
    ensure!(!partitions.is_empty(), "the brokers have no topic {topic}");
    let mut list = TopicPartitionList::new();
    for partition in &partitions {
        list.add_partition_offset(topic, *partition, rdkafka::Offset::Beginning)?;
    }
    consumer.assign(&list)?;
    Ok(partitions)
}

/// The one transaction.
struct Replay {
    producer: BaseProducer,
}

impl Replay {
    fn begin(settings: &Settings) -> anyhow::Result<Self> {
        let mut config: ClientConfig = client::plain_config(settings, &settings.kafka.producer)?;
        config
            .set("message.max.bytes", client::MAX_MESSAGE_BYTES)
            .set("transactional.id", format!("{}-replay", settings.kafka.group))
            .set("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
        let producer = BaseProducer::from_config(&config)?;
        producer.init_transactions(BROKER_TIMEOUT).context("asking the brokers")?;
        producer.begin_transaction()?;
        Ok(Self { producer })
    }

    fn send(&mut self, letter: &Letter, topic: &str) -> anyhow::Result<()> {
        let replays = (REPLAYS.to_owned(), Some((letter.replays + 1).to_string().into_bytes()));
        let headers = original_headers(&letter.record.headers).iter().chain([&replays]);
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(topic).headers(kafka_headers(headers));
        record.key = letter.record.key.as_deref();
        record.payload = letter.record.payload.as_deref();
        loop {
            match self.producer.send(record) {
                Ok(()) => break,
                Err((error, back)) if error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull) => {
                    record = back;
                    self.producer.poll(Duration::from_millis(100));
                }
                Err((error, _)) => return Err(error).context("writing; nothing was replayed"),
            }
        }
        self.producer.poll(Duration::ZERO);
        Ok(())
    }

    fn commit(self) -> anyhow::Result<()> {
        // Without a bound: after a timeout nobody knows whether it is committed.
        loop {
            match self.producer.commit_transaction(Timeout::Never) {
                Err(KafkaError::Transaction(error)) if error.is_retriable() && !error.txn_requires_abort() => {
                    std::thread::sleep(Duration::from_millis(100));
                }
                result => return result.context("nothing was replayed"),
            }
        }
    }
}
