//! A trained linear model: features to the weights of classes, in few bytes.

use super::{
    codec::{Decoder, Encoder, Malformed},
    hash::low_16,
};

/// Something that adds a feature's weights to the scores of the classes.
pub(crate) trait Scorer {
    /// Adds the weights of one feature; a feature that nobody knows adds nothing.
    fn add(&self, key: u64, scores: &mut [i32]);

    /// Scores all classes from nothing.
    fn score(&self, keys: &[u64], scores: &mut [i32]) {
        scores.fill(0);
        keys.iter().for_each(|key| self.add(*key, scores));
    }
}

/// One feature with the weights that are not 0: class and weight.
pub(crate) type Feature = (u64, Vec<(u8, i8)>);

/// Features in buckets. The key's upper bits choose the bucket, its lower 16 bits tell features of a bucket apart: a
/// foreign feature is taken for a known one once in some 10,000 look-ups.
///
/// A feature is its 16 bits, a count, and so many pairs of class and weight. A weight's size is the square of its
/// number (companding): small weights keep their differences, and the heaviest still fits a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weights {
    /// How far a key is shifted to choose a bucket.
    shift: u32,
    /// Where each bucket begins; one more than there are buckets.
    starts: Vec<u32>,
    data: Vec<u8>,
}

/// Features in a bucket, about.
const BUCKET_FEATURES: usize = 4;
/// Bytes of a feature before its weights.
const HEAD_BYTES: usize = 3;

impl Weights {
    /// Lays out features, whatever their order.
    pub(crate) fn new(mut features: Vec<Feature>) -> Self {
        features.sort_unstable();
        let buckets = (features.len() / BUCKET_FEATURES).next_power_of_two().max(2);
        let shift = u64::BITS - buckets.trailing_zeros();
        let mut starts = vec![0];
        let mut data = Vec::new();
        let mut open = 0;
        for (key, weights) in features {
            while open < key >> shift {
                starts.push(offset(&data));
                open += 1;
            }
            data.extend(low_16(key).to_le_bytes());
            data.push(u8::try_from(weights.len()).unwrap_or(u8::MAX));
            weights.iter().take(usize::from(u8::MAX)).for_each(|(class, weight)| {
                data.push(*class);
                data.extend(weight.to_le_bytes());
            });
        }
        starts.resize(buckets + 1, offset(&data));
        Self { shift, starts, data }
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.u32(self.shift);
        encoder.u32s(&self.starts);
        encoder.blob(&self.data);
    }

    /// # Errors
    ///
    /// Buckets that do not fit the data, or classes that are not below `classes`.
    pub(crate) fn decode(decoder: &mut Decoder<'_>, classes: usize) -> Result<Self, Malformed> {
        let weights = Self { shift: decoder.u32()?, starts: decoder.u32s()?, data: decoder.blob()?.to_vec() };
        let buckets = weights.starts.len().saturating_sub(1);
        let fits = (1..u64::BITS).contains(&weights.shift)
            && 1_usize.checked_shl(u64::BITS - weights.shift) == Some(buckets)
            && weights.starts.first() == Some(&0)
            && weights.starts.last() == Some(&offset(&weights.data))
            && weights.starts.windows(2).all(|pair| weights.is_bucket(pair, classes));
        if fits { Ok(weights) } else { Err(Malformed("its weights are not laid out as weights")) }
    }

    fn is_bucket(&self, pair: &[u32], classes: usize) -> bool {
        let [start, end] = pair else { return false };
        let mut rest = self.data.get(index(*start)..index(*end));
        while let Some(bytes) = rest {
            let Some((head, after)) = bytes.split_first_chunk::<HEAD_BYTES>() else { return bytes.is_empty() };
            let Some((pairs, others)) = after.split_at_checked(usize::from(head[2]) * 2) else { return false };
            if pairs.iter().step_by(2).any(|class| usize::from(*class) >= classes) {
                return false;
            }
            rest = Some(others);
        }
        false
    }

    #[inline]
    fn bucket(&self, key: u64) -> &[u8] {
        let number = usize::try_from(key >> self.shift).unwrap_or(usize::MAX);
        match self.starts.get(number..) {
            Some([start, end, ..]) => self.data.get(index(*start)..index(*end)).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl Scorer for Weights {
    #[inline]
    fn add(&self, key: u64, scores: &mut [i32]) {
        add_from(self.bucket(key), key, scores);
    }

    /// Finds the buckets of several features first: the processor then waits for all of them at once.
    fn score(&self, keys: &[u64], scores: &mut [i32]) {
        scores.fill(0);
        for keys in keys.chunks(AT_ONCE) {
            let mut buckets: [&[u8]; AT_ONCE] = [&[]; AT_ONCE];
            for (slot, key) in buckets.iter_mut().zip(keys) {
                *slot = self.bucket(*key);
            }
            for (bucket, key) in buckets.iter().zip(keys) {
                add_from(bucket, *key, scores);
            }
        }
    }
}

/// Features whose buckets are looked up together.
const AT_ONCE: usize = 32;

/// Adds a feature's weights where the bucket has it.
#[inline]
fn add_from(bucket: &[u8], key: u64, scores: &mut [i32]) {
    let mark = low_16(key).to_le_bytes();
    let mut rest = bucket;
    while let [a, b, count, after @ ..] = rest {
        let Some((pairs, others)) = after.split_at_checked(usize::from(*count) * 2) else { return };
        if [*a, *b] == mark {
            for [class, weight] in pairs.as_chunks().0 {
                if let Some(score) = scores.get_mut(usize::from(*class)) {
                    *score += expand(i8::from_le_bytes([*weight]));
                }
            }
            return;
        }
        rest = others;
    }
}

/// What a stored weight stands for: its square with its sign.
#[inline]
fn expand(weight: i8) -> i32 {
    let weight = i32::from(weight);
    weight * weight.abs()
}

fn offset(data: &[u8]) -> u32 {
    u32::try_from(data.len()).unwrap_or(u32::MAX)
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
