//! One batch to the broker: outputs, dead letters and offsets, in one transaction or one after the other.
//!
//! A failed attempt leaves nothing behind that a `read_committed` reader could see, and the batch stays in its lanes:
//! it is the caller who tries again. Deliveries are awaited before the commit, since a commit with messages in flight
//! waits in steps of 100 ms.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender};
use rdkafka::{
    ClientConfig, ClientContext, Statistics, TopicPartitionList,
    config::{FromClientConfigAndContext, RDKafkaLogLevel},
    consumer::{BaseConsumer, CommitMode, Consumer, ConsumerGroupMetadata},
    error::{KafkaError, KafkaResult},
    producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer},
    types::RDKafkaErrorCode,
    util::Timeout,
};

use super::{
    WorkerError,
    client::Observer,
    lane::Partition,
    membership::Membership,
    prepare::{Output, Prepared},
    record::{RawRecord, kafka_headers},
};
use crate::{
    config::{Delivery, Settings},
    telemetry::Metrics,
};

/// The report of one delivery: the number that the message was sent with, and how it went.
type Report = (usize, Result<(), RDKafkaErrorCode>);

/// What is published together.
pub struct Batch<'a> {
    /// Records in the order of their partitions.
    pub records: &'a [&'a Prepared],
    /// The offsets to commit.
    pub offsets: &'a [(Partition, i64)],
    /// The worker's standing as it was before the records were chosen.
    pub member: &'a Member,
    /// Wait for each message before the next is sent, so that librdkafka puts no two into one request.
    pub one_by_one: bool,
}

/// A failed transaction is known this long before the report of the message that failed it, at most.
const REPORT_LAG: Duration = Duration::from_secs(1);

/// Why an attempt failed.
#[derive(Debug)]
pub enum PublishError {
    /// Try again later; nothing was published.
    Retry(String),
    /// A message of the record at this index is too large for its topic, or the record's messages together; nothing
    /// was published.
    TooLarge {
        /// Which.
        index: usize,
        /// It was refused alone.
        alone: bool,
    },
    /// Some of the batch is too large for its topic, or all of it together; nothing was published.
    BatchTooLarge,
    /// No attempt can succeed.
    Fatal(WorkerError),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retry(why) => f.write_str(why),
            Self::TooLarge { index, .. } => {
                write!(f, "a message of record {index} of the batch is too large for its topic")
            }
            Self::BatchTooLarge => f.write_str("the batch, or a message of it, is too large for its topic"),
            Self::Fatal(error) => error.fmt(f),
        }
    }
}

/// The worker's standing in its group at one moment; nothing with at-least-once.
pub struct Member(Option<ConsumerGroupMetadata>);

/// Hands librdkafka's delivery reports to the publisher.
pub struct Deliveries {
    observer: Observer,
    reports: Sender<Report>,
}

impl ClientContext for Deliveries {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        self.observer.log(level, facility, message);
    }

    fn stats(&self, statistics: Statistics) {
        self.observer.stats(statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.observer.error(error, reason);
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = Box<usize>;

    fn delivery(&self, result: &DeliveryResult<'_>, number: Box<usize>) {
        let outcome = match result {
            Ok(_) => Ok(()),
            Err((error, _)) => Err(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown)),
        };
        // The publisher is gone only when the worker ends; then nobody waits for the report.
        let _ = self.reports.send((*number, outcome));
    }
}

/// The producer and what belongs to it.
pub struct Publisher {
    producer: ThreadedProducer<Deliveries>,
    reports: Receiver<Report>,
    consumer: Arc<BaseConsumer<Membership>>,
    delivery: Delivery,
    output_topic: String,
    dead_letter_topic: String,
    timeout: Duration,
    metrics: Metrics,
    /// Numbers go on over attempts, so that a late report of an old attempt is told from one of this.
    next_number: usize,
}

