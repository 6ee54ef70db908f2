//! The table of all settings: name, default, help, and how a value is taken.

use std::path::PathBuf;

use super::{
    Delivery, Fault, Given, GroupProtocol, LogFormat, Origin, Settings, Start,
    source::Value,
    value::{boolean, count, duration, filled, fraction, list, size, text, word},
};

/// One setting.
pub struct Setting {
    /// Dotted name; its first part is the section.
    pub key: &'static str,
    /// The default, as it would be written in TOML.
    pub default: &'static str,
    /// What it does, with its unit.
    pub help: &'static str,
    take: fn(&mut Settings, &Value) -> Result<(), String>,
}

macro_rules! setting {
    ($($key:literal = $default:literal, $help:literal, |$s:ident, $v:ident| $place:expr => $read:expr;)+) => {
        /// Every setting, in the order in which `config/demarche.toml` has them.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            key: $key,
            default: $default,
            help: $help,
            take: |$s, $v| {
                $place = $read?;
                Ok(())
            },
        }),+];
    };
}

setting! {
    "kafka.brokers" = "\"localhost:9092\"",
        "Brokers to ask first, host:port, several separated by commas.",
        |s, v| s.kafka.brokers => filled(v);
    "kafka.group" = "\"demarche\"",
        "Consumer group. All workers of one pipeline share it; it also begins the transactional ids.",
        |s, v| s.kafka.group => filled(v);
    "kafka.input_topics" = "[\"articles\"]",
        "Topics to read articles from.",
        |s, v| s.kafka.input_topics => list(v);
    "kafka.output_topic" = "\"diplomatic-events\"",
        "Topic to write events to.",
        |s, v| s.kafka.output_topic => filled(v);
    "kafka.dead_letter_topic" = "\"articles-dead-letter\"",
        "Topic to write dead letters to. Its max.message.bytes should exceed that of the input topics by 4 KiB.",
        |s, v| s.kafka.dead_letter_topic => filled(v);
    "kafka.start" = "\"earliest\"",
        "Where a partition without committed offset begins: earliest, or latest, which leaves out what came before the first \
         commit there.",
        |s, v| s.kafka.start => word(v, Start::WORDS);
    "kafka.group_protocol" = "\"classic\"",
        "Rebalance protocol: classic (cooperative-sticky, all brokers) or consumer (KIP-848, Kafka 4.0 and later).",
        |s, v| s.kafka.group_protocol => word(v, GroupProtocol::WORDS);
    "kafka.static_membership" = "false",
        "Make worker.instance the static member id, so that a restart within session_timeout moves no partition.",
        |s, v| s.kafka.static_membership => boolean(v);
    "kafka.session_timeout" = "\"45s\"",
        "The group drops a member that is silent for this long. With group_protocol consumer the broker decides it.",
        |s, v| s.kafka.session_timeout => duration(v);
    "kafka.max_poll_interval" = "\"5m\"",
        "The group drops a member whose poll loop is silent for this long. Extraction does not count: it runs elsewhere.",
        |s, v| s.kafka.max_poll_interval => duration(v);
    "kafka.transaction_timeout" = "\"30s\"",
        "Brokers abort the transaction of a worker that vanished after this time; until then readers wait behind it.",
        |s, v| s.kafka.transaction_timeout => duration(v);
    "kafka.prefetch" = "\"16MiB\"",
        "Records that librdkafka fetches ahead, in bytes; part of the memory ceiling.",
        |s, v| s.kafka.prefetch => size(v);
    "kafka.statistics_interval" = "\"5s\"",
        "How often librdkafka's statistics, and with them the lag, are renewed.",
        |s, v| s.kafka.statistics_interval => duration(v);
    "worker.instance" = "\"\"",
        "Name of this worker, unlike that of any other in the group and the same after a restart; empty: the host's name.",
        |s, v| s.worker.instance => text(v);
    "worker.delivery" = "\"exactly-once\"",
        "exactly-once (one transaction per batch) or at-least-once (for brokers without transactions).",
        |s, v| s.worker.delivery => word(v, Delivery::WORDS);
    "worker.threads" = "0",
        "Extraction threads; 0: one per core.",
        |s, v| s.worker.threads => count(v, 0);
    "worker.batch_records" = "500",
        "A batch closes at this many records,",
        |s, v| s.worker.batch_records => count(v, 1);
    "worker.batch_bytes" = "\"4MiB\"",
        "or at this many bytes of output,",
        |s, v| s.worker.batch_bytes => size(v);
    "worker.batch_wait" = "\"100ms\"",
        "or this long after its first record was ready; whichever is first.",
        |s, v| s.worker.batch_wait => duration(v);
    "worker.in_flight_records" = "5000",
        "Records taken and not yet committed, at most; above it partitions are paused.",
        |s, v| s.worker.in_flight_records => count(v, 1);
    "worker.in_flight" = "\"64MiB\"",
        "Their bytes, at most; above it partitions are paused. Part of the memory ceiling.",
        |s, v| s.worker.in_flight => size(v);
    "worker.drain_timeout" = "\"20s\"",
        "After SIGTERM, work in flight has this long to finish; what is not done then is left to the next worker.",
        |s, v| s.worker.drain_timeout => duration(v);
    "worker.revoke_timeout" = "\"5s\"",
        "A rebalance waits this long for a transaction in flight on partitions that leave.",
        |s, v| s.worker.revoke_timeout => duration(v);
    "worker.max_dead_letters_in_row" = "100",
        "The worker stops with an error at this many dead letters in a row; 0: never.",
        |s, v| s.worker.max_dead_letters_in_row => count(v, 0);
    "worker.retry_backoff" = "\"100ms\"",
        "First pause after a failed attempt; it doubles, with jitter,",
        |s, v| s.worker.retry_backoff => duration(v);
    "worker.retry_backoff_max" = "\"10s\"",
        "up to this one.",
        |s, v| s.worker.retry_backoff_max => duration(v);
    "article.max" = "\"4MiB\"",
        "Payloads of more bytes are dead letters.",
        |s, v| s.article.max => size(v);
    "article.languages" = "[\"en\"]",
        "ISO 639-1 codes of the languages to read; articles in others are skipped.",
        |s, v| s.article.languages => list(v);
    "article.skip_embargoed" = "false",
        "Skip articles whose embargo has not ended, instead of marking their events.",
        |s, v| s.article.skip_embargoed => boolean(v);
    "engine.data_dir" = "\"\"",
        "Folder with lexicon/, knowledge/ and model/ to use in place of the data compiled in.",
        |s, v| s.engine.data_dir => text(v).map(|path| (!path.is_empty()).then(|| PathBuf::from(path)));
    "engine.knowledge_dir" = "\"\"",
        "Folder whose tables are added to the knowledge: each TABLE-ANYTHING.tsv, such as persons-ours.tsv, to its table.",
        |s, v| s.engine.knowledge_dir => text(v).map(|path| (!path.is_empty()).then(|| PathBuf::from(path)));
    "engine.max_words" = "50000",
        "Articles of more words are dead letters.",
        |s, v| s.engine.max_words => count(v, 1);
    "engine.statements" = "false",
        "Emit neutral statements too, as type STATEMENT, which PLOVER leaves out.",
        |s, v| s.engine.statements => boolean(v);
    "engine.min_confidence" = "0.0",
        "Leave out events below this confidence, 0 to 1.",
        |s, v| s.engine.min_confidence => fraction(v);
    "http.listen" = "\"0.0.0.0:9464\"",
        "Address and port of /metrics, /livez and /readyz.",
        |s, v| s.http.listen => text(v).and_then(|address| {
            address.parse().map_err(|_| format!("`{address}` is no address with a port, such as 0.0.0.0:9464"))
        });
    "http.poll_stall" = "\"60s\"",
        "/livez answers 503 when the poll loop was silent for this long.",
        |s, v| s.http.poll_stall => duration(v);
    "telemetry.log_format" = "\"auto\"",
        "json, text, or auto: text on a terminal and JSON otherwise.",
        |s, v| s.telemetry.log_format => word(v, LogFormat::WORDS);
    "telemetry.log_level" = "\"info\"",
        "A level (error, warn, info, debug, trace) or a filter such as info,librdkafka=warn.",
        |s, v| s.telemetry.log_level => filled(v);
    "telemetry.otlp_endpoint" = "\"\"",
        "Base URL of an OTLP/HTTP collector for traces, such as http://localhost:4318; empty: no export.",
        |s, v| s.telemetry.otlp_endpoint => text(v);
    "telemetry.service_name" = "\"demarche\"",
        "service.name of exported traces.",
        |s, v| s.telemetry.service_name => filled(v);
}

