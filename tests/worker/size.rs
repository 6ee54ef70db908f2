//! Topics that take less than others: what fits goes through, what does not is told.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{PATIENCE, broker::Broker, kafka::Record, stage::Stage};

/// Fits two events of a short article, not ten, and none that carries a long headline.
const TOPIC_BYTES: usize = 6_000;
const SENTENCE: &str = "French President Emmanuel Macron met German Chancellor Olaf Scholz in Paris on Wednesday.";
/// Three acts, whose events exceed the topic's limit together and keep it one by one.
const THREE_ACTS: &str = "French President Emmanuel Macron met German Chancellor Olaf Scholz in Paris on Wednesday. \
    Armenia accused Azerbaijan of breaking the truce on Tuesday. Japan accused China of spying on Monday. \
    Egypt accused Sudan of breaking the agreement on Tuesday.";

fn article(id: &str, title: &str, text: &str) -> Record {
    let article = json!({"id": id, "title": title, "text": text, "published": "2022-02-10", "language": "en"});
    Record::of(article.to_string())
}

#[test]
fn small_events_pass_a_small_topic_whatever_batch_they_come_in_and_a_large_one_is_a_dead_letter() {
    let stage = Stage::new(Broker::shared(), "size", 2);
    let small = format!("{}-small", stage.events);
    stage.cluster.create_topic(&small, 1, TOPIC_BYTES);
    let stage = stage.set("kafka.output_topic", &small).set("worker.batch_records", "64");
    let mut records: Vec<Record> = (0..60).map(|n| article(&format!("small-{n}"), "News", SENTENCE)).collect();
    records.insert(30, article("large", &"News ".repeat(2 * TOPIC_BYTES / 5), SENTENCE));
    records.insert(40, article("many", "News", THREE_ACTS));
    stage.produce(&records);
    let mut worker = stage.worker("w1");
    stage.await_done(PATIENCE);
    worker.drain();
    let events = stage.cluster.read_committed(&small);
    let subject = |read: &crate::support::kafka::Read| read.record.text("ce_subject").unwrap();
    let articles: BTreeSet<String> = events.iter().map(subject).collect();
    assert_eq!(articles.len(), 61, "every small article, and no large one: {articles:?}");
    assert!(events.iter().filter(|read| subject(read) == "many").count() >= 3);
    let ids: BTreeSet<String> = events.iter().map(|read| read.record.text("ce_id").unwrap()).collect();
    assert_eq!(ids.len(), events.len(), "an event came twice");
    let letters = stage.read_dead_letters();
    assert_eq!(letters.len(), 1);
    let letter = letters.values().next().unwrap();
    assert_eq!(letter.text("demarche-reason").as_deref(), Some("output_too_large"));
    assert_eq!(letter.payload, records[30].payload);
}
