//! `demarche schema`: the contracts as JSON Schema.

use std::{io::Write, process::ExitCode};

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Of what.
    of: Contract,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Contract {
    /// The project's own shape of an article; feeds' shapes are read too.
    Article,
    /// An event.
    Event,
    /// The headers of a dead letter, as an object.
    DeadLetter,
}

impl Contract {
    fn schema(self) -> &'static str {
        match self {
            Self::Article => include_str!("../../config/schema/article.json"),
            Self::Event => include_str!("../../config/schema/event.json"),
            Self::DeadLetter => include_str!("../../config/schema/dead-letter.json"),
        }
    }
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    std::io::stdout().write_all(options.of.schema().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
