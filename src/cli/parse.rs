//! `demarche parse`: text, or the words of CoNLL-U, to tags, lemmas and arcs in CoNLL-U.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;

use super::all_of;
use crate::{
    config::Settings,
    engine::DataFault,
    knowledge::DataFiles,
    language::{
        Parser, Place, Splitter,
        syntax::{
            ParsedWord,
            conllu::{self, Line, Sentence, Word},
        },
    },
};

/// The file that the splitter knows abbreviations from.
const GRAMMAR: &str = "lexicon/grammar.toml";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files with plain text in UTF-8; - is standard input.
    files: Vec<PathBuf>,
    /// The files are CoNLL-U: parse their words as given, and put LEMMA, UPOS, XPOS, HEAD and DEPREL in place of theirs.
    #[arg(long)]
    tokens: bool,
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let data_dir = settings.engine.data_dir.as_deref();
    let parser = Parser::load(data_dir).map_err(|fault| all_of("data", &[fault]))?;
    let splitter = load_splitter(data_dir)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let standard_input = [PathBuf::from("-")];
    for file in if options.files.is_empty() { &standard_input } else { options.files.as_slice() } {
        let text = read_text(file)?;
        if options.tokens {
            parse_tokens(&parser, &text, &mut out).with_context(|| file.display().to_string())?;
        } else {
            parse_text(&parser, &splitter, &text, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn load_splitter(data_dir: Option<&Path>) -> anyhow::Result<Splitter> {
    let files = data_dir.map_or_else(DataFiles::compiled_in, DataFiles::of_folder);
    let files = files.map_err(|faults| all_of("data", &faults))?;
    let text = files.get(GRAMMAR).ok_or_else(|| all_of("data", &[DataFault::of_file(GRAMMAR, "is missing")]))?;
    Splitter::read(text).map_err(|error| all_of("data", &[DataFault::of_toml(GRAMMAR, text, &error)]))
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let is_standard_input = file.as_os_str() == "-";
    let name = if is_standard_input { "standard input".to_owned() } else { file.display().to_string() };
    let read = if is_standard_input {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.with_context(|| name.clone())?;
    String::from_utf8(bytes).with_context(|| format!("{name}: is not UTF-8"))
}

/// Writes the sentences of CoNLL-U with the parser's columns in place of theirs.
fn parse_tokens(parser: &Parser, text: &str, out: &mut impl Write) -> anyhow::Result<()> {
    for mut sentence in conllu::read(text)? {
        let forms: Vec<String> = sentence.words().map(|word| word.form.clone()).collect();
        let parsed = parser.parse(&forms);
        sentence.words_mut().zip(parsed).for_each(|(word, parsed)| replace(word, parsed));
        write!(out, "{sentence}")?;
    }
    Ok(())
}

/// Writes the sentences of a text.
fn parse_text(parser: &Parser, splitter: &Splitter, text: &str, out: &mut impl Write) -> io::Result<()> {
    let sentences = splitter.sentences(text);
    for (at, places) in sentences.iter().enumerate() {
        let follower = sentences.get(at + 1).and_then(|next| next.first());
        write!(out, "{}", sentence(parser, text, (at + 1, places), follower))?;
    }
    Ok(())
}

/// One sentence of a text, with its number; `follower` is the first word of the next one.
fn sentence(parser: &Parser, text: &str, (number, places): (usize, &[Place]), follower: Option<&Place>) -> Sentence {
    let forms: Vec<&str> = places.iter().map(|place| text.get(place.bytes.clone()).unwrap_or_default()).collect();
    let start = places.first().map_or(0, |place| place.bytes.start);
    let end = places.last().map_or(start, |place| place.bytes.end);
    let plain = one_line(text.get(start..end).unwrap_or_default());
    let mut lines = vec![Line::Other(format!("# sent_id = {number}")), Line::Other(format!("# text = {plain}"))];
    let followers = places.iter().skip(1).map(Some).chain([follower]);
    for (((form, place), parsed), next) in forms.iter().zip(places).zip(parser.parse(&forms)).zip(followers) {
        let mut word = Word { form: (*form).to_owned(), misc: misc(place, next), ..Word::default() };
        replace(&mut word, parsed);
        lines.push(Line::Word(word));
    }
    Sentence { lines }
}

/// The text with every run of white space as one space: a comment is one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn misc(place: &Place, next: Option<&Place>) -> String {
    let touches = next.is_some_and(|next| next.chars.start == place.chars.end);
    let space = if touches { "SpaceAfter=No|" } else { "" };
    format!("{space}start={}|end={}", place.chars.start, place.chars.end)
}

fn replace(word: &mut Word, parsed: ParsedWord<'_>) {
    word.lemma = parsed.lemma;
    parsed.upos.clone_into(&mut word.upos);
    parsed.xpos.clone_into(&mut word.xpos);
    word.head = Some(parsed.head);
    parsed.deprel.clone_into(&mut word.deprel);
}
