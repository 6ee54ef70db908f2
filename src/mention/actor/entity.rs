//! Whom the article has told of so far.

use std::collections::HashMap;

use super::{Actor, draft::Title};
use crate::{
    event::ActorKind,
    knowledge::{Gender, fold},
};

/// An actor of the article.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) actor: Actor,
    /// Index into the knowledge's persons.
    pub(super) person: Option<usize>,
    /// The words of a person's name, as names are compared.
    pub(super) names: Vec<String>,
    pub(super) gender: Option<Gender>,
    pub(super) is_plural: bool,
    /// Generic offices held, and as the text has them, in lower case.
    pub(super) offices: Vec<String>,
    /// The last sentence that tells of it, counted through the document.
    pub(super) last: usize,
}

/// All actors of the article.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub(super) all: Vec<Entity>,
    by_key: HashMap<String, usize>,
    /// Persons by each word of their names.
    by_word: HashMap<String, Vec<usize>>,
    acronyms: HashMap<String, usize>,
}

impl Entity {
    pub(super) fn of(actor: Actor) -> Self {
        Self { actor, person: None, names: Vec::new(), gender: None, is_plural: false, offices: Vec::new(), last: 0 }
    }

    pub(super) fn is_person(&self) -> bool {
        self.actor.kind == ActorKind::Person && !self.is_plural
    }

    /// Whether a name of one word is this person's: the family name, or the first where it may be one.
    pub(super) fn is_called(&self, word: &str) -> bool {
        self.names.len() > 1 && self.names.last().is_some_and(|last| last == word)
    }

    /// The same for any word of the name.
    pub(super) fn has_name(&self, word: &str) -> bool {
        self.names.len() > 1 && self.names.iter().any(|name| name == word)
    }

    /// Whether two full names may be one person's: the same last word, and the words of one among the other's.
    pub(super) fn is_named(&self, names: &[String]) -> bool {
        let within = |some: &[String], all: &[String]| some.iter().all(|name| all.contains(name));
        let last = self.names.last() == names.last();
        last && names.len() > 1 && self.names.len() > 1 && (within(&self.names, names) || within(names, &self.names))
    }

    /// Adds what a title tells.
    pub(super) fn learn(&mut self, title: &Title, generic: Option<&str>) {
        for office in generic.map(str::to_owned).into_iter().chain([title.text.to_lowercase()]) {
            if !self.offices.contains(&office) {
                self.offices.push(office);
            }
        }
        if self.actor.country.is_none() {
            self.actor.country.clone_from(&title.country);
        }
    }
}

impl Entities {
    /// The entity of a key, made where there is none.
    pub(super) fn keyed(&mut self, key: String, make: impl FnOnce() -> Entity) -> usize {
        if let Some(index) = self.by_key.get(&key) {
            return *index;
        }
        let index = self.add(make());
        self.by_key.insert(key, index);
        index
    }

    pub(super) fn add(&mut self, entity: Entity) -> usize {
        let number = self.all.len();
        for word in &entity.names {
            let bearers = self.by_word.entry(word.clone()).or_default();
            if bearers.last() != Some(&number) {
                bearers.push(number);
            }
        }
        self.all.push(entity);
        number
    }

    pub(super) fn get(&self, index: usize) -> Option<&Entity> {
        self.all.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Entity> {
        self.all.get_mut(index)
    }

    pub(super) fn persons(&self) -> impl Iterator<Item = (usize, &Entity)> {
        self.all.iter().enumerate().filter(|(_, entity)| entity.is_person())
    }

    /// The persons who have a word in their names, in the order of their numbers.
    pub(super) fn bearers(&self, word: &str) -> impl Iterator<Item = (usize, &Entity)> {
        let numbers = self.by_word.get(word).map(Vec::as_slice).unwrap_or_default();
        let entities = numbers.iter().filter_map(|number| Some((*number, self.all.get(*number)?)));
        entities.filter(|(_, entity)| entity.is_person())
    }

    pub(super) fn note_acronym(&mut self, acronym: &str, entity: usize) {
        self.acronyms.insert(acronym.to_owned(), entity);
    }

    pub(super) fn by_acronym(&self, acronym: &str) -> Option<usize> {
        self.acronyms.get(acronym).copied()
    }
}

/// The words of a name as names are compared.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut folded = String::with_capacity(name.len());
    fold(name, &mut folded);
    folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
