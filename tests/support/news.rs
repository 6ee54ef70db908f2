//! Invented news to read: diplomatic, neutral and faulty, the same for the same seed.

use std::io::{BufRead, BufReader};

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::json;

use super::{faulty, kafka::Record};

/// Names a JSON Lines file with articles to take in place of invented ones.
const FILE: &str = "DEMARCHE_TEST_ARTICLES";
/// How many articles a stream has.
const COUNT: &str = "DEMARCHE_TEST_COUNT";
/// Repeats a run.
const SEED: &str = "DEMARCHE_TEST_SEED";

/// Who acts: as reported, in 2022.
const PEOPLE: &[&str] = &[
    "US Secretary of State Antony Blinken",
    "Russian Foreign Minister Sergey Lavrov",
    "Ukrainian President Volodymyr Zelensky",
    "Ukrainian Foreign Minister Dmytro Kuleba",
    "French President Emmanuel Macron",
    "German Chancellor Olaf Scholz",
    "German Foreign Minister Annalena Baerbock",
    "British Prime Minister Boris Johnson",
    "British Foreign Secretary Liz Truss",
    "Turkish President Recep Tayyip Erdogan",
    "Turkish Foreign Minister Mevlut Cavusoglu",
    "Chinese Foreign Minister Wang Yi",
    "Indian Prime Minister Narendra Modi",
    "Japanese Prime Minister Fumio Kishida",
    "Polish President Andrzej Duda",
    "Hungarian Prime Minister Viktor Orban",
    "Israeli Prime Minister Naftali Bennett",
    "Egyptian President Abdel Fattah el-Sisi",
];
const COUNTRIES: &[&str] = &[
    "Russia",
    "Ukraine",
    "France",
    "Germany",
    "Turkey",
    "China",
    "India",
    "Japan",
    "Poland",
    "Hungary",
    "Israel",
    "Egypt",
    "Iran",
    "Armenia",
    "Azerbaijan",
    "Serbia",
    "Kosovo",
    "Greece",
    "Ethiopia",
    "Sudan",
];
const CITIES: &[&str] = &[
    "Geneva",
    "Vienna",
    "Kyiv",
    "Moscow",
    "Berlin",
    "Paris",
    "Ankara",
    "Brussels",
    "Washington",
    "Tokyo",
    "Warsaw",
    "Cairo",
    "Beijing",
    "London",
    "Rome",
];
const DAYS: &[&str] = &["on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on January 19", "on 5 February"];
const QUIET: &[&str] = &[
    "The museum will show its collection of clocks until the end of spring.",
    "Rain is expected over the northern valleys, with a light wind from the west.",
    "The choir sang for two hours, and the hall was full to the last seat.",
    "Prices of apples rose a little this week, growers said at the market.",
];

/// A seed to repeat a run with: given, or new.
pub(crate) fn seed() -> u64 {
    number(SEED).unwrap_or_else(rand::random)
}

/// How many articles to take: given, or `usual`.
pub(crate) fn count(usual: usize) -> usize {
    number(COUNT).map_or(usual, |count| usize::try_from(count).unwrap())
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

/// A stream over the partitions, in turn: articles of the file that the environment names or invented ones, and one
/// faulty record for every hundred.
pub(crate) fn stream(seed: u64, count: usize, partitions: i32) -> Vec<Record> {
    let mut rng = StdRng::seed_from_u64(seed);
    let given = given_articles(count);
    let faulty = faulty::refused_or_skipped();
    let record = |number: usize| {
        let mut record = match (number % 100, given.get(number % given.len().max(1))) {
            (99, _) => faulty.choose(&mut rng).unwrap().record.clone(),
            (_, Some(line)) => Record::of(line.as_str()),
            (_, None) => article(&mut rng, number),
        };
        record.key = Some(format!("key-{number}").into_bytes());
        record.partition = i32::try_from(number).unwrap() % partitions;
        record
    };
    (0..count).map(record).collect()
}

fn given_articles(count: usize) -> Vec<String> {
    let Ok(path) = std::env::var(FILE) else { return Vec::new() };
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{FILE}={path}: {error}"));
    let lines: Vec<String> = BufReader::new(file).lines().map(Result::unwrap).take(count).collect();
    assert!(!lines.is_empty(), "{FILE}={path} has no line");
    lines
}

/// One invented article in one of the shapes that newsrooms send.
pub(crate) fn article(rng: &mut StdRng, number: usize) -> Record {
    let text = text(rng);
    let day = rng.random_range(1..28);
    let published = format!("2022-02-{day:02}T09:30:00Z");
    let id = format!("invented-{number}");
    let (own, ninjs) = (
        json!({"id": id, "title": "World news", "text": text, "published": published, "language": "en"}),
        json!({"uri": id, "type": "text", "headline": "World news", "body_text": text, "versioncreated": published,
               "firstcreated": published, "language": "en", "pubstatus": "usable"}),
    );
    match rng.random_range(0..10) {
        0 => Record::of(format!("date 2022-02-{day:02} {text} ({number})")),
        1..4 => Record::of(ninjs.to_string()),
        _ => Record::of(own.to_string()),
    }
}

fn text(rng: &mut StdRng) -> String {
    let sentences = rng.random_range(1..5);
    let sentence = |_| if rng.random_bool(0.25) { one(rng, QUIET).to_owned() } else { diplomatic(rng) };
    (0..sentences).map(sentence).collect::<Vec<_>>().join(" ")
}

fn one(rng: &mut StdRng, from: &[&'static str]) -> &'static str {
    from.choose(rng).copied().unwrap()
}

/// One act between two who differ.
fn diplomatic(rng: &mut StdRng) -> String {
    let people: Vec<&&str> = PEOPLE.sample(rng, 2).collect();
    let countries: Vec<&&str> = COUNTRIES.sample(rng, 2).collect();
    let (city, day) = (one(rng, CITIES), one(rng, DAYS));
    match rng.random_range(0..6) {
        0 => format!("{} met {} in {city} {day}.", people[0], people[1]),
        1 => format!("{} held talks with {} in {city} {day}.", people[0], people[1]),
        2 => format!("{} accused {} of breaking the agreement {day}.", countries[0], countries[1]),
        3 => format!("{} demanded {day} that {} withdraw its troops from the border.", countries[0], countries[1]),
        4 => format!("{} visited {} {day}.", people[0], countries[1]),
        _ => format!("{} warned {} of severe consequences {day}.", people[0], countries[1]),
    }
}
