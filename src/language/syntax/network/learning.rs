//! How wrong the network is on a batch, and which way each weight would have to go.

use super::{
    Batch, DISTANCES, Network, Recurrent,
    dense::{add, add_scaled},
    distance, index,
    matrix::{Matrix, add_product, set_product},
    rectify,
    recurrent::{Trace, join},
    scores::Scores,
};
use crate::language::syntax::{hash::Random, network::NO_ROW};

/// What is right for a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gold {
    pub(crate) tag: u8,
    /// Place in the sentence counted from 1; 0 for the root.
    pub(crate) head: usize,
    pub(crate) label: u8,
    /// How much the tag counts,
    pub(crate) tag_weight: f32,
    /// and the arc with its relation.
    pub(crate) arc_weight: f32,
}

/// Shares of numbers that are hidden in training, so that none is relied on alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hiding {
    /// Of what goes into the window and each layer.
    pub(crate) layers: f32,
    /// Of the ends of arcs and relations.
    pub(crate) ends: f32,
}

/// Sums over the words of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Loss {
    pub(crate) words: usize,
    /// In nats.
    pub(crate) tags: f64,
    /// In nats.
    pub(crate) arcs: f64,
    /// In nats.
    pub(crate) labels: f64,
}

impl Loss {
    pub(crate) fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.tags += other.tags;
        self.arcs += other.arcs;
        self.labels += other.labels;
    }
}

/// Adds a batch's gradient of the summed loss; the rows of features that it touches are those of its words.
pub(crate) fn learn(
    network: &Network,
    (batch, gold): (&Batch, &[Gold]),
    hiding: Hiding,
    random: &mut Random,
    gradient: &mut Network,
) -> Loss {
    let forward = Forward::run(network, batch, hiding, random);
    let mut loss = Loss { words: batch.words.len(), ..Loss::default() };
    let mut tags = network.tags.forward(forward.tag_input(network).whole(), batch.words.len());
    for (word, gold) in gold.iter().enumerate() {
        loss.tags += cross_entropy(tags.row_mut(word), usize::from(gold.tag), gold.tag_weight);
    }
    let ends = forward.learn_ends(network, (batch, gold), gradient, &mut loss);
    forward.learn_layers(network, batch, (&tags, &ends), gradient);
    loss
}

/// Turns scores into the gradient of the weighted loss; gives the loss.
fn cross_entropy(scores: &mut [f32], right: usize, weight: f32) -> f64 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    let share = scores.get(right).map_or(0.0, |score| score / sum);
    scores.iter_mut().for_each(|score| *score *= weight / sum);
    if let Some(score) = scores.get_mut(right) {
        *score -= weight;
    }
    f64::from(-weight * share.max(1e-9).ln())
}

/// All that was computed on the way forwards.
struct Forward {
    windows: Matrix,
    /// Which numbers of the windows, and of the layers' inputs, are hidden: a factor for each, the same in a sentence.
    window_mask: Matrix,
    masks: Vec<Matrix>,
    /// What goes past each layer, and what comes out of the last.
    words: Vec<Matrix>,
    /// What goes into each layer: the same with some hidden.
    inputs: Vec<Matrix>,
    traces: Vec<Trace>,
    /// The last layer's output with some hidden.
    top: Matrix,
    ends_mask: Matrix,
    scores: Scores,
}

impl Forward {
    fn run(network: &Network, batch: &Batch, hiding: Hiding, random: &mut Random) -> Self {
        let mut mask = |columns: usize, share: f32| mask(batch, columns, share, random);
        let mut windows = network.windows(batch);
        let row = network.rows.columns();
        let row_mask = mask(row, hiding.layers);
        let window_mask = tiled(&row_mask, 3);
        hide(&mut windows, &window_mask);
        let mut first = network.window.forward(windows.whole(), batch.words.len());
        rectify(&mut first);
        let (mut words, mut inputs, mut traces, mut masks) = (vec![first], Vec::new(), Vec::new(), Vec::new());
        for layer in &network.layers {
            let through = words.last().cloned().unwrap_or_default();
            let hidden = mask(layer.width(), hiding.layers);
            let mut input = through.clone();
            hide(&mut input, &hidden);
            let (output, trace) = layer.forward(&input, &through, &batch.sentences);
            words.push(output);
            inputs.push(input);
            traces.push(trace);
            masks.push(hidden);
        }
        let mut top = words.last().cloned().unwrap_or_default();
        let top_mask = mask(top.columns(), hiding.layers);
        hide(&mut top, &top_mask);
        masks.push(top_mask);
        let mut ends = network.ends.forward(top.whole(), batch.words.len());
        network.rectify_arcs(&mut ends);
        let ends_mask = mask(ends.columns(), hiding.ends);
        hide(&mut ends, &ends_mask);
        let scores = Scores::new(network, ends);
        Self { windows, window_mask, masks, words, inputs, traces, top, ends_mask, scores }
    }

