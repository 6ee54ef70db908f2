//! The engine as a whole: golden articles, the published schema, properties over any text, and the wall around it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails may say so by a panic")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use demarche::{
    article::{self, Article, DecodeOptions},
    engine::{Engine, EngineOptions, OverBudget},
    event::{Event, EventType},
};
use proptest::prelude::*;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::load(None, EngineOptions::default()).expect("the data compiled in is right"))
}

/// An article as the decoder gives it for a plain text.
fn article(id: &str, text: &str, date: Option<jiff::civil::Date>) -> Article {
    Article { language: Some("en".into()), ..Article::of_text(id, text, date) }
}

/// A golden article as the worker decodes it. That of Geneva is a sample of the demonstration, too.
fn golden(name: &str) -> Article {
    let folder = if name == "geneva" { "config/samples" } else { "tests/golden" };
    let payload = fs::read(Path::new(folder).join(name).with_extension("txt")).unwrap();
    article::decode(&payload, Some("text/plain"), &DecodeOptions::default()).unwrap()
}

/// Events, one a line; the digest of the data, which every edit of a word changes, is left out.
fn lines(events: &[Event]) -> String {
    events.iter().fold(String::new(), |mut lines, event| {
        let mut event = event.clone();
        event.extractor.version = "VERSION".into();
        event.extractor.data = "DATA".into();
        lines.push_str(&serde_json::to_string(&event).unwrap());
        lines.push('\n');
        lines
    })
}

const GOLDEN: [&str; 4] = ["denials", "football", "geneva", "harbour"];

#[test]
fn golden_articles_give_their_events() {
    for name in GOLDEN {
        let found = lines(&engine().extract(&golden(name)).unwrap());
        let path = Path::new("tests/golden").join(format!("{name}.events.jsonl"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{name}: run with BLESS=1 and read the difference");
    }
}

#[test]
fn a_football_report_gives_nothing() {
    assert_eq!(engine().extract(&golden("football")).unwrap(), []);
}

#[test]
fn every_golden_event_is_valid_by_the_published_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string("config/schema/event.json").unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut count = 0;
    for event in GOLDEN.into_iter().flat_map(|name| engine().extract(&golden(name)).unwrap()) {
        let value = serde_json::to_value(&event).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {value}");
        assert_eq!(serde_json::from_value::<Event>(value).unwrap(), event);
        count += 1;
    }
    assert!(count > 5);
}

#[test]
fn the_geneva_meeting_is_found_with_names_place_and_day() {
    let events = engine().extract(&golden("geneva")).unwrap();
    let meeting = events
        .iter()
        .find(|event| event.place.as_ref().is_some_and(|place| place.geonames == Some(2_660_646)))
        .expect("an event in Geneva");
    let mut names: Vec<_> = meeting.actors.iter().filter_map(|actor| actor.name.as_deref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Antony Blinken", "Sergey Lavrov"]);
    assert_eq!(meeting.when.as_ref().map(|when| when.value.as_str()), Some("2022-01-21"));
}

#[test]
fn a_headline_without_a_body_is_coded_from_the_headline() {
    let title = "Ukraine accuses Russia of shelling a school".to_owned();
    let article = Article { title: Some(title), ..article("t", "", Some(jiff::civil::date(2022, 2, 17))) };
    let events = engine().extract(&article).unwrap();
    assert_eq!(events.len(), 1);
    let json = serde_json::to_value(events.first()).unwrap();
    assert_eq!(json["evidence"]["in"], "title");
    assert_eq!(json["actors"][0]["in"], "title");
}

#[test]
fn an_article_without_a_date_gives_events_without_one() {
    let events = engine().extract(&article("t", "Ukraine accused Russia of shelling a school.", None)).unwrap();
    assert_eq!(events.iter().map(|event| event.when.clone()).collect::<Vec<_>>(), [None]);
}

#[test]
fn neutral_statements_are_coded_only_when_asked_for() {
    let text =
        article("t", "Sergey Lavrov said on Friday that the talks were frank.", Some(jiff::civil::date(2022, 1, 21)));
    assert_eq!(engine().extract(&text).unwrap(), []);
    let options = EngineOptions { statements: true, ..EngineOptions::default() };
    let events = Engine::load(None, options).unwrap().extract(&text).unwrap();
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventType::Statement]);
}

#[test]
fn an_article_over_the_budget_is_refused() {
    let long = "word ".repeat(50_001);
    assert_eq!(engine().extract(&article("t", &long, None)), Err(OverBudget { words: 50_001, limit: 50_000 }));
}

#[test]
fn cost_is_linear_in_words_without_a_full_stop() {
    let options = EngineOptions { max_words: 1_000_000, ..EngineOptions::default() };
    let engine = Engine::load(None, options).unwrap();
    let seconds = |words: usize| {
        let text = "Russia and China said that the talks with Iran and, ".repeat(words / 10);
        let start = std::time::Instant::now();
        engine.extract(&article("t", &text, None)).unwrap();
        start.elapsed().as_secs_f64()
    };
    let (short, long) = (seconds(20_000), seconds(200_000));
    assert!(long < 30.0 * short, "{short} s for 20,000 words, {long} s for 200,000");
}

