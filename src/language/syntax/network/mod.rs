//! The network: from what is known of each word to scores of its tags, heads and relations.
//!
//! ```text
//! rows of features, word vector -> sum -> window of three words -> recurrent layers -> tags, arcs, relations
//! ```
//!
//! | module | does |
//! | --- | --- |
//! | `matrix`, `dense`, `recurrent` | layers, forwards and back |
//! | `scores` | arcs and relations of one sentence (Dozat and Manning 2017, with distances) |
//! | `learning` | the loss and its gradient |
//! | `adam` | steps along the gradient |

mod adam;
mod dense;
mod learning;
mod matrix;
mod recurrent;
mod scores;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use self::{
    adam::{Adam, merge},
    dense::Dense,
    learning::{Gold, Hiding, Loss, learn},
    matrix::Matrix,
    recurrent::Recurrent,
    scores::Scores,
};
use super::{
    codec::{Decoder, Encoder, Malformed},
    features::{Keys, features},
    hash::Random,
    packed::{Packed, decode_fine, encode_fine},
    vectors::Vectors,
};

/// Features of a word that have a row of their own.
pub(crate) const FEATURES: usize = 10;

/// No row: the feature was not seen in training.
pub(crate) const NO_ROW: u32 = u32::MAX;

/// A file with more numbers a word or a row is damaged.
const MOST_NUMBERS: usize = 4_096;

/// A file with more layers is damaged.
const MOST_LAYERS: usize = 64;

/// Kinds of distance between a word and its head.
const DISTANCES: usize = 20;

/// How large the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Rows of features.
    pub(crate) rows: usize,
    /// Numbers of a word vector.
    pub(crate) vector: usize,
    /// Numbers of a row of features.
    pub(crate) row: usize,
    /// Numbers of a word in the recurrent layers.
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) tags: usize,
    pub(crate) labels: usize,
    /// Numbers of a word as dependent or head of an arc,
    pub(crate) arc: usize,
    /// and of a relation.
    pub(crate) label: usize,
}

/// All weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Network {
    /// A row for each known feature.
    pub(crate) rows: Matrix,
    /// From a word vector to a row's numbers.
    pub(crate) vectors: Dense,
    /// From the rows of a word and its neighbours.
    pub(crate) window: Dense,
    pub(crate) layers: Vec<Recurrent>,
    pub(crate) tags: Dense,
    /// Each word as dependent and as head of an arc, as dependent and as head of a relation, side by side.
    pub(crate) ends: Dense,
    /// From a dependent to what it looks for in a head.
    pub(crate) arcs: Dense,
    /// What a dependent thinks of each distance.
    pub(crate) distances: Matrix,
    /// The root as head of an arc, and as head of a relation.
    pub(crate) root: Matrix,
    /// Each distance between the ends of a relation.
    pub(crate) sides: Matrix,
    pub(crate) labels: Dense,
}

/// One word as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input {
    /// The row of each feature, or [`NO_ROW`].
    pub(crate) rows: [u32; FEATURES],
    /// The word's vector, none where it has none.
    pub(crate) vector: Option<u32>,
}

/// Sentences that are parsed together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    pub(crate) words: Vec<Input>,
    /// The vectors of all words, one row each; zeros where a word has none.
    pub(crate) vectors: Matrix,
    pub(crate) sentences: Vec<Range<usize>>,
}

impl Input {
    pub(crate) fn of(form: &str, keys: &Keys, vectors: &Vectors) -> Self {
        Self { rows: features(form).map(|key| keys.get(key).unwrap_or(NO_ROW)), vector: vectors.find(form) }
    }
}

impl Batch {
    /// An empty one, for vectors of so many numbers.
    pub(crate) fn new(vector: usize) -> Self {
        Self { vectors: Matrix::zeros(0, vector), ..Self::default() }
    }

    pub(crate) fn add_sentence(&mut self, words: impl Iterator<Item = Input>, vectors: &Vectors) {
        let start = self.words.len();
        for word in words {
            let row = self.vectors.add_row();
            if let Some(vector) = word.vector {
                vectors.unpack(vector, row);
            }
            self.words.push(word);
        }
        self.sentences.push(start..self.words.len());
    }
}

