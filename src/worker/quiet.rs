//! Keeps an error that repeats from filling the log.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use rdkafka::error::RDKafkaErrorCode;

/// The same error is logged again only after this time.
const REPEAT_AFTER: Duration = Duration::from_secs(30);

/// When each kind of error was logged last.
#[derive(Debug, Default)]
pub(super) struct Quiet(Mutex<Vec<(RDKafkaErrorCode, Instant)>>);

impl Quiet {
    /// Whether this error is to be logged now.
    pub(super) fn may_log(&self, code: RDKafkaErrorCode) -> bool {
        let mut logged = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        logged.retain(|(_, at)| at.elapsed() < REPEAT_AFTER);
        let recently = logged.iter().any(|(known, _)| *known == code);
        if !recently {
            logged.push((code, Instant::now()));
        }
        !recently
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_error_is_logged_once_and_another_at_once() {
        let quiet = Quiet::default();
        let codes = [RDKafkaErrorCode::AllBrokersDown, RDKafkaErrorCode::AllBrokersDown, RDKafkaErrorCode::Resolve];
        assert_eq!(codes.map(|code| quiet.may_log(code)), [true, false, true]);
    }
}
