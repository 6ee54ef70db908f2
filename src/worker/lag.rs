//! How far behind: messages and seconds per assigned partition.
//!
//! Ends of partitions come from librdkafka's statistics, progress from the committer. A partition whose last records
//! are a transaction's markers is caught up when all that can be read of it was taken, though no record can be
//! committed at its end: a lag of 1 for ever is what misleads other tools.
//!
//! What is not known is not shown: no series is better than a zero.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use prometheus::{GaugeVec, IntGaugeVec};
use rdkafka::{Statistics, statistics};

use super::lane::{Partition, Progress};
use crate::telemetry::Metrics;

/// What is known of one partition.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Known {
    /// The offset after the last record that may be read.
    end: Option<i64>,
    /// Where reading stands or will begin, as librdkafka counts.
    position: Option<i64>,
    /// The fetcher stood at this end, and all before it was taken once so many records had been polled: all partitions
    /// share one queue, in the order of their arrival.
    reached: Option<(i64, u64)>,
    /// One report of the fetcher came since the partition was assigned, paused or resumed; the first may be older.
    settled: bool,
    progress: Progress,
    /// When records were first seen behind the end, none of them taken yet.
    behind_since_ms: Option<i64>,
}

/// Lag of every assigned partition.
#[derive(Debug, Default)]
pub struct Lag {
    known: Mutex<BTreeMap<Partition, Known>>,
    /// Partitions whose series stand in the metrics.
    shown: Mutex<BTreeSet<Partition>>,
    /// Records that the poll loop handed on since the start.
    polled: AtomicU64,
    /// Those of them that the committer has seen.
    taken: AtomicU64,
    /// While partitions are paused, what was fetched is thrown away and fetched again.
    paused: AtomicBool,
}

impl Lag {
    /// A record was polled, of a partition that is held.
    pub fn count_polled(&self) {
        self.polled.fetch_add(1, Ordering::Relaxed);
    }

    /// Nothing was there to poll: all that was fetched is taken.
    pub fn set_drained(&self) {
        if self.paused.load(Ordering::Relaxed) {
            return;
        }
        let polled = self.polled.load(Ordering::Relaxed);
        for known in self.lock().values_mut() {
            known.reached = known.reached.map(|(end, at)| (end, at.min(polled)));
        }
    }

