//! Sentences and words of a text, for whoever needs nothing else of it.

use std::ops::Range;

use super::{Grammar, Vocabulary, split_sentences, tokenize_universal};

/// Cuts texts into sentences and words.
#[derive(Debug)]
pub(crate) struct Splitter {
    vocabulary: Vocabulary,
    grammar: Grammar,
}

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// In bytes of the text, on character boundaries.
    pub(crate) bytes: Range<usize>,
    /// In Unicode characters of the text.
    pub(crate) chars: Range<usize>,
}

impl Splitter {
    /// Takes the text of `lexicon/grammar.toml`, which knows abbreviations.
    ///
    /// # Errors
    ///
    /// A text that is no such file.
    pub(crate) fn read(grammar: &str) -> Result<Self, toml::de::Error> {
        let mut vocabulary = Vocabulary::default();
        let grammar = Grammar::read(grammar, &mut vocabulary)?;
        Ok(Self { vocabulary, grammar })
    }

    /// The words of each sentence, in reading order; no sentence is empty. Cost is linear.
    pub(crate) fn sentences(&self, text: &str) -> Vec<Vec<Place>> {
        let tokens = tokenize_universal(text, &self.vocabulary, &self.grammar);
        let place = |token: &super::Token| Place { bytes: token.bytes.clone(), chars: token.chars.clone() };
        let places = |range: Range<usize>| tokens.get(range).unwrap_or_default().iter().map(place).collect();
        split_sentences(text, &tokens, &self.grammar).into_iter().map(places).collect()
    }
}
