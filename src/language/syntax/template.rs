//! Feature templates as text: which atoms of a state stand together in one feature.

use super::hash::{finish, mix};

/// Templates ready to be filled: for each, which atoms it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Templates {
    list: Vec<Template>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Template {
    seed: u64,
    atoms: Vec<u8>,
}

impl Templates {
    /// Reads templates, one an item, whose atoms are separated by spaces; `names` tells each atom's place.
    ///
    /// An atom that has no name is left out: a test holds that there is none.
    pub(crate) fn read(texts: &[&str], names: &[&str]) -> Self {
        let place = |atom: &str| names.iter().position(|name| *name == atom).and_then(|at| u8::try_from(at).ok());
        let read = |(number, text): (u64, &&str)| Template {
            seed: finish(number),
            atoms: text.split_ascii_whitespace().filter_map(place).collect(),
        };
        Self { list: (1..).zip(texts).map(read).collect() }
    }

    /// Fills all templates: one key for each, in order. `keys` is emptied first.
    pub(crate) fn fill(&self, atoms: &[u64], keys: &mut Vec<u64>) {
        keys.clear();
        keys.extend(self.list.iter().map(|template| {
            let join = |hash, atom: &u8| mix(hash, atoms.get(usize::from(*atom)).copied().unwrap_or_default());
            finish(template.atoms.iter().fold(template.seed, join))
        }));
    }
}

/// A number that changes with the templates and their atoms: a model goes with those that it was trained with.
pub(crate) fn fingerprint(texts: &[&str], names: &[&str]) -> u64 {
    let all = texts.iter().chain(names).flat_map(|text| text.chars().chain(['\n']));
    super::hash::hash_chars(all)
}

/// Atoms that a template names and nobody knows.
#[cfg(test)]
pub(crate) fn unknown_atoms<'a>(texts: &[&'a str], names: &[&str]) -> Vec<&'a str> {
    texts.iter().flat_map(|text| text.split_ascii_whitespace()).filter(|atom| !names.contains(atom)).collect()
}
