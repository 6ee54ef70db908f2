//! The arc-hybrid transition system (Kuhlmann, Gómez-Rodríguez and Satta 2011), the root last, with its dynamic oracle
//! (Goldberg and Nivre 2013).
//!
//! Each word is shifted once and attached once: a sentence of n words takes 2n moves, and every end is a tree.

/// No word there.
pub(crate) const NONE: usize = usize::MAX;

/// What a move does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Move {
    /// The next word goes on the stack.
    Shift,
    /// The stack's top becomes a dependent of the next word, with this label.
    Left(u8),
    /// The stack's top becomes a dependent of the one below it, with this label.
    Right(u8),
}

/// A word's part in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    /// The head's place, counted from 0; the number of words for the root.
    pub(crate) head: usize,
    /// The relation's number.
    pub(crate) label: u8,
}

/// The dependents that a word has so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Children {
    /// The outermost and the last but one on the left.
    pub(crate) left: [usize; 2],
    /// The outermost and the last but one on the right.
    pub(crate) right: [usize; 2],
    /// How many on the left, and the set of their labels.
    pub(crate) lefts: (u8, u64),
    /// How many on the right, and the set of their labels.
    pub(crate) rights: (u8, u64),
}

impl Children {
    const EMPTY: Self = Self { left: [NONE; 2], right: [NONE; 2], lefts: (0, 0), rights: (0, 0) };
}

/// A parse under way.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// Words of the sentence; the root's place.
    pub(crate) words: usize,
    /// The next word; `words` when only the root is left.
    pub(crate) next: usize,
    stack: Vec<usize>,
    /// What is attached so far.
    pub(crate) arcs: Vec<Option<Arc>>,
    children: Vec<Children>,
}

impl State {
    pub(crate) fn new(words: usize) -> Self {
        Self {
            words,
            next: 0,
            stack: Vec::with_capacity(words),
            arcs: vec![None; words],
            children: vec![Children::EMPTY; words + 1],
        }
    }

    /// The word that is so deep on the stack, 0 for the top; [`NONE`] below its bottom.
    pub(crate) fn stack(&self, depth: usize) -> usize {
        self.stack.len().checked_sub(depth + 1).and_then(|at| self.stack.get(at)).copied().unwrap_or(NONE)
    }

    /// The word that is so far ahead, 0 for the next; the root after the last, then [`NONE`].
    pub(crate) fn ahead(&self, distance: usize) -> usize {
        let at = self.next + distance;
        if at <= self.words { at } else { NONE }
    }

    pub(crate) fn children(&self, word: usize) -> &Children {
        self.children.get(word).unwrap_or(&Children::EMPTY)
    }

    pub(crate) fn label(&self, word: usize) -> Option<u8> {
        self.arcs.get(word).copied().flatten().map(|arc| arc.label)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.next == self.words && self.stack.is_empty()
    }

    /// Whether a move can be made; `root` is the root's label, which goes with the root alone, and once.
    pub(crate) fn allows(&self, step: Move, root: u8) -> bool {
        let at_root = self.next == self.words;
        match step {
            Move::Shift => !at_root,
            Move::Left(label) if at_root => label == root && self.stack.len() == 1,
            Move::Left(label) => label != root && !self.stack.is_empty(),
            Move::Right(_) => self.stack.len() >= 2,
        }
    }

