//! How far behind: messages and seconds per assigned partition.
//!
//! Ends of partitions come from librdkafka's statistics, progress from the committer. A partition whose last records
//! are a transaction's markers is caught up when the fetcher stands at its end, though no record can be committed
//! there: such lag of 1 for ever is what misleads other tools.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
};

use jiff::Timestamp;
use rdkafka::Statistics;

use super::lane::{Partition, Progress};
use crate::telemetry::Metrics;

/// What is known of one partition.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Known {
    /// The offset after the last record that may be read.
    end: Option<i64>,
    /// The next offset that the application will see, as librdkafka counts.
    position: Option<i64>,
    /// The fetcher stands at the end and nothing is queued.
    at_end: bool,
    progress: Progress,
    since_ms: i64,
}

/// Lag of every assigned partition.
#[derive(Debug, Default)]
pub struct Lag {
    known: Mutex<BTreeMap<Partition, Known>>,
    /// Partitions whose series stand in the metrics.
    shown: Mutex<BTreeSet<Partition>>,
}

impl Lag {
    /// Takes the partitions' ends from a report of statistics.
    pub fn take_ends(&self, statistics: &Statistics) {
        let mut known = self.lock();
        for ((topic, partition), entry) in known.iter_mut() {
            let Some(seen) = statistics.topics.get(&**topic).and_then(|topic| topic.partitions.get(partition)) else {
                continue;
            };
            let offset = |value: i64| (value >= 0).then_some(value);
            entry.end = offset(seen.ls_offset).or(offset(seen.hi_offset)).or(entry.end);
            entry.position = offset(seen.app_offset);
            entry.at_end = seen.fetchq_cnt == 0 && entry.end.is_some_and(|end| seen.next_offset >= end);
        }
    }

    /// Takes the committer's progress; partitions that it does not have are no longer ours.
    pub fn take_progress(&self, progress: BTreeMap<Partition, Progress>) {
        let mut known = self.lock();
        known.retain(|partition, _| progress.contains_key(partition));
        for (partition, progress) in progress {
            let fresh = Known { since_ms: Timestamp::now().as_millisecond(), ..Known::default() };
            known.entry(partition).or_insert(fresh).progress = progress;
        }
    }

    /// Sets the gauges as of now; the series of partitions that left end.
    pub fn show(&self, metrics: &Metrics) {
        let now_ms = Timestamp::now().as_millisecond();
        let known = self.lock().clone();
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for partition in shown.iter().filter(|partition| !known.contains_key(*partition)) {
            let labels = [&*partition.0, &partition.1.to_string()];
            // A partition whose end was never known has no series of messages; there is nothing to remove then.
            let _ = metrics.lag_messages.remove_label_values(&labels);
            let _ = metrics.lag_seconds.remove_label_values(&labels);
        }
        *shown = known.keys().cloned().collect();
        for (partition, known) in &known {
            let labels = [&*partition.0, &partition.1.to_string()];
            if let Some(messages) = known.messages() {
                metrics.lag_messages.with_label_values(&labels).set(messages);
            }
            metrics.lag_seconds.with_label_values(&labels).set(known.seconds(now_ms));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Partition, Known>> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Known {
    /// Records between what is committed and the end; `None` before the end is known.
    fn messages(&self) -> Option<i64> {
        let end = self.end?;
        if self.at_end && self.progress.oldest_offset.is_none() {
            return Some(0);
        }
        let next = self.progress.oldest_offset.or(self.progress.committed).or(self.position)?;
        Some((end - next).max(0))
    }

    /// Age of the oldest record that is not committed. Where it is not here yet, the last committed record is the
    /// bound, and before that the time at which the partition came.
    #[allow(clippy::cast_precision_loss, reason = "a time in milliseconds, shown as a gauge")]
    fn seconds(&self, now_ms: i64) -> f64 {
        if self.progress.oldest_offset.is_none() && self.messages().is_none_or(|messages| messages == 0) {
            return 0.0;
        }
        let since = self.progress.oldest_timestamp_ms.or(self.progress.committed_timestamp_ms).unwrap_or(self.since_ms);
        (now_ms - since).max(0) as f64 / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_counts_from_the_oldest_record_in_flight_to_the_end() {
        let progress = Progress { oldest_offset: Some(40), oldest_timestamp_ms: Some(1_000), ..Progress::default() };
        let known = Known { end: Some(100), progress, ..Known::default() };
        assert_eq!(known.messages(), Some(60));
        assert!((known.seconds(3_500) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn the_series_of_a_partition_that_left_ends() {
        let registry = prometheus::Registry::new();
        let metrics = Metrics::register(&registry).unwrap();
        let series = || {
            let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
            text.lines().filter(|line| line.starts_with("demarche_lag_seconds{")).count()
        };
        let lag = Lag::default();
        let of = |partition: i32| (("articles".into(), partition), Progress::default());
        lag.take_progress([of(0), of(1)].into());
        lag.show(&metrics);
        assert_eq!(series(), 2);
        lag.take_progress([of(1)].into());
        lag.show(&metrics);
        assert_eq!(series(), 1);
    }

    #[test]
    fn a_partition_that_ends_in_transaction_markers_is_caught_up() {
        let progress = Progress { committed: Some(99), committed_timestamp_ms: Some(1_000), ..Progress::default() };
        let known = Known { end: Some(100), at_end: true, progress, ..Known::default() };
        assert_eq!(known.messages(), Some(0));
        assert!(known.seconds(9_000).abs() < 1e-9);
    }

    #[test]
    fn what_the_broker_holds_and_nobody_took_is_as_old_as_the_last_commit_at_most() {
        let progress = Progress { committed: Some(10), committed_timestamp_ms: Some(5_000), ..Progress::default() };
        let known = Known { end: Some(12), progress, since_ms: 1, ..Known::default() };
        assert_eq!(known.messages(), Some(2));
        assert!((known.seconds(6_000) - 1.0).abs() < 1e-9);
    }
}
