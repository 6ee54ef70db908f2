//! `demarche extract`: files to events, without Kafka.

use std::{
    collections::BTreeMap,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use clap::Args;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    articles::{self, Input},
    load_engine, pretty,
};
use crate::{
    article::{self, DecodeOptions},
    config::Settings,
    engine::Engine,
    event::Event,
    outcome::{DeadLetter, DeadLetterReason, Outcome},
    worker::{guard::guard, process},
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files with articles: JSON Lines, one JSON article, NewsML-G2, HTML or plain text; - is standard input.
    files: Vec<PathBuf>,
    /// Lay events out for people.
    #[arg(long)]
    pretty: bool,
    /// Extraction threads; 0: one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
}

/// What one article came to.
struct Coded {
    name: String,
    outcome: Outcome,
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let engine = load_engine(settings)?;
    let threads = match options.threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    let coder = Arc::new(Coder { engine, decode: settings.decode_options() });
    let (inputs, waiting) = bounded::<(usize, Input)>(threads * 4);
    let (done, coded) = bounded::<(usize, Coded)>(threads * 4);
    let stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, done, coder) = (waiting.clone(), done.clone(), Arc::clone(&coder));
            scope.spawn(move || coder.code_all(&waiting, &done));
        }
        drop((waiting, done));
        let stopped = &stopped;
        let reader = scope.spawn(move || read_all(&options.files, &inputs, stopped));
        let written = Report::new(options.pretty).write_all(&coded);
        stopped.store(true, Ordering::Relaxed);
        // Threads that wait to hand over an outcome are let go.
        drop(coded);
        let read = reader.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the reader panicked")));
        let report = written?;
        read?;
        Ok(report.finish())
    })
}

fn read_all(files: &[PathBuf], inputs: &Sender<(usize, Input)>, stopped: &AtomicBool) -> anyhow::Result<()> {
    let mut number = 0;
    articles::for_each(files, |input| {
        number += 1;
        !stopped.load(Ordering::Relaxed) && inputs.send((number - 1, input)).is_ok()
    })
}

struct Coder {
    engine: Arc<Engine>,
    decode: DecodeOptions,
}

impl Coder {
    fn code_all(&self, waiting: &Receiver<(usize, Input)>, done: &Sender<(usize, Coded)>) {
        for (number, input) in waiting {
            let outcome = guard(|| self.code(&input)).unwrap_or_else(|place| {
                Outcome::DeadLetter(DeadLetter::new(DeadLetterReason::Panic, format!("panic at {place}")))
            });
            if done.send((number, Coded { name: input.name, outcome })).is_err() {
                return;
            }
        }
    }

    fn code(&self, input: &Input) -> Outcome {
        match article::decode(&input.payload, input.content_type, &self.decode) {
            Err(refusal) => refusal.into(),
            Ok(article) => process::code(&article, |article| self.engine.extract(article)),
        }
    }
}

/// Writes events in the order of the articles and counts what they came to.
struct Report {
    pretty: bool,
    articles: usize,
    events: usize,
    published: usize,
    skips: BTreeMap<&'static str, usize>,
    refusals: BTreeMap<&'static str, usize>,
}

impl Report {
    fn new(pretty: bool) -> Self {
        Self { pretty, articles: 0, events: 0, published: 0, skips: BTreeMap::new(), refusals: BTreeMap::new() }
    }

    fn write_all(mut self, coded: &Receiver<(usize, Coded)>) -> io::Result<Self> {
        let mut out = BufWriter::new(io::stdout().lock());
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, article) in coded {
            early.insert(number, article);
            while let Some(article) = early.remove(&next) {
                next += 1;
                self.write(&article, &mut out)?;
            }
            if coded.is_empty() {
                out.flush()?;
            }
        }
        out.flush()?;
        Ok(self)
    }

    fn write(&mut self, article: &Coded, out: &mut impl Write) -> io::Result<()> {
        self.articles += 1;
        match &article.outcome {
            Outcome::Publish(events) => {
                self.published += 1;
                self.events += events.len();
                events.iter().try_for_each(|event| self.write_event(event, out))
            }
            Outcome::Skip(reason) => {
                *self.skips.entry(reason.reason()).or_default() += 1;
                Ok(())
            }
            Outcome::DeadLetter(letter) => {
                eprintln!("{}: {letter}", article.name);
                *self.refusals.entry(letter.reason.reason()).or_default() += 1;
                Ok(())
            }
        }
    }

    fn write_event(&self, event: &Event, out: &mut impl Write) -> io::Result<()> {
        if self.pretty {
            return pretty::write_event(event, io::stdout().is_terminal(), out);
        }
        serde_json::to_writer(&mut *out, event)?;
        out.write_all(b"\n")
    }

    /// Tells on standard error what became of the articles: an article without events is no silence.
    fn finish(&self) -> ExitCode {
        let told = |counts: &BTreeMap<&str, usize>| {
            let parts: Vec<String> = counts.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            if parts.is_empty() { "0".to_owned() } else { parts.join(", ") }
        };
        eprintln!(
            "{} articles: {} events from {}; skipped: {}; refused: {}",
            self.articles,
            self.events,
            self.published,
            told(&self.skips),
            told(&self.refusals)
        );
        if self.refusals.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
