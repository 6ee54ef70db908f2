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
        TrainOptions,
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
    /// Vectors of words in GloVe's text format, for clusters of words that are used alike.
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
    let read = |file: &PathBuf| fs::read_to_string(file).with_context(|| file.display().to_string());
    let vectors = options.vectors.as_ref().map(read).transpose()?;
    let began = Instant::now();
    let mut tell = |step: &str| eprintln!("{:5} s  {step}", began.elapsed().as_secs());
    let settings = TrainOptions { seed: options.seed, ..TrainOptions::default() };
    let parser = train(&treebank, vectors.as_deref(), &settings, &mut tell)?;
    let model = parser.model();
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
