//! From one Kafka topic to another, exactly once.
//!
//! Four kinds of threads, each with one duty:
//!
//! | thread | does | waits for |
//! | --- | --- | --- |
//! | poll loop ([`intake`]) | takes records, serves the group, pauses at the ceiling | the broker, 100 ms at most |
//! | extraction ([`pool`]) | record to outcome to messages, on all cores | records |
//! | committer ([`committer`]) | keeps each partition's order, closes batches, publishes them | outcomes, the brokers |
//! | librdkafka's own | network | |
//!
//! The poll loop never waits for an extraction or a commit, but for a rebalance that takes partitions away: it then
//! gives the committer `worker.revoke_timeout` to commit what is ready of them.
//!
//! A record's way: [`record::RawRecord`] -> [`pool::Job`] -> [`crate::outcome::Outcome`] -> [`prepare::Prepared`] ->
//! a slot of its [`lane`] -> one batch of the [`publisher`] -> its offset is committed.

pub mod client;
pub mod cloudevents;
pub mod committer;
pub mod dead_letter;
pub mod guard;
mod intake;
pub mod lag;
pub mod lane;
pub mod membership;
pub mod pool;
pub mod prepare;
pub mod process;
pub mod publisher;
mod quiet;
pub mod record;
mod retry;
#[cfg(test)]
mod tests;

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

pub use self::{intake::run, lag::Lag};
use crate::{
    config::Settings,
    outcome::DeadLetterReason,
    telemetry::{Health, Metrics},
};

/// What a worker is made of.
#[derive(Clone)]
pub struct Parts {
    /// Checked settings.
    pub settings: Settings,
    /// The language engine.
    pub extract: Arc<process::Extract>,
    /// The counters.
    pub metrics: Metrics,
    /// What the health endpoints answer.
    pub health: Arc<Health>,
    /// How far behind each partition is.
    pub lag: Arc<Lag>,
}

/// Tells a worker to drain and stop.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Drain and stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was told.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a worker ended that was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Records taken and given back unfinished; the next worker takes them again.
    pub abandoned: usize,
}

/// What closed a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedBy {
    /// Its number of records.
    Records,
    /// Its bytes.
    Bytes,
    /// The time since its first record was ready.
    Time,
    /// Partitions that leave.
    Revoke,
    /// The worker's end.
    Drain,
}

impl ClosedBy {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Records, Self::Bytes, Self::Time, Self::Revoke, Self::Drain];

    /// The label in metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Bytes => "bytes",
            Self::Time => "time",
            Self::Revoke => "revoke",
            Self::Drain => "drain",
        }
    }
}

/// Why a worker ended by itself. None can be retried inside the process; a supervisor may start it again.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// An error of Kafka that no attempt can mend.
    #[error("{doing} failed for good: {why}")]
    Kafka {
        /// The call.
        doing: &'static str,
        /// librdkafka's words.
        why: String,
    },
    /// The brokers take no more from this producer.
    #[error(
        "the brokers shut this worker out: {why}. Either another worker runs under the same worker.instance (give each \
         its own), or this one was away for longer than kafka.transaction_timeout (start it again)"
    )]
    Fenced {
        /// librdkafka's words.
        why: String,
    },
    /// The input looks unlike what this program reads.
    #[error(
        "{row} dead letters in a row, the last for `{}` ({detail}): stopped so that the topic is not drained. Look at \
         the feed and at this release; `demarche replay` brings dead letters back; the limit is \
         worker.max_dead_letters_in_row", reason.reason()
    )]
    TooManyDeadLetters {
        /// How many.
        row: usize,
        /// Reason of the last.
        reason: DeadLetterReason,
        /// Where the last came from.
        detail: String,
    },
    /// Not even a dead letter's headers fit.
    #[error(
        "the dead-letter topic refuses the headers of {origin} as too large: raise its max.message.bytes above that of \
         the input topic"
    )]
    DeadLetterTooLarge {
        /// Topic, partition and offset.
        origin: String,
    },
    /// The clients cannot be made.
    #[error("cannot set up the Kafka clients: {0}")]
    Setup(String),
    /// The system refused a thread or a file.
    #[error(transparent)]
    System(#[from] io::Error),
    /// A thread that must not end has ended.
    #[error("the {0} ended unexpectedly; this is a fault of the program: please report it with the log above")]
    Broken(&'static str),
}

/// Errors that stay until somebody changes something outside.
pub(crate) fn is_permanent(code: Code) -> bool {
    matches!(
        code,
        Code::Fatal
            | Code::TopicAuthorizationFailed
            | Code::GroupAuthorizationFailed
            | Code::ClusterAuthorizationFailed
            | Code::TransactionalIdAuthorizationFailed
            | Code::InvalidTransactionTimeout
            | Code::InvalidTopic
            | Code::UnsupportedVersion
            | Code::UnsupportedForMessageFormat
            | Code::FencedInstanceId
            | Code::InvalidSessionTimeout
            | Code::InvalidRecord
            | Code::InvalidGroupId
    )
}

/// An error's words, without rdkafka's wrapping.
pub(crate) fn words_of(error: &KafkaError) -> String {
    match error {
        KafkaError::Transaction(inner) => format!("{} ({})", inner.string(), inner.name()),
        other => other.rdkafka_error_code().map_or_else(|| other.to_string(), |code: Code| code.to_string()),
    }
}
