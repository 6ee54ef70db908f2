//! Who and where there is: countries, persons in office, organisations, offices, places; read from
//! `config/knowledge`, checked completely, then immutable.
//!
//! It does not know texts: [`crate::mention`] brings the two together.

mod atlas;
mod forest;
mod gazetteer;
mod load;
mod names;
mod source;
mod table;

use std::collections::HashMap;

use jiff::civil::Date;

pub(crate) use self::{
    atlas::{Atlas, Cue, Feature, NOWHERE, Sense, Spot},
    forest::Forest,
    gazetteer::{Case, Gazetteer},
    names::{Found, Names},
    source::{DataFiles, hex},
};
use crate::event::{ActorKind, Sector};

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
    /// A person by family name; counts only while in office.
    Surname(usize),
    /// An organisation or group.
    Organisation(usize),
    /// An office or a generic agent.
    Role(usize),
    /// A place on earth.
    Place(usize),
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

/// A term in an office.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) country: String,
    pub(crate) role: String,
    pub(crate) start: Date,
    /// None: in office, or not known.
    pub(crate) end: Option<Date>,
}

impl Term {
    /// Whether the office is held on a day; unknown ends are taken to last.
    pub(crate) fn holds(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}

/// A person with the offices held.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) qid: Option<String>,
    /// Sorted by start; one at least.
    pub(crate) terms: Vec<Term>,
}

impl Person {
    /// The office on a day; the last one begun where several are held.
    pub(crate) fn office(&self, day: Option<Date>) -> Option<&Term> {
        day.map_or_else(|| self.terms.last(), |day| self.terms.iter().rev().find(|term| term.holds(day)))
    }
}

/// An organisation or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organisation {
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) sector: Option<Sector>,
    pub(crate) kind: ActorKind,
    pub(crate) qid: Option<String>,
}

/// An office or a generic agent, such as `officials`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) kind: ActorKind,
    pub(crate) sector: Sector,
    /// The generic office, where the phrase names one.
    pub(crate) role: Option<String>,
}

/// A place on earth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Toponym {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) geonames: u32,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) population: u64,
}

/// All that is known.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub(crate) countries: Vec<Country>,
    pub(crate) persons: Vec<Person>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) roles: Vec<Role>,
    pub(crate) places: Vec<Toponym>,
    /// Every phrase and what it can mean.
    pub(crate) names: Gazetteer<Reading>,
    /// Toponyms with what tells them from other names.
    pub(crate) atlas: Atlas,
    by_iso3: HashMap<String, usize>,
    holders: HashMap<(String, String), Vec<usize>>,
}

impl Knowledge {
    /// Who holds an office of a country on a day, where exactly one person is known to.
    pub(crate) fn holder(&self, country: &str, role: &str, day: Date) -> Option<&Person> {
        let known = self.holders.get(&(country.to_owned(), role.to_owned()))?;
        let mut holding = known.iter().filter_map(|index| self.persons.get(*index)).filter(|person| {
            person.terms.iter().any(|term| term.country == country && term.role == role && term.holds(day))
        });
        let first = holding.next()?;
        holding.next().is_none().then_some(first)
    }
}
