//! `demarche check`: everything that can be wrong before the worker runs, all at once.

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use rdkafka::{
    config::FromClientConfig,
    consumer::{BaseConsumer, Consumer},
};

use super::{GivenSettings, load_engine, settings_faults};
use crate::{
    config::{self, Settings},
    engine::Engine,
    language::syntax,
    telemetry::metrics,
    worker::client,
};

/// How long the brokers may take to answer.
const BROKER_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Ask the brokers too: whether they answer and have the topics.
    #[arg(long)]
    broker: bool,
    /// List what the knowledge lacks and is known to lack: vacant years of states' offices, overlapping terms of one
    /// office, old terms without an end; tab-separated. Check nothing else.
    #[arg(long, group = "print")]
    gaps: bool,
    /// With --gaps: one JSON object a line.
    #[arg(long, requires = "gaps")]
    json: bool,
    /// Print the settings file with every default, and check nothing.
    #[arg(long, group = "print")]
    print_defaults: bool,
    /// Print the README's table of settings, and check nothing.
    #[arg(long, group = "print")]
    print_settings_table: bool,
    /// Print the README's table of metrics, and check nothing.
    #[arg(long, group = "print")]
    print_metrics_table: bool,
}

pub(super) fn run(given: &GivenSettings, options: &Options) -> anyhow::Result<ExitCode> {
    if let Some(text) = options.printed() {
        print!("{text}");
        return Ok(ExitCode::SUCCESS);
    }
    if options.gaps {
        return list_gaps(given, options.json);
    }
    let mut faults = Vec::new();
    let settings = settings_faults(given)?.map_err(|found| faults.extend(found.iter().map(ToString::to_string))).ok();
    // Data are checked with the defaults where the settings are faulty, so that one run tells all.
    let settings = match settings {
        Some(settings) => {
            println!("settings: ok");
            settings
        }
        None => Settings::defaults().map_err(|faults| super::all_of("defaults", &faults))?,
    };
    faults.extend(check_data(&settings));
    faults.extend(check_model(&settings));
    if options.broker {
        faults.extend(check_brokers(&settings));
    }
    for fault in &faults {
        eprintln!("error: {fault}");
    }
    if faults.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} faults", faults.len());
    Ok(ExitCode::FAILURE)
}

impl Options {
    fn printed(&self) -> Option<String> {
        let choices: [(bool, fn() -> String); 3] = [
            (self.print_defaults, config::default_toml),
            (self.print_settings_table, config::markdown_table),
            (self.print_metrics_table, metrics::markdown_table),
        ];
        choices.iter().find(|(chosen, _)| *chosen).map(|(_, print)| print())
    }
}

fn check_data(settings: &Settings) -> Vec<String> {
    let engine = match Engine::load(settings.engine.data_dir.as_deref(), settings.engine_options()) {
        Ok(engine) => engine,
        Err(faults) => return faults.iter().map(ToString::to_string).collect(),
    };
    let faults: Vec<String> = engine.check().iter().map(ToString::to_string).collect();
    if faults.is_empty() {
        println!("data: ok, digest {}", engine.digest());
        print_counts(&engine);
    }
    faults
}

/// One line for each kind of knowledge, numbers flush right.
fn print_counts(engine: &Engine) {
    let counts = engine.knowledge_counts();
    let width = counts.iter().map(|count| count.entries.to_string().len()).max().unwrap_or_default();
    println!("knowledge:");
    for count in counts {
        println!("  {:>width$} {}", count.entries, count.kind);
    }
}

fn list_gaps(given: &GivenSettings, json: bool) -> anyhow::Result<ExitCode> {
    let engine = load_engine(&given.load()?)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for gap in engine.knowledge_gaps() {
        let line = if json { serde_json::to_string(&gap)? } else { gap.to_string() };
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn check_model(settings: &Settings) -> Option<String> {
    match syntax::Parser::load(settings.engine.data_dir.as_deref()) {
        Ok(_) => {
            println!("model: ok");
            None
        }
        Err(fault) => Some(fault.to_string()),
    }
}

fn check_brokers(settings: &Settings) -> Vec<String> {
    let asked = client::plain_config(settings, &settings.kafka.consumer)
        .map_err(|error| error.to_string())
        .and_then(|config| BaseConsumer::from_config(&config).map_err(|error| error.to_string()))
        .and_then(|consumer: BaseConsumer| consumer.fetch_metadata(None, BROKER_TIMEOUT).map_err(|e| e.to_string()));
    let metadata = match asked {
        Ok(metadata) => metadata,
        Err(error) => return vec![format!("kafka.brokers {}: {error}", settings.kafka.brokers)],
    };
    let kafka = &settings.kafka;
    let wanted = kafka.input_topics.iter().chain([&kafka.output_topic, &kafka.dead_letter_topic]);
    let partitions = |name: &str| {
        let topic = metadata.topics().iter().find(|topic| topic.name() == name)?;
        topic.error().is_none().then(|| topic.partitions().len())
    };
    let mut faults = Vec::new();
    for name in wanted {
        match partitions(name) {
            Some(count) => println!("topic {name}: {count} partitions"),
            None => faults.push(format!("the brokers have no topic {name}")),
        }
    }
    if faults.is_empty() {
        println!("brokers: ok, {}", metadata.brokers().len());
    }
    faults
}
