//! Heads that programs write, be they written in one line with the text: stamps of date and hour, addresses, sources.

use super::{Splitter, is_address};
use crate::language::{Class, Shape};

/// `Kind regards`: no more words end a letter.
const MAX_CLOSING_TOKENS: usize = 2;
/// `(New York Times)`: no more names are a source.
const MAX_SOURCE_TOKENS: usize = 4;

impl Splitter<'_> {
    /// Whether a part of a head that programs write ends here, be it written in one line with the text: a stamp of date
    /// and hour, `02/13/2001 08:02 PM`, stands alone; after an address something new begins.
    pub(super) fn is_header(&self, start: usize, at: usize) -> bool {
        if self.touches(at) || self.goes_on(at) {
            return false;
        }
        self.is_stamp(start, at)
            || self.ends_stamp(start, at)
            || self.ends_address(start, at)
            || self.ends_source(start, at)
            || self.ends_letter(start, at)
    }

    /// Whether a stamp begins here that no preposition or mark leads to.
    fn is_stamp(&self, start: usize, at: usize) -> bool {
        let before = at - 1;
        let name = self.shape(before).is_some_and(Shape::is_capital) || self.is_address(start, before);
        name && is_date(self.text(at)) && is_clock(self.text(at + 1))
    }

    /// Whether a stamp ends before `at`: `12:42:55`, or `08:02 PM`, after its date.
    fn ends_stamp(&self, start: usize, at: usize) -> bool {
        let last = at - 1;
        let clock = if self.is(last, Class::Hour) { last.saturating_sub(1) } else { last };
        clock > start
            && is_date(self.text(clock - 1))
            && is_clock(self.text(clock))
            && self.shape(at).is_some_and(Shape::is_word)
            && !self.is(at, Class::Hour)
            && !self.is(at, Class::Zone)
    }

    /// Whether the words that end a letter stand before `at`, and a name after them: `Kind regards, Ann Lee`.
    fn ends_letter(&self, start: usize, at: usize) -> bool {
        let last = at.saturating_sub(2);
        (start..start + MAX_CLOSING_TOKENS).contains(&last)
            && self.is(last, Class::Closing)
            && self.text(at - 1) == ","
            && self.shape(at) == Some(Shape::Capital)
    }

    /// Whether an address or an angle bracket ends before `at`, and a capital or a web address begins.
    fn ends_address(&self, start: usize, at: usize) -> bool {
        let begins = self.shape(at) == Some(Shape::Capital) || self.text(at).contains("://");
        begins && (self.is_address(start, at - 1) || matches!(self.text(at - 1), ">" | ">>"))
    }

    /// Whether a word is an address, or closes angle brackets around one.
    fn is_address(&self, start: usize, index: usize) -> bool {
        let closes = self.text(index) == ">" && index > start;
        let index = if closes { index - 1 } else { index };
        self.shape(index).is_some_and(Shape::is_word) && is_address(self.text(index))
    }

    /// Whether a source in brackets that heads a paragraph ends before `at`, and a sentence begins: `(Jerusalem Post)`.
    fn ends_source(&self, start: usize, at: usize) -> bool {
        let heads = start == 0 || self.tokens.get(start).is_some_and(|first| first.breaks > 0);
        let names = start + 1..at - 1;
        heads
            && self.text(start) == "("
            && self.text(at - 1) == ")"
            && (1..=MAX_SOURCE_TOKENS).contains(&names.len())
            && names.into_iter().all(|name| self.shape(name).is_some_and(Shape::is_capital))
            && self.first_word(at).is_some_and(|word| self.shape(word).is_some_and(Shape::is_capital))
    }
}

/// Whether a word is a date of figures: three groups, of which a solidus or a full stop parts each two.
fn is_date(word: &str) -> bool {
    let is_figure = |group: &str| matches!(group.len(), 1 | 2 | 4) && group.bytes().all(|digit| digit.is_ascii_digit());
    ['/', '.'].iter().any(|mark| word.split(*mark).count() == 3 && word.split(*mark).all(is_figure))
}

/// Whether a word is an hour with its minutes: `8:02`, `12:42:55`, `8:02PM`.
fn is_clock(word: &str) -> bool {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_figure = |group: &str| matches!(group.len(), 1 | 2) && group.bytes().all(|digit| digit.is_ascii_digit());
    matches!(digits.split(':').count(), 2 | 3) && digits.split(':').all(is_figure)
}
