//! How right a parse is: the figures of the model card.

use std::fmt;

use super::{conllu::Sentence, model::Parser};

/// Words counted, and how many are right in what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores {
    /// Words in all, punctuation too.
    pub words: usize,
    /// Words with the right universal tag.
    pub upos: usize,
    /// Words with the right treebank tag.
    pub xpos: usize,
    /// Words with the right lemma, compared in lower case.
    pub lemma: usize,
    /// Words with the right head.
    pub head: usize,
    /// Words with the right head and relation, subtypes aside.
    pub arc: usize,
}

/// Parses a treebank's words and compares.
pub fn score(parser: &Parser, gold: &[Sentence]) -> Scores {
    let mut scores = Scores::default();
    let forms = |sentence: &Sentence| -> Vec<String> { sentence.words().map(|word| word.form.clone()).collect() };
    let forms: Vec<Vec<String>> = gold.iter().map(forms).collect();
    let forms: Vec<&[String]> = forms.iter().map(Vec::as_slice).collect();
    for (sentence, parsed) in gold.iter().zip(parser.parse_all(&forms)) {
        for (gold, said) in sentence.words().zip(parsed) {
            let head = gold.head == Some(said.head);
            let kind = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
            scores.words += 1;
            scores.upos += usize::from(gold.upos == said.upos);
            scores.xpos += usize::from(gold.xpos == said.xpos);
            scores.lemma += usize::from(gold.lemma.to_lowercase() == said.lemma.to_lowercase());
            scores.head += usize::from(head);
            scores.arc += usize::from(head && kind(&gold.deprel) == kind(said.deprel));
        }
    }
    scores
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In hundredths of a per cent, rounded down: whole numbers do.
        let share = |count: usize| {
            let parts = count * 10_000 / self.words.max(1);
            format!("{}.{:02}", parts / 100, parts % 100)
        };
        write!(f, "words {}", self.words)?;
        let figures =
            [("UPOS", self.upos), ("XPOS", self.xpos), ("lemma", self.lemma), ("UAS", self.head), ("LAS", self.arc)];
        figures.into_iter().try_for_each(|(name, count)| write!(f, "  {name} {}", share(count)))
    }
}
