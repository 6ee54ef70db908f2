//! Arcs: a greedy perceptron over the moves of [`super::transition`], with features after Zhang and Nivre (2011).

use super::{
    tagger::best_of,
    template::Templates,
    transition::{Arc, Move, NONE, State},
    weights::Scorer,
    word::Facts,
};

/// Fields of a word, in this order, for each of [`PLACES`].
const FIELDS: [&str; 7] = ["w", "t", "u", "c", "f", "x", "l"];

/// Places whose words the features see: the stack from its top, what is ahead, and their outermost dependents.
const PLACES: [&str; 24] = [
    "s0", "s1", "s2", "s3", "b0", "b1", "b2", "b3", "s0l", "s0l2", "s0r", "s0r2", "s1l", "s1l2", "s1r", "s1r2", "b0l",
    "b0l2", "s0ll", "s0rr", "s1rr", "b0ll", "p0", "m0",
];

/// Atoms that are no field of a word.
const COUNTS: [&str; 15] = [
    "bias", "near", "gap", "s0vl", "s0vr", "s1vl", "s1vr", "b0vl", "s0sl", "s0sr", "s1sl", "s1sr", "b0sl", "s0x", "b0x",
];

/// The atoms' names: each field of each place, then the counts.
pub(crate) fn atom_names() -> Vec<String> {
    let fields = PLACES.iter().flat_map(|place| FIELDS.iter().map(move |field| format!("{place}.{field}")));
    fields.chain(COUNTS.iter().map(|count| (*count).to_owned())).collect()
}