impl Publisher {
    /// Makes the producer; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Properties that librdkafka refuses.
    pub fn new(
        settings: &Settings,
        config: &ClientConfig,
        observer: Observer,
        consumer: Arc<BaseConsumer<Membership>>,
    ) -> KafkaResult<Self> {
        let (sender, reports) = crossbeam_channel::unbounded();
        let metrics = observer.metrics.clone();
        let producer = ThreadedProducer::from_config_and_context(config, Deliveries { observer, reports: sender })?;
        Ok(Self {
            producer,
            reports,
            consumer,
            delivery: settings.worker.delivery,
            output_topic: settings.kafka.output_topic.clone(),
            dead_letter_topic: settings.kafka.dead_letter_topic.clone(),
            timeout: settings.kafka.transaction_timeout,
            metrics,
            next_number: 0,
        })
    }

    /// Ends what an earlier worker of this name left open, and shuts it out. One try, bounded by `timeout`.
    ///
    /// # Errors
    ///
    /// [`PublishError::Retry`] when the brokers did not answer in time.
    pub fn begin(&self, timeout: Duration) -> Result<(), PublishError> {
        if self.delivery == Delivery::AtLeastOnce {
            return Ok(());
        }
        self.producer.init_transactions(timeout).map_err(|error| self.classify("init_transactions", &error))
    }

    /// This worker's standing in the group as of now. A batch that is published with it is refused by the broker once
    /// the group has moved on.
    ///
    /// # Errors
    ///
    /// [`PublishError::Retry`] when the worker is no member.
    pub fn member(&self) -> Result<Member, PublishError> {
        match self.delivery {
            Delivery::AtLeastOnce => Ok(Member(None)),
            Delivery::ExactlyOnce => {
                let member = self.consumer.group_metadata();
                // Asked after the metadata was taken: a worker that is no member may hold metadata without generation
                // and member id, with which the broker takes any offset. While that is so, the assignment counts as
                // lost, until the poll loop has told the committer.
                if member.is_none() || self.consumer.assignment_lost() {
                    return Err(PublishError::Retry("not a member of the group".into()));
                }
                Ok(Member(member))
            }
        }
    }

    /// Publishes a batch and commits its offsets. Blocks; on any error nothing of it is visible to a
    /// `read_committed` reader (with at-least-once it may be).
    ///
    /// # Errors
    ///
    /// See [`PublishError`].
    pub fn publish(&mut self, batch: &Batch<'_>) -> Result<(), PublishError> {
        let offsets = offset_list(batch.offsets)?;
        match &batch.member.0 {
            Some(member) => self.in_transaction(batch, &offsets, member),
            None => self.then_commit(batch, &offsets),
        }
    }

    fn in_transaction(
        &mut self,
        batch: &Batch<'_>,
        offsets: &TopicPartitionList,
        member: &ConsumerGroupMetadata,
    ) -> Result<(), PublishError> {
        self.producer.begin_transaction().map_err(|error| self.classify("begin_transaction", &error))?;
        let attempt = self.fill_transaction(batch, offsets, member);
        match attempt {
            Ok(()) => {
                self.count("committed");
                Ok(())
            }
            Err(fatal @ PublishError::Fatal(_)) => {
                self.count("failed");
                // The next worker's init_transactions aborts it if this fails; a fatal error is told either way.
                if let Err(error) = self.producer.abort_transaction(Duration::from_secs(2)) {
                    tracing::warn!(%error, "the transaction could not be aborted; the brokers will, after its timeout");
                }
                Err(fatal)
            }
            Err(error) => {
                self.count("aborted");
                self.abort()?;
                Err(error)
            }
        }
    }

    fn fill_transaction(
        &mut self,
        batch: &Batch<'_>,
        offsets: &TopicPartitionList,
        member: &ConsumerGroupMetadata,
    ) -> Result<(), PublishError> {
        self.deliver(batch)?;
        let start = Instant::now();
        let timeout = self.timeout;
        self.again("send_offsets_to_transaction", |producer| {
            producer.send_offsets_to_transaction(offsets, member, timeout)
        })?;
        self.again("commit_transaction", |producer| producer.commit_transaction(Timeout::Never))?;
        self.took("commit", start);
        Ok(())
    }

