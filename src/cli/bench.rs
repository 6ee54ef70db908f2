//! `demarche bench`: loads the input topic and tells how fast workers of the group get through it, end to end.
//!
//! Throughput counts until the group has committed every article that was sent, with or without events. Latency is that
//! of events: from the append of the article to the input topic until a `read_committed` reader has the event.

use std::{
    collections::BTreeMap,
    io::Write,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use rdkafka::{
    ClientContext, Message, TopicPartitionList,
    config::{FromClientConfig, FromClientConfigAndContext},
    consumer::{BaseConsumer, Consumer},
    error::RDKafkaErrorCode,
    message::{BorrowedMessage, Header, OwnedHeaders},
    producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer},
};

use super::articles::{self, Input};
use crate::{
    config::Settings,
    telemetry::logging,
    worker::{client, record::RawRecord},
};

/// The brokers may take this long for each answer.
const BROKER_TIMEOUT: Duration = Duration::from_secs(30);
/// After the commit of all, a reader that has nothing for so long asks whether it is at the end.
const SILENCE: Duration = Duration::from_millis(500);
/// After so long it is: what it has not read is no event.
const LONG_SILENCE: Duration = Duration::from_secs(10);
/// Without any progress for this long there is no worker.
const STALL: Duration = Duration::from_secs(60);

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files with articles, as `extract` takes them; - is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How many to send; the files' articles are repeated as needed. As many as there are where not given.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// Articles a second; as fast as the brokers take them where not given.
    #[arg(long, value_name = "N")]
    rate: Option<f64>,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let traces = logging::start(&settings.telemetry)?;
    let inputs = inputs(options)?;
    let topic = settings.kafka.input_topics.first().context("kafka.input_topics is empty")?;
    let group: BaseConsumer = BaseConsumer::from_config(&client::reader_config(settings, &settings.kafka.group)?)?;
    let events = Events::open(settings)?;
    let start = Instant::now();
    let load = Load::send(settings, topic, &inputs, options)?;
    let seen = events.watch(|| is_committed(&group, topic, &load.targets()), &load)?;
    let figures = Figures::new(&load, start.elapsed(), seen);
    traces.finish();
    figures.write(options.json)?;
    Ok(ExitCode::SUCCESS)
}

fn inputs(options: &Options) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    articles::for_each(&options.files, |input| {
        inputs.push(input);
        options.count.is_none_or(|count| inputs.len() < count)
    })?;
    ensure!(!inputs.is_empty(), "no article in the files");
    Ok(inputs)
}

/// Whether the group has committed up to these offsets.
fn is_committed(group: &BaseConsumer, topic: &str, targets: &BTreeMap<i32, i64>) -> anyhow::Result<bool> {
    let mut list = TopicPartitionList::new();
    targets.keys().for_each(|partition| {
        list.add_partition(topic, *partition);
    });
    let committed = group.committed_offsets(list, BROKER_TIMEOUT).context("asking for the group's offsets")?;
    let reached = |partition: i32, target: i64| {
        let element = committed.find_partition(topic, partition);
        element.and_then(|element| element.offset().to_raw()).is_some_and(|offset| offset >= target)
    };
    Ok(targets.iter().all(|(partition, target)| reached(*partition, *target)))
}

/// Where the brokers put what was sent.
#[derive(Clone, Default)]
struct Deliveries(Arc<Mutex<(BTreeMap<i32, i64>, usize)>>);

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, _: ()) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(message) => {
                let end = seen.0.entry(message.partition()).or_default();
                *end = (*end).max(message.offset() + 1);
            }
            Err(_) => seen.1 += 1,
        }
    }
}

/// What was sent.
struct Load {
    deliveries: Deliveries,
    sent: usize,
    bytes: usize,
    began: Timestamp,
}