    /// Makes a move that is allowed.
    pub(crate) fn make(&mut self, step: Move) {
        let (head, label) = match step {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
                return;
            }
            Move::Left(label) => (self.next, label),
            Move::Right(label) => (self.stack(1), label),
        };
        if let Some(word) = self.stack.pop() {
            self.attach(word, Arc { head, label });
        }
    }

    fn attach(&mut self, word: usize, arc: Arc) {
        if let Some(slot) = self.arcs.get_mut(word) {
            *slot = Some(arc);
        }
        let Some(children) = self.children.get_mut(arc.head) else { return };
        let (outer, count) = if word < arc.head {
            (&mut children.left, &mut children.lefts)
        } else {
            (&mut children.right, &mut children.rights)
        };
        *outer = [word, outer[0]];
        *count = (count.0.saturating_add(1), count.1 | 1 << (arc.label % 64));
    }

    /// How many arcs of the right tree each kind of move makes unreachable: shift, left, right.
    ///
    /// Cost is linear in the stack's depth and in what is ahead; for training only.
    pub(crate) fn costs(&self, gold: &[Arc]) -> [usize; 3] {
        let head = |word: usize| gold.get(word).map_or(NONE, |arc| arc.head);
        let (top, below, next) = (self.stack(0), self.stack(1), self.next);
        let ahead_of_top = (next..self.words).filter(|word| head(*word) == top).count();
        let top_is_ahead = |from: usize| usize::from(top != NONE && head(top) >= from && head(top) != NONE);
        let left = usize::from(below != NONE && head(top) == below) + top_is_ahead(next + 1) + ahead_of_top;
        let right = top_is_ahead(next) + ahead_of_top;
        let deeper = self.stack.get(..self.stack.len().saturating_sub(1)).unwrap_or_default();
        let shift =
            usize::from(deeper.contains(&head(next))) + self.stack.iter().filter(|word| head(**word) == next).count();
        [shift, left, right]
    }

    /// Whether a move makes an arc of the right tree with another label.
    pub(crate) fn mislabels(&self, step: Move, gold: &[Arc]) -> bool {
        let (head, label) = match step {
            Move::Shift => return false,
            Move::Left(label) => (self.next, label),
            Move::Right(label) => (self.stack(1), label),
        };
        gold.get(self.stack(0)).is_some_and(|arc| arc.head == head && arc.label != label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: u8 = 9;

    /// Follows the oracle's first free move with the right label until the end.
    fn follow(gold: &[Arc]) -> Vec<Option<Arc>> {
        let mut state = State::new(gold.len());
        while !state.is_done() {
            let label = gold.get(state.stack(0)).map_or(0, |arc| arc.label);
            let costs = state.costs(gold);
            let moves = [Move::Shift, Move::Left(label), Move::Right(label)].into_iter().zip(costs);
            let free = moves.filter(|(step, cost)| *cost == 0 && state.allows(*step, ROOT)).map(|(step, _)| step);
            let step = free.clone().next_back().expect("a free move");
            assert!(!state.mislabels(step, gold));
            state.make(step);
        }
        state.arcs
    }

    #[test]
    fn the_oracle_leads_to_every_projective_tree() {
        let trees: &[&[(usize, u8)]] = &[
            &[(1, ROOT)],
            &[(1, 1), (2, ROOT)],
            &[(2, ROOT), (0, 1)],
            &[(1, 1), (3, ROOT), (1, 2)],
            &[(1, 1), (4, 2), (1, 3), (4, 4), (5, ROOT)],
            &[(5, ROOT), (2, 1), (0, 1), (4, 2), (2, 3)],
        ];
        for tree in trees {
            let gold: Vec<Arc> = tree.iter().map(|(head, label)| Arc { head: *head, label: *label }).collect();
            let found: Vec<Arc> = follow(&gold).into_iter().flatten().collect();
            assert_eq!(found, gold, "tree {tree:?}");
        }
    }

    #[test]
    fn any_moves_that_are_allowed_end_in_a_tree_with_one_root() {
        for words in 1..=5_usize {
            for seed in 0..200_u64 {
                let mut random = crate::language::syntax::hash::Random::new(seed);
                let mut state = State::new(words);
                while !state.is_done() {
                    let mut moves = [Move::Shift, Move::Left(1), Move::Right(1), Move::Left(ROOT)];
                    random.shuffle(&mut moves);
                    let step = moves.into_iter().find(|step| state.allows(*step, ROOT)).unwrap();
                    state.make(step);
                }
                let roots = state.arcs.iter().flatten().filter(|arc| arc.head == words).count();
                assert_eq!((roots, state.arcs.iter().flatten().count()), (1, words));
            }
        }
    }
}
