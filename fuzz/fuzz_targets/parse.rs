//! Raw text through splitter and parser to CoNLL-U, and back: no panic, one tree for each sentence, the same words.
#![no_main]

use std::sync::LazyLock;

use demarche::language::{
    Parser, Splitter, parse_text,
    syntax::conllu::{self, Sentence},
};
use libfuzzer_sys::fuzz_target;

static PARSER: LazyLock<Parser> = LazyLock::new(|| Parser::load(None).expect("the model compiled in is right"));
static SPLITTER: LazyLock<Splitter> = LazyLock::new(|| Splitter::load(None).expect("the data compiled in are right"));

fuzz_target!(|text: &str| {
    let sentences: Vec<Sentence> = parse_text(&PARSER, &SPLITTER, text).collect();
    for sentence in &sentences {
        assert_eq!(sentence.words().filter(|word| word.head == Some(0)).count(), 1);
    }
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let words: String = sentences.iter().flat_map(Sentence::words).map(|word| word.form.as_str()).collect();
    assert_eq!(words, letters(text));
    let written: String = sentences.iter().map(ToString::to_string).collect();
    assert_eq!(conllu::read(&written), Ok(sentences));
});
