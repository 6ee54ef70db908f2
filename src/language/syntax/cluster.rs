//! Words that are used alike, from vectors of words: k-means, for the training only.

use super::hash::Random;

/// Rounds after which clusters no longer change much.
const ROUNDS: usize = 12;

/// Vectors of words, one row each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    pub(crate) words: Vec<String>,
    rows: Vec<Vec<f32>>,
}

impl Vectors {
    /// Reads the first `most` lines of a text in `GloVe`'s format: a word and its numbers, separated by spaces.
    ///
    /// # Errors
    ///
    /// The number of a line whose numbers cannot be read or are more or fewer than those of the first.
    pub(crate) fn read(text: &str, most: usize) -> Result<Self, usize> {
        let mut vectors = Self::default();
        for (number, line) in text.lines().take(most).enumerate() {
            let mut parts = line.split(' ');
            let word = parts.next().unwrap_or_default();
            let row: Vec<f32> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| number + 1)?;
            if row.is_empty() || vectors.rows.first().is_some_and(|first| first.len() != row.len()) {
                return Err(number + 1);
            }
            vectors.words.push(word.to_owned());
            vectors.rows.push(to_unit(row));
        }
        Ok(vectors)
    }

    /// The cluster of each word, counted from 1, and the family of each cluster, of which the first stands for none.
    pub(crate) fn clusters(&self, clusters: usize, families: usize, seed: u64) -> (Vec<u16>, Vec<u16>) {
        let mut random = Random::new(seed);
        let (of_words, centres) = k_means(&self.rows, clusters, &mut random);
        let (of_clusters, _) = k_means(&centres, families, &mut random);
        let from_1 = |numbers: Vec<usize>| numbers.into_iter().map(|number| u16::try_from(number + 1).unwrap_or(0));
        (from_1(of_words).collect(), std::iter::once(0).chain(from_1(of_clusters)).collect())
    }
}

fn to_unit(mut row: Vec<f32>) -> Vec<f32> {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|x| *x /= length);
    }
    row
}

/// Spherical k-means: each row's nearest centre, and the centres. Rows have length 1.
fn k_means(rows: &[Vec<f32>], count: usize, random: &mut Random) -> (Vec<usize>, Vec<Vec<f32>>) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    random.shuffle(&mut order);
    let mut centres: Vec<Vec<f32>> = order.iter().take(count).filter_map(|at| rows.get(*at).cloned()).collect();
    let mut nearest = vec![0; rows.len()];
    for _ in 0..ROUNDS {
        nearest = rows.iter().map(|row| nearest_centre(row, &centres)).collect();
        let mut sums = vec![vec![0.0; rows.first().map_or(0, Vec::len)]; centres.len()];
        for (row, centre) in rows.iter().zip(&nearest) {
            if let Some(sum) = sums.get_mut(*centre) {
                sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
        }
        for (centre, sum) in centres.iter_mut().zip(sums) {
            // A centre without rows stays where it was.
            if sum.iter().any(|x| *x != 0.0) {
                *centre = to_unit(sum);
            }
        }
    }
    (nearest, centres)
}

fn nearest_centre(row: &[f32], centres: &[Vec<f32>]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (number, centre) in centres.iter().enumerate() {
        let likeness: f32 = dot(row, centre);
        if likeness > best.1 {
            best = (number, likeness);
        }
    }
    best.0
}

/// The scalar product, in eight sums that a processor can carry at once; their order is fixed.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a_parts, a_rest) = a.as_chunks::<8>();
    let (b_parts, b_rest) = b.as_chunks::<8>();
    for (a, b) in a_parts.iter().zip(b_parts) {
        for (sum, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_lie_together_share_a_cluster_and_every_run_is_the_same() {
        let text = "meet 1 0.1\ntalk 1 0.2\nvisit 1 0.15\nParis 0 1\nRome 0.1 1\nOslo 0.05 1\n";
        let vectors = Vectors::read(text, 100).unwrap();
        let (clusters, families) = vectors.clusters(2, 1, 3);
        assert_eq!(clusters[..3], [clusters[0]; 3]);
        assert_eq!(clusters[3..], [clusters[3]; 3]);
        assert_ne!(clusters[0], clusters[3]);
        assert_eq!(families, [0, 1, 1]);
        assert_eq!((clusters, families), vectors.clusters(2, 1, 3));
    }

    #[test]
    fn a_line_that_is_no_vector_is_named() {
        for (text, line) in [("a 1 2\nb 1\n", 2), ("a x\n", 1), ("a\n", 1)] {
            assert_eq!(Vectors::read(text, 9).err(), Some(line), "text {text:?}");
        }
    }
}
