//! Persons, countries, organisations and groups; and who is meant again.
//!
//! | module | does |
//! | --- | --- |
//! | `words` | the words of `lexicon/reference.toml` |
//! | `scan` | a sentence with all that its words can mean |
//! | `phrase`, `office`, `name` | words to drafts: nationality, office, name |
//! | `apposition` | `Hakan Demir, Turkey's envoy,` is one |
//! | `country` | what countries the article tells of |
//! | `entity` | whom the article has told of so far |
//! | `resolve` | drafts to who is meant, by office, country, body |
//! | `person` | the same by a person's name |
//! | `reference` | pronouns, pairs and general nouns |

mod apposition;
mod country;
mod draft;
mod entity;
mod name;
mod office;
mod person;
mod phrase;
mod reference;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use super::{Document, WordSpan, place::PlaceMention, time::TimeMention};
use crate::{
    event::{ActorKind, Sector},
    knowledge::Knowledge,
};

pub(crate) use self::{draft::Use, words::ReferenceWords};

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
    /// A name of the knowledge: `Russia`, `NATO`, `Sergey Lavrov`.
    Name,
    /// A name that only the article has.
    Text,
    /// An office or agent with its nationality: `Iranian officials`.
    Title,
    /// The holder of an office on the article's day.
    Office,
    /// A family or short name of one who is named in full elsewhere in the article.
    ShortName,
    /// A family name of one who is in office.
    FamilyName,
    /// Letters for a name that stands before them in the article.
    Acronym,
    /// An office or general noun for one who was named.
    Coreference,
    Pronoun,
    /// `both sides`
    Pair,
    /// A town or region stands for those who live there.
    Place,
    /// No word of the phrase tells the country; the article around it does.
    Context,
}

impl Basis {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Text => "text",
            Self::Title => "title",
            Self::Office => "office",
            Self::ShortName => "short-name",
            Self::FamilyName => "family-name",
            Self::Acronym => "acronym",
            Self::Coreference => "coreference",
            Self::Pronoun => "pronoun",
            Self::Pair => "pair",
            Self::Place => "place",
            Self::Context => "context",
        }
    }
}

/// An actor told by the article. A phrase that means two (`both sides`) gives two mentions of one span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActorMention {
    pub(crate) span: WordSpan,
    /// With determiners, modifiers and appositions: words of the sentence.
    pub(crate) outer: Range<usize>,
    /// The words of the name alone, where it has one.
    pub(crate) name: Option<Range<usize>>,
    pub(crate) used: Use,
    pub(crate) actor: Actor,
    /// The same for all mentions of one actor in the document.
    pub(crate) entity: usize,
    pub(crate) basis: Basis,
    /// How sure it is, 0 to 1.
    pub(crate) confidence: f64,
}

/// Finds the actors of a document, in reading order.
pub(crate) fn find_actors(
    document: &Document<'_>,
    (knowledge, words): (&Knowledge, &ReferenceWords),
    places: &[PlaceMention],
    times: &[TimeMention],
) -> Vec<ActorMention> {
    let mut scans = Vec::new();
    let (mut places, mut times) = (places.iter().peekable(), times.iter().peekable());
    for (part, number, sentence) in document.sentences() {
        let here = |span: &WordSpan| (span.part, span.sentence) == (part, number);
        let inside = std::iter::from_fn(|| places.next_if(|place| here(&place.span))).collect();
        let mut timed = vec![false; sentence.len()];
        while let Some(time) = times.next_if(|time| here(&time.span)) {
            timed.get_mut(time.span.words()).into_iter().flatten().for_each(|word| *word = true);
        }
        scans.push(scan::Scan::new((knowledge, words), (part, number), sentence, inside, timed));
    }
    let drafts = scans.iter().map(|scan| apposition::merge(scan, phrase::drafts(scan))).collect();
    resolve::resolve(document, &scans, drafts)
}
