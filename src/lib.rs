//! Streaming coder of diplomatic events: news articles in, PLOVER events out.
//!
//! The map of the crate, in the order that a record travels:
//!
//! | module | from | to |
//! | --- | --- | --- |
//! | [`article`] | bytes as a newsroom sends them | [`article::Article`], or why not |
//! | [`language`] | text | sentences and words |
//! | [`knowledge`] | data files | who and where there is |
//! | [`mention`] | sentences | actors, places, times |
//! | [`event`] | mentions and patterns | [`event::Event`] |
//! | [`engine`] | an article | its events: **the function to read first** |
//! | [`outcome`] | | what became of a record, as closed sets |
//! | [`worker`] | a Kafka topic | a Kafka topic, exactly once |
//! | [`telemetry`] | | metrics, logs, traces, the HTTP server |
//! | [`config`] | file, environment, flags | checked settings |
//!
//! Everything up to [`engine`] is pure: no clock, no network, no log, no global state. The worker owns Kafka.

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit that it was built from, where the build told it.
pub const COMMIT: &str = match option_env!("DEMARCHE_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

pub mod article;
pub mod cli;
pub mod config;
pub mod engine;
pub mod event;
pub mod knowledge;
pub mod language;
pub mod mention;
pub mod outcome;
pub mod telemetry;
pub mod worker;
