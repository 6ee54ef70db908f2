//! Tables to [`Knowledge`]: every cell checked, every fault told.

use std::{collections::HashMap, str::FromStr};

use jiff::civil::Date;

use super::{
    Atlas, Case, Country, DataFiles, Knowledge, Organisation, Person, Reading, Role, Term, Toponym,
    table::{Row, read_tables},
};
use crate::{
    engine::DataFault,
    event::{ActorKind, Sector},
    language::Vocabulary,
};

/// Family names shorter than this stand for too many people. In characters.
const MIN_SURNAME_CHARS: usize = 4;

impl Knowledge {
    /// Reads all tables.
    ///
    /// # Errors
    ///
    /// Every fault of every table.
    pub(crate) fn read(files: &DataFiles, vocabulary: &mut Vocabulary) -> Result<Self, Vec<DataFault>> {
        let mut loader = Loader { files, vocabulary, known: Self::default(), faults: Vec::new() };
        loader.countries();
        loader.country_names();
        loader.persons();
        loader.organisations();
        loader.roles();
        loader.places();
        match Atlas::read(files) {
            Ok(atlas) => loader.known.atlas = atlas,
            Err(faults) => loader.faults.extend(faults),
        }
        if loader.faults.is_empty() { Ok(loader.known) } else { Err(loader.faults) }
    }
}

struct Loader<'a> {
    files: &'a DataFiles,
    vocabulary: &'a mut Vocabulary,
    known: Knowledge,
    faults: Vec<DataFault>,
}

impl Loader<'_> {
    /// Keeps what could be read, or its fault.
    fn kept<T>(&mut self, read: Result<T, DataFault>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn name(&mut self, name: &str, reading: Reading) {
        self.known.names.add(name, Case::of_name(name), reading, self.vocabulary);
    }

    fn names(&mut self, name: &str, aliases: &str, reading: Reading) {
        for name in aliases.split('|').chain([name]).filter(|name| !name.is_empty()) {
            self.name(name, reading);
        }
    }

    fn countries(&mut self) {
        let columns = ["iso3", "name", "geonames", "latitude", "longitude"];
        for row in read_tables(self.files, "countries", columns, &mut self.faults) {
            if let Some(country) = self.kept(country(&row)) {
                self.known.by_iso3.insert(country.iso3.clone(), self.known.countries.len());
                self.known.countries.push(country);
            }
        }
    }

    fn country_names(&mut self) {
        let mut owners: HashMap<(&str, &str), &str> = HashMap::new();
        let files = self.files;
        for row in read_tables(files, "country-names", ["iso3", "kind", "text"], &mut self.faults) {
            let [iso3, kind, text] = row.cells;
            if let Some(other) = owners.insert((kind, text), iso3).filter(|other| *other != iso3) {
                self.faults.push(row.fault(format!("`{text}` is {other}'s too: leave it to one country")));
            }
            let country = self.country_index(&row, iso3);
            let reading = country.and_then(|index| match kind {
                "name" => Ok(Reading::Country(index)),
                "adjective" => Ok(Reading::Adjective(index)),
                "people" => Ok(Reading::People(index)),
                "seat" => Ok(Reading::Seat(index)),
                _ => Err(row.fault(format!("`{kind}` is none of name, adjective, people, seat"))),
            });
            if let Some(reading) = self.kept(reading) {
                self.name(text, reading);
            }
        }
    }

    fn country_index<const N: usize>(&self, row: &Row<'_, N>, iso3: &str) -> Result<usize, DataFault> {
        self.known
            .by_iso3
            .get(iso3)
            .copied()
            .ok_or_else(|| row.fault(format!("`{iso3}` is no country of countries.tsv")))
    }

    /// A country's code or a code for none: `IGO`, `NGO`, `-`.
    fn code<const N: usize>(&self, row: &Row<'_, N>, code: &str) -> Result<Option<String>, DataFault> {
        match code {
            "-" => Ok(None),
            "IGO" | "NGO" => Ok(Some(code.to_owned())),
            iso3 => self.country_index(row, iso3).map(|_| Some(iso3.to_owned())),
        }
    }

    fn persons(&mut self) {
        let columns = ["name", "qid", "country", "role", "start", "end", "aliases"];
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let files = self.files;
        for row in read_tables(files, "persons", columns, &mut self.faults) {
            let [name, qid, code, role, start, end, aliases] = row.cells;
            let term = self.code(&row, code).and_then(|country| {
                let country = country.unwrap_or_default();
                let end = if end.is_empty() { None } else { Some(day(&row, end)?) };
                Ok(Term { country, role: role.to_owned(), start: day(&row, start)?, end })
            });
            let Some(term) = self.kept(term) else { continue };
            let key = if qid.is_empty() { name } else { qid };
            let next = self.known.persons.len();
            let number = *numbers.entry(key.to_owned()).or_insert(next);
            if number == next {
                let qid = Some(qid.to_owned()).filter(|qid| !qid.is_empty());
                self.known.persons.push(Person { name: name.to_owned(), qid, terms: Vec::new() });
            }
            let holders = self.known.holders.entry((term.country.clone(), term.role.clone())).or_default();
            if !holders.contains(&number) {
                holders.push(number);
            }
            if let Some(person) = self.known.persons.get_mut(number) {
                person.terms.push(term);
            }
            self.names(name, aliases, Reading::Person(number));
            for name in aliases.split('|').chain([name]) {
                self.surname(name, number);
            }
        }
        self.known.persons.iter_mut().for_each(|person| person.terms.sort_by_key(|term| term.start));
    }

    fn surname(&mut self, name: &str, number: usize) {
        let last = name.split(' ').next_back().filter(|last| last.chars().count() >= MIN_SURNAME_CHARS);
        if let Some(last) = last {
            self.name(last, Reading::Surname(number));
        }
    }

    fn organisations(&mut self) {
        let columns = ["name", "country", "sector", "kind", "qid", "aliases"];
        let files = self.files;
        for row in read_tables(files, "organisations", columns, &mut self.faults) {
            let [name, code, sector, kind, qid, aliases] = row.cells;
            let organisation = self.code(&row, code).and_then(|country| {
                Ok(Organisation {
                    name: name.to_owned(),
                    country,
                    sector: if sector == "-" { None } else { Some(self::sector(&row, sector)?) },
                    kind: self::kind(&row, kind)?,
                    qid: Some(qid.to_owned()).filter(|qid| !qid.is_empty()),
                })
            });
            if let Some(organisation) = self.kept(organisation) {
                let reading = Reading::Organisation(self.known.organisations.len());
                self.known.organisations.push(organisation);
                self.names(name, aliases, reading);
            }
        }
    }

    fn roles(&mut self) {
        for row in read_tables(self.files, "roles", ["phrase", "kind", "sector", "role"], &mut self.faults) {
            let [phrase, kind, sector, role] = row.cells;
            let read = self::kind(&row, kind).and_then(|kind| {
                let role = Some(role.to_owned()).filter(|role| role != "-");
                Ok(Role { kind, sector: self::sector(&row, sector)?, role })
            });
            if let Some(role) = self.kept(read) {
                let reading = Reading::Role(self.known.roles.len());
                self.known.roles.push(role);
                self.known.names.add(phrase, Case::Any, reading, self.vocabulary);
            }
        }
    }

    fn places(&mut self) {
        let columns = ["name", "geonames", "country", "latitude", "longitude", "population", "aliases"];
        let files = self.files;
        for row in read_tables(files, "places", columns, &mut self.faults) {
            let read = self.country_index(&row, row.cells[2]).and_then(|_| toponym(&row));
            if let Some(place) = self.kept(read) {
                let reading = Reading::Place(self.known.places.len());
                self.names(row.cells[0], row.cells[6], reading);
                self.known.places.push(place);
            }
        }
    }
}

