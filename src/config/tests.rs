use std::path::PathBuf;

use super::*;

fn sources(file: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Sources {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Sources {
        file: Some((PathBuf::from("desk.toml"), file.to_owned())),
        environment: owned(environment),
        flags: owned(flags),
    }
}

fn faults(file: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Vec<String> {
    let loaded = Settings::load(&sources(file, environment, flags));
    loaded.unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn every_default_passes_its_own_check() {
    assert_eq!(Settings::defaults().map(|settings| settings.kafka.group), Ok("demarche".into()));
}

#[test]
fn the_settings_file_lists_every_setting_with_its_default() {
    let file = include_str!("../../config/demarche.toml");
    assert_eq!(file, default_toml(), "print it anew: demarche check --print-defaults > config/demarche.toml");
    assert_eq!(Settings::load(&sources(file, &[], &[])), Settings::defaults());
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let file = "[kafka]\ngroup = \"file\"\nbrokers = \"file:1\"\noutput_topic = \"file\"\n";
    let environment = [("DEMARCHE_KAFKA__GROUP", "env"), ("DEMARCHE_KAFKA__BROKERS", "env:1"), ("DEMARCHE_PORT", "x")];
    let settings = Settings::load(&sources(file, &environment, &[("kafka.group", "flag")])).unwrap();
    assert_eq!(settings.kafka.group, "flag");
    assert_eq!(settings.kafka.brokers, "env:1");
    assert_eq!(settings.kafka.output_topic, "file");
}

#[test]
fn all_faults_are_told_at_once_each_with_its_place() {
    let file = "[kafka]\ngrup = \"x\"\n[worker]\nthreads = -1\nbatch_wait = \"soon\"\n[article]\nmax = \"4MB\"\n";
    let found = faults(file, &[("DEMARCHE_ENGINE__MIN_CONFIDENCE", "2")], &[("worker.delivery", "twice")]);
    let expected = [
        "desk.toml:2: there is no setting kafka.grup; did you mean kafka.group?",
        "desk.toml:4: worker.threads `-1` is no whole number, 0 or more",
        "desk.toml:5: worker.batch_wait `soon` is no duration: write 250ms, 30s, 5m or 1h",
        "desk.toml:7: article.max `4MB` is no size: write 65536, 64KiB, 4MiB or 1GiB, 1 or more",
        "environment variable DEMARCHE_ENGINE__MIN_CONFIDENCE: engine.min_confidence `2` is no number from 0 to 1",
        "flag for worker.delivery: worker.delivery `twice` is none of exactly-once, at-least-once",
    ];
    assert_eq!(found, expected);
}

#[test]
fn broken_toml_is_told_with_its_line_and_the_rest_is_still_checked() {
    let found = faults("[kafka]\ngroup = \"a\"\nbrokers = = \n", &[], &[("kafka.nothing", "1")]);
    assert!(found.iter().any(|fault| fault.starts_with("desk.toml:3: ")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("kafka.nothing")), "{found:?}");
}

#[test]
fn settings_that_contradict_each_other_are_told() {
    let found = faults("", &[], &[("kafka.output_topic", "articles"), ("worker.retry_backoff", "1h")]);
    assert!(found[0].contains("events would be read as articles"), "{found:?}");
    assert!(found[1].contains("worker.retry_backoff is longer"), "{found:?}");
}

#[test]
fn a_language_with_a_region_would_match_nothing_and_is_told() {
    let found = faults("[article]\nlanguages = [\"en-GB\"]\n", &[], &[]);
    assert!(found[0].contains("ISO 639-1"), "{found:?}");
}

#[test]
fn properties_of_librdkafka_pass_through_and_wrong_ones_are_told_by_place() {
    let file = "[kafka.properties]\n\"client.rack\" = \"a\"\n[kafka.producer]\n\"compression.type\" = \"lz4\"\n";
    let settings = Settings::load(&sources(file, &[], &[])).unwrap();
    assert_eq!(settings.kafka.producer.get("compression.type").map(String::as_str), Some("lz4"));
    let found = faults("[kafka.producer]\n\"compression.type\" = \"best\"\n", &[], &[]);
    assert!(found[0].starts_with("desk.toml:2: compression.type: "), "{found:?}");
    let found = faults("[kafka.consumer]\n\"enable.auto.commit\" = true\n", &[], &[]);
    assert_eq!(found, ["desk.toml:2: kafka.consumer.enable.auto.commit is the worker's own: set worker.delivery"]);
}

#[test]
fn secrets_come_from_files_and_never_stand_in_a_message() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "open sesame\n").unwrap();
    let path = file.path().display();
    let text = format!(
        "[kafka.secret_files]\n\"sasl.password\" = \"{path}\"\n[kafka.properties]\n\"sasl.username\" = \"u\"\n"
    );
    let settings = Settings::load(&sources(&text, &[], &[])).unwrap();
    let config = crate::worker::client::consumer_config(&settings).unwrap();
    assert_eq!(config.get("sasl.password"), Some("open sesame"));
    assert!(!format!("{settings:?}").contains("sesame"));
    let found = faults("[kafka.secret_files]\n\"sasl.password\" = \"/nowhere/secret\"\n", &[], &[]);
    assert!(found[0].starts_with("desk.toml:2: ") && found[0].contains("/nowhere/secret"), "{found:?}");
}

#[test]
fn the_readme_has_the_tables_of_settings_and_metrics() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&markdown_table()), "print it anew: demarche check --print-settings-table");
    let metrics = crate::telemetry::metrics::markdown_table();
    assert!(readme.contains(&metrics), "print it anew: demarche check --print-metrics-table");
}
