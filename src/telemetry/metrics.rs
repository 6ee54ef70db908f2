//! Every metric, declared once with its unit, labels and help.
//!
//! Labels are closed sets that come from enums, but for `topic` and `partition`, which the assignment bounds.
//! Counters of outcomes move when the transaction has committed, not before: they agree with the topics.

use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, core::Collector,
};

use crate::{
    event::EventType,
    outcome::{DeadLetterReason, SkipReason},
};

/// Buckets for work inside the process, 0.1 ms to 13 s.
const STAGE_SECONDS: &[f64] =
    &[0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Buckets for the way through the pipeline, 5 ms to an hour.
const DELAY_SECONDS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0];
/// Buckets for counts of records.
const RECORDS: &[f64] = &[1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0];
/// For metrics that have none.
const NO_BUCKETS: &[f64] = &[];

/// One line of the table of metrics.
pub struct MetricRow {
    /// Name as scraped.
    pub name: &'static str,
    /// counter, gauge or histogram.
    pub kind: &'static str,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it counts or measures, with its unit.
    pub help: &'static str,
}

/// A metric that can be made from its declaration.
trait Declare: Collector + Clone + Sized + 'static {
    const KIND: &'static str;
    fn declare(row: &MetricRow, buckets: &[f64]) -> prometheus::Result<Self>;
}

macro_rules! declare {
    ($($metric:ty, $kind:literal, |$row:ident, $buckets:ident| $make:expr;)+) => {$(
        impl Declare for $metric {
            const KIND: &'static str = $kind;
            fn declare($row: &MetricRow, $buckets: &[f64]) -> prometheus::Result<Self> {
                let _ = $buckets;
                $make
            }
        }
    )+};
}

declare! {
    IntCounter, "counter", |row, buckets| Self::new(row.name, row.help);
    IntCounterVec, "counter", |row, buckets| Self::new(Opts::new(row.name, row.help), row.labels);
    IntGauge, "gauge", |row, buckets| Self::new(row.name, row.help);
    IntGaugeVec, "gauge", |row, buckets| Self::new(Opts::new(row.name, row.help), row.labels);
    Gauge, "gauge", |row, buckets| Self::new(row.name, row.help);
    GaugeVec, "gauge", |row, buckets| Self::new(Opts::new(row.name, row.help), row.labels);
    Histogram, "histogram", |row, buckets|
        Self::with_opts(HistogramOpts::new(row.name, row.help).buckets(buckets.to_vec()));
    HistogramVec, "histogram", |row, buckets|
        Self::new(HistogramOpts::new(row.name, row.help).buckets(buckets.to_vec()), row.labels);
}

