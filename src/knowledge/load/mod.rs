//! Tables to [`Knowledge`]: every cell checked, every fault told.

mod cell;
mod person;

use std::collections::HashMap;

use self::cell::{degrees, number};
use super::{
    Atlas, Case, Country, DataFiles, Knowledge, Office, Organisation, Reading, Role,
    given::GivenNames,
    table::{Row, read_optional, read_tables},
};
use crate::engine::DataFault;

impl Knowledge {
    /// Reads all tables.
    ///
    /// # Errors
    ///
    /// Every fault of every table.
    pub(crate) fn read(files: &DataFiles) -> Result<Self, Vec<DataFault>> {
        // The atlas is most of the data; it is read beside the rest.
        std::thread::scope(|scope| {
            let atlas = scope.spawn(|| Atlas::read(files));
            let mut loader = Loader { files, bodies: HashMap::new(), known: Self::default(), faults: Vec::new() };
            loader.tables();
            match atlas.join() {
                Ok(Ok(atlas)) => loader.known.atlas = atlas,
                Ok(Err(faults)) => loader.faults.extend(faults),
                Err(_) => loader.faults.push(DataFault::of_file("knowledge", "the reader of the atlas panicked")),
            }
            if loader.faults.is_empty() { Ok(loader.known) } else { Err(loader.faults) }
        })
    }
}

struct Loader<'a> {
    files: &'a DataFiles,
    /// Organisations and groups by their names.
    bodies: HashMap<&'a str, usize>,
    known: Knowledge,
    faults: Vec<DataFault>,
}

impl<'a> Loader<'a> {
    /// Reads all tables but the atlas, each after those that it names.
    fn tables(&mut self) {
        self.known.given = GivenNames::read(self.files, &mut self.faults);
        self.countries();
        self.country_names();
        self.organisations("organisations");
        self.organisations("groups");
        self.members();
        self.offices();
        self.persons();
        self.roles();
    }

    /// Keeps what could be read, or its fault.
    fn kept<T>(&mut self, read: Result<T, DataFault>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn name(&mut self, name: &str, reading: Reading) {
        self.known.index.add(name, Case::of_name(name), reading);
    }

    /// A name with its aliases, none of them blank or told twice.
    fn names<const N: usize>(&mut self, row: &Row<'_, N>, name: &str, aliases: &str, reading: Reading) {
        self.name(name, reading);
        let aliases: Vec<&str> = if aliases.is_empty() { Vec::new() } else { aliases.split('|').collect() };
        for (index, alias) in aliases.iter().enumerate() {
            if alias.trim() != *alias || alias.is_empty() {
                self.faults.push(row.fault("an alias is blank or has blanks around it"));
            } else if *alias == name || aliases.iter().take(index).any(|other| other == alias) {
                self.faults.push(row.fault(format!("the alias `{alias}` says nothing new: leave it out")));
            } else {
                self.name(alias, reading);
            }
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

    fn organisations(&mut self, table: &'static str) {
        let columns = ["name", "country", "sector", "kind", "qid", "aliases"];
        let files = self.files;
        let required = table == "organisations";
        let read = if required { read_tables } else { read_optional };
        for row in read(files, table, columns, &mut self.faults) {
            let organisation = self.organisation(&row);
            let [name, .., aliases] = row.cells;
            let Some(organisation) = self.kept(organisation) else { continue };
            let number = self.known.organisations.len();
            if self.bodies.insert(name, number).is_some() {
                self.faults.push(row.fault(format!("`{name}` stands elsewhere too: give it one row")));
            }
            self.known.organisations.push(organisation);
            self.names(&row, name, aliases, Reading::Organisation(number));
        }
    }

    fn organisation(&self, row: &Row<'_, 6>) -> Result<Organisation, DataFault> {
        let [name, code, sector, kind, qid, _] = row.cells;
        Ok(Organisation {
            name: name.to_owned(),
            country: self.code(row, code)?,
            sector: cell::sector(row, sector)?,
            kind: cell::kind(row, kind)?,
            qid: cell::qid(row, qid)?,
            members: Vec::new(),
        })
    }

    fn members(&mut self) {
        for row in read_optional(self.files, "members", ["organisation", "iso3"], &mut self.faults) {
            let [name, iso3] = row.cells;
            let member = self.body(&row, name).and_then(|body| Ok((body, self.country_index(&row, iso3)?)));
            if let Some((body, country)) = self.kept(member) {
                self.known.organisations.get_mut(body).into_iter().for_each(|body| body.members.push(country));
            }
        }
    }

    /// The number of an organisation or group by its name.
    fn body<const N: usize>(&self, row: &Row<'_, N>, name: &str) -> Result<usize, DataFault> {
        let known = self.bodies.get(name).copied();
        known.ok_or_else(|| row.fault(format!("`{name}` is no name of organisations.tsv or groups.tsv")))
    }

    fn offices(&mut self) {
        for row in read_tables(self.files, "offices", ["office", "sector", "holders"], &mut self.faults) {
            let [name, sector, holders] = row.cells;
            let office = cell::sector(&row, sector).and_then(|sector| match holders {
                "one" | "several" => Ok(Office { name: name.to_owned(), sector, single: holders == "one" }),
                _ => Err(row.fault(format!("`{holders}` is neither one nor several"))),
            });
            let Some(office) = self.kept(office) else { continue };
            let number = self.known.offices.len();
            if self.known.by_office.insert(name.to_owned(), number).is_some() {
                self.faults.push(row.fault(format!("`{name}` stands here twice")));
            }
            self.known.offices.push(office);
        }
    }

    /// The number of a generic office by its name.
    fn office<const N: usize>(&self, row: &Row<'_, N>, name: &str) -> Result<usize, DataFault> {
        self.known.office(name).ok_or_else(|| row.fault(format!("`{name}` is no office of offices.tsv")))
    }

    fn roles(&mut self) {
        for row in read_tables(self.files, "roles", ["phrase", "kind", "sector", "role"], &mut self.faults) {
            let phrase = row.cells[0];
            let role = self.role(&row);
            if let Some(role) = self.kept(role) {
                let reading = Reading::Role(self.known.roles.len());
                self.known.roles.push(role);
                // `PM` asks for capitals, `prime minister` for none.
                self.name(phrase, reading);
            }
        }
    }

    fn role(&self, row: &Row<'_, 4>) -> Result<Role, DataFault> {
        let [_, kind, sector, role] = row.cells;
        let role = if role == "-" { None } else { Some(role) };
        role.map_or(Ok(()), |role| self.office(row, role).map(drop))?;
        Ok(Role {
            kind: cell::kind(row, kind)?,
            sector: cell::sector(row, sector)?.ok_or_else(|| row.fault("a role has a sector"))?,
            role: role.map(ToOwned::to_owned),
        })
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
