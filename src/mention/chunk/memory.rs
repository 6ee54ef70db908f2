//! Whom the article has named so far, to know who is meant by a family name or a title alone.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Actor;
use crate::event::ActorKind;

/// Persons of one article, in the order in which they were named.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    day: Option<Date>,
    by_name: HashMap<String, Actor>,
    by_office: HashMap<(String, Option<String>), Actor>,
    /// The subject of the last sentence, where it is one person.
    pub(crate) subject: Option<Actor>,
}

impl Memory {
    /// An empty memory for an article of a day.
    pub(crate) fn of_day(day: Option<Date>) -> Self {
        Self { day, ..Self::default() }
    }

    /// The article's day.
    pub(crate) fn day(&self) -> Option<Date> {
        self.day
    }

    /// Remembers a person that has a name; a later one of the same name or office takes its place.
    pub(crate) fn note(&mut self, actor: &Actor) {
        let Some(name) = actor.name.as_ref().filter(|_| actor.kind == ActorKind::Person) else { return };
        if actor.country.is_none() {
            return;
        }
        let again = Actor { certainty: actor.certainty.min(0.95), ..actor.clone() };
        if let Some(role) = &actor.role {
            self.by_office.insert((role.to_lowercase(), actor.country.clone()), again.clone());
        }
        if let Some(last) = name.split(' ').next_back() {
            self.by_name.insert(last.to_lowercase(), again.clone());
        }
        self.by_name.insert(name.to_lowercase(), again);
    }

    /// A person named before, by the same full name or by the family name alone.
    pub(crate) fn by_name(&self, name: &str) -> Option<&Actor> {
        self.by_name.get(&name.to_lowercase())
    }

    /// A person named before with this office of this country.
    pub(crate) fn by_office(&self, office: &str, country: Option<&str>) -> Option<&Actor> {
        self.by_office.get(&(office.to_lowercase(), country.map(str::to_owned)))
    }
}