/// Tables whose keys are librdkafka's, with their help.
pub(super) const OPEN_TABLES: [(&str, &str); 4] = [
    (
        "kafka.properties",
        "Any property of librdkafka, for consumer and producer: security.protocol, ssl.ca.location, ...",
    ),
    ("kafka.consumer", "Any property of librdkafka, for the consumer alone."),
    ("kafka.producer", "Any property of librdkafka, for the producer alone: compression.type, linger.ms, ..."),
    (
        "kafka.secret_files",
        "Any property of librdkafka whose value stands in a file: \"sasl.password\" = \"/run/secrets/...\".",
    ),
];

/// Properties that the worker's promises rest on, and what to set instead.
const OWNED: [(&str, &str); 17] = [
    ("bootstrap.servers", "kafka.brokers"),
    ("metadata.broker.list", "kafka.brokers"),
    ("group.id", "kafka.group"),
    ("group.protocol", "kafka.group_protocol"),
    ("group.instance.id", "kafka.static_membership"),
    ("transactional.id", "worker.instance"),
    ("transaction.timeout.ms", "kafka.transaction_timeout"),
    ("enable.auto.commit", "worker.delivery"),
    ("enable.auto.offset.store", "worker.delivery"),
    ("enable.idempotence", "worker.delivery"),
    ("isolation.level", "worker.delivery"),
    ("statistics.interval.ms", "kafka.statistics_interval"),
    ("session.timeout.ms", "kafka.session_timeout"),
    ("max.poll.interval.ms", "kafka.max_poll_interval"),
    ("auto.offset.reset", "kafka.start"),
    ("message.timeout.ms", "kafka.transaction_timeout"),
    ("enable.partition.eof", "nothing"),
];

