//! The event as it is published: one JSON object, whose contract is `config/schema/event.json`.
//!
//! Field names are fixed. A field without a value is `null`, never left out, save `in` and `embargoed_until`, which
//! are left out. All spans count Unicode characters, from the start of the article's text, or of its title where
//! they carry `"in": "title"`.

use serde::{Deserialize, Serialize};

use super::ontology::{ActorKind, Basis, Context, EventType, Mode, Scope, Sector, Status, TimeType, Within};

/// One coded act: who did what to whom, when and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable id, from article id, type, parties, time and evidence; 32 hexadecimal digits.
    pub id: String,
    /// The same for reports of the same act in other articles; the record's key. 32 hexadecimal digits.
    pub story: String,
    /// What was done.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// How it was done, where the type has modes and the text tells.
    pub mode: Option<Mode>,
    /// What it is about, sorted; may be empty.
    pub contexts: Vec<Context>,
    /// [`EventType::quad`] of the type.
    pub quad: u8,
    /// The nearest CAMEO code.
    pub cameo: String,
    /// The Goldstein score of that code, -10 (conflict) to 10 (cooperation).
    pub goldstein: f64,
    /// Whether it took place.
    pub status: Status,
    /// It took place more than 30 days before the article.
    pub historical: bool,
    /// Whether it crosses a border.
    pub scope: Scope,
    /// Who did it; all parties, where they did the same to each other. One at least.
    pub actors: Vec<Party>,
    /// To whom it was done; may be empty.
    pub recipients: Vec<Party>,
    /// When it took place; null where neither text nor feed tells a date.
    pub when: Option<When>,
    /// Where it took place, where the text tells.
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// Whose claim it is, where the article does not vouch for it itself.
    pub said_by: Option<Party>,
    /// The sentence that tells it.
    pub evidence: Evidence,
    /// The share of events with this number that are right, 0 to 1.
    pub confidence: f64,
    /// The article it was found in.
    pub article: Source,
    /// What found it.
    pub extractor: Extractor,
}

/// One who acts or is acted upon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// As the text has it.
    pub text: String,
    /// First character of the mention.
    pub start: usize,
    /// One past the last character of the mention.
    pub end: usize,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// The full name, where the party is known by one.
    pub name: Option<String>,
    /// What the party is.
    pub kind: ActorKind,
    /// The office held on the article's day.
    pub role: Option<String>,
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`, or none where not known.
    pub country: Option<String>,
    /// PLOVER's sector.
    pub sector: Option<Sector>,
    /// The Wikidata item, `Q` and digits.
    pub wikidata: Option<String>,
}

/// The event's time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct When {
    /// As the text has it; none where the basis is the publication date.
    pub text: Option<String>,
    /// First character of the expression.
    pub start: Option<usize>,
    /// One past its last character.
    pub end: Option<usize>,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// TIMEX3's type.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3's value: `2022-01-19`, `2022-01`, `2022-W03`.
    pub value: String,
    /// First day it can mean.
    pub earliest: jiff::civil::Date,
    /// Last day it can mean.
    pub latest: jiff::civil::Date,
    /// Whether the text tells it.
    pub basis: Basis,
}

/// The event's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// As the text has it.
    pub text: String,
    /// First character of the mention.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// GeoNames' name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Degrees north, WGS 84.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// GeoNames' number.
    pub geonames: Option<u32>,
}

/// The sentence that tells the event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The sentence's number, from 0, in the part that it stands in.
    pub sentence: usize,
    /// First character of the sentence.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// Where the span counts, unless in the text.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// The sentence.
    pub text: String,
    /// The word or words that say what was done.
    pub trigger: Trigger,
}

/// The word or words that say what was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// As the text has it.
    pub text: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The article an event was found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// ISO 8601 date, or date and time with offset, as the feed gave it.
    pub published: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// It must not be shown before this moment; left out where there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<jiff::Timestamp>,
}

/// What found an event: the same two values give the same events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extractor {
    /// The program's version.
    pub version: String,
    /// Digest of lexicon, knowledge and model.
    pub data: String,
}
