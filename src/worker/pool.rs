//! The extraction threads: records in, prepared outcomes out, a panic is a dead letter.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Instant,
};

use crossbeam_channel::{Receiver, Sender};
use jiff::Timestamp;
use tracing::{Span, info_span};

use super::{
    committer::Command,
    dead_letter::Context,
    guard::guard,
    lane::{Done, Epoch, Partition},
    prepare::Prepared,
    process::{self, Extract},
    record::{Permit, RawRecord},
};
use crate::{
    article::DecodeOptions,
    outcome::{DeadLetter, DeadLetterReason, Outcome},
    telemetry::{
        Metrics,
        trace::{self, SPAN_TARGET},
    },
};

/// One record to work off.
pub struct Job {
    /// The record.
    pub record: RawRecord,
    /// Its share of the memory in flight.
    pub permit: Permit,
    /// Its lane.
    pub partition: Partition,
    /// The lane's epoch.
    pub epoch: Epoch,
    /// Its number in the epoch.
    pub number: u64,
    /// Set when the partition has left: the work would be for nothing.
    pub revoked: Arc<AtomicBool>,
}

/// What every extraction thread needs.
#[derive(Clone)]
pub struct Workshop {
    /// The language engine.
    pub extract: Arc<Extract>,
    /// What the decoder accepts.
    pub decode: DecodeOptions,
    /// Whether articles under embargo are skipped.
    pub skip_embargoed: bool,
    /// What messages say of this worker.
    pub context: Arc<Context>,
    /// Stage times.
    pub metrics: Metrics,
}

/// Starts `threads` threads that end when the sender of jobs is dropped.
///
/// # Errors
///
/// The system refuses a thread.
pub fn start(
    threads: usize,
    workshop: &Workshop,
    jobs: &Receiver<Job>,
    done: &Sender<Command>,
) -> std::io::Result<Vec<JoinHandle<()>>> {
    workshop.metrics.threads.set(i64::try_from(threads).unwrap_or(i64::MAX));
    let start_one = |number| {
        let (workshop, jobs, done) = (workshop.clone(), jobs.clone(), done.clone());
        std::thread::Builder::new().name(format!("extract-{number}")).spawn(move || run(&workshop, &jobs, &done))
    };
    (0..threads).map(start_one).collect()
}

fn run(workshop: &Workshop, jobs: &Receiver<Job>, done: &Sender<Command>) {
    for job in jobs {
        if job.revoked.load(Ordering::Relaxed) {
            continue;
        }
        workshop.metrics.busy_threads.inc();
        // What can panic on an article is guarded inside; what panics here is a fault that would stall a partition.
        let command = guard(|| workshop.work_off(job)).unwrap_or_else(|place| {
            tracing::error!(place, "an extraction thread panicked outside of the engine");
            Command::Broken
        });
        workshop.metrics.busy_threads.dec();
        if done.send(command).is_err() {
            return;
        }
    }
}

impl Workshop {
    fn work_off(&self, job: Job) -> Command {
        let Job { record, mut permit, partition, epoch, number, .. } = job;
        let span = span_of(&record);
        let outcome = span.in_scope(|| self.outcome(&record));
        let start = Instant::now();
        let traceparent = trace::traceparent_of(&span);
        let prepared = Prepared::new(record, outcome, &self.context, traceparent);
        self.took("serialize", start);
        permit.resize(prepared.bytes());
        Command::Done { partition, epoch, number, done: Box::new(Done { prepared, permit, at: Instant::now() }) }
    }

    fn outcome(&self, record: &RawRecord) -> Outcome {
        let now = self.skip_embargoed.then(Timestamp::now);
        let outcome = guard(|| {
            let start = Instant::now();
            let article = process::read(record, &self.decode, now);
            self.took("decode", start);
            let start = Instant::now();
            let outcome = match article {
                Err(refusal) => return refusal.into(),
                Ok(article) => process::code(&article, &*self.extract),
            };
            self.took("extract", start);
            outcome
        });
        outcome.unwrap_or_else(|place| {
            let origin = &record.origin;
            tracing::error!(
                topic = &*origin.topic,
                partition = origin.partition,
                offset = origin.offset,
                place,
                "the engine panicked on an article; it goes to the dead-letter topic"
            );
            Outcome::DeadLetter(DeadLetter::new(DeadLetterReason::Panic, format!("panic at {place}")))
        })
    }

    fn took(&self, stage: &str, start: Instant) {
        self.metrics.stage_seconds.with_label_values(&[stage]).observe(start.elapsed().as_secs_f64());
    }
}

fn span_of(record: &RawRecord) -> Span {
    let origin = &record.origin;
    let span = info_span!(
        target: SPAN_TARGET,
        "process article",
        "otel.kind" = "consumer",
        "messaging.system" = "kafka",
        "messaging.operation.name" = "process",
        "messaging.operation.type" = "process",
        "messaging.destination.name" = &*origin.topic,
        "messaging.destination.partition.id" = origin.partition,
        "messaging.kafka.offset" = origin.offset,
    );
    if let Some(traceparent) = record.header("traceparent") {
        trace::continue_trace(&span, traceparent);
    }
    span
}
