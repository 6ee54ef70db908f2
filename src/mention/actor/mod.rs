//! Persons, countries, organisations and groups; and who is meant again.

use super::{Document, WordSpan, place::PlaceMention, time::TimeMention};
use crate::{
    event::{ActorKind, Sector},
    knowledge::Knowledge,
};

/// Who is meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Actor {
    pub(crate) kind: ActorKind,
    /// The full name, where the actor has one.
    pub(crate) name: Option<String>,
    /// The office, as the article or the knowledge names it.
    pub(crate) role: Option<String>,
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`.
    pub(crate) country: Option<String>,
    pub(crate) sector: Option<Sector>,
    pub(crate) wikidata: Option<String>,
}

/// What told who is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// A name of the knowledge.
    Name,
}

impl Basis {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
        }
    }
}

/// An actor told by the article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActorMention {
    pub(crate) span: WordSpan,
    pub(crate) actor: Actor,
    /// The same for all mentions of one actor in the document.
    pub(crate) entity: usize,
    pub(crate) basis: Basis,
    /// How sure it is, 0 to 1.
    pub(crate) confidence: f64,
}

/// Finds the actors of a document, in reading order.
pub(crate) fn find_actors(
    _document: &Document<'_>,
    _knowledge: &Knowledge,
    _places: &[PlaceMention],
    _times: &[TimeMention],
) -> Vec<ActorMention> {
    Vec::new()
}
