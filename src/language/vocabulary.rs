//! Words as numbers: what the data knows is compared by number, everything else is one unknown word.

use std::collections::HashMap;

/// A word of the data in lower case; equal numbers are equal words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct WordId(u32);

impl WordId {
    /// A word that no data file holds.
    pub(crate) const UNKNOWN: Self = Self(0);

    /// The number as an index.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All words of the data; grows while the data is read and is fixed afterwards.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    ids: HashMap<String, WordId>,
}

impl Vocabulary {
    /// The number of a word, given one where it has none yet.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        let word = word.to_lowercase();
        let next = u32::try_from(self.ids.len()).map_or(WordId::UNKNOWN, |count| WordId(count.saturating_add(1)));
        *self.ids.entry(word).or_insert(next)
    }

    /// The number of a word in lower case.
    pub(crate) fn get(&self, lower: &str) -> WordId {
        self.ids.get(lower).copied().unwrap_or(WordId::UNKNOWN)
    }
}
