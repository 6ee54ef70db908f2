//! What stands between quotation marks: somebody's words, not the article's.

use crate::language::{Shape, Token};

/// The quotation that is open, carried from sentence to sentence of a paragraph.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct QuoteState {
    open: Option<char>,
}

impl QuoteState {
    /// Which words of a sentence stand inside quotation marks. A paragraph's end closes what is open.
    pub(super) fn quoted(&mut self, text: &str, tokens: &[Token]) -> Vec<bool> {
        let mut quoted = Vec::with_capacity(tokens.len());
        for (index, token) in tokens.iter().enumerate() {
            if token.breaks > 1 {
                self.open = None;
            }
            let mark = text.get(token.bytes.clone()).and_then(|text| text.chars().next());
            if let Some(mark) = mark.filter(|_| token.shape == Shape::Quote) {
                self.turn(mark, &Near::of(tokens, index));
            }
            quoted.push(self.open.is_some());
        }
        quoted
    }

    fn turn(&mut self, mark: char, near: &Near) {
        self.open = match (self.open, mark) {
            (None, '“' | '„' | '«' | '‘') => Some(mark),
            (None, '"') => Some(mark),
            (None, '\'') if near.after && !near.before => Some(mark),
            (Some('“' | '„'), '”' | '“') | (Some('«'), '»') | (Some('"'), '"') => None,
            (Some('‘'), '’') | (Some('\''), '\'') if near.before => None,
            (open, _) => open,
        };
    }
}

/// Whether words touch a mark.
struct Near {
    before: bool,
    after: bool,
}

impl Near {
    fn of(tokens: &[Token], index: usize) -> Self {
        let chars = |index: usize| tokens.get(index).map(|token| token.chars.clone());
        let here = chars(index);
        let touches = |left: Option<std::ops::Range<usize>>, right: Option<std::ops::Range<usize>>| {
            left.zip(right).is_some_and(|(left, right)| left.end == right.start)
        };
        Self {
            before: touches(index.checked_sub(1).and_then(chars), here.clone()),
            after: touches(here, chars(index + 1)),
        }
    }
}
