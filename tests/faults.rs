//! Exactly once, whatever is killed when.
//!
//! The same stream is read twice: by one worker that nobody disturbs, and by two in one group that are killed again
//! and again while the broker is restarted under them. A `read_committed` reader must see the same events both times,
//! each once. The seed is printed; `DEMARCHE_TEST_SEED` repeats a run, `DEMARCHE_TEST_COUNT` and
//! `DEMARCHE_TEST_ARTICLES` give it another stream.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test program: what goes wrong fails the test"
)]

mod support;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use support::{
    broker::Broker,
    kafka::{Feeder, Place, Record},
    news,
    stage::Stage,
    wait_within,
    worker::Worker,
};

const PARTITIONS: i32 = 6;
const WORKERS: usize = 2;
/// SIGKILLs of each worker; one SIGTERM comes on top.
const KILLS: usize = 10;
/// Enough for work at every kill.
const USUAL_COUNT: usize = 3000;
/// A worker is killed within this time after its work came.
const LONGEST_LIFE_MS: u64 = 1500;
/// The last articles may take this long.
const SETTLE: Duration = Duration::from_secs(240);

/// What a reader sees in the end.
#[derive(Debug, Default)]
struct Seen {
    /// Payloads by event id, each time that it came.
    events: BTreeMap<String, Vec<Vec<u8>>>,
    dead_letters: BTreeMap<Place, (String, Option<Vec<u8>>)>,
}

impl Seen {
    fn read(stage: &Stage) -> Self {
        let mut seen = Self::default();
        for read in stage.read_events() {
            let (id, payload) = (read.record.text("ce_id").unwrap(), read.record.payload.unwrap_or_default());
            seen.events.entry(id).or_default().push(payload);
        }
        let reason = |letter: Record| (letter.text("demarche-reason").unwrap(), letter.payload);
        seen.dead_letters = stage.read_dead_letters().into_iter().map(|(place, it)| (place, reason(it))).collect();
        seen
    }

    fn repeated(&self) -> Vec<&String> {
        self.events.iter().filter(|(_, payloads)| payloads.len() > 1).map(|(id, _)| id).collect()
    }
}

/// One worker, nothing disturbed.
fn calm(broker: &Broker, stream: &[Record]) -> Seen {
    let stage = Stage::new(broker, "calm", PARTITIONS);
    stage.produce(stream);
    let mut worker = stage.worker("calm");
    stage.await_done(SETTLE);
    worker.drain();
    Seen::read(&stage)
}

/// The stream, released bit by bit so that every kill meets work.
struct Feed<'a> {
    feeder: Mutex<(Feeder, &'a [Record])>,
}

impl Feed<'_> {
    fn release(&self, count: usize) {
        let mut held = self.feeder.lock().unwrap();
        let (now, rest) = held.1.split_at(count.min(held.1.len()));
        held.0.send(now);
        held.1 = rest;
    }
}

/// What befell the workers.
#[derive(Default)]
struct Tally {
    kills: AtomicUsize,
    terms: AtomicUsize,
    /// Ends that nobody caused, with their reason: a supervisor starts such a worker again.
    own_ends: Mutex<Vec<String>>,
}

/// Kills one worker again and again; the answer is the one that lives in the end.
fn torment(stage: &Stage, name: &str, seed: u64, feed: &Feed<'_>, share: usize, tally: &Tally) -> Worker {
    let mut rng = StdRng::seed_from_u64(seed);
    let term_at = rng.random_range(0..=KILLS);
    let mut worker = stage.worker(name);
    for round in 0..=KILLS {
        // One in five dies while it starts.
        if !rng.random_bool(0.2) {
            await_work(stage, name, &mut worker, tally);
        }
        feed.release(share);
        std::thread::sleep(Duration::from_millis(rng.random_range(0..LONGEST_LIFE_MS)));
        if round == term_at {
            end_well(&mut worker, tally);
        } else {
            worker.kill();
            tally.kills.fetch_add(1, Ordering::Relaxed);
        }
        worker = stage.worker(name);
    }
    worker
}

/// Waits until the worker holds partitions; where it ended by itself, it is started again.
fn await_work(stage: &Stage, name: &str, worker: &mut Worker, tally: &Tally) {
    wait_within(Duration::from_secs(120), &format!("partitions for {name}"), || {
        revive(stage, name, worker, tally);
        (worker.partitions() > 0).then_some(())
    });
}

