//! `demarche run`: the worker.

use std::process::ExitCode;

use super::{load_engine, service::Service};
use crate::{config::Settings, telemetry::logging, worker::Stop};

pub(super) fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let traces = logging::start(&settings.telemetry)?;
    let engine = load_engine(&settings)?;
    tracing::info!(version = crate::VERSION, commit = crate::COMMIT, data = engine.digest(), "starting");
    let service = Service::new(settings, &engine)?;
    let ended = service.run_until_stopped(&Stop::default());
    traces.finish();
    let ended = ended?;
    tracing::info!(abandoned = ended.abandoned, "stopped");
    Ok(ExitCode::SUCCESS)
}
