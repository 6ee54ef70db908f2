//! Names of the data, found in a text: a hash table over names as they are compared.
//!
//! Names are compared without case, accents, apostrophes and full stops, and with a hyphen as a space: `Côte d'Ivoire`
//! is `cote divoire`, `U.S.` is `us`, `al-Assad` is `al assad`. How a name must be written to count is for its
//! [`Case`] to say. All keys stand in one string, so that some hundred thousand names cost a few megabytes.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How a phrase must be written to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Any way: `foreign minister`, `Foreign Minister`.
    Any,
    /// First and last word with a capital: `United States of America`.
    Name,
    /// First word with a capital: `Saudi-led coalition`.
    First,
    /// In capitals: `US`, since `us` is another word.
    Upper,
}

impl Case {
    /// What a name asks for, by how it is written in the data.
    pub(crate) fn of_name(name: &str) -> Self {
        let letters = name.chars().filter(|letter| letter.is_alphabetic());
        let acronym = !name.contains(' ') && letters.clone().count() <= 5 && letters.clone().all(char::is_uppercase);
        let lower = name.starts_with(char::is_lowercase);
        let lower_end = name.split(' ').next_back().is_some_and(|last| !last.contains(char::is_uppercase));
        if acronym {
            Self::Upper
        } else if lower {
            Self::Any
        } else if lower_end {
            Self::First
        } else {
            Self::Name
        }
    }

    /// The same for words as they are written.
    pub(super) fn allows_forms<'f>(self, mut forms: impl Iterator<Item = &'f str>) -> bool {
        // `d'Ivoire` has its capital inside.
        let capital = |form: &str| form.contains(char::is_uppercase) || form.starts_with(|c: char| c.is_ascii_digit());
        match self {
            Self::Any => true,
            Self::Name => forms.next().is_some_and(|first| capital(first) && forms.last().is_none_or(capital)),
            Self::First => forms.next().is_some_and(capital),
            Self::Upper => forms.all(|form| !form.contains(char::is_lowercase)),
        }
    }
}

/// Words of a name at most; a longer one is cut there.
const MAX_WORDS: usize = 16;
const NONE: u32 = u32::MAX;
/// To make room by.
const MEAN_NAME_BYTES: usize = 12;

/// Names and what they mean, `T`: several things, where several bear one name.
#[derive(Debug)]
pub(crate) struct Names<T> {
    hasher: DefaultHashBuilder,
    /// All keys, one after another.
    keys: String,
    entries: Vec<Entry>,
    table: HashTable<u32>,
    /// Chains of values; each name's begin at its entry.
    values: Vec<Value<T>>,
}

#[derive(Debug)]
struct Entry {
    start: u32,
    end: u32,
    /// First of its values; none for what only begins names.
    first: u32,
    /// Words of the longest name that begins with this, where this is a single word.
    words: u8,
}

#[derive(Debug)]
struct Value<T> {
    case: Case,
    value: T,
    next: u32,
}

/// A name that stands in a text, with one thing that it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<T> {
    /// Words of the text that it covers.
    pub(crate) words: usize,
    pub(crate) value: T,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            hasher: DefaultHashBuilder::default(),
            keys: String::new(),
            entries: Vec::new(),
            table: HashTable::new(),
            values: Vec::new(),
        }
    }
}

impl<T: Copy + PartialEq> Names<T> {
    /// Makes room for as many names as a table has.
    pub(crate) fn reserve(&mut self, names: usize) {
        let (keys, entries, hasher) = (&self.keys, &self.entries, &self.hasher);
        let key_of = |index: &u32| {
            let entry = entries.get(*index as usize);
            entry.and_then(|entry| keys.get(entry.start as usize..entry.end as usize)).unwrap_or_default()
        };
        self.table.reserve(names, |index| hasher.hash_one(key_of(index)));
        self.entries.reserve(names);
        self.values.reserve(names);
        self.keys.reserve(names * MEAN_NAME_BYTES);
    }

