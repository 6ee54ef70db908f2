//! Quotation marks and what stands between them.

use std::ops::Range;

use super::{MAX_HOPS, Tree, Upos};

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The opening mark; none for a quote that goes on from the sentence before.
    pub open: Option<usize>,
    /// The closing mark; none for one that goes on in the next sentence.
    pub close: Option<usize>,
    /// The words between, marks left out.
    pub words: Range<usize>,
}

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    /// A typewriter's mark: it opens what is not open.
    Either,
}

/// Double marks are quotes, single ones are quotes in quotes, or quotes of another house style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Double,
    Single,
}

/// Marks with what they do.
const MARKS: &[(&str, Level, Mark)] = &[
    ("\"", Level::Double, Mark::Either),
    ("''", Level::Double, Mark::Either),
    ("``", Level::Double, Mark::Open),
    ("“", Level::Double, Mark::Open),
    ("„", Level::Double, Mark::Open),
    ("«", Level::Double, Mark::Open),
    ("‘‘", Level::Double, Mark::Open),
    ("‘’", Level::Double, Mark::Open),
    ("”", Level::Double, Mark::Close),
    ("»", Level::Double, Mark::Close),
    ("’’", Level::Double, Mark::Close),
    ("'", Level::Single, Mark::Either),
    ("`", Level::Single, Mark::Open),
    ("‘", Level::Single, Mark::Open),
    ("’", Level::Single, Mark::Close),
];

/// Marks after which a typewriter's mark closes.
const ENDS: &[&str] = &[",", ".", "!", "?"];

/// All quotes, by their first word. Cost is linear in the words.
pub(super) fn quotes(tree: &Tree<'_>) -> Vec<Quote> {
    let mut quotes = quotes_at(tree, Level::Double);
    quotes.extend(quotes_at(tree, Level::Single));
    quotes.sort_by_key(|quote| (quote.words.start, usize::MAX - quote.words.end));
    quotes
}

fn quotes_at(tree: &Tree<'_>, level: Level) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in marks(tree, level) {
        let goes_on = quotes.is_empty() && open.is_none() && at > 0 && level == Level::Double;
        let after_end = || at.checked_sub(1).is_some_and(|before| ENDS.contains(&tree.form(before)));
        match (mark, open) {
            (Mark::Open, None) => open = Some(at),
            (Mark::Open, Some(first)) => {
                quotes.push(Quote { open, close: None, words: first + 1..at });
                open = Some(at);
            }
            (Mark::Close | Mark::Either, Some(first)) => {
                quotes.push(Quote { open, close: Some(at), words: first + 1..at });
                open = None;
            }
            (Mark::Close, None) if goes_on => quotes.push(Quote { open, close: Some(at), words: 0..at }),
            (Mark::Either, None) if goes_on && after_end() => {
                quotes.push(Quote { open, close: Some(at), words: 0..at });
            }
            (Mark::Either, None) => open = Some(at),
            (Mark::Close, None) => {}
        }
    }
    if let Some(first) = open.filter(|_| level == Level::Double) {
        quotes.push(Quote { open, close: None, words: first + 1..tree.words().len() });
    }
    quotes
}

fn marks<'t>(tree: &'t Tree<'_>, level: Level) -> impl Iterator<Item = (usize, Mark)> + use<'t> {
    let words = tree.words().iter().enumerate().filter(|(_, word)| word.upos == Upos::Punct);
    words.filter_map(move |(at, word)| {
        let found = MARKS.iter().find(|(form, of, _)| *form == word.form && *of == level);
        found.map(|(_, _, mark)| (at, *mark))
    })
}

/// Whether a word is a quotation mark.
pub(super) fn is_mark(tree: &Tree<'_>, word: usize) -> bool {
    tree.upos(word) == Upos::Punct && MARKS.iter().any(|(form, _, _)| *form == tree.form(word))
}

/// Whether a word closes a quote. Cost is logarithmic in the quotes.
pub(super) fn closes(tree: &Tree<'_>, word: usize) -> bool {
    let begun = tree.quotes.partition_point(|quote| quote.words.start <= word);
    let last = tree.quotes.get(begun.saturating_sub(MAX_HOPS)..begun).unwrap_or_default();
    last.iter().any(|quote| quote.close == Some(word))
}

impl Tree<'_> {
    /// The quotes of the sentence, by their first word; those inside others follow them.
    pub fn quotes(&self) -> &[Quote] {
        &self.quotes
    }
}
