//! Tables to [`Atlas`]: every cell checked, every fault told.

use std::{collections::HashMap, str::FromStr};

use super::{Atlas, Cue, Feature, Forests, NOWHERE, Sense, Spot};
use crate::{
    engine::DataFault,
    knowledge::{
        Case, DataFiles, Forest,
        table::{Row, read_tables, rows_of_tables},
    },
};

/// Columns of the tables of places.
const COLUMNS: [&str; 10] =
    ["name", "kind", "country", "admin1", "latitude", "longitude", "population", "geonames", "fame", "aliases"];
/// To make room by.
const MEAN_ROW_BYTES: usize = 50;
/// Tables of places; where one place stands in two, the first counts first.
const TABLES: [&str; 3] = ["atlas-world", "atlas-areas", "atlas-cities"];

impl Atlas {
    /// Reads all tables.
    ///
    /// # Errors
    ///
    /// Every fault of every table.
    pub(crate) fn read(files: &DataFiles) -> Result<Self, Vec<DataFault>> {
        let atlas = Self { countries: vec![String::new()], regions: vec![(0, String::new())], ..Self::default() };
        let mut loader =
            Loader { files, atlas, countries: HashMap::new(), regions: HashMap::new(), faults: Vec::new() };
        loader.countries();
        for table in TABLES {
            loader.places(table);
        }
        loader.country_names();
        loader.abbreviations();
        loader.cues();
        loader.personal_names();
        loader.common();
        let forests = Forests {
            toponym: Forest::read(files, "place-toponym", &mut loader.faults),
            meaning: Forest::read(files, "place-meaning", &mut loader.faults),
        };
        loader.atlas.forests = forests;
        if loader.faults.is_empty() { Ok(loader.atlas) } else { Err(loader.faults) }
    }
}

struct Loader<'a> {
    files: &'a DataFiles,
    atlas: Atlas,
    /// Number and spot by ISO 3166-1 alpha-3.
    countries: HashMap<&'a str, (u16, u32)>,
    /// Number by country and code, and the spot, where the division has one.
    regions: HashMap<(u16, &'a str), (u16, Option<u32>)>,
    faults: Vec<DataFault>,
}

