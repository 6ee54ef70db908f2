//! Matches to events: parties, time, place, evidence and numbers put together.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    clause::{Clause, Group},
    codes::Codes,
    identity, matcher,
    matcher::Match,
    merge,
    ontology::{ActorKind, Basis, EventType, Scope, Status, TimeType, Within},
    pattern::{Lexicon, Pattern},
    quote::QuoteState,
    record::{Event, Evidence, Extractor, Party, Place, Source, Trigger, When},
    told::{PlaceMention, TimeMention, Told},
    words::Resources,
};
use crate::{
    article::Article,
    language::{Analysis, Class, Parser, Splitter, Vocabulary, split_sentences, tokenize},
    mention::{self, Document, Mentions},
};

/// An event further back than this is historical. In days.
const HISTORICAL_DAYS: i64 = 30;
/// Words between a trigger and a time or place that still belong to it.
const MAX_DISTANCE: usize = 40;

/// What articles are coded with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coder<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) resources: Resources<'a>,
    pub(crate) splitter: &'a Splitter,
    pub(crate) parser: &'a Parser,
    pub(crate) mentions: mention::Resources<'a>,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) codes: &'a Codes,
    pub(crate) data: &'a str,
    /// Code neutral statements too.
    pub(crate) statements: bool,
}

impl Coder<'_> {
    /// Codes title and text, merges what is told twice, and numbers the events; in reading order, the title first.
    pub(crate) fn code(&self, article: &Article) -> Vec<Event> {
        let document = Document::parse(article, self.splitter, self.parser);
        let mentions = Mentions::find(&document, self.mentions);
        let parts = 0..document.parts.len();
        let events = parts.flat_map(|part| self.part(&document, part, &mentions)).collect();
        let mut events = merge::merge(events);
        for event in &mut events {
            event.id = identity::event_id(event);
            event.story = identity::story_id(event);
        }
        events
    }

    fn part(&self, document: &Document<'_>, number: usize, mentions: &Mentions) -> Vec<Event> {
        let Some(part) = document.parts.get(number) else { return Vec::new() };
        let (text, within) = (part.text, part.within);
        let tokens = tokenize(text, self.vocabulary);
        let sentences = split_sentences(text, &tokens, self.resources.grammar);
        let told = Told::new(document, number, mentions);
        let mut quotes = QuoteState::default();
        let mut events = Vec::new();
        for (number, range) in sentences.into_iter().enumerate() {
            let analysis = Analysis { text, tokens: tokens.get(range).unwrap_or_default() };
            let quoted = quotes.quoted(text, analysis.tokens);
            let here = told.within(analysis.tokens);
            let clause =
                Clause { analysis: &analysis, resources: self.resources, actors: &here.actors, times: &here.times };
            let found = matcher::find_matches(&clause, self.lexicon, (&quoted, self.statements));
            let sentence =
                Sentence { article: document.article, clause, places: &here.places, number, within, quoted: &quoted };
            events.extend(found.iter().filter_map(|act| self.event(&sentence, act)));
        }
        events
    }

    fn event(&self, sentence: &Sentence<'_>, act: &Match) -> Option<Event> {
        let pattern = self.lexicon.patterns.get(act.pattern)?;
        let code = self.codes.code(pattern.kind, pattern.mode)?;
        let actors = sentence.parties(&act.actors);
        let recipients = sentence.parties(&act.recipients);
        if actors.is_empty() || recipients.is_empty() && !act.recipients.is_empty() {
            return None;
        }
        if actors.iter().all(|party| party.country.is_none()) || !has_two_sides(pattern, &actors, &recipients) {
            return None;
        }
        let when = sentence.when(act);
        let historical = sentence.is_historical(when.as_ref());
        Some(Event {
            id: String::new(),
            story: String::new(),
            kind: pattern.kind,
            mode: pattern.mode,
            contexts: self.codes.contexts(sentence.clause.analysis.tokens),
            quad: pattern.kind.quad(),
            cameo: code.cameo.clone(),
            goldstein: code.goldstein,
            status: act.status,
            historical: historical && act.status == Status::Occurred,
            scope: scope(&actors, &recipients),
            confidence: sentence.confidence(pattern, act),
            when,
            place: sentence.place(act, pattern.kind),
            said_by: act.said_by.and_then(|index| sentence.party(index)),
            evidence: sentence.evidence(act),
            article: source(sentence.article),
            extractor: Extractor { version: crate::VERSION.to_owned(), data: self.data.to_owned() },
            actors,
            recipients,
        })
    }
}

