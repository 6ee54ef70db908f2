//! librdkafka's clients, configured from the settings, with the properties that the worker's promises rest on.

use std::{collections::BTreeMap, io, path::Path};

use rdkafka::{
    ClientConfig, ClientContext, Statistics,
    config::RDKafkaLogLevel,
    error::{KafkaError, RDKafkaErrorCode},
};

use super::quiet::Quiet;
use crate::{
    config::{Delivery, GroupProtocol, Settings, Start},
    telemetry::Metrics,
};

/// Messages up to this size are taken from and given to brokers; the brokers' own limits are lower in practice.
pub const MAX_MESSAGE_BYTES: &str = "100000000";

/// Settings of the consumer.
///
/// # Errors
///
/// A secret's file that cannot be read.
pub fn consumer_config(settings: &Settings) -> io::Result<ClientConfig> {
    let kafka = &settings.kafka;
    let mut config = common_config(settings, &kafka.consumer, "consumer")?;
    let start = match kafka.start {
        Start::Earliest => "earliest",
        Start::Latest => "latest",
    };
    let prefetch_kib = kafka.prefetch.0.div_ceil(1024).to_string();
    config
        .set("group.id", &kafka.group)
        .set("auto.offset.reset", start)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("enable.partition.eof", "false")
        .set("isolation.level", "read_committed")
        .set("max.poll.interval.ms", kafka.max_poll_interval.as_millis().to_string());
    set_default(&mut config, "queued.max.messages.kbytes", &prefetch_kib);
    set_default(&mut config, "fetch.queue.backoff.ms", "50");
    match kafka.group_protocol {
        GroupProtocol::Classic => {
            config
                .set("group.protocol", "classic")
                .set("session.timeout.ms", kafka.session_timeout.as_millis().to_string());
            set_default(&mut config, "partition.assignment.strategy", "cooperative-sticky");
        }
        GroupProtocol::Consumer => {
            config.set("group.protocol", "consumer");
        }
    }
    if kafka.static_membership {
        config.set("group.instance.id", instance_name(settings));
    }
    Ok(config)
}

/// Settings of the producer.
///
/// # Errors
///
/// A secret's file that cannot be read.
pub fn producer_config(settings: &Settings) -> io::Result<ClientConfig> {
    let mut config = common_config(settings, &settings.kafka.producer, "producer")?;
    // A message that the publisher has given up must not come later beside its repetition.
    let timeout = settings.kafka.transaction_timeout.as_millis().to_string();
    config.set("enable.idempotence", "true").set("message.timeout.ms", &timeout);
    if settings.worker.delivery == Delivery::ExactlyOnce {
        config.set("transactional.id", transactional_id(settings)).set("transaction.timeout.ms", &timeout);
    }
    // The topics' own limits count. On the consumer this property would raise what is fetched ahead.
    set_default(&mut config, "message.max.bytes", MAX_MESSAGE_BYTES);
    set_default(&mut config, "linger.ms", "5");
    set_default(&mut config, "partitioner", "murmur2_random");
    set_default(&mut config, "queue.buffering.max.kbytes", "131072");
    Ok(config)
}

/// A client without group or transactions, for metadata, replay and loading.
///
/// # Errors
///
/// A secret's file that cannot be read.
pub fn plain_config(settings: &Settings, own: &BTreeMap<String, String>) -> io::Result<ClientConfig> {
    common_config(settings, own, "plain")
}

/// A consumer that joins no group, but reads what is committed, and can ask for and keep the offsets of a group.
///
/// # Errors
///
/// A secret's file that cannot be read.
pub fn reader_config(settings: &Settings, group: &str) -> io::Result<ClientConfig> {
    let mut config = plain_config(settings, &settings.kafka.consumer)?;
    config.set("group.id", group).set("enable.auto.commit", "false").set("isolation.level", "read_committed");
    Ok(config)
}

fn common_config(settings: &Settings, own: &BTreeMap<String, String>, role: &str) -> io::Result<ClientConfig> {
    let kafka = &settings.kafka;
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", &kafka.brokers)
        .set("client.id", format!("{}-{role}", instance_name(settings)))
        .set("receive.message.max.bytes", "200000000")
        .set("statistics.interval.ms", kafka.statistics_interval.as_millis().to_string())
        .set_log_level(RDKafkaLogLevel::Info);
    for (property, value) in kafka.properties.iter().chain(own) {
        config.set(property, value);
    }
    for (property, file) in &kafka.secret_files {
        config.set(property, read_secret(file)?);
    }
    Ok(config)
}

/// Sets a property that the user has not set.
fn set_default(config: &mut ClientConfig, property: &str, value: &str) {
    if config.get(property).is_none() {
        config.set(property, value);
    }
}

