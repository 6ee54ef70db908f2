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
        io::stdout().write_all(text.as_bytes())?;
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
            writeln!(io::stdout(), "settings: ok")?;
            settings
        }
        None => Settings::defaults().map_err(|faults| super::all_of("defaults", &faults))?,
    };
    faults.extend(check_data(&settings)?);
    if options.broker {
        faults.extend(check_brokers(&settings)?);
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

fn check_data(settings: &Settings) -> io::Result<Vec<String>> {
    let engine = match Engine::load(settings.engine.data_dir.as_deref(), settings.engine_options()) {
        Ok(engine) => engine,
        Err(faults) => return Ok(faults.iter().map(ToString::to_string).collect()),
    };
    let faults: Vec<String> = engine.check().iter().map(ToString::to_string).collect();
    if faults.is_empty() {
        let mut out = io::stdout().lock();
        writeln!(out, "data: ok, digest {}", engine.digest())?;
        write_counts(&engine, &mut out)?;
        writeln!(out, "model: ok")?;
    }
    Ok(faults)
}

/// One line for each kind of knowledge, numbers flush right.
fn write_counts(engine: &Engine, out: &mut impl Write) -> io::Result<()> {
    let counts = engine.knowledge_counts();
    let width = counts.iter().map(|count| count.entries.to_string().len()).max().unwrap_or_default();
    writeln!(out, "knowledge:")?;
    counts.iter().try_for_each(|count| writeln!(out, "  {:>width$} {}", count.entries, count.kind))
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

fn check_brokers(settings: &Settings) -> io::Result<Vec<String>> {
    let asked = client::plain_config(settings, &settings.kafka.consumer)
        .map_err(|error| error.to_string())
        .and_then(|config| BaseConsumer::from_config(&config).map_err(|error| error.to_string()))
        .and_then(|consumer: BaseConsumer| consumer.fetch_metadata(None, BROKER_TIMEOUT).map_err(|e| e.to_string()));
    let metadata = match asked {
        Ok(metadata) => metadata,
        Err(error) => return Ok(vec![format!("kafka.brokers {}: {error}", settings.kafka.brokers)]),
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
            Some(count) => writeln!(io::stdout(), "topic {name}: {count} partitions")?,
            None => faults.push(format!("the brokers have no topic {name}")),
        }
    }
    if faults.is_empty() {
        writeln!(io::stdout(), "brokers: ok, {}", metadata.brokers().len())?;
    }
    Ok(faults)
}
