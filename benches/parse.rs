//! Speed of `demarche parse`, stage by stage, on one core: `cargo bench --bench parse [TEXT]`.
//!
//! Texts of 2,000, 20,000 and 200,000 words are made from TEXT, a file in plain text, by default the sample article.
//! Figures are the better of two runs, in words of the splitter a second; loading is told apart. Time is the processor's
//! where Linux tells it, else the clock's. Where cost is linear, the figures of a stage are alike for all lengths.

use std::{
    fmt::Write,
    hint::black_box,
    time::{Duration, Instant},
};

use demarche::language::{Parser, Splitter, parse_text};

/// In words between blanks.
const LENGTHS: [usize; 3] = [2_000, 20_000, 200_000];
/// A shorter text is gone through again until so many words are done: what tells time ticks in milliseconds.
const MIN_WORDS: usize = 20_000;
const RUNS: usize = 2;
const SAMPLE: &str = "config/samples/geneva.txt";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let seed = std::fs::read_to_string(file.as_deref().unwrap_or(SAMPLE))?;
    let began = Instant::now();
    let parser = Parser::load(None).map_err(|fault| fault.to_string())?;
    let model = began.elapsed();
    let splitter = Splitter::load(None).map_err(|faults| format!("{faults:?}"))?;
    println!("loading: model {model:.1?}, splitter {:.1?}", began.elapsed() - model);
    println!("{:>10} {:>10} {:>12} {:>12} {:>12}", "words", "sentences", "split", "tag+parse", "text to CoNLL-U");
    for length in LENGTHS {
        measure(&parser, &splitter, &repeat(&seed, length), MIN_WORDS.div_ceil(length));
    }
    Ok(())
}

/// The seed's words over and over, each round a paragraph.
fn repeat(seed: &str, length: usize) -> String {
    let words = seed.split_whitespace().count().max(1);
    let rounds = length / words;
    let rest: Vec<&str> = seed.split_whitespace().take(length % words).collect();
    format!("{}{}", format!("{seed}\n\n").repeat(rounds), rest.join(" "))
}

fn measure(parser: &Parser, splitter: &Splitter, text: &str, rounds: usize) {
    let sentences = splitter.sentences(text);
    let words: usize = sentences.iter().map(Vec::len).sum();
    let split = best(rounds, || drop(black_box(splitter.sentences(text))));
    let parse = best(rounds, || {
        for some in sentences.chunks(64) {
            let forms: Vec<Vec<&str>> =
                some.iter().map(|places| places.iter().map(|place| place.reading(text)).collect()).collect();
            let forms: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
            black_box(parser.parse_all(&forms));
        }
    });
    let mut written = String::new();
    let whole = best(rounds, || {
        written.clear();
        parse_text(parser, splitter, text).for_each(|sentence| {
            // Writing to a String cannot fail.
            let _ = write!(written, "{sentence}");
        });
    });
    let [split, parse, whole] = [split, parse, whole].map(|took| per_second(words * rounds, took));
    println!("{words:>10} {:>10} {split:>12} {parse:>12} {whole:>12}", sentences.len());
}

fn best(rounds: usize, mut run: impl FnMut()) -> Duration {
    let mut time = || {
        let began = (Instant::now(), on_processor());
        (0..rounds).for_each(|_| run());
        let took = began.1.zip(on_processor()).map(|(before, after)| after.saturating_sub(before));
        took.unwrap_or_else(|| began.0.elapsed())
    };
    (0..RUNS).map(|_| time()).min().unwrap_or_default()
}

/// How long this thread has run so far; other programs on the same core do not count.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn per_second(words: usize, took: Duration) -> u128 {
    let words = u128::try_from(words).unwrap_or(u128::MAX);
    words * 1_000_000_000 / took.as_nanos().max(1)
}
