//! The worker on librdkafka's mock cluster: what the real broker cannot be made to do at the right moment, and panics.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use prometheus::Registry;
use rdkafka::{
    ClientConfig, Message, TopicPartitionList,
    config::FromClientConfig,
    consumer::{BaseConsumer, Consumer},
    mocking::MockCluster,
    producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer},
    types::{RDKafkaApiKey, RDKafkaRespErr},
};

use super::{process::Extract, record::RawRecord, *};
use crate::{article::Article, config::Sources, event::Event};

/// An event that carries the article's text, so that a test can tell them apart.
fn event_of(article: &Article) -> Event {
    let event = serde_json::json!({
        "id": article.text, "story": article.text, "type": "CONSULT", "mode": null, "contexts": [], "quad": 1,
        "cameo": "040", "goldstein": 1.0, "status": "occurred", "historical": false, "scope": "international",
        "actors": [], "recipients": [], "when": null, "where": null, "said_by": null,
        "evidence": {"sentence": 0, "start": 0, "end": 1, "text": "x", "trigger": {"text": "x", "start": 0, "end": 1}},
        "confidence": 0.5,
        "article": {"id": article.id, "title": null, "published": null, "url": null, "source": null, "language": null},
        "extractor": {"version": "0", "data": "0"}
    });
    serde_json::from_value(event).unwrap()
}

fn one_event() -> Arc<Extract> {
    Arc::new(|article: &Article| Ok(vec![event_of(article)]))
}

/// A mock cluster, a worker on it, and what went in.
struct Bench {
    cluster: MockCluster<'static, DefaultProducerContext>,
    settings: Settings,
    metrics: Metrics,
    stop: Stop,
}

impl Bench {
    fn new(flags: &[(&str, &str)]) -> Self {
        let cluster = MockCluster::new(1).unwrap();
        let mut given = vec![
            ("kafka.brokers".to_owned(), cluster.bootstrap_servers()),
            ("worker.instance".to_owned(), "w1".to_owned()),
            ("worker.threads".to_owned(), "2".to_owned()),
            ("worker.batch_wait".to_owned(), "20ms".to_owned()),
        ];
        given.extend(flags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let settings = Settings::load(&Sources { flags: given, ..Sources::default() }).unwrap();
        for topic in ["articles", "diplomatic-events", "articles-dead-letter"] {
            cluster.create_topic(topic, 2, 1).unwrap();
        }
        let metrics = Metrics::register(&Registry::new()).unwrap();
        Self { cluster, settings, metrics, stop: Stop::default() }
    }

    fn start(&self, extract: Arc<Extract>) -> JoinHandle<Result<Ended, WorkerError>> {
        let parts = Parts {
            settings: self.settings.clone(),
            extract,
            metrics: self.metrics.clone(),
            health: Arc::default(),
            lag: Arc::default(),
        };
        let stop = self.stop.clone();
        std::thread::spawn(move || run(&parts, &stop))
    }

    fn produce(&self, partition: i32, texts: impl IntoIterator<Item = String>) {
        let config = self.client();
        let producer: ThreadedProducer<DefaultProducerContext> = ThreadedProducer::from_config(&config).unwrap();
        for text in texts {
            let record: BaseRecord<'_, str, str> =
                BaseRecord::to("articles").partition(partition).key("k").payload(&text);
            producer.send(record).map_err(|(error, _)| error).unwrap();
        }
        producer.flush(Duration::from_secs(10)).unwrap();
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.cluster.bootstrap_servers()).set("group.id", "reader");
        config
    }

    fn records(&self) -> u64 {
        let labels = crate::telemetry::metrics::OutcomeLabel::ALL;
        labels.iter().map(|outcome| self.metrics.records.with_label_values(&[outcome.label()]).get()).sum()
    }

    fn await_records(&self, count: u64) {
        self.await_that(&format!("{count} records"), || self.records() >= count);
    }

    fn await_that(&self, what: &str, is_so: impl Fn() -> bool) {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < Duration::from_secs(60), "{what}: {} records are done", self.records());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn join(&self, worker: JoinHandle<Result<Ended, WorkerError>>) -> Result<Ended, WorkerError> {
        self.await_that("the worker to end", || worker.is_finished());
        worker.join().unwrap()
    }

