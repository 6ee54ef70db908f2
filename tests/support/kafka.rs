//! Topics, records and offsets, as a user of the brokers sees them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use rdkafka::{
    ClientConfig, ClientContext, Offset, TopicPartitionList,
    admin::{AdminClient, AdminOptions, NewTopic, TopicReplication},
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    message::{Header, Headers, Message as _, OwnedHeaders},
    producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer},
    types::RDKafkaErrorCode,
};

use super::{PATIENCE, wait_for};

/// A header: any name, any bytes or none.
pub(crate) type RawHeader = (String, Option<Vec<u8>>);

/// A record to be written, byte for byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) payload: Option<Vec<u8>>,
    pub(crate) headers: Vec<RawHeader>,
    pub(crate) partition: i32,
}

impl Record {
    /// A record without key and headers, for partition 0.
    pub(crate) fn of(payload: impl Into<Vec<u8>>) -> Self {
        Self { payload: Some(payload.into()), ..Self::default() }
    }

    /// The same with one more header.
    pub(crate) fn header(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push((name.to_owned(), Some(value.to_vec())));
        self
    }

    /// Text of the last header of that name.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.headers.iter().rev().find(|(key, _)| key == name)?;
        String::from_utf8(value.clone()?).ok()
    }
}

/// A record that was read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) record: Record,
    pub(crate) offset: i64,
}

/// Partition and offset.
pub(crate) type Place = (i32, i64);

/// A client of the brokers.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) brokers: String,
}

impl Cluster {
    fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.brokers)
            .set("message.max.bytes", "100000000")
            .set("receive.message.max.bytes", "200000000")
            .set("log_level", "0");
        config
    }

    fn consumer(&self, group: &str, isolation: &str) -> BaseConsumer {
        let mut config = self.config();
        config
            .set("group.id", group)
            .set("enable.auto.commit", "false")
            .set("enable.partition.eof", "true")
            .set("isolation.level", isolation);
        config.create().unwrap()
    }

    /// Makes a topic that takes records up to `max_bytes`.
    pub(crate) fn create_topic(&self, name: &str, partitions: i32, max_bytes: usize) {
        let admin: AdminClient<_> = self.config().create().unwrap();
        let max_bytes = max_bytes.to_string();
        let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1)).set("max.message.bytes", &max_bytes);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
        let made = runtime.block_on(admin.create_topics([&topic], &options)).unwrap();
        assert!(made.iter().all(Result::is_ok), "topic {name}: {made:?}");
        wait_for("a new topic's leaders", || {
            (i32::try_from(self.partitions(name).len()) == Ok(partitions)).then_some(())
        });
    }

    /// The topic's partitions that have a leader.
    fn partitions(&self, topic: &str) -> BTreeSet<i32> {
        let metadata = self.consumer("tests", "read_committed").fetch_metadata(Some(topic), PATIENCE).unwrap();
        let found = metadata.topics().iter().find(|found| found.name() == topic && found.error().is_none());
        let led = |partition: &&rdkafka::metadata::MetadataPartition| partition.leader() >= 0;
        found.into_iter().flat_map(|found| found.partitions().iter().filter(led).map(|one| one.id())).collect()
    }

    /// A producer that keeps the order and writes each record once.
    pub(crate) fn feeder(&self, topic: &str) -> Feeder {
        let placed = Arc::<Mutex<BTreeMap<usize, Place>>>::default();
        let mut config = self.config();
        config.set("enable.idempotence", "true").set("linger.ms", "2");
        let context = Deliveries { placed: Arc::clone(&placed) };
        Feeder { producer: config.create_with_context(context).unwrap(), topic: topic.to_owned(), placed, sent: 0 }
    }

    /// Writes records and waits until the broker has them all; the answer is where each is.
    pub(crate) fn produce(&self, topic: &str, records: &[Record]) -> Vec<Place> {
        let mut feeder = self.feeder(topic);
        feeder.send(records);
        feeder.places()
    }

    /// Everything that a `read_committed` reader sees now.
    pub(crate) fn read_committed(&self, topic: &str) -> Vec<Read> {
        self.read(topic, "read_committed")
    }

    /// Everything that was ever written, aborted transactions too.
    pub(crate) fn read_uncommitted(&self, topic: &str) -> Vec<Read> {
        self.read(topic, "read_uncommitted")
    }

    fn read(&self, topic: &str, isolation: &str) -> Vec<Read> {
        let consumer = self.consumer("tests-read", isolation);
        let mut open = self.partitions(topic);
        assert!(!open.is_empty(), "no topic {topic}");
        let mut list = TopicPartitionList::new();
        for partition in &open {
            list.add_partition_offset(topic, *partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        let mut found = Vec::new();
        let start = Instant::now();
        while !open.is_empty() {
            match consumer.poll(Duration::from_millis(200)) {
                Some(Ok(message)) => found.push(read_of(&message)),
                Some(Err(KafkaError::PartitionEOF(partition))) => drop(open.remove(&partition)),
                // librdkafka mends what it can; the limit ends what it cannot.
                Some(Err(_)) | None => assert!(start.elapsed() < PATIENCE, "{topic} cannot be read to its end"),
            }
        }
        found
    }

    /// The end of each partition: the offset that the next record gets.
    pub(crate) fn ends(&self, topic: &str) -> BTreeMap<i32, i64> {
        let consumer = self.consumer("tests", "read_uncommitted");
        let end = |partition: i32| (partition, consumer.fetch_watermarks(topic, partition, PATIENCE).unwrap().1);
        self.partitions(topic).into_iter().map(end).collect()
    }

    /// The group's committed offset of each partition; 0 where it has committed none. `None` while the brokers
    /// cannot tell.
    pub(crate) fn committed(&self, group: &str, topic: &str) -> Option<BTreeMap<i32, i64>> {
        let consumer = self.consumer(group, "read_committed");
        let mut list = TopicPartitionList::new();
        for partition in self.partitions(topic) {
            list.add_partition(topic, partition);
        }
        let list = consumer.committed_offsets(list, Duration::from_secs(10)).ok()?;
        let offset = |offset: Offset| offset.to_raw().unwrap_or(0).max(0);
        Some(list.elements().iter().map(|element| (element.partition(), offset(element.offset()))).collect())
    }
}

fn read_of(message: &rdkafka::message::BorrowedMessage<'_>) -> Read {
    let headers = message.headers().map(|headers| {
        headers.iter().map(|header| (header.key.to_owned(), header.value.map(<[u8]>::to_vec))).collect()
    });
    let record = Record {
        key: message.key().map(<[u8]>::to_vec),
        payload: message.payload().map(<[u8]>::to_vec),
        headers: headers.unwrap_or_default(),
        partition: message.partition(),
    };
    Read { record, offset: message.offset() }
}

struct Deliveries {
    placed: Arc<Mutex<BTreeMap<usize, Place>>>,
}

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = Box<usize>;

    fn delivery(&self, result: &DeliveryResult<'_>, number: Box<usize>) {
        let place = match result {
            Ok(message) => (message.partition(), message.offset()),
            // Told by `places`: a panic here would be on librdkafka's thread.
            Err(_) => (-1, -1),
        };
        self.placed.lock().unwrap().insert(*number, place);
    }
}