    /// Adds a name; the same name may mean several things. A name without letters and digits is none.
    pub(crate) fn add(&mut self, name: &str, case: Case, value: T) {
        let mut key = String::with_capacity(name.len());
        fold(name, &mut key);
        let words = key.split(' ').count().min(MAX_WORDS);
        if key.is_empty() {
            return;
        }
        // `Lord's` is two words of a text, and the lookup begins at the first.
        let owner =
            name.split(is_apostrophe).next().filter(|owner| owner.len() < name.len() && !owner.contains(is_space));
        let mut stem = String::new();
        fold(owner.unwrap_or_default(), &mut stem);
        let first = key.split(' ').next().unwrap_or_default();
        for first in [first, &stem].into_iter().filter(|first| !first.is_empty()) {
            let begins = self.entry(first);
            if let Some(entry) = begins.and_then(|index| self.entries.get_mut(index)) {
                entry.words = entry.words.max(u8::try_from(words).unwrap_or(u8::MAX));
            }
        }
        let Some(index) = self.entry(&key) else { return };
        let Ok(place) = u32::try_from(self.values.len()) else { return };
        // The first added comes first.
        let mut last = None;
        let mut next = self.entries.get(index).map_or(NONE, |entry| entry.first);
        while let Some(other) = self.values.get(next as usize) {
            if other.case == case && other.value == value {
                return;
            }
            last = Some(next as usize);
            next = other.next;
        }
        match last {
            Some(last) => self.values.get_mut(last).into_iter().for_each(|value| value.next = place),
            None => self.entries.get_mut(index).into_iter().for_each(|entry| entry.first = place),
        }
        self.values.push(Value { case, value, next: NONE });
    }

    /// What stands at the start of some words: every name and every meaning, longer names first.
    #[allow(clippy::needless_pass_by_value, reason = "an iterator is cloned for each way to read it")]
    pub(crate) fn at_start<'f>(&self, forms: impl Iterator<Item = &'f str> + Clone) -> Vec<Found<T>> {
        let mut found: Vec<Found<T>> = Vec::new();
        let mut key = String::new();
        let mut limit = usize::MAX;
        for (index, form) in forms.clone().enumerate() {
            if !append(form, &mut key) {
                if index == 0 || !form.chars().all(is_joint) {
                    break;
                }
                continue;
            }
            if index == 0 {
                let first = key.split(' ').next().unwrap_or_default();
                let Some(entry) = self.find(first) else { break };
                limit = usize::from(entry.words);
            }
            if key.split(' ').count() > limit {
                break;
            }
            let written = || forms.clone().take(index + 1);
            let mut next = self.find(&key).map_or(NONE, |entry| entry.first);
            while let Some(value) = self.values.get(next as usize) {
                if value.case.allows_forms(written()) {
                    found.push(Found { words: index + 1, value: value.value });
                }
                next = value.next;
            }
        }
        // Longer names first, and each name's meanings as they were added.
        found.sort_by_key(|found| std::cmp::Reverse(found.words));
        found
    }

    /// What a whole name means, however it is written.
    pub(crate) fn get(&self, name: &str) -> Vec<T> {
        let mut key = String::with_capacity(name.len());
        fold(name, &mut key);
        let mut next = self.find(&key).map_or(NONE, |entry| entry.first);
        let mut found = Vec::new();
        while let Some(value) = self.values.get(next as usize) {
            found.push(value.value);
            next = value.next;
        }
        found
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.first != NONE).count()
    }

    fn find(&self, key: &str) -> Option<&Entry> {
        let entry = |index: &u32| self.entries.get(*index as usize);
        let same = |index: &u32| entry(index).is_some_and(|entry| self.key(entry) == key);
        self.table.find(self.hasher.hash_one(key), same).and_then(entry)
    }

    fn key(&self, entry: &Entry) -> &str {
        self.keys.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// The entry of a key, made where there is none; none where there are too many.
    fn entry(&mut self, key: &str) -> Option<usize> {
        let hash = self.hasher.hash_one(key);
        let (keys, entries, hasher) = (&self.keys, &self.entries, &self.hasher);
        let key_of = |index: u32| {
            let entry = entries.get(index as usize);
            entry.and_then(|entry| keys.get(entry.start as usize..entry.end as usize)).unwrap_or_default()
        };
        if let Some(index) = self.table.find(hash, |index| key_of(*index) == key) {
            return Some(*index as usize);
        }
        let number = u32::try_from(entries.len()).ok()?;
        let (start, end) = (u32::try_from(keys.len()).ok()?, u32::try_from(keys.len() + key.len()).ok()?);
        self.table.insert_unique(hash, number, |index| hasher.hash_one(key_of(*index)));
        self.keys.push_str(key);
        self.entries.push(Entry { start, end, first: NONE, words: 0 });
        Some(number as usize)
    }
}

