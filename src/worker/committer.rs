//! The committer: keeps each partition's order, closes batches, publishes them and commits their offsets.
//!
//! # Why no record is committed by two workers
//!
//! The broker takes offsets only from a member of the group's present generation, but it does not ask whether the
//! member still holds the partition. So each attempt goes in this order:
//!
//! 1. take the member's metadata, of generation *g*;
//! 2. take in all commands, and drop the lanes of partitions whose revocation is over;
//! 3. choose the batch from what is left, and publish it with the metadata of step 1.
//!
//! A partition that left before *g* was told to the committer before *g* began (the poll loop sends [`Command::Close`]
//! first and gives the partition back afterwards), so step 2 drops it. One that leaves after step 2 leaves in a later
//! generation, and the broker refuses *g*. Hence a batch holds no partition that another member may hold.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use jiff::Timestamp;

use super::{
    ClosedBy, WorkerError,
    dead_letter::Context,
    lag::Lag,
    lane::{Done, Epoch, Lanes, Partition, Selection},
    prepare::{Output, Prepared, Verdict},
    publisher::{Batch, Member, PublishError, Publisher},
    retry::Backoff,
};
use crate::{
    config,
    telemetry::{Health, Metrics},
};

/// What the other threads tell the committer.
pub enum Command {
    /// Partitions were assigned.
    Open(Vec<(Partition, Epoch)>),
    /// A record was taken; told before its work begins.
    Taken {
        /// Its lane.
        partition: Partition,
        /// The lane's epoch.
        epoch: Epoch,
        /// Its offset.
        offset: i64,
        /// When it was appended.
        timestamp_ms: Option<i64>,
    },
    /// A record has its outcome.
    Done {
        /// Its lane.
        partition: Partition,
        /// The lane's epoch.
        epoch: Epoch,
        /// Its number in the epoch.
        number: u64,
        /// The outcome.
        done: Box<Done>,
    },
    /// Partitions leave.
    Close(Closing),
    /// An extraction thread panicked outside of its guard, and its record has no outcome.
    Broken,
    /// No more records will come: finish what is in flight until this moment, then end.
    Drain(Instant),
}

/// Partitions that leave, and who waits for them.
pub struct Closing {
    /// Which assignments of which.
    pub partitions: Vec<(Partition, Epoch)>,
    /// The group has given them away already: nothing of them may be committed.
    pub lost: bool,
    /// Set before the poll loop gives them back without an answer.
    pub given_up: Arc<AtomicBool>,
    /// Told when their lanes are closed.
    pub answer: Sender<()>,
}

impl Closing {
    fn is_over(&self) -> bool {
        self.lost || self.given_up.load(Ordering::SeqCst)
    }
}

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// It is committed.
    Committed,
    /// It may be made again at once, in another way.
    Again,
    /// There was nothing to do, or it is to be made again after a pause.
    Later,
}

/// When a batch closes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    records: usize,
    bytes: usize,
    wait: Duration,
    dead_letters_in_row: usize,
}

impl Limits {
    /// The settings' limits.
    pub fn new(worker: &config::Worker) -> Self {
        Self {
            records: worker.batch_records,
            bytes: worker.batch_bytes.0,
            wait: worker.batch_wait,
            dead_letters_in_row: worker.max_dead_letters_in_row,
        }
    }
}

/// Without any command, the lag is still renewed this often.
const TICK: Duration = Duration::from_millis(250);

/// The committer's state; lives on its own thread.
pub struct Committer {
    commands: Receiver<Command>,
    publisher: Publisher,
    limits: Limits,
    context: Arc<Context>,
    metrics: Metrics,
    lag: Arc<Lag>,
    health: Arc<Health>,
    lanes: Lanes,
    closing: Vec<Closing>,
    backoff: Backoff,
    /// How long one try of `init_transactions` may take.
    begin_timeout: Duration,
    begun: bool,
    drain_until: Option<Instant>,
    disconnected: bool,
    broken: bool,
    /// Records that the next batch may have: fewer than the limit while a topic refuses batches for their size.
    width: usize,
    /// The partition that the last batch ended with; the next begins after it.
    last: Option<Partition>,
    dead_letters_in_row: usize,
    /// Records that were taken since the start.
    taken: u64,
    told: Instant,
}

