//! The table of persons: one term a line, to persons with all their terms.

use std::collections::HashMap;

use super::{Loader, cell};
use crate::{
    engine::DataFault,
    event::Sector,
    knowledge::{
        Person, Reading, Term,
        names::fold,
        person::{Holding, Owner, Post},
        table::{Row, read_tables},
    },
};

/// Family names shorter than this stand for too many people, unless the table gives them. In characters.
const MIN_SURNAME_CHARS: usize = 3;

const COLUMNS: [&str; 10] = ["name", "qid", "country", "body", "role", "title", "start", "end", "family", "aliases"];

/// Persons read so far, by what tells them apart.
#[derive(Debug, Default)]
struct Known<'a> {
    by_qid: HashMap<&'a str, usize>,
    /// All persons of a name.
    by_name: HashMap<&'a str, Vec<usize>>,
    /// Name and family names of each person's last row: most rows repeat them.
    called: Vec<(&'a str, &'a str)>,
}

/// A row's term, and whose it is.
struct Read {
    term: Term,
    post: Option<Post>,
}

impl<'a> Loader<'a> {
    pub(super) fn persons(&mut self) {
        let mut known = Known::default();
        let files = self.files;
        for row in read_tables(files, "persons", COLUMNS, &mut self.faults) {
            let read = self.term(&row);
            let Some(read) = self.kept(read) else { continue };
            let number = self.person(&mut known, &row);
            let Some(number) = self.kept(number) else { continue };
            if let Some(post) = read.post {
                let holding = Holding { person: number, start: read.term.start, end: read.term.end };
                self.known.posts.entry(post).or_default().push(holding);
            }
            if let Some(person) = self.known.persons.get_mut(number) {
                person.terms.push(read.term);
            }
            self.called(&mut known, &row, number);
        }
        self.known.persons.iter_mut().for_each(|person| person.terms.sort_by_key(|term| term.start));
        self.known.posts.values_mut().for_each(|terms| terms.sort_by_key(|term| (term.start, term.end, term.person)));
    }

    fn term(&self, row: &Row<'_, 10>) -> Result<Read, DataFault> {
        let [name, _, code, body, role, title, start, end, ..] = row.cells;
        if name.contains('|') {
            return Err(row.fault("a name holds no `|`: aliases have a column of their own"));
        }
        let (start, end) = cell::term(row, start, end)?;
        let country = self.code(row, code)?.unwrap_or_default();
        let body = if body.is_empty() { None } else { Some(self.body(row, body)?) };
        let office = self.office(row, role)?;
        let owner = body.map(Owner::Body).or_else(|| self.known.by_iso3.get(&country).copied().map(Owner::Country));
        let title = Some(title.to_owned()).filter(|title| !title.is_empty());
        let sector = self.sector_of(office, body);
        let post = owner.map(|owner| Post { owner, office });
        Ok(Read { term: Term { country, body, role: role.to_owned(), title, sector, start, end }, post })
    }

    /// The office's own sector, or its body's.
    fn sector_of(&self, office: usize, body: Option<usize>) -> Option<Sector> {
        let own = self.known.offices.get(office).and_then(|office| office.sector);
        own.or_else(|| self.known.organisations.get(body?)?.sector)
    }

    /// The number of a row's person: who has its item; else, where one of the two has no item, who has its name.
    fn person(&mut self, known: &mut Known<'a>, row: &Row<'a, 10>) -> Result<usize, DataFault> {
        let [name, qid, ..] = row.cells;
        let item = cell::qid(row, qid)?;
        if let Some(number) = known.by_qid.get(qid) {
            return Ok(*number);
        }
        let persons = &self.known.persons;
        let namesakes = known.by_name.entry(name).or_default();
        let open = |number: &usize| item.is_none() || persons.get(*number).is_some_and(|person| person.qid.is_none());
        let mut same = namesakes.iter().copied().filter(open);
        let number = match (same.next(), same.next()) {
            (Some(_), Some(_)) => return Err(row.fault(format!("several persons are called {name}: give the qid"))),
            (Some(number), None) => number,
            (None, _) => {
                let number = persons.len();
                namesakes.push(number);
                self.known.persons.push(Person { number, name: name.to_owned(), qid: None, terms: Vec::new() });
                number
            }
        };
        if item.is_some() {
            known.by_qid.insert(qid, number);
            self.known.persons.get_mut(number).into_iter().for_each(|person| person.qid.clone_from(&item));
        }
        Ok(number)
    }

    /// Everything that a row calls its person.
    fn called(&mut self, known: &mut Known<'a>, row: &Row<'a, 10>, number: usize) {
        let [name, .., family, aliases] = row.cells;
        let news = known.called.get(number) != Some(&(name, family));
        if news {
            known.called.resize(known.called.len().max(number + 1), ("", ""));
            known.called.get_mut(number).into_iter().for_each(|called| *called = (name, family));
            self.family_names(row, number);
        }
        if news || !aliases.is_empty() {
            self.names(row, name, aliases, Reading::Person(number));
        }
        let same = |alias: &&str| !alias.is_empty() && *alias != name && folded(alias) == folded(name);
        for alias in aliases.split('|').filter(same) {
            let message = format!("the alias `{alias}` is read as the name is: names are compared without accents");
            self.faults.push(row.fault(message));
        }
    }

    fn family_names(&mut self, row: &Row<'a, 10>, number: usize) {
        let [name, .., family, _] = row.cells;
        if let Some((given, _)) = name.split_once(' ') {
            self.known.given.add(given);
        }
        let last = name.rsplit(' ').next().filter(|last| last.chars().count() >= MIN_SURNAME_CHARS);
        let families: Vec<&str> =
            if family.is_empty() { last.into_iter().collect() } else { family.split('|').collect() };
        for family in families {
            if family.trim() != family || family.is_empty() {
                self.faults.push(row.fault("a family name is blank or has blanks around it"));
            } else {
                self.name(family, Reading::Surname(number));
            }
        }
    }
}

fn folded(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    fold(name, &mut key);
    key
}
