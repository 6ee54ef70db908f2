//! Articles in, events out.

use std::{collections::BTreeSet, time::Duration};

use serde_json::Value;

use crate::support::{
    PATIENCE,
    broker::Broker,
    kafka::{Read, Record},
    news,
    scrape::whole,
    stage::Stage,
    wait_for,
};

const GENEVA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/samples/geneva.txt");
const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn event_of(read: &Read) -> Value {
    serde_json::from_slice(read.record.payload.as_deref().unwrap()).unwrap()
}

/// Starts a worker, gives it the Geneva article with these headers, and returns the events that come.
fn geneva_events(stage: &Stage, headers: &[(&str, &str)]) -> Vec<Read> {
    let mut record = Record::of(std::fs::read(GENEVA).unwrap_or_else(|error| panic!("{GENEVA}: {error}")));
    for (name, value) in headers {
        record = record.header(name, value.as_bytes());
    }
    stage.produce(&[record]);
    let mut worker = stage.worker("w1");
    stage.await_done(PATIENCE);
    worker.drain();
    stage.read_events()
}

fn names(parties: &Value) -> BTreeSet<&str> {
    parties.as_array().into_iter().flatten().filter_map(|party| party["name"].as_str()).collect()
}

#[test]
fn the_geneva_article_as_plain_text_comes_out_as_its_main_event() {
    let stage = Stage::new(Broker::shared(), "geneva", 3);
    let events = geneva_events(&stage, &[]);
    let meeting = events.iter().map(event_of).find(|event| {
        let mut parties = names(&event["actors"]);
        parties.extend(names(&event["recipients"]));
        event["type"] == "CONSULT" && parties.contains("Sergey Lavrov") && parties.contains("Antony Blinken")
    });
    let meeting = meeting.expect("the meeting of Lavrov and Blinken");
    assert_eq!(meeting["when"]["value"], "2022-01-21");
    assert_eq!(meeting["where"]["name"], "Geneva");
}

#[test]
fn an_event_message_is_a_cloud_event_keyed_by_its_story_and_valid_by_its_schema() {
    let stage = Stage::new(Broker::shared(), "envelope", 3);
    let events = geneva_events(&stage, &[("traceparent", TRACEPARENT)]);
    assert!(!events.is_empty());
    let schema = stage.output("schema", &["event"]).stdout;
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for read in &events {
        let event = event_of(read);
        let faults: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{event}");
        let header = |name: &str| read.record.text(name).unwrap_or_else(|| panic!("no header {name}"));
        assert_eq!(read.record.key.as_deref(), event["story"].as_str().map(str::as_bytes));
        assert_eq!(header("ce_specversion"), "1.0");
        assert_eq!(header("ce_id"), event["id"]);
        assert_eq!(header("ce_subject"), event["article"]["id"]);
        assert_eq!(header("ce_source"), format!("/demarche/{}", stage.group));
        assert!(header("ce_type").starts_with("demarche."));
        assert!(header("ce_time").ends_with('Z'));
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("traceparent"), TRACEPARENT);
        assert_eq!(header("ce_traceparent"), TRACEPARENT);
    }
}

/// Runs one worker over invented articles with one setting, and returns how many events came.
fn events_with(name: &str, key: &str, value: &str) -> usize {
    let stage = Stage::new(Broker::shared(), name, 3).set(key, value);
    let records = news::stream(7, 60, 3);
    stage.produce(&records);
    let mut worker = stage.worker("w1");
    worker.await_ready();
    stage.await_done(PATIENCE);
    wait_for("the counters", || (worker.scrape().sum("demarche_records_total") >= 60.0).then_some(()));
    // A partition that is caught up has no lag, though its end may be a transaction's marker.
    wait_for("no lag", || {
        let lags = worker.scrape().series("demarche_lag_messages");
        (lags.len() == 3 && lags.iter().all(|lag| *lag == 0.0)).then_some(())
    });
    let scrape = worker.scrape();
    worker.drain();
    let events = stage.read_events();
    let ids: BTreeSet<Option<String>> = events.iter().map(|read| read.record.text("ce_id")).collect();
    assert_eq!(ids.len(), events.len(), "an event came twice");
    assert!(!events.is_empty());
    assert_eq!(whole(scrape.sum("demarche_records_total")), records.len() as u64);
    assert_eq!(whole(scrape.sum("demarche_events_total")), events.len() as u64);
    events.len()
}

#[test]
fn delivery_at_least_once_gives_the_same_events_where_nothing_goes_wrong() {
    let exactly = events_with("exactly", "worker.delivery", "exactly-once");
    let at_least = events_with("at-least", "worker.delivery", "at-least-once");
    assert_eq!(exactly, at_least);
}

#[test]
fn the_consumer_group_protocol_of_kafka_4_works_too() {
    events_with("kip-848", "kafka.group_protocol", "consumer");
}

#[test]
fn one_partition_is_read_in_its_order() {
    let stage = Stage::new(Broker::shared(), "order", 1).set("worker.threads", "2").set("worker.batch_records", "7");
    let records: Vec<Record> = news::stream(11, 200, 1);
    stage.produce(&records);
    let mut worker = stage.worker("w1");
    stage.await_done(Duration::from_secs(120));
    worker.drain();
    let order: Vec<usize> = stage
        .read_events()
        .iter()
        .filter_map(|read| read.record.text("ce_subject")?.strip_prefix("invented-")?.parse().ok())
        .collect();
    assert!(order.len() > 20, "{} events", order.len());
    assert!(order.is_sorted(), "articles came out of order: {order:?}");
}