impl Committer {
    /// A committer that has begun nothing yet.
    pub fn new(
        settings: &config::Worker,
        commands: Receiver<Command>,
        publisher: Publisher,
        context: Arc<Context>,
        (metrics, lag, health): (Metrics, Arc<Lag>, Arc<Health>),
    ) -> Self {
        Self {
            commands,
            publisher,
            limits: Limits::new(settings),
            context,
            metrics,
            lag,
            health,
            lanes: Lanes::default(),
            closing: Vec::new(),
            backoff: Backoff::new(settings.retry_backoff, settings.retry_backoff_max),
            begin_timeout: settings.revoke_timeout,
            begun: false,
            drain_until: None,
            disconnected: false,
            broken: false,
            width: settings.batch_records,
            last: None,
            dead_letters_in_row: 0,
            taken: 0,
            told: Instant::now(),
        }
    }

    /// Works until it is told to drain and has, or until its time for that is over. The answer is how many records
    /// were left unfinished.
    ///
    /// # Errors
    ///
    /// What cannot be tried again.
    pub fn run(mut self) -> Result<usize, WorkerError> {
        loop {
            self.receive(self.patience());
            self.settle_closings()?;
            self.begin()?;
            if self.begun && self.lanes.ready(1, usize::MAX).records == 0 {
                // Nothing is waiting: what failed has left with its partitions.
                self.health.set_published();
            }
            if let Some(closed_by) = self.due() {
                self.attempt(closed_by, &[])?;
            }
            self.tell();
            if self.broken {
                return Err(WorkerError::Broken("extraction thread"));
            }
            if self.is_finished() {
                return Ok(self.lanes.close_all());
            }
        }
    }

    fn is_finished(&self) -> bool {
        let drained = |until: Instant| self.lanes.pending() == 0 || Instant::now() >= until;
        self.disconnected || self.drain_until.is_some_and(drained)
    }

    /// How long to wait for the next command: until something is due.
    fn patience(&self) -> Duration {
        let now = Instant::now();
        let pause = self.backoff.wait(now).unwrap_or(Duration::ZERO);
        if !self.begun {
            return pause.min(TICK);
        }
        let Some(since) = self.lanes.ready(1, usize::MAX).since else { return TICK };
        let due = (since + self.limits.wait).saturating_duration_since(now);
        due.max(pause).min(TICK)
    }

    /// Takes in all commands, and waits `patience` for the first.
    fn receive(&mut self, patience: Duration) {
        match self.commands.recv_timeout(patience) {
            Ok(command) => self.take(command),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.disconnected = true,
        }
        self.receive_pending();
    }

