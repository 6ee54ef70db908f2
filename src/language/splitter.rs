//! Sentences and words of a text, for whoever needs nothing else of it.

use std::{ops::Range, path::Path};

use super::{
    Grammar, Token, Vocabulary,
    quotation::{DOUBLE, single_marks},
    split_sentences,
    token::Shape,
    tokenize_universal,
};
use crate::{engine::DataFault, knowledge::DataFiles};

/// The file that knows abbreviations.
const GRAMMAR: &str = "lexicon/grammar.toml";

/// Cuts texts into sentences and words.
#[derive(Debug)]
pub struct Splitter {
    vocabulary: Vocabulary,
    grammar: Grammar,
}

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// In bytes of the text, on character boundaries.
    pub bytes: Range<usize>,
    /// In Unicode characters of the text.
    pub chars: Range<usize>,
    /// Whether it is a single quotation mark, which may look like an apostrophe.
    quotes: bool,
}

impl Place {
    /// The word as the text has it.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.bytes.clone()).unwrap_or_default()
    }

    /// The word as the parser takes it: a single quotation mark is read as a double one.
    pub fn reading<'t>(&self, text: &'t str) -> &'t str {
        if self.quotes { DOUBLE } else { self.text(text) }
    }

    /// Cuts off the last character, a full stop.
    fn split_stop(mut self) -> [Self; 2] {
        let (byte, letter) = (self.bytes.end - 1, self.chars.end - 1);
        let stop = Self { bytes: byte..self.bytes.end, chars: letter..self.chars.end, quotes: false };
        (self.bytes.end, self.chars.end) = (byte, letter);
        [self, stop]
    }
}

impl Splitter {
    /// Reads the words it needs from a data folder, or those compiled in.
    ///
    /// # Errors
    ///
    /// What is wrong with the data.
    pub fn load(data_dir: Option<&Path>) -> Result<Self, Vec<DataFault>> {
        let files = data_dir.map_or_else(DataFiles::compiled_in, DataFiles::of_folder)?;
        Self::of_files(&files).map_err(|fault| vec![fault])
    }

    pub(crate) fn of_files(files: &DataFiles) -> Result<Self, DataFault> {
        let text = files.get(GRAMMAR).ok_or_else(|| DataFault::of_file(GRAMMAR, "is missing"))?;
        Self::read(text).map_err(|error| DataFault::of_toml(GRAMMAR, text, &error))
    }

    fn read(grammar: &str) -> Result<Self, toml::de::Error> {
        let mut vocabulary = Vocabulary::default();
        let grammar = Grammar::read(grammar, &mut vocabulary)?;
        Ok(Self { vocabulary, grammar })
    }

    /// The words of each sentence, in reading order; no sentence is empty. Cost is linear.
    ///
    /// A full stop that ends a sentence stands alone, even if an abbreviation needs it, too: `etc` and `.`
    pub fn sentences(&self, text: &str) -> Vec<Vec<Place>> {
        let tokens = tokenize_universal(text, &self.vocabulary, &self.grammar);
        let mut quotes = single_marks(text, &tokens).into_iter().peekable();
        let mut place = |at: usize, token: &Token| Place {
            bytes: token.bytes.clone(),
            chars: token.chars.clone(),
            quotes: quotes.next_if_eq(&at).is_some(),
        };
        let mut places = |range: Range<usize>| {
            let words = tokens.get(range.clone()).unwrap_or_default();
            let last = last_stop(text, words);
            let mut sentence = Vec::with_capacity(words.len() + 1);
            for (at, token) in range.clone().zip(words) {
                let word = place(at, token);
                if last == Some(at - range.start) { sentence.extend(word.split_stop()) } else { sentence.push(word) }
            }
            sentence
        };
        split_sentences(text, &tokens, &self.grammar).into_iter().map(&mut places).collect()
    }
}

/// Which word of a sentence is an abbreviation with the full stop that ends the sentence, be there closing quotes and
/// brackets after it.
fn last_stop(text: &str, words: &[Token]) -> Option<usize> {
    let closes = |token: &Token| token.shape == Shape::Quote || matches!(token.text(text), ")" | "]");
    let last = words.iter().rposition(|token| !closes(token))?;
    let word = words.get(last)?;
    (word.shape.is_word() && word.text(text).ends_with('.')).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_stop_of_a_sentence_stands_alone_after_an_abbreviation() {
        let splitter = Splitter::read(include_str!("../../config/lexicon/grammar.toml")).unwrap();
        let cases = [
            ("Gen. Roe left the U.S.", "Gen. Roe left the U.S ."),
            ("(arms, etc.) They left.", "( arms , etc . ) | They left ."),
            ("The U.S. left at 5 p.m. on Friday...", "The U.S. left at 5 p.m. on Friday ..."),
            ("See www.a.example.", "See www.a.example ."),
        ];
        for (text, expected) in cases {
            let sentences = splitter.sentences(text);
            let written =
                |sentence: &Vec<Place>| sentence.iter().map(|place| place.text(text)).collect::<Vec<_>>().join(" ");
            assert_eq!(sentences.iter().map(written).collect::<Vec<_>>().join(" | "), expected);
        }
    }

    #[test]
    fn a_single_quotation_mark_is_read_as_a_double_one() {
        let splitter = Splitter::read(include_str!("../../config/lexicon/grammar.toml")).unwrap();
        let text = "They hope ‘emotions will decrease’ at the allies’ talks.";
        let sentences = splitter.sentences(text);
        let read: Vec<&str> = sentences.iter().flatten().map(|place| place.reading(text)).collect();
        assert_eq!(read.join(" "), "They hope \" emotions will decrease \" at the allies ’ talks .");
    }
}
