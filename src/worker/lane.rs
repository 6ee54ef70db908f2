//! Order kept per partition: records enter a lane as they come, outcomes fill it in any order, and only the filled
//! front of a lane is ever committed.
//!
//! Pure: no Kafka, no clock, no thread. A lane is dropped whole when its partition leaves; what comes back for it
//! later carries an epoch that is no longer there, and is dropped too.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Instant,
};

use super::{prepare::Prepared, record::Permit};

/// A partition of a topic.
pub type Partition = (Arc<str>, i32);

/// One assignment of one partition: another assignment of the same partition has another epoch.
pub type Epoch = u64;

/// A record that waits in its lane until all before it are done.
struct Slot {
    offset: i64,
    timestamp_ms: Option<i64>,
    done: Option<Done>,
}

/// A record with its outcome, ready to be published.
pub struct Done {
    /// What to publish.
    pub prepared: Prepared,
    /// Its share of the memory in flight.
    pub permit: Permit,
    /// When it became ready.
    pub at: Instant,
}

/// The records in flight of one partition.
struct Lane {
    epoch: Epoch,
    /// Number of the front slot, counted from the start of the epoch.
    front: u64,
    slots: VecDeque<Slot>,
    /// The offset that a commit of all so far would have; `None` before the first.
    committed: Option<i64>,
    /// The timestamp of the last committed record.
    committed_timestamp_ms: Option<i64>,
}

/// All lanes of this worker.
#[derive(Default)]
pub struct Lanes {
    lanes: BTreeMap<Partition, Lane>,
}

/// What is ready, over all lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// Records that could be committed now.
    pub records: usize,
    /// Bytes of their output.
    pub bytes: usize,
    /// When the first of them became ready.
    pub since: Option<Instant>,
}

/// Records at the front of their lanes, to be committed together.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// How many of each lane.
    pub counts: BTreeMap<Partition, usize>,
}

/// How far a partition is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The next offset to commit after those committed in this assignment.
    pub committed: Option<i64>,
    /// Timestamp of the last committed record, in milliseconds since 1970.
    pub committed_timestamp_ms: Option<i64>,
    /// Timestamp of the oldest record in flight.
    pub oldest_timestamp_ms: Option<i64>,
    /// Offset of the oldest record in flight.
    pub oldest_offset: Option<i64>,
}

impl Lanes {
    /// Opens a lane for a partition that was assigned; an older lane of it is dropped.
    pub fn open(&mut self, partition: Partition, epoch: Epoch) {
        let lane = Lane { epoch, front: 0, slots: VecDeque::new(), committed: None, committed_timestamp_ms: None };
        self.lanes.insert(partition, lane);
    }

    /// Drops the lane of an assignment that ended; the answer is how many records were in it. The lane of a later
    /// assignment of the same partition stays.
    pub fn close(&mut self, partition: &Partition, epoch: Epoch) -> usize {
        if self.lanes.get(partition).is_none_or(|lane| lane.epoch != epoch) {
            return 0;
        }
        self.lanes.remove(partition).map_or(0, |lane| lane.slots.len())
    }

    /// Drops every lane; the answer is how many records were in them.
    pub fn close_all(&mut self) -> usize {
        let records = self.pending();
        self.lanes.clear();
        records
    }

    /// A record was taken; it becomes the last of its lane.
    pub fn enter(&mut self, partition: &Partition, epoch: Epoch, offset: i64, timestamp_ms: Option<i64>) {
        if let Some(lane) = self.lanes.get_mut(partition).filter(|lane| lane.epoch == epoch) {
            lane.slots.push_back(Slot { offset, timestamp_ms, done: None });
        }
    }

    /// A record has its outcome; `number` counts the records of its epoch from 0. Drops what no lane waits for.
    pub fn fill(&mut self, partition: &Partition, epoch: Epoch, number: u64, done: Done) {
        let lane = self.lanes.get_mut(partition).filter(|lane| lane.epoch == epoch);
        let slot = lane.and_then(|lane| {
            let index = number.checked_sub(lane.front).and_then(|index| usize::try_from(index).ok())?;
            lane.slots.get_mut(index)
        });
        if let Some(slot) = slot {
            slot.done = Some(done);
        }
    }

