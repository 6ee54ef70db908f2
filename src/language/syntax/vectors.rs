//! Vectors of words (Pennington, Socher and Manning 2014), packed.

use super::{
    codec::{Decoder, Encoder, Malformed},
    features::{Keys, vector_key},
    packed::Packed,
};

/// Words with their vectors.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Vectors {
    keys: Keys,
    rows: Packed,
}

impl Vectors {
    /// Reads a text in `GloVe`'s format, a word and its numbers separated by spaces, the most frequent word first, and
    /// keeps the first `most`.
    ///
    /// # Errors
    ///
    /// The number of a line whose numbers cannot be read or are more or fewer than those of the first.
    pub(crate) fn read(text: &str, most: usize) -> Result<Self, usize> {
        let mut kept: Vec<(u32, Vec<f32>)> = Vec::new();
        let mut columns = None;
        for (number, line) in text.lines().take(most).enumerate() {
            let mut parts = line.split(' ');
            let key = vector_key(parts.next().unwrap_or_default());
            let row: Vec<f32> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| number + 1)?;
            if row.is_empty()
                || !row.iter().all(|value| value.is_finite())
                || *columns.get_or_insert(row.len()) != row.len()
            {
                return Err(number + 1);
            }
            kept.push((key, to_unit(row)));
        }
        // Of words with the same key the most frequent stays: sorting keeps the order of equals.
        kept.sort_by_key(|(key, _)| *key);
        kept.dedup_by_key(|(key, _)| *key);
        let mut rows = Packed::new(columns.unwrap_or_default());
        kept.iter().for_each(|(_, row)| rows.push(row));
        Ok(Self { keys: Keys::new(kept.into_iter().map(|(key, _)| key).collect()), rows })
    }

    /// Numbers of a vector.
    pub(crate) fn width(&self) -> usize {
        self.rows.columns()
    }

    /// The row of a word's vector.
    pub(crate) fn find(&self, form: &str) -> Option<u32> {
        self.keys.get(vector_key(form))
    }

    /// Writes the numbers of a row.
    pub(crate) fn unpack(&self, row: u32, into: &mut [f32]) {
        self.rows.unpack(usize::try_from(row).unwrap_or(usize::MAX), into);
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        self.keys.encode(encoder);
        self.rows.encode(encoder);
    }

    /// # Errors
    ///
    /// More or fewer vectors than words.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let (keys, rows) = (Keys::decode(decoder)?, Packed::decode(decoder)?);
        if keys.len() != rows.rows() {
            return Err(Malformed("it has not one vector for each word"));
        }
        Ok(Self { keys, rows })
    }
}

/// Its length becomes the root of its numbers' count, so that each is about 1.
fn to_unit(mut row: Vec<f32>) -> Vec<f32> {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    let count = u16::try_from(row.len()).map_or(1.0, f32::from);
    if length > 0.0 {
        row.iter_mut().for_each(|x| *x *= count.sqrt() / length);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "the 1 0\nThe 0 1\n’s 3 4\ngeneva -1 0\ntalks 0 1\n";

    #[test]
    fn words_find_their_vectors_after_they_were_written_and_read() {
        let vectors = Vectors::read(TEXT, 4).unwrap();
        let mut encoder = Encoder::default();
        vectors.encode(&mut encoder);
        let read = Vectors::decode(&mut Decoder::new(&encoder.bytes)).unwrap();
        assert_eq!(read, vectors);
        let numbers = |word: &str| {
            read.find(word).map(|row| {
                let mut numbers = [0.0; 2];
                read.unpack(row, &mut numbers);
                numbers.map(|number| (number * 10.0).round() / 10.0)
            })
        };
        assert_eq!(numbers("The"), Some([1.4, 0.0]));
        assert_eq!(numbers("Geneva"), Some([-1.4, 0.0]));
        assert_eq!(numbers("'s"), Some([0.8, 1.1]));
        assert_eq!(numbers("talks"), None);
    }

    #[test]
    fn a_line_that_has_no_vector_is_named() {
        for (text, line) in [("a 1 2\nb 1\n", 2), ("a 1 x\n", 1), ("a\n", 1), ("a 1 2\nb nan 1\n", 2)] {
            assert_eq!(Vectors::read(text, 9).err(), Some(line), "text {text:?}");
        }
    }
}
