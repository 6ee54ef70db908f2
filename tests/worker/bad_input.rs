//! Whatever comes, the stream goes on, and nothing is lost or invented.

use std::collections::{BTreeMap, BTreeSet};

use rand::{SeedableRng, rngs::StdRng};

use crate::support::{
    PATIENCE,
    broker::Broker,
    faulty::{self, Expected, Faulty},
    kafka::{Place, Record},
    news,
    scrape::{Scrape, whole},
    stage::Stage,
    wait_for,
};

/// Good articles between two faulty records.
const GOOD_BETWEEN: usize = 4;

/// Faulty records among good articles over three partitions, each with a key and headers that must come back.
fn mixed() -> Vec<(Option<Faulty>, Record)> {
    let mut rng = StdRng::seed_from_u64(3);
    let mut number = 0;
    let mut mixed = Vec::new();
    for faulty in faulty::all() {
        for _ in 0..GOOD_BETWEEN {
            number += 1;
            mixed.push((None, news::article(&mut rng, number)));
        }
        mixed.push((Some(faulty.clone()), faulty.record));
    }
    for (number, (_, record)) in mixed.iter_mut().enumerate() {
        record.partition = i32::try_from(number % 3).unwrap();
        record.key.get_or_insert(format!("key {number} \u{e9}").into_bytes());
        record.headers.push(("x-feed".into(), Some(vec![0xff, 0x00, 7])));
        record.headers.push(("x-empty".into(), None));
        record.headers.push(("x-feed".into(), Some(b"again".to_vec())));
    }
    mixed
}

struct Seen {
    sent: Vec<(Option<Faulty>, Record)>,
    places: Vec<Place>,
    dead: BTreeMap<Place, Record>,
    scrape: Scrape,
    published: BTreeSet<String>,
}

fn run() -> Seen {
    let stage = Stage::new(Broker::shared(), "bad-input", 3);
    let sent = mixed();
    let records: Vec<Record> = sent.iter().map(|(_, record)| record.clone()).collect();
    let places = stage.produce(&records);
    let text = run_over(&stage, records.len());
    // For `promtool check metrics`, which tests/run asks about this text.
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/metrics.txt"), &text).unwrap();
    let published = stage.read_events().iter().filter_map(|read| read.record.text("ce_subject")).collect();
    Seen { sent, places, dead: stage.read_dead_letters(), scrape: Scrape::read(&text), published }
}

/// Runs one worker over the records until all are done; its last scrape.
fn run_over(stage: &Stage, count: usize) -> String {
    let mut worker = stage.worker("w1");
    stage.await_done(PATIENCE * 4);
    let done = |text: &str| whole(Scrape::read(text).sum("demarche_records_total")) >= count as u64;
    // Counters move just after the commit that the brokers tell of.
    let text = wait_for("the counters", || worker.get("/metrics").map(|(_, text)| text).filter(|text| done(text)));
    worker.await_ready();
    worker.drain();
    text
}

/// Key, payload and the first headers are what came.
fn assert_untouched(sent: &Record, dead: &Record, what: &str) {
    assert_eq!(dead.key, sent.key, "{what}: key");
    assert!(dead.payload == sent.payload, "{what}: payload");
    assert_eq!(dead.headers.get(..sent.headers.len()), Some(&sent.headers[..]), "{what}: headers");
}

#[test]
fn every_record_has_exactly_one_outcome_and_dead_letters_are_what_came() {
    let seen = run();
    let (mut skips, mut reasons) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
    let mut expected_dead = BTreeSet::new();
    for ((faulty, record), place) in seen.sent.iter().zip(&seen.places) {
        let Some(faulty) = faulty else { continue };
        let dead = seen.dead.get(place);
        match faulty.expected {
            Expected::DeadLetter(allowed) => {
                let dead = dead.unwrap_or_else(|| panic!("{}: no dead letter", faulty.what));
                let reason = dead.text("demarche-reason").unwrap();
                assert!(allowed.contains(&reason.as_str()), "{}: {reason}", faulty.what);
                assert_untouched(record, dead, faulty.what);
                *reasons.entry(reason).or_default() += 1;
                expected_dead.insert(*place);
            }
            Expected::Skip(reason) => {
                assert_eq!(dead, None, "{}", faulty.what);
                *skips.entry(reason.to_owned()).or_default() += 1;
            }
            Expected::Events => assert!(seen.published.contains("headline"), "{}", faulty.what),
        }
    }
    assert_eq!(seen.dead.keys().copied().collect::<BTreeSet<_>>(), expected_dead, "no other dead letters");
    assert_eq!(seen.scrape.by_label("demarche_dead_letters_total"), reasons);
    let mut skipped = seen.scrape.by_label("demarche_skipped_records_total");
    let without_events = skipped.remove("no_event").unwrap_or(0);
    assert_eq!(skipped, skips);

    let outcomes = seen.scrape.by_label("demarche_records_total");
    let outcome = |name: &str| outcomes.get(name).copied().unwrap_or(0);
    assert_eq!(outcome("dead_lettered"), expected_dead.len() as u64);
    assert_eq!(outcome("skipped"), skips.values().sum::<u64>() + without_events);
    assert_eq!(outcome("published"), seen.published.len() as u64);
    assert_eq!(outcomes.values().sum::<u64>(), seen.sent.len() as u64, "records in = published + skipped + refused");
}

/// Articles in a long stream; `DEMARCHE_TEST_COUNT` and `DEMARCHE_TEST_ARTICLES` give another one.
const LONG: usize = 1000;

#[test]
fn what_comes_in_is_what_is_published_skipped_and_refused_and_the_topics_agree() {
    let stage = Stage::new(Broker::shared(), "long", 6);
    let records = news::stream(41, news::count(LONG), 6);
    let places = stage.produce(&records);
    let scrape = Scrape::read(&run_over(&stage, records.len()));
    let outcomes = scrape.by_label("demarche_records_total");
    println!("{} records: {outcomes:?}", records.len());
    assert_eq!(outcomes.values().sum::<u64>(), records.len() as u64);
    let (events, dead) = (stage.read_events(), stage.read_dead_letters());
    assert_eq!(whole(scrape.sum("demarche_events_total")), events.len() as u64);
    assert_eq!(outcomes.get("dead_lettered").copied(), Some(dead.len() as u64));
    let sent: BTreeMap<Place, &Record> = places.iter().copied().zip(&records).collect();
    for (place, letter) in &dead {
        let sent = sent.get(place).unwrap_or_else(|| panic!("nothing was sent to {place:?}"));
        assert_untouched(sent, letter, &format!("{place:?}"));
    }
}
