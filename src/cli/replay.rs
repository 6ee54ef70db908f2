//! `demarche replay`: dead letters back to the topic that they came from, as they came.
//!
//! All of them go in one transaction, and with them, as offsets of a consumer group for each reason, how far the
//! dead-letter topic was read for it: a replay that fails half-way has replayed nothing, and the next one goes on where
//! the last one ended.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    io::Write,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use rdkafka::{
    ClientConfig, ClientContext, Message, TopicPartitionList,
    config::{FromClientConfig, FromClientConfigAndContext},
    consumer::{BaseConsumer, Consumer, ConsumerContext},
    error::{KafkaError, KafkaResult},
    producer::{BaseProducer, BaseRecord, Producer},
    topic_partition_list::TopicPartitionListElem,
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
    /// Take those too that were replayed before, from the beginning of the topic.
    #[arg(long)]
    again: bool,
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
    ReplayedBefore,
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
            Self::ReplayedBefore => "left: replayed before (--again takes them too)",
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
    let topic = Topic::open(settings)?;
    let mut replay = if options.dry_run { None } else { Some(Replay::begin(settings)?) };
    let mut progress = Progress::default();
    let mut counts: BTreeMap<(String, Fate), usize> = BTreeMap::new();
    topic.for_each_letter(|letter| {
        let mut fate = options.fate(&letter, &settings.kafka.input_topics);
        if fate == Fate::Replayed && !progress.take(settings, &topic, &letter)? && !options.again {
            fate = Fate::ReplayedBefore;
        }
        if let (Fate::Replayed, Some(replay), Some(origin)) = (fate, &mut replay, &letter.origin) {
            replay.send(&letter, &origin.topic)?;
        }
        *counts.entry((letter.reason, fate)).or_default() += 1;
        Ok(())
    })?;
    if let Some(replay) = replay {
        replay.commit(&progress, &topic)?;
    }
    traces.finish();
    report(&counts, options, settings)?;
    Ok(ExitCode::SUCCESS)
}

fn report(counts: &BTreeMap<(String, Fate), usize>, options: &Options, settings: &Settings) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for ((reason, fate), count) in counts {
        let done = *fate == Fate::Replayed && !options.dry_run;
        writeln!(out, "{count}\t{reason}\t{}", if done { "replayed" } else { fate.words() })?;
    }
    if counts.is_empty() {
        writeln!(out, "0\t\tno dead letters in {}", settings.kafka.dead_letter_topic)?;
    }
    Ok(())
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

/// The dead-letter topic, from its beginning to the end that it has at the start.
struct Topic {
    name: Arc<str>,
    consumer: BaseConsumer<Quietly>,
    /// The end of each partition.
    ends: BTreeMap<i32, i64>,
}

impl Topic {
    fn open(settings: &Settings) -> anyhow::Result<Self> {
        let name = &settings.kafka.dead_letter_topic;
        let consumer = member(settings, "replay")?;
        let metadata = consumer.fetch_metadata(Some(name), BROKER_TIMEOUT).context("asking the brokers")?;
        let found = metadata.topics().iter().find(|found| found.name() == name && found.error().is_none());
        let partitions = found.into_iter().flat_map(|found| found.partitions().iter().map(|partition| partition.id()));
        let end =
            |partition: i32| anyhow::Ok((partition, consumer.fetch_watermarks(name, partition, BROKER_TIMEOUT)?.1));
        let ends: BTreeMap<i32, i64> = partitions.map(end).collect::<Result<_, _>>().context("asking the brokers")?;
        ensure!(!ends.is_empty(), "the brokers have no topic {name}");
        let mut list = TopicPartitionList::new();
        for partition in ends.keys() {
            list.add_partition_offset(name, *partition, rdkafka::Offset::Beginning)?;
        }
        consumer.assign(&list)?;
        Ok(Self { name: name.as_str().into(), consumer, ends })
    }