    fn tag_input(&self, network: &Network) -> &Matrix {
        &self.words[network.tag_layer() + 1]
    }

    /// Learns arcs and relations; gives the gradient of the ends before they were rectified.
    fn learn_ends(
        &self,
        network: &Network,
        (batch, gold): (&Batch, &[Gold]),
        gradient: &mut Network,
        loss: &mut Loss,
    ) -> Matrix {
        let mut ends = EndGradients {
            ends: Matrix::zeros(self.scores.ends.rows(), self.scores.ends.columns()),
            wanted: Matrix::zeros(self.scores.wanted.rows(), self.scores.wanted.columns()),
            distances: Matrix::zeros(self.scores.ends.rows(), DISTANCES),
        };
        for sentence in &batch.sentences {
            let gold = &gold[sentence.clone()];
            loss.arcs += ends.learn_arcs(network, &self.scores, (sentence.start, gold), gradient);
            loss.labels += ends.learn_labels(network, &self.scores, (sentence.start, gold), gradient);
        }
        ends.finish(network, &self.scores, gradient, &self.ends_mask)
    }

    /// The way from tags and ends back to the rows of features.
    fn learn_layers(&self, network: &Network, batch: &Batch, (tags, ends): (&Matrix, &Matrix), gradient: &mut Network) {
        network.ends.learn(self.top.whole(), ends, &mut gradient.ends);
        let mut words = Matrix::zeros(self.top.rows(), self.top.columns());
        network.ends.pass_back(ends, &mut words);
        if let Some(mask) = self.masks.last() {
            hide(&mut words, mask);
        }
        network.tags.learn(self.tag_input(network).whole(), tags, &mut gradient.tags);
        for at in (0..network.layers.len()).rev() {
            if at == network.tag_layer() {
                network.tags.pass_back(tags, &mut words);
            }
            let layer: &Recurrent = &network.layers[at];
            let (mut input, through) = layer.backward(
                &self.traces[at],
                (&self.inputs[at], &self.words[at], &words),
                &batch.sentences,
                &mut gradient.layers[at],
            );
            hide(&mut input, &self.masks[at]);
            words = join(input, &through);
        }
        self.learn_rows(network, batch, words, gradient);
    }

    fn learn_rows(&self, network: &Network, batch: &Batch, mut words: Matrix, gradient: &mut Network) {
        for (value, first) in words.values_mut().iter_mut().zip(self.words[0].values()) {
            *value = if *first > 0.0 { *value } else { 0.0 };
        }
        network.window.learn(self.windows.whole(), &words, &mut gradient.window);
        let mut windows = Matrix::zeros(self.windows.rows(), self.windows.columns());
        network.window.pass_back(&words, &mut windows);
        hide(&mut windows, &self.window_mask);
        let width = network.rows.columns();
        let mut sums = Matrix::zeros(batch.words.len(), width);
        for sentence in &batch.sentences {
            for word in sentence.clone() {
                let window = windows.row(word);
                if word > sentence.start {
                    add(sums.row_mut(word - 1), &window[..width]);
                }
                add(sums.row_mut(word), &window[width..2 * width]);
                if word + 1 < sentence.end {
                    add(sums.row_mut(word + 1), &window[2 * width..]);
                }
            }
        }
        network.vectors.learn(batch.vectors.whole(), &sums, &mut gradient.vectors);
        for (word, input) in batch.words.iter().enumerate() {
            for row in input.rows.iter().filter(|row| **row != NO_ROW) {
                add(gradient.rows.row_mut(index(*row)), sums.row(word));
            }
        }
    }
}

/// Gradients of what [`Scores`] holds.
struct EndGradients {
    ends: Matrix,
    wanted: Matrix,
    distances: Matrix,
}

impl EndGradients {
    fn learn_arcs(
        &mut self,
        network: &Network,
        scores: &Scores,
        (start, gold): (usize, &[Gold]),
        gradient: &mut Network,
    ) -> f64 {
        let (arc, _) = network.end_widths();
        let count = gold.len();
        let mut slopes = scores.arcs(network, &(start..start + count));
        let mut loss = 0.0;
        let mut between = Matrix::zeros(count, count);
        for (dependent, gold) in gold.iter().enumerate() {
            let row = slopes.row_mut(dependent);
            loss += cross_entropy(row, gold.head, gold.arc_weight);
            row[dependent + 1] = 0.0;
            add_scaled(&mut gradient.root.row_mut(0)[..arc], row[0], scores.wanted.row(start + dependent));
            add_scaled(self.wanted.row_mut(start + dependent), row[0], &network.root.row(0)[..arc]);
            between.row_mut(dependent).copy_from_slice(&row[1..]);
            let distances = self.distances.row_mut(start + dependent);
            row[1..].iter().enumerate().for_each(|(head, slope)| distances[distance(dependent, head)] += slope);
        }
        let mut wanted = Matrix::zeros(count, arc);
        set_product(between.whole(), scores.ends.part(start, count).columns(arc, arc), &mut wanted);
        let mut heads = Matrix::zeros(count, arc);
        set_product(between.whole().turned(), scores.wanted.part(start, count), &mut heads);
        for word in 0..count {
            add(self.wanted.row_mut(start + word), wanted.row(word));
            add(&mut self.ends.row_mut(start + word)[arc..2 * arc], heads.row(word));
        }
        loss
    }

