//! Tags: a greedy perceptron from left to right over hashed features (Collins 2002; Ratnaparkhi 1996 for the features).
//!
//! A tag is a pair of universal and treebank tag, so that the two always go together. A second pass of the same kind
//! gives each word its role, which is a guess at its arcs before there are any: the relation to its head, on which side
//! the head stands, and on which sides dependents do (supertags, after Ouchi, Duh and Matsumoto 2014).

use super::{
    hash::mix,
    template::Templates,
    weights::Scorer,
    word::{Facts, edge},
};

/// The atoms' names, in the order of [`Sentence::atoms`].
pub(crate) const ATOMS: [&str; 47] = [
    "form", "p1", "p2", "p3", "p4", "s1", "s2", "s3", "s4", "first", // the word itself
    "w-2", "w-1", "w0", "w1", "w2", "w3", // lower-case forms
    "c-2", "c-1", "c0", "c1", "c2", // clusters
    "f-1", "f0", "f1", // families
    "h-1", "h0", "h1", // shapes
    "a-2", "a-1", "a0", "a1", "a2", "a3", // usual tags
    "x-1", "x1", "x2", // suffixes of neighbours
    "t-1", "t-2", "t-3", // what this pass gave
    "g-2", "g-1", "g0", "g1", "g2", "g3", // what the pass before gave
    "bias", "allcaps",
];

/// Which atoms make a feature of a tag.
pub(crate) const TAG_TEMPLATES: &[&str] = &[
    "bias",
    "form",
    "w0",
    "h0",
    "h0 first",
    "p1",
    "p2",
    "p3",
    "p4",
    "s1",
    "s2",
    "s3",
    "s4",
    "s3 h0",
    "s2 h0 first",
    "c0",
    "f0",
    "a0",
    "c0 h0",
    "f0 s2",
    "c0 s1",
    "t-1",
    "t-2",
    "t-1 t-2",
    "t-1 t-2 t-3",
    "t-1 w0",
    "t-1 t-2 w0",
    "t-1 a0",
    "t-1 c0",
    "t-1 s3",
    "t-1 s2 h0",
    "t-1 h0",
    "t-1 a0 a1",
    "t-1 t-2 a0 a1",
    "t-1 w1",
    "t-1 a1",
    "t-1 a1 a2",
    "t-1 t-2 a0",
    "w-1",
    "w-2",
    "w1",
    "w2",
    "w-1 w0",
    "w0 w1",
    "w-1 w1",
    "w-2 w-1",
    "w1 w2",
    "w-1 w0 w1",
    "w-2 w-1 w0",
    "w0 w1 w2",
    "c-1",
    "c1",
    "c-2",
    "c2",
    "c-1 c0",
    "c0 c1",
    "c-1 c1",
    "c0 c1 c2",
    "f-1 f0 f1",
    "w0 c1",
    "c0 w1",
    "w-1 c0",
    "c-1 w0",
    "a-1",
    "a1",
    "a2",
    "a1 a2",
    "a-1 a0 a1",
    "a0 a1",
    "a0 a1 a2",
    "w0 a1",
    "w0 a1 a2",
    "w0 a1 a2 a3",
    "a0 w1",
    "x-1",
    "x1",
    "x2",
    "x-1 s3",
    "s3 x1",
    "w0 x1",
    "h-1",
    "h1",
    "h-1 h0",
    "h0 h1",
    "h-1 h0 h1",
    "s3 w-1",
    "s3 w1",
    "h0 allcaps",
    "s2 allcaps",
];

/// Which atoms make a feature of a role.
pub(crate) const ROLE_TEMPLATES: &[&str] = &[
    "bias",
    "w0",
    "g0",
    "w0 g0",
    "s3 g0",
    "h0 first",
    "c0 g0",
    "f0 g0",
    "t-1",
    "t-1 t-2",
    "t-1 t-2 t-3",
    "t-1 g0",
    "t-1 t-2 g0",
    "t-1 w0",
    "t-1 g0 g1",
    "t-1 t-2 g0 g1",
    "t-1 c0",
    "t-1 w1",
    "t-1 g0 g1 g2",
    "g-1",
    "g-2",
    "g1",
    "g2",
    "g3",
    "g-1 g0",
    "g0 g1",
    "g-1 g1",
    "g-1 g0 g1",
    "g-2 g-1 g0",
    "g0 g1 g2",
    "g-2 g-1 g0 g1",
    "g-1 g0 g1 g2",
    "g0 g1 g2 g3",
    "g-2 g-1 g0 g1 g2",
    "w0 g1",
    "w0 g-1",
    "w0 g1 g2",
    "w0 g-1 g1",
    "w0 g-2 g-1",
    "w0 g1 g2 g3",
    "w-1 g0",
    "w1 g0",
    "w-1 g0 g1",
    "g-1 g0 w1",
    "w2 g0 g1",
    "w-2 g-1 g0",
    "w-1",
    "w-2",
    "w1",
    "w2",
    "w3",
    "w-1 w0",
    "w0 w1",
    "w-1 w1",
    "w-2 w0",
    "w0 w2",
    "w1 w2",
    "w-2 w-1",
    "w-1 w0 w1",
    "w0 w1 w2",
    "w-2 w-1 w0",
    "c-1",
    "c1",
    "c-2",
    "c2",
    "c-1 c0",
    "c0 c1",
    "c-1 c1",
    "w0 c1",
    "w0 c-1",
    "c0 w1",
    "c0 w-1",
    "c0 c1 c2",
    "c-2 c-1 c0",
    "c0 g-1",
    "c0 g1",
    "g0 c1",
    "g0 c-1",
    "f-1 f0 f1",
    "s3 g1",
    "s3 g-1",
    "g0 x1",
    "g0 x-1",
    "first g0 g1",
];

