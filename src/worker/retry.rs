//! Pauses between attempts: doubling, with jitter, so that workers do not knock together.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::{Duration, Instant},
};

/// When the next attempt may be made.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
    not_before: Option<Instant>,
}

impl Backoff {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0, not_before: None }
    }

    /// An attempt failed; the answer is how long to wait: half to all of the doubled pause.
    pub(super) fn failed(&mut self, now: Instant) -> Duration {
        let doubled = self.first.saturating_mul(1_u32 << self.failures.min(16)).min(self.longest);
        self.failures = self.failures.saturating_add(1);
        let half = doubled / 2;
        let pause = half + half.mul_f64(random_fraction());
        self.not_before = Some(now + pause);
        pause
    }

    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
        self.not_before = None;
    }

    /// How long until the next attempt; `None` when it may be made now.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        self.not_before.and_then(|at| at.checked_duration_since(now)).filter(|wait| !wait.is_zero())
    }
}

/// From 0 to 1. The standard library seeds each hasher anew; that is chance enough to part workers.
fn random_fraction() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_anew_after_a_success() {
        let now = Instant::now();
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
        for doubled in [100, 200, 400, 800, 1000, 1000] {
            let pause = backoff.failed(now);
            let doubled = Duration::from_millis(doubled);
            assert!(pause >= doubled / 2 && pause <= doubled, "{pause:?} of {doubled:?}");
            assert_eq!(backoff.wait(now), Some(pause));
        }
        backoff.succeeded();
        assert_eq!(backoff.wait(now), None);
        assert!(backoff.failed(now) <= Duration::from_millis(100));
    }
}
