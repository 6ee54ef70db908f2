//! Rows of numbers and their products; the products are `ndarray`'s.

use ndarray::{ArrayView2, ArrayViewMut2, ShapeBuilder, aview2, linalg::general_mat_mul};

use crate::language::syntax::hash::Random;

/// Numbers in rows of one length, one row after another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

impl Matrix {
    pub(crate) fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// None where the values do not fill whole rows.
    pub(crate) fn from_values(columns: usize, values: Vec<f32>) -> Option<Self> {
        let rows = values.len().checked_div(columns).unwrap_or(0);
        (rows * columns == values.len()).then_some(Self { rows, columns, values })
    }

    /// Random numbers between -`bound` and `bound`.
    pub(crate) fn random((rows, columns): (usize, usize), bound: f32, random: &mut Random) -> Self {
        let values = (0..rows * columns).map(|_| (random.unit() * 2.0 - 1.0) * bound).collect();
        Self { rows, columns, values }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// A row; empty beyond the last.
    pub(crate) fn row(&self, at: usize) -> &[f32] {
        self.values.get(at * self.columns..(at + 1) * self.columns).unwrap_or_default()
    }

    pub(crate) fn row_mut(&mut self, at: usize) -> &mut [f32] {
        self.values.get_mut(at * self.columns..(at + 1) * self.columns).unwrap_or_default()
    }

    /// The chosen rows; they are chosen in ascending order.
    pub(crate) fn some_rows_mut<'a>(&'a mut self, chosen: &'a [usize]) -> impl Iterator<Item = &'a mut [f32]> {
        let mut chosen = chosen.iter().peekable();
        let rows = self.values.chunks_exact_mut(self.columns.max(1)).enumerate();
        rows.filter_map(move |(at, row)| chosen.next_if_eq(&&at).map(|_| row))
    }

    /// A new row of zeros at the end.
    pub(crate) fn add_row(&mut self) -> &mut [f32] {
        self.rows += 1;
        self.values.resize(self.rows * self.columns, 0.0);
        self.row_mut(self.rows - 1)
    }

    /// Some rows that stand together.
    pub(crate) fn part(&self, start: usize, rows: usize) -> Part<'_> {
        let values = self.values.get(start * self.columns..(start + rows) * self.columns).unwrap_or_default();
        Part { rows, columns: self.columns, step: self.columns, values, turned: false }
    }

    /// All rows.
    pub(crate) fn whole(&self) -> Part<'_> {
        self.part(0, self.rows)
    }
}

/// A view of a matrix, turned or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    rows: usize,
    columns: usize,
    /// From one row to the next.
    step: usize,
    values: &'a [f32],
    turned: bool,
}

impl<'a> Part<'a> {
    /// The same with rows and columns changed over.
    pub(crate) fn turned(self) -> Self {
        Self { turned: !self.turned, ..self }
    }

    /// Some columns of every row.
    pub(crate) fn columns(self, start: usize, count: usize) -> Self {
        Self { columns: count, values: self.values.get(start..).unwrap_or_default(), ..self }
    }

    fn view(self) -> ArrayView2<'a, f32> {
        let shape = (self.rows, self.columns).strides((self.step, 1));
        let view = ArrayView2::from_shape(shape, self.values).unwrap_or_else(|_| aview2::<f32, 0>(&[]));
        if self.turned { view.reversed_axes() } else { view }
    }
}

/// Adds the product of two views to a matrix.
pub(crate) fn add_product(left: Part<'_>, right: Part<'_>, into: &mut Matrix) {
    product(left, right, 1.0, into);
}

/// Puts the product of two views into a matrix.
pub(crate) fn set_product(left: Part<'_>, right: Part<'_>, into: &mut Matrix) {
    product(left, right, 0.0, into);
}

fn product(left: Part<'_>, right: Part<'_>, keep: f32, into: &mut Matrix) {
    if into.values.is_empty() {
        return;
    }
    if left.values.is_empty() || right.values.is_empty() {
        into.values.iter_mut().for_each(|value| *value *= keep);
        return;
    }
    let shape = (into.rows, into.columns);
    if let Ok(mut into) = ArrayViewMut2::from_shape(shape, &mut into.values) {
        general_mat_mul(1.0, &left.view(), &right.view(), keep, &mut into);
    }
}
