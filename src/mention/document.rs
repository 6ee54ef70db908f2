//! Title and text of an article as parsed sentences.

use std::ops::Range;

use crate::{
    article::Article,
    event::Within,
    language::{Parser, Place, Splitter, tree::Tree},
};

/// Sentences that are parsed together: that takes less time than one after another.
const TOGETHER: usize = 64;

/// An article, parsed.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) article: &'a Article,
    /// The title, where there is one, then the text.
    pub(crate) parts: Vec<Part<'a>>,
}

/// Title or text.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    /// The title, or none for the text.
    pub(crate) within: Option<Within>,
    pub(crate) sentences: Vec<Sentence<'a>>,
}

/// A sentence: its tree, and where its words stand in the part.
#[derive(Debug)]
pub(crate) struct Sentence<'a> {
    pub(crate) tree: Tree<'a>,
    /// One for each word of the tree.
    pub(crate) places: Vec<Place>,
}

/// Some words of a sentence of a part, one at least.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WordSpan {
    /// The part's number in the document.
    pub(crate) part: usize,
    /// The sentence's number in the part.
    pub(crate) sentence: usize,
    /// First word, and one past the last.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl WordSpan {
    /// The words' numbers in their sentence.
    pub(crate) fn words(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both have a word in common.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        (self.part, self.sentence) == (other.part, other.sentence) && self.start < other.end && other.start < self.end
    }
}

impl<'a> Document<'a> {
    /// Cuts and parses title and text. Cost is linear in their length.
    pub(crate) fn parse(article: &'a Article, splitter: &Splitter, parser: &Parser) -> Self {
        let title = article.title.as_deref().map(|title| (title, Some(Within::Title)));
        let parts = title.into_iter().chain([(article.text.as_str(), None)]);
        let parts = parts.map(|(text, within)| Part { text, within, sentences: parse(text, splitter, parser) });
        Self { article, parts: parts.collect() }
    }

    /// A sentence by the numbers of a span.
    pub(crate) fn sentence(&self, span: &WordSpan) -> Option<&Sentence<'a>> {
        self.parts.get(span.part)?.sentences.get(span.sentence)
    }

    /// All sentences in reading order, with the numbers of their part and of themselves in it.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = (usize, usize, &Sentence<'a>)> {
        let numbered = |(part, of): (usize, &'_ Part<'a>)| (part, of.sentences.len());
        let counts: Vec<(usize, usize)> = self.parts.iter().enumerate().map(numbered).collect();
        counts
            .into_iter()
            .flat_map(|(part, count)| (0..count).map(move |sentence| (part, sentence)))
            .filter_map(|(part, sentence)| Some((part, sentence, self.parts.get(part)?.sentences.get(sentence)?)))
    }

    /// The text of a span, with what stands between its words.
    pub(crate) fn text(&self, span: &WordSpan) -> &'a str {
        let Some(part) = self.parts.get(span.part) else { return "" };
        part.sentences.get(span.sentence).map_or("", |sentence| sentence.text(part.text, &span.words()))
    }

    /// Where a span stands in its part, in Unicode characters.
    pub(crate) fn chars(&self, span: &WordSpan) -> Range<usize> {
        self.sentence(span).map_or(0..0, |sentence| sentence.chars(&span.words()))
    }
}

impl Sentence<'_> {
    /// How many words it has.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Some words as the text has them; `text` is the part's.
    pub(crate) fn text<'t>(&self, text: &'t str, words: &Range<usize>) -> &'t str {
        let first = self.places.get(words.start).map(|place| place.bytes.start);
        let last = words.end.checked_sub(1).and_then(|last| self.places.get(last)).map(|place| place.bytes.end);
        first.zip(last).and_then(|(first, last)| text.get(first..last)).unwrap_or_default()
    }

    /// Where some words stand in the part, in Unicode characters.
    pub(crate) fn chars(&self, words: &Range<usize>) -> Range<usize> {
        let first = self.places.get(words.start).map_or(0, |place| place.chars.start);
        let last = words.end.checked_sub(1).and_then(|last| self.places.get(last));
        first..last.map_or(first, |place| place.chars.end)
    }
}

fn parse<'a>(text: &'a str, splitter: &Splitter, parser: &Parser) -> Vec<Sentence<'a>> {
    let mut sentences = Vec::new();
    let mut waiting = splitter.sentences(text).into_iter().peekable();
    while waiting.peek().is_some() {
        let some: Vec<Vec<Place>> = waiting.by_ref().take(TOGETHER).collect();
        let read: Vec<Vec<&str>> =
            some.iter().map(|places| places.iter().map(|place| place.reading(text)).collect()).collect();
        let forms: Vec<&[&str]> = read.iter().map(Vec::as_slice).collect();
        let parsed = parser.parse_all(&forms);
        let trees = read.iter().zip(parsed).map(|(forms, parsed)| Tree::of_parse(forms, parsed));
        sentences.extend(trees.zip(some).map(|(tree, places)| Sentence { tree, places }));
    }
    sentences
}