/// Writes to one topic, in order.
pub(crate) struct Feeder {
    producer: ThreadedProducer<Deliveries>,
    topic: String,
    placed: Arc<Mutex<BTreeMap<usize, Place>>>,
    sent: usize,
}

impl Feeder {
    /// Hands records to librdkafka, which writes them as soon as the broker takes them.
    pub(crate) fn send(&mut self, records: &[Record]) {
        for record in records {
            let headers = record
                .headers
                .iter()
                .fold(OwnedHeaders::new(), |list, (key, value)| list.insert(Header { key, value: value.as_deref() }));
            let mut message: BaseRecord<'_, [u8], [u8], Box<usize>> =
                BaseRecord::with_opaque_to(&self.topic, Box::new(self.sent)).partition(record.partition);
            if !record.headers.is_empty() {
                message = message.headers(headers);
            }
            message.key = record.key.as_deref();
            message.payload = record.payload.as_deref();
            while let Err((error, back)) = self.producer.send(message) {
                let full = error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull);
                assert!(full, "cannot write to {}: {error}", self.topic);
                message = back;
                std::thread::sleep(Duration::from_millis(20));
            }
            self.sent += 1;
        }
    }

    /// Waits until the broker has all; where each record is.
    pub(crate) fn places(&self) -> Vec<Place> {
        self.producer.flush(PATIENCE * 2).unwrap();
        let placed = self.placed.lock().unwrap();
        let places: Vec<Place> = placed.values().copied().collect();
        assert_eq!(places.len(), self.sent, "records of {} without a report", self.topic);
        assert!(!places.contains(&(-1, -1)), "the broker refused a record of {}", self.topic);
        places
    }
}
