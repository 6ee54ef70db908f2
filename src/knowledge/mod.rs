//! Who and where there is: countries, persons in office, organisations, offices, places; read from
//! `config/knowledge`, checked completely, then immutable.
//!
//! It does not know texts: [`crate::mention`] brings the two together.

mod atlas;
mod forest;
mod gaps;
mod given;
mod load;
mod names;
mod person;
mod source;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use self::gaps::{Count, Gap};
use self::person::{Holding, Post};
pub(crate) use self::{
    atlas::{Atlas, Cue, Feature, NOWHERE, Sense, Spot},
    forest::Forest,
    names::{Case, Found, Names, fold},
    person::{Office, Person, Term},
    source::{DataFiles, hex},
};
use crate::event::{ActorKind, Sector};

/// Whom a name is given to, or a pronoun used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// What a phrase can mean; the numbers are indexes into [`Knowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A country by its name.
    Country(usize),
    /// A nationality adjective.
    Adjective(usize),
    /// A people: `Russians`.
    People(usize),
    /// A seat of power: `Kremlin`; a capital is a place too.
    Seat(usize),
    /// A person by full name.
    Person(usize),
    /// A person by family name, or by what else news call the person alone; counts only while in office.
    Surname(usize),
    /// An organisation or group.
    Organisation(usize),
    /// An office or a generic agent.
    Role(usize),
}

/// A country or territory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Country {
    pub(crate) iso3: String,
    pub(crate) name: String,
    pub(crate) geonames: u32,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// An organisation or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organisation {
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) sector: Option<Sector>,
    pub(crate) kind: ActorKind,
    pub(crate) qid: Option<String>,
    /// Countries that belong to it, by their numbers.
    pub(crate) members: Vec<usize>,
}

/// An office or a generic agent, such as `officials`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) kind: ActorKind,
    pub(crate) sector: Sector,
    /// The generic office, where the phrase names one.
    pub(crate) role: Option<String>,
}

/// All that is known.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub(crate) countries: Vec<Country>,
    pub(crate) persons: Vec<Person>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) roles: Vec<Role>,
    /// Generic offices.
    pub(crate) offices: Vec<Office>,
    /// Every phrase and what it can mean.
    pub(crate) index: Names<Reading>,
    /// Toponyms with what tells them from other names.
    pub(crate) atlas: Atlas,
    given: given::GivenNames,
    by_iso3: HashMap<String, usize>,
    by_office: HashMap<String, usize>,
    /// Terms of each post, by their start.
    posts: HashMap<Post, Vec<Holding>>,
}

impl Knowledge {
    /// A country by its code, ISO 3166-1 alpha-3.
    pub(crate) fn country(&self, iso3: &str) -> Option<&Country> {
        self.countries.get(*self.by_iso3.get(iso3)?)
    }

    /// Whether a word is a given name, and whose.
    pub(crate) fn given_name(&self, word: &str) -> Option<Option<Gender>> {
        self.given.get(word)
    }
}