    /// Drains the worker, and expects it to end well.
    fn finish(&self, worker: JoinHandle<Result<Ended, WorkerError>>) -> Ended {
        self.stop.set();
        self.join(worker).unwrap()
    }

    /// Everything in a topic. The mock cluster does not hide aborted transactions.
    fn read(&self, topic: &str) -> Vec<RawRecord> {
        let reader: BaseConsumer = BaseConsumer::from_config(&self.client()).unwrap();
        let mut list = TopicPartitionList::new();
        let mut left = 0;
        for partition in 0..2 {
            let (low, high) = reader.fetch_watermarks(topic, partition, Duration::from_secs(10)).unwrap();
            left += high - low;
            list.add_partition_offset(topic, partition, rdkafka::Offset::Beginning).unwrap();
        }
        reader.assign(&list).unwrap();
        let mut found = Vec::new();
        let start = Instant::now();
        while left > 0 && start.elapsed() < Duration::from_secs(20) {
            if let Some(message) = reader.poll(Duration::from_millis(100)) {
                let message = message.unwrap();
                left -= 1;
                found.push(RawRecord::copy_of(&message, message.topic().into()));
            }
        }
        assert_eq!(left, 0);
        found
    }

    /// The group's offset. The mock cluster does not keep those of transactions.
    fn committed(&self, partition: i32) -> i64 {
        let mut config = self.client();
        config.set("group.id", "demarche");
        let reader: BaseConsumer = BaseConsumer::from_config(&config).unwrap();
        let mut list = TopicPartitionList::new();
        list.add_partition("articles", partition);
        let committed = reader.committed_offsets(list, Duration::from_secs(10)).unwrap();
        committed.elements()[0].offset().to_raw().unwrap()
    }
}

fn texts(range: std::ops::Range<usize>) -> impl Iterator<Item = String> {
    range.map(|number| format!("Ministers met in Vienna for talk number {number}."))
}

#[test]
fn a_panic_of_the_engine_is_a_dead_letter_and_the_stream_goes_on() {
    let bench = Bench::new(&[]);
    let worker = bench.start(Arc::new(|article: &Article| {
        assert!(!article.text.contains("number 3."), "the text of the article");
        Ok(vec![event_of(article)])
    }));
    bench.produce(0, texts(0..6));
    bench.await_records(6);
    assert_eq!(bench.finish(worker), Ended { abandoned: 0 });
    assert_eq!(bench.read("diplomatic-events").len(), 5);
    let letters = bench.read("articles-dead-letter");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].payload.as_deref(), Some(&b"Ministers met in Vienna for talk number 3."[..]));
    assert_eq!(letters[0].header("demarche-reason"), Some("panic"));
    assert_eq!(letters[0].header("demarche-offset"), Some("3"));
    let detail = letters[0].header("demarche-detail").unwrap();
    assert!(detail.contains("tests.rs:") && !detail.contains("the text"), "{detail}");
}

#[test]
fn order_is_kept_in_a_partition_however_long_a_record_takes() {
    let bench = Bench::new(&[("worker.batch_records", "3")]);
    let worker = bench.start(Arc::new(|article: &Article| {
        let slow = article.text.ends_with("0.");
        std::thread::sleep(Duration::from_millis(if slow { 60 } else { 1 }));
        let mut event = event_of(article);
        event.story = "one".into();
        Ok(vec![event])
    }));
    bench.produce(0, texts(0..40));
    bench.await_records(40);
    bench.finish(worker);
    let ids: Vec<String> =
        bench.read("diplomatic-events").iter().map(|record| record.header("ce_id").unwrap().to_owned()).collect();
    assert_eq!(ids, texts(0..40).collect::<Vec<_>>());
}

#[test]
fn too_many_dead_letters_in_a_row_stop_the_worker_before_the_topic_is_drained() {
    let bench = Bench::new(&[("worker.max_dead_letters_in_row", "10"), ("worker.batch_records", "4")]);
    let worker = bench.start(one_event());
    bench.produce(0, (0..30).map(|_| "{".to_owned()));
    let error = bench.join(worker).unwrap_err();
    assert!(matches!(error, WorkerError::TooManyDeadLetters { row: 10, .. }), "{error}");
    assert!(bench.records() < 10, "{} in the dead-letter topic", bench.records());
}

