//! Where sentences end.

use std::ops::Range;

use super::{
    MAX_SENTENCE_TOKENS,
    grammar::{Class, Grammar},
    token::{Shape, Token},
};

/// Lines shorter than this that end without a full stop are headings of their own. In characters.
const HEADING_CHARS: usize = 60;

/// Splits the words of a text into sentences, in reading order: every word is in exactly one.
///
/// A blank line ends a sentence; so do `.`, `!` and `?` before a new beginning, unless the word before is an
/// abbreviation. After an initialism (`U.S.`) a sentence ends only where an opener such as `The` follows. Cost is
/// linear; no sentence has more than [`MAX_SENTENCE_TOKENS`] words.
pub(crate) fn split_sentences(text: &str, tokens: &[Token], grammar: &Grammar) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in 1..=tokens.len() {
        let rule = Boundary { text, tokens, grammar, start, at };
        if at == tokens.len() || at - start >= MAX_SENTENCE_TOKENS || rule.is_boundary() {
            sentences.push(start..at);
            start = at;
        }
    }
    sentences
}

/// The question whether a sentence ends before the word `at`.
struct Boundary<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
    start: usize,
    at: usize,
}

impl Boundary<'_> {
    fn is_boundary(&self) -> bool {
        let Some(next) = self.tokens.get(self.at) else { return true };
        match next.breaks {
            0 => self.ends_here(next),
            1 => self.is_heading() || self.ends_here(next),
            _ => true,
        }
    }

    /// A single line break ends a short line, or one whose sentence is over.
    fn is_heading(&self) -> bool {
        let first = self.tokens.get(self.start).map_or(0, |token| token.chars.start);
        let last = self.tokens.get(self.at - 1).map_or(0, |token| token.chars.end);
        last - first < HEADING_CHARS
    }

    fn ends_here(&self, next: &Token) -> bool {
        let gap = self.tokens.get(self.at - 1).is_some_and(|last| last.chars.end < next.chars.start);
        let mut last = self.at - 1;
        while last > self.start && self.tokens.get(last).is_some_and(|token| token.shape == Shape::Quote) {
            last -= 1;
        }
        let Some(mark) = self.tokens.get(last) else { return false };
        gap && self.begins(next) && self.stops(mark, last, next)
    }

    fn begins(&self, next: &Token) -> bool {
        next.shape != Shape::Lower && (next.shape != Shape::Mark || self.text.get(next.bytes.clone()) == Some("("))
    }

    fn stops(&self, mark: &Token, index: usize, next: &Token) -> bool {
        match self.text.get(mark.bytes.clone()) {
            Some("." | "…") => !self.is_abbreviation(index),
            Some("!" | "?") => true,
            Some(text) if text.len() > 2 && text.ends_with('.') => self.grammar.is(next.word, Class::Opener),
            _ => false,
        }
    }

    fn is_abbreviation(&self, stop: usize) -> bool {
        let before = stop.checked_sub(1).and_then(|index| self.tokens.get(index));
        let adjacent = |token: &&Token| self.tokens.get(stop).is_some_and(|s| s.chars.start == token.chars.end);
        before
            .filter(adjacent)
            .is_some_and(|token| token.shape != Shape::Lower && self.grammar.is(token.word, Class::Abbreviation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Vocabulary, tokenize};

    #[test]
    fn sentences_end_at_stops_lines_and_headings_but_not_at_abbreviations() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("No stop", &["No stop"]),
            ("Vienna protests. Ankara is silent.", &["Vienna protests.", "Ankara is silent."]),
            ("Gen. Smith met Mr. Jones. They talked.", &["Gen. Smith met Mr. Jones.", "They talked."]),
            ("He left the U.S. The talks failed.", &["He left the U.S.", "The talks failed."]),
            ("The U.S. Senate voted.", &["The U.S. Senate voted."]),
            ("“We agree.” He left.", &["“We agree.”", "He left."]),
            ("A heading\nThe text begins.", &["A heading", "The text begins."]),
            ("One\n\ntwo", &["One", "two"]),
            ("It rose by 3.5 points. Why? Nobody knows.", &["It rose by 3.5 points.", "Why?", "Nobody knows."]),
        ];
        let mut vocabulary = Vocabulary::default();
        let grammar = Grammar::read(include_str!("../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
        for (text, expected) in cases {
            let tokens = tokenize(text, &vocabulary);
            let cut = |range: Range<usize>| {
                let tokens = &tokens[range];
                text.get(tokens.first().unwrap().bytes.start..tokens.last().unwrap().bytes.end).unwrap()
            };
            let found: Vec<&str> = split_sentences(text, &tokens, &grammar).into_iter().map(cut).collect();
            assert_eq!(found, *expected, "text {text:?}");
        }
    }
}
