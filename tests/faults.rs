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
    kafka::{Feeder, Record},
    news,
    seen::Seen,
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
/// A worker that starts is killed within this time,
const LONGEST_START_MS: u64 = 1500;
/// and one that has work within this.
const LONGEST_WORK_MS: u64 = 200;
/// The last articles may take this long.
const SETTLE: Duration = Duration::from_secs(240);

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
    /// Kills that met a worker with work in flight.
    at_work: AtomicUsize,
    terms: AtomicUsize,
    /// Ends that nobody caused, with their reason: a supervisor starts such a worker again.
    own_ends: Mutex<Vec<String>>,
}

/// One worker that is killed again and again.
struct Victim<'a> {
    stage: &'a Stage,
    name: String,
    worker: Worker,
    tally: &'a Tally,
}

impl<'a> Victim<'a> {
    fn new(stage: &'a Stage, name: String, tally: &'a Tally) -> Self {
        let worker = stage.worker(&name);
        Self { stage, name, worker, tally }
    }

    /// The whole torment: kills at random moments, a SIGTERM among them; in the end a worker lives.
    fn torment(&mut self, seed: u64, feed: &Feed<'_>, share: usize) {
        let mut rng = StdRng::seed_from_u64(seed);
        let term_at = rng.random_range(0..=KILLS);
        for round in 0..=KILLS {
            // One in five is killed while it starts; a SIGTERM then meets no handler yet.
            let early = round != term_at && rng.random_bool(0.2);
            if !early {
                self.await_partitions();
            }
            feed.release(share);
            if !early && self.await_work() && round != term_at {
                self.tally.at_work.fetch_add(1, Ordering::Relaxed);
            }
            let longest = if early { LONGEST_START_MS } else { LONGEST_WORK_MS };
            std::thread::sleep(Duration::from_millis(rng.random_range(0..longest)));
            if round == term_at { self.end_well() } else { self.kill() }
        }
    }

    fn await_partitions(&mut self) {
        wait_within(Duration::from_secs(120), &format!("partitions for {}", self.name), || {
            self.revive();
            (self.worker.partitions() > 0).then_some(())
        });
    }

    /// Waits a little until the worker has something in flight; whether it has.
    fn await_work(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(1) {
            if self.worker.scrape().get("demarche_in_flight_records") > 0.0 {
                return true;
            }
        }
        false
    }

    /// Where it ended by itself, it is started again, as a supervisor would.
    fn revive(&mut self) {
        if let Some(status) = self.worker.ended() {
            let end = format!("{}: {status}: {}", self.name, self.worker.error_line());
            self.tally.own_ends.lock().unwrap().push(end);
            self.worker = self.stage.worker(&self.name);
        }
    }

    fn kill(&mut self) {
        self.worker.kill();
        self.tally.kills.fetch_add(1, Ordering::Relaxed);
        self.worker = self.stage.worker(&self.name);
    }

    fn end_well(&mut self) {
        self.worker.signal(Signal::SIGTERM);
        let status = self.worker.await_end(Duration::from_secs(60));
        assert_eq!(status.code(), Some(0), "after SIGTERM: {}", self.worker.error_line());
        self.tally.terms.fetch_add(1, Ordering::Relaxed);
        self.worker = self.stage.worker(&self.name);
    }
}

/// Two workers, both killed again and again, and the broker restarted once half-way.
fn storm(broker: &Broker, stage: &Stage, stream: &[Record], seed: u64) -> Tally {
    let feed = Feed { feeder: Mutex::new((stage.cluster.feeder(&stage.articles), stream)) };
    let share = stream.len() / (WORKERS * (KILLS + 1));
    let tally = Tally::default();
    let mut victims: Vec<Victim<'_>> =
        (1..=WORKERS).map(|number| Victim::new(stage, format!("w{number}"), &tally)).collect();
    std::thread::scope(|scope| {
        for (victim, number) in victims.iter_mut().zip(1..) {
            let feed = &feed;
            scope.spawn(move || victim.torment(seed.wrapping_add(number), feed, share));
        }
        let half = WORKERS * KILLS / 2;
        wait_within(SETTLE, "half of the kills", || (tally.kills.load(Ordering::Relaxed) >= half).then_some(()));
        broker.stop();
        broker.start();
    });
    feed.release(stream.len());
    feed.feeder.lock().unwrap().0.places();
    wait_within(SETTLE, "every article to be committed", || {
        victims.iter_mut().for_each(Victim::revive);
        stage.is_done().then_some(())
    });
    victims.iter_mut().for_each(|victim| victim.worker.drain());
    drop(victims);
    tally
}

#[test]
fn every_event_comes_once_whatever_is_killed_when() {
    let (seed, count) = (news::seed(), news::count(USUAL_COUNT));
    println!("DEMARCHE_TEST_SEED={seed} DEMARCHE_TEST_COUNT={count}");
    let stream = news::stream(seed, count, PARTITIONS);
    let broker = Broker::own();
    let start = Instant::now();
    let expected = Seen::undisturbed(&broker, &stream, PARTITIONS);
    println!("undisturbed: {}, {:.0} s", told(&expected), start.elapsed().as_secs_f64());
    let stage = Stage::new(&broker, "storm", PARTITIONS)
        .set("worker.batch_records", "10")
        .set("worker.batch_wait", "20ms")
        .set("worker.drain_timeout", "10s");
    let start = Instant::now();
    let tally = storm(&broker, &stage, &stream, seed);
    let seen = Seen::read(&stage);
    println!("disturbed: {}, {:.0} s", told(&seen), start.elapsed().as_secs_f64());
    let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let own_ends = tally.own_ends.into_inner().unwrap();
    println!(
        "{} SIGKILL ({} with work in flight), {} SIGTERM, 1 broker restart; {} events in aborted transactions; {} \
         workers ended by themselves",
        of(&tally.kills),
        of(&tally.at_work),
        of(&tally.terms),
        stage.cluster.read_uncommitted(&stage.events).len() - seen.count(),
        own_ends.len(),
    );
    assert!(of(&tally.at_work) >= KILLS, "too few kills met work");
    seen.assert_is(&expected);
    assert_eq!(own_ends, Vec::<String>::new(), "no worker ends by itself");
}

fn told(seen: &Seen) -> String {
    format!("{} events, {} dead letters", seen.count(), seen.dead_letters.len())
}