/// Classes for a sentence's words, by number.
pub(crate) fn tag(sentence: &Sentence<'_>, templates: &Templates, scorer: &impl Scorer, classes: usize) -> Vec<u8> {
    let mut scores = vec![0; classes];
    let (mut atoms, mut keys) = (Vec::new(), Vec::new());
    let mut tags = Vec::with_capacity(sentence.words.len());
    for at in 0..sentence.words.len() {
        sentence.atoms(at, &tags, &mut atoms);
        templates.fill(&atoms, &mut keys);
        scorer.score(&keys, &mut scores);
        tags.push(best_of(&scores, |_| true).unwrap_or_default());
    }
    tags
}

/// The class with the highest score among those that `fits` lets through, the first of equals.
pub(crate) fn best_of(scores: &[i32], fits: impl Fn(u8) -> bool) -> Option<u8> {
    let mut best = None;
    for (class, score) in (0..=u8::MAX).zip(scores) {
        if best.is_none_or(|(_, highest)| *score > highest) && fits(class) {
            best = Some((class, *score));
        }
    }
    best.map(|(class, _)| class)
}

/// A sentence whose words are tagged.
pub(crate) struct Sentence<'a> {
    words: &'a [Facts],
    given: &'a [u8],
    outside: Facts,
    upper: bool,
}

impl<'a> Sentence<'a> {
    /// `given` is what a pass before this one gave the words; empty for the first.
    pub(crate) fn new(words: &'a [Facts], given: &'a [u8]) -> Self {
        let upper = words.iter().filter(|word| word.form != word.lower).count();
        Self { words, given, outside: edge(1), upper: words.len() > 2 && upper * 3 > words.len() * 2 }
    }

    fn word(&self, at: usize, offset: isize) -> &Facts {
        at.checked_add_signed(offset).and_then(|at| self.words.get(at)).unwrap_or(&self.outside)
    }

    /// What is known at a word whose predecessors have tags.
    pub(crate) fn atoms(&self, at: usize, tags: &[u8], atoms: &mut Vec<u64>) {
        let word = |offset| self.word(at, offset);
        let number = |tags: &[u8], offset| {
            at.checked_add_signed(offset).and_then(|at| tags.get(at)).map_or(0, |tag| u64::from(*tag) + 1)
        };
        let now = word(0);
        atoms.clear();
        atoms.push(now.form);
        atoms.extend(now.prefixes);
        atoms.extend(now.suffixes);
        atoms.push(u64::from(at == 0));
        atoms.extend([-2, -1, 0, 1, 2, 3].map(|offset| word(offset).lower));
        atoms.extend([-2, -1, 0, 1, 2].map(|offset| u64::from(word(offset).entry.cluster)));
        atoms.extend([-1, 0, 1].map(|offset| u64::from(word(offset).entry.family)));
        atoms.extend([-1, 0, 1].map(|offset| word(offset).shape));
        atoms.extend([-2, -1, 0, 1, 2, 3].map(|offset| u64::from(word(offset).entry.tags)));
        atoms.extend([-1, 1, 2].map(|offset| word(offset).suffixes[2]));
        atoms.extend([-1, -2, -3].map(|offset| number(tags, offset)));
        atoms.extend([-2, -1, 0, 1, 2, 3].map(|offset| number(self.given, offset)));
        atoms.extend([0, mix(1, u64::from(self.upper))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::{template::unknown_atoms, word::Lexicon};

    #[test]
    fn templates_name_atoms_that_are_there() {
        assert_eq!(unknown_atoms(TAG_TEMPLATES, &ATOMS), [""; 0]);
        assert_eq!(unknown_atoms(ROLE_TEMPLATES, &ATOMS), [""; 0]);
        let lexicon = Lexicon::new(Vec::new(), Vec::new());
        let words = [Facts::of("Talks", &lexicon)];
        let mut atoms = Vec::new();
        Sentence::new(&words, &[]).atoms(0, &[], &mut atoms);
        assert_eq!(atoms.len(), ATOMS.len());
    }
}
