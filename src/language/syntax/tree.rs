//! The best tree for scores of arcs (Chu and Liu 1965, Edmonds 1967), with one word under the root.

use super::network::Matrix;

/// What an arc from the root costs beside its score: more than any tree is worth, so that there is only one.
const ROOT_COST: f64 = 1e7;

/// Scores beyond this are taken as this: no sum of a sentence's reaches what the root costs.
const MOST_SCORE: f32 = 1e4;

/// A head for each word, counted from 1, 0 for the root: the tree whose arcs have the highest sum. Row and column of a
/// score are the word and its head, as in `Scores::arcs`. Cost is quadratic in the words, times the cycles that are found on
/// the way.
pub(crate) fn best_tree(scores: &Matrix) -> Vec<usize> {
    let heads: Vec<usize> = (0..scores.rows()).map(|word| best_of(scores.row(word))).collect();
    if heads.iter().filter(|head| **head == 0).count() == 1 && !has_cycle(&heads) {
        return heads;
    }
    let mut search = Search::new(scores);
    while search.contract() {}
    search.expand()
}

/// The place of the highest, the first of equals.
fn best_of(scores: &[f32]) -> usize {
    let mut best = (0, f32::MIN);
    for (at, score) in scores.iter().enumerate() {
        if *score > best.1 {
            best = (at, *score);
        }
    }
    best.0
}

fn has_cycle(heads: &[usize]) -> bool {
    // The walk that has passed a word; walks are counted from 1.
    let mut passed = vec![0; heads.len()];
    for (walk, start) in (1..).zip(0..heads.len()) {
        let mut at = start;
        while passed[at] == 0 {
            passed[at] = walk;
            match heads[at].checked_sub(1) {
                None => break,
                Some(head) => at = head,
            }
        }
        if passed[at] == walk && heads[at] != 0 {
            return true;
        }
    }
    false
}

/// Words, 0 the root, of which cycles become one word each until there are none.
struct Search {
    /// Score of a head (row) for a word (column).
    scores: Vec<Vec<f64>>,
    /// Words that are not part of another one.
    open: Vec<usize>,
    /// The best head of each open word.
    heads: Vec<usize>,
    cycles: Vec<Cycle>,
}

/// A cycle that became its first word.
struct Cycle {
    /// Words with their heads in the cycle.
    arcs: Vec<(usize, usize)>,
    /// For each other word, the word of the cycle that it would be head of,
    enter: Vec<usize>,
    /// and the one that would be its head.
    leave: Vec<usize>,
}

impl Search {
    fn new(scores: &Matrix) -> Self {
        let count = scores.rows() + 1;
        let mut table = vec![vec![f64::MIN; count]; count];
        for row in 0..scores.rows() {
            let word = row + 1;
            for (head, score) in scores.row(row).iter().enumerate().filter(|(head, _)| *head != word) {
                let score = if score.is_nan() { -MOST_SCORE } else { score.clamp(-MOST_SCORE, MOST_SCORE) };
                table[head][word] = f64::from(score) - if head == 0 { ROOT_COST } else { 0.0 };
            }
        }
        let mut search = Self { scores: table, open: (0..count).collect(), heads: vec![0; count], cycles: Vec::new() };
        search.choose();
        search
    }

    /// Finds the best head of each open word.
    fn choose(&mut self) {
        for word in self.open.iter().copied().filter(|word| *word != 0) {
            let mut best = (0, f64::MIN);
            for head in self.open.iter().copied().filter(|head| *head != word) {
                if self.scores[head][word] > best.1 {
                    best = (head, self.scores[head][word]);
                }
            }
            self.heads[word] = best.0;
        }
    }

    /// Makes one word of a cycle; false where there is none.
    fn contract(&mut self) -> bool {
        let Some(cycle) = self.cycle() else { return false };
        let arcs: Vec<(usize, usize)> = cycle.iter().map(|word| (*word, self.heads[*word])).collect();
        let count = self.heads.len();
        let (mut enter, mut leave) = (vec![0; count], vec![0; count]);
        let first = cycle[0];
        let weight: f64 = arcs.iter().map(|(word, head)| self.scores[*head][*word]).sum();
        for other in self.open.iter().copied().filter(|word| !cycle.contains(word)) {
            let (mut best_in, mut best_out) = ((first, f64::MIN), (first, f64::MIN));
            for (word, head) in &arcs {
                let into = self.scores[other][*word] + weight - self.scores[*head][*word];
                let out = self.scores[*word][other];
                best_in = if into > best_in.1 { (*word, into) } else { best_in };
                best_out = if out > best_out.1 { (*word, out) } else { best_out };
            }
            (self.scores[other][first], self.scores[first][other]) = (best_in.1, best_out.1);
            (enter[other], leave[other]) = (best_in.0, best_out.0);
        }
        self.open.retain(|word| *word == first || !cycle.contains(word));
        self.cycles.push(Cycle { arcs, enter, leave });
        self.choose();
        true
    }

