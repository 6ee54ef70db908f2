//! The article's mentions in the words that patterns are written in.
//!
//! Mentions are found in the words of Universal Dependencies, which cut compounds that patterns do not; characters bring
//! the two together.

use std::ops::Range;

use jiff::civil::Date;

use super::ontology::TimeType;
use crate::{
    language::Token,
    mention::{self, Actor, Basis, Document, Feature, Mentions, Use, WordSpan},
};

/// An actor's mention; spans count words of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ActorMention {
    /// First word with determiners and modifiers.
    pub(super) start: usize,
    /// First word without them.
    pub(super) core: usize,
    /// One past the last word.
    pub(super) end: usize,
    /// One past the last word with appositions and their commas.
    pub(super) outer: usize,
    pub(super) actor: Actor,
    pub(super) used: Use,
    /// How sure it is, 0 to 1.
    pub(super) certainty: f64,
}

/// A time told by the text; the span counts words of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeMention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TimeType,
    pub(super) value: String,
    pub(super) earliest: Date,
    pub(super) latest: Date,
}

/// A place told by the text; the span counts words of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlaceMention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) place: mention::PlaceMention,
}

impl PlaceMention {
    /// Whether it is smaller than a country.
    pub(super) fn is_local(&self) -> bool {
        self.place.feature != Feature::Country
    }
}

/// The mentions of a part of the article, to be asked for by sentence.
pub(super) struct Told<'a> {
    document: &'a Document<'a>,
    part: usize,
    mentions: &'a Mentions,
}

/// The mentions of one sentence.
#[derive(Debug, Default)]
pub(super) struct SentenceMentions {
    pub(super) actors: Vec<ActorMention>,
    pub(super) times: Vec<TimeMention>,
    pub(super) places: Vec<PlaceMention>,
}

impl<'a> Told<'a> {
    pub(super) fn new(document: &'a Document<'a>, part: usize, mentions: &'a Mentions) -> Self {
        Self { document, part, mentions }
    }

    /// The mentions that lie within some words of the part.
    pub(super) fn within(&self, tokens: &[Token]) -> SentenceMentions {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return SentenceMentions::default() };
        let chars = first.chars.start..last.chars.end;
        let words = |span: &WordSpan| words_of(tokens, &self.document.chars(span));
        let actors = self.inside(&self.mentions.actors, |mention| &mention.span, &chars);
        let times = self.inside(&self.mentions.times, |mention| &mention.span, &chars);
        let places = self.inside(&self.mentions.places, |mention| &mention.span, &chars);
        SentenceMentions {
            actors: actors
                .iter()
                .filter(|mention| !is_owner(mention))
                .filter_map(|mention| self.actor(tokens, mention))
                .collect(),
            times: times
                .iter()
                .filter(|mention| is_calendar(mention))
                .filter_map(|mention| {
                    let Range { start, end } = words(&mention.span)?;
                    let (earliest, latest) = mention.earliest.zip(mention.latest)?;
                    Some(TimeMention { start, end, kind: mention.kind, value: mention.value.clone(), earliest, latest })
                })
                .collect(),
            places: places
                .iter()
                .filter_map(|mention| {
                    let Range { start, end } = words(&mention.span)?;
                    Some(PlaceMention { start, end, place: mention.clone() })
                })
                .collect(),
        }
    }

    /// The mentions whose characters lie in a sentence; all stand in reading order.
    fn inside<'m, T>(&self, all: &'m [T], span: impl Fn(&T) -> &WordSpan, chars: &Range<usize>) -> &'m [T] {
        let place = |mention: &T| (span(mention).part, self.document.chars(span(mention)).start);
        let start = all.partition_point(|mention| place(mention) < (self.part, chars.start));
        let end = all.partition_point(|mention| place(mention) < (self.part, chars.end));
        all.get(start..end).unwrap_or_default()
    }

    fn actor(&self, tokens: &[Token], mention: &mention::ActorMention) -> Option<ActorMention> {
        let span = words_of(tokens, &self.document.chars(&mention.span))?;
        let Range { start, end } = mention.outer;
        let outer = words_of(tokens, &self.document.chars(&WordSpan { start, end, ..mention.span.clone() }))?;
        let mut actor = mention.actor.clone();
        if mention.basis == Basis::Context {
            // A country that no word of the phrase tells is too little to act on.
            actor.country = None;
        }
        Some(ActorMention {
            start: outer.start,
            core: span.start,
            end: span.end,
            outer: outer.end.max(span.end),
            actor,
            used: mention.used,
            certainty: mention.confidence,
        })
    }
}

/// `its` neighbour: whose something is, and no party of the act.
fn is_owner(mention: &mention::ActorMention) -> bool {
    mention.basis == Basis::Pronoun && mention.used == Use::Possessor
}

/// Whether a time is a day, week, month or year: not a duration, a set, or `now`.
fn is_calendar(mention: &mention::TimeMention) -> bool {
    matches!(mention.kind, TimeType::Date | TimeType::Time)
        && mention.value.starts_with(|first: char| first.is_ascii_digit())
}

/// The words that some characters belong to; none where there are none.
fn words_of(tokens: &[Token], chars: &Range<usize>) -> Option<Range<usize>> {
    let start = tokens.partition_point(|token| token.chars.end <= chars.start);
    let end = tokens.partition_point(|token| token.chars.start < chars.end);
    (start < end).then_some(start..end)
}
