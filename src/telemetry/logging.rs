//! Log lines on standard error: JSON for machines, text for people.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use super::trace::Traces;
use crate::config::{LogFormat, Telemetry};

/// Sets up logs, and traces where the settings name a collector. Once per process.
///
/// # Errors
///
/// A filter that cannot be read, a collector's address that is none, or a second call.
pub fn start(settings: &Telemetry) -> anyhow::Result<Traces> {
    let traces = Traces::start(settings)?;
    let filter = EnvFilter::try_new(&settings.log_level)?;
    let json = match settings.log_format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if json {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
    } else {
        lines.compact().with_ansi(std::io::stderr().is_terminal()).boxed()
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces.layer()).try_init()?;
    Ok(traces)
}
