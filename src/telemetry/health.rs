//! What `/livez` and `/readyz` answer, written by the worker's threads without locks.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// Shared state of the worker's health.
pub struct Health {
    started: Instant,
    /// Milliseconds after `started` of the last turn of the poll loop.
    last_poll: AtomicU64,
    joined: AtomicBool,
    partitions: AtomicUsize,
    brokers_up: AtomicUsize,
    /// The producer has begun its work.
    producing: AtomicBool,
    /// Milliseconds after `started`, plus one, since which a batch has been tried without success; 0 for none.
    publishing_since: AtomicU64,
    draining: AtomicBool,
    stopped: AtomicBool,
}

/// A batch that the brokers have not taken after this time makes the worker unready.
const PUBLISH_STALL: Duration = Duration::from_secs(30);

/// One line of `?verbose`.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// Whether it passed.
    pub passed: bool,
    /// What was seen.
    pub seen: String,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            last_poll: AtomicU64::new(0),
            joined: AtomicBool::new(false),
            partitions: AtomicUsize::new(0),
            brokers_up: AtomicUsize::new(0),
            producing: AtomicBool::new(false),
            publishing_since: AtomicU64::new(0),
            draining: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        }
    }
}

impl Health {
    /// The poll loop turned.
    pub fn beat(&self) {
        self.last_poll.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
    }

    /// A batch is being published, anew or again.
    pub fn set_publishing(&self) {
        let now = self.elapsed_ms() + 1;
        // Where an earlier attempt has not succeeded, its time stands.
        let _ = self.publishing_since.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The brokers took it.
    pub fn set_published(&self) {
        self.producing.store(true, Ordering::Relaxed);
        self.publishing_since.store(0, Ordering::Relaxed);
    }

    /// Whether the producer works, and what is seen of it.
    fn publishing(&self) -> (bool, String) {
        if !self.producing.load(Ordering::Relaxed) {
            return (false, "the producer has not begun yet".into());
        }
        match self.publishing_since.load(Ordering::Relaxed) {
            0 => (true, "nothing is waiting".into()),
            since => {
                let waiting = Duration::from_millis((self.elapsed_ms() + 1).saturating_sub(since));
                (waiting < PUBLISH_STALL, format!("a batch has been tried for {:.1} s", waiting.as_secs_f64()))
            }
        }
    }

    /// The group gave this worker an assignment, of none up to all partitions.
    pub fn set_assigned(&self, partitions: usize) {
        self.joined.store(true, Ordering::Relaxed);
        self.partitions.store(partitions, Ordering::Relaxed);
    }

    /// The worker is a member of the group in good standing, with partitions or without.
    pub fn set_joined(&self) {
        self.joined.store(true, Ordering::Relaxed);
    }

    /// The group dropped this worker.
    pub fn set_left(&self) {
        self.joined.store(false, Ordering::Relaxed);
        self.partitions.store(0, Ordering::Relaxed);
    }

    /// Brokers that the consumer is connected to.
    pub fn set_brokers_up(&self, brokers: usize) {
        self.brokers_up.store(brokers, Ordering::Relaxed);
    }

    /// A broker answered: one at least is there until the next count.
    pub fn set_broker_seen(&self) {
        self.brokers_up.fetch_max(1, Ordering::Relaxed);
    }

    /// Brokers that the consumer was last seen connected to.
    pub fn brokers_up(&self) -> usize {
        self.brokers_up.load(Ordering::Relaxed)
    }

    /// The worker was told to stop and finishes what is in flight.
    pub fn set_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// The worker ended in good order: there is no poll loop that could stall any more.
    pub fn set_stopped(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// How long the poll loop has been silent.
    pub fn silence(&self) -> Duration {
        let last = Duration::from_millis(self.last_poll.load(Ordering::Relaxed));
        self.started.elapsed().saturating_sub(last)
    }

    /// Whether the process should go on living: the poll loop turns. Brokers do not count.
    pub fn live(&self, poll_stall: Duration) -> Vec<Check> {
        let silence = self.silence();
        let stopped = self.stopped.load(Ordering::Relaxed);
        let seen = format!("last turn {:.1} s ago, limit {:.1} s", silence.as_secs_f64(), poll_stall.as_secs_f64());
        vec![Check { name: "poll_loop", passed: stopped || silence < poll_stall, seen }]
    }

    /// Whether the worker works: in the group, brokers there, not draining.
    pub fn ready(&self) -> Vec<Check> {
        let (joined, draining) = (self.joined.load(Ordering::Relaxed), self.draining.load(Ordering::Relaxed));
        let brokers = self.brokers_up.load(Ordering::Relaxed);
        let partitions = self.partitions.load(Ordering::Relaxed);
        let (publishing, seen) = self.publishing();
        vec![
            Check {
                name: "assigned",
                passed: joined,
                seen: if joined { format!("{partitions} partitions") } else { "not in the group yet".into() },
            },
            Check { name: "brokers", passed: brokers > 0, seen: format!("{brokers} connected") },
            Check { name: "publishing", passed: publishing, seen },
            Check {
                name: "draining",
                passed: !draining,
                seen: if draining { "finishing what is in flight, then stopping".into() } else { "no".into() },
            },
        ]
    }
}

/// The body of a health answer: Kubernetes' form.
pub fn body(endpoint: &str, checks: &[Check], verbose: bool) -> String {
    let passed = checks.iter().all(|check| check.passed);
    let mut out = String::new();
    if verbose || !passed {
        for check in checks {
            let (sign, word) = if check.passed { ('+', "ok") } else { ('-', "failed") };
            let _ = writeln!(out, "[{sign}]{} {word}: {}", check.name, check.seen);
        }
    }
    let _ = writeln!(out, "{endpoint} check {}", if passed { "passed" } else { "failed" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_ready_only_in_the_group_with_brokers_and_not_draining() {
        let health = Health::default();
        let ready = || health.ready().iter().all(|check| check.passed);
        assert!(!ready());
        health.set_assigned(0);
        assert!(!ready(), "no broker yet");
        health.set_brokers_up(1);
        health.set_publishing();
        assert!(!ready(), "no producer yet");
        health.set_published();
        assert!(ready(), "a member without partitions is a ready spare");
        health.set_draining();
        assert!(!ready());
    }

    #[test]
    fn a_worker_whose_batches_fail_for_long_is_not_ready() {
        let health = Health { started: Instant::now() - 2 * PUBLISH_STALL, ..Health::default() };
        health.set_assigned(1);
        health.set_brokers_up(1);
        health.set_published();
        let ready = || health.ready().iter().all(|check| check.passed);
        health.publishing_since.store(1, Ordering::Relaxed);
        health.set_publishing();
        assert!(!ready(), "failing since the start");
        health.set_published();
        assert!(ready());
        health.set_publishing();
        assert!(ready(), "an attempt that has just begun");
    }

    #[test]
    fn a_silent_poll_loop_is_not_live_and_a_stopped_worker_is() {
        let health = Health::default();
        let live = |limit| health.live(limit).iter().all(|check| check.passed);
        health.beat();
        assert!(live(Duration::from_secs(60)));
        assert!(!live(Duration::ZERO));
        health.set_stopped();
        assert!(live(Duration::ZERO));
    }

    #[test]
    fn a_failed_check_is_told_without_being_asked() {
        let health = Health::default();
        let text = body("readyz", &health.ready(), false);
        assert!(text.contains("[-]assigned failed: not in the group yet"), "{text}");
        assert!(text.ends_with("readyz check failed\n"));
    }
}
