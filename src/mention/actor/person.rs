//! Persons by name: those of the knowledge, those of the article, and family names.

use jiff::civil::Date;

use super::{
    Actor, Basis,
    draft::{PersonName, Title},
    entity::{Entity, name_words},
    resolve::{BY_CONTEXT, BY_FAMILY_NAME, BY_NAME, BY_SHORT_NAME, BY_TEXT, Found, Resolver, plain, title_text},
};
use crate::{
    event::{ActorKind, Sector},
    knowledge::{Person, Reading, Term},
};

impl Resolver<'_, '_> {
    /// A person named by two words or more.
    pub(super) fn full_name(&mut self, name: &PersonName, number: usize) -> Found {
        let names = name_words(&name.text);
        let generic = name.title.as_ref().and_then(|title| self.generic(title));
        if let Some((index, basis)) = self.named_before(&names, name.title.as_ref()) {
            if let (Some(title), Some(entity)) = (&name.title, self.entities.get_mut(index)) {
                entity.learn(title, generic.as_deref());
                entity.gender = entity.gender.or(name.gender);
            }
            return (index, basis, if basis == Basis::Name { BY_NAME } else { BY_TEXT });
        }
        let person = self.known_person(&name.text, name.title.as_ref());
        let mut actor = match person.and_then(|index| self.known.persons.get(index)) {
            Some(person) => self.of_person(person, name.title.as_ref()),
            None => self.unknown_person(name),
        };
        let basis = if person.is_some() { Basis::Name } else { Basis::Text };
        let mut confidence = if person.is_some() { BY_NAME } else { BY_TEXT };
        if actor.country.is_none() && name.title.as_ref().is_some_and(|title| self.is_of_state(title)) {
            actor.country = self.countries.around_person(number);
            confidence = BY_CONTEXT;
        }
        let mut entity = Entity { person, names, gender: name.gender, ..Entity::of(actor) };
        if let Some(title) = &name.title {
            entity.learn(title, generic.as_deref());
        }
        let offices = person.and_then(|index| self.known.persons.get(index)).map(|person| person.office(self.day));
        entity.offices.extend(offices.flatten().map(|term| term.role.clone()));
        (self.entities.add(entity), basis, confidence)
    }

    fn named_before(&self, names: &[String], title: Option<&Title>) -> Option<(usize, Basis)> {
        let country = title.and_then(|title| title.country.as_deref());
        let agrees = |entity: &Entity| match (country, entity.actor.country.as_deref()) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let bearers = names.last().into_iter().flat_map(|last| self.entities.bearers(last));
        let mut same = bearers.filter(|(_, entity)| entity.is_named(names) && agrees(entity));
        let (index, entity) = same.next()?;
        let basis = if entity.person.is_some() { Basis::Name } else { Basis::Text };
        same.next().is_none().then_some((index, basis))
    }

