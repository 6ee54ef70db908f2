//! Matches to events: parties, time, place, evidence and numbers put together.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};

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
};
use crate::{
    article::Article,
    language::{Analysis, Class, Vocabulary, split_sentences, tokenize},
    mention::chunk::{
        ActorMention, Memory, PlaceMention, Resources, TimeMention, Use, find_actors, find_places, find_times,
    },
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
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) codes: &'a Codes,
    pub(crate) data: &'a str,
    /// Code neutral statements too.
    pub(crate) statements: bool,
}

impl Coder<'_> {
    /// Codes title and text, merges what is told twice, and numbers the events; in reading order, the title first.
    pub(crate) fn code(&self, article: &Article) -> Vec<Event> {
        let day = article.published.as_ref().map(|published| published.date);
        let mut memory = Memory::of_day(day);
        let mut events = Vec::new();
        // The text names persons in full; the title, read after it, may use their family names.
        let body = self.part(article, &article.text, None, &mut memory);
        if let Some(title) = &article.title {
            events.extend(self.part(article, title, Some(Within::Title), &mut memory));
        }
        events.extend(body);
        let mut events = merge::merge(events);
        for event in &mut events {
            event.id = identity::event_id(event);
            event.story = identity::story_id(event);
        }
        events
    }

    fn part(&self, article: &Article, text: &str, within: Option<Within>, memory: &mut Memory) -> Vec<Event> {
        let tokens = tokenize(text, self.vocabulary);
        let sentences = split_sentences(text, &tokens, self.resources.grammar);
        let mut quotes = QuoteState::default();
        let mut events = Vec::new();
        for (number, range) in sentences.into_iter().enumerate() {
            let analysis = Analysis { text, tokens: tokens.get(range).unwrap_or_default() };
            let quoted = quotes.quoted(text, analysis.tokens);
            let actors = find_actors(&analysis, self.resources, memory);
            let times = find_times(&analysis, self.resources, memory.day());
            let places = find_places(&analysis, self.resources);
            let clause = Clause { analysis: &analysis, resources: self.resources, actors: &actors, times: &times };
            let found = matcher::find_matches(&clause, self.lexicon, (&quoted, self.statements));
            let sentence = Sentence { article, clause, places: &places, number, within, quoted: &quoted };
            events.extend(found.iter().filter_map(|act| self.event(&sentence, act)));
            memory.subject = subject_of(&clause, &actors);
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

/// The person that a sentence begins with, whom `he` or `she` means in the next one.
fn subject_of(clause: &Clause<'_>, actors: &[ActorMention]) -> Option<crate::mention::chunk::Actor> {
    let parties = || actors.iter().filter(|mention| mention.used == Use::Party);
    let first = parties()
        .find(|mention| mention.start.checked_sub(1).is_none_or(|before| !clause.is(before, Class::Preposition)))?;
    (first.actor.kind == ActorKind::Person).then(|| first.actor.clone())
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

    /// The nearest time, of which a weekday turns to the future with what is planned; else the publication date.
    fn when(&self, act: &Match) -> Option<When> {
        let near = self.clause.times.iter().filter(|time| self.is_told(act, time.start));
        let time = near.min_by_key(|time| distance(act, time.start, time.end));
        time.map(|time| self.told(act, time)).or_else(|| self.published().map(of_publication))
    }

    fn told(&self, act: &Match, time: &TimeMention) -> When {
        let (start, end) = self.clause.analysis.chars_of(time.start, time.end);
        let turned =
            (time.turns && act.status == Status::Future).then(|| time.earliest.checked_add(7.days()).ok()).flatten();
        When {
            text: Some(self.clause.analysis.text_of(time.start, time.end).to_owned()),
            start: Some(start),
            end: Some(end),
            within: self.within,
            kind: time.kind,
            value: turned.map_or_else(|| time.value.clone(), |day| day.to_string()),
            earliest: turned.unwrap_or(time.earliest),
            latest: turned.unwrap_or(time.latest),
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
        let near = self.places.iter().filter(|place| self.is_told(act, place.start)).filter(open);
        let place = near.min_by_key(|place| (!place.city, distance(act, place.start, place.end)))?;
        let (start, end) = self.clause.analysis.chars_of(place.start, place.end);
        Some(Place {
            text: self.clause.analysis.text_of(place.start, place.end).to_owned(),
            start,
            end,
            within: self.within,
            name: place.name.clone(),
            country: Some(place.country.clone()),
            latitude: Some(place.latitude),
            longitude: Some(place.longitude),
            geonames: Some(place.geonames),
        })
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
            let actor = self.clause.actors.get(*index).map(|mention| &mention.actor);
            actor.map_or(1.0, |actor| if actor.country.is_some() { actor.certainty } else { 0.7 })
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