fn country(row: &Row<'_, 5>) -> Result<Country, DataFault> {
    let [iso3, name, geonames, latitude, longitude] = row.cells;
    Ok(Country {
        iso3: iso3.to_owned(),
        name: name.to_owned(),
        geonames: number(row, geonames)?,
        latitude: degrees(row, latitude, 90.0)?,
        longitude: degrees(row, longitude, 180.0)?,
    })
}

fn toponym(row: &Row<'_, 7>) -> Result<Toponym, DataFault> {
    let [name, geonames, country, latitude, longitude, population, _] = row.cells;
    Ok(Toponym {
        name: name.to_owned(),
        country: country.to_owned(),
        geonames: number(row, geonames)?,
        latitude: degrees(row, latitude, 90.0)?,
        longitude: degrees(row, longitude, 180.0)?,
        population: number(row, population)?,
    })
}

fn number<const N: usize, T: FromStr>(row: &Row<'_, N>, text: &str) -> Result<T, DataFault> {
    text.parse().map_err(|_| row.fault(format!("`{text}` is no number")))
}

fn degrees<const N: usize>(row: &Row<'_, N>, text: &str, most: f64) -> Result<f64, DataFault> {
    let degrees: f64 = number(row, text)?;
    if degrees.abs() <= most { Ok(degrees) } else { Err(row.fault(format!("{text} degrees is off the earth"))) }
}

fn sector<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<Sector, DataFault> {
    Sector::parse(text).ok_or_else(|| row.fault(format!("`{text}` is no sector")))
}

fn kind<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<ActorKind, DataFault> {
    ActorKind::parse(text).ok_or_else(|| row.fault(format!("`{text}` is no kind of actor")))
}

/// A day; a month or year alone is its first day.
fn day<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<Date, DataFault> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole.parse().map_err(|_| row.fault(format!("`{text}` is no date: write 2022-01-21, 2022-01 or 2022")))
}
