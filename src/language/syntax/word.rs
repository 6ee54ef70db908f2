//! What is known of a word by its form alone: the atoms that features of words are made of.

use super::{
    codec::{Decoder, Encoder, Malformed},
    hash::{hash_chars, low_32, mix},
};

/// Affixes up to this many characters are features.
const AFFIX_CHARS: usize = 4;

/// A word as the features see it. Everything is a hash or a number; equal words have equal parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The form as it is written.
    pub(crate) form: u64,
    /// The form in lower case.
    pub(crate) lower: u64,
    /// The form with its letters replaced by their kinds: `Xx`, `d.d`.
    pub(crate) shape: u64,
    /// The first 1 to 4 characters in lower case.
    pub(crate) prefixes: [u64; AFFIX_CHARS],
    /// The last 1 to 4 characters in lower case.
    pub(crate) suffixes: [u64; AFFIX_CHARS],
    /// What the lexicon has on it.
    pub(crate) entry: Entry,
}

impl Facts {
    /// Looks at a word. Cost is linear in its length.
    pub(crate) fn of(form: &str, lexicon: &Lexicon) -> Self {
        let letters: Vec<char> = form.chars().flat_map(char::to_lowercase).collect();
        let lower = hash_chars(letters.iter().copied());
        Self {
            form: hash_chars(form.chars()),
            lower,
            shape: hash_chars(shape(form)),
            prefixes: std::array::from_fn(|at| hash_chars(letters.iter().take(at + 1).copied())),
            suffixes: std::array::from_fn(|at| hash_chars(letters.iter().rev().take(at + 1).copied())),
            entry: lexicon.get(lower),
        }
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
        '‘' | '’' | '`' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        mark => mark,
    }
}

/// What the lexicon has on a word; all 0 for one that it does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The cluster of words that are used alike, counted from 1.
    pub(crate) cluster: u16,
    /// The cluster of clusters, counted from 1.
    pub(crate) family: u16,
    /// Which tags the word had in training, as a hash of their set; 0 for a rare word.
    pub(crate) tags: u16,
}

/// Words with their clusters and usual tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    /// Hashes of words in lower case, sorted.
    words: Vec<u32>,
    clusters: Vec<u16>,
    tags: Vec<u16>,
    /// The family of each cluster.
    families: Vec<u16>,
    /// Where words begin whose hash begins with a byte pair; the search is between two of these.
    index: Vec<usize>,
}

impl Lexicon {
    /// Builds a lexicon from words' hashes with their clusters and tags, and from the family of each cluster. Of words
    /// with the same hash the first stays.
    pub(crate) fn new(mut words: Vec<(u32, u16, u16)>, families: Vec<u16>) -> Self {
        words.sort_by_key(|word| word.0);
        words.dedup_by_key(|word| word.0);
        let index = index_of(words.iter().map(|word| word.0));
        Self {
            words: words.iter().map(|word| word.0).collect(),
            clusters: words.iter().map(|word| word.1).collect(),
            tags: words.iter().map(|word| word.2).collect(),
            families,
            index,
        }
    }

    fn get(&self, lower: u64) -> Entry {
        let hash = low_32(lower);
        let first = usize::try_from(hash >> 16).unwrap_or_default();
        let range = match self.index.get(first..) {
            Some([start, end, ..]) => *start..*end,
            _ => return Entry::default(),
        };
        let start = range.start;
        let Some(at) = self.words.get(range).and_then(|words| words.binary_search(&hash).ok()) else {
            return Entry::default();
        };
        let cluster = self.clusters.get(start + at).copied().unwrap_or_default();
        let family = self.families.get(usize::from(cluster)).copied().unwrap_or_default();
        Entry { cluster, family, tags: self.tags.get(start + at).copied().unwrap_or_default() }
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.u32s(&self.words);
        encoder.u16s(&self.clusters);
        encoder.u16s(&self.tags);
        encoder.u16s(&self.families);
    }

    /// # Errors
    ///
    /// Tables of different lengths, or words out of order.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let words = decoder.u32s()?;
        let (clusters, tags, families) = (decoder.u16s()?, decoder.u16s()?, decoder.u16s()?);
        if clusters.len() != words.len() || tags.len() != words.len() || !words.is_sorted() {
            return Err(Malformed("its lexicon is not laid out as a lexicon"));
        }
        let index = index_of(words.iter().copied());
        Ok(Self { words, clusters, tags, families, index })
    }
}

/// Where each upper half begins among sorted numbers, and where all end.
fn index_of(words: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut index = Vec::with_capacity((1 << 16) + 1);
    let mut count = 0;
    for word in words {
        let first = usize::try_from(word >> 16).unwrap_or_default();
        index.resize(index.len().max(first + 1), count);
        count += 1;
    }
    index.resize((1 << 16) + 1, count);
    index
}

/// A value for the end of a sentence, unlike any word's.
pub(crate) fn edge(place: u64) -> Facts {
    let outside = mix(u64::MAX, place);
    Facts { form: outside, lower: outside, shape: outside, ..Facts::default() }
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
    fn a_lexicon_finds_its_words_after_it_was_written_and_read() {
        let hash = |word: &str| low_32(hash_chars(word.chars()));
        let words = ["talks", "minister", "said", "geneva"];
        let rows = words.iter().zip(1..).map(|(word, number)| (hash(word), number, number + 10)).collect();
        let lexicon = Lexicon::new(rows, vec![0, 7, 7, 8, 9]);
        let mut encoder = Encoder::default();
        lexicon.encode(&mut encoder);
        let read = Lexicon::decode(&mut Decoder::new(&encoder.bytes)).unwrap();
        assert_eq!(read, lexicon);
        let found = |word: &str| Facts::of(word, &read).entry;
        assert_eq!(found("Talks"), Entry { cluster: 1, family: 7, tags: 11 });
        assert_eq!(found("geneva"), Entry { cluster: 4, family: 9, tags: 14 });
        assert_eq!(found("unheard-of"), Entry::default());
    }
}
