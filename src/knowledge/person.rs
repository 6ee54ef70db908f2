//! Persons, the offices they hold, and who holds an office on a day.

use jiff::civil::Date;

use super::Knowledge;
use crate::event::Sector;

/// The office by which one who holds another, too, is known.
const HEAD_OF_STATE: &str = "head of state";

/// A generic office, such as `foreign minister`, whatever a country calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Office {
    pub(crate) name: String,
    /// PLOVER's sector of who holds it; none where the body's counts.
    pub(crate) sector: Option<Sector>,
    /// Whether a country or body has one at a time.
    pub(crate) single: bool,
}

/// A term in an office.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`, or empty where neither.
    pub(crate) country: String,
    /// The organisation or group whose office it is, by its number; none for a state's.
    pub(crate) body: Option<usize>,
    /// The generic office, of offices.tsv.
    pub(crate) role: String,
    /// What the office is called there, where other than the generic office: `Secretary of State`.
    pub(crate) title: Option<String>,
    /// PLOVER's sector.
    pub(crate) sector: Option<Sector>,
    pub(crate) start: Date,
    /// The last day; none: in office, or not known.
    pub(crate) end: Option<Date>,
}

impl Term {
    /// Whether the office is held on a day; unknown ends are taken to last. Both hold it on the day of a handover.
    pub(crate) fn holds(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    /// Days between a day and the term; 0 within it.
    pub(crate) fn days_from(&self, day: Date) -> i32 {
        let until = |a: Date, b: Date| (b - a).get_days().max(0);
        until(day, self.start).max(self.end.map_or(0, |end| until(end, day)))
    }
}

/// A person with the offices held.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// The number in [`Knowledge::persons`].
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) qid: Option<String>,
    /// Sorted by start; one at least.
    pub(crate) terms: Vec<Term>,
}

impl Person {
    /// The office on a day; the last one begun where several are held, but that of a head of state, who is known by it.
    pub(crate) fn office(&self, day: Option<Date>) -> Option<&Term> {
        let Some(day) = day else { return self.terms.last() };
        let mut held = self.terms.iter().rev().filter(|term| term.holds(day));
        let last = held.next()?;
        Some(if last.role == HEAD_OF_STATE {
            last
        } else {
            held.find(|term| term.role == HEAD_OF_STATE).unwrap_or(last)
        })
    }
}

/// A question about an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Post {
    pub(super) owner: Owner,
    /// The office's number.
    pub(super) office: usize,
}

/// Whose office it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Owner {
    Country(usize),
    Body(usize),
}

/// One term of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) person: usize,
    pub(super) start: Date,
    pub(super) end: Option<Date>,
}

impl Holding {
    pub(super) fn holds(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}

impl Knowledge {
    /// Who holds an office of a country on a day, where exactly one person is known to. On the day of a handover it is
    /// the successor.
    pub(crate) fn holder(&self, country: &str, role: &str, day: Date) -> Option<&Person> {
        self.one_holding(self.country_post(country, role)?, day)
    }

    /// The same for an office of an organisation or group, by its number.
    pub(crate) fn holder_of_body(&self, body: usize, role: &str, day: Date) -> Option<&Person> {
        self.one_holding(Post { owner: Owner::Body(body), office: self.office(role)? }, day)
    }
}

impl Person {
    /// The office held last before a day, of a person who holds none on it.
    pub(crate) fn former_office(&self, day: Date) -> Option<&Term> {
        let ended = |term: &&Term| term.end.is_some_and(|end| end < day);
        let last = self.terms.iter().filter(ended).max_by_key(|term| (term.end, term.start));
        last.filter(|_| self.office(Some(day)).is_none())
    }
}

impl Knowledge {
    fn country_post(&self, country: &str, role: &str) -> Option<Post> {
        Some(Post { owner: Owner::Country(*self.by_iso3.get(country)?), office: self.office(role)? })
    }

    /// The number of a generic office.
    pub(super) fn office(&self, role: &str) -> Option<usize> {
        self.by_office.get(role).copied()
    }

    fn one_holding(&self, post: Post, day: Date) -> Option<&Person> {
        let terms = self.posts.get(&post)?;
        let holding = || terms.iter().filter(|term| term.holds(day));
        // Who leaves that day gives way to who comes.
        let stays = |term: &&Holding| term.end != Some(day) || holding().count() == 1;
        let mut staying = holding().filter(stays).map(|term| term.person);
        let first = staying.next()?;
        staying.all(|other| other == first).then(|| self.persons.get(first))?
    }
}