/// Which atoms make a feature.
pub(crate) const TEMPLATES: &[&str] = &[
    "bias",
    // One word.
    "s0.w",
    "s0.t",
    "s0.w s0.t",
    "s0.c",
    "s0.c s0.t",
    "s1.w",
    "s1.t",
    "s1.w s1.t",
    "s1.c s1.t",
    "s2.w s2.t",
    "s2.t",
    "b0.w",
    "b0.t",
    "b0.w b0.t",
    "b0.c",
    "b0.c b0.t",
    "b1.w",
    "b1.t",
    "b1.w b1.t",
    "b1.c b1.t",
    "b2.w b2.t",
    "b2.t",
    "s0x s0.t",
    "b0x b0.t",
    // Two words.
    "s0.w s0.t b0.w b0.t",
    "s0.w s0.t b0.w",
    "s0.w b0.w b0.t",
    "s0.w s0.t b0.t",
    "s0.t b0.w b0.t",
    "s0.w b0.w",
    "s0.t b0.t",
    "s0.w b0.t",
    "s0.t b0.w",
    "s0.c b0.c",
    "s0.c b0.t",
    "s0.t b0.c",
    "s0.c b0.w",
    "s0.w b0.c",
    "s0.f b0.f",
    "s0.u b0.u",
    "s1.w s1.t s0.w s0.t",
    "s1.w s0.w s0.t",
    "s1.w s1.t s0.t",
    "s1.t s0.w s0.t",
    "s1.w s0.w",
    "s1.t s0.t",
    "s1.w s0.t",
    "s1.t s0.w",
    "s1.c s0.c",
    "s1.c s0.t",
    "s1.t s0.c",
    "s1.c s0.w",
    "s1.w s0.c",
    "s1.f s0.f",
    "s1.u s0.u",
    "s1.w b0.w",
    "s1.t b0.t",
    "s1.w b0.t",
    "s1.t b0.w",
    "s1.c b0.c",
    "s1.c b0.t",
    "b0.w b1.w",
    "b0.t b1.t",
    "b0.w b1.t",
    "b0.t b1.w",
    "b0.c b1.c",
    "s0.t b1.t",
    "s0.w b1.w",
    "s0.w b1.t",
    "s0.c b1.c",
    "s2.t s0.t",
    "s2.t s1.t",
    "s2.w b0.w",
    "s2.t b0.t",
    // Three words and more.
    "s0.t b0.t b1.t",
    "s0.w b0.t b1.t",
    "s0.t b0.w b1.t",
    "s0.t b0.t b1.w",
    "b0.t b1.t b2.t",
    "s0.t b0.t b1.t b2.t",
    "b0.t b1.t b2.t b3.t",
    "s1.t s0.t b0.t",
    "s1.w s0.t b0.t",
    "s1.t s0.w b0.t",
    "s1.t s0.t b0.w",
    "s1.t s0.t b0.t b1.t",
    "s1.f s0.f b0.f",
    "s1.c s0.t b0.t",
    "s1.t s0.c b0.t",
    "s1.t s0.t b0.c",
    "s2.t s1.t s0.t",
    "s2.t s1.t s0.t b0.t",
    "s2.u s1.u s0.u b0.u b1.u",
    "s3.t s2.t s1.t s0.t",
    "p0.t s0.t m0.t b0.t",
    "p0.t s0.t b0.t",
    "s0.t m0.t b0.t",
    "p0.w s0.t b0.t",
    "m0.w s0.t b0.t",
    // Roles, the guess at the arcs.
    "s0.x",
    "s1.x",
    "b0.x",
    "s0.x s0.w",
    "b0.x b0.w",
    "s1.x s1.w",
    "s0.x b0.x",
    "s1.x s0.x",
    "s1.x b0.x",
    "b0.x b1.x",
    "s0.x b0.t",
    "s0.t b0.x",
    "s0.x b0.w",
    "s0.w b0.x",
    "s1.x s0.t",
    "s1.t s0.x",
    "s1.w s0.x",
    "s1.x s0.w",
    "s0.x b0.x b1.x",
    "s1.x s0.x b0.x",
    "s2.x s1.x s0.x",
    "s0.x b0.t b1.t",
    "s1.x s0.x b0.t",
    "s1.t s0.x b0.t",
    "s0.x b1.x",
    "b1.x",
    "s0.x s0.t b0.x b0.t",
    "s1.x s1.t s0.x s0.t",
    "s0.x s0vr",
    "s0.x s0vl",
    "b0.x b0vl",
    "s1.x s1vr",
    "s0.x s0sr b0.x",
    "b0.x b0sl s0.x",
    "near s0.x b0.x",
    "gap s1.x s0.x",
    // Dependents.
    "s0l.w s0.t",
    "s0l.t s0.t",
    "s0l.l s0.t",
    "s0r.w s0.t",
    "s0r.t s0.t",
    "s0r.l s0.t",
    "s0l.l s0.w",
    "s0r.l s0.w",
    "s0l2.t s0.t",
    "s0r2.t s0.t",
    "s0l2.l s0l.l s0.t",
    "s0r2.l s0r.l s0.t",
    "s1l.w s1.t",
    "s1l.l s1.t",
    "s1r.w s1.t",
    "s1r.t s1.t",
    "s1r.l s1.t",
    "s1r.l s1.w",
    "s1l.l s1.w",
    "s1r2.l s1r.l s1.t",
    "b0l.w b0.t",
    "b0l.t b0.t",
    "b0l.l b0.t",
    "b0l.l b0.w",
    "b0l2.l b0l.l b0.t",
    "b0l2.t b0.t",
    "s0.t s0l.t s0l2.t",
    "s0.t s0r.t s0r2.t",
    "b0.t b0l.t b0l2.t",
    "s1.t s1r.t s1r2.t",
    "s0.t s0l.t b0.t",
    "s0.t s0r.t b0.t",
    "s0.t b0.t b0l.t",
    "s0.t s0l.l b0.t",
    "s0.t s0r.l b0.t",
    "s0.t b0.t b0l.l",
    "s0.w s0r.l b0.t",
    "s0.w b0.w s0r.l",
    "s0.t b0.w b0l.l",
    "s1.t s1r.t s0.t",
    "s1.t s1l.t s0.t",
    "s1.t s0.t s0l.t",
    "s1.t s0.t s0r.t",
    "s1.t s1r.l s0.t",
    "s1.t s1l.l s0.t",
    "s1.t s0.t s0l.l",
    "s1.t s0.t s0r.l",
    "s1.w s1r.l s0.t",
    "s1.w s0.t s0l.w",
    "s1.t s0.w s0l.w",
    "s0.t s0l.w b0.t",
    "s0.t s0r.w b0.t",
    "s0.t b0.t b0l.w",
    "s1.t s1r.t s0.t b0.t",
    "s1.t s0.t s0l.t b0.t",
    "s1.t s0.t s0r.t b0.t",
    "s0ll.t s0l.t s0.t",
    "s0rr.t s0r.t s0.t",
    "s1rr.t s1r.t s1.t",
    "b0ll.t b0l.t b0.t",
    // Distance, number and kinds of dependents.
    "near s0.t b0.t",
    "near s0.w",
    "near s0.t",
    "near b0.w",
    "near b0.t",
    "near s0.c b0.c",
    "gap s1.t s0.t",
    "gap s1.w",
    "gap s0.w",
    "gap s1.w s0.t",
    "gap s1.t s0.w",
    "near s1.t s0.t b0.t",
    "s0vl s0.t",
    "s0vr s0.t",
    "s0vl s0.w",
    "s0vr s0.w",
    "s1vr s1.t",
    "s1vl s1.t",
    "s1vr s1.w",
    "b0vl b0.t",
    "b0vl b0.w",
    "s0vl s0vr s0.t b0.t",
    "s1vl s1vr s1.t s0.t",
    "s0sl s0.t",
    "s0sr s0.t",
    "s0sl s0.w",
    "s0sr s0.w",
    "s1sl s1.t",
    "s1sr s1.t",
    "s1sr s1.w",
    "b0sl b0.t",
    "b0sl b0.w",
    "s0sl s0sr s0.t b0.t",
    "s1sl s1sr s1.t s0.t",
    "s1sr s0.t b0.t",
    "s1sr s0.w",
    "s1sl s0.w",
];

