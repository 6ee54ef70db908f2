//! `demarche train`: treebank files to the model of `demarche parse`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Context;
use clap::Args;
use sha2::{Digest, Sha256};

use crate::{
    knowledge::hex,
    language::syntax::{
        Material, Parser, TrainOptions, Trained,
        conllu::{self, Sentence},
        score, train,
    },
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// CoNLL-U to learn from.
    #[arg(long, value_name = "FILE")]
    treebank: PathBuf,
    /// CoNLL-U to score on.
    #[arg(long, value_name = "FILE")]
    dev: PathBuf,
    /// CoNLL-U to learn from beside, of the kind of text that the parser is for; `_` is not learned.
    #[arg(long, value_name = "FILE")]
    further: Option<PathBuf>,
    /// CoNLL-U that a machine has parsed, to learn from beside; `TagP=` and `ArcP=` in MISC say how sure it was.
    #[arg(long, value_name = "FILE")]
    silver: Option<PathBuf>,
    /// Vectors of words in GloVe's text format.
    #[arg(long, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// Folder to write english.model into.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = TrainOptions::default().seed)]
    seed: u64,
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let (treebank, dev) = (read_treebank(&options.treebank)?, read_treebank(&options.dev)?);
    let further = options.further.as_deref().map(read_treebank).transpose()?.unwrap_or_default();
    let silver = options.silver.as_deref().map(read_treebank).transpose()?.unwrap_or_default();
    let read = |file: &PathBuf| fs::read_to_string(file).with_context(|| file.display().to_string());
    let vectors = options.vectors.as_ref().map(read).transpose()?;
    let began = Instant::now();
    let mut tell = |step: &str, parser: &Parser| {
        eprintln!("{:5} s  {step}; {}", began.elapsed().as_secs(), score(parser, &dev));
    };
    let settings = TrainOptions { seed: options.seed, ..TrainOptions::default() };
    let material = Material { treebank: &treebank, further: &further, silver: &silver, vectors: vectors.as_deref() };
    let Trained { parser, model } = train(&material, &settings, &mut tell)?;
    let file = options.out.join("english.model");
    fs::create_dir_all(&options.out).with_context(|| options.out.display().to_string())?;
    fs::write(&file, &model).with_context(|| file.display().to_string())?;
    println!("{}", score(&parser, &dev));
    println!("{}: {} bytes, SHA-256 {}", file.display(), model.len(), hex(&Sha256::digest(&model), 32));
    Ok(ExitCode::SUCCESS)
}

fn read_treebank(file: &Path) -> anyhow::Result<Vec<Sentence>> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    conllu::read(&text).with_context(|| file.display().to_string())
}
