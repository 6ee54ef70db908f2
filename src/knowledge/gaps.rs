//! How much is known, and what is known to be missing.
//!
//! It measures the tables against themselves: that a term is told rightly is for their sources.

use std::{collections::BTreeMap, fmt, ops::RangeInclusive};

use jiff::civil::{Date, date};
use serde::Serialize;

use super::{
    Knowledge,
    person::{Holding, Owner, Post},
};
use crate::event::ActorKind;

/// Years that the table of persons is to cover.
const YEARS: RangeInclusive<i16> = 2000..=2026;
/// Offices that every state has. Source: the issue that asks for the table.
const STATE_OFFICES: [&str; 4] = ["head of state", "head of government", "foreign minister", "defence minister"];
/// Two terms may overlap by this many days: a handover that sources tell to the month.
const HANDOVER_DAYS: i32 = 31;
/// A term of more years without an end is likely over.
const LONG_TERM_YEARS: i16 = 15;

/// How many entries of one kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The kind, in the plural.
    pub kind: &'static str,
    /// Entries of it.
    pub entries: usize,
}

/// Something that the knowledge lacks, or that cannot be as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "gap", rename_all = "snake_case")]
pub enum Gap {
    /// Nobody is known to hold an office in the middle of some years.
    Vacant {
        /// ISO 3166-1 alpha-3.
        country: String,
        /// The generic office.
        office: String,
        /// First and last year of each run.
        years: Vec<(i16, i16)>,
    },
    /// Two persons hold an office that one at a time can hold.
    Overlap {
        /// A country's code or an organisation's name.
        owner: String,
        /// The generic office.
        office: String,
        /// Who came first, and who second.
        persons: [String; 2],
        /// First and last day that both hold it; no last day where neither term has an end.
        from: Date,
        #[serde(skip_serializing_if = "Option::is_none")]
        /// None where neither term has an end.
        to: Option<Date>,
    },
    /// A term began long ago and has no end.
    Endless {
        /// A country's code or an organisation's name.
        owner: String,
        /// The generic office.
        office: String,
        /// Who holds it.
        person: String,
        /// First day of the term.
        since: Date,
    },
}

impl fmt::Display for Gap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vacant { country, office, years } => {
                let runs: Vec<String> = years.iter().map(|(first, last)| run(*first, *last)).collect();
                write!(out, "vacant\t{country}\t{office}\t{}", runs.join(" "))
            }
            Self::Overlap { owner, office, persons: [first, second], from, to } => {
                let to = to.map(|to| to.to_string()).unwrap_or_default();
                write!(out, "overlap\t{owner}\t{office}\t{first} and {second}, {from} to {to}")
            }
            Self::Endless { owner, office, person, since } => {
                write!(out, "endless\t{owner}\t{office}\t{person}, since {since}")
            }
        }
    }
}

fn run(first: i16, last: i16) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

impl Knowledge {
    /// How many entries of each kind there are.
    pub(crate) fn counts(&self) -> Vec<Count> {
        let of_kind =
            |group: bool| self.organisations.iter().filter(|body| (body.kind == ActorKind::Group) == group).count();
        [
            ("countries", self.countries.len()),
            ("persons", self.persons.len()),
            ("terms", self.persons.iter().map(|person| person.terms.len()).sum()),
            ("posts", self.posts.len()),
            ("offices", self.offices.len()),
            ("organisations", of_kind(false)),
            ("groups", of_kind(true)),
            ("members", self.organisations.iter().map(|body| body.members.len()).sum()),
            ("roles", self.roles.len()),
            ("places", self.atlas.len()),
            ("phrases", self.index.len()),
        ]
        .map(|(kind, entries)| Count { kind, entries })
        .to_vec()
    }

    /// What is missing and known to be: vacancies by country and office, then overlaps, then terms without an end.
    pub(crate) fn gaps(&self) -> Vec<Gap> {
        let posts: BTreeMap<(Owner, usize), &[Holding]> =
            self.posts.iter().map(|(post, terms)| ((post.owner, post.office), terms.as_slice())).collect();
        let overlaps = posts.iter().flat_map(|((owner, office), terms)| self.overlaps(*owner, *office, terms));
        let endless = posts.iter().flat_map(|((owner, office), terms)| self.endless(*owner, *office, terms));
        self.vacancies().into_iter().chain(overlaps).chain(endless).collect()
    }

    /// States are those countries of which any head is known.
    fn vacancies(&self) -> Vec<Gap> {
        let offices: Vec<usize> = STATE_OFFICES.iter().filter_map(|name| self.office(name)).collect();
        let mut found = Vec::new();
        for (number, country) in self.countries.iter().enumerate() {
            let terms = |office: usize| self.posts.get(&Post { owner: Owner::Country(number), office });
            let is_state = offices.iter().take(2).any(|office| terms(*office).is_some());
            for office in offices.iter().filter(|_| is_state) {
                let terms = terms(*office).map(Vec::as_slice).unwrap_or_default();
                let years = runs(YEARS.filter(|year| !terms.iter().any(|term| term.holds(date(*year, 7, 1)))));
                if !years.is_empty() {
                    found.push(Gap::Vacant { country: country.iso3.clone(), office: self.office_name(*office), years });
                }
            }
        }
        found
    }

    fn overlaps(&self, owner: Owner, office: usize, terms: &[Holding]) -> Vec<Gap> {
        if !self.offices.get(office).is_some_and(|office| office.single) {
            return Vec::new();
        }
        let mut found = Vec::new();
        // The term that lasts longest of those that began before.
        let mut before: Option<&Holding> = None;
        for term in terms {
            if let Some(before) = before.filter(|before| before.person != term.person) {
                let to = [before.end, term.end].into_iter().flatten().min();
                if to.is_none_or(|to| (to - term.start).get_days() > HANDOVER_DAYS) {
                    found.push(Gap::Overlap {
                        owner: self.owner_name(owner),
                        office: self.office_name(office),
                        persons: [self.person_name(before.person), self.person_name(term.person)],
                        from: term.start,
                        to,
                    });
                }
            }
            let lasts = |term: &Holding| term.end.unwrap_or(Date::MAX);
            if before.is_none_or(|before| lasts(before) <= lasts(term)) {
                before = Some(term);
            }
        }
        found
    }

    fn endless(&self, owner: Owner, office: usize, terms: &[Holding]) -> Vec<Gap> {
        let long = |term: &&Holding| term.end.is_none() && term.start.year() + LONG_TERM_YEARS < *YEARS.end();
        let gap = |term: &Holding| Gap::Endless {
            owner: self.owner_name(owner),
            office: self.office_name(office),
            person: self.person_name(term.person),
            since: term.start,
        };
        terms.iter().filter(long).map(gap).collect()
    }

    fn owner_name(&self, owner: Owner) -> String {
        let name = match owner {
            Owner::Country(number) => self.countries.get(number).map(|country| &country.iso3),
            Owner::Body(number) => self.organisations.get(number).map(|body| &body.name),
        };
        name.cloned().unwrap_or_default()
    }

    fn office_name(&self, office: usize) -> String {
        self.offices.get(office).map(|office| office.name.clone()).unwrap_or_default()
    }

    fn person_name(&self, person: usize) -> String {
        self.persons.get(person).map(|person| person.name.clone()).unwrap_or_default()
    }
}

/// Numbers in order as runs, each with its first and last.
fn runs(numbers: impl Iterator<Item = i16>) -> Vec<(i16, i16)> {
    let mut found: Vec<(i16, i16)> = Vec::new();
    for number in numbers {
        match found.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => found.push((number, number)),
        }
    }
    found
}
