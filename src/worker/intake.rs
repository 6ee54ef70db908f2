//! The poll loop: takes records, serves the group, pauses at the ceiling, drains at the end.

use std::{
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crossbeam_channel::Sender;
use jiff::Timestamp;
use rdkafka::{
    ClientConfig, Statistics,
    config::FromClientConfigAndContext,
    consumer::{BaseConsumer, Consumer},
    error::{KafkaError, RDKafkaErrorCode},
    message::{BorrowedMessage, Message},
};

use super::{
    Ended, Parts, Stop, WorkerError,
    client::{self, Observer},
    committer::{Command, Committer},
    dead_letter::Context,
    is_permanent,
    membership::Membership,
    pool::{self, Job, Workshop},
    publisher::Publisher,
    quiet::Quiet,
    record::{InFlight, RawRecord},
    words_of,
};
use crate::{config::Settings, telemetry::Metrics};

/// One turn of the loop waits this long for a record.
const POLL: Duration = Duration::from_millis(100);
/// While paused or draining, room appears without a record that would wake the loop.
const POLL_PAUSED: Duration = Duration::from_millis(10);
/// At the ceiling the loop holds still for this long before it pauses: a pause throws away what was fetched ahead.
const HOLD: Duration = Duration::from_millis(250);
const HOLD_STEP: Duration = Duration::from_millis(5);
/// After the drain's end, a call to the brokers may take this much longer to come back.
const COMMITTER_GRACE: Duration = Duration::from_secs(2);
/// Leaving the group may take this long, whatever the brokers do.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Works until `stop` is set and what is in flight is finished.
///
/// Blocks; needs a thread of its own.
///
/// # Errors
///
/// What no attempt can mend: see [`WorkerError`].
pub fn run(parts: &Parts, stop: &Stop) -> Result<Ended, WorkerError> {
    let mut intake = Intake::start(parts)?;
    let drained = intake.work(stop);
    // However it ended, it takes nothing more.
    parts.health.set_draining();
    let settings = &parts.settings;
    if let Ok(ended) = &drained {
        parts.metrics.abandoned_records.inc_by(ended.abandoned.try_into().unwrap_or(u64::MAX));
    }
    intake.leave(settings);
    parts.health.set_stopped();
    drained
}

struct Intake {
    parts: Parts,
    consumer: Arc<BaseConsumer<Membership>>,
    jobs: Sender<Job>,
    commands: Sender<Command>,
    committer: Option<JoinHandle<Result<usize, WorkerError>>>,
    in_flight: Arc<InFlight>,
    paused: bool,
    quiet: Quiet,
}

impl Intake {
    fn start(parts: &Parts) -> Result<Self, WorkerError> {
        let settings = &parts.settings;
        let (commands, received) = crossbeam_channel::unbounded();
        let (jobs, waiting) = crossbeam_channel::unbounded();
        let consumer = Arc::new(consumer(parts, commands.clone())?);
        let publisher = publisher(parts, &consumer)?;
        let context = Arc::new(context(settings));
        let workshop = Workshop {
            extract: Arc::clone(&parts.extract),
            decode: settings.decode_options(),
            skip_embargoed: settings.article.skip_embargoed,
            context: Arc::clone(&context),
            metrics: parts.metrics.clone(),
        };
        pool::start(threads(settings), &workshop, &waiting, &commands)?;
        let told = (parts.metrics.clone(), Arc::clone(&parts.lag), Arc::clone(&parts.health));
        let committer = Committer::new(&settings.worker, received, publisher, context, told);
        let committer = std::thread::Builder::new().name("committer".into()).spawn(move || committer.run())?;
        let topics: Vec<&str> = settings.kafka.input_topics.iter().map(String::as_str).collect();
        consumer.subscribe(&topics).map_err(|error| WorkerError::Setup(words_of(&error)))?;
        tracing::info!(topics = %topics.join(" "), group = settings.kafka.group, "joining the consumer group");
        Ok(Self {
            parts: parts.clone(),
            consumer,
            jobs,
            commands,
            committer: Some(committer),
            in_flight: Arc::default(),
            paused: false,
            quiet: Quiet::default(),
        })
    }

    /// The loop itself.
    fn work(&mut self, stop: &Stop) -> Result<Ended, WorkerError> {
        let mut drain_until = None;
        let consumer = Arc::clone(&self.consumer);
        loop {
            self.beat();
            if self.committer.as_ref().is_none_or(JoinHandle::is_finished) {
                return self.join_committer();
            }
            if stop.is_set() && drain_until.is_none() {
                drain_until = Some(self.begin_drain());
            }
            if drain_until.is_some_and(|until| Instant::now() > until + COMMITTER_GRACE) {
                return Ok(self.give_up());
            }
            self.keep_the_ceiling(drain_until.is_some())?;
            let wait = if self.paused { POLL_PAUSED } else { POLL };
            let start = Instant::now();
            match consumer.poll(wait) {
                // A poll that came back early served an event.
                None if start.elapsed() >= wait => self.parts.lag.set_drained(),
                None => {}
                // What comes after the drain began is not committed: the next worker takes it.
                Some(Ok(_)) if drain_until.is_some() => {}
                Some(Ok(message)) => self.take(&message)?,
                Some(Err(error)) => self.complain(&error)?,
            }
        }
    }

    fn beat(&self) {
        let metrics = &self.parts.metrics;
        self.parts.health.beat();
        metrics.last_poll.set(now_seconds());
        metrics.in_flight_records.set(i64::try_from(self.in_flight.records()).unwrap_or(i64::MAX));
        metrics.in_flight_bytes.set(i64::try_from(self.in_flight.bytes()).unwrap_or(i64::MAX));
    }

    fn take(&self, message: &BorrowedMessage<'_>) -> Result<(), WorkerError> {
        // Partitions that are not held any more are somebody else's.
        let Some(place) = self.consumer.context().take(message.topic(), message.partition()) else { return Ok(()) };
        let (partition, epoch, number, revoked) = place;
        let record = RawRecord::copy_of(message, Arc::clone(&partition.0));
        let permit = self.in_flight.admit(record.bytes());
        let taken = Command::Taken {
            partition: partition.clone(),
            epoch,
            offset: record.origin.offset,
            timestamp_ms: record.timestamp_ms,
        };
        self.parts.lag.count_polled();
        // The committer's end is seen in the next turn, with its reason.
        if self.commands.send(taken).is_err() {
            return Ok(());
        }
        let job = Job { record, permit, partition, epoch, number, revoked };
        self.jobs.send(job).map_err(|_| WorkerError::Broken("extraction threads"))
    }

    /// Takes nothing while too much is in flight: pauses all partitions, and lets them go on at half of it.
    fn keep_the_ceiling(&mut self, draining: bool) -> Result<(), WorkerError> {
        // Newly assigned partitions come unpaused.
        let changed = self.consumer.context().take_changed();
        let must_pause = match self.paused {
            true => draining || !self.is_roomy(),
            false => draining || !self.has_room_after_a_while(),
        };
        match (must_pause, self.paused) {
            (true, true) if !changed => Ok(()),
            (true, _) => self.pause(),
            (false, true) => self.resume(),
            (false, false) => Ok(()),
        }
    }

    fn is_full(&self) -> bool {
        let worker = &self.parts.settings.worker;
        self.in_flight.records() >= worker.in_flight_records || self.in_flight.bytes() >= worker.in_flight.0
    }

    fn is_roomy(&self) -> bool {
        let worker = &self.parts.settings.worker;
        self.in_flight.records() <= worker.in_flight_records / 2 && self.in_flight.bytes() <= worker.in_flight.0 / 2
    }

    /// Holds still while everything is full, [`HOLD`] at most.
    fn has_room_after_a_while(&self) -> bool {
        let start = Instant::now();
        while self.is_full() {
            if start.elapsed() >= HOLD {
                return false;
            }
            std::thread::sleep(HOLD_STEP);
        }
        true
    }

    fn pause(&mut self) -> Result<(), WorkerError> {
        if !self.paused {
            self.parts.metrics.pauses.inc();
            self.parts.metrics.paused.set(1);
            tracing::debug!(records = self.in_flight.records(), bytes = self.in_flight.bytes(), "paused");
        }
        self.paused = true;
        self.parts.lag.set_paused(true);
        let held = self.consumer.assignment().map_err(|error| lasting("assignment", &error))?;
        self.consumer.pause(&held).map_err(|error| lasting("pause", &error))
    }

    fn resume(&mut self) -> Result<(), WorkerError> {
        self.paused = false;
        self.parts.lag.set_paused(false);
        self.parts.metrics.paused.set(0);
        let held = self.consumer.assignment().map_err(|error| lasting("assignment", &error))?;
        self.consumer.resume(&held).map_err(|error| lasting("resume", &error))
    }

    fn begin_drain(&self) -> Instant {
        let timeout = self.parts.settings.worker.drain_timeout;
        self.parts.health.set_draining();
        tracing::info!(in_flight = self.in_flight.records(), timeout_s = timeout.as_secs_f64(), "draining");
        let until = Instant::now() + timeout;
        // The committer's end is seen in the next turn, with its reason.
        let _ = self.commands.send(Command::Drain(until));
        until
    }

    /// The committer waits for brokers that do not answer. Its transaction is not committed: the next worker of this
    /// name aborts it, or the brokers do after its timeout.
    fn give_up(&mut self) -> Ended {
        tracing::warn!("the brokers do not answer: ending with a batch in flight, which will be aborted");
        self.committer = None;
        Ended { abandoned: self.in_flight.records() }
    }

    fn join_committer(&mut self) -> Result<Ended, WorkerError> {
        match self.committer.take().map(JoinHandle::join) {
            Some(Ok(Ok(abandoned))) => Ok(Ended { abandoned }),
            Some(Ok(Err(error))) => Err(error),
            Some(Err(_)) | None => Err(WorkerError::Broken("committer")),
        }
    }

    /// An error of the consumer: librdkafka mends most by itself.
    fn complain(&self, error: &KafkaError) -> Result<(), WorkerError> {
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
        let why = words_of(error);
        if let Some((code, why)) = self.consumer.client().fatal_error() {
            return Err(WorkerError::Kafka { doing: "consume", why: format!("{why} ({code})") });
        }
        if matches!(error, KafkaError::MessageConsumptionFatal(_)) || is_permanent(code) {
            return Err(WorkerError::Kafka { doing: "consume", why });
        }
        complain_of(code, &self.quiet, &self.parts.settings);
        Ok(())
    }

    /// Leaves the group, so that others take over at once, and closes the consumer; bounded.
    fn leave(self, settings: &Settings) {
        let Self { consumer, jobs, commands, parts, .. } = self;
        drop((jobs, commands));
        if Arc::strong_count(&consumer) > 1 {
            tracing::warn!("ending without leaving the group; it will notice after its session timeout");
            std::mem::forget(consumer);
            return;
        }
        if parts.health.brokers_up() == 0 {
            // librdkafka before 2.14.2 can crash when it leaves a group whose coordinator is away; the group will
            // notice after its session timeout.
            tracing::warn!("no broker is there: ending without leaving the group");
            std::mem::forget(consumer);
            return;
        }
        let (closed, waiting) = crossbeam_channel::bounded(1);
        let close = move || {
            // The last handle: closing serves the revocation, then leaves.
            drop(consumer);
            // Nobody waits any more where this took too long.
            let _ = closed.send(());
        };
        let thread = std::thread::Builder::new().name("leave".into()).spawn(close);
        if thread.is_err() || waiting.recv_timeout(LEAVE_TIMEOUT).is_err() {
            tracing::warn!("leaving the group took too long; it will notice after its session timeout");
            return;
        }
        tracing::info!(group = settings.kafka.group, "left the consumer group");
    }
}

/// Says what to do, where that is known; the error itself is logged by the client's observer.
fn complain_of(code: RDKafkaErrorCode, quiet: &Quiet, settings: &Settings) {
    match code {
        _ if !quiet.may_log(code) => {}
        RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic => {
            let topics = settings.kafka.input_topics.join(" ");
            tracing::error!(
                topics,
                "an input topic is not there; create it, or mend kafka.input_topics: waiting for it"
            );
        }
        RDKafkaErrorCode::PollExceeded => {
            tracing::error!(
                "the poll loop was silent for longer than kafka.max_poll_interval; joining the group again"
            );
        }
        _ => {}
    }
}

fn lasting(doing: &'static str, error: &KafkaError) -> WorkerError {
    WorkerError::Kafka { doing, why: words_of(error) }
}

fn threads(settings: &Settings) -> usize {
    match settings.worker.threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    }
}

