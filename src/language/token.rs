//! Words with their spans in bytes and in characters.
//!
//! Close to Universal Dependencies for English: possessives and `n't` are words of their own, hyphenated words and
//! initialisms (`U.S.`) are one. Every character that is no white space belongs to exactly one token.

use std::ops::Range;

use super::vocabulary::{Vocabulary, WordId};

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

const APOSTROPHES: [char; 2] = ['\'', '’'];
const QUOTES: [char; 9] = ['"', '“', '”', '„', '«', '»', '‘', '\'', '’'];

/// One character with its place.
#[derive(Clone, Copy)]
struct Letter {
    byte: usize,
    letter: char,
}

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
        let end = if first.letter.is_alphanumeric() { word_end(&letters, at) } else { at + 1 };
        let cut = clitic(&letters, at, end);
        tokens.push(writer.token(at, cut));
        if cut < end {
            tokens.push(writer.token(cut, end));
        }
        at = end;
    }
    tokens
}

/// One past the last character of the word that begins at `start`.
fn word_end(letters: &[Letter], start: usize) -> usize {
    let at = |index: usize| letters.get(index).map(|letter| letter.letter);
    let mut end = start + 1;
    while let Some(letter) = at(end) {
        let inner =
            matches!(letter, '\'' | '’' | '-' | '.' | ',' | '‑') && at(end + 1).is_some_and(char::is_alphanumeric);
        let number =
            letter != ',' || at(end - 1).zip(at(end + 1)).is_some_and(|(a, b)| a.is_numeric() && b.is_numeric());
        if !(letter.is_alphanumeric() || is_mark_of_letter(letter) || inner && number) {
            break;
        }
        end += 1;
    }
    let initialism = at(end) == Some('.') && letters.get(start..end).is_some_and(is_initialism);
    if initialism { end + 1 } else { end }
}

/// Whether single letters stand between full stops: `U.S`, `J`.
fn is_initialism(letters: &[Letter]) -> bool {
    letters
        .iter()
        .enumerate()
        .all(|(i, letter)| if i % 2 == 0 { letter.letter.is_alphabetic() } else { letter.letter == '.' })
        && letters.len() % 2 == 1
        && letters.first().is_some_and(|letter| letter.letter.is_uppercase())
}

/// Combining marks belong to the letter before them.
fn is_mark_of_letter(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}')
}

/// Where `'s`, `'ll` or `n't` begins at the end of a word; the end where there is none.
fn clitic(letters: &[Letter], start: usize, end: usize) -> usize {
    let Some(apostrophe) =
        (start..end).rev().find(|i| letters.get(*i).is_some_and(|l| APOSTROPHES.contains(&l.letter)))
    else {
        return end;
    };
    let tail: String = letters.get(apostrophe + 1..end).unwrap_or_default().iter().map(|l| l.letter).collect();
    let before = apostrophe.checked_sub(1).and_then(|i| letters.get(i)).map(|l| l.letter);
    match tail.as_str() {
        _ if apostrophe == start => end,
        "s" | "S" | "ll" | "re" | "ve" | "d" | "m" => apostrophe,
        "t" if before == Some('n') && apostrophe >= start + 2 => apostrophe - 1,
        _ => end,
    }
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
        let text = self.text.get(bytes.clone()).unwrap_or_default();
        self.buffer.clear();
        for letter in text.chars() {
            self.buffer.extend(if letter == '’' { '\'' } else { letter }.to_lowercase());
        }
        let token = Token {
            bytes,
            chars: start..end,
            word: self.vocabulary.get(&self.buffer),
            shape: shape(text),
            breaks: self.breaks,
        };
        self.breaks = 0;
        token
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
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_universal_dependencies_cuts_them() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \n", &[]),
            ("Russia’s talks.", &["Russia", "’s", "talks", "."]),
            ("They didn't meet", &["They", "did", "n't", "meet"]),
            ("the U.S. said", &["the", "U.S.", "said"]),
            ("15,199 Jews, Serbs", &["15,199", "Jews", ",", "Serbs"]),
            ("‘frank’ talks", &["‘", "frank", "’", "talks"]),
            ("Amir-Abdollahian", &["Amir-Abdollahian"]),
            ("2022-01-19", &["2022-01-19"]),
        ];
        for (text, expected) in cases {
            let tokens = tokenize(text, &Vocabulary::default());
            let found: Vec<&str> = tokens.iter().filter_map(|token| text.get(token.bytes.clone())).collect();
            assert_eq!(found, *expected, "text {text:?}");
        }
    }

    #[test]
    fn spans_count_characters_not_bytes() {
        let tokens = tokenize("Élysée ja", &Vocabulary::default());
        assert_eq!(tokens.last().map(|token| token.chars.clone()), Some(7..9));
    }
}