    fn receive_pending(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            self.take(command);
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Open(partitions) => {
                for (partition, epoch) in partitions {
                    self.lanes.open(partition, epoch);
                }
            }
            Command::Taken { partition, epoch, offset, timestamp_ms } => {
                self.taken += 1;
                self.lanes.enter(&partition, epoch, offset, timestamp_ms);
            }
            Command::Done { partition, epoch, number, done } => self.lanes.fill(&partition, epoch, number, *done),
            Command::Close(closing) => self.closing.push(closing),
            Command::Broken => self.broken = true,
            Command::Drain(until) => self.drain_until = Some(until),
        }
    }

    /// Commits what is ready of partitions that leave, as long as they are still ours, then closes their lanes.
    fn settle_closings(&mut self) -> Result<(), WorkerError> {
        loop {
            self.drop_those_over();
            let Some(closing) = self.closing.first() else { return Ok(()) };
            let partitions = closing.partitions.clone();
            let ready = partitions.iter().any(|(partition, epoch)| self.lanes.is_ready(partition, *epoch));
            let may_try = self.begun && self.backoff.wait(Instant::now()).is_none();
            if ready && may_try && self.attempt(ClosedBy::Revoke, &partitions)? != Attempt::Later {
                continue;
            }
            // It may have been given up during the attempt; then it is closed already.
            self.drop_those_over();
            if self.closing.first().is_some_and(|first| first.partitions == partitions) {
                let closing = self.closing.remove(0);
                self.close(&closing);
            }
        }
    }

    /// Step 2 of the order that the module tells of.
    fn drop_those_over(&mut self) {
        let (over, open) = std::mem::take(&mut self.closing).into_iter().partition(Closing::is_over);
        self.closing = open;
        let over: Vec<Closing> = over;
        over.iter().for_each(|closing| self.close(closing));
    }

    fn close(&mut self, closing: &Closing) {
        let abandoned: usize =
            closing.partitions.iter().map(|(partition, epoch)| self.lanes.close(partition, *epoch)).sum();
        self.metrics.abandoned_records.inc_by(abandoned.try_into().unwrap_or(u64::MAX));
        self.lag.take_progress(self.lanes.progress(), self.taken);
        // The poll loop may have given up waiting; then nobody needs the answer.
        let _ = closing.answer.send(());
    }

    fn begin(&mut self) -> Result<(), WorkerError> {
        if self.begun || self.backoff.wait(Instant::now()).is_some() {
            return Ok(());
        }
        self.health.set_publishing();
        let result = self.publisher.begin(self.begin_timeout);
        self.begun = self.settle("begin", result)? == Attempt::Committed;
        if self.begun {
            tracing::info!("producer ready");
        }
        Ok(())
    }

    fn due(&self) -> Option<ClosedBy> {
        if !self.begun || self.backoff.wait(Instant::now()).is_some() {
            return None;
        }
        let ready = self.lanes.ready(self.limits.records, self.limits.bytes);
        let since = ready.since?;
        if ready.records >= self.limits.records {
            Some(ClosedBy::Records)
        } else if ready.bytes >= self.limits.bytes {
            Some(ClosedBy::Bytes)
        } else if self.drain_until.is_some() {
            Some(ClosedBy::Drain)
        } else {
            (since.elapsed() >= self.limits.wait).then_some(ClosedBy::Time)
        }
    }

    /// One batch, of these partitions alone where there are any.
    fn attempt(&mut self, closed_by: ClosedBy, only: &[(Partition, Epoch)]) -> Result<Attempt, WorkerError> {
        self.health.set_publishing();
        let member = match self.publisher.member() {
            Ok(member) => member,
            Err(error) => return self.settle("member", Err(error)),
        };
        self.receive_pending();
        self.drop_those_over();
        let selection = self.lanes.select((self.width, self.limits.bytes), self.last.as_ref(), only);
        if selection.counts.is_empty() {
            return Ok(Attempt::Later);
        }
        let row = match self.publish(&selection, &member) {
            Ok(row) => row,
            Err(PublishError::BatchTooLarge) => {
                self.width = (selection.counts.values().sum::<usize>() / 2).max(1);
                tracing::debug!(records = self.width, "a topic refused a batch for its size; the next is half of it");
                return Ok(Attempt::Again);
            }
            Err(error) => return self.settle("publish", Err(error)),
        };
        self.settle("publish", Ok(()))?;
        // Slowly, or under a small topic every second batch would be refused.
        self.width = (self.width + (self.width / 8).max(1)).min(self.limits.records);
        self.dead_letters_in_row = row;
        self.last = selection.counts.keys().next_back().cloned();
        self.count(&selection, closed_by);
        self.lanes.commit(&selection);
        Ok(Attempt::Committed)
    }

    /// Publishes the selection. The answer is how many dead letters there are in a row after it, which is looked at
    /// before anything is written.
    fn publish(&mut self, selection: &Selection, member: &Member) -> Result<usize, PublishError> {
        let mut one_by_one = false;
        loop {
            let row = self.row_after(selection).map_err(PublishError::Fatal)?;
            let records: Vec<&Prepared> = self.lanes.selected(selection).map(|(_, done)| &done.prepared).collect();
            let offsets = self.lanes.offsets(selection);
            match self.publisher.publish(&Batch { records: &records, offsets: &offsets, member, one_by_one }) {
                Ok(()) => return Ok(row),
                // The broker refuses what came together: each message may still fit alone.
                Err(PublishError::TooLarge { alone: false, .. }) if !one_by_one => one_by_one = true,
                Err(PublishError::TooLarge { index, .. }) => self.refuse_size(selection, index)?,
                Err(error) => return Err(error),
            }
        }
    }

    /// A topic refused a message's size: its record becomes a dead letter, a dead letter goes without its payload.
    fn refuse_size(&mut self, selection: &Selection, index: usize) -> Result<(), PublishError> {
        let refused = self.lanes.selected(selection).nth(index).map(|(_, done)| &done.prepared);
        let bare = |output: &Output| matches!(output, Output::DeadLetter { with_payload: false, .. });
        if let Some(prepared) = refused.filter(|prepared| prepared.outputs.iter().any(bare)) {
            let origin = prepared.record.origin.to_string();
            return Err(PublishError::Fatal(WorkerError::DeadLetterTooLarge { origin }));
        }
        self.lanes.replace(selection, index, |prepared| prepared.refuse_size(&self.context));
        Ok(())
    }

    /// Keeps the pauses between attempts, and tells the health endpoints.
    fn settle(&mut self, doing: &'static str, result: Result<(), PublishError>) -> Result<Attempt, WorkerError> {
        match result {
            Ok(()) => {
                self.backoff.succeeded();
                self.health.set_published();
                Ok(Attempt::Committed)
            }
            Err(PublishError::Fatal(error)) => Err(error),
            Err(error) => {
                let pause = self.backoff.failed(Instant::now());
                tracing::warn!(doing, %error, pause_ms = pause.as_millis(), "will try again; nothing was committed");
                Ok(Attempt::Later)
            }
        }
    }

    /// How many dead letters there are in a row after this batch.
    fn row_after(&self, selection: &Selection) -> Result<usize, WorkerError> {
        let limit = self.limits.dead_letters_in_row;
        let mut row = self.dead_letters_in_row;
        for (_, done) in self.lanes.selected(selection) {
            let Verdict::DeadLettered(reason) = done.prepared.verdict else {
                row = 0;
                continue;
            };
            row += 1;
            if limit > 0 && row >= limit {
                let detail = done.prepared.record.origin.to_string();
                return Err(WorkerError::TooManyDeadLetters { row, reason, detail });
            }
        }
        Ok(row)
    }

    fn count(&self, selection: &Selection, closed_by: ClosedBy) {
        let now_ms = Timestamp::now().as_millisecond();
        let mut records = 0_u32;
        for (_, done) in self.lanes.selected(selection) {
            records += 1;
            count_record(&self.metrics, &done.prepared, now_ms);
        }
        self.metrics.batches.with_label_values(&[closed_by.label()]).inc();
        self.metrics.batch_records.observe(f64::from(records));
        self.metrics.last_commit.set(seconds(now_ms));
        tracing::debug!(records, closed_by = closed_by.label(), "batch committed");
    }

    fn tell(&mut self) {
        if self.told.elapsed() >= TICK {
            self.told = Instant::now();
            self.lag.take_progress(self.lanes.progress(), self.taken);
        }
    }
}

fn count_record(metrics: &Metrics, prepared: &Prepared, now_ms: i64) {
    metrics.records.with_label_values(&[prepared.verdict.label().label()]).inc();
    match &prepared.verdict {
        Verdict::Published(kinds) => {
            for kind in kinds {
                metrics.events.with_label_values(&[kind.as_str(), kind.quad_label()]).inc();
            }
        }
        Verdict::Skipped(reason) => metrics.skips.with_label_values(&[reason.reason()]).inc(),
        Verdict::DeadLettered(reason) => metrics.dead_letters.with_label_values(&[reason.reason()]).inc(),
    }
    for output in &prepared.outputs {
        if matches!(output, Output::DeadLetter { with_payload: false, .. }) {
            metrics.dead_letters_without_payload.inc();
        }
    }
    metrics.input_bytes.inc_by(prepared.input_bytes.try_into().unwrap_or(u64::MAX));
    metrics.output_bytes.inc_by(prepared.output_payload_bytes().try_into().unwrap_or(u64::MAX));
    if let Some(appended_ms) = prepared.record.timestamp_ms {
        metrics.publish_delay_seconds.observe(seconds((now_ms - appended_ms).max(0)));
    }
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double for 285,000 years")]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}