fn context(settings: &Settings) -> Context {
    let group = settings.kafka.group.clone();
    Context { source: format!("/demarche/{group}"), instance: client::instance_name(settings), group }
}

fn consumer(parts: &Parts, commands: Sender<Command>) -> Result<BaseConsumer<Membership>, WorkerError> {
    let settings = &parts.settings;
    let fetch_queue = parts.metrics.kafka_fetch_queue_bytes.clone();
    let on_statistics = move |statistics: &Statistics| {
        // All partitions of a group share one queue, and each reports the whole of it.
        let partitions = statistics.topics.values().flat_map(|topic| topic.partitions.values());
        let bytes = partitions.map(|partition| partition.fetchq_size).max().unwrap_or(0);
        fetch_queue.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    };
    let observer = Observer::new("consumer", parts.metrics.clone(), on_statistics);
    let membership = Membership::new(
        observer,
        commands,
        Arc::clone(&parts.health),
        Arc::clone(&parts.lag),
        settings.worker.revoke_timeout,
    );
    let config = client::consumer_config(settings)?;
    BaseConsumer::from_config_and_context(&config, membership).map_err(|error| setup(&error))
}

fn publisher(parts: &Parts, consumer: &Arc<BaseConsumer<Membership>>) -> Result<Publisher, WorkerError> {
    let config: ClientConfig = client::producer_config(&parts.settings)?;
    let observer = producer_observer(&parts.metrics);
    Publisher::new(&parts.settings, &config, observer, Arc::clone(consumer)).map_err(|error| setup(&error))
}

fn producer_observer(metrics: &Metrics) -> Observer {
    let queue = metrics.kafka_producer_queue_messages.clone();
    let on_statistics = move |statistics: &Statistics| queue.set(i64::try_from(statistics.msg_cnt).unwrap_or(i64::MAX));
    Observer::new("producer", metrics.clone(), on_statistics)
}

fn setup(error: &KafkaError) -> WorkerError {
    WorkerError::Setup(words_of(error))
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double for 285,000 years")]
fn now_seconds() -> f64 {
    Timestamp::now().as_millisecond() as f64 / 1000.0
}