macro_rules! metrics {
    ($($field:ident: $metric:ident = $name:literal [$($label:literal),*] $buckets:ident, $help:literal;)+) => {
        /// Handles to all metrics; built once per registry, cloned into threads.
        #[derive(Clone)]
        pub struct Metrics { $(#[doc = $help] pub $field: $metric),+ }

        /// The table of all metrics, in the order of the README.
        pub const METRICS: &[MetricRow] = &[$(MetricRow {
            name: $name,
            kind: <$metric as Declare>::KIND,
            labels: &[$($label),*],
            help: $help,
        }),+];

        impl Metrics {
            fn declare(registry: &Registry) -> prometheus::Result<Self> {
                let mut rows = METRICS.iter();
                $(let $field = register::<$metric>(registry, rows.next(), $buckets)?;)+
                Ok(Self { $($field),+ })
            }
        }
    };
}

fn register<M: Declare>(registry: &Registry, row: Option<&MetricRow>, buckets: &[f64]) -> prometheus::Result<M> {
    let row = row.ok_or_else(|| prometheus::Error::Msg("the table of metrics is too short".into()))?;
    let metric = M::declare(row, buckets)?;
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

metrics! {
    records: IntCounterVec = "demarche_records_total" ["outcome"] NO_BUCKETS,
        "Records of the input topics that are done with, by outcome (published, skipped, dead_lettered).";
    skips: IntCounterVec = "demarche_skipped_records_total" ["reason"] NO_BUCKETS,
        "Records skipped, by reason.";
    dead_letters: IntCounterVec = "demarche_dead_letters_total" ["reason"] NO_BUCKETS,
        "Records written to the dead-letter topic, by reason. Alert: above 1 % of the records for 10 minutes.";
    dead_letters_without_payload: IntCounter = "demarche_dead_letters_without_payload_total" [] NO_BUCKETS,
        "Dead letters that the dead-letter topic refused as too large and that were written with their headers alone.";
    events: IntCounterVec = "demarche_events_total" ["type", "quad"] NO_BUCKETS,
        "Events published, by PLOVER type and quad class.";
    input_bytes: IntCounter = "demarche_input_bytes_total" [] NO_BUCKETS,
        "Bytes of payload of the records that are done with.";
    output_bytes: IntCounter = "demarche_output_bytes_total" [] NO_BUCKETS,
        "Bytes of payload published, dead letters included.";
    stage_seconds: HistogramVec = "demarche_stage_seconds" ["stage"] STAGE_SECONDS,
        "Time of one record in decode, extract and serialize, and of one batch in deliver and commit, in seconds.";
    publish_delay_seconds: Histogram = "demarche_publish_delay_seconds" [] DELAY_SECONDS,
        "Time from a record's append to the input topic until its outcome was committed, in seconds.";
    lag_messages: IntGaugeVec = "demarche_lag_messages" ["topic", "partition"] NO_BUCKETS,
        "Records of an assigned partition that are not committed yet.";
    lag_seconds: GaugeVec = "demarche_lag_seconds" ["topic", "partition"] NO_BUCKETS,
        "Age of the oldest record of an assigned partition that is not committed yet, in seconds; 0 when there is none.";
    in_flight_records: IntGauge = "demarche_in_flight_records" [] NO_BUCKETS,
        "Records taken from the broker and not committed yet.";
    in_flight_bytes: IntGauge = "demarche_in_flight_bytes" [] NO_BUCKETS,
        "Bytes that they hold in memory.";
    busy_threads: IntGauge = "demarche_busy_threads" [] NO_BUCKETS,
        "Extraction threads at work.";
    threads: IntGauge = "demarche_threads" [] NO_BUCKETS,
        "Extraction threads.";
    paused: IntGauge = "demarche_paused" [] NO_BUCKETS,
        "1 while partitions are paused because the ceiling of records or bytes in flight is reached.";
    pauses: IntCounter = "demarche_pauses_total" [] NO_BUCKETS,
        "How often partitions were paused.";
    batches: IntCounterVec = "demarche_batches_total" ["closed_by"] NO_BUCKETS,
        "Batches committed, by what closed them (records, bytes, time, drain).";
    batch_records: Histogram = "demarche_batch_records" [] RECORDS,
        "Records in a committed batch.";
    transactions: IntCounterVec = "demarche_transactions_total" ["result"] NO_BUCKETS,
        "Transactions (with at-least-once: offset commits), by result (committed, aborted, failed).";
    rebalances: IntCounterVec = "demarche_rebalances_total" ["kind"] NO_BUCKETS,
        "Rebalances seen by this worker, by kind (assigned, revoked, lost).";
    assigned_partitions: IntGauge = "demarche_assigned_partitions" [] NO_BUCKETS,
        "Partitions assigned to this worker.";
    abandoned_records: IntCounter = "demarche_abandoned_records_total" [] NO_BUCKETS,
        "Records given back unfinished when their partition left or the drain ended; another worker takes them again.";
    last_poll: Gauge = "demarche_last_poll_timestamp_seconds" [] NO_BUCKETS,
        "When the poll loop last turned, in seconds since 1970.";
    last_commit: Gauge = "demarche_last_commit_timestamp_seconds" [] NO_BUCKETS,
        "When a batch was last committed, in seconds since 1970; 0 before the first.";
    kafka_errors: IntCounterVec = "demarche_kafka_errors_total" ["client"] NO_BUCKETS,
        "Errors that librdkafka reported, by client (consumer, producer).";
    kafka_brokers_up: IntGaugeVec = "demarche_kafka_brokers_up" ["client"] NO_BUCKETS,
        "Brokers connected, by client.";
    kafka_broker_rtt_seconds: GaugeVec = "demarche_kafka_broker_rtt_seconds" ["client"] NO_BUCKETS,
        "99th percentile of the round trip to the slowest broker in the last interval, in seconds.";
    kafka_throttle_seconds: GaugeVec = "demarche_kafka_throttle_seconds" ["client"] NO_BUCKETS,
        "Longest time that a broker throttled a request in the last interval, in seconds.";
    kafka_request_failures: IntCounterVec = "demarche_kafka_request_failures_total" ["client", "kind"] NO_BUCKETS,
        "Requests to brokers that failed, by kind (transmit, receive, timeout, retry).";
    kafka_fetch_queue_bytes: IntGauge = "demarche_kafka_fetch_queue_bytes" [] NO_BUCKETS,
        "Bytes fetched ahead and not yet taken.";
    kafka_producer_queue_messages: IntGauge = "demarche_kafka_producer_queue_messages" [] NO_BUCKETS,
        "Messages in the producer that no broker has acknowledged.";
    build: IntGaugeVec = "demarche_build_info" ["version", "commit", "data"] NO_BUCKETS,
        "1; the labels tell the version, the commit it was built from, and the digest of lexicon, knowledge and model.";
}

/// What a record came to, as a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeLabel {
    /// Its events were published.
    Published,
    /// It was skipped.
    Skipped,
    /// It is in the dead-letter topic.
    DeadLettered,
}

impl OutcomeLabel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Published, Self::Skipped, Self::DeadLettered];

    /// The label's text.
    pub fn label(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Skipped => "skipped",
            Self::DeadLettered => "dead_lettered",
        }
    }
}

