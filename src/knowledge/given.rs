//! Given names, and whom they are given to.

use std::collections::HashMap;

use super::{DataFiles, Gender, table::read_tables};
use crate::engine::DataFault;

/// Given names in lower case, with the gender that they tell.
#[derive(Debug, Default)]
pub(crate) struct GivenNames(HashMap<String, Option<Gender>>);

impl GivenNames {
    /// Reads the tables `given-names`.
    pub(super) fn read(files: &DataFiles, faults: &mut Vec<DataFault>) -> Self {
        let mut names = HashMap::new();
        for row in read_tables(files, "given-names", ["name", "gender"], faults) {
            let [name, gender] = row.cells;
            let gender = match gender {
                "f" => Some(Gender::Female),
                "m" => Some(Gender::Male),
                "-" => None,
                other => {
                    faults.push(row.fault(format!("`{other}` is none of f, m, -")));
                    continue;
                }
            };
            names.insert(name.to_lowercase(), gender);
        }
        Self(names)
    }

    /// Whether a word is a given name, and whose.
    pub(super) fn get(&self, word: &str) -> Option<Option<Gender>> {
        self.0.get(&word.to_lowercase()).copied()
    }

    /// Adds a name of which the gender is not known.
    pub(super) fn add(&mut self, word: &str) {
        self.0.entry(word.to_lowercase()).or_default();
    }
}
