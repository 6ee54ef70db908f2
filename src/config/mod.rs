//! Settings: defaults, then a TOML file, then the environment, then flags; each checked, all faults told at once.
//!
//! [`table`] lists every setting with its default and its help; `config/demarche.toml` and the README's table are
//! printed from it and held against it by tests. [`source`] reads the three places; [`value`] reads single values;
//! [`check`] looks at what single values cannot tell.

mod check;
mod print;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod value;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

pub use self::{
    print::{default_toml, markdown_table},
    source::{Given, Origin, Sources},
    table::{SETTINGS, Setting},
    value::ByteSize,
};
use crate::{article::DecodeOptions, engine::EngineOptions};

/// Every setting, with the value that is in force.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Brokers, topics, group and librdkafka's own properties.
    pub kafka: Kafka,
    /// How records are worked off.
    pub worker: Worker,
    /// What the decoder accepts.
    pub article: Article,
    /// What the engine does.
    pub engine: Engine,
    /// The HTTP server for metrics and health.
    pub http: Http,
    /// Logs and traces.
    pub telemetry: Telemetry,
}

/// Section `[kafka]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kafka {
    /// `host:port`, several separated by commas.
    pub brokers: String,
    /// The consumer group.
    pub group: String,
    /// Topics to read articles from.
    pub input_topics: Vec<String>,
    /// Topic to write events to.
    pub output_topic: String,
    /// Topic to write dead letters to.
    pub dead_letter_topic: String,
    /// Where a group without committed offsets begins.
    pub start: Start,
    /// The rebalance protocol.
    pub group_protocol: GroupProtocol,
    /// Whether `worker.instance` is also the static member id.
    pub static_membership: bool,
    /// How long the group waits for a silent member.
    pub session_timeout: Duration,
    /// How long the poll loop may be silent before the group drops the member.
    pub max_poll_interval: Duration,
    /// How long a broker keeps a transaction open for a producer that is gone.
    pub transaction_timeout: Duration,
    /// How much librdkafka fetches ahead.
    pub prefetch: ByteSize,
    /// How often librdkafka reports its statistics.
    pub statistics_interval: Duration,
    /// Properties of librdkafka for consumer and producer both.
    pub properties: BTreeMap<String, String>,
    /// Properties of librdkafka for the consumer alone.
    pub consumer: BTreeMap<String, String>,
    /// Properties of librdkafka for the producer alone.
    pub producer: BTreeMap<String, String>,
    /// Properties of librdkafka whose values stand in files.
    pub secret_files: BTreeMap<String, PathBuf>,
}

/// Section `[worker]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Worker {
    /// Name of this worker, unlike that of any other in the group.
    pub instance: String,
    /// Transactions, or idempotent writes and then a commit.
    pub delivery: Delivery,
    /// Extraction threads.
    pub threads: usize,
    /// A batch closes at this many records.
    pub batch_records: usize,
    /// A batch closes at this many bytes of output.
    pub batch_bytes: ByteSize,
    /// A batch closes this long after its first record was ready.
    pub batch_wait: Duration,
    /// Records taken and not yet committed, at most.
    pub in_flight_records: usize,
    /// Bytes of records taken and not yet committed, at most.
    pub in_flight: ByteSize,
    /// How long work in flight may take to finish after SIGTERM.
    pub drain_timeout: Duration,
    /// How long a rebalance waits for work in flight on partitions that leave.
    pub revoke_timeout: Duration,
    /// The worker stops at this many dead letters in a row; 0 for never.
    pub max_dead_letters_in_row: usize,
    /// First pause after a failed attempt.
    pub retry_backoff: Duration,
    /// Longest pause between attempts.
    pub retry_backoff_max: Duration,
}

/// Section `[article]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// Longer payloads are dead letters.
    pub max: ByteSize,
    /// ISO 639-1 codes of the languages to read.
    pub languages: Vec<String>,
    /// Skip articles under embargo.
    pub skip_embargoed: bool,
}

