//! Adam (Kingma and Ba 2015): each weight moves by the mean of its gradients over the root of their mean square.

use super::Network;

/// Share of the old mean that stays in the new one,
const MEAN: f32 = 0.9;
/// and of the old mean square.
const SQUARE: f32 = 0.98;
/// Gradients are scaled down to this length.
const LONGEST: f64 = 5.0;
const TINY: f32 = 1e-9;

/// Means of past gradients.
#[derive(Debug)]
pub(crate) struct Adam {
    means: Network,
    squares: Network,
    /// Shares of the beginning that are still in the means; they are taken out.
    unseen: (f32, f32),
}

impl Adam {
    pub(crate) fn new(network: &Network) -> Self {
        Self { means: network.zeros(), squares: network.zeros(), unseen: (1.0, 1.0) }
    }

    /// One step; `touched` are the rows of features whose gradient is not zero, and only they move. The gradient is
    /// set to zero.
    pub(crate) fn step(&mut self, network: &mut Network, gradient: &mut Network, touched: &[usize], rate: f32) {
        self.unseen = (self.unseen.0 * MEAN, self.unseen.1 * SQUARE);
        let scale = shorten(gradient, touched);
        let correct = (1.0 - self.unseen.1).sqrt() / (1.0 - self.unseen.0);
        let step = Step { rate: rate * correct, scale };
        let parts = network.moving(touched).zip(gradient.moving(touched));
        let kept = self.means.moving(touched).zip(self.squares.moving(touched));
        parts.zip(kept).for_each(|(part, kept)| step.take(part, kept));
    }
}

struct Step {
    rate: f32,
    scale: f32,
}

impl Step {
    fn take(&self, (weights, gradient): (&mut [f32], &mut [f32]), (means, squares): (&mut [f32], &mut [f32])) {
        for (((weight, slope), mean), square) in weights.iter_mut().zip(gradient).zip(means).zip(squares) {
            let scaled = *slope * self.scale;
            *mean = MEAN * *mean + (1.0 - MEAN) * scaled;
            *square = SQUARE * *square + (1.0 - SQUARE) * scaled * scaled;
            *weight -= self.rate * *mean / (square.sqrt() + TINY);
            *slope = 0.0;
        }
    }
}

/// The factor that makes the gradient no longer than it may be.
fn shorten(gradient: &Network, touched: &[usize]) -> f32 {
    let square = |values: &[f32]| values.iter().map(|value| f64::from(value * value)).sum::<f64>();
    let dense: f64 = gradient.parts().into_iter().skip(1).map(|part| square(part.values())).sum();
    let rows: f64 = touched.iter().map(|row| square(gradient.rows.row(*row))).sum();
    let length = (dense + rows).sqrt();
    #[allow(clippy::cast_possible_truncation, reason = "a factor of at most 1 needs no more digits")]
    let factor = (LONGEST / length.max(LONGEST)) as f32;
    factor
}

/// Adds the other's gradient to the first and sets it to zero.
pub(crate) fn merge(into: &mut Network, other: &mut Network, touched: &[usize]) {
    into.moving(touched).zip(other.moving(touched)).for_each(|(into, other)| take(into, other));
}

fn take(into: &mut [f32], from: &mut [f32]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += *from;
        *from = 0.0;
    }
}