    /// Partitions were paused or go on.
    pub fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
        for known in self.lock().values_mut() {
            known.reached = None;
            known.settled = false;
        }
    }

    /// Takes the partitions' ends from a report of statistics.
    pub fn take_ends(&self, statistics: &Statistics) {
        let now_ms = Timestamp::now().as_millisecond();
        let (polled, taken) = (self.polled.load(Ordering::Relaxed), self.taken.load(Ordering::Relaxed));
        let paused = self.paused.load(Ordering::Relaxed);
        for ((topic, partition), known) in self.lock().iter_mut() {
            let of_topic = statistics.topics.get(&**topic);
            if let Some(seen) = of_topic.and_then(|topic| topic.partitions.get(partition)) {
                known.take(seen, polled, paused);
                known.note_behind(taken, now_ms);
            }
        }
    }

    /// Takes the committer's progress after it has seen `taken` records since the start; partitions that it does not
    /// have are no longer ours.
    pub fn take_progress(&self, progress: BTreeMap<Partition, Progress>, taken: u64) {
        let now_ms = Timestamp::now().as_millisecond();
        self.taken.store(taken, Ordering::Relaxed);
        let mut known = self.lock();
        known.retain(|partition, _| progress.contains_key(partition));
        for (partition, progress) in progress {
            let known = known.entry(partition).or_default();
            known.progress = progress;
            known.note_behind(taken, now_ms);
        }
    }

    /// Sets the gauges as of now; the series of partitions that left end.
    pub fn show(&self, metrics: &Metrics) {
        let now_ms = Timestamp::now().as_millisecond();
        let taken = self.taken.load(Ordering::Relaxed);
        let known = self.lock().clone();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        for partition in shown.iter().filter(|partition| !known.contains_key(*partition)) {
            show_of(&metrics.lag_messages, &metrics.lag_seconds, partition, (None, None));
        }
        *shown = known.keys().cloned().collect();
        for (partition, known) in &known {
            let seen = (known.messages(taken), known.seconds(taken, now_ms));
            show_of(&metrics.lag_messages, &metrics.lag_seconds, partition, seen);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Partition, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is not known has no series.
fn show_of(messages: &IntGaugeVec, seconds: &GaugeVec, partition: &Partition, seen: (Option<i64>, Option<f64>)) {
    let labels = [&*partition.0, &partition.1.to_string()];
    // Removing a series that is not there is an error without consequence.
    match seen.0 {
        Some(count) => messages.with_label_values(&labels).set(count),
        None => drop(messages.remove_label_values(&labels)),
    }
    match seen.1 {
        Some(age) => seconds.with_label_values(&labels).set(age),
        None => drop(seconds.remove_label_values(&labels)),
    }
}

impl Known {
    fn take(&mut self, seen: &statistics::Partition, polled: u64, paused: bool) {
        let offset = |value: i64| (value >= 0).then_some(value);
        self.end = offset(seen.ls_offset).or(offset(seen.hi_offset)).or(self.end);
        let begins = offset(seen.committed_offset).or(offset(seen.next_offset)).or(offset(seen.lo_offset));
        self.position = offset(seen.app_offset).or(begins);
        let at_end = self.end.filter(|end| self.settled && !paused && seen.next_offset >= *end);
        self.settled = true;
        self.reached = at_end.map(|end| match self.reached {
            Some(reached) if reached.0 == end => reached,
            _ => (end, polled + u64::try_from(seen.fetchq_cnt).unwrap_or(0)),
        });
    }

    fn note_behind(&mut self, taken: u64, now_ms: i64) {
        let behind = self.progress.oldest_offset.is_none() && self.messages(taken).is_some_and(|messages| messages > 0);
        self.behind_since_ms = behind.then(|| self.behind_since_ms.unwrap_or(now_ms));
    }

    /// Records between what is committed and the end; `None` before both are known.
    fn messages(&self, taken: u64) -> Option<i64> {
        let end = self.end?;
        let all_taken = self.reached.is_some_and(|(reached, at)| reached == end && taken >= at);
        if all_taken && self.progress.oldest_offset.is_none() {
            return Some(0);
        }
        let next = self.progress.oldest_offset.or(self.progress.committed).or(self.position)?;
        Some((end - next).max(0))
    }

    /// Age of the oldest record that is not committed. Where none was taken yet, the time since records were first seen
    /// is the bound that is known.
    #[allow(clippy::cast_precision_loss, reason = "a time in milliseconds, shown as a gauge")]
    fn seconds(&self, taken: u64, now_ms: i64) -> Option<f64> {
        let since = match self.progress.oldest_offset {
            Some(_) => self.progress.oldest_timestamp_ms,
            None if self.messages(taken)? == 0 => return Some(0.0),
            None => self.behind_since_ms,
        };
        since.map(|since| (now_ms - since).max(0) as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of `fetchq_cnt`, `app_offset`, `next_offset`, `committed_offset` and `ls_offset` as librdkafka reports.
    fn seen([queued, app, next, committed, end]: [i64; 5]) -> statistics::Partition {
        statistics::Partition {
            fetchq_cnt: queued,
            app_offset: app,
            next_offset: next,
            committed_offset: committed,
            lo_offset: 0,
            hi_offset: end,
            ls_offset: end,
            ..statistics::Partition::default()
        }
    }

    fn of(progress: Progress) -> Known {
        Known { progress, ..Known::default() }
    }

    #[test]
    fn lag_counts_from_the_oldest_record_in_flight_to_the_end() {
        let mut known =
            of(Progress { oldest_offset: Some(40), oldest_timestamp_ms: Some(1_000), ..Progress::default() });
        known.take(&seen([50, 50, 100, 10, 100]), 50, false);
        assert_eq!(known.messages(50), Some(60));
        assert_eq!(known.seconds(50, 3_500), Some(2.5));
    }

    #[test]
    fn a_partition_that_ends_in_markers_is_caught_up_once_the_queue_of_all_was_taken() {
        let mut known = of(Progress { committed: Some(99), ..Progress::default() });
        known.take(&seen([0, 99, 100, 99, 100]), 900, false);
        assert_eq!(known.messages(900), Some(1), "the first report may be older than the assignment");
        known.take(&seen([7, 99, 100, 99, 100]), 1_000, false);
        assert_eq!(known.messages(1_006), Some(1), "one of the seven may be its own");
        assert_eq!(known.messages(1_007), Some(0));
        assert_eq!(known.seconds(1_007, 9_000), Some(0.0));
        known.take(&seen([500, 99, 100, 99, 100]), 1_007, false);
        assert_eq!(known.messages(1_007), Some(0), "a busy neighbour changes nothing");
        known.take(&seen([500, 99, 101, 99, 101]), 1_007, false);
        assert_eq!(known.messages(1_007), Some(2), "a new end is a new question");
    }

    #[test]
    fn what_nobody_took_is_as_old_as_it_was_seen_and_a_start_is_counted_from_the_committed_offset() {
        let mut known = of(Progress::default());
        assert_eq!((known.messages(0), known.seconds(0, 1)), (None, None), "not known is not zero");
        known.take(&seen([0, -1001, 10, 10, 12]), 0, true);
        known.note_behind(0, 5_000);
        known.note_behind(0, 6_000);
        assert_eq!(known.messages(0), Some(2));
        assert_eq!(known.seconds(0, 7_000), Some(2.0));
    }

    #[test]
    fn what_the_poll_loop_took_and_the_committer_has_not_seen_is_still_behind() {
        let lag = Lag::default();
        let partition: Partition = ("articles".into(), 0);
        let progress = |oldest| {
            BTreeMap::from([(
                partition.clone(),
                Progress { committed: Some(5), oldest_offset: oldest, ..Progress::default() },
            )])
        };
        lag.take_progress(progress(None), 5);
        let mut known = *lag.lock().get(&partition).unwrap();
        known.settled = true;
        known.take(&seen([1, 5, 6, 5, 6]), 5, false);
        lag.lock().insert(partition.clone(), known);
        lag.count_polled();
        let messages = || lag.lock().get(&partition).unwrap().messages(lag.taken.load(Ordering::Relaxed));
        assert_eq!(messages(), Some(1));
        lag.take_progress(progress(Some(5)), 6);
        assert_eq!(messages(), Some(1), "in flight");
        lag.take_progress(progress(None), 6);
        assert_eq!(messages(), Some(0));
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
        let of = |partition: i32| {
            (
                ("articles".into(), partition),
                Progress { oldest_offset: Some(1), oldest_timestamp_ms: Some(1), ..Progress::default() },
            )
        };
        lag.take_progress([of(0), of(1)].into(), 2);
        lag.show(&metrics);
        assert_eq!(series(), 2);
        lag.take_progress([of(1)].into(), 2);
        lag.show(&metrics);
        assert_eq!(series(), 1);
    }
}
