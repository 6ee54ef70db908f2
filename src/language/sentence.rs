//! Where sentences end.
//!
//! Reads the tokens of [`tokenize`](super::tokenize) or of [`tokenize_universal`](super::tokenize_universal): an
//! abbreviation may hold its full stop or stand before it. Knows abbreviations, lines and quotation marks; knows no
//! grammar.

use std::ops::Range;

use super::{
    MAX_SENTENCE_TOKENS,
    grammar::{Class, Grammar},
    layout::Layout,
    scan::{is_address, is_picture},
    token::{Shape, Token},
    vocabulary::WordId,
};

/// Between a closing quotation mark and the verb that tells whose words they are: `“Why?” Foreign Minister Lavrov asked`.
const MAX_SPEAKER_TOKENS: usize = 6;
/// Quotation marks and brackets that are looked through to find a sentence's last or first word. In tokens.
const MAX_MARKS: usize = 4;
/// A sentence that begins with an hour has no more words before its `p.m.`
const MAX_HOUR_TOKENS: usize = 4;
/// A number that heads an item of a list has no more digits: `1. Peace`.
const MAX_ITEM_DIGITS: usize = 2;

/// What lines across the page are drawn with, and how many marks are one.
const RULE_MARKS: [char; 6] = ['*', '=', '_', '-', '~', '#'];
const MIN_RULE_CHARS: usize = 3;
/// Fewer hyphens are a dash.
const MIN_HYPHENS: usize = 5;

/// Splits the words of a text into sentences, in reading order: every word is in exactly one.
///
/// A blank line ends a sentence, and so does a line break, unless the text is one whose lines are broken at a width
/// or the next line goes on in lower case. Within a line, a sentence ends at `.`, `!`, `?` or `...`, with the quotes
/// and brackets that close after it, where the next word begins one: a full stop of a title ends none, that of an
/// abbreviation that may stand last (`U.S.`, `Inc.`) only before an opener such as `The`. Cost is linear; a sentence
/// of more than [`MAX_SENTENCE_TOKENS`] words is cut at its last semicolon, else comma, else blank.
pub(crate) fn split_sentences(text: &str, tokens: &[Token], grammar: &Grammar) -> Vec<Range<usize>> {
    let splitter = Splitter { text, tokens, grammar, layout: Layout::of(text, tokens) };
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut places = Places::default();
    for at in 1..=tokens.len() {
        splitter.note(&mut places, at);
        if at - start >= MAX_SENTENCE_TOKENS {
            let cut = places.best(start, at);
            sentences.push(start..cut);
            start = cut;
        }
        if start < at && splitter.is_boundary(start, at) {
            sentences.push(start..at);
            start = at;
        }
    }
    sentences
}

/// Where a sentence that is too long is best cut; word numbers.
#[derive(Debug, Default)]
struct Places {
    semicolon: usize,
    comma: usize,
    blank: usize,
}

impl Places {
    /// The best place in the second half of a sentence, or its end.
    fn best(&self, start: usize, at: usize) -> usize {
        let least = start + MAX_SENTENCE_TOKENS / 2;
        [self.semicolon, self.comma, self.blank].into_iter().find(|place| *place > least).unwrap_or(at)
    }
}

/// How much a mark ends a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// `!`, `?`
    Call,
    /// `.`
    Full,
    /// `...`
    Ellipsis,
    /// `U.S.`, `Inc.`: where an opener follows.
    Shortened,
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
    layout: Layout,
}