impl Network {
    pub(crate) fn random(sizes: &Sizes, random: &mut Random) -> Self {
        let Sizes { row, width, arc, label, .. } = *sizes;
        Self {
            rows: Matrix::random((sizes.rows, row), 0.2, random),
            vectors: Dense::random(sizes.vector, row, random),
            window: Dense::random(3 * row, width, random),
            layers: (0..sizes.layers).map(|_| Recurrent::random(width, random)).collect(),
            tags: Dense::random(width, sizes.tags, random),
            ends: Dense::random(width, 2 * arc + 2 * label, random),
            arcs: Dense::random(arc, arc, random),
            distances: Matrix::zeros(DISTANCES, arc),
            root: Matrix::random((1, arc + label), 0.5, random),
            sides: Matrix::zeros(DISTANCES, label),
            labels: Dense::random(label, sizes.labels, random),
        }
    }

    /// The same shape, all zeros.
    pub(crate) fn zeros(&self) -> Self {
        let mut zeros = self.clone();
        zeros.parts_mut().into_iter().for_each(|part| part.values_mut().fill(0.0));
        zeros
    }

    /// All weights in a fixed order, the rows of features first.
    pub(crate) fn parts(&self) -> Vec<&Matrix> {
        let mut parts = vec![&self.rows];
        for layer in &self.layers {
            parts.extend([&layer.weight, &layer.gates]);
        }
        for dense in [&self.vectors, &self.window, &self.tags, &self.ends, &self.arcs, &self.labels] {
            parts.extend([&dense.weight, &dense.bias]);
        }
        parts.extend([&self.distances, &self.root, &self.sides]);
        parts
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Matrix> {
        let mut parts = vec![&mut self.rows];
        for layer in &mut self.layers {
            parts.extend([&mut layer.weight, &mut layer.gates]);
        }
        let denses =
            [&mut self.vectors, &mut self.window, &mut self.tags, &mut self.ends, &mut self.arcs, &mut self.labels];
        for dense in denses {
            parts.extend([&mut dense.weight, &mut dense.bias]);
        }
        parts.extend([&mut self.distances, &mut self.root, &mut self.sides]);
        parts
    }

    pub(crate) fn sizes(&self) -> Sizes {
        let (arc, label) = self.end_widths();
        Sizes {
            rows: self.rows.rows(),
            vector: self.vectors.weight.rows(),
            row: self.rows.columns(),
            width: self.window.outputs(),
            layers: self.layers.len(),
            tags: self.tags.outputs(),
            labels: self.labels.outputs(),
            arc,
            label,
        }
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.length(self.layers.len());
        Packed::of(&self.rows).encode(encoder);
        self.parts().into_iter().skip(1).for_each(|part| encode_fine(part, encoder));
    }

    /// # Errors
    ///
    /// Parts that do not fit together.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let layers = decoder.length()?;
        if !(1..=MOST_LAYERS).contains(&layers) {
            return Err(Malformed("it has no layers or too many"));
        }
        let mut network = Self { layers: vec![Recurrent::default(); layers], ..Self::default() };
        network.rows = Packed::decode(decoder)?.to_matrix();
        for part in network.parts_mut().into_iter().skip(1) {
            *part = decode_fine(decoder)?;
        }
        let Sizes { vector, row, width, arc, label, .. } = network.sizes();
        if [vector, row, width, arc, label].into_iter().any(|numbers| numbers > MOST_NUMBERS) || width % 2 != 0 {
            return Err(Malformed("its network is of a size that none has"));
        }
        // A network of the sizes that it says it has, part by part.
        let expected = Self::shapes(&network.sizes());
        let found: Vec<(usize, usize)> = network.parts().iter().map(|part| (part.rows(), part.columns())).collect();
        if expected == found { Ok(network) } else { Err(Malformed("its network does not fit together")) }
    }

