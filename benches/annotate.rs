//! Cost of `demarche annotate` on one core: `cargo bench --bench annotate [TEXT]`.
//!
//! Articles are made from TEXT, a file in plain text, by default the sample article; figures are the better of two runs,
//! in words between blanks a second. `parse` is splitting, tagging and arcs; `mentions` is what comes on top of it: times,
//! places, actors and coreference; `extract` is everything. Loading is told with the resident memory that it takes, where
//! Linux tells it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use demarche::{
    article::Article,
    engine::{Engine, EngineOptions},
    language::{Parser, Splitter, tree::Tree},
};

/// In words between blanks: one article, and articles of ten and a hundred times its length.
const LENGTHS: [usize; 3] = [500, 5_000, 50_000];
/// A shorter text is gone through again until so many words are done.
const MIN_WORDS: usize = 100_000;
const RUNS: usize = 2;
const SAMPLE: &str = "config/samples/geneva.txt";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let seed = std::fs::read_to_string(file.as_deref().unwrap_or(SAMPLE))?;
    let (before, began) = (resident_kib(), Instant::now());
    let engine = Engine::load(None, EngineOptions { max_words: usize::MAX, ..EngineOptions::default() });
    let engine = engine.map_err(|faults| format!("{faults:?}"))?;
    let (loading, memory) = (began.elapsed(), resident_kib().saturating_sub(before));
    let began = Instant::now();
    let parser = Parser::load(None).map_err(|fault| fault.to_string())?;
    println!("loading: engine {loading:.1?}, {memory} KiB; a parser alone {:.1?}", began.elapsed());
    let splitter = Splitter::load(None).map_err(|faults| format!("{faults:?}"))?;
    println!("{:>8} {:>12} {:>12} {:>12} {:>16}", "words", "parse", "mentions", "extract", "share of mentions");
    for length in LENGTHS {
        measure(&engine, (&parser, &splitter), &repeat(&seed, length));
    }
    Ok(())
}

/// The seed's words over and over, each round a paragraph.
fn repeat(seed: &str, length: usize) -> String {
    let words = seed.split_whitespace().count().max(1);
    let rest: Vec<&str> = seed.split_whitespace().take(length % words).collect();
    format!("{}{}", format!("{seed}\n\n").repeat(length / words), rest.join(" "))
}

fn measure(engine: &Engine, (parser, splitter): (&Parser, &Splitter), text: &str) {
    let words = text.split_whitespace().count().max(1);
    let article = Article::of_text("bench", text, Some(jiff::civil::date(2022, 1, 21)));
    let rounds = MIN_WORDS.div_ceil(words);
    let parse = best(rounds, || parse(parser, splitter, text));
    let annotate = best(rounds, || drop(black_box(engine.annotate(&article))));
    let extract = best(rounds, || drop(black_box(engine.extract(&article))));
    let mentions = annotate.saturating_sub(parse);
    let rate = |time: Duration| words_a_second(words * rounds, time);
    let share = 100.0 * mentions.as_secs_f64() / extract.as_secs_f64().max(1e-9);
    println!("{words:>8} {:>12} {:>12} {:>12} {share:>15.0}%", rate(parse), rate(mentions), rate(extract));
}

/// Sentences, tags and arcs, as the engine makes them.
fn parse(parser: &Parser, splitter: &Splitter, text: &str) {
    for some in splitter.sentences(text).chunks(64) {
        let forms: Vec<Vec<&str>> =
            some.iter().map(|places| places.iter().map(|place| place.reading(text)).collect()).collect();
        let read: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
        for (forms, parsed) in forms.iter().zip(parser.parse_all(&read)) {
            black_box(Tree::of_parse(forms, parsed));
        }
    }
}

fn words_a_second(words: usize, time: Duration) -> u64 {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate to show"
    )]
    let rate = (words as f64 / time.as_secs_f64().max(1e-9)) as u64;
    rate
}

fn best(rounds: usize, mut work: impl FnMut()) -> Duration {
    let run = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..rounds).for_each(|_| work());
        start.elapsed()
    };
    (0..RUNS).map(|_| run(&mut work)).min().unwrap_or_default()
}

/// Resident memory of this process, in KiB; 0 where nobody tells.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