impl Load {
    fn send(settings: &Settings, topic: &str, inputs: &[Input], options: &Options) -> anyhow::Result<Self> {
        let mut config = client::plain_config(settings, &settings.kafka.producer)?;
        config.set("message.max.bytes", client::MAX_MESSAGE_BYTES);
        let deliveries = Deliveries::default();
        let producer: ThreadedProducer<Deliveries> =
            ThreadedProducer::from_config_and_context(&config, deliveries.clone())?;
        let mut load = Self { deliveries, sent: 0, bytes: 0, began: Timestamp::now() };
        let start = Instant::now();
        for input in inputs.iter().cycle().take(options.count.unwrap_or(inputs.len())) {
            if let Some(rate) = options.rate {
                let due = start + Duration::from_secs_f64(f64::from(u32::try_from(load.sent)?) / rate);
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
            }
            send_one(&producer, topic, input)?;
            load.sent += 1;
            load.bytes += input.payload.len();
        }
        producer.flush(BROKER_TIMEOUT).context("the brokers did not take the articles")?;
        let failed = load.deliveries.0.lock().unwrap_or_else(PoisonError::into_inner).1;
        ensure!(failed == 0, "the brokers refused {failed} of {} articles", load.sent);
        Ok(load)
    }

    /// The offset that the group has to reach in each partition.
    fn targets(&self) -> BTreeMap<i32, i64> {
        self.deliveries.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

fn send_one(producer: &ThreadedProducer<Deliveries>, topic: &str, input: &Input) -> anyhow::Result<()> {
    let header = Header { key: "content-type", value: input.content_type };
    let headers = input.content_type.map(|_| OwnedHeaders::new().insert(header)).unwrap_or_default();
    let mut record: BaseRecord<'_, str, [u8]> =
        BaseRecord::to(topic).payload(input.payload.as_slice()).headers(headers);
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            Err((error, back)) if error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull) => {
                record = back;
                std::thread::sleep(Duration::from_millis(5));
            }
            Err((error, _)) => return Err(error).with_context(|| format!("sending {}", input.name)),
        }
    }
}

/// A reader of the output topic, from its present end on.
struct Events {
    reader: BaseConsumer,
    topic: String,
    /// The end of each partition before the first article was sent.
    starts: BTreeMap<i32, i64>,
}

impl Events {
    fn open(settings: &Settings) -> anyhow::Result<Self> {
        let topic = &settings.kafka.output_topic;
        let config = client::reader_config(settings, &format!("{}-bench", settings.kafka.group))?;
        let reader: BaseConsumer = BaseConsumer::from_config(&config)?;
        let metadata = reader.fetch_metadata(Some(topic), BROKER_TIMEOUT).context("asking the brokers")?;
        let found = metadata.topics().iter().find(|found| found.name() == topic && found.error().is_none());
        let mut list = TopicPartitionList::new();
        let mut starts = BTreeMap::new();
        for partition in found.into_iter().flat_map(|found| found.partitions()) {
            let (_, end) = reader.fetch_watermarks(topic, partition.id(), BROKER_TIMEOUT)?;
            list.add_partition_offset(topic, partition.id(), rdkafka::Offset::Offset(end))?;
            starts.insert(partition.id(), end);
        }
        ensure!(list.count() > 0, "the brokers have no topic {topic}");
        reader.assign(&list)?;
        Ok(Self { reader, topic: topic.clone(), starts })
    }

    /// Latencies of the events that come until all is committed and the topic is read to its end, and when the commit
    /// was.
    fn watch(&self, is_done: impl Fn() -> anyhow::Result<bool>, load: &Load) -> anyhow::Result<Seen> {
        let mut seen = Seen { latencies: Vec::new(), done: None };
        let mut progress = Instant::now();
        let mut asked = Instant::now();
        loop {
            match self.reader.poll(Duration::from_millis(100)) {
                Some(Ok(message)) => {
                    progress = Instant::now();
                    seen.latencies.extend(latency(&message, load.began));
                }
                Some(Err(error)) => bail!("reading events: {error}"),
                None => {}
            }
            let silence = progress.elapsed();
            if seen.done.is_some() && silence > SILENCE && (silence > LONG_SILENCE || self.is_read_to_end()?) {
                return Ok(seen);
            }
            if seen.done.is_none() && asked.elapsed() > Duration::from_millis(50) {
                asked = Instant::now();
                seen.done = is_done()?.then(Instant::now);
            }
            ensure!(
                progress.elapsed() < STALL,
                "no event and no commit of all for {} s: does a worker run?",
                STALL.as_secs()
            );
        }
    }

