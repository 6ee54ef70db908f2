//! The averaged perceptron (Freund and Schapire 1999, Collins 2002) over hashed features.
//!
//! All arithmetic is on whole numbers, so that the same examples in the same order give the same weights everywhere.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    hash::Random,
    weights::{Feature, Scorer, Weights},
};

/// Features that the training changed less often are noise.
const LEAST_UPDATES: u32 = 2;

/// Keys are hashes already.
#[derive(Debug, Default, Clone)]
struct Keep(u64);

impl Hasher for Keep {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// One weight with its sum over all steps that count.
#[derive(Debug, Clone)]
struct Cell {
    class: u8,
    weight: i32,
    total: i64,
    since: i64,
}

#[derive(Debug, Clone, Default)]
struct Row {
    cells: Vec<Cell>,
    updates: u32,
}

/// How a learner is kept from learning by heart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caution {
    /// A right answer counts as wrong while its score is no more than this above the best wrong one's.
    pub margin: i32,
    /// So many of an example's features are hidden, each time others. In 1/100.
    pub hidden_share: usize,
}

/// Weights in training.
#[derive(Debug, Clone)]
pub(crate) struct Learner {
    rows: HashMap<u64, Row, BuildHasherDefault<Keep>>,
    caution: Caution,
    step: i64,
}

impl Learner {
    pub(crate) fn new(caution: Caution) -> Self {
        Self { rows: HashMap::default(), caution, step: 0 }
    }

    /// Begins the average anew: what came before counts no longer, but the weights stay.
    pub(crate) fn forget_average(&mut self) {
        // The order of rows does not matter: each is changed by itself.
        for cell in self.rows.values_mut().flat_map(|row| &mut row.cells) {
            (cell.total, cell.since) = (0, self.step);
        }
    }

    /// Leaves out some of an example's features, by chance.
    pub(crate) fn hide(&self, keys: &mut Vec<u64>, random: &mut Random) {
        keys.retain(|_| random.below(100) >= self.caution.hidden_share);
    }

    /// Takes one decision in: raises the right class and lowers its best rival where the margin between them is small.
    pub(crate) fn decide(&mut self, keys: &[u64], scores: &[i32], right: u8, rival: Option<u8>) {
        self.step += 1;
        let score = |class: u8| scores.get(usize::from(class)).copied().unwrap_or_default();
        if let Some(rival) = rival.filter(|rival| score(*rival) + self.caution.margin >= score(right)) {
            self.update(keys, right, rival);
        }
    }

    fn update(&mut self, keys: &[u64], raised: u8, lowered: u8) {
        let step = self.step;
        for key in keys {
            let row = self.rows.entry(*key).or_default();
            row.updates += 1;
            row.change(raised, 1, step);
            row.change(lowered, -1, step);
        }
    }

    /// The averaged weights, packed; features changed fewer than twice, and packed weights below `least` in size, are
    /// left out.
    pub(crate) fn freeze(&self, least: i8) -> Weights {
        let kept = || self.rows.iter().filter(|(_, row)| row.updates >= LEAST_UPDATES);
        let heaviest = kept().flat_map(|(_, row)| &row.cells).map(|cell| cell.sum(self.step).unsigned_abs()).max();
        let scale = Scale(heaviest.unwrap_or_default().max(1));
        let pack = |(key, row): (&u64, &Row)| -> Option<Feature> {
            let packed = row.cells.iter().map(|cell| (cell.class, scale.pack(cell.sum(self.step))));
            let mut weights: Vec<(u8, i8)> = packed.filter(|(_, weight)| weight.abs() >= least.max(1)).collect();
            weights.sort_unstable();
            (!weights.is_empty()).then_some((*key, weights))
        };
        Weights::new(kept().filter_map(pack).collect())
    }
}

impl Scorer for Learner {
    fn add(&self, key: u64, scores: &mut [i32]) {
        for cell in self.rows.get(&key).map(|row| row.cells.as_slice()).unwrap_or_default() {
            if let Some(score) = scores.get_mut(usize::from(cell.class)) {
                *score += cell.weight;
            }
        }
    }
}

impl Row {
    fn change(&mut self, class: u8, by: i32, step: i64) {
        match self.cells.iter_mut().find(|cell| cell.class == class) {
            Some(cell) => {
                cell.total = cell.sum(step);
                cell.since = step;
                cell.weight += by;
            }
            None => self.cells.push(Cell { class, weight: by, total: 0, since: step }),
        }
    }
}

impl Cell {
    fn sum(&self, step: i64) -> i64 {
        self.total + i64::from(self.weight) * (step - self.since)
    }
}

/// The heaviest sum of all, which becomes 127.
struct Scale(u64);

impl Scale {
    /// The number in -127..=127 whose square is nearest in proportion.
    fn pack(&self, sum: i64) -> i8 {
        let wanted = u128::from(sum.unsigned_abs()) * 127 * 127 / u128::from(self.0);
        let root = wanted.isqrt();
        let nearer = u128::from(wanted > root * root + root);
        let size = i8::try_from(root + nearer).unwrap_or(i8::MAX);
        if sum < 0 { -size } else { size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_weights_keep_sign_order_and_the_heaviest() {
        let scale = Scale(1_000_000);
        let cases = [(1_000_000, 127), (-1_000_000, -127), (0, 0), (260_000, 65), (-100, -1), (10, 0)];
        for (sum, expected) in cases {
            assert_eq!(scale.pack(sum), expected, "sum {sum}");
        }
    }

    #[test]
    fn a_learner_tells_two_classes_apart_before_and_after_packing() {
        let mut learner = Learner::new(Caution { margin: 3, hidden_share: 0 });
        let examples = [([1 << 60, 2], 0_u8), ([1 << 60, 3 << 40], 1), ([u64::MAX, 2], 0)];
        for _ in 0..10 {
            for (keys, class) in &examples {
                let mut scores = [0; 2];
                learner.score(keys, &mut scores);
                learner.decide(keys, &scores, *class, Some(1 - class));
            }
        }
        let frozen = learner.freeze(0);
        for (keys, class) in &examples {
            assert_eq!((best(&learner, keys), best(&frozen, keys)), (*class, *class), "{keys:?}");
        }
    }

    fn best(scorer: &impl Scorer, keys: &[u64]) -> u8 {
        let mut scores = [0; 2];
        scorer.score(keys, &mut scores);
        u8::from(scores[1] > scores[0])
    }
}
