//! A simple recurrent unit in both directions (Lei, Zhang, Wang, Dai and Artzi 2018): all products of a layer are done
//! for all words at once, and what goes from word to word is a few steps for each number.
//!
//! For each number of a word, with `x` its input and `c'` the state of the word before:
//!
//! ```text
//! forget = gate(input · Wf + vf c' + bf)
//! reset  = gate(input · Wr + vr c' + br)
//! c      = forget c' + (1 - forget) (input · W)
//! output = reset c + (1 - reset) KEEP x
//! ```
//!
//! The first half of the numbers goes from the first word to the last, the second half back. The gate is algebraic, so
//! that it is fast and the same on every machine: `gate(a) = (1 + a / sqrt(1 + a²)) / 2`.

use std::ops::Range;

use super::{
    dense::{add, glorot},
    matrix::{Matrix, add_product, set_product},
};
use crate::language::syntax::hash::Random;

/// How much of a word's input goes through, so that its spread stays where gates are half open.
const KEEP: f32 = 1.732_050_8;

/// The weights of one layer for words of `width` numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Recurrent {
    /// `width` rows; the columns are those of the state, of the forget gate and of the reset gate, `width` each.
    pub(crate) weight: Matrix,
    /// Rows `vf`, `bf`, `vr`, `br`.
    pub(crate) gates: Matrix,
}

/// What a layer did, for the way back.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Candidate state, forget gate and reset gate of each word.
    steps: Matrix,
    states: Matrix,
}

/// One direction through a sentence.
#[derive(Debug, Clone)]
struct Way {
    sentence: Range<usize>,
    back: bool,
    width: usize,
}

impl Way {
    /// Both ways through each sentence.
    fn all(sentences: &[Range<usize>], width: usize) -> impl Iterator<Item = Way> {
        let ways =
            move |sentence: &Range<usize>| [false, true].map(|back| Way { sentence: sentence.clone(), back, width });
        sentences.iter().flat_map(ways)
    }

    /// The word of a step.
    fn word(&self, step: usize) -> usize {
        if self.back { self.sentence.end - 1 - step } else { self.sentence.start + step }
    }

    /// Its numbers among those of a word, in the part of this number.
    fn numbers(&self, part: usize) -> Range<usize> {
        let half = self.width / 2;
        let start = part * self.width + if self.back { half } else { 0 };
        start..start + half
    }
}

