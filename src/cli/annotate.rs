//! `demarche annotate`: articles to what was recognised in them.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use super::{articles, load_engine};
use crate::{article, config::Settings, worker::guard::guard};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files with articles: JSON Lines, one JSON article, NewsML-G2, HTML or plain text; - is standard input.
    files: Vec<PathBuf>,
    /// Print what is asked about each name that may be a toponym instead, for `config/model/places.py`.
    #[arg(long, hide = true)]
    place_features: bool,
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let engine = load_engine(settings)?;
    let decode = settings.decode_options();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut refused = false;
    let mut written = Ok(());
    articles::for_each(&options.files, |input| {
        let line = guard(|| {
            let article =
                article::decode(&input.payload, input.content_type, &decode).map_err(|why| why.to_string())?;
            if options.place_features {
                let features = engine.place_features(&article).map_err(|why| why.to_string())?;
                return serde_json::to_string(&(article.id, features)).map_err(|why| why.to_string());
            }
            let annotation = engine.annotate(&article).map_err(|why| why.to_string())?;
            serde_json::to_string(&annotation).map_err(|why| why.to_string())
        });
        match line.unwrap_or_else(|place| Err(format!("panic at {place}"))) {
            Ok(line) => written = writeln!(out, "{line}"),
            Err(why) => {
                refused = true;
                eprintln!("{}: {why}", input.name);
            }
        }
        written.is_ok()
    })?;
    written.and_then(|()| out.flush())?;
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
