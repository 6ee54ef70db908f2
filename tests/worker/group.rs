//! Workers come, go, and share.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::support::{PATIENCE, broker::Broker, kafka::Record, news, seen::Seen, stage::Stage, wait_for};

/// Small batches, so that work is in flight for long.
fn slow(name: &str, partitions: i32) -> Stage {
    Stage::new(Broker::shared(), name, partitions).set("worker.batch_records", "5").set("worker.batch_wait", "10ms")
}

/// Each event and dead letter once, and the same as where nobody disturbs.
fn assert_each_once(stage: &Stage, records: &[Record]) {
    Seen::read(stage).assert_is(&Seen::undisturbed(Broker::shared(), records, 6));
}

#[test]
fn a_drain_tells_readyz_first_commits_what_is_in_flight_and_frees_the_partitions_at_once() {
    let stage = slow("drain", 6).set("kafka.session_timeout", "45s").set("worker.batch_records", "1");
    let records = news::stream(21, 1200, 6);
    stage.produce(&records);
    let mut first = stage.worker("w1");
    first.await_ready();
    wait_for("work in flight", || (first.scrape().get("demarche_in_flight_records") > 50.0).then_some(()));
    let mut second = stage.worker("w2");
    wait_for("the second worker's HTTP server", || second.status("/livez"));

    first.signal(Signal::SIGTERM);
    let start = Instant::now();
    let mut answers = Vec::new();
    let status = loop {
        answers.push((first.status("/readyz"), first.status("/livez")));
        if let Some(status) = first.ended() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(40), "the drain has a bound");
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.code(), Some(0), "{}", first.said());
    assert!(answers.iter().any(|(ready, _)| *ready == Some(503)), "readyz never said 503: {answers:?}");
    assert!(answers.iter().all(|(_, live)| live.is_none_or(|live| live == 200)), "livez failed: {answers:?}");
    let left = Instant::now();
    second.await_partitions(6);
    assert!(left.elapsed() < Duration::from_secs(20), "partitions were free only after {:?}", left.elapsed());
    stage.await_done(PATIENCE * 2);
    second.drain();
    assert_each_once(&stage, &records);
}

#[test]
fn workers_that_join_and_leave_while_there_is_work_lose_and_repeat_nothing() {
    let stage = slow("rebalance", 6);
    let records = news::stream(22, 1500, 6);
    let mut feeder = stage.cluster.feeder(&stage.articles);
    let (early, rest) = records.split_at(600);
    let (meanwhile, late) = rest.split_at(300);
    feeder.send(early);
    let mut first = stage.worker("w1");
    first.await_partitions(6);
    let mut second = stage.worker("w2");
    feeder.send(meanwhile);
    second.await_partitions(3);
    // The first may have done all that there was; this is for both.
    feeder.send(late);
    wait_for("the second to commit", || (second.scrape().sum("demarche_records_total") > 20.0).then_some(()));
    first.drain();
    second.await_partitions(6);
    stage.await_done(PATIENCE * 2);
    second.drain();
    feeder.places();
    assert_each_once(&stage, &records);
}

#[test]
fn a_second_worker_of_the_same_name_shuts_out_the_first_which_says_so() {
    let stage = slow("fenced", 6).set("worker.batch_records", "1");
    let records = news::stream(23, 400, 6);
    let mut feeder = stage.cluster.feeder(&stage.articles);
    feeder.send(&records[..200]);
    let mut first = stage.worker("same");
    wait_for("the first to commit", || (first.scrape().sum("demarche_records_total") > 5.0).then_some(()));
    let mut second = stage.worker("same");
    wait_for("the second to begin", || second.logged("producer ready").map(|_| ()));
    feeder.send(&records[200..]);
    let status = first.await_end(PATIENCE);
    assert_eq!(status.code(), Some(1), "{}", first.said());
    let line = first.error_line();
    assert!(line.contains("worker.instance"), "{line:?}");
    stage.await_done(PATIENCE * 2);
    second.drain();
    feeder.places();
    assert_each_once(&stage, &records);
}