impl Recurrent {
    pub(crate) fn random(width: usize, random: &mut Random) -> Self {
        Self {
            weight: Matrix::random((width, 3 * width), glorot(width, width), random),
            gates: Matrix::zeros(4, width),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.weight.rows()
    }

    /// One word after another; `input` is what the products see, `through` what goes past them.
    pub(crate) fn forward(&self, input: &Matrix, through: &Matrix, sentences: &[Range<usize>]) -> (Matrix, Trace) {
        let mut steps = Matrix::zeros(input.rows(), 3 * self.width());
        set_product(input.whole(), self.weight.whole(), &mut steps);
        let mut states = Matrix::zeros(input.rows(), self.width());
        let mut output = Matrix::zeros(input.rows(), self.width());
        let mut before = vec![0.0; self.width() / 2];
        for way in Way::all(sentences, self.width()) {
            before.fill(0.0);
            for step in 0..way.sentence.len() {
                let word = way.word(step);
                let (state, out) = (states.row_mut(word), output.row_mut(word));
                self.step(&way, steps.row_mut(word), &mut before);
                let parts = steps.row(word);
                let reset = &parts[way.numbers(2)];
                state[way.numbers(0)].copy_from_slice(&before);
                let through = &through.row(word)[way.numbers(0)];
                for (((out, reset), state), through) in
                    out[way.numbers(0)].iter_mut().zip(reset).zip(&before).zip(through)
                {
                    *out = reset * state + (1.0 - reset) * KEEP * through;
                }
            }
        }
        (output, Trace { steps, states })
    }

    /// Opens the gates of one word and moves the state on.
    fn step(&self, way: &Way, parts: &mut [f32], state: &mut [f32]) {
        let half = self.width() / 2;
        let here = way.numbers(0);
        let (forget_by, forget_bias) = (&self.gates.row(0)[here.clone()], &self.gates.row(1)[here.clone()]);
        let (reset_by, reset_bias) = (&self.gates.row(2)[here.clone()], &self.gates.row(3)[here.clone()]);
        let (candidates, rest) = parts.split_at_mut(self.width());
        let (forgets, resets) = rest.split_at_mut(self.width());
        let (candidates, forgets, resets) = (&candidates[here.clone()], &mut forgets[here.clone()], &mut resets[here]);
        let state = &mut state[..half];
        for at in 0..half {
            let before = state[at];
            let forget = gate(forgets[at] + forget_by[at] * before + forget_bias[at]);
            resets[at] = gate(resets[at] + reset_by[at] * before + reset_bias[at]);
            forgets[at] = forget;
            state[at] = forget * before + (1.0 - forget) * candidates[at];
        }
    }

    /// The way back: adds to the gradient, and gives the gradients of `input` and of `through`.
    pub(crate) fn backward(
        &self,
        trace: &Trace,
        (input, through, output): (&Matrix, &Matrix, &Matrix),
        sentences: &[Range<usize>],
        gradient: &mut Self,
    ) -> (Matrix, Matrix) {
        let mut back = Back {
            layer: self,
            steps: Matrix::zeros(output.rows(), 3 * self.width()),
            through: Matrix::zeros(output.rows(), self.width()),
            state: vec![0.0; self.width()],
        };
        for way in Way::all(sentences, self.width()) {
            back.state.fill(0.0);
            for step in (0..way.sentence.len()).rev() {
                back.step(trace, (through, output), (&way, step), &mut gradient.gates);
            }
        }
        add_product(input.whole().turned(), back.steps.whole(), &mut gradient.weight);
        let mut input = Matrix::zeros(output.rows(), self.width());
        set_product(back.steps.whole(), self.weight.whole().turned(), &mut input);
        (input, back.through)
    }
}

/// Gradients on the way back.
struct Back<'a> {
    layer: &'a Recurrent,
    /// Of candidate, forget and reset before their gates.
    steps: Matrix,
    through: Matrix,
    /// Of the state, from the words that come later.
    state: Vec<f32>,
}

impl Back<'_> {
    fn step(
        &mut self,
        trace: &Trace,
        (through, output): (&Matrix, &Matrix),
        (way, step): (&Way, usize),
        gates: &mut Matrix,
    ) {
        let word = way.word(step);
        let before = step.checked_sub(1).map(|step| trace.states.row(way.word(step)));
        let width = self.layer.width();
        let (parts, states) = (trace.steps.row(word), trace.states.row(word));
        let (through, output) = (through.row(word), output.row(word));
        let (steps, passed) = (self.steps.row_mut(word), self.through.row_mut(word));
        for at in way.numbers(0) {
            let before = before.map_or(0.0, |row| row[at]);
            let (candidate, forget, reset) = (parts[at], parts[width + at], parts[2 * width + at]);
            let out = output[at];
            passed[at] += out * (1.0 - reset) * KEEP;
            let reset_slope = out * (states[at] - KEEP * through[at]) * slope(reset);
            let state = self.state[at] + out * reset;
            let forget_slope = state * (before - candidate) * slope(forget);
            steps[at] = state * (1.0 - forget);
            steps[width + at] = forget_slope;
            steps[2 * width + at] = reset_slope;
            let weights = self.layer.gates.values();
            self.state[at] = state * forget + forget_slope * weights[at] + reset_slope * weights[2 * width + at];
            let sums = gates.values_mut();
            sums[at] += forget_slope * before;
            sums[width + at] += forget_slope;
            sums[2 * width + at] += reset_slope * before;
            sums[3 * width + at] += reset_slope;
        }
    }
}

/// From 0 to 1, 1/2 at 0.
fn gate(value: f32) -> f32 {
    0.5 + 0.5 * value / (1.0 + value * value).sqrt()
}

/// The gate's slope where it is open so far.
fn slope(open: f32) -> f32 {
    let rest = (1.0 - (2.0 * open - 1.0) * (2.0 * open - 1.0)).max(0.0);
    0.5 * rest * rest.sqrt()
}

/// Adds both gradients of a layer's input.
pub(crate) fn join(input: Matrix, through: &Matrix) -> Matrix {
    let mut sum = input;
    add(sum.values_mut(), through.values());
    sum
}