    /// Repeats a call of the transaction while librdkafka says that the same call may be made again.
    fn again(
        &self,
        call: &'static str,
        mut attempt: impl FnMut(&ThreadedProducer<Deliveries>) -> KafkaResult<()>,
    ) -> Result<(), PublishError> {
        let mut tries = 0_usize;
        loop {
            tries += 1;
            match attempt(&self.producer) {
                Ok(()) => return Ok(()),
                Err(KafkaError::Transaction(error)) if error.is_retriable() && !error.txn_requires_abort() => {
                    if tries.is_power_of_two() {
                        tracing::warn!(%error, call, tries, "the broker asks to try again");
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(error) => return Err(self.classify(call, &error)),
            }
        }
    }

    fn abort(&self) -> Result<(), PublishError> {
        self.again("abort_transaction", |producer| producer.abort_transaction(Timeout::Never)).map_err(|error| {
            match error {
                // A transaction that cannot be aborted cannot be followed by another one.
                PublishError::Retry(why) => PublishError::Fatal(WorkerError::Kafka { doing: "abort_transaction", why }),
                other => other,
            }
        })
    }

    fn then_commit(&mut self, batch: &Batch<'_>, offsets: &TopicPartitionList) -> Result<(), PublishError> {
        self.deliver(batch)?;
        let start = Instant::now();
        match self.consumer.commit(offsets, CommitMode::Sync) {
            Ok(()) => {
                self.count("committed");
                self.took("commit", start);
                Ok(())
            }
            Err(error) => {
                self.count("failed");
                Err(self.classify("offset commit", &error))
            }
        }
    }

    /// Sends every message of the batch and waits for all reports.
    fn deliver(&mut self, batch: &Batch<'_>) -> Result<(), PublishError> {
        let start = Instant::now();
        let deadline = start + self.timeout;
        let first = self.next_number;
        let mut owners = Vec::new();
        for (index, prepared) in batch.records.iter().enumerate() {
            for output in &prepared.outputs {
                owners.push(index);
                let number = self.next_number;
                self.next_number += 1;
                if let Err(error) = self.send(&prepared.record, output, number, deadline) {
                    return Err(match error.rdkafka_error_code() {
                        Some(RDKafkaErrorCode::MessageSizeTooLarge) => PublishError::TooLarge { index, alone: true },
                        // The transaction failed while its messages were still being sent: a report tells of what.
                        Some(RDKafkaErrorCode::State) => match self.await_reports(first, &owners, start + REPORT_LAG) {
                            Err(error) => error,
                            Ok(()) => self.classify("produce", &error),
                        },
                        _ => self.classify("produce", &error),
                    });
                }
                if batch.one_by_one {
                    self.await_reports(number, &[index], deadline)?;
                }
            }
        }
        if !batch.one_by_one {
            self.await_reports(first, &owners, deadline)?;
        }
        self.took("deliver", start);
        Ok(())
    }

    /// Sends one message; a full queue is waited for.
    fn send(&self, record: &RawRecord, output: &Output, number: usize, deadline: Instant) -> KafkaResult<()> {
        let mut message = self.message(record, output, number);
        loop {
            match self.producer.send(message) {
                Ok(()) => return Ok(()),
                Err((error, back)) => {
                    let full = error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull);
                    if !full || Instant::now() >= deadline {
                        return Err(error);
                    }
                    message = back;
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        }
    }

    fn message<'a>(
        &'a self,
        record: &'a RawRecord,
        output: &'a Output,
        number: usize,
    ) -> BaseRecord<'a, [u8], [u8], Box<usize>> {
        let (topic, key, payload, headers) = match output {
            Output::Event { key, payload, headers } => {
                (&self.output_topic, Some(key.as_bytes()), Some(payload.as_slice()), kafka_headers(headers.iter()))
            }
            Output::DeadLetter { headers, with_payload } => (
                &self.dead_letter_topic,
                record.key.as_deref(),
                record.payload.as_deref().filter(|_| *with_payload),
                record.headers_and(headers),
            ),
        };
        let mut message = BaseRecord::with_opaque_to(topic, Box::new(number)).headers(headers);
        message.key = key;
        message.payload = payload;
        message
    }

    /// Waits for the reports of the messages numbered from `first` on; `owners` has the record of each.
    ///
    /// In a transaction the first failure is enough: what is still on its way is purged by the abort. Without one all
    /// reports are waited for, or what is left would go out beside the next attempt.
    fn await_reports(&self, first: usize, owners: &[usize], deadline: Instant) -> Result<(), PublishError> {
        let mut missing = owners.len();
        let mut failure = None;
        while missing > 0 && (failure.is_none() || self.delivery == Delivery::AtLeastOnce) {
            // librdkafka's own timeout comes first; two seconds more, then it is the publisher's.
            let Ok((number, result)) = self.reports.recv_deadline(deadline + Duration::from_secs(2)) else {
                failure.get_or_insert(PublishError::Retry("the brokers did not acknowledge in time".into()));
                break;
            };
            let Some(index) = number.checked_sub(first).and_then(|at| owners.get(at)) else { continue };
            missing -= 1;
            if let Err(code) = result {
                failure.get_or_insert_with(|| self.refusal(code, *index, owners));
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// What a failed delivery says of the batch. The broker refuses what librdkafka sent together: it is only one
    /// record's fault where that was alone.
    fn refusal(&self, code: RDKafkaErrorCode, index: usize, owners: &[usize]) -> PublishError {
        match code {
            RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::MessageBatchTooLarge => {
                if owners.iter().all(|owner| *owner == index) {
                    PublishError::TooLarge { index, alone: owners.len() == 1 }
                } else {
                    PublishError::BatchTooLarge
                }
            }
            code => self.classify("produce", &KafkaError::MessageProduction(code)),
        }
    }

    /// Sorts an error: one that the client can never recover from ends the worker, all others are tried again.
    fn classify(&self, doing: &'static str, error: &KafkaError) -> PublishError {
        let code = error.rdkafka_error_code();
        let fatal = self.producer.client().fatal_error();
        let says_fatal = matches!(error, KafkaError::Transaction(error) if error.is_fatal());
        if let Some((code, why)) = fatal {
            return PublishError::Fatal(fatal_error(doing, code, why));
        }
        let why = match code {
            Some(RDKafkaErrorCode::UnknownTopic | RDKafkaErrorCode::UnknownTopicOrPartition) => {
                format!("{} or {} is not there: create it", self.output_topic, self.dead_letter_topic)
            }
            _ => super::words_of(error),
        };
        match code {
            Some(code) if says_fatal || super::is_permanent(code) => PublishError::Fatal(fatal_error(doing, code, why)),
            _ => PublishError::Retry(format!("{doing}: {why}")),
        }
    }

    fn count(&self, result: &str) {
        self.metrics.transactions.with_label_values(&[result]).inc();
    }

    fn took(&self, stage: &str, start: Instant) {
        self.metrics.stage_seconds.with_label_values(&[stage]).observe(start.elapsed().as_secs_f64());
    }
}

fn fatal_error(doing: &'static str, code: RDKafkaErrorCode, why: String) -> WorkerError {
    match code {
        RDKafkaErrorCode::Fenced | RDKafkaErrorCode::ProducerFenced | RDKafkaErrorCode::InvalidProducerEpoch => {
            WorkerError::Fenced { why }
        }
        _ => WorkerError::Kafka { doing, why },
    }
}

fn offset_list(offsets: &[(Partition, i64)]) -> Result<TopicPartitionList, PublishError> {
    let mut list = TopicPartitionList::with_capacity(offsets.len());
    for ((topic, partition), offset) in offsets {
        list.add_partition_offset(topic, *partition, rdkafka::Offset::Offset(*offset))
            .map_err(|error| PublishError::Fatal(WorkerError::Kafka { doing: "offsets", why: error.to_string() }))?;
    }
    Ok(list)
}
