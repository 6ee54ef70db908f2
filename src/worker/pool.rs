//! The extraction threads: records in, prepared outcomes out, a panic is a dead letter.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Once,
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
    keep_article_texts_out_of_panics();
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
        let command = workshop.work_off(job);
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
        Command::Done { partition, epoch, number, done: Done { prepared, permit, at: Instant::now() } }
    }

    fn outcome(&self, record: &RawRecord) -> Outcome {
        let now = self.skip_embargoed.then(Timestamp::now);
        let guarded = catch_unwind(AssertUnwindSafe(|| {
            let start = Instant::now();
            let article = process::read(record, &self.decode, now);
            self.took("decode", start);
            let start = Instant::now();
            let outcome = match article {
                Err(refusal) => refusal.into(),
                Ok(article) => process::code(&article, &*self.extract),
            };
            self.took("extract", start);
            outcome
        }));
        guarded.unwrap_or_else(|_| {
            let place = PANIC_PLACE.with_borrow_mut(Option::take).unwrap_or_else(|| "an unknown place".into());
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

thread_local! {
    static PANIC_PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic's message can quote the text that it stumbled over: on extraction threads only its place is kept.
fn keep_article_texts_out_of_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let ours = std::thread::current().name().is_some_and(|name| name.starts_with("extract-"));
            if !ours {
                return others(info);
            }
            let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
            PANIC_PLACE.with_borrow_mut(|last| *last = place);
        }));
    });
}