    /// Whether no partition has more than a transaction's marker behind what was read.
    ///
    /// Silence alone does not tell: a reader whose first fetch takes long has read nothing yet.
    fn is_read_to_end(&self) -> anyhow::Result<bool> {
        let read = self.reader.position()?;
        for (partition, assigned) in &self.starts {
            let next = read.find_partition(&self.topic, *partition).and_then(|found| found.offset().to_raw());
            let (_, end) = self.reader.fetch_watermarks(&self.topic, *partition, BROKER_TIMEOUT)?;
            let next = next.filter(|next| next >= assigned).unwrap_or(*assigned);
            if end > *assigned && end - next > i64::from(next > *assigned) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What the reader saw.
struct Seen {
    latencies: Vec<Duration>,
    done: Option<Instant>,
}

/// Of an event of an article that was appended after `began`.
fn latency(message: &BorrowedMessage<'_>, began: Timestamp) -> Option<Duration> {
    let record = RawRecord::copy_of(message, message.topic().into());
    let appended: Timestamp = record.header("ce_time")?.parse().ok()?;
    let since = Timestamp::now().as_millisecond() - appended.as_millisecond();
    (appended.as_millisecond() >= began.as_millisecond())
        .then(|| Duration::from_millis(u64::try_from(since).unwrap_or(0)))
}

/// The report.
#[derive(serde::Serialize)]
struct Figures {
    articles: usize,
    megabytes: f64,
    seconds: f64,
    articles_per_second: f64,
    events: usize,
    latency_ms_p50: u128,
    latency_ms_p90: u128,
    latency_ms_p99: u128,
    latency_ms_max: u128,
}

impl Figures {
    #[allow(clippy::cast_precision_loss, reason = "counts, shown to three digits")]
    fn new(load: &Load, elapsed: Duration, seen: Seen) -> Self {
        let waited = seen.done.map_or(Duration::ZERO, |done| done.elapsed());
        let seconds = elapsed.saturating_sub(waited).as_secs_f64();
        let mut latencies = seen.latencies;
        latencies.sort_unstable();
        let at = |percent: usize| {
            let index = (latencies.len() * percent).div_ceil(100).saturating_sub(1);
            latencies.get(index).map_or(0, Duration::as_millis)
        };
        Self {
            articles: load.sent,
            megabytes: load.bytes as f64 / 1e6,
            seconds,
            articles_per_second: load.sent as f64 / seconds.max(1e-9),
            events: latencies.len(),
            latency_ms_p50: at(50),
            latency_ms_p90: at(90),
            latency_ms_p99: at(99),
            latency_ms_max: at(100),
        }
    }

    fn write(&self, json: bool) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if json {
            serde_json::to_writer(&mut out, self)?;
            writeln!(out)?;
            return Ok(());
        }
        let Self { articles, megabytes, seconds, articles_per_second, events, .. } = self;
        writeln!(
            out,
            "articles    {articles} ({megabytes:.1} MB) in {seconds:.2} s: {articles_per_second:.0} a second"
        )?;
        writeln!(
            out,
            "events      {events}; latency p50 {} ms, p90 {} ms, p99 {} ms, most {} ms",
            self.latency_ms_p50, self.latency_ms_p90, self.latency_ms_p99, self.latency_ms_max
        )?;
        Ok(())
    }
}
