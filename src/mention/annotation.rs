//! What was recognised in an article, as `demarche annotate` prints it: one JSON object an article.

use serde::Serialize;

use super::{Document, Mentions, Use, WordSpan, actor::ActorMention, place::PlaceMention, time::TimeMention};
use crate::event::{ActorKind, Sector, TimeType, Within};

/// An article with its mentions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotation {
    /// The article's id.
    pub id: String,
    /// Its title, in which spans with `"in": "title"` count.
    pub title: Option<String>,
    /// Its text, in which all other spans count: the cleaned text where the article came as HTML.
    pub text: String,
    /// ISO 8601 date, or date and time with offset; times are resolved against it.
    pub published: Option<String>,
    /// Sentences of the title, then of the text, in reading order.
    pub sentences: Vec<SentenceSpan>,
    /// Mentions of the title, then of the text, by their start; longer ones first.
    pub mentions: Vec<Mention>,
}

/// Where a sentence stands, in Unicode characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceSpan {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

/// Words of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// As the text has them.
    pub text: String,
    /// First character, counted in Unicode characters.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

/// A span and what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Mention {
    /// One who can act: its `kind` is country, government, person, organization or group.
    Actor(ActorAnnotation),
    /// A place on earth: its `kind` is place.
    Place(PlaceAnnotation),
    /// A time: its `kind` is time.
    Time(TimeAnnotation),
}

/// One who can act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorAnnotation {
    /// What the party is.
    pub kind: ActorKind,
    /// Its words.
    #[serde(flatten)]
    pub span: Span,
    /// The full name, where the party is known by one.
    pub name: Option<String>,
    /// The office held on the article's day.
    pub role: Option<String>,
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`, or none where not known.
    pub country: Option<String>,
    /// PLOVER's sector.
    pub sector: Option<Sector>,
    /// The Wikidata item, `Q` and digits.
    pub wikidata: Option<String>,
    /// The same number for all mentions of one actor in the article.
    pub entity: usize,
    /// What told who is meant: name, office, apposition, coreference and so on.
    pub basis: &'static str,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
}

/// A place on earth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceAnnotation {
    /// Always `place`.
    pub kind: &'static str,
    /// Its words.
    #[serde(flatten)]
    pub span: Span,
    /// GeoNames' name.
    pub name: String,
    /// What it is: country, region, city, water and so on.
    pub feature: &'static str,
    /// ISO 3166-1 alpha-3; none for seas and what belongs to several.
    pub country: Option<String>,
    /// GeoNames' code of the first-level division: `TX`.
    pub admin1: Option<String>,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// GeoNames' number, where it has one.
    pub geonames: Option<u32>,
    /// Whether the name stands for a government: `Moscow said`.
    pub metonym: bool,
    /// How sure it is that this place is meant and no other of its name, 0 to 1.
    pub confidence: f64,
}

/// A time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeAnnotation {
    /// Always `time`.
    pub kind: &'static str,
    /// Its words.
    #[serde(flatten)]
    pub span: Span,
    /// TIMEX3's type.
    #[serde(rename = "type")]
    pub time_type: TimeType,
    /// TIMEX3's value: `2022-01-19`, `2022-W03`, `P2D`, `PRESENT_REF`.
    pub value: String,
    /// TIMEX3's `mod`: `START`, `APPROX` and so on.
    #[serde(rename = "mod")]
    pub modifier: Option<&'static str>,
    /// Minutes east of Greenwich, where the text tells a zone with a time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<i32>,
    /// First day it can mean; none for durations and sets.
    pub earliest: Option<jiff::civil::Date>,
    /// Last day it can mean.
    pub latest: Option<jiff::civil::Date>,
}

/// Lays out the mentions of a document.
pub(crate) fn annotate(document: &Document<'_>, mentions: Mentions) -> Annotation {
    let Mentions { times, places, actors } = mentions;
    let mut mentions: Vec<(WordSpan, Mention)> = Vec::with_capacity(times.len() + places.len() + actors.len());
    let span = |span: &WordSpan| span_of(document, span);
    // A seat of power that something happens in is a place alone.
    let actors =
        actors.into_iter().filter(|found| found.used != Use::Locative || found.actor.kind != ActorKind::Government);
    mentions.extend(actors.map(|found| (found.span.clone(), Mention::Actor(actor(span(&found.span), found)))));
    mentions
        .extend(places.into_iter().map(|found| (found.span.clone(), Mention::Place(place(span(&found.span), found)))));
    mentions.extend(times.into_iter().map(|found| (found.span.clone(), Mention::Time(time(span(&found.span), found)))));
    mentions.sort_by_key(|(span, _)| (span.part, span.sentence, span.start, std::cmp::Reverse(span.end)));
    let article = document.article;
    Annotation {
        id: article.id.clone(),
        title: article.title.clone(),
        text: article.text.clone(),
        published: article.published.as_ref().map(|published| published.iso.clone()),
        sentences: document
            .sentences()
            .map(|(part, sentence, words)| {
                let all = WordSpan { part, sentence, start: 0, end: words.len() };
                let chars = document.chars(&all);
                SentenceSpan { start: chars.start, end: chars.end, within: within(document, part) }
            })
            .collect(),
        mentions: mentions.into_iter().map(|(_, mention)| mention).collect(),
    }
}

fn within(document: &Document<'_>, part: usize) -> Option<Within> {
    document.parts.get(part).and_then(|part| part.within)
}

fn span_of(document: &Document<'_>, span: &WordSpan) -> Span {
    let chars = document.chars(span);
    Span {
        text: document.text(span).to_owned(),
        start: chars.start,
        end: chars.end,
        within: within(document, span.part),
    }
}

fn actor(span: Span, found: ActorMention) -> ActorAnnotation {
    let actor = found.actor;
    ActorAnnotation {
        kind: actor.kind,
        span,
        name: actor.name,
        role: actor.role,
        country: actor.country,
        sector: actor.sector,
        wikidata: actor.wikidata,
        entity: found.entity,
        basis: found.basis.as_str(),
        confidence: found.confidence,
    }
}

fn place(span: Span, found: PlaceMention) -> PlaceAnnotation {
    PlaceAnnotation {
        kind: "place",
        span,
        name: found.name,
        feature: found.feature.as_str(),
        country: found.country,
        admin1: found.admin1,
        latitude: found.latitude,
        longitude: found.longitude,
        geonames: found.geonames,
        metonym: found.metonym,
        confidence: found.confidence,
    }
}

fn time(span: Span, found: TimeMention) -> TimeAnnotation {
    TimeAnnotation {
        kind: "time",
        span,
        time_type: found.kind,
        value: found.value,
        modifier: found.modifier,
        zone: found.zone,
        earliest: found.earliest,
        latest: found.latest,
    }
}