/// A mark that names are compared without.
fn is_joint(letter: char) -> bool {
    is_dropped(letter) || is_space(letter)
}

fn is_dropped(letter: char) -> bool {
    is_apostrophe(letter) || matches!(letter, '.' | '\u{ad}' | '\u{200b}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`')
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '‐' | '‑' | '–' | '/')
}

/// Appends a text as it is compared.
pub(crate) fn fold(text: &str, key: &mut String) {
    if text.is_ascii() {
        text.bytes().for_each(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' => key.push(char::from(byte)),
            b'A'..=b'Z' => key.push(char::from(byte.to_ascii_lowercase())),
            _ => push(char::from(byte), key),
        });
    } else {
        text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).for_each(|letter| {
            match plain(letter) {
                Some(plain) => plain.chars().for_each(|letter| push(letter, key)),
                None => push(letter, key),
            }
        });
    }
    if key.ends_with(' ') {
        key.pop();
    }
}

fn push(letter: char, key: &mut String) {
    if is_space(letter) {
        if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    } else if !is_dropped(letter) && !is_combining_mark(letter) {
        key.push(letter);
    }
}

/// Letters that have no accent to take off, in lower case.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'æ' | 'ə' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ħ' => "h",
        _ => return None,
    })
}

/// Appends a word of a text; false where nothing of it is compared. What begins with an apostrophe follows without a
/// space: `People` and `'s`.
fn append(form: &str, key: &mut String) -> bool {
    let glued = form.starts_with(is_dropped) && form.chars().nth(1).is_some_and(char::is_alphabetic);
    let before = key.len();
    if before > 0 && !glued {
        key.push(' ');
    }
    let start = key.len();
    let mut word = String::new();
    fold(form, &mut word);
    key.push_str(&word);
    if key.len() == start {
        key.truncate(before);
    }
    key.len() > start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> std::str::Split<'_, char> {
        text.split(' ')
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let mut names = Names::default();
        for (name, value) in [
            ("Côte d'Ivoire", 1),
            ("Guinea", 2),
            ("Guinea-Bissau", 3),
            ("US", 4),
            ("Donetsk People's Republic", 5),
            ("Lord's Army", 6),
        ] {
            names.add(name, Case::of_name(name), value);
        }
        let cases: [(&str, &[(usize, i32)]); 10] = [
            ("Cote d’Ivoire said", &[(2, 1)]),
            ("Guinea - Bissau 's envoy", &[(3, 3), (1, 2)]),
            ("Guinea-Bissau", &[(1, 3)]),
            ("guinea pig", &[]),
            ("U.S. troops", &[(1, 4)]),
            ("us all", &[]),
            ("Donetsk People 's Republic", &[(4, 5)]),
            (". US", &[]),
            ("Lord 's Army said", &[(3, 6)]),
            ("Lord Army", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<(usize, i32)> =
                names.at_start(words(text)).iter().map(|found| (found.words, found.value)).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(names.get("COTE DIVOIRE"), [1]);
        assert_eq!(names.len(), 6);
    }

    #[test]
    fn a_name_keeps_all_its_meanings_in_their_order() {
        let mut names = Names::default();
        for value in [7, 3, 7, 5] {
            names.add("Georgia", Case::Name, value);
        }
        assert_eq!(names.get("georgia"), [7, 3, 5]);
    }
}
