//! Words with their spans in bytes and in characters.
//!
//! Close to Universal Dependencies for English: possessives and `n't` are words of their own; initialisms (`U.S.`),
//! numbers (`15,199`, `10:30`, `9/11`), addresses and pictures are one. Other than there, hyphenated words are one, and
//! an abbreviation's full stop stands alone: the patterns are written so. [`tokenize_universal`](super::tokenize_universal)
//! goes the rest of the way. Every character that is no white space belongs to exactly one token.

use std::ops::Range;

use super::{
    scan::{Letter, is_invisible, token_end},
    vocabulary::{Vocabulary, WordId},
};

/// A word or a punctuation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it stands, in bytes; on character boundaries.
    pub(crate) bytes: Range<usize>,
    /// Where it stands, in Unicode characters.
    pub(crate) chars: Range<usize>,
    /// Which word of the data it is, compared in lower case.
    pub(crate) word: WordId,
    /// How it is written.
    pub(crate) shape: Shape,
    /// Line breaks between it and the word before.
    pub(crate) breaks: usize,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `US`, `NATO`, `U.S.`
    Upper,
    /// `Geneva`, `McCain`
    Capital,
    /// `talks`
    Lower,
    /// `19`, `15,199`, `2022-01-19`
    Number,
    /// An opening or closing quotation mark.
    Quote,
    /// Any other mark.
    Mark,
}

impl Shape {
    /// Whether it begins with a capital letter.
    pub(crate) fn is_capital(self) -> bool {
        matches!(self, Self::Upper | Self::Capital)
    }

    /// Whether it is a word, not a mark.
    pub(crate) fn is_word(self) -> bool {
        !matches!(self, Self::Quote | Self::Mark)
    }
}

/// The longest of `'s`, `'ve`, `n't`. In characters.
const MAX_CLITIC_CHARS: usize = 3;
const APOSTROPHES: [char; 2] = ['\'', '’'];
const QUOTES: [char; 10] = ['`', '"', '“', '”', '„', '«', '»', '‘', '\'', '’'];

/// Cuts a text into words. Cost is linear in its length; any text has words or is blank.
pub(crate) fn tokenize(text: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    let letters: Vec<Letter> = text.char_indices().map(|(byte, letter)| Letter { byte, letter }).collect();
    let mut tokens = Vec::with_capacity(letters.len() / 5);
    let mut writer = Writer { text, letters: &letters, vocabulary, buffer: String::new(), breaks: 0 };
    let mut at = 0;
    while let Some(first) = letters.get(at) {
        if first.letter.is_whitespace() {
            writer.breaks += usize::from(first.letter == '\n');
            at += 1;
            continue;
        }
        let end = token_end(&letters, at);
        let cut = clitic(&letters, at, end);
        tokens.push(writer.token(at, cut));
        if cut < end {
            tokens.push(writer.token(cut, end));
        }
        at = end;
    }
    tokens
}

/// Where `'s`, `'ll` or `n't` begins at the end of a word; the end where there is none.
fn clitic(letters: &[Letter], start: usize, end: usize) -> usize {
    let is_apostrophe = |index: &usize| letters.get(*index).is_some_and(|l| APOSTROPHES.contains(&l.letter));
    let Some(apostrophe) = (end.saturating_sub(MAX_CLITIC_CHARS).max(start)..end).rev().find(is_apostrophe) else {
        return end;
    };
    let tail = letters.get(apostrophe + 1..end).unwrap_or_default();
    let tail: String = tail.iter().map(|letter| letter.letter.to_ascii_lowercase()).collect();
    let before = apostrophe.checked_sub(1).and_then(|i| letters.get(i)).map(|l| l.letter);
    match tail.as_str() {
        _ if apostrophe == start => end,
        "s" if is_decade(letters.get(start..apostrophe).unwrap_or_default()) => end,
        "s" | "ll" | "re" | "ve" | "d" | "m" => apostrophe,
        "t" if matches!(before, Some('n' | 'N')) && apostrophe >= start + 2 => apostrophe - 1,
        _ => end,
    }
}

/// `1990`: with `'s`, the years of a decade and one word.
fn is_decade(letters: &[Letter]) -> bool {
    // A number of two digits is more often one: `number 10's door`.
    letters.len() == 4
        && letters.iter().all(|letter| letter.letter.is_ascii_digit())
        && letters.last().is_some_and(|last| last.letter == '0')
}

struct Writer<'a> {
    text: &'a str,
    letters: &'a [Letter],
    vocabulary: &'a Vocabulary,
    buffer: String,
    breaks: usize,
}

impl Writer<'_> {
    fn token(&mut self, start: usize, end: usize) -> Token {
        let byte = |index: usize| self.letters.get(index).map_or(self.text.len(), |letter| letter.byte);
        let bytes = byte(start)..byte(end);
        let breaks = std::mem::take(&mut self.breaks);
        let token = Token { bytes, chars: start..end, word: WordId::UNKNOWN, shape: Shape::Mark, breaks };
        token.read(self.text, self.vocabulary, &mut self.buffer)
    }
}

impl Token {
    /// The token as the text has it.
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.bytes.clone()).unwrap_or_default()
    }

    /// Tells word and shape from what the text has in the token's place; the buffer is there to be used again.
    pub(super) fn read(mut self, text: &str, vocabulary: &Vocabulary, buffer: &mut String) -> Self {
        let written = self.text(text);
        buffer.clear();
        for letter in written.chars().filter(|letter| !is_invisible(*letter)) {
            buffer.extend(if letter == '’' { '\'' } else { letter }.to_lowercase());
        }
        self.word = vocabulary.get(buffer);
        self.shape = shape(written);
        self
    }
}

fn shape(text: &str) -> Shape {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return Shape::Mark };
    let upper = text.chars().filter(|letter| letter.is_uppercase()).count();
    let alphabetic = text.chars().filter(|letter| letter.is_alphabetic()).count();
    match first {
        _ if first.is_numeric() => Shape::Number,
        _ if first.is_uppercase() && upper == alphabetic && upper > 1 => Shape::Upper,
        _ if first.is_uppercase() => Shape::Capital,
        _ if first.is_alphabetic() => Shape::Lower,
        _ if alphabetic > 0 => Shape::Lower,
        _ if QUOTES.contains(&first) => Shape::Quote,
        _ => Shape::Mark,
    }
}

#[cfg(test)]
mod tests;
