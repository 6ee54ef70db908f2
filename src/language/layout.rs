//! What the line breaks of a text mean.
//!
//! In some texts a line is a paragraph or a heading; in others lines are broken at a width, within sentences. Told
//! apart by the lines that go on in lower case. Some writers use no capitals at all: then lower case tells nothing.

use super::{
    scan::is_address,
    token::{Shape, Token},
};

/// A text is broken at a width where one in so many line breaks stands within a sentence.
const BREAKS_PER_SOFT: usize = 4;
/// Nobody breaks lines at a width above this. In characters.
const MAX_WIDTH_CHARS: usize = 120;
/// Fewer breaks within sentences are slips.
const MIN_SOFT: usize = 2;

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Layout {
    /// Whether lines are broken at a width.
    wrapped: bool,
    /// Whether sentences begin in lower case, too.
    casual: bool,
    /// Numbers of the words before which a line ends that is shorter than half of the longest; rising.
    short: Vec<usize>,
}

impl Layout {
    /// Reads the lines of a text. Cost is linear.
    pub(super) fn of(text: &str, tokens: &[Token]) -> Self {
        let lines = lines(tokens);
        let longest = lines.iter().map(|(_, chars)| *chars).max().unwrap_or(0);
        let breaks = tokens.iter().skip(1).filter(|token| token.breaks == 1).count();
        let soft = tokens.windows(2).filter(|pair| is_soft(text, pair)).count();
        let short = lines.into_iter().filter(|(_, chars)| 2 * chars < longest).map(|(at, _)| at).collect();
        let wrapped = longest <= MAX_WIDTH_CHARS && soft >= MIN_SOFT && soft * BREAKS_PER_SOFT >= breaks;
        Self { wrapped, casual: is_casual(text, tokens), short }
    }

    /// Whether lines are broken at a width.
    pub(super) fn is_wrapped(&self) -> bool {
        self.wrapped
    }

    /// Whether sentences begin in lower case, too.
    pub(super) fn is_casual(&self) -> bool {
        self.casual
    }

    /// Whether the line break before a word ends a line that somebody meant to end.
    pub(super) fn is_line_end(&self, at: usize) -> bool {
        !self.wrapped || self.short.binary_search(&at).is_ok()
    }
}

/// Whether a paragraph begins with a small letter, or somebody writes `i`.
fn is_casual(text: &str, tokens: &[Token]) -> bool {
    let small = |token: &Token| token.shape == Shape::Lower && !is_address(token.text(text));
    let begins = tokens.iter().enumerate().any(|(index, token)| (index == 0 || token.breaks > 1) && small(token));
    let alone = |triple: &[Token]| {
        matches!(triple, [before, i, after]
        if i.text(text) == "i" && before.shape.is_word() && after.shape == Shape::Lower)
    };
    begins || tokens.windows(3).any(alone)
}

/// Each line: the number of the word after it, and its length in characters.
fn lines(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = tokens.first().map_or(0, |token| token.chars.start);
    for (index, pair) in tokens.windows(2).enumerate() {
        if let [last, next] = pair
            && next.breaks > 0
        {
            lines.push((index + 1, last.chars.end - start));
            start = next.chars.start;
        }
    }
    lines
}

/// Whether a sentence goes on after a line break, as lower case tells.
fn is_soft(text: &str, pair: &[Token]) -> bool {
    let [last, next] = pair else { return false };
    next.breaks == 1 && next.shape == Shape::Lower && !matches!(last.text(text), "." | "!" | "?" | ":")
}