/// Section `[engine]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Engine {
    /// Folder with `lexicon/` and `knowledge/` to use in place of the data compiled in.
    pub data_dir: Option<PathBuf>,
    /// Folder whose tables are added to the knowledge.
    pub knowledge_dir: Option<PathBuf>,
    /// Longer articles are dead letters.
    pub max_words: usize,
    /// Emit neutral statements too.
    pub statements: bool,
    /// Leave out events below this confidence.
    pub min_confidence: f64,
}

/// Section `[http]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Http {
    /// Where `/metrics`, `/livez` and `/readyz` are served.
    pub listen: SocketAddr,
    /// `/livez` fails when the poll loop was silent for this long.
    pub poll_stall: Duration,
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([0, 0, 0, 0], 0)), poll_stall: Duration::ZERO }
    }
}

/// Section `[telemetry]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Telemetry {
    /// JSON or text.
    pub log_format: LogFormat,
    /// A `tracing` filter such as `info` or `demarche=debug,librdkafka=warn`.
    pub log_level: String,
    /// Base URL of an OTLP/HTTP collector; empty for no export.
    pub otlp_endpoint: String,
    /// `service.name` of the exported traces.
    pub service_name: String,
}

/// A closed set of words that a setting takes.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The words that settings take.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];
        }
    };
}

words!(
    /// Where a group without committed offsets begins.
    Start {
        /// At the oldest record that the broker holds.
        #[default]
        Earliest = "earliest",
        /// At records that come after the start.
        Latest = "latest",
    }
);
words!(
    /// The rebalance protocol of the group.
    GroupProtocol {
        /// The protocol of all brokers, with cooperative-sticky assignment.
        #[default]
        Classic = "classic",
        /// KIP-848, of Kafka 4.0 and later.
        Consumer = "consumer",
    }
);
words!(
    /// What a reader of the output may see.
    Delivery {
        /// Outputs, dead letters and offsets in one transaction per batch.
        #[default]
        ExactlyOnce = "exactly-once",
        /// Outputs first, offsets after them: repeats are possible, with equal ids.
        AtLeastOnce = "at-least-once",
    }
);
words!(
    /// How log lines look.
    LogFormat {
        /// Text on a terminal, JSON otherwise.
        #[default]
        Auto = "auto",
        /// One JSON object a line.
        Json = "json",
        /// For people.
        Text = "text",
    }
);

/// What is wrong with a setting, and where it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct Fault {
    /// File and line, environment variable or flag.
    pub origin: Origin,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Settings {
    /// Settings with every default and nothing given.
    ///
    /// # Errors
    ///
    /// None in a released program: a test holds every default against its own check.
    pub fn defaults() -> Result<Self, Vec<Fault>> {
        Self::load(&Sources::default())
    }

    /// Reads all sources over the defaults and checks the whole.
    ///
    /// # Errors
    ///
    /// Every fault of every source, in the order of the sources.
    pub fn load(sources: &Sources) -> Result<Self, Vec<Fault>> {
        let (given, mut faults) = sources.read();
        let mut settings = Self::default();
        faults.extend(table::apply_defaults(&mut settings));
        for entry in &given {
            faults.extend(table::apply(&mut settings, entry).err());
        }
        if faults.is_empty() {
            faults.extend(check::check(&settings, &given));
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// The decoder's part of the settings.
    pub fn decode_options(&self) -> DecodeOptions {
        DecodeOptions { max_payload_bytes: self.article.max.0, languages: self.article.languages.clone() }
    }

    /// The engine's part of the settings.
    pub fn engine_options(&self) -> EngineOptions {
        EngineOptions {
            max_words: self.engine.max_words,
            statements: self.engine.statements,
            min_confidence: self.engine.min_confidence,
            knowledge_dir: self.engine.knowledge_dir.clone(),
        }
    }
}
