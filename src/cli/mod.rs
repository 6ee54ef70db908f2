//! The command line: one file per command. Errors are one line on standard error; exit code 0 done, 1 failed, 2 wrong
//! usage.

mod annotate;
mod articles;
mod bench;
mod check;
mod demo;
mod extract;
mod parse;
mod pretty;
mod replay;
mod run;
mod schema;
mod service;
mod train;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context, anyhow};
use clap::{Args, Parser, Subcommand};

use crate::{
    config::{Fault, Settings, Sources},
    engine::Engine,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, about, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    given: GivenSettings,
    #[command(subcommand)]
    command: Command,
}

/// Where settings are given, beside the environment.
#[derive(Debug, Args)]
struct GivenSettings {
    /// Settings file in TOML; config/demarche.toml lists every setting with its default.
    #[arg(long, global = true, env = "DEMARCHE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting, such as kafka.group=desk; again for more. Goes before the file and the environment.
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The worker: articles from Kafka in, events to Kafka out, HTTP for metrics and health.
    Run,
    /// The whole pipeline on an embedded broker with sample articles; events on standard output.
    Demo(demo::Options),
    /// Articles from files or standard input to events, one JSON object a line.
    Extract(extract::Options),
    /// Articles to what was recognised in them: who, where and when; one JSON object an article.
    Annotate(annotate::Options),
    /// Text, or CoNLL-U, to tags, lemmas and arcs in CoNLL-U.
    Parse(parse::Options),
    /// Trains the model that `parse` uses, from treebank files.
    #[command(hide = true)]
    Train(train::Options),
    /// Checks settings, lexicon, knowledge and model, and runs the lexicon's own sentences; tells all that is wrong.
    Check(check::Options),
    /// Prints the JSON Schema of an article, an event or a dead letter.
    Schema(schema::Options),
    /// Puts dead letters back on the topic that they came from.
    Replay(replay::Options),
    /// Loads the input topic with articles and reports throughput and latency end to end; a worker must run.
    Bench(bench::Options),
}

/// Reads the command line and carries it out.
pub fn main() -> ExitCode {
    let Cli { given, command } = Cli::parse();
    let done = match command {
        Command::Run => given.load().and_then(run::run),
        Command::Demo(options) => given.load().and_then(|settings| demo::run(settings, &options)),
        Command::Extract(options) => given.load().and_then(|settings| extract::run(&settings, &options)),
        Command::Annotate(options) => given.load().and_then(|settings| annotate::run(&settings, &options)),
        Command::Parse(options) => given.load().and_then(|settings| parse::run(&settings, &options)),
        Command::Train(options) => train::run(&options),
        Command::Check(options) => check::run(&given, &options),
        Command::Schema(options) => schema::run(&options),
        Command::Bench(options) => given.load().and_then(|settings| bench::run(&settings, &options)),
        Command::Replay(options) => given.load().and_then(|settings| replay::run(&settings, &options)),
    };
    match done {
        Ok(code) => code,
        // Who closed the pipe has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, such as kafka.group=desk")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

impl GivenSettings {
    fn sources(&self) -> anyhow::Result<Sources> {
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).with_context(|| format!("settings file {}", path.display()))?;
            anyhow::Ok((path.clone(), text))
        };
        let file = self.config.as_ref().map(read).transpose()?;
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Ok(Sources { file, environment: std::env::vars_os().filter_map(text).collect(), flags: self.set.clone() })
    }

    fn load(&self) -> anyhow::Result<Settings> {
        Settings::load(&self.sources()?).map_err(|faults| all_of("settings", &faults))
    }
}

/// One error that tells all faults, each on a line of its own where there are several.
fn all_of<E: std::fmt::Display>(what: &str, faults: &[E]) -> anyhow::Error {
    match faults {
        [only] => anyhow!("{what}: {only}"),
        many => {
            let lines: String = many.iter().map(|fault| format!("\n  {fault}")).collect();
            anyhow!("{what}: {} faults{lines}", many.len())
        }
    }
}

/// The engine that the settings ask for.
fn load_engine(settings: &Settings) -> anyhow::Result<Arc<Engine>> {
    let engine = Engine::load(settings.engine.data_dir.as_deref(), settings.engine_options());
    engine.map(Arc::new).map_err(|faults| all_of("data", &faults))
}

/// Every fault of the settings, for `check`.
fn settings_faults(given: &GivenSettings) -> anyhow::Result<Result<Settings, Vec<Fault>>> {
    Ok(Settings::load(&given.sources()?))
}
