//! Rows of numbers packed small: whole numbers, with a scale for each row.

use super::{
    codec::{Decoder, Encoder, Malformed},
    network::Matrix,
};

/// Rows in 8 bits a number; what is lost is at most 1/250 of the greatest number of the row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Packed {
    columns: usize,
    scales: Vec<f32>,
    values: Vec<i8>,
}

impl Packed {
    pub(crate) fn new(columns: usize) -> Self {
        Self { columns, ..Self::default() }
    }

    pub(crate) fn of(matrix: &Matrix) -> Self {
        let mut packed = Self::new(matrix.columns());
        (0..matrix.rows()).for_each(|row| packed.push(matrix.row(row)));
        packed
    }

    pub(crate) fn push(&mut self, row: &[f32]) {
        let scale = scale_for(row, f32::from(i8::MAX));
        self.scales.push(scale);
        self.values.extend(row.iter().map(|value| to_byte(*value, scale)));
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Writes a row's numbers.
    pub(crate) fn unpack(&self, row: usize, into: &mut [f32]) {
        let values = self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        let scale = self.scales.get(row).copied().unwrap_or_default();
        into.iter_mut().zip(values).for_each(|(into, value)| *into = scale * f32::from(*value));
    }

    pub(crate) fn to_matrix(&self) -> Matrix {
        let mut matrix = Matrix::zeros(self.rows(), self.columns);
        (0..self.rows()).for_each(|row| self.unpack(row, matrix.row_mut(row)));
        matrix
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.length(self.columns);
        encoder.u16s(&halves(&self.scales));
        encoder.bytes(&self.values);
    }

    /// # Errors
    ///
    /// More or fewer numbers than rows and columns have.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let columns = decoder.length()?;
        let scales = decode_scales(decoder)?;
        let values: Vec<i8> = decoder.blob()?.iter().map(|byte| byte.cast_signed()).collect();
        if scales.len().checked_mul(columns) != Some(values.len()) {
            return Err(Malformed("it has a table that is no table"));
        }
        Ok(Self { columns, scales, values })
    }
}

/// Writes a matrix in 16 bits a number.
pub(crate) fn encode_fine(matrix: &Matrix, encoder: &mut Encoder) {
    encoder.length(matrix.columns());
    let rows = (0..matrix.rows()).map(|row| matrix.row(row));
    let scales: Vec<f32> = rows.clone().map(|row| scale_for(row, f32::from(i16::MAX))).collect();
    encoder.u16s(&halves(&scales));
    let values = rows.zip(&scales).flat_map(|(row, scale)| row.iter().map(|value| to_short(*value, *scale)));
    encoder.u16s(&values.map(i16::cast_unsigned).collect::<Vec<u16>>());
}

/// Reads it.
///
/// # Errors
///
/// More or fewer numbers than rows and columns have.
pub(crate) fn decode_fine(decoder: &mut Decoder<'_>) -> Result<Matrix, Malformed> {
    let columns = decoder.length()?;
    let scales = decode_scales(decoder)?;
    let values = decoder.u16s()?;
    if columns == 0 || scales.len().checked_mul(columns) != Some(values.len()) {
        return Err(Malformed("it has a table that is no table"));
    }
    let rows = values.chunks_exact(columns).zip(&scales);
    let values = rows.flat_map(|(row, scale)| row.iter().map(move |value| scale * f32::from(value.cast_signed())));
    Matrix::from_values(columns, values.collect()).ok_or(Malformed("it has a table that is no table"))
}

fn decode_scales(decoder: &mut Decoder<'_>) -> Result<Vec<f32>, Malformed> {
    let scales: Vec<f32> = decoder.u16s()?.into_iter().map(whole).collect();
    if scales.iter().all(|scale| scale.is_finite()) {
        Ok(scales)
    } else {
        Err(Malformed("it has numbers that are none"))
    }
}

/// The least scale, of those that 16 bits hold, with which no number of the row goes beyond `most`.
fn scale_for(row: &[f32], most: f32) -> f32 {
    let greatest = row.iter().fold(0.0_f32, |greatest, value| greatest.max(value.abs()));
    whole(half(greatest / most).saturating_add(1))
}

/// The upper half of a number's bits: eight digits of its binary form.
fn half(value: f32) -> u16 {
    let [_, _, low, high] = value.to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn whole(half: u16) -> f32 {
    let [low, high] = half.to_le_bytes();
    f32::from_le_bytes([0, 0, low, high])
}

fn halves(values: &[f32]) -> Vec<u16> {
    values.iter().copied().map(half).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "the scale keeps it within bounds, and `as` does where it does not")]
fn to_byte(value: f32, scale: f32) -> i8 {
    (value / scale).round() as i8
}

#[allow(clippy::cast_possible_truncation, reason = "the scale keeps it within bounds, and `as` does where it does not")]
fn to_short(value: f32, scale: f32) -> i16 {
    (value / scale).round() as i16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_rows_are_near_what_they_were(values in prop::collection::vec(-1e3..1e3_f32, 12)) {
            let matrix = Matrix::from_values(4, values).unwrap();
            let mut encoder = Encoder::default();
            Packed::of(&matrix).encode(&mut encoder);
            encode_fine(&matrix, &mut encoder);
            let mut decoder = Decoder::new(&encoder.bytes);
            let coarse = Packed::decode(&mut decoder).unwrap().to_matrix();
            let fine = decode_fine(&mut decoder).unwrap();
            decoder.finish().unwrap();
            for row in 0..3 {
                let most = matrix.row(row).iter().fold(0.0_f32, |most, value| most.max(value.abs()));
                let both = coarse.row(row).iter().zip(fine.row(row));
                for (value, (coarse, fine)) in matrix.row(row).iter().zip(both) {
                    prop_assert!((value - coarse).abs() <= most / 250.0, "{} {}", value, coarse);
                    prop_assert!((value - fine).abs() <= most / 60_000.0, "{} {}", value, fine);
                }
            }
        }
    }
}
