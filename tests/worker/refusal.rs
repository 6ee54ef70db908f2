//! What a worker that cannot work says.

use std::time::Duration;

use crate::support::{
    PATIENCE,
    broker::Broker,
    kafka::Record,
    news,
    stage::Stage,
    wait_for, wait_within,
    worker::{Worker, command},
};

#[test]
fn too_many_dead_letters_in_a_row_stop_the_worker_before_it_drains_the_topic() {
    let stage = Stage::new(Broker::shared(), "too-many", 1).set("worker.max_dead_letters_in_row", "20");
    let bad: Vec<Record> = (0..50).map(|_| Record::of("{\"broken")).collect();
    stage.produce(&bad);
    let mut worker = stage.worker("w1");
    let status = worker.await_end(PATIENCE);
    assert_eq!(status.code(), Some(1), "{}", worker.said());
    let line = worker.error_line();
    for part in ["dead letters in a row", "malformed_json", "worker.max_dead_letters_in_row", "demarche replay"] {
        assert!(line.contains(part), "{part:?} is not in {line:?}");
    }
    let dead = stage.read_dead_letters().len();
    assert!(dead <= 20, "{dead} dead letters");
    let committed = stage.cluster.committed(&stage.group, &stage.articles).unwrap();
    assert_eq!(committed.values().sum::<i64>(), i64::try_from(dead).unwrap(), "what is refused is committed, no more");
}

#[test]
fn a_worker_that_starts_before_its_broker_waits_for_it() {
    let broker = Broker::own();
    let stage = Stage::new(&broker, "early", 2);
    stage.produce(&news::stream(31, 40, 2));
    broker.stop();
    let mut worker = stage.worker("w1");
    wait_for("its HTTP server", || (worker.status("/livez")? == 200).then_some(()));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(worker.ended(), None, "{}", worker.said());
    assert_eq!(worker.status("/readyz"), Some(503));
    assert_eq!(worker.status("/livez"), Some(200));
    broker.start();
    worker.await_ready();
    stage.await_done(PATIENCE);
    worker.drain();
    assert!(!stage.read_events().is_empty());
}

#[test]
fn a_topic_that_is_not_there_is_named() {
    let stage = Stage::new(Broker::shared(), "no-topic", 1).set("kafka.input_topics", "nobody-made-this");
    let mut worker = stage.worker("w1");
    // The log of its start names the topic too: the complaint is a line with a level above info, or the end.
    let complaint = wait_within(PATIENCE, "a complaint", || {
        let ended = worker.ended().is_some();
        let said = worker.said();
        let line = said.lines().find(|line| {
            line.contains("nobody-made-this") && (line.contains("\"ERROR\"") || line.starts_with("error: "))
        });
        assert!(!ended || line.is_some(), "{said}");
        line.map(str::to_owned)
    });
    assert!(complaint.contains("topic"), "{complaint}");
}

#[test]
fn a_setting_that_is_not_there_is_named_with_its_nearest_neighbour() {
    let output = command("run").args(["--set", "kafka.brokerz=localhost:9092"]).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: "), "{said}");
    assert!(said.contains("kafka.brokerz") && said.contains("did you mean kafka.brokers"), "{said}");
}

#[test]
fn check_names_the_topics_that_the_brokers_lack() {
    let stage = Stage::new(Broker::shared(), "check", 1);
    let good = stage.output("check", &["--broker"]);
    assert!(String::from_utf8_lossy(&good.stdout).contains("brokers: ok"), "{good:?}");
    let stage = stage.set("kafka.output_topic", "nobody-made-this-either");
    let bad = stage.output("check", &["--broker"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("nobody-made-this-either"));
}

#[test]
fn a_port_that_is_taken_ends_the_worker_with_its_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let stage = Stage::new(Broker::shared(), "port", 1).set("http.listen", &address);
    let mut worker = Worker::start("w1", stage.command("run"));
    assert_eq!(worker.await_end(PATIENCE).code(), Some(1));
    assert!(worker.error_line().contains(&address), "{:?}", worker.error_line());
}
