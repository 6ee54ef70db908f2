//! Ways through the tree: governors, conjuncts, the path between two words.

use std::fmt;

use super::{MAX_HOPS, Relation, Tree};

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From a word to its head.
    Up,
    /// From a head to its word.
    Down,
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// Towards the head or away from it.
    pub direction: Direction,
    /// The relation of the lower of the two words.
    pub relation: Relation,
    /// The word that the step leads to.
    pub word: usize,
}

/// The way from one word to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Where it begins.
    pub start: usize,
    /// Steps up, then steps down; none where both ends are one word.
    pub steps: Vec<Step>,
}

impl Tree<'_> {
    /// What governs a word, from its head to the root. Costs a step a word.
    pub fn governors(&self, word: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.head(word), |word| self.head(*word))
    }

    /// A word with everything that is coordinated with it, in the tree's order: `France`, `Germany`, `UK`. The word
    /// should be the first of them, as the subject or object of a clause is. Cost is that of the conjuncts and their
    /// children.
    pub fn conjuncts(&self, word: usize) -> Vec<usize> {
        let mut all = vec![word];
        let mut next = 0;
        while let Some(conjunct) = all.get(next).copied() {
            all.extend(self.children_in(conjunct, Relation::Conj));
            next += 1;
        }
        all
    }

    /// The first of the words that a word is coordinated with; itself where it is that or stands alone. Goes no further
    /// than a few conjuncts that hang on each other.
    pub fn first_conjunct(&self, word: usize) -> usize {
        let mut first = word;
        for _ in 0..MAX_HOPS {
            match self.head(first) {
                Some(head) if self.relation(first) == Relation::Conj => first = head,
                _ => break,
            }
        }
        first
    }

    /// The way between two words; none where they hang on two roots or are beyond the end. Cost is its length.
    pub fn path(&self, start: usize, end: usize) -> Option<Path> {
        let (mut from, mut to) = (self.word(start).map(|_| start)?, self.word(end).map(|_| end)?);
        let (mut steps, mut down) = (Vec::new(), Vec::new());
        while from != to {
            if self.depth(from) >= self.depth(to) {
                let head = self.head(from)?;
                steps.push(Step { direction: Direction::Up, relation: self.relation(from), word: head });
                from = head;
            } else {
                down.push(Step { direction: Direction::Down, relation: self.relation(to), word: to });
                to = self.head(to)?;
            }
        }
        steps.extend(down.into_iter().rev());
        Some(Path { start, steps })
    }

    /// A path on one line: `Lavrov <nsubj met >obl Geneva`.
    pub fn show_path(&self, path: &Path) -> String {
        let mut line = self.form(path.start).to_owned();
        for step in &path.steps {
            line.push_str(&format!(" {}{} {}", step.direction, step.relation, self.form(step.word)));
        }
        line
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "<",
            Self::Down => ">",
        })
    }
}
