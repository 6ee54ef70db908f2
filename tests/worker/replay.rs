//! Dead letters go back to where they came from.

use std::collections::BTreeMap;

use crate::support::{
    PATIENCE,
    broker::Broker,
    kafka::{Read, Record},
    stage::Stage,
    wait_for,
};

/// A record with a key and headers that must come back.
fn bad(number: usize, payload: &str) -> Record {
    let mut record = Record::of(payload).header("x-feed", b"agency").header("x-number", number.to_string().as_bytes());
    record.key = Some(format!("key-{number}").into_bytes());
    record
}

/// Three that are no JSON and two without a word, all dead letters already.
fn prepared(name: &str) -> (Stage, Vec<Record>) {
    let stage = Stage::new(Broker::shared(), name, 1);
    let payloads = ["{\"a", "{\"text\": \" \"}", "{\"b", "{\"text\": \"\\n\"}", "{\"c"];
    let records: Vec<Record> = payloads.iter().enumerate().map(|(number, payload)| bad(number, payload)).collect();
    stage.produce(&records);
    let mut worker = stage.worker("w1");
    stage.await_done(PATIENCE);
    worker.drain();
    assert_eq!(stage.read_dead_letters().len(), 5);
    (stage, records)
}

fn replay(stage: &Stage, arguments: &[&str]) -> String {
    let output = stage.output("replay", arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("ERROR"), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Counts of the lines that speak of each reason.
fn counts(printed: &str) -> BTreeMap<String, usize> {
    let line = |line: &str| {
        let mut columns = line.split('\t');
        let count = columns.next()?.parse().ok()?;
        Some((columns.next()?.to_owned(), count))
    };
    printed.lines().filter_map(line).collect()
}

#[test]
fn a_dry_run_counts_by_reason_and_writes_nothing() {
    let (stage, _) = prepared("dry-run");
    let expected: BTreeMap<String, usize> = [("malformed_json".into(), 3), ("blank_text".into(), 2)].into();
    assert_eq!(counts(&replay(&stage, &["--dry-run"])), expected);
    assert_eq!(stage.cluster.read_uncommitted(&stage.articles).len(), 5);
}

#[test]
fn a_replay_brings_back_only_its_reason_as_it_came() {
    let (stage, records) = prepared("replay");
    let printed = replay(&stage, &["--reason", "malformed_json"]);
    assert_eq!(counts(&printed).get("malformed_json"), Some(&3), "{printed}");
    let back: Vec<Read> = stage.cluster.read_committed(&stage.articles).split_off(5);
    let expected: Vec<&Record> = records.iter().step_by(2).collect();
    assert_eq!(back.len(), expected.len());
    for (read, record) in back.iter().zip(expected) {
        assert_eq!((&read.record.key, &read.record.payload), (&record.key, &record.payload));
        let own = read.record.headers.get(..record.headers.len());
        assert_eq!(own, Some(&record.headers[..]), "the record's own headers come first, unchanged");
        let added: Vec<&str> = read.record.headers[record.headers.len()..].iter().map(|(name, _)| &**name).collect();
        assert!(added.iter().all(|name| *name == "demarche-replays"), "{added:?}");
    }
}

#[test]
fn a_second_replay_takes_what_came_since_and_again_takes_all() {
    let (stage, _) = prepared("twice");
    let replayed = |arguments: &[&str]| {
        let printed = replay(&stage, arguments);
        let done = printed.lines().find(|line| line.ends_with("\treplayed"));
        done.map_or(0, |line| line.split('\t').next().unwrap().parse::<usize>().unwrap())
    };
    assert_eq!(replayed(&["--reason", "malformed_json"]), 3);
    assert_eq!(replayed(&["--reason", "malformed_json"]), 0);
    assert_eq!(replayed(&["--reason", "blank_text"]), 2, "each reason has a place of its own");
    let mut worker = stage.worker("w1");
    // The topic ends in the markers of the replays' transactions, which no offset of a record can reach.
    wait_for("the five to be done again", || (worker.scrape().sum("demarche_records_total") >= 5.0).then_some(()));
    wait_for("no lag behind markers", || {
        let lag = worker.scrape().series("demarche_lag_messages");
        (lag == [0.0]).then_some(())
    });
    worker.drain();
    assert_eq!(replayed(&["--reason", "malformed_json"]), 3, "those that failed again");
    assert_eq!(replayed(&["--reason", "malformed_json", "--again"]), 6);
    assert_eq!(
        replayed(&["--reason", "malformed_json", "--again", "--max-replays", "1"]),
        3,
        "the first three letters"
    );
}

#[test]
fn a_reason_that_there_is_not_is_wrong_usage_and_lists_those_there_are() {
    let stage = Stage::new(Broker::shared(), "no-reason", 1);
    let output = stage.output("replay", &["--reason", "bad_mood"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("malformed_json"));
}