/// A meeting needs two sides: parties of two countries, or two persons named.
fn has_two_sides(pattern: &Pattern, actors: &[Party], recipients: &[Party]) -> bool {
    let all = || actors.iter().chain(recipients);
    let countries: BTreeSet<_> = all().filter_map(|party| party.country.as_ref()).collect();
    let persons: BTreeSet<_> = all().filter(|p| p.kind == ActorKind::Person).filter_map(|p| p.name.as_ref()).collect();
    !pattern.two_sides || countries.len() > 1 || persons.len() > 1
}

fn scope(actors: &[Party], recipients: &[Party]) -> Scope {
    let mut countries: Vec<&str> =
        actors.iter().chain(recipients).filter_map(|party| party.country.as_deref()).collect();
    countries.sort_unstable();
    countries.dedup();
    if countries.len() > 1 || countries.contains(&"IGO") { Scope::International } else { Scope::Domestic }
}

fn source(article: &Article) -> Source {
    Source {
        id: article.id.clone(),
        title: article.title.clone(),
        published: article.published.as_ref().map(|published| published.iso.clone()),
        url: article.url.clone(),
        source: article.source.clone(),
        language: article.language.clone(),
        embargoed_until: article.embargoed_until,
    }
}

/// A sentence with all that is found in it.
struct Sentence<'a> {
    article: &'a Article,
    clause: Clause<'a>,
    places: &'a [PlaceMention],
    number: usize,
    within: Option<Within>,
    quoted: &'a [bool],
}