/// Stages whose time is measured.
pub const STAGES: [&str; 5] = ["decode", "extract", "serialize", "deliver", "commit"];

impl Metrics {
    /// Registers every metric, with every label value at zero, so that no series is missing before its first count.
    ///
    /// # Errors
    ///
    /// A name that the registry already has: each registry takes one set.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self::declare(registry)?;
        metrics.start_at_zero();
        Ok(metrics)
    }

    fn start_at_zero(&self) {
        let zero = |counter: &IntCounterVec, values: &[&str]| {
            for value in values {
                counter.with_label_values(&[value]);
            }
        };
        zero(&self.records, &OutcomeLabel::ALL.map(OutcomeLabel::label));
        zero(&self.skips, &SkipReason::ALL.map(SkipReason::reason));
        zero(&self.dead_letters, &DeadLetterReason::ALL.map(DeadLetterReason::reason));
        zero(&self.batches, &crate::worker::ClosedBy::ALL.map(crate::worker::ClosedBy::label));
        zero(&self.transactions, &["committed", "aborted", "failed"]);
        zero(&self.rebalances, &["assigned", "revoked", "lost"]);
        zero(&self.kafka_errors, &["consumer", "producer"]);
        for kind in EventType::ALL {
            self.events.with_label_values(&[kind.as_str(), kind.quad_label()]);
        }
        for stage in STAGES {
            self.stage_seconds.with_label_values(&[stage]);
        }
        for client in ["consumer", "producer"] {
            for kind in ["transmit", "receive", "timeout", "retry"] {
                self.kafka_request_failures.with_label_values(&[client, kind]);
            }
        }
    }

    /// Tells version, commit and data digest.
    pub fn tell_build(&self, data_digest: &str) {
        self.build.with_label_values(&[crate::VERSION, crate::COMMIT, data_digest]).set(1);
    }
}

/// The README's table of metrics.
pub fn markdown_table() -> String {
    let mut out = String::from("| metric | kind | labels | what it tells |\n| --- | --- | --- | --- |\n");
    for row in METRICS {
        let labels: Vec<String> = row.labels.iter().map(|label| format!("`{label}`")).collect();
        out.push_str(&format!("| `{}` | {} | {} | {} |\n", row.name, row.kind, labels.join(", "), row.help));
    }
    out
}

#[cfg(test)]
mod tests {
    use prometheus::TextEncoder;

    use super::*;

    #[test]
    fn a_registry_takes_one_set_and_refuses_the_second() {
        let registry = Registry::new();
        assert!(Metrics::register(&registry).is_ok());
        assert!(Metrics::register(&registry).is_err());
    }

    #[test]
    fn every_reason_and_outcome_is_there_at_zero() {
        let registry = Registry::new();
        let _metrics = Metrics::register(&registry).unwrap();
        let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        for reason in DeadLetterReason::ALL {
            assert!(text.contains(&format!("demarche_dead_letters_total{{reason=\"{}\"}} 0", reason.reason())));
        }
        assert!(text.contains("demarche_records_total{outcome=\"published\"} 0"));
    }

    #[test]
    fn names_follow_the_convention() {
        for row in METRICS {
            assert!(row.name.starts_with("demarche_"), "{}", row.name);
            assert_eq!(row.kind == "counter", row.name.ends_with("_total"), "{}", row.name);
            assert!(row.help.ends_with('.'), "{}", row.name);
        }
    }
}
