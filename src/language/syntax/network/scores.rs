//! Arcs and relations: who looks for which head, and what the two are to each other.

use std::ops::Range;

use super::{
    Network,
    dense::{add, dot},
    distance,
    matrix::{Matrix, set_product},
};

/// Words as ends of arcs and relations, ready to be scored.
#[derive(Debug)]
pub(crate) struct Scores {
    /// Each word as dependent and head of an arc, as dependent and head of a relation.
    pub(super) ends: Matrix,
    /// What each word looks for in a head.
    pub(super) wanted: Matrix,
    /// What each word thinks of each distance.
    pub(super) distances: Matrix,
}

impl Scores {
    pub(super) fn new(network: &Network, ends: Matrix) -> Self {
        let (arc, _) = network.end_widths();
        let dependents = ends.whole().columns(0, arc);
        let wanted = network.arcs.forward(dependents, ends.rows());
        let mut distances = Matrix::zeros(ends.rows(), network.distances.rows());
        set_product(dependents, network.distances.whole().turned(), &mut distances);
        Self { ends, wanted, distances }
    }

    /// Scores of every head (column) of every word (row) of a sentence; column 0 is the root, a word's own is lowest.
    pub(crate) fn arcs(&self, network: &Network, sentence: &Range<usize>) -> Matrix {
        let (arc, _) = network.end_widths();
        let count = sentence.len();
        let wanted = self.wanted.part(sentence.start, count);
        let heads = self.ends.part(sentence.start, count).columns(arc, arc);
        let mut between = Matrix::zeros(count, count);
        set_product(wanted, heads.turned(), &mut between);
        let mut scores = Matrix::zeros(count, count + 1);
        let root = &network.root.row(0)[..arc];
        for dependent in 0..count {
            let distances = self.distances.row(sentence.start + dependent);
            let row = scores.row_mut(dependent);
            row[0] = dot(self.wanted.row(sentence.start + dependent), root);
            for (head, (score, between)) in row[1..].iter_mut().zip(between.row(dependent)).enumerate() {
                *score = between + distances[distance(dependent, head)];
            }
            row[dependent + 1] = f32::MIN;
        }
        scores
    }

    /// What a word and its head are to each other, before relations are told apart; head 0 is the root.
    pub(super) fn pair(
        &self,
        network: &Network,
        sentence: &Range<usize>,
        (dependent, head): (usize, usize),
    ) -> Vec<f32> {
        let (arc, label) = network.end_widths();
        let mut pair = self.ends.row(sentence.start + dependent)[2 * arc..2 * arc + label].to_vec();
        match head.checked_sub(1) {
            None => add(&mut pair, &network.root.row(0)[arc..]),
            Some(head) => {
                add(&mut pair, &self.ends.row(sentence.start + head)[2 * arc + label..]);
                add(&mut pair, network.sides.row(distance(dependent, head)));
            }
        }
        pair.iter_mut().for_each(|value| *value = value.max(0.0));
        pair
    }

    /// Scores of the relations of each word to its head.
    pub(crate) fn labels(&self, network: &Network, sentence: &Range<usize>, heads: &[usize]) -> Matrix {
        let (_, label) = network.end_widths();
        let pairs = heads.iter().copied().enumerate().flat_map(|arc| self.pair(network, sentence, arc)).collect();
        let pairs = Matrix::from_values(label, pairs).unwrap_or_default();
        network.labels.forward(pairs.whole(), heads.len())
    }
}