impl Sentence<'_> {
    /// Parties whose country or body is known, no two of the same name and country.
    fn parties(&self, group: &Group) -> Vec<Party> {
        let mut parties: Vec<Party> = Vec::new();
        for party in group.iter().filter_map(|index| self.party(*index)) {
            let same =
                |other: &Party| other.name == party.name && other.country == party.country && other.role == party.role;
            if !parties.iter().any(same) {
                parties.push(party);
            }
        }
        parties
    }

    fn party(&self, index: usize) -> Option<Party> {
        let mention = self.clause.actors.get(index)?;
        let actor = &mention.actor;
        if actor.country.is_none() && actor.sector.is_none() && actor.wikidata.is_none() {
            return None;
        }
        if actor.country.is_none() && actor.name.is_none() {
            return None;
        }
        let (start, end) = self.clause.analysis.chars_of(mention.core, mention.end);
        Some(Party {
            text: self.clause.analysis.text_of(mention.core, mention.end).to_owned(),
            start,
            end,
            within: self.within,
            name: actor.name.clone(),
            kind: actor.kind,
            role: actor.role.clone(),
            country: actor.country.clone(),
            sector: actor.sector,
            wikidata: actor.wikidata.clone(),
        })
    }

    fn published(&self) -> Option<Date> {
        self.article.published.as_ref().map(|published| published.date)
    }

    /// The nearest time, else the publication date.
    fn when(&self, act: &Match) -> Option<When> {
        let near = self.clause.times.iter().filter(|time| self.is_told(act, time.start));
        let time = near.min_by_key(|time| distance(act, time.start, time.end));
        time.map(|time| self.told(time)).or_else(|| self.published().map(of_publication))
    }

    fn told(&self, time: &TimeMention) -> When {
        let (start, end) = self.clause.analysis.chars_of(time.start, time.end);
        When {
            text: Some(self.clause.analysis.text_of(time.start, time.end).to_owned()),
            start: Some(start),
            end: Some(end),
            within: self.within,
            kind: time.kind,
            value: time.value.clone(),
            earliest: time.earliest,
            latest: time.latest,
            basis: Basis::Text,
        }
    }

    /// Whether a time or place stands near a trigger and outside quotations.
    fn is_told(&self, act: &Match, at: usize) -> bool {
        !self.quoted.get(at).copied().unwrap_or(false) && distance(act, at, at + 1) <= MAX_DISTANCE
    }

    fn is_historical(&self, when: Option<&When>) -> bool {
        let days = when.zip(self.published()).and_then(|(when, published)| published.since(when.latest).ok());
        days.is_some_and(|span| i64::from(span.get_days()) > HISTORICAL_DAYS)
    }

    /// The nearest city of the trigger's clause, else the nearest country.
    fn place(&self, act: &Match, kind: EventType) -> Option<Place> {
        let open = |place: &&PlaceMention| kind == EventType::Consult || !self.is_parted(act, place.start);
        let near =
            self.places.iter().filter(|place| self.is_told(act, place.start) && self.is_locative(place)).filter(open);
        let place = near.min_by_key(|place| (!place.is_local(), distance(act, place.start, place.end)))?;
        let (start, end) = self.clause.analysis.chars_of(place.start, place.end);
        Some(Place {
            text: self.clause.analysis.text_of(place.start, place.end).to_owned(),
            start,
            end,
            within: self.within,
            name: place.place.name.clone(),
            country: place.place.country.clone(),
            latitude: Some(place.place.latitude),
            longitude: Some(place.place.longitude),
            geonames: place.place.geonames,
        })
    }

    /// Whether something happens in a place: `in`, `at` or `near` stands before it.
    fn is_locative(&self, place: &PlaceMention) -> bool {
        let words = self.clause.resources.words;
        let before = |at: usize| at.checked_sub(1).map(|at| (at, self.clause.word(at)));
        let first = before(place.start);
        let preposition = first.filter(|(_, word)| *word == words.the).map_or(first, |(at, _)| before(at));
        preposition.is_some_and(|(_, word)| [words.r#in, words.at, words.near].contains(&word))
    }

    /// Whether a clause ends between a trigger and a word.
    fn is_parted(&self, act: &Match, at: usize) -> bool {
        let between = if at < act.start { at..act.start } else { act.end..at };
        between.into_iter().any(|index| {
            let and = self.clause.word(index) == self.clause.resources.words.and;
            self.clause.is(index, Class::Subordinator) && !and
        })
    }

    fn evidence(&self, act: &Match) -> Evidence {
        let analysis = self.clause.analysis;
        let count = analysis.tokens.len();
        let (start, end) = analysis.chars_of(0, count);
        let (first, last) = analysis.chars_of(act.start, act.end);
        let text = analysis.text_of(act.start, act.end).to_owned();
        Evidence {
            sentence: self.number,
            start,
            end,
            within: self.within,
            text: analysis.text_of(0, count).to_owned(),
            trigger: Trigger { text, start: first, end: last },
        }
    }

    /// The pattern's number times the certainty of the parties, in hundredths.
    fn confidence(&self, pattern: &Pattern, act: &Match) -> f64 {
        let indexes = act.actors.iter().chain(&act.recipients);
        let certainty = |index: &usize| {
            let mention = self.clause.actors.get(*index);
            mention.map_or(1.0, |mention| if mention.actor.country.is_some() { mention.certainty } else { 0.7 })
        };
        let parties = indexes.map(certainty).fold(1.0, f64::min);
        (pattern.confidence * parties * 100.0).round() / 100.0
    }
}

fn of_publication(day: Date) -> When {
    When {
        text: None,
        start: None,
        end: None,
        within: None,
        kind: TimeType::Date,
        value: day.to_string(),
        earliest: day,
        latest: day,
        basis: Basis::Publication,
    }
}

/// Words between a trigger and a span.
fn distance(act: &Match, start: usize, end: usize) -> usize {
    if end <= act.start { act.start - end } else { start.saturating_sub(act.end) }
}
