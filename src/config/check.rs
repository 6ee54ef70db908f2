//! What no single value can tell: settings that contradict each other, properties that librdkafka refuses.

use super::{Fault, Given, Origin, Settings};
use crate::worker::client;

/// Faults of settings taken together.
pub(super) fn check(settings: &Settings, given: &[Given]) -> Vec<Fault> {
    let rules: [(bool, &str); 8] = [
        (
            settings.kafka.input_topics.contains(&settings.kafka.output_topic),
            "kafka.output_topic is also in kafka.input_topics: events would be read as articles",
        ),
        (
            settings.kafka.input_topics.contains(&settings.kafka.dead_letter_topic),
            "kafka.dead_letter_topic is also in kafka.input_topics: dead letters would circle for ever",
        ),
        (
            settings.kafka.output_topic == settings.kafka.dead_letter_topic,
            "kafka.output_topic and kafka.dead_letter_topic are the same topic",
        ),
        (
            settings.worker.revoke_timeout >= settings.kafka.max_poll_interval,
            "worker.revoke_timeout must be shorter than kafka.max_poll_interval, or a rebalance costs the membership",
        ),
        (
            settings.worker.revoke_timeout >= settings.http.poll_stall,
            "worker.revoke_timeout must be shorter than http.poll_stall, or a rebalance fails /livez",
        ),
        (
            settings.worker.retry_backoff > settings.worker.retry_backoff_max,
            "worker.retry_backoff is longer than worker.retry_backoff_max",
        ),
        (
            settings.article.max > settings.worker.in_flight,
            "article.max is larger than worker.in_flight: one article would exceed the memory ceiling",
        ),
        (
            !settings.article.languages.iter().all(|language| is_code(language)),
            "article.languages takes ISO 639-1 codes such as en, in lower case and without a region",
        ),
    ];
    let together = |message: &str| Fault { origin: Origin::Together, message: message.to_owned() };
    let mut faults: Vec<Fault> =
        rules.iter().filter(|(wrong, _)| *wrong).map(|(_, message)| together(message)).collect();
    faults.extend(tracing_filter(settings));
    faults.extend(otlp(settings));
    faults.extend(client::property_faults(settings).into_iter().map(|(property, message)| {
        let place = given.iter().find(|entry| entry.key.ends_with(&format!(".{property}")));
        Fault { origin: place.map_or(Origin::Together, |entry| entry.origin.clone()), message }
    }));
    faults
}

fn is_code(language: &str) -> bool {
    (2..=3).contains(&language.len()) && language.bytes().all(|letter| letter.is_ascii_lowercase())
}

fn tracing_filter(settings: &Settings) -> Option<Fault> {
    let error = tracing_subscriber::EnvFilter::try_new(&settings.telemetry.log_level).err()?;
    Some(Fault { origin: Origin::Together, message: format!("telemetry.log_level: {error}") })
}

fn otlp(settings: &Settings) -> Option<Fault> {
    let endpoint = &settings.telemetry.otlp_endpoint;
    let bad = !endpoint.is_empty() && !endpoint.starts_with("http://");
    bad.then(|| Fault {
        origin: Origin::Together,
        message: format!("telemetry.otlp_endpoint `{endpoint}` must begin with http:// (TLS is the collector's)"),
    })
}
