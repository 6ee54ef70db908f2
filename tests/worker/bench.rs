//! `demarche bench` measures a worker that runs.

use serde_json::Value;

use crate::support::{PATIENCE, broker::Broker, stage::Stage};

#[test]
fn a_bench_counts_what_it_sent_and_the_events_that_came_of_it() {
    let stage = Stage::new(Broker::shared(), "bench", 3);
    let mut worker = stage.worker("w1");
    worker.await_partitions(3);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/config/samples/newsroom-demand.json");
    let done = stage.output("bench", &["--count", "40", "--json", sample]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let figures: Value = serde_json::from_slice(&done.stdout).unwrap();
    stage.await_done(PATIENCE);
    worker.drain();
    let events = stage.read_events().len();
    assert_eq!((figures["articles"].as_u64(), figures["events"].as_u64()), (Some(40), Some(events as u64)));
    assert!(events >= 40, "{events} events of 40 articles");
    assert!(figures["latency_ms_p50"].as_u64() <= figures["latency_ms_max"].as_u64());
    assert!(figures["articles_per_second"].as_f64().unwrap() > 0.0);
}