#[test]
fn dead_letters_that_others_part_are_not_in_a_row() {
    let bench = Bench::new(&[("worker.max_dead_letters_in_row", "3")]);
    let worker = bench.start(one_event());
    bench.produce(0, (0..40).map(|n| if n % 3 == 2 { format!("Talks {n}.") } else { "{".to_owned() }));
    bench.await_records(40);
    bench.finish(worker);
}

#[test]
fn a_transaction_that_the_brokers_refuse_is_aborted_and_made_again() {
    let bench = Bench::new(&[]);
    let refusals =
        [RDKafkaRespErr::RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID];
    bench.cluster.request_errors(RDKafkaApiKey::TxnOffsetCommit, &refusals);
    let worker = bench.start(one_event());
    bench.produce(0, texts(0..5));
    bench.await_records(5);
    bench.finish(worker);
    assert_eq!(bench.records(), 5);
    assert_eq!(bench.metrics.transactions.with_label_values(&["aborted"]).get(), 2);
}

#[test]
fn a_fenced_producer_ends_the_worker() {
    let bench = Bench::new(&[]);
    bench.cluster.request_errors(RDKafkaApiKey::EndTxn, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_PRODUCER_FENCED]);
    let worker = bench.start(one_event());
    bench.produce(0, texts(0..1));
    let error = bench.join(worker).unwrap_err();
    assert!(matches!(error, WorkerError::Fenced { .. }), "{error}");
    assert!(error.to_string().contains("worker.instance"), "{error}");
}

#[test]
fn a_missing_permission_ends_the_worker_with_its_name() {
    let bench = Bench::new(&[]);
    let refusal = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    bench.cluster.request_errors(RDKafkaApiKey::InitProducerId, &[refusal; 4]);
    let error = bench.join(bench.start(one_event())).unwrap_err();
    assert!(error.to_string().to_lowercase().contains("authorization"), "{error}");
}

#[test]
fn an_event_larger_than_the_producer_takes_makes_its_record_a_dead_letter() {
    let bench = Bench::new(&[("kafka.producer.message.max.bytes", "20000")]);
    let worker = bench.start(Arc::new(|article: &Article| {
        let mut event = event_of(article);
        if article.text.contains("number 1.") {
            event.evidence.text = "x".repeat(30_000);
        }
        Ok(vec![event])
    }));
    bench.produce(0, texts(0..3));
    bench.await_records(3);
    bench.finish(worker);
    assert_eq!(bench.metrics.dead_letters.with_label_values(&["output_too_large"]).get(), 1);
}

#[test]
fn a_dead_letter_larger_than_the_producer_takes_goes_without_its_payload() {
    let bench = Bench::new(&[("kafka.producer.message.max.bytes", "20000")]);
    let worker = bench.start(one_event());
    bench.produce(0, ["{".repeat(30_000)]);
    bench.await_records(1);
    bench.finish(worker);
    let letters = bench.read("articles-dead-letter");
    let letter = letters.last().unwrap();
    assert_eq!(letter.header("demarche-payload"), Some("omitted"));
    assert_eq!(letter.payload, None);
    assert_eq!(bench.metrics.dead_letters_without_payload.get(), 1);
}