    /// The person of the knowledge that a full name means; of several, the one in the office told or in office at all.
    fn known_person(&self, name: &str, title: Option<&Title>) -> Option<usize> {
        let mut candidates: Vec<usize> = Vec::new();
        for reading in self.known.index.get(name) {
            if let Reading::Person(index) = reading
                && !candidates.contains(&index)
            {
                candidates.push(index);
            }
        }
        let person = |index: &usize| self.known.persons.get(*index);
        if let Some(country) = title.and_then(|title| title.country.as_deref()) {
            candidates
                .retain(|index| person(index).is_some_and(|p| p.terms.iter().any(|term| term.country == country)));
        }
        if candidates.len() > 1 {
            let in_office = |index: &&usize| person(index).is_some_and(|person| person.office(self.day).is_some());
            let holders: Vec<usize> = candidates.iter().filter(in_office).copied().collect();
            if !holders.is_empty() {
                candidates = holders;
            }
        }
        match candidates.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    pub(super) fn of_person(&self, person: &Person, title: Option<&Title>) -> Actor {
        let office = person.office(self.day);
        let past = self.day.and_then(|day| person.former_office(day));
        let term = office.or(past).or_else(|| person.terms.first());
        let former = past.is_some();
        let called = |term: &Term| term.title.clone().unwrap_or_else(|| term.role.clone());
        let told = title.map(title_text);
        let known = || match (office, past) {
            (Some(term), _) => Some(called(term)),
            (None, Some(term)) => Some(format!("former {}", called(term))),
            (None, None) => None,
        };
        let sector = title.and_then(|title| self.sector(title));
        Actor {
            kind: ActorKind::Person,
            name: Some(person.name.clone()),
            role: told.or_else(known),
            country: title.and_then(|t| t.country.clone()).or_else(|| country_of(term?)),
            sector: sector.or_else(|| if former { Some(Sector::Elite) } else { term?.sector }),
            wikidata: person.qid.clone(),
        }
    }

    /// The sector of the body whose office it is, else the office's own.
    pub(super) fn sector(&self, title: &Title) -> Option<Sector> {
        let body = title.body.and_then(|body| self.known.organisations.get(body));
        body.and_then(|body| body.sector).or_else(|| Some(self.known.roles.get(title.role)?.sector))
    }

    fn unknown_person(&self, name: &PersonName) -> Actor {
        let title = name.title.as_ref();
        let sector = title.and_then(|title| self.sector(title));
        Actor {
            role: title.map(title_text),
            ..plain(ActorKind::Person, title.and_then(|t| t.country.as_deref()), sector, Some(&name.text))
        }
    }

    /// One word: the family name of one named in full, of one in office, or somebody new after a title.
    pub(super) fn short_name(&mut self, name: &PersonName, number: usize) -> Option<Found> {
        if let Some(entity) = self.entities.by_acronym(&name.text) {
            return Some((entity, Basis::Acronym, BY_SHORT_NAME));
        }
        let word = name_words(&name.text).into_iter().next()?;
        if let Some(entity) = self.called(&word, name, number) {
            let generic = name.title.as_ref().and_then(|title| self.generic(title));
            if let (Some(title), Some(entity)) = (&name.title, self.entities.get_mut(entity)) {
                entity.learn(title, generic.as_deref());
            }
            return Some((entity, Basis::ShortName, BY_SHORT_NAME));
        }
        let acts = self.scans.get(number).is_some_and(|scan| scan.acts(&name.words));
        if let Some(person) = self.in_office(&name.text, name.title.as_ref(), acts) {
            let known = self.known.persons.get(person)?;
            let actor = self.of_person(known, name.title.as_ref());
            let mut entity = Entity {
                person: Some(person),
                names: name_words(&known.name),
                gender: name.gender,
                ..Entity::of(actor)
            };
            entity.offices.extend(known.office(self.day).map(|term| term.role.clone()));
            return Some((self.entities.add(entity), Basis::FamilyName, BY_FAMILY_NAME));
        }
        if !name.is_titled {
            return None;
        }
        let mut actor = self.unknown_person(name);
        let told = actor.country.is_some();
        if !told && name.title.as_ref().is_some_and(|title| self.is_of_state(title)) {
            actor.country = self.countries.around_person(number);
        }
        // A second word, so that the single one is taken for a family name.
        let names = vec![String::new(), word];
        let mut entity = Entity { names, gender: name.gender, ..Entity::of(actor) };
        if let Some(title) = &name.title {
            entity.learn(title, self.generic(title).as_deref());
        }
        Some((self.entities.add(entity), Basis::Text, if told { BY_TEXT } else { BY_CONTEXT }))
    }

    /// The person of the article who is called by one word; of two, the one whom the title fits, or the only one told
    /// of lately.
    fn called(&self, word: &str, name: &PersonName, number: usize) -> Option<usize> {
        let fits = |entity: &Entity| {
            let country = name.title.as_ref().and_then(|title| title.country.as_deref());
            let gender = name.gender.is_none() || entity.gender.is_none() || name.gender == entity.gender;
            let clash =
                country.is_some() && entity.actor.country.is_some() && entity.actor.country.as_deref() != country;
            gender && !clash
        };
        let by = |test: fn(&Entity, &str) -> bool| {
            let fitting = self.entities.bearers(word).filter(|(_, entity)| test(entity, word) && fits(entity));
            fitting.map(|(index, entity)| (index, entity.last)).collect::<Vec<_>>()
        };
        let mut found = by(Entity::is_called);
        if found.is_empty() {
            found = by(Entity::has_name);
        }
        if found.len() > 1 {
            found.retain(|(_, last)| *last <= number && *last + 2 > number);
        }
        match found.as_slice() {
            [(index, _)] => Some(*index),
            _ => None,
        }
    }

    /// A family name of one who is in office: after a title that fits, or where the article tells of the country.
    fn in_office(&self, name: &str, title: Option<&Title>, acts: bool) -> Option<usize> {
        let day = self.day?;
        let mut found: Vec<usize> = Vec::new();
        for reading in self.known.index.get(name) {
            let Reading::Surname(index) = reading else { continue };
            let Some(term) = self.known.persons.get(index).and_then(|person| person.office(Some(day))) else {
                continue;
            };
            let country = title.and_then(|title| title.country.as_deref());
            let told = || self.countries.has(&term.country);
            let office = || title.and_then(|title| self.generic(title)).is_some_and(|role| role == term.role);
            let fits = match (country, title) {
                (Some(country), _) => country == term.country,
                (None, Some(_)) => office() || told(),
                (None, None) => told() || acts && self.is_alone(name),
            };
            if fits && !found.contains(&index) {
                found.push(index);
            }
        }
        match found.as_slice() {
            [one] => Some(*one),
            [] if title.is_some() => self.held_once(name, title?, day),
            _ => None,
        }
    }

    /// One who held the office that is told, at another time: an article may be of an unknown day, and titles stay.
    fn held_once(&self, name: &str, title: &Title, day: Date) -> Option<usize> {
        let office = self.generic(title)?;
        let mut found: Vec<(i32, usize, &str)> = Vec::new();
        for reading in self.known.index.get(name) {
            let Reading::Surname(index) = reading else { continue };
            let terms = self.known.persons.get(index).map(|person| person.terms.as_slice()).unwrap_or_default();
            let country = title.country.as_deref();
            let fits = |term: &&Term| term.role == office && country.is_none_or(|country| country == term.country);
            found.extend(terms.iter().filter(fits).map(|term| (term.days_from(day), index, term.country.as_str())));
        }
        let (_, nearest, country) = *found.iter().min()?;
        found.iter().all(|(_, _, other)| *other == country).then_some(nearest)
    }

    /// Whether one person alone has a family name.
    fn is_alone(&self, name: &str) -> bool {
        let named = self.known.index.get(name);
        let mut persons = named.iter().map(|reading| match reading {
            Reading::Surname(index) | Reading::Person(index) => Some(*index),
            _ => None,
        });
        let first = persons.next().flatten();
        first.is_some() && persons.all(|other| other == first)
    }

    pub(super) fn holder(&self, title: &Title, generic: Option<&str>) -> Option<usize> {
        let (generic, day) = generic.zip(self.day)?;
        let person = match title.body {
            Some(body) => self.known.holder_of_body(body, generic, day),
            None => self.known.holder(title.country.as_deref()?, generic, day),
        };
        person.map(|person| person.number)
    }
}

fn country_of(term: &Term) -> Option<String> {
    Some(term.country.clone()).filter(|country| !country.is_empty())
}