/// Sets every default.
pub(super) fn apply_defaults(settings: &mut Settings) -> Vec<Fault> {
    let default = |setting: &Setting| {
        let value = match setting.default.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(items) => Value::Many(items.split(',').map(|item| item.trim().trim_matches('"').to_owned()).collect()),
            None => Value::One(setting.default.trim_matches('"').to_owned()),
        };
        (setting.take)(settings, &value)
            .err()
            .map(|message| Fault { origin: Origin::Default, message: format!("{} {message}", setting.key) })
    };
    SETTINGS.iter().filter_map(default).collect()
}

/// Takes one given value.
pub(super) fn apply(settings: &mut Settings, given: &Given) -> Result<(), Fault> {
    let fault = |message: String| Fault { origin: given.origin.clone(), message };
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == given.key) {
        return (setting.take)(settings, &given.value).map_err(|message| fault(format!("{} {message}", given.key)));
    }
    for (table, _) in OPEN_TABLES {
        if let Some(property) = given.key.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) {
            return take_property(settings, table, property, &given.value).map_err(fault);
        }
    }
    Err(fault(unknown(&given.key)))
}

fn take_property(settings: &mut Settings, table: &str, property: &str, value: &Value) -> Result<(), String> {
    if let Some((_, instead)) = OWNED.iter().find(|(name, _)| *name == property) {
        return Err(format!("{table}.{property} is the worker's own: set {instead}"));
    }
    let text = text(value).map_err(|message| format!("{table}.{property} {message}"))?;
    let kafka = &mut settings.kafka;
    match table {
        "kafka.consumer" => kafka.consumer.insert(property.to_owned(), text),
        "kafka.producer" => kafka.producer.insert(property.to_owned(), text),
        "kafka.properties" => kafka.properties.insert(property.to_owned(), text),
        _ => kafka.secret_files.insert(property.to_owned(), PathBuf::from(text)).map(|_| String::new()),
    };
    Ok(())
}

/// Names the key, and the nearest one that there is.
fn unknown(key: &str) -> String {
    let nearest = SETTINGS.iter().map(|setting| (distance(key, setting.key), setting.key)).min();
    match nearest {
        Some((distance, name)) if distance <= 4 => format!("there is no setting {key}; did you mean {name}?"),
        _ => format!("there is no setting {key}"),
    }
}

/// Levenshtein's distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (b, cell) in right.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(a != *b);
            diagonal = *cell;
            *cell = changed.min(before + 1).min(diagonal + 1);
            before = *cell;
        }
        row[0] = i + 1;
    }
    row.last().copied().unwrap_or(0)
}
