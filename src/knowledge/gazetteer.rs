//! Phrases of the data, found in a text in one pass: a trie over words.

use std::collections::HashMap;

use crate::language::{Shape, Token, Vocabulary, WordId, tokenize};

/// How a phrase must be written to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Any way: `foreign minister`, `Foreign Minister`.
    Any,
    /// First and last word with a capital: `United States of America`.
    Name,
    /// First word with a capital: `Saudi-led coalition`.
    First,
    /// In capitals: `US`, since `us` is another word.
    Upper,
}

impl Case {
    /// What a name asks for, by how it is written in the data.
    pub(crate) fn of_name(name: &str) -> Self {
        let letters = name.chars().filter(|letter| letter.is_alphabetic());
        let acronym = !name.contains(' ') && letters.clone().count() <= 5 && letters.clone().all(char::is_uppercase);
        let lower = name.starts_with(char::is_lowercase);
        let lower_end = name.split(' ').next_back().is_some_and(|last| !last.contains(char::is_uppercase));
        if acronym {
            Self::Upper
        } else if lower {
            Self::Any
        } else if lower_end {
            Self::First
        } else {
            Self::Name
        }
    }

    /// The same for words as they are written.
    pub(super) fn allows_forms<'f>(self, mut forms: impl Iterator<Item = &'f str>) -> bool {
        // `d'Ivoire` has its capital inside.
        let capital = |form: &str| form.contains(char::is_uppercase) || form.starts_with(|c: char| c.is_ascii_digit());
        match self {
            Self::Any => true,
            Self::Name => forms.next().is_some_and(|first| capital(first) && forms.last().is_none_or(capital)),
            Self::First => forms.next().is_some_and(capital),
            Self::Upper => forms.all(|form| !form.contains(char::is_lowercase)),
        }
    }

    fn allows(self, tokens: &[Token]) -> bool {
        let ends = || [tokens.first(), tokens.last()].into_iter().flatten();
        match self {
            Self::Any => true,
            Self::Name => ends().all(|token| token.shape.is_capital() || token.shape == Shape::Number),
            Self::First => tokens.first().is_some_and(|token| token.shape.is_capital()),
            Self::Upper => tokens.iter().all(|token| token.shape == Shape::Upper),
        }
    }
}

/// Phrases with what they mean, `T`.
#[derive(Debug)]
pub(crate) struct Gazetteer<T> {
    steps: HashMap<(u32, WordId), u32>,
    values: HashMap<u32, Vec<(Case, T)>>,
    nodes: u32,
}

impl<T> Default for Gazetteer<T> {
    fn default() -> Self {
        Self { steps: HashMap::new(), values: HashMap::new(), nodes: 0 }
    }
}

impl<T: Copy + PartialEq> Gazetteer<T> {
    /// Adds a phrase; the same phrase may mean several things.
    pub(crate) fn add(&mut self, phrase: &str, case: Case, value: T, vocabulary: &mut Vocabulary) {
        let mut node = 0;
        for token in tokenize(phrase, vocabulary) {
            let word = vocabulary.intern(&phrase.get(token.bytes).unwrap_or_default().replace('’', "'"));
            let next = self.nodes + 1;
            node = *self.steps.entry((node, word)).or_insert(next);
            self.nodes = self.nodes.max(node);
        }
        let values = self.values.entry(node).or_default();
        if node != 0 && !values.contains(&(case, value)) {
            values.push((case, value));
        }
    }

    /// What stands at the start of some words: the longest phrase, its length in words and its meanings.
    pub(crate) fn longest(&self, tokens: &[Token]) -> Option<(usize, Vec<T>)> {
        let mut node = 0;
        let mut best = None;
        for (index, token) in tokens.iter().enumerate() {
            let Some(next) = self.steps.get(&(node, token.word)) else { break };
            node = *next;
            let written = tokens.get(..=index).unwrap_or_default();
            let values: Vec<T> = self
                .values
                .get(&node)
                .into_iter()
                .flatten()
                .filter(|(case, _)| case.allows(written))
                .map(|(_, value)| *value)
                .collect();
            if !values.is_empty() {
                best = Some((index + 1, values));
            }
        }
        best
    }
}