    /// Words of a cycle among the open ones.
    fn cycle(&self) -> Option<Vec<usize>> {
        let mut passed = vec![0; self.heads.len()];
        for (walk, start) in (1..).zip(self.open.iter().copied()) {
            let mut at = start;
            while at != 0 && passed[at] == 0 {
                passed[at] = walk;
                at = self.heads[at];
            }
            if at != 0 && passed[at] == walk {
                let around = std::iter::successors(Some(self.heads[at]), |word| Some(self.heads[*word]));
                return Some(std::iter::once(at).chain(around.take_while(|word| *word != at)).collect());
            }
        }
        None
    }

    /// Takes cycles apart again, the last first.
    fn expand(mut self) -> Vec<usize> {
        while let Some(cycle) = self.cycles.pop() {
            let Some((first, _)) = cycle.arcs.first().copied() else { continue };
            for word in self.open.iter().copied().filter(|word| *word != first && *word != 0) {
                if self.heads[word] == first {
                    self.heads[word] = cycle.leave[word];
                }
            }
            let head = self.heads[first];
            cycle.arcs.iter().for_each(|(word, head)| self.heads[*word] = *head);
            self.heads[cycle.enter[head]] = head;
            self.open.extend(cycle.arcs.iter().skip(1).map(|(word, _)| *word));
        }
        self.heads.into_iter().skip(1).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matrix(rows: &[Vec<f32>]) -> Matrix {
        Matrix::from_values(rows.len() + 1, rows.concat()).unwrap_or_default()
    }

    fn is_tree(heads: &[usize]) -> bool {
        heads.iter().filter(|head| **head == 0).count() == 1 && !has_cycle(heads)
    }

    fn sum(rows: &[Vec<f32>], heads: &[usize]) -> f32 {
        rows.iter().zip(heads).map(|(row, head)| row[*head]).sum()
    }

    /// The best tree by trying all.
    fn tried(rows: &[Vec<f32>]) -> f32 {
        let count = rows.len();
        let choices = |number: usize| -> Vec<usize> {
            (0..count)
                .scan(number, |rest, _| {
                    let head = *rest % (count + 1);
                    *rest /= count + 1;
                    Some(head)
                })
                .collect()
        };
        let all = (0..(count + 1).pow(u32::try_from(count).unwrap())).map(choices);
        let own = |heads: &[usize]| heads.iter().enumerate().any(|(word, head)| word + 1 == *head);
        all.filter(|heads| !own(heads) && is_tree(heads)).map(|heads| sum(rows, &heads)).fold(f32::MIN, f32::max)
    }

    fn scores(words: impl Strategy<Value = usize>) -> impl Strategy<Value = Vec<Vec<f32>>> {
        let row = |count: usize| prop::collection::vec((-90..90_i8).prop_map(f32::from), count + 1);
        words.prop_flat_map(move |count| prop::collection::vec(row(count), count))
    }

    #[test]
    fn cycles_are_found_where_they_are() {
        let cases: [(&[usize], bool); 5] =
            [(&[], false), (&[0, 1, 2], false), (&[2, 1], true), (&[0, 3, 4, 2], true), (&[2, 3, 0], false)];
        for (heads, expected) in cases {
            assert_eq!(has_cycle(heads), expected, "heads {heads:?}");
        }
    }

    #[test]
    fn scores_that_are_no_scores_become_a_tree() {
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, 1e30] {
            for rows in [vec![vec![odd; 6]; 5], vec![vec![1.0, odd, 2.0, odd, 0.5, odd]; 5]] {
                let heads = best_tree(&matrix(&own_lowest(rows)));
                assert!(is_tree(&heads), "{odd}: {heads:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_tree_is_better_than_the_best(rows in scores(1..5_usize)) {
            let rows: Vec<Vec<f32>> = own_lowest(rows);
            let heads = best_tree(&matrix(&rows));
            prop_assert!(is_tree(&heads), "{:?}", heads);
            prop_assert_eq!(sum(&rows, &heads), tried(&rows));
        }

        #[test]
        fn many_words_become_a_tree(rows in scores(1..60_usize)) {
            let heads = best_tree(&matrix(&own_lowest(rows)));
            prop_assert!(is_tree(&heads), "{:?}", heads);
        }
    }

    fn own_lowest(mut rows: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
        rows.iter_mut().enumerate().for_each(|(word, row)| row[word + 1] = f32::MIN);
        rows
    }
}