impl<'a> Splitter<'a> {
    fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.text(self.text))
    }

    fn shape(&self, index: usize) -> Option<Shape> {
        self.tokens.get(index).map(|token| token.shape)
    }

    fn is(&self, index: usize, class: Class) -> bool {
        self.tokens.get(index).is_some_and(|token| self.grammar.is(token.word, class))
    }

    /// Whether a word touches the one before it.
    fn touches(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.zip(self.tokens.get(index)).is_some_and(|(left, right)| left.chars.end == right.chars.start)
    }

    /// Remembers what the word before `at` is good for, should the sentence have to be cut.
    fn note(&self, places: &mut Places, at: usize) {
        match self.text(at - 1) {
            ";" => places.semicolon = at,
            "," => places.comma = at,
            _ => {}
        }
        if !self.touches(at) {
            places.blank = at;
        }
    }

    /// Whether the sentence that began at `start` ends before the word `at`.
    fn is_boundary(&self, start: usize, at: usize) -> bool {
        let Some(next) = self.tokens.get(at) else { return true };
        match next.breaks {
            0 => self.is_rule(at) || self.is_rule(at - 1) || self.is_header(start, at) || self.ends_here(start, at),
            1 => self.is_line_end(start, at) || self.is_header(start, at) || self.ends_here(start, at),
            _ => true,
        }
    }

    /// Whether a token is a line drawn across the page, `=====`; one that touches other words is none.
    fn is_rule(&self, at: usize) -> bool {
        if self.touches(at) || self.touches(at + 1) {
            return false;
        }
        let mut marks = self.text(at).chars();
        let first = marks.next().filter(|mark| RULE_MARKS.contains(mark));
        let least = if first == Some('-') { MIN_HYPHENS } else { MIN_RULE_CHARS };
        first.is_some_and(|first| marks.all(|mark| mark == first))
            && self.tokens.get(at).is_some_and(|token| token.chars.len() >= least)
    }

    /// Whether a line break ends a sentence that no stop ends.
    fn is_line_end(&self, start: usize, at: usize) -> bool {
        let stops = || self.stop(start, self.last_mark(start, at)).is_some_and(|stop| stop != Stop::Shortened);
        let begins = || self.first_word(at).is_some_and(|word| !self.goes_on(word));
        match self.layout.is_wrapped() {
            true => self.is_bullet(at) || self.layout.is_line_end(at) && begins(),
            false => begins() || stops(),
        }
    }

    fn is_bullet(&self, at: usize) -> bool {
        matches!(self.text(at), "-" | "*" | "•" | "·" | "▪" | "‣" | "◦") && !self.touches(at + 1)
    }

    /// Whether a word is none that begins a sentence: it is written in lower case, in a text that uses capitals.
    fn goes_on(&self, word: usize) -> bool {
        self.shape(word) == Some(Shape::Lower) && !self.layout.is_casual() && !is_address(self.text(word))
    }

    fn ends_here(&self, start: usize, at: usize) -> bool {
        if self.touches(at) {
            return self.is_glued(at);
        }
        let last = self.last_mark(start, at);
        let Some(stop) = self.stop(start, last) else { return false };
        let Some(word) = self.first_word(at) else { return false };
        let lower = self.shape(word) == Some(Shape::Lower) && !is_address(self.text(word));
        match stop {
            Stop::Shortened => {
                let last_word = self.ends_with_hour(start, last) || self.ends_list(last);
                self.is_opener(word) || last_word && self.follows_hour(word)
            }
            _ if self.hangs_on(at, word) => false,
            _ if self.goes_on(word) => false,
            Stop::Call if last + 1 < at => !lower && !self.tells_speaker(at),
            Stop::Ellipsis => !lower,
            Stop::Full | Stop::Call => last + 1 == at || !lower,
        }
    }

    /// Whether what follows a stop is a mark that belongs to it, not a new sentence.
    fn hangs_on(&self, at: usize, word: usize) -> bool {
        let begins = self.is_bullet(word) || self.text(word) == "--" || matches!(self.text(at), "[" | "<");
        self.closes(at) || self.shape(word) == Some(Shape::Mark) && !begins
    }

    /// Whether a mark belongs to what stands before it: a quotation mark that touches no word after it, a face.
    fn closes(&self, at: usize) -> bool {
        self.shape(at) == Some(Shape::Quote) && !self.touches(at + 1) || self.is_face(at)
    }

    /// Whether a token is a face or another picture.
    fn is_face(&self, at: usize) -> bool {
        let written = self.text(at);
        written.starts_with([':', ';', '=', '(', '^', '<']) && self.grammar.is_sign(written) || is_picture(written)
    }

    /// `the end.Then`, `why?because`: the blank was forgotten.
    fn is_glued(&self, at: usize) -> bool {
        let before = at.checked_sub(2).and_then(|before| self.shape(before));
        let begins = match self.text(at - 1) {
            "." => self.shape(at) == Some(Shape::Capital),
            mark => mark.starts_with(['!', '?']) && self.shape(at).is_some_and(Shape::is_word),
        };
        begins && before == Some(Shape::Lower)
    }

    /// The last word of what stands before `at`, looked for through closing quotes and brackets.
    fn last_mark(&self, start: usize, at: usize) -> usize {
        let least = start.max(at.saturating_sub(MAX_MARKS + 1));
        let closes = |index: &usize| {
            self.shape(*index) == Some(Shape::Quote)
                || matches!(self.text(*index), ")" | "]" | "}" | ">" | "''" | "*")
                || self.is_face(*index)
        };
        (least..at).rev().find(|index| !closes(index)).unwrap_or(at - 1)
    }

    /// The first word or other mark at or after `at`, looked for through opening quotes and brackets.
    fn first_word(&self, at: usize) -> Option<usize> {
        let opens = |index: &usize| {
            self.shape(*index) == Some(Shape::Quote) || matches!(self.text(*index), "(" | "[" | "{" | "<" | "``" | "*")
        };
        (at..self.tokens.len().min(at + MAX_MARKS)).find(|index| !opens(index))
    }

    /// How the mark at `index` ends a sentence; none where it ends none.
    fn stop(&self, start: usize, index: usize) -> Option<Stop> {
        let written = self.text(index);
        match written {
            "." => self.full_stop(start, index),
            "…" => Some(Stop::Ellipsis),
            // After a colon it is a character that broke on its way: `Fax:? 555-1234`.
            _ if written.starts_with(['!', '?']) => (!self.follows_colon(index)).then_some(Stop::Call),
            _ if !written.ends_with('.') => None,
            _ if written.starts_with('.') => Some(Stop::Ellipsis),
            _ if self.is(index, Class::Abbreviation) || self.is(index, Class::Numbered) => None,
            _ => Some(Stop::Shortened),
        }
    }

    fn follows_colon(&self, index: usize) -> bool {
        index > 0 && self.touches(index) && self.text(index - 1) == ":"
    }

    fn full_stop(&self, start: usize, index: usize) -> Option<Stop> {
        let Some(word) = index.checked_sub(1).filter(|_| index > start && self.touches(index)) else {
            return Some(Stop::Full);
        };
        let title = self.is(word, Class::Abbreviation) && self.shape(word) != Some(Shape::Lower);
        let numbered = self.is(word, Class::Numbered) && self.shape(index + 1) == Some(Shape::Number);
        let item = self.heads_item(start, word);
        match self.is(word, Class::Shortened) {
            _ if title || numbered || item => None,
            true => Some(Stop::Shortened),
            false => Some(Stop::Full),
        }
    }

    /// Whether a word is the number of an item of a list: at the start or after a colon.
    fn heads_item(&self, start: usize, word: usize) -> bool {
        let leads = |index: usize| self.text(index) == ":" || self.is_bullet(index);
        self.shape(word) == Some(Shape::Number)
            && self.text(word).len() <= MAX_ITEM_DIGITS
            && (word == start || leads(word - 1))
    }

    /// Whether a word with a capital is one that begins sentences, and so no part of a name.
    fn is_opener(&self, index: usize) -> bool {
        self.shape(index) == Some(Shape::Capital) && self.is(index, Class::Opener)
    }

    /// Whether an hour ends a sentence so far: `... at 5 p.m.`, but not `At 5 p.m.`
    fn ends_with_hour(&self, start: usize, last: usize) -> bool {
        self.is(last, Class::Hour) && last - start > MAX_HOUR_TOKENS
    }

    /// Whether a list ends with `etc.`, which no name goes on from.
    fn ends_list(&self, last: usize) -> bool {
        self.is(last, Class::Final) || last > 0 && self.touches(last) && self.is(last - 1, Class::Final)
    }

    /// Whether a name begins a sentence after an hour: no day, no month and no zone of time.
    fn follows_hour(&self, index: usize) -> bool {
        let word = self.tokens.get(index).map_or(WordId::UNKNOWN, |token| token.word);
        let calendar = self.grammar.weekday(word).is_some() || self.grammar.month(word).is_some();
        let zone = [index, index + 1].into_iter().any(|index| self.is(index, Class::Zone));
        self.shape(index) == Some(Shape::Capital) && !calendar && !zone
    }

    /// Whether a name and a verb of speech follow: `Lavrov asked`.
    fn tells_speaker(&self, at: usize) -> bool {
        let capital = |index: &usize| self.shape(*index).is_some_and(Shape::is_capital);
        let end = at + MAX_SPEAKER_TOKENS;
        let verb = (at..end).find(|index| !capital(index));
        verb.is_some_and(|verb| verb > at && (self.is(verb, Class::Report) || self.is(verb, Class::Speech)))
    }
}

mod head;
#[cfg(test)]
mod tests;