    /// Whether the front of this lane could be committed.
    pub fn is_ready(&self, partition: &Partition, epoch: Epoch) -> bool {
        let lane = self.lanes.get(partition).filter(|lane| lane.epoch == epoch);
        lane.and_then(|lane| lane.slots.front()).is_some_and(|slot| slot.done.is_some())
    }

    /// Records taken and not committed.
    pub fn pending(&self) -> usize {
        self.lanes.values().map(|lane| lane.slots.len()).sum()
    }

    /// What could be committed now, looking no further than the limits; linear in what is ready.
    pub fn ready(&self, max_records: usize, max_bytes: usize) -> Ready {
        let mut ready = Ready { records: 0, bytes: 0, since: None };
        for (_, done) in self.fronts() {
            ready.records += 1;
            ready.bytes += done.prepared.bytes();
            ready.since = Some(ready.since.map_or(done.at, |since| since.min(done.at)));
            if ready.records >= max_records || ready.bytes >= max_bytes {
                break;
            }
        }
        ready
    }

    /// Takes ready records lane by lane up to the limits (and one at least), beginning after `after` so that no
    /// partition starves behind a busy one. Where `only` has partitions, no others are taken.
    pub fn select(
        &self,
        (max_records, max_bytes): (usize, usize),
        after: Option<&Partition>,
        only: &[(Partition, Epoch)],
    ) -> Selection {
        let wanted = |(partition, lane): &(&Partition, &Lane)| {
            only.is_empty() || only.iter().any(|(chosen, epoch)| chosen == *partition && *epoch == lane.epoch)
        };
        let mut selection = Selection::default();
        let (mut records, mut bytes) = (0, 0);
        let later = self.lanes.iter().filter(|(partition, _)| after.is_none_or(|after| *partition > after));
        let earlier = self.lanes.iter().filter(|(partition, _)| after.is_some_and(|after| *partition <= after));
        for (partition, lane) in later.chain(earlier).filter(wanted) {
            for done in lane.slots.iter().map_while(|slot| slot.done.as_ref()) {
                if records > 0 && (records >= max_records || bytes + done.prepared.bytes() > max_bytes) {
                    return selection;
                }
                records += 1;
                bytes += done.prepared.bytes();
                *selection.counts.entry(partition.clone()).or_insert(0) += 1;
            }
        }
        selection
    }

    /// The selected records, lane by lane, in order.
    pub fn selected<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = (&'a Partition, &'a Done)> {
        selection.counts.iter().flat_map(|(partition, count)| {
            let slots = self.lanes.get(partition).map(|lane| lane.slots.iter().take(*count));
            slots.into_iter().flatten().filter_map(move |slot| slot.done.as_ref().map(|done| (partition, done)))
        })
    }

    /// The offset to commit for each partition of the selection: that of the last record, plus one.
    pub fn offsets(&self, selection: &Selection) -> Vec<(Partition, i64)> {
        let last = |(partition, count): (&Partition, &usize)| {
            let slot = self.lanes.get(partition)?.slots.get(count.checked_sub(1)?)?;
            Some((partition.clone(), slot.offset + 1))
        };
        selection.counts.iter().filter_map(last).collect()
    }

    /// The selection is committed: its records leave their lanes and give their memory back.
    pub fn commit(&mut self, selection: &Selection) {
        for (partition, count) in &selection.counts {
            let Some(lane) = self.lanes.get_mut(partition) else { continue };
            for slot in lane.slots.drain(..(*count).min(lane.slots.len())) {
                lane.front += 1;
                lane.committed = Some(slot.offset + 1);
                lane.committed_timestamp_ms = slot.timestamp_ms.or(lane.committed_timestamp_ms);
            }
        }
    }

    /// Puts another outcome in the place of the selected record at `index`, counted as [`Lanes::selected`] counts.
    pub fn replace(&mut self, selection: &Selection, index: usize, change: impl FnOnce(&mut Prepared)) {
        let mut index = index;
        for (partition, count) in &selection.counts {
            if index >= *count {
                index -= count;
                continue;
            }
            let slot = self.lanes.get_mut(partition).and_then(|lane| lane.slots.get_mut(index));
            if let Some(done) = slot.and_then(|slot| slot.done.as_mut()) {
                change(&mut done.prepared);
                done.permit.resize(done.prepared.bytes());
            }
            return;
        }
    }

