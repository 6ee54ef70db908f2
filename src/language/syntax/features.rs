//! What is known of a word by its form alone, and which rows of the network it has for that.

use super::{
    codec::{Decoder, Encoder, Malformed},
    hash::{finish, hash_chars, low_32, mix},
    network::FEATURES,
};

/// First characters of a word that are a feature, up to this many,
const PREFIX_CHARS: usize = 3;
/// and last ones.
const SUFFIX_CHARS: usize = 4;

/// Hashes of a word's features, in the order of the network's rows: the form as it is written, in lower case, its
/// shape, its first 1 to 3 and its last 1 to 4 characters in lower case.
pub(crate) type Features = [u32; FEATURES];

/// How many of them name the word itself; the others are shared by many words.
pub(crate) const OWN_FEATURES: usize = 2;

/// The features of a word. Cost is linear in its length.
pub(crate) fn features(form: &str) -> Features {
    let letters: Vec<char> = form.chars().flat_map(char::to_lowercase).map(plain).collect();
    let mut features = [0; FEATURES];
    let prefixes = (1..=PREFIX_CHARS).map(|length| hash_chars(letters.iter().take(length).copied()));
    let suffixes = (1..=SUFFIX_CHARS).map(|length| hash_chars(letters.iter().rev().take(length).copied()));
    let own = [hash_chars(form.chars().map(plain)), hash_chars(letters.iter().copied()), hash_chars(shape(form))];
    for ((slot, hash), kind) in features.iter_mut().zip(own.into_iter().chain(prefixes).chain(suffixes)).zip(1..) {
        *slot = low_32(finish(mix(kind, hash)));
    }
    features
}

/// The word as vectors of words have it: in lower case, with the marks of typewriters.
pub(crate) fn vector_key(form: &str) -> u32 {
    low_32(hash_chars(form.chars().flat_map(char::to_lowercase).map(mark)))
}

/// A character as features have it: one digit for all, the marks of typewriters.
fn plain(letter: char) -> char {
    if letter.is_ascii_digit() { '0' } else { mark(letter) }
}

fn mark(letter: char) -> char {
    match letter {
        '‘' | '’' | '`' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        letter => letter,
    }
}

/// The kinds of a word's characters; of a run of more than two alike only two are kept.
fn shape(form: &str) -> impl Iterator<Item = char> {
    let mut run = (' ', 0);
    form.chars().map(kind).filter(move |kind| {
        run = if run.0 == *kind { (run.0, run.1 + 1) } else { (*kind, 1) };
        run.1 <= 2
    })
}

fn kind(letter: char) -> char {
    match letter {
        letter if letter.is_uppercase() => 'X',
        letter if letter.is_alphabetic() => 'x',
        letter if letter.is_numeric() => 'd',
        letter => mark(letter),
    }
}

/// Hashes with their places in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Sorted.
    keys: Vec<u32>,
    /// Where keys begin whose upper half is the place here; the search is between two of these.
    index: Vec<u32>,
}

impl Keys {
    /// Of equal keys one stays.
    pub(crate) fn new(mut keys: Vec<u32>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let mut index = Vec::with_capacity((1 << 16) + 1);
        let mut count = 0;
        for key in &keys {
            let first = usize::try_from(key >> 16).unwrap_or_default();
            index.resize(index.len().max(first + 1), count);
            count += 1;
        }
        index.resize((1 << 16) + 1, count);
        Self { keys, index }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// A key's place.
    pub(crate) fn get(&self, key: u32) -> Option<u32> {
        let first = usize::try_from(key >> 16).unwrap_or_default();
        let start = *self.index.get(first)?;
        let end = *self.index.get(first + 1)?;
        let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        let at = self.keys.get(range)?.binary_search(&key).ok()?;
        Some(start + u32::try_from(at).ok()?)
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.u32s(&self.keys);
    }

    /// # Errors
    ///
    /// Keys out of order.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let keys = decoder.u32s()?;
        if !keys.is_sorted() {
            return Err(Malformed("its keys are out of order"));
        }
        Ok(Self::new(keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_keeps_kinds_and_shortens_runs() {
        let cases = [("Geneva", "Xxx"), ("U.S.", "X.X."), ("2022-01-19", "dd-dd-dd"), ("NATO", "XX"), ("’s", "'x")];
        for (form, expected) in cases {
            assert_eq!(shape(form).collect::<String>(), expected, "form {form:?}");
        }
    }

    #[test]
    fn words_share_the_features_that_they_have_in_common() {
        let same = |a: &str, b: &str| {
            features(a).iter().zip(features(b)).map(|(a, b)| if *a == b { '=' } else { '-' }).collect::<String>()
        };
        // Form, lower case, shape, three prefixes, four suffixes.
        assert_eq!(same("talks", "Talks"), "-=-=======");
        assert_eq!(same("talks", "folks"), "--=---===-");
        assert_eq!(same("2021", "1999"), "==========");
        assert_eq!(same("it’s", "it's"), "==========");
        assert_eq!(vector_key("Geneva"), vector_key("geneva"));
    }

    #[test]
    fn keys_find_their_places_after_they_were_written_and_read() {
        let keys = Keys::new(vec![70_000, 3, u32::MAX, 65_536, 3]);
        let mut encoder = Encoder::default();
        keys.encode(&mut encoder);
        let read = Keys::decode(&mut Decoder::new(&encoder.bytes)).unwrap();
        assert_eq!(read, keys);
        let places = [3, 65_536, 70_000, u32::MAX, 4, 0].map(|key| read.get(key));
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), None, None]);
    }
}