    /// Rows and columns of each part, in the order of [`Network::parts`].
    fn shapes(sizes: &Sizes) -> Vec<(usize, usize)> {
        let Sizes { row, width, arc, label, .. } = *sizes;
        let mut shapes = vec![(sizes.rows, row)];
        (0..sizes.layers).for_each(|_| shapes.extend([(width, 3 * width), (4, width)]));
        let denses = [
            (sizes.vector, row),
            (3 * row, width),
            (width, sizes.tags),
            (width, 2 * arc + 2 * label),
            (arc, arc),
            (label, sizes.labels),
        ];
        shapes.extend(denses.into_iter().flat_map(|(inputs, outputs)| [(inputs, outputs), (1, outputs)]));
        shapes.extend([(DISTANCES, arc), (1, arc + label), (DISTANCES, label)]);
        shapes
    }

    /// All weights that may move, in the order of [`Network::parts`]: of the rows of features only the touched ones, which
    /// are in ascending order.
    fn moving<'a>(&'a mut self, touched: &'a [usize]) -> impl Iterator<Item = &'a mut [f32]> {
        let mut parts = self.parts_mut().into_iter();
        let rows = parts.next().into_iter().flat_map(|rows| rows.some_rows_mut(touched));
        rows.chain(parts.map(Matrix::values_mut))
    }

    /// Multiplies all that may move.
    pub(crate) fn scale(&mut self, touched: &[usize], factor: f32) {
        self.moving(touched).flatten().for_each(|value| *value *= factor);
    }

    /// Numbers of a word at the ends of an arc, and of a relation.
    fn end_widths(&self) -> (usize, usize) {
        let arc = self.arcs.outputs();
        (arc, self.sides.columns())
    }

    /// The layer that tags are read from.
    fn tag_layer(&self) -> usize {
        self.layers.len().saturating_sub(2)
    }

    /// The rows of each word with those of the words before and after it, side by side; zeros beyond a sentence.
    fn windows(&self, batch: &Batch) -> Matrix {
        let mut sums = self.vectors.forward(batch.vectors.whole(), batch.words.len());
        for (at, word) in batch.words.iter().enumerate() {
            let sum = sums.row_mut(at);
            for row in word.rows.iter().filter(|row| **row != NO_ROW) {
                dense::add(sum, self.rows.row(index(*row)));
            }
        }
        let width = sums.columns();
        let mut windows = Matrix::zeros(batch.words.len(), 3 * width);
        for sentence in &batch.sentences {
            for word in sentence.clone() {
                let window = windows.row_mut(word);
                if word > sentence.start {
                    window[..width].copy_from_slice(sums.row(word - 1));
                }
                window[width..2 * width].copy_from_slice(sums.row(word));
                if word + 1 < sentence.end {
                    window[2 * width..].copy_from_slice(sums.row(word + 1));
                }
            }
        }
        windows
    }

    /// Scores of tags, one row a word, and of arcs and relations, one for each sentence.
    pub(crate) fn score(&self, batch: &Batch) -> (Matrix, Scores) {
        let windows = self.windows(batch);
        let mut words = self.window.forward(windows.whole(), batch.words.len());
        rectify(&mut words);
        let mut tags = Matrix::default();
        for (at, layer) in self.layers.iter().enumerate() {
            (words, _) = layer.forward(&words, &words, &batch.sentences);
            if at == self.tag_layer() {
                tags = self.tags.forward(words.whole(), batch.words.len());
            }
        }
        let mut ends = self.ends.forward(words.whole(), batch.words.len());
        self.rectify_arcs(&mut ends);
        (tags, Scores::new(self, ends))
    }

    /// Ends of arcs are never below 0; those of relations are added up first.
    fn rectify_arcs(&self, ends: &mut Matrix) {
        let (arc, _) = self.end_widths();
        for word in 0..ends.rows() {
            ends.row_mut(word)[..2 * arc].iter_mut().for_each(|value| *value = value.max(0.0));
        }
    }
}

fn rectify(matrix: &mut Matrix) {
    matrix.values_mut().iter_mut().for_each(|value| *value = value.max(0.0));
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// The kind of the distance from a dependent to its head, both as places in the sentence.
fn distance(dependent: usize, head: usize) -> usize {
    let far = dependent.abs_diff(head);
    let kind = match far {
        0..=5 => far.saturating_sub(1),
        6..=7 => 5,
        8..=11 => 6,
        12..=17 => 7,
        18..=29 => 8,
        _ => 9,
    };
    if head < dependent { kind } else { kind + DISTANCES / 2 }
}
