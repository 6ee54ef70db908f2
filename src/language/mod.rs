//! Text to sentences and words, and what the words can be.
//!
//! A stand-in for a parser, and the seam for one: `Analysis` is what later steps read. It knows words, their forms
//! and closed classes; it knows no arcs yet. [`syntax`] finds them, and [`tree`] answers questions
//! about them; the engine does not use them yet. Words come in two
//! cuts: those of `tokenize`, in which patterns and gazetteers are written, and those of `tokenize_universal`, which the
//! parser is trained on.

mod grammar;
mod layout;
pub(crate) mod parsed_text;
mod quotation;
mod scan;
mod sentence;
mod splitter;
pub mod syntax;
mod token;
pub mod tree;
mod universal;
mod verb;
mod vocabulary;

pub(crate) use self::universal::tokenize_universal;
pub(crate) use self::{
    grammar::{Class, Grammar},
    sentence::split_sentences,
    token::{Shape, Token, tokenize},
    verb::Form,
    vocabulary::{Vocabulary, WordId},
};

pub use self::{
    parsed_text::parse_text,
    splitter::{Place, Splitter},
    syntax::Parser,
};

/// A sentence longer than this is cut at its best place, so that cost stays linear on a text without full stops. In
/// tokens.
pub(crate) const MAX_SENTENCE_TOKENS: usize = 200;

/// One sentence with its words; the text is the article's part (body or title) that all spans count in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Analysis<'a> {
    /// The whole part.
    pub(crate) text: &'a str,
    /// The sentence's words, one at least.
    pub(crate) tokens: &'a [Token],
}

impl<'a> Analysis<'a> {
    /// The word at a position; a word that nobody knows beyond the ends.
    pub(crate) fn word(&self, index: usize) -> WordId {
        self.tokens.get(index).map_or(WordId::UNKNOWN, |token| token.word)
    }

    /// The text of some words, with what stands between them.
    pub(crate) fn text_of(&self, start: usize, end: usize) -> &'a str {
        let first = self.tokens.get(start).map(|token| token.bytes.start);
        let last = self.tokens.get(end.wrapping_sub(1)).map(|token| token.bytes.end);
        first.zip(last).and_then(|(first, last)| self.text.get(first..last)).unwrap_or_default()
    }

    /// Where some words stand, in characters of the part.
    pub(crate) fn chars_of(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.tokens.get(start).map_or(0, |token| token.chars.start);
        let last = self.tokens.get(end.wrapping_sub(1)).map_or(first, |token| token.chars.end);
        (first, last)
    }
}