/// It once was not: whom the article is about was asked anew for each of them.
#[test]
fn cost_is_linear_in_agents_whom_no_word_gives_a_country() {
    let options = EngineOptions { max_words: 1_000_000, ..EngineOptions::default() };
    let engine = Engine::load(None, options).unwrap();
    let seconds = |rounds: usize| {
        let name = |round: usize| round.to_string().bytes().map(|digit| char::from(digit + 50)).collect::<String>();
        let round =
            |round| format!("Police left. The army said no. Minister Abel T{} spoke. Kenya met Peru. ", name(round));
        let text: String = (0..rounds).map(round).collect();
        let start = std::time::Instant::now();
        engine.annotate(&article("t", &text, None)).unwrap();
        start.elapsed().as_secs_f64()
    };
    let (short, long) = (seconds(100), seconds(1_000));
    assert!(long < 30.0 * short, "{short} s for 100 rounds, {long} s for 1,000");
}

#[test]
fn a_folder_with_faults_tells_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["lexicon", "knowledge", "model"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        for entry in fs::read_dir(Path::new("config").join(name)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, folder.path().join(name).join(path.file_name().unwrap())).unwrap();
        }
    }
    let same = Engine::load(Some(folder.path()), EngineOptions::default()).unwrap();
    assert_eq!(same.digest(), engine().digest());
    fs::write(folder.path().join("knowledge/roles.tsv"), "phrase\tkind\tsector\trole\nking\tking\tGOV\t-\n").unwrap();
    fs::write(
        folder.path().join("lexicon/accuse.toml"),
        "type = \"ACCUSE\"\n[[pattern]]\nid = \"a\"\nverb = [\"accuse\"]\nconfidence = 2.0\nslots = { subject = \"actor\" }\n",
    )
    .unwrap();
    fs::remove_file(folder.path().join("knowledge/offices.tsv")).unwrap();
    let faults = Engine::load(Some(folder.path()), EngineOptions::default()).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for part in ["roles.tsv:1:", "roles.tsv:2:", "accept", "reject", "confidence", "offices.tsv:0: is missing"] {
        assert!(told.iter().any(|fault| fault.contains(part)), "{part} is not told: {told:#?}");
    }
}

/// What the engine must not reach for: it is pure.
const FORBIDDEN: [&str; 8] =
    ["SystemTime", "Instant", "tracing", "tokio", "rdkafka", "std::net", "std::env", "thread_local"];

/// Where data are read at the start.
const LOADERS: [&str; 2] = ["knowledge/source.rs", "language/syntax/model.rs"];

#[test]
fn no_clock_network_log_or_environment_is_behind_the_engine() {
    let mut folders: Vec<PathBuf> =
        ["article", "language", "knowledge", "mention", "event"].map(|folder| Path::new("src").join(folder)).into();
    let mut files = vec![PathBuf::from("src/engine.rs")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    // Tests may read files and the clock.
    let sources = files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    for path in sources.filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(path).unwrap();
        for word in FORBIDDEN {
            assert!(!text.contains(word), "{} mentions {word}", path.display());
        }
        let reads_files = text.contains("std::fs");
        let loads = LOADERS.iter().any(|loader| path.ends_with(loader));
        assert!(!reads_files || loads, "{} reads files", path.display());
    }
}

/// Text with words of the lexicon among anything else.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Russia",
        "Lavrov",
        "met",
        "accused",
        "said that",
        "Blinken,",
        "the US",
        "talks with",
        "in Geneva",
        "Friday",
        "\"",
        "’s",
        "and",
        ".",
        "\n\n",
        "on",
        "January 31",
        "3000000000 years ago",
        "next week",
        "NATO",
        "will",
        "not",
    ]);
    let part =
        prop_oneof![4 => words.prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.join(" "))
}

fn cut(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spans_stand_on_the_text_and_the_same_input_gives_the_same_bytes(text in any_text(), title in any_text()) {
        let article = Article { title: Some(title.clone()), ..article("p", &text, Some(jiff::civil::date(2022, 1, 21))) };
        let events = engine().extract(&article).unwrap();
        for event in &events {
            let of = |within: Option<_>| if within.is_some() { title.as_str() } else { text.as_str() };
            for party in event.actors.iter().chain(&event.recipients).chain(&event.said_by) {
                prop_assert_eq!(cut(of(party.within), party.start, party.end), party.text.clone());
            }
            let evidence = &event.evidence;
            prop_assert_eq!(cut(of(evidence.within), evidence.start, evidence.end), evidence.text.clone());
            let trigger = &evidence.trigger;
            prop_assert_eq!(cut(of(evidence.within), trigger.start, trigger.end), trigger.text.clone());
            if let Some(when) = &event.when {
                if let (Some(start), Some(end)) = (when.start, when.end) {
                    prop_assert_eq!(Some(cut(of(when.within), start, end)), when.text.clone());
                }
                prop_assert!(when.earliest <= when.latest);
            }
            if let Some(place) = &event.place {
                prop_assert_eq!(cut(of(place.within), place.start, place.end), place.text.clone());
            }
        }
        let again = engine().extract(&article).unwrap();
        prop_assert_eq!(serde_json::to_string(&events).unwrap(), serde_json::to_string(&again).unwrap());
    }
}
