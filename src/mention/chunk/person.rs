//! Names, and the persons they mean: by the article's memory, by the knowledge, or by office.

use super::actor::{Actor, Chunker};
use crate::{
    event::ActorKind,
    knowledge::Reading,
    language::{Class, Shape},
};

/// Words of a name at most.
const MAX_NAME_TOKENS: usize = 5;

/// An office with its country, as the text has it.
pub(super) struct Title<'a> {
    pub(super) role: usize,
    pub(super) country: Option<String>,
    /// Nothing but `the` stands before it.
    pub(super) definite: bool,
    pub(super) text: &'a str,
}

impl Chunker<'_> {
    /// A run of capitalised words that can be a name.
    pub(super) fn name(&self, start: usize) -> Option<(String, usize)> {
        let token = |index: usize| self.analysis.tokens.get(index);
        let capital = |index: usize| {
            let written = |shape: Shape| shape.is_capital() || self.is_compound_name(index);
            token(index).is_some_and(|token| written(token.shape)) && !self.is_calendar(index)
        };
        let particle = |index: usize| {
            self.resources.grammar.is(self.analysis.word(index), Class::Particle)
                && !capital(index)
                && capital(index + 1)
        };
        if !capital(start) || self.is_closed(start) {
            return None;
        }
        let mut end = start;
        while end < start + MAX_NAME_TOKENS && (capital(end) || end > start && particle(end)) {
            let other = end > start && self.nation(end).is_some_and(|n| !matches!(n.reading, Reading::Organisation(_)));
            if other {
                break;
            }
            end += 1;
        }
        Some((self.analysis.text_of(start, end).to_owned(), end)).filter(|_| end > start)
    }

    /// `el-Sisi`, `al-Assad`.
    fn is_compound_name(&self, at: usize) -> bool {
        let mut parts = self.analysis.text_of(at, at + 1).split('-');
        let short = parts.next().is_some_and(|first| first.chars().count() <= 3);
        short && parts.next().is_some_and(|second| second.starts_with(char::is_uppercase))
    }

    /// The holder of an office, by name, by the article's memory or by the knowledge.
    pub(super) fn titled(&self, title: &Title<'_>, name: Option<(usize, usize)>) -> Actor {
        let role = self.resources.knowledge.roles.get(title.role);
        let office = role.and_then(|role| role.role.as_deref());
        let generic = role.map_or(ActorKind::Group, |role| role.kind);
        let kind = if name.is_some() { ActorKind::Person } else { generic };
        let plain = Actor {
            role: Some(title.text.to_owned()).filter(|_| kind == ActorKind::Person),
            ..Actor::of_country(kind, title.country.as_deref(), role.map(|role| role.sector))
        };
        let known = match (name, office) {
            (Some(name), _) => self.person(name, title.country.as_deref()),
            (None, Some(office)) if title.definite => self.holder(title, office),
            _ => None,
        };
        match known {
            Some(person) => Actor {
                role: plain.role.or(person.role),
                country: plain.country.or(person.country),
                sector: plain.sector,
                certainty: person.certainty.min(if name.is_some() { 1.0 } else { 0.95 }),
                ..person
            },
            None => Actor { name: name.map(|(start, end)| self.analysis.text_of(start, end).to_owned()), ..plain },
        }
    }

    fn holder(&self, title: &Title<'_>, office: &str) -> Option<Actor> {
        if let Some(actor) = self.memory.by_office(title.text, title.country.as_deref()) {
            return Some(actor.clone());
        }
        let (country, day) = title.country.as_deref().zip(self.memory.day())?;
        let person = self.resources.knowledge.holder(country, office, day)?;
        Some(Actor::of_person(person, Some(day)))
    }

    /// A person by full or family name.
    pub(super) fn person(&self, (start, end): (usize, usize), country: Option<&str>) -> Option<Actor> {
        let name = self.analysis.text_of(start, end);
        let here = |actor: &Actor| country.is_none_or(|country| actor.country.as_deref() == Some(country));
        if let Some(actor) = self.memory.by_name(name).filter(|actor| here(actor)) {
            return Some(actor.clone());
        }
        let tokens = self.analysis.tokens.get(start..end)?;
        let (_, readings) =
            self.resources.knowledge.names.longest(tokens).filter(|(length, _)| start + length == end)?;
        let candidates: Vec<Actor> =
            readings.iter().filter_map(|reading| self.reading_person(*reading)).filter(here).collect();
        match candidates.as_slice() {
            [one] => Some(one.clone()),
            [first, rest @ ..] if rest.iter().all(|other| other.wikidata == first.wikidata) => Some(first.clone()),
            _ => None,
        }
    }

    /// A full name means its person always, a family name only one in office.
    fn reading_person(&self, reading: Reading) -> Option<Actor> {
        let day = self.memory.day();
        let person = |index: usize| self.resources.knowledge.persons.get(index);
        match reading {
            Reading::Person(index) => person(index).map(|person| Actor::of_person(person, day)),
            Reading::Surname(index) => {
                let person = person(index).filter(|person| day.is_some() && person.office(day).is_some())?;
                Some(Actor { certainty: 0.9, ..Actor::of_person(person, day) })
            }
            Reading::Country(_)
            | Reading::Adjective(_)
            | Reading::People(_)
            | Reading::Seat(_)
            | Reading::Organisation(_)
            | Reading::Role(_)
            | Reading::Place(_) => None,
        }
    }
}