/// Fields that a word has whatever the parse.
type Fixed = [u64; 6];

/// What a word has before it is parsed, by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Given {
    /// The pair of tags.
    pub(crate) tag: u8,
    /// The universal tag.
    pub(crate) universal: u8,
    /// The role.
    pub(crate) role: u8,
}

/// A sentence ready to be parsed.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// Of each word, and of the root.
    fixed: Vec<Fixed>,
    suffixes: Vec<u64>,
}

impl Sentence {
    /// Takes each word with what the passes before gave it.
    pub(crate) fn new(words: &[Facts], given: &[Given]) -> Self {
        let fields = |(word, given): (&Facts, &Given)| {
            let numbers = [given.tag, given.universal, given.role].map(|number| u64::from(number) + 2);
            let [tag, universal, role] = numbers;
            let [cluster, family] = [word.entry.cluster, word.entry.family].map(|number| u64::from(number) + 2);
            [word.lower, tag, universal, cluster, family, role]
        };
        let mut fixed: Vec<Fixed> = words.iter().zip(given).map(fields).collect();
        fixed.push([1; 6]);
        Self { fixed, suffixes: words.iter().map(|word| word.suffixes[2]).collect() }
    }

    /// Words, the root left out.
    pub(crate) fn words(&self) -> usize {
        self.fixed.len() - 1
    }

    fn push_word(&self, state: &State, word: usize, atoms: &mut Vec<u64>) {
        atoms.extend(self.fixed.get(word).unwrap_or(&[0; 6]));
        atoms.push(state.label(word).map_or(0, |label| u64::from(label) + 1));
    }

