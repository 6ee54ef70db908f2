//! A sentence as the readers of time expressions see it.

use super::calendar::{Calendar, Entry, Role, Term};
use crate::language::tree::{Relation, Tree, Upos, Xpos};

/// A word, or a part of one such as `mid` and `November`, with what it can be.
#[derive(Debug)]
struct Cell<'a> {
    word: usize,
    text: &'a str,
    entries: &'a [Entry],
}

/// The cells of a sentence, in reading order.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) tree: &'a Tree<'a>,
    cells: Vec<Cell<'a>>,
    /// Whether it is a headline, in which any word may have a capital.
    pub(super) headline: bool,
}

impl<'a> Line<'a> {
    /// Looks up each word once. Cost is linear in them.
    pub(super) fn of(tree: &'a Tree<'a>, calendar: &'a Calendar, headline: bool) -> Self {
        let mut line = Self { tree, cells: Vec::with_capacity(tree.words().len()), headline };
        let mut buffer = String::new();
        for (word, form) in tree.words().iter().enumerate().map(|(at, word)| (at, word.form)) {
            let cell = |text, buffer: &mut String| Cell { word, text, entries: entries(calendar, text, buffer) };
            let whole = cell(form, &mut buffer);
            match form.split_once('-').filter(|_| whole.entries.is_empty()) {
                Some((head, rest)) if is_word(head) && !rest.is_empty() => {
                    line.cells.extend([cell(head, &mut buffer), cell(rest, &mut buffer)]);
                }
                _ => line.cells.push(whole),
            }
        }
        line
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether a cell may be part of an expression: it is known, or begins with a digit, or is `Q3`.
    pub(super) fn is_told(&self, at: usize) -> bool {
        let digit = |text: &str| text.bytes().find(|byte| *byte != b'\'').is_some_and(|byte| byte.is_ascii_digit());
        let quarter = |text: &str| text.len() == 2 && text.starts_with('Q');
        self.cells.get(at).is_some_and(|cell| !cell.entries.is_empty() || digit(cell.text) || quarter(cell.text))
    }

    /// The word that a cell is of; that past the last for the end.
    pub(super) fn word(&self, at: usize) -> usize {
        self.cells.get(at).map_or(self.tree.words().len(), |cell| cell.word)
    }

    /// Where a stretch of cells stands, in words.
    pub(super) fn words(&self, start: usize, end: usize) -> (usize, usize) {
        (self.word(start), self.word(end.saturating_sub(1)) + 1)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.cells.get(at).map_or("", |cell| cell.text)
    }

    /// The longest thing of a kind that begins at a cell, and the cell after it.
    pub(super) fn find<T>(&self, at: usize, pick: impl Fn(Term) -> Option<T>) -> Option<(T, usize)> {
        let cell = self.cells.get(at)?;
        cell.entries.iter().find_map(|entry| {
            let end = at + 1 + entry.rest.len();
            let fits = || entry.rest.iter().zip(at + 1..).all(|(word, at)| is_same(self.text(at), word));
            pick(entry.term).filter(|_| fits()).map(|found| (found, end))
        })
    }

    /// Whether a cell is a word of grammar.
    pub(super) fn is(&self, at: usize, role: Role) -> bool {
        let is = |entry: &Entry| entry.rest.is_empty() && entry.term == Term::Role(role);
        self.cells.get(at).is_some_and(|cell| cell.entries.iter().any(is))
    }

    /// Whether the cell before is one of these.
    pub(super) fn follows(&self, at: usize, roles: &[Role]) -> bool {
        at.checked_sub(1).is_some_and(|before| roles.iter().any(|role| self.is(before, *role)))
    }

    /// The cell after one of these words of grammar; the same cell where there is none.
    pub(super) fn skip(&self, at: usize, roles: &[Role]) -> usize {
        at + usize::from(roles.iter().any(|role| self.is(at, *role)))
    }

    /// The cell after all of these that stand in a row, a few at most.
    pub(super) fn skip_all(&self, at: usize, roles: &[Role]) -> usize {
        (at..at + 3).find(|at| !roles.iter().any(|role| self.is(*at, *role))).unwrap_or(at + 3)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.text(at).chars().next().is_some_and(char::is_uppercase)
    }

    /// A word with a capital inside a sentence: part of a name such as `This Week`.
    pub(super) fn is_title_word(&self, at: usize) -> bool {
        let lower = self.text(at).chars().nth(1).is_some_and(char::is_lowercase);
        !self.headline && at > 0 && lower && self.is_capital(at)
    }

    pub(super) fn upos(&self, at: usize) -> Upos {
        self.tree.upos(self.word(at))
    }

    pub(super) fn xpos(&self, at: usize) -> Xpos {
        self.tree.xpos(self.word(at))
    }

    pub(super) fn relation(&self, at: usize) -> Relation {
        self.tree.relation(self.word(at))
    }
}

fn is_word(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether a word as written is one in lower case.
fn is_same(written: &str, lower: &str) -> bool {
    written.eq_ignore_ascii_case(lower)
        || written.strip_prefix('’').is_some_and(|rest| lower.strip_prefix('\'') == Some(rest))
}

fn entries<'a>(calendar: &'a Calendar, text: &str, buffer: &mut String) -> &'a [Entry] {
    buffer.clear();
    buffer.extend(text.chars().map(|letter| if letter == '’' { '\'' } else { letter.to_ascii_lowercase() }));
    calendar.entries(buffer)
}
