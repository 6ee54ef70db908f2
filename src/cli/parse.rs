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
    language::{
        Parser, Splitter, parse_text,
        parsed_text::replace,
        syntax::conllu::{self, Line, Sentence},
        tree::{self, Tree},
    },
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files with plain text in UTF-8; - is standard input.
    files: Vec<PathBuf>,
    /// The files are CoNLL-U: parse their words as given, and put LEMMA, UPOS, XPOS, HEAD and DEPREL in place of theirs.
    #[arg(long)]
    tokens: bool,
    /// Add who does what, as comments before each sentence: `# clause = met[past] nsubj=Lavrov obj=Blinken` for each
    /// predicate, `# speech = said[direct] speaker=Lavrov content=met` for each thing said.
    #[arg(long)]
    clauses: bool,
}

pub(super) fn run(settings: &Settings, options: &Options) -> anyhow::Result<ExitCode> {
    let data_dir = settings.engine.data_dir.as_deref();
    let parser = Parser::load(data_dir).map_err(|fault| all_of("data", &[fault]))?;
    let splitter = Splitter::load(data_dir).map_err(|faults| all_of("data", &faults))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut emit = |mut sentence: Sentence| {
        if options.clauses {
            explain(&mut sentence);
        }
        write!(out, "{sentence}")
    };
    let standard_input = [PathBuf::from("-")];
    for file in if options.files.is_empty() { &standard_input } else { options.files.as_slice() } {
        let text = read_text(file)?;
        if options.tokens {
            parse_tokens(&parser, &text, &mut emit).with_context(|| file.display().to_string())?;
        } else {
            parse_text(&parser, &splitter, &text).try_for_each(&mut emit)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
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

/// Emits the sentences of CoNLL-U with the parser's columns in place of theirs.
fn parse_tokens(parser: &Parser, text: &str, emit: &mut impl FnMut(Sentence) -> io::Result<()>) -> anyhow::Result<()> {
    let sentences = conllu::read(text)?;
    let forms: Vec<Vec<String>> =
        sentences.iter().map(|sentence| sentence.words().map(|word| word.form.clone()).collect()).collect();
    let forms: Vec<&[String]> = forms.iter().map(Vec::as_slice).collect();
    for (mut sentence, parsed) in sentences.into_iter().zip(parser.parse_all(&forms)) {
        sentence.lines.retain(|line| !is_explained(line));
        sentence.words_mut().zip(parsed).for_each(|(word, parsed)| replace(word, parsed));
        emit(sentence)?;
    }
    Ok(())
}

/// What the comments of `--clauses` begin with; those of an earlier parse go with its arcs.
const CLAUSE: &str = "# clause = ";
const SPEECH: &str = "# speech = ";

fn is_explained(line: &Line) -> bool {
    matches!(line, Line::Other(text) if text.starts_with(CLAUSE) || text.starts_with(SPEECH))
}

/// Puts the sentence's clauses and speeches behind its comments.
fn explain(sentence: &mut Sentence) {
    let words: Vec<tree::Word<'_>> = sentence.words().map(tree::Word::from).collect();
    let tree = Tree::new(words);
    let clauses = tree.clauses().map(|clause| format!("{CLAUSE}{}", clause.explain()));
    let speeches = tree.speeches();
    let speeches = speeches.all().iter().map(|speech| format!("{SPEECH}{}", tree.explain_speech(speech)));
    let lines: Vec<Line> = clauses.chain(speeches).map(Line::Other).collect();
    let is_comment = |line: &Line| matches!(line, Line::Other(text) if text.starts_with('#'));
    let at = sentence.lines.iter().take_while(|line| is_comment(line)).count();
    sentence.lines.splice(at..at, lines);
}