    fn for_each_letter(&self, mut take: impl FnMut(Letter) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut open: BTreeSet<i32> = self.ends.keys().copied().collect();
        let mut silent_since = Instant::now();
        while !open.is_empty() {
            match self.consumer.poll(Duration::from_millis(500)) {
                Some(Ok(message)) => {
                    silent_since = Instant::now();
                    // What was written since the start is for the next replay.
                    if self.ends.get(&message.partition()).is_some_and(|end| message.offset() < *end) {
                        take(Letter::new(RawRecord::copy_of(&message, Arc::clone(&self.name))))?;
                    } else {
                        open.remove(&message.partition());
                    }
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    open.remove(&partition);
                }
                Some(Err(error)) => bail!("reading {}: {error}", self.name),
                None => {
                    ensure!(silent_since.elapsed() < BROKER_TIMEOUT, "reading {}: the brokers are silent", self.name);
                }
            }
        }
        Ok(())
    }
}

/// The end of a partition is no error, though librdkafka reports it as one.
struct Quietly;

impl ClientContext for Quietly {
    fn error(&self, error: KafkaError, reason: &str) {
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::PartitionEOF) {
            tracing::warn!(%error, reason, "Kafka client error; librdkafka goes on trying");
        }
    }
}

impl ConsumerContext for Quietly {}

/// A consumer that joins no group, but can read and write the offsets of one.
fn member(settings: &Settings, name: &str) -> anyhow::Result<BaseConsumer<Quietly>> {
    let mut config = client::reader_config(settings, &format!("{}-{name}", settings.kafka.group))?;
    config.set("enable.partition.eof", "true");
    Ok(BaseConsumer::from_config_and_context(&config, Quietly)?)
}

/// How far the topic was read for each reason.
#[derive(Default)]
struct Progress {
    of_reason: BTreeMap<String, Reason>,
}

struct Reason {
    member: BaseConsumer<Quietly>,
    /// Where the last replay ended.
    from: BTreeMap<i32, i64>,
    /// Where this one has come to.
    to: BTreeMap<i32, i64>,
}

impl Progress {
    /// Counts a letter that is to be replayed; false where an earlier replay had it.
    fn take(&mut self, settings: &Settings, topic: &Topic, letter: &Letter) -> anyhow::Result<bool> {
        let reason = match self.of_reason.entry(letter.reason.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Reason::open(settings, topic, &letter.reason)?),
        };
        let Origin { partition, offset, .. } = letter.record.origin;
        reason.to.insert(partition, offset + 1);
        Ok(reason.from.get(&partition).is_none_or(|from| offset >= *from))
    }
}

impl Reason {
    fn open(settings: &Settings, topic: &Topic, reason: &str) -> anyhow::Result<Self> {
        let member = member(settings, &format!("replay-{reason}"))?;
        let mut list = TopicPartitionList::new();
        topic.ends.keys().for_each(|partition| {
            list.add_partition(&topic.name, *partition);
        });
        let committed = member.committed_offsets(list, BROKER_TIMEOUT).context("asking the brokers")?;
        let known = |element: TopicPartitionListElem<'_>| match element.offset() {
            rdkafka::Offset::Offset(offset) => Some((element.partition(), offset)),
            _ => None,
        };
        let from = committed.elements().into_iter().filter_map(known).collect();
        Ok(Self { member, from, to: BTreeMap::new() })
    }

    /// The offsets to keep, where this replay came further than the last.
    fn offsets(&self, topic: &Topic) -> anyhow::Result<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (partition, to) in &self.to {
            let offset = self.from.get(partition).map_or(*to, |from| *to.max(from));
            list.add_partition_offset(&topic.name, *partition, rdkafka::Offset::Offset(offset))?;
        }
        Ok(list)
    }
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

    fn commit(self, progress: &Progress, topic: &Topic) -> anyhow::Result<()> {
        for reason in progress.of_reason.values() {
            let metadata = reason.member.group_metadata().context("no group")?;
            let offsets = reason.offsets(topic)?;
            retried(|| self.producer.send_offsets_to_transaction(&offsets, &metadata, BROKER_TIMEOUT))?;
        }
        // Without a bound: after a timeout nobody knows whether it is committed.
        retried(|| self.producer.commit_transaction(Timeout::Never))
    }
}

/// Repeats a call for as long as librdkafka says that the same call may be made again.
fn retried(mut call: impl FnMut() -> KafkaResult<()>) -> anyhow::Result<()> {
    loop {
        match call() {
            Err(KafkaError::Transaction(error)) if error.is_retriable() && !error.txn_requires_abort() => {
                std::thread::sleep(Duration::from_millis(100));
            }
            result => return result.context("nothing was replayed"),
        }
    }
}