fn revive(stage: &Stage, name: &str, worker: &mut Worker, tally: &Tally) {
    if let Some(status) = worker.ended() {
        tally.own_ends.lock().unwrap().push(format!("{name}: {status}: {}", worker.error_line()));
        *worker = stage.worker(name);
    }
}

fn end_well(worker: &mut Worker, tally: &Tally) {
    worker.signal(Signal::SIGTERM);
    let status = worker.await_end(Duration::from_secs(60));
    assert_eq!(status.code(), Some(0), "after SIGTERM: {}", worker.error_line());
    tally.terms.fetch_add(1, Ordering::Relaxed);
}

/// Two workers, both killed again and again, and the broker restarted once half-way.
fn stormy(broker: &Broker, stream: &[Record], seed: u64) -> (Stage, Tally) {
    let stage = Stage::new(broker, "stormy", PARTITIONS)
        .set("worker.batch_records", "10")
        .set("worker.batch_wait", "20ms")
        .set("worker.drain_timeout", "10s");
    let feed = Feed { feeder: Mutex::new((stage.cluster.feeder(&stage.articles), stream)) };
    let share = stream.len() / (WORKERS * (KILLS + 1));
    let tally = Tally::default();
    let mut workers: Vec<Worker> = std::thread::scope(|scope| {
        let (stage, feed, tally) = (&stage, &feed, &tally);
        let threads: Vec<_> = (0..WORKERS)
            .map(|number| {
                let seed = seed.wrapping_add(number as u64 + 1);
                scope.spawn(move || torment(stage, &format!("w{}", number + 1), seed, feed, share, tally))
            })
            .collect();
        let half = WORKERS * KILLS / 2;
        wait_within(SETTLE, "half of the kills", || {
            let over = threads.iter().any(std::thread::ScopedJoinHandle::is_finished);
            (over || tally.kills.load(Ordering::Relaxed) >= half).then_some(())
        });
        broker.stop();
        broker.start();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    feed.release(stream.len());
    feed.feeder.lock().unwrap().0.places();
    wait_within(SETTLE, "every article to be committed", || {
        for (number, worker) in workers.iter_mut().enumerate() {
            revive(&stage, &format!("w{}", number + 1), worker, &tally);
        }
        stage.is_done().then_some(())
    });
    workers.iter_mut().for_each(Worker::drain);
    drop(feed);
    (stage, tally)
}

#[test]
fn every_event_comes_once_whatever_is_killed_when() {
    let (seed, count) = (news::seed(), news::count(USUAL_COUNT));
    println!("DEMARCHE_TEST_SEED={seed} DEMARCHE_TEST_COUNT={count}");
    let stream = news::stream(seed, count, PARTITIONS);
    let broker = Broker::own();
    let start = Instant::now();
    let expected = calm(&broker, &stream);
    let calm_took = start.elapsed();
    let start = Instant::now();
    let (stage, tally) = stormy(&broker, &stream, seed);
    let storm_took = start.elapsed();
    let seen = Seen::read(&stage);
    let written = stage.cluster.read_uncommitted(&stage.events).len();
    let events: usize = seen.events.values().map(Vec::len).sum();
    println!(
        "{count} articles over {PARTITIONS} partitions; undisturbed: {} events, {} dead letters, {:.0} s; \
         disturbed: {events} events, {} dead letters, {:.0} s, {} SIGKILL, {} SIGTERM, 1 broker restart, \
         {} events in aborted transactions, {} own ends",
        expected.events.len(),
        expected.dead_letters.len(),
        calm_took.as_secs_f64(),
        seen.dead_letters.len(),
        storm_took.as_secs_f64(),
        tally.kills.load(Ordering::Relaxed),
        tally.terms.load(Ordering::Relaxed),
        written - events,
        tally.own_ends.lock().unwrap().len(),
    );
    assert_eq!(expected.repeated(), Vec::<&String>::new(), "ids are unique where nothing goes wrong");
    assert_eq!(seen.repeated(), Vec::<&String>::new(), "no event twice");
    let missing: Vec<&String> = expected.events.keys().filter(|id| !seen.events.contains_key(*id)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "no event missing");
    assert!(seen.events == expected.events, "no event invented, and each the same byte for byte");
    assert!(seen.dead_letters == expected.dead_letters, "each dead letter once");
    assert!(!seen.events.is_empty() && !seen.dead_letters.is_empty(), "the stream has both");
    assert_eq!(*tally.own_ends.lock().unwrap(), Vec::<String>::new(), "no worker ends by itself");
}
