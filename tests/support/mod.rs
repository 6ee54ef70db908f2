//! What the whole-program tests stand on: a real broker, topics of their own, the real binary, stories to read.
//!
//! Nothing here is skipped: where no broker can be had, the test fails and says what to do.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod broker;
pub(crate) mod faulty;
pub(crate) mod kafka;
pub(crate) mod news;
pub(crate) mod scrape;
pub(crate) mod seen;
pub(crate) mod stage;
pub(crate) mod worker;

use std::time::{Duration, Instant};

/// A condition may take this long to come about; ten times what a fast machine needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// Looks until there is something to see.
///
/// # Panics
///
/// When there is nothing after `limit`; `what` says what was waited for.
pub(crate) fn wait_within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(start.elapsed() < limit, "waited {} s in vain for: {what}", limit.as_secs());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// [`wait_within`] the usual patience.
pub(crate) fn wait_for<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_within(PATIENCE, what, look)
}
