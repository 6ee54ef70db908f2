//! This worker's place in the consumer group: which partitions it holds, and what happens when they come and go.
//!
//! librdkafka calls [`Membership`] on the poll thread. A partition that leaves is first told to the committer, which
//! commits what is ready of it and drops the rest; only then, or after `revoke_timeout`, is it given back. A
//! transaction that is still open after that is refused by the broker for its old generation, so that each record is
//! committed once whatever happens.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::Sender;
use rdkafka::{
    ClientContext, Statistics, TopicPartitionList,
    config::RDKafkaLogLevel,
    consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance},
    error::{KafkaError, RDKafkaErrorCode},
};

use super::{
    client::Observer,
    committer::{Closing, Command},
    lag::Lag,
    lane::{Epoch, Partition},
};
use crate::telemetry::Health;

/// One assigned partition, as the poll loop sees it.
pub struct Held {
    /// Its topic's name, shared by all its records.
    pub topic: Arc<str>,
    /// This assignment of it.
    pub epoch: Epoch,
    /// Records taken in this assignment.
    pub taken: u64,
    /// Set when it leaves.
    pub revoked: Arc<AtomicBool>,
}

/// The consumer's context.
pub struct Membership {
    observer: Observer,
    committer: Sender<Command>,
    health: Arc<Health>,
    lag: Arc<Lag>,
    revoke_timeout: Duration,
    held: Mutex<HashMap<(String, i32), Held>>,
    next_epoch: AtomicU64,
    changed: AtomicBool,
}

impl Membership {
    /// A member that holds nothing yet.
    pub fn new(
        observer: Observer,
        committer: Sender<Command>,
        health: Arc<Health>,
        lag: Arc<Lag>,
        revoke_timeout: Duration,
    ) -> Self {
        Self {
            observer,
            committer,
            health,
            lag,
            revoke_timeout,
            held: Mutex::default(),
            next_epoch: AtomicU64::new(1),
            changed: AtomicBool::new(false),
        }
    }

    /// Counts one more record of a partition; `None` where the partition is not held.
    pub fn take(&self, topic: &str, partition: i32) -> Option<(Partition, Epoch, u64, Arc<AtomicBool>)> {
        let mut held = self.held();
        // The map's key is owned; looking it up by a borrowed name would need a key type of its own for one line.
        let entry = held.get_mut(&(topic.to_owned(), partition))?;
        let number = entry.taken;
        entry.taken += 1;
        Some(((Arc::clone(&entry.topic), partition), entry.epoch, number, Arc::clone(&entry.revoked)))
    }

    /// Whether the assignment changed since the last call.
    pub fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<(String, i32), Held>> {
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn assigned(&self, partitions: &TopicPartitionList) {
        let mut opened = Vec::new();
        let mut held = self.held();
        for element in partitions.elements() {
            let topic: Arc<str> = element.topic().into();
            let epoch = self.next_epoch.fetch_add(1, Ordering::Relaxed);
            let entry = Held { topic: Arc::clone(&topic), epoch, taken: 0, revoked: Arc::default() };
            opened.push(((Arc::clone(&topic), element.partition()), epoch));
            held.insert((element.topic().to_owned(), element.partition()), entry);
        }
        self.tell(held.len(), "assigned");
        self.health.set_broker_seen();
        drop(held);
        tracing::info!(partitions = %names(partitions), "partitions assigned");
        // The committer is gone only when the worker ends; then nothing is taken any more either.
        let _ = self.committer.send(Command::Open(opened));
    }

    fn revoked(&self, partitions: &TopicPartitionList, lost: bool) {
        let mut held = self.held();
        let left: Vec<(Partition, Held)> = partitions
            .elements()
            .iter()
            .filter_map(|element| {
                let entry = held.remove(&(element.topic().to_owned(), element.partition()))?;
                Some(((Arc::clone(&entry.topic), element.partition()), entry))
            })
            .collect();
        self.tell(held.len(), if lost { "lost" } else { "revoked" });
        drop(held);
        let in_time =
            self.close(left.iter().map(|(partition, entry)| (partition.clone(), entry.epoch)).collect(), lost);
        left.iter().for_each(|(_, entry)| entry.revoked.store(true, Ordering::Relaxed));
        if lost {
            self.health.set_left();
        }
        tracing::info!(partitions = %names(partitions), lost, in_time, "partitions revoked");
    }

    /// Has the committer commit what is ready and close the lanes; false where that took too long.
    fn close(&self, partitions: Vec<(Partition, Epoch)>, lost: bool) -> bool {
        let (answer, answered) = crossbeam_channel::bounded(1);
        let given_up = Arc::new(AtomicBool::new(false));
        let closing = Closing { partitions, lost, given_up: Arc::clone(&given_up), answer };
        if self.committer.send(Command::Close(closing)).is_err() {
            // The committer has ended: nothing is in flight.
            return true;
        }
        let in_time = answered.recv_timeout(self.revoke_timeout).is_ok();
        // Before the partitions are given back: from here on the committer takes nothing of them into a new batch.
        given_up.store(true, Ordering::SeqCst);
        in_time
    }

    fn tell(&self, partitions: usize, kind: &str) {
        self.health.set_assigned(partitions);
        self.changed.store(true, Ordering::Relaxed);
        let metrics = &self.observer.metrics;
        metrics.assigned_partitions.set(i64::try_from(partitions).unwrap_or(i64::MAX));
        metrics.rebalances.with_label_values(&[kind]).inc();
    }
}

fn names(partitions: &TopicPartitionList) -> String {
    let names: Vec<String> =
        partitions.elements().iter().map(|element| format!("{}/{}", element.topic(), element.partition())).collect();
    names.join(" ")
}

impl ClientContext for Membership {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        self.observer.log(level, facility, message);
    }

    fn stats(&self, statistics: Statistics) {
        self.health.set_brokers_up(Observer::brokers_up(&statistics));
        if statistics.cgrp.as_ref().is_some_and(|group| group.join_state == "steady") {
            self.health.set_joined();
        }
        self.lag.take_ends(&statistics);
        self.observer.stats(statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            self.health.set_brokers_up(0);
        }
        self.observer.error(error, reason);
    }
}

impl ConsumerContext for Membership {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => self.assigned(partitions),
            Rebalance::Revoke(partitions) => self.revoked(partitions, consumer.assignment_lost()),
            Rebalance::Error(error) => tracing::error!(%error, "rebalance failed"),
        }
    }
}