fn read_secret(file: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| io::Error::new(error.kind(), format!("secret file {}: {error}", file.display())))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The worker's name: as set, else the host's.
pub fn instance_name(settings: &Settings) -> String {
    if !settings.worker.instance.is_empty() {
        return settings.worker.instance.clone();
    }
    let host = std::env::var("HOSTNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    host.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "worker".into())
}

/// The same after a restart, so that a new start ends the transaction that the old one left open.
pub fn transactional_id(settings: &Settings) -> String {
    format!("{}-{}", settings.kafka.group, instance_name(settings))
}

/// Properties that librdkafka refuses, each with its message; values are not told, since they may be secret.
pub fn property_faults(settings: &Settings) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    for (property, file) in &settings.kafka.secret_files {
        if let Err(error) = read_secret(file) {
            faults.push((property.clone(), error.to_string()));
        }
    }
    let kafka = &settings.kafka;
    for (property, value) in kafka.properties.iter().chain(&kafka.consumer).chain(&kafka.producer) {
        if let Err(error) = ClientConfig::new().set(property, value).create_native_config() {
            faults.push((property.clone(), describe(property, &error)));
        }
    }
    if faults.is_empty() {
        for config in [consumer_config(settings), producer_config(settings)] {
            match config.map(|config| config.create_native_config()) {
                Ok(Err(error)) => faults.push((String::new(), describe("librdkafka", &error))),
                Err(error) => faults.push((String::new(), error.to_string())),
                Ok(Ok(_)) => {}
            }
        }
    }
    faults
}

fn describe(property: &str, error: &KafkaError) -> String {
    match error {
        KafkaError::ClientConfig(_, why, _, _) => format!("{property}: {why}"),
        other => format!("{property}: {other}"),
    }
}

/// Where a client's own messages, errors and statistics go.
pub struct Observer {
    /// consumer or producer, as a label.
    client: &'static str,
    /// The counters.
    pub metrics: Metrics,
    /// Called with each report of statistics, after the counters were set.
    on_statistics: Box<dyn Fn(&Statistics) + Send + Sync>,
    /// What librdkafka counts from its start on, as last seen.
    seen: std::sync::Mutex<Failures>,
    /// Errors that were logged of late.
    quiet: Quiet,
}

/// Failures since the client started, by kind: transmit, receive, timeout, retry.
#[derive(Debug, Clone, Copy, Default)]
struct Failures([u64; 4]);

impl Failures {
    fn of(statistics: &Statistics) -> Self {
        let mut sums = [0; 4];
        for broker in statistics.brokers.values() {
            let counts = [broker.txerrs, broker.rxerrs, broker.req_timeouts, broker.txretries];
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        Self(sums)
    }
}

impl Observer {
    /// An observer of one client.
    pub fn new(
        client: &'static str,
        metrics: Metrics,
        on_statistics: impl Fn(&Statistics) + Send + Sync + 'static,
    ) -> Self {
        Self {
            client,
            metrics,
            on_statistics: Box::new(on_statistics),
            seen: std::sync::Mutex::default(),
            quiet: Quiet::default(),
        }
    }

    /// Brokers of the cluster that are connected.
    pub fn brokers_up(statistics: &Statistics) -> usize {
        statistics.brokers.values().filter(|broker| broker.nodeid >= 0 && broker.state == "UP").count()
    }

    fn record(&self, statistics: &Statistics) {
        let (metrics, client) = (&self.metrics, self.client);
        let up = i64::try_from(Self::brokers_up(statistics)).unwrap_or(i64::MAX);
        metrics.kafka_brokers_up.with_label_values(&[client]).set(up);
        let rtt = statistics.brokers.values().filter_map(|broker| broker.rtt.as_ref()).map(|rtt| rtt.p99).max();
        metrics.kafka_broker_rtt_seconds.with_label_values(&[client]).set(micros(rtt));
        let throttle = statistics.brokers.values().filter_map(|broker| broker.throttle.as_ref()).map(|t| t.max).max();
        metrics.kafka_throttle_seconds.with_label_values(&[client]).set(micros(throttle) * 1000.0);
        let now = Failures::of(statistics);
        if let Ok(mut seen) = self.seen.lock() {
            for ((kind, now), before) in ["transmit", "receive", "timeout", "retry"].iter().zip(now.0).zip(seen.0) {
                metrics.kafka_request_failures.with_label_values(&[client, kind]).inc_by(now.saturating_sub(before));
            }
            *seen = now;
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a time in microseconds, shown as a gauge")]
fn micros(value: Option<i64>) -> f64 {
    value.unwrap_or(0) as f64 / 1e6
}

impl ClientContext for Observer {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        let client = self.client;
        match level {
            RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical | RDKafkaLogLevel::Error => {
                tracing::error!(target: "librdkafka", client, facility, "{message}");
            }
            RDKafkaLogLevel::Warning => tracing::warn!(target: "librdkafka", client, facility, "{message}"),
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
                tracing::info!(target: "librdkafka", client, facility, "{message}");
            }
            RDKafkaLogLevel::Debug => tracing::debug!(target: "librdkafka", client, facility, "{message}"),
        }
    }

    fn stats(&self, statistics: Statistics) {
        self.record(&statistics);
        (self.on_statistics)(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.metrics.kafka_errors.with_label_values(&[self.client]).inc();
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
        if self.quiet.may_log(code) {
            tracing::warn!(client = self.client, error = %super::words_of(&error), reason, "Kafka client error; librdkafka goes on trying");
        }
    }
}