impl<'a> Loader<'a> {
    fn kept<T>(&mut self, read: Result<T, DataFault>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn countries(&mut self) {
        let columns = ["iso3", "name", "geonames", "latitude", "longitude"];
        for row in read_tables(self.files, "countries", columns, &mut self.faults) {
            let [iso3, name, geonames, latitude, longitude] = row.cells;
            let number = u16::try_from(self.atlas.countries.len()).unwrap_or(NOWHERE);
            let spot = place(&row, (latitude, longitude), ("0", geonames));
            let Some(spot) = self.kept(spot) else { continue };
            self.atlas.countries.push(iso3.to_owned());
            let spot = self.push(name, Spot { feature: Feature::Country, country: number, ..spot });
            self.countries.insert(iso3, (number, spot));
            self.add(name, Sense::Own(spot));
        }
    }

    fn push(&mut self, name: &str, mut spot: Spot) -> u32 {
        let end = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
        spot.name.0 = end(&self.atlas.names);
        self.atlas.names.push_str(name);
        spot.name.1 = end(&self.atlas.names);
        let number = u32::try_from(self.atlas.spots.len()).unwrap_or(u32::MAX);
        self.atlas.spots.push(spot);
        number
    }

    fn add(&mut self, name: &str, sense: Sense) {
        // A toponym never stands in lower case alone.
        let case = if Case::of_name(name) == Case::Upper { Case::Upper } else { Case::Name };
        self.atlas.index.add(name, case, sense);
    }

    fn places(&mut self, table: &'static str) {
        let files = self.files;
        let size = files.get(&format!("knowledge/{table}.tsv")).map_or(0, str::len) / MEAN_ROW_BYTES;
        self.atlas.index.reserve(size);
        self.atlas.spots.reserve(size);
        for row in rows_of_tables(files, table, COLUMNS) {
            let Some(row) = self.kept(row) else { continue };
            let [name, _, _, _, _, _, _, _, _, aliases] = row.cells;
            let read = self.spot(&row);
            let Some(spot) = self.kept(read) else { continue };
            if let Some(known) = self.known_country(&spot) {
                (known.latitude, known.longitude) = (spot.latitude, spot.longitude);
                continue;
            }
            let number = self.push(name, spot);
            if spot.feature == Feature::Region {
                self.regions.entry((spot.country, row.cells[3])).and_modify(|(_, of)| {
                    of.get_or_insert(number);
                });
            }
            self.add(name, Sense::Own(number));
            for alias in aliases.split('|').filter(|alias| !alias.is_empty()) {
                self.add(alias, Sense::Other(number));
            }
        }
    }

    /// The spot of a country, which the tables of places may put elsewhere.
    fn known_country(&mut self, spot: &Spot) -> Option<&mut Spot> {
        let iso3 = self.atlas.countries.get(usize::from(spot.country)).filter(|_| spot.feature == Feature::Country)?;
        let (_, number) = self.countries.get(iso3.as_str())?;
        self.atlas.spots.get_mut(*number as usize)
    }

    fn spot(&mut self, row: &Row<'a, 10>) -> Result<Spot, DataFault> {
        let [_, kind, iso3, admin1, latitude, longitude, population, geonames, fame, _] = row.cells;
        let spot = place(row, (latitude, longitude), (population, geonames))?;
        let feature = Feature::parse(kind).ok_or_else(|| row.fault(format!("`{kind}` is no kind of place")))?;
        let country = if iso3.is_empty() { NOWHERE } else { self.country(row, iso3)?.0 };
        let region = if admin1.is_empty() { NOWHERE } else { self.region(country, admin1) };
        Ok(Spot { feature, country, region, fame: number(row, fame)?, ..spot })
    }

    fn country<const N: usize>(&self, row: &Row<'a, N>, iso3: &str) -> Result<(u16, u32), DataFault> {
        let found = self.countries.get(iso3).copied();
        found.ok_or_else(|| row.fault(format!("`{iso3}` is no country of countries.tsv")))
    }

    fn region(&mut self, country: u16, code: &'a str) -> u16 {
        let next = u16::try_from(self.atlas.regions.len()).unwrap_or(NOWHERE);
        let number = self.regions.entry((country, code)).or_insert((next, None)).0;
        if number == next {
            self.atlas.regions.push((country, code.to_owned()));
        }
        number
    }

    /// The names of countries and their peoples, which other parts of the knowledge read too.
    fn country_names(&mut self) {
        let files = self.files;
        for row in read_tables(files, "country-names", ["iso3", "kind", "text"], &mut self.faults) {
            let [iso3, kind, text] = row.cells;
            let Some((number, spot)) = self.countries.get(iso3).copied() else { continue };
            match kind {
                "name" => self.add(text, Sense::Other(spot)),
                "adjective" | "people" => self.add(text, Sense::Demonym(number)),
                "seat" => self.add(text, Sense::Seat(number)),
                // The table's own reader tells what is wrong with it.
                _ => {}
            }
        }
    }

    fn abbreviations(&mut self) {
        let files = self.files;
        for row in read_tables(files, "atlas-abbreviations", ["text", "country", "admin1", "kind"], &mut self.faults) {
            let [text, iso3, admin1, kind] = row.cells;
            let spot = self.country(&row, iso3).and_then(|(country, spot)| {
                if admin1.is_empty() {
                    return Ok(spot);
                }
                let region = self.regions.get(&(country, admin1)).and_then(|(_, spot)| *spot);
                region.ok_or_else(|| row.fault(format!("`{admin1}` is no region of {iso3}")))
            });
            let sense = spot.and_then(|spot| match kind {
                "name" => Ok(Sense::Other(spot)),
                "short" if text.contains(char::is_lowercase) => Ok(Sense::Short(spot)),
                "short" => Ok(Sense::Initials(spot)),
                "postal" => Ok(Sense::Postal(spot)),
                _ => Err(row.fault(format!("`{kind}` is none of name, short, postal"))),
            });
            if let Some(sense) = self.kept(sense) {
                self.add(text, sense);
            }
        }
    }

    fn cues(&mut self) {
        for row in read_tables(self.files, "atlas-words", ["word", "kind"], &mut self.faults) {
            let [word, kind] = row.cells;
            let cue = Cue::parse(kind).ok_or_else(|| row.fault(format!("`{kind}` is no kind of word")));
            if let Some(cue) = self.kept(cue) {
                self.atlas.cues.insert(word.to_owned(), cue);
            }
        }
    }

    fn personal_names(&mut self) {
        for row in read_tables(self.files, "personal-names", ["name", "kind", "per_million"], &mut self.faults) {
            let [name, kind, frequency] = row.cells;
            let read = number(&row, frequency).and_then(|frequency| match kind {
                "given" => Ok(None),
                "family" => Ok(Some(frequency)),
                _ => Err(row.fault(format!("`{kind}` is none of given, family"))),
            });
            match self.kept(read) {
                Some(Some(frequency)) => drop(self.atlas.family_names.insert(name.to_owned(), frequency)),
                Some(None) => drop(self.atlas.given_names.insert(name.to_owned())),
                None => {}
            }
        }
    }

    fn common(&mut self) {
        for row in read_tables(self.files, "atlas-common", ["word", "percent"], &mut self.faults) {
            let percent = number(&row, row.cells[1]);
            if let Some(percent) = self.kept(percent) {
                self.atlas.common.insert(row.cells[0].to_owned(), percent);
            }
        }
    }
}

fn place<const N: usize>(
    row: &Row<'_, N>,
    (latitude, longitude): (&str, &str),
    (population, geonames): (&str, &str),
) -> Result<Spot, DataFault> {
    Ok(Spot {
        name: (0, 0),
        feature: Feature::City,
        country: NOWHERE,
        region: NOWHERE,
        latitude: degrees(row, latitude, 90.0)?,
        longitude: degrees(row, longitude, 180.0)?,
        population: number(row, population)?,
        fame: 0,
        geonames: if geonames.is_empty() { 0 } else { number(row, geonames)? },
    })
}

fn number<const N: usize, T: FromStr>(row: &Row<'_, N>, text: &str) -> Result<T, DataFault> {
    text.parse().map_err(|_| row.fault(format!("`{text}` is no number")))
}

fn degrees<const N: usize>(row: &Row<'_, N>, text: &str, most: f32) -> Result<f32, DataFault> {
    let degrees: f32 = number(row, text)?;
    if degrees.abs() <= most { Ok(degrees) } else { Err(row.fault(format!("{text} degrees is off the earth"))) }
}