#[test]
fn a_slow_engine_pauses_the_intake_at_the_ceiling() {
    let bench = Bench::new(&[("worker.in_flight_records", "10")]);
    let (number, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let gauge = bench.metrics.in_flight_records.clone();
    let seen = Arc::clone(&most);
    let worker = bench.start(Arc::new(move |article: &Article| {
        let long = number.fetch_add(1, Ordering::Relaxed) == 100;
        std::thread::sleep(Duration::from_millis(if long { 2_000 } else { 2 }));
        seen.fetch_max(usize::try_from(gauge.get()).unwrap(), Ordering::Relaxed);
        Ok(vec![event_of(article)])
    }));
    bench.produce(0, texts(0..150));
    bench.produce(1, texts(150..300));
    bench.await_records(300);
    bench.finish(worker);
    assert!(most.load(Ordering::Relaxed) <= 10, "{most:?} in flight");
    assert!(bench.metrics.pauses.get() > 0);
    assert_eq!(bench.metrics.paused.get(), 1, "a worker that drains takes nothing more");
}

#[test]
fn what_is_in_flight_at_the_drain_is_committed_and_the_rest_is_left() {
    let bench = Bench::new(&[("worker.in_flight_records", "20")]);
    let worker = bench.start(Arc::new(|article: &Article| {
        std::thread::sleep(Duration::from_millis(20));
        Ok(vec![event_of(article)])
    }));
    bench.produce(0, texts(0..200));
    bench.await_records(10);
    let ended = bench.finish(worker);
    assert_eq!(ended, Ended { abandoned: 0 });
    assert!((10..200).contains(&bench.records()), "{}", bench.records());
}

#[test]
fn a_drain_ends_in_its_time_with_work_that_does_not_end() {
    let bench = Bench::new(&[("worker.drain_timeout", "300ms")]);
    let worker = bench.start(Arc::new(|article: &Article| {
        std::thread::sleep(Duration::from_secs(if article.text.contains("number 1.") { 600 } else { 0 }));
        Ok(vec![event_of(article)])
    }));
    bench.produce(0, texts(0..3));
    bench.await_records(1);
    let start = Instant::now();
    let ended = bench.finish(worker);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(ended, Ended { abandoned: 2 });
}

#[test]
fn at_least_once_commits_after_the_events_are_there() {
    let bench = Bench::new(&[("worker.delivery", "at-least-once")]);
    let worker = bench.start(one_event());
    bench.produce(0, texts(0..20));
    bench.produce(1, texts(20..40));
    bench.await_records(40);
    bench.finish(worker);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in bench.read("diplomatic-events") {
        *counts.entry(record.header("ce_id").unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(counts, texts(0..40).map(|text| (text, 1)).collect());
    assert_eq!((bench.committed(0), bench.committed(1)), (20, 20));
}

#[test]
fn partitions_that_come_back_while_the_committer_is_blocked_are_worked_on() {
    let bench = Bench::new(&[("worker.revoke_timeout", "200ms"), ("kafka.session_timeout", "6s")]);
    let worker = bench.start(one_event());
    bench.produce(0, texts(0..5));
    bench.await_records(5);
    let busy = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS; 1000];
    bench.cluster.request_errors(RDKafkaApiKey::EndTxn, &busy);
    bench.produce(0, texts(5..6));
    bench.await_that("the committer to be blocked", || bench.metrics.in_flight_records.get() > 0);
    bench.cluster.request_errors(RDKafkaApiKey::Heartbeat, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID]);
    let rebalances = |kind: &str| bench.metrics.rebalances.with_label_values(&[kind]).get();
    bench.await_that("the partitions to leave", || rebalances("lost") == 1);
    bench.await_that("the partitions to come back", || rebalances("assigned") == 2);
    bench.produce(1, texts(100..101));
    bench.await_that("a record of the new assignment", || bench.metrics.in_flight_records.get() > 1);
    bench.cluster.clear_request_errors(RDKafkaApiKey::EndTxn);
    bench.produce(0, texts(101..150));
    // The mock cluster keeps no offsets of transactions, so that the first records come again.
    bench.await_records(6 + 6 + 50);
    assert_eq!(bench.finish(worker), Ended { abandoned: 0 });
    let ids: Vec<String> =
        bench.read("diplomatic-events").iter().filter_map(|record| record.header("ce_id").map(str::to_owned)).collect();
    assert!(texts(100..150).all(|text| ids.contains(&text)));
}

#[test]
fn events_that_are_too_large_in_a_row_stop_the_worker_too() {
    let bench = Bench::new(&[("kafka.producer.message.max.bytes", "20000"), ("worker.max_dead_letters_in_row", "5")]);
    let worker = bench.start(Arc::new(|article: &Article| {
        let mut event = event_of(article);
        event.evidence.text = "x".repeat(30_000);
        Ok(vec![event])
    }));
    bench.produce(0, texts(0..20));
    let error = bench.join(worker).unwrap_err();
    assert!(matches!(error, WorkerError::TooManyDeadLetters { row: 5, .. }), "{error}");
    assert!(bench.records() < 5, "{} in the dead-letter topic", bench.records());
}