    /// How far each partition is.
    pub fn progress(&self) -> BTreeMap<Partition, Progress> {
        let of_lane = |lane: &Lane| Progress {
            committed: lane.committed,
            committed_timestamp_ms: lane.committed_timestamp_ms,
            oldest_timestamp_ms: lane.slots.front().and_then(|slot| slot.timestamp_ms),
            oldest_offset: lane.slots.front().map(|slot| slot.offset),
        };
        self.lanes.iter().map(|(partition, lane)| (partition.clone(), of_lane(lane))).collect()
    }

    fn fronts(&self) -> impl Iterator<Item = (&Partition, &Done)> {
        self.lanes.iter().flat_map(|(partition, lane)| {
            lane.slots.iter().map_while(|slot| slot.done.as_ref()).map(move |done| (partition, done))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        outcome::{Outcome, SkipReason},
        worker::{
            dead_letter::Context,
            record::{InFlight, RawRecord},
        },
    };

    fn done(bytes: usize) -> Done {
        let context = Context { group: "g".into(), instance: "w".into(), source: "s".into() };
        let record = RawRecord { key: Some(vec![0; bytes]), ..RawRecord::default() };
        let permit = Arc::new(InFlight::default()).admit(1);
        let prepared = Prepared::new(record, Outcome::Skip(SkipReason::NoEvent), &context, None);
        Done { prepared, permit, at: Instant::now() }
    }

    fn partition(number: i32) -> Partition {
        ("articles".into(), number)
    }

    /// A lane of epoch 1 with records at these offsets.
    fn lanes(offsets: &[i64]) -> Lanes {
        let mut lanes = Lanes::default();
        lanes.open(partition(0), 1);
        offsets.iter().for_each(|offset| lanes.enter(&partition(0), 1, *offset, None));
        lanes
    }

    fn all(lanes: &Lanes) -> Selection {
        lanes.select((usize::MAX, usize::MAX), None, &[])
    }

    #[test]
    fn only_the_filled_front_is_committed_and_its_offset_is_one_past_the_last() {
        let mut lanes = lanes(&[10, 11, 15, 16]);
        for number in [0, 1, 3] {
            lanes.fill(&partition(0), 1, number, done(1));
        }
        let selection = all(&lanes);
        assert_eq!(lanes.offsets(&selection), [(partition(0), 12)]);
        lanes.commit(&selection);
        assert_eq!(lanes.ready(9, 9_999_999).records, 0, "15 is not done");
        lanes.fill(&partition(0), 1, 2, done(1));
        assert_eq!(lanes.offsets(&all(&lanes)), [(partition(0), 17)]);
        assert_eq!(lanes.pending(), 2);
    }

    #[test]
    fn what_comes_for_an_earlier_assignment_is_dropped_and_its_end_does_not_close_the_new_one() {
        let mut lanes = lanes(&[10]);
        lanes.open(partition(0), 2);
        lanes.enter(&partition(0), 2, 10, None);
        lanes.fill(&partition(0), 1, 0, done(1));
        assert!(!lanes.is_ready(&partition(0), 2));
        assert_eq!(lanes.close(&partition(0), 1), 0);
        lanes.fill(&partition(0), 2, 0, done(1));
        assert!(lanes.is_ready(&partition(0), 2));
        assert_eq!(lanes.close(&partition(0), 2), 1);
        assert_eq!(lanes.pending(), 0);
    }

    #[test]
    fn a_selection_keeps_its_limits_but_takes_one_at_least_and_begins_after_the_last() {
        let mut lanes = lanes(&[0, 1, 2]);
        lanes.open(partition(1), 2);
        lanes.enter(&partition(1), 2, 7, None);
        for number in 0..3 {
            lanes.fill(&partition(0), 1, number, done(1_000));
        }
        lanes.fill(&partition(1), 2, 0, done(1_000));
        let counts = |selection: Selection| selection.counts.into_iter().collect::<Vec<_>>();
        assert_eq!(counts(lanes.select((2, usize::MAX), None, &[])), [(partition(0), 2)]);
        assert_eq!(counts(lanes.select((9, 1), None, &[])), [(partition(0), 1)]);
        let after = lanes.select((2, usize::MAX), Some(&partition(0)), &[]);
        assert_eq!(counts(after), [(partition(0), 1), (partition(1), 1)]);
        let only = lanes.select((9, usize::MAX), None, &[(partition(1), 2)]);
        assert_eq!(counts(only), [(partition(1), 1)]);
    }
}