    fn learn_labels(
        &mut self,
        network: &Network,
        scores: &Scores,
        (start, gold): (usize, &[Gold]),
        gradient: &mut Network,
    ) -> f64 {
        let (arc, label) = network.end_widths();
        let sentence = start..start + gold.len();
        let pairs = gold.iter().enumerate().flat_map(|(at, gold)| scores.pair(network, &sentence, (at, gold.head)));
        let pairs = Matrix::from_values(label, pairs.collect()).unwrap_or_default();
        let mut slopes = network.labels.forward(pairs.whole(), gold.len());
        let mut loss = 0.0;
        for (word, gold) in gold.iter().enumerate() {
            loss += cross_entropy(slopes.row_mut(word), usize::from(gold.label), gold.arc_weight);
        }
        network.labels.learn(pairs.whole(), &slopes, &mut gradient.labels);
        let mut back = Matrix::zeros(gold.len(), label);
        network.labels.pass_back(&slopes, &mut back);
        for (dependent, gold) in gold.iter().enumerate() {
            let slopes: Vec<f32> = back
                .row(dependent)
                .iter()
                .zip(pairs.row(dependent))
                .map(|(slope, value)| if *value > 0.0 { *slope } else { 0.0 })
                .collect();
            add(&mut self.ends.row_mut(start + dependent)[2 * arc..2 * arc + label], &slopes);
            match gold.head.checked_sub(1) {
                None => add(&mut gradient.root.row_mut(0)[arc..], &slopes),
                Some(head) => {
                    add(&mut self.ends.row_mut(start + head)[2 * arc + label..], &slopes);
                    add(gradient.sides.row_mut(distance(dependent, head)), &slopes);
                }
            }
        }
        loss
    }

    /// Through what dependents look for, back to the ends.
    fn finish(mut self, network: &Network, scores: &Scores, gradient: &mut Network, mask: &Matrix) -> Matrix {
        let (arc, _) = network.end_widths();
        let dependents = scores.ends.whole().columns(0, arc);
        network.arcs.learn(dependents, &self.wanted, &mut gradient.arcs);
        add_product(self.distances.whole().turned(), dependents, &mut gradient.distances);
        let mut back = Matrix::zeros(self.ends.rows(), arc);
        network.arcs.pass_back(&self.wanted, &mut back);
        add_product(self.distances.whole(), network.distances.whole(), &mut back);
        for word in 0..self.ends.rows() {
            add(&mut self.ends.row_mut(word)[..arc], back.row(word));
        }
        hide(&mut self.ends, mask);
        for word in 0..self.ends.rows() {
            let values = &scores.ends.row(word)[..2 * arc];
            let slopes = &mut self.ends.row_mut(word)[..2 * arc];
            slopes.iter_mut().zip(values).filter(|(_, value)| **value <= 0.0).for_each(|(slope, _)| *slope = 0.0);
        }
        self.ends
    }
}

/// Factors of each number of each word: 0 where it is hidden, else above 1 so that the mean stays; the same for all
/// words of a sentence.
fn mask(batch: &Batch, columns: usize, share: f32, random: &mut Random) -> Matrix {
    let mut mask = Matrix::zeros(batch.words.len(), columns);
    for sentence in &batch.sentences {
        let factor = |_| if random.unit() < share { 0.0 } else { 1.0 / (1.0 - share) };
        let factors: Vec<f32> = (0..columns).map(factor).collect();
        sentence.clone().for_each(|word| mask.row_mut(word).copy_from_slice(&factors));
    }
    mask
}

/// Each row several times, side by side.
fn tiled(mask: &Matrix, times: usize) -> Matrix {
    let values = (0..mask.rows()).flat_map(|row| mask.row(row).repeat(times)).collect();
    Matrix::from_values(mask.columns() * times, values).unwrap_or_default()
}

fn hide(matrix: &mut Matrix, mask: &Matrix) {
    matrix.values_mut().iter_mut().zip(mask.values()).for_each(|(value, factor)| *value *= factor);
}