    /// What is known in a state, in the order of [`atom_names`].
    pub(crate) fn atoms(&self, state: &State, atoms: &mut Vec<u64>) {
        atoms.clear();
        let [s0, s1, s2, s3] = [0, 1, 2, 3].map(|depth| state.stack(depth));
        let [b0, b1, b2, b3] = [0, 1, 2, 3].map(|distance| state.ahead(distance));
        let (of_s0, of_s1, of_b0) = (state.children(s0), state.children(s1), state.children(b0));
        let left_of = |word| state.children(word).left[0];
        let right_of = |word| state.children(word).right[0];
        let before = |word: usize| if word == NONE { NONE } else { word.wrapping_sub(1) };
        let dependents = [of_s0.left, of_s0.right, of_s1.left, of_s1.right, of_b0.left];
        let grand = [
            left_of(of_s0.left[0]),
            right_of(of_s0.right[0]),
            right_of(of_s1.right[0]),
            left_of(of_b0.left[0]),
            before(s0),
            before(b0),
        ];
        let near = [s0, s1, s2, s3, b0, b1, b2, b3];
        for word in near.into_iter().chain(dependents.into_iter().flatten()).chain(grand) {
            self.push_word(state, word, atoms);
        }
        let suffix = |word: usize| self.suffixes.get(word).copied().unwrap_or_default();
        let counts = [of_s0.lefts.0, of_s0.rights.0, of_s1.lefts.0, of_s1.rights.0, of_b0.lefts.0];
        let sets = [of_s0.lefts.1, of_s0.rights.1, of_s1.lefts.1, of_s1.rights.1, of_b0.lefts.1];
        atoms.extend([0, distance(s0, b0), distance(s1, s0)]);
        atoms.extend(counts.map(|count| u64::from(count.min(5))));
        atoms.extend(sets);
        atoms.extend([suffix(s0), suffix(b0)]);
    }
}

/// How far two words are apart, in steps that grow; 0 where one is not there.
fn distance(left: usize, right: usize) -> u64 {
    if left == NONE || right == NONE {
        return 0;
    }
    match right.abs_diff(left) {
        few @ 0..=4 => u64::try_from(few).unwrap_or_default() + 1,
        5..=6 => 6,
        7..=10 => 7,
        _ => 8,
    }
}

/// The moves that a model knows: a class is a place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moves {
    pub(crate) list: Vec<Move>,
    /// The label of the root.
    pub(crate) root: u8,
}

impl Moves {
    /// The move with the highest score among those that `fits` lets through, the first of equals.
    pub(crate) fn best(&self, scores: &[i32], fits: impl Fn(Move) -> bool) -> Option<u8> {
        best_of(scores, |class| self.get(class).is_some_and(&fits))
    }

    pub(crate) fn get(&self, class: u8) -> Option<Move> {
        self.list.get(usize::from(class)).copied()
    }
}

/// Finds the arcs of a sentence. Cost is linear in its words.
pub(crate) fn parse(sentence: &Sentence, templates: &Templates, scorer: &impl Scorer, moves: &Moves) -> Vec<Arc> {
    let mut state = State::new(sentence.words());
    let mut scores = vec![0; moves.list.len()];
    let (mut atoms, mut keys) = (Vec::new(), Vec::new());
    while !state.is_done() {
        sentence.atoms(&state, &mut atoms);
        templates.fill(&atoms, &mut keys);
        scorer.score(&keys, &mut scores);
        let best = moves.best(&scores, |step| state.allows(step, moves.root));
        // A model has a shift, a right arc and the root's left arc: one of them can always be made.
        let Some(step) = best.and_then(|class| moves.get(class)) else { break };
        state.make(step);
    }
    let lost = Arc { head: sentence.words(), label: moves.root };
    state.arcs.into_iter().map(|arc| arc.unwrap_or(lost)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::template::unknown_atoms;

    #[test]
    fn templates_name_atoms_that_are_there() {
        let names = atom_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(unknown_atoms(TEMPLATES, &names), [""; 0]);
        let sentence = Sentence::new(&[], &[]);
        let mut atoms = Vec::new();
        sentence.atoms(&State::new(0), &mut atoms);
        assert_eq!(atoms.len(), names.len());
    }
}
