//! A layer that mixes each row: `output = input · weight + bias`.

use super::matrix::{Matrix, Part, add_product};
use crate::language::syntax::hash::Random;

/// Weights from each input (row) to each output (column), and a bias for each output.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dense {
    pub(crate) weight: Matrix,
    pub(crate) bias: Matrix,
}

impl Dense {
    /// Uniform weights of variance 2 / (inputs + outputs) (Glorot and Bengio 2010); biases begin at 0.
    pub(crate) fn random(inputs: usize, outputs: usize, random: &mut Random) -> Self {
        Self {
            weight: Matrix::random((inputs, outputs), glorot(inputs, outputs), random),
            bias: Matrix::zeros(1, outputs),
        }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.weight.columns()
    }

    pub(crate) fn forward(&self, input: Part<'_>, rows: usize) -> Matrix {
        let mut output = Matrix::zeros(rows, self.outputs());
        if self.outputs() > 0 {
            output
                .values_mut()
                .chunks_exact_mut(self.outputs())
                .for_each(|row| row.copy_from_slice(self.bias.values()));
        }
        add_product(input, self.weight.whole(), &mut output);
        output
    }

    /// Adds to the gradient what the output's gradient asks for.
    pub(crate) fn learn(&self, input: Part<'_>, output: &Matrix, gradient: &mut Self) {
        add_product(input.turned(), output.whole(), &mut gradient.weight);
        for row in 0..output.rows() {
            add(gradient.bias.values_mut(), output.row(row));
        }
    }

    /// Adds to the input's gradient.
    pub(crate) fn pass_back(&self, output: &Matrix, input: &mut Matrix) {
        add_product(output.whole(), self.weight.whole().turned(), input);
    }
}

/// The bound of uniform random weights.
pub(crate) fn glorot(inputs: usize, outputs: usize) -> f32 {
    let sum = u16::try_from(inputs + outputs).map_or(f32::from(u16::MAX), f32::from);
    (6.0 / sum.max(1.0)).sqrt()
}

/// `into += values`, as far as both go.
pub(crate) fn add(into: &mut [f32], values: &[f32]) {
    into.iter_mut().zip(values).for_each(|(into, value)| *into += value);
}

/// `into += factor · values`.
pub(crate) fn add_scaled(into: &mut [f32], factor: f32, values: &[f32]) {
    into.iter_mut().zip(values).for_each(|(into, value)| *into += factor * value);
}

/// Sum of products, in a fixed order that machines can do eight at a time.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (lefts, left_rest) = left.as_chunks::<8>();
    let (rights, right_rest) = right.as_chunks::<8>();
    for (left, right) in lefts.iter().zip(rights) {
        sums.iter_mut().zip(left.iter().zip(right)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
