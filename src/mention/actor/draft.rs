//! What a phrase says of its actor, before it is resolved.

use std::ops::Range;

use super::words::{Pair, Pronoun};
use crate::{
    event::Sector,
    knowledge::{Gender, Reading},
    mention::WordSpan,
};

/// How a mention stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// As one who can act.
    Party,
    /// As an adjective before another noun: `Russian gas`.
    Adjective,
    /// As a possessor of another noun: `Russia's gas`.
    Possessor,
    /// As a place: `in Russia`.
    Locative,
}

/// A phrase that means somebody.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    /// Without determiners and modifiers.
    pub(super) span: WordSpan,
    /// With them, and with appositions.
    pub(super) outer: Range<usize>,
    pub(super) what: What,
    pub(super) used: Use,
}

/// What the words say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A country, people, seat or organisation of the knowledge.
    Known(Reading),
    /// `ethnic Albanians`: a people that is not the country's.
    Ethnic,
    /// `the group`: a body that was named.
    BodyNoun,
    /// A person by name.
    Person(PersonName),
    /// An office or generic agent without a name.
    Office(Title),
    /// A body that the knowledge does not have.
    Body(Body),
    Pronoun(Pronoun),
    Pair(Pair),
}

/// A person's name as it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PersonName {
    pub(super) words: Range<usize>,
    /// Its words with a space between them.
    pub(super) text: String,
    pub(super) title: Option<Title>,
    pub(super) gender: Option<Gender>,
    /// `Mr` or an office stands before it, or beside it.
    pub(super) is_titled: bool,
    /// It is a person's, not just words that may be.
    pub(super) is_sure: bool,
}

/// An office or generic agent, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Title {
    /// Index into the knowledge's roles.
    pub(super) role: usize,
    /// As the text has it: `Foreign Minister`.
    pub(super) text: String,
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`.
    pub(super) country: Option<String>,
    /// Index into the knowledge's organisations.
    pub(super) body: Option<usize>,
    /// Nothing but `the` stands before it, or nothing at all.
    pub(super) is_definite: bool,
    pub(super) is_plural: bool,
    /// `former`
    pub(super) is_former: bool,
    /// `deputy`, `acting`: not the holder.
    pub(super) is_other: bool,
    /// A pronoun or noun owns it: `his foreign minister`, `leaders of the unions`. The article around it does not tell
    /// its country.
    pub(super) is_owned: bool,
}

/// A body that only the text knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) country: Option<String>,
    pub(super) sector: Option<Sector>,
    /// `(FIS)` after it.
    pub(super) acronym: Option<String>,
}
