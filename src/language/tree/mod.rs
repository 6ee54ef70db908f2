//! Questions to a parsed sentence: who stands in which clause, in which role, said by whom.
//!
//! A [`Tree`] is built once from the words of a sentence and answers without search: each question costs no more than
//! its answer. It follows Universal Dependencies version 2 as the English Web Treebank does it. It holds no list of
//! verbs or nouns: which verb reports, which noun is an event and which name is a country is for lexicon and knowledge to
//! say. What it guesses beyond the arcs (whose act an infinitive is) is told with how it was found.
//!
//! | module | answers | main types |
//! | --- | --- | --- |
//! | `tag`, `relation` | what the names of tags and relations are | [`Upos`], [`Xpos`], [`Relation`] |
//! | `arcs` | how words hang together, whatever the parser wrote | [`Tree`] |
//! | `walk` | who governs a word, what is coordinated with it, how to get from one to another | [`Path`] |
//! | `phrase` | which words are a noun phrase, with its parts | [`NounPhrase`] |
//! | `name` | which words are a name, with title, apposition, acronym | [`Name`] |
//! | `clause` | what a predicate governs: subjects, objects, obliques, clauses | [`Clause`] |
//! | `subject` | whose act a predicate is where its subject stands elsewhere | [`Subject`], [`SubjectLink`] |
//! | `relative` | what a relative pronoun, or a gap, stands for | |
//! | `verb_group` | tense, aspect, voice, modality, negation, condition, question, purpose | [`VerbGroup`] |
//! | `nominal` | the arguments of a noun that tells an act | [`NounArgument`] |
//! | `quote` | which words are quoted | [`Quote`] |
//! | `speech` | who says what, as a quote or reported | [`Speech`] |
//! | `explain` | all of it on one line for people | |
//! | `closed_class` | the words of grammar that tags do not tell apart | |
//!
//! Words are numbered from 0. A tree may be wrong, and may be none: heads beyond the sentence and cycles are cut, and
//! counted ([`Tree::cuts`]).

mod arcs;
mod clause;
mod closed_class;
mod closed_set;
mod explain;
mod name;
mod nominal;
#[cfg(test)]
mod notation;
mod phrase;
mod quote;
mod relation;
mod relative;
mod speech;
mod subject;
mod tag;
#[cfg(test)]
mod tests;
mod verb_group;
mod walk;

use std::{borrow::Cow, ops::Range};

use self::{arcs::Arcs, relative::Relatives, subject::Frame};
use super::syntax::{ParsedWord, conllu};

pub use self::{
    clause::{Clause, ClauseKind, ClauseRole, Complement, Oblique},
    name::Name,
    nominal::{NounArgument, NounSlot},
    phrase::{NounPhrase, Number},
    quote::Quote,
    relation::Relation,
    speech::{Manner, Placement, Reporter, Speech, Speeches},
    subject::{Subject, SubjectLink},
    tag::{Upos, Xpos},
    verb_group::{Aspect, Condition, Finiteness, Negation, Question, Tense, VerbGroup, Voice},
    walk::{Direction, Path, Step},
};

/// Steps from word to word that a guess may take; a longer way is no grammar.
const MAX_HOPS: usize = 8;

/// A word of a parsed sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As it is written.
    pub form: &'a str,
    /// Dictionary form.
    pub lemma: Cow<'a, str>,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank part of speech.
    pub xpos: Xpos,
    /// The head, counted from 0; none for a root.
    pub head: Option<usize>,
    /// Relation to the head.
    pub relation: Relation,
    /// Where it stands in the text, in Unicode characters; none where nobody said.
    pub chars: Option<Range<usize>>,
}

impl<'a> Word<'a> {
    /// A word as the parser gives it.
    pub fn parsed(form: &'a str, parsed: ParsedWord<'_>) -> Self {
        Self {
            form,
            lemma: Cow::Owned(parsed.lemma),
            upos: Upos::read(parsed.upos),
            xpos: Xpos::read(parsed.xpos),
            head: parsed.head.checked_sub(1),
            relation: Relation::read(parsed.deprel),
            chars: None,
        }
    }
}

/// A word of CoNLL-U; its place is not read.
impl<'a> From<&'a conllu::Word> for Word<'a> {
    fn from(word: &'a conllu::Word) -> Self {
        Self {
            form: &word.form,
            lemma: Cow::Borrowed(&word.lemma),
            upos: Upos::read(&word.upos),
            xpos: Xpos::read(&word.xpos),
            head: word.head.and_then(|head| head.checked_sub(1)),
            relation: Relation::read(&word.deprel),
            chars: None,
        }
    }
}

/// One parsed sentence that answers questions.
#[derive(Debug, Clone)]
pub struct Tree<'a> {
    words: Vec<Word<'a>>,
    arcs: Arcs,
    frames: Vec<Frame>,
    relatives: Relatives,
    predicates: Vec<bool>,
    subjects: Vec<Option<Subject>>,
    groups: Vec<VerbGroup>,
    quotes: Vec<Quote>,
}

impl<'a> Tree<'a> {
    /// Builds a tree from words in reading order. Cost is linear in them. Never fails: a head beyond the sentence and
    /// an arc that closes a cycle are cut, which makes one more root.
    pub fn new(mut words: Vec<Word<'a>>) -> Self {
        let arcs = Arcs::of(&mut words);
        let mut tree = Self {
            words,
            arcs,
            frames: Vec::new(),
            relatives: Relatives::default(),
            predicates: Vec::new(),
            subjects: Vec::new(),
            groups: Vec::new(),
            quotes: Vec::new(),
        };
        tree.frames = subject::frames(&tree);
        tree.predicates = clause::predicates(&tree);
        tree.relatives = Relatives::of(&tree);
        tree.groups = verb_group::groups(&tree);
        tree.subjects = subject::subjects(&tree);
        tree.quotes = quote::quotes(&tree);
        tree
    }

    /// Builds a tree from the words that a parser was given and what it made of them; the shorter of both counts.
    pub fn of_parse(forms: &[&'a str], parsed: Vec<ParsedWord<'_>>) -> Self {
        Self::new(forms.iter().zip(parsed).map(|(form, parsed)| Word::parsed(form, parsed)).collect())
    }

    /// The words in reading order, with their arcs as they stand in this tree.
    pub fn words(&self) -> &[Word<'a>] {
        &self.words
    }

    /// A word; none beyond the end.
    pub fn word(&self, word: usize) -> Option<&Word<'a>> {
        self.words.get(word)
    }

    /// A word as it is written; empty beyond the end.
    pub fn form(&self, word: usize) -> &'a str {
        self.words.get(word).map_or("", |word| word.form)
    }

    /// A word's dictionary form; empty beyond the end.
    pub fn lemma(&self, word: usize) -> &str {
        self.words.get(word).map_or("", |word| &word.lemma)
    }

    /// The universal part of speech; [`Upos::Other`] beyond the end.
    pub fn upos(&self, word: usize) -> Upos {
        self.words.get(word).map_or_else(Upos::default, |word| word.upos)
    }

    /// The Penn part of speech; [`Xpos::Other`] beyond the end.
    pub fn xpos(&self, word: usize) -> Xpos {
        self.words.get(word).map_or_else(Xpos::default, |word| word.xpos)
    }

    /// The relation to the head; [`Relation::Dep`] beyond the end.
    pub fn relation(&self, word: usize) -> Relation {
        self.words.get(word).map_or_else(Relation::default, |word| word.relation)
    }

    /// The head; none for a root.
    pub fn head(&self, word: usize) -> Option<usize> {
        self.words.get(word).and_then(|word| word.head)
    }

    /// Where some words stand in the text, in Unicode characters; none for no words, and where a word at
    /// their ends does not know.
    pub fn chars(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let place = |word: usize| self.words.get(word).and_then(|word| word.chars.as_ref());
        let last = words.end.checked_sub(1).filter(|last| words.start <= *last)?;
        Some(place(words.start)?.start..place(last)?.end)
    }

    /// Some words as they are written, with a blank between them.
    pub fn text(&self, words: &Range<usize>) -> String {
        let words = self.words.get(words.clone()).unwrap_or_default();
        words.iter().map(|word| word.form).collect::<Vec<_>>().join(" ")
    }

    /// How many arcs were cut because they led out of the sentence or closed a cycle; 0 for a tree.
    pub fn cuts(&self) -> usize {
        self.arcs.cuts
    }

    /// Whether a word's lemma is in a table of lemmas in lower case.
    fn is_one_of(&self, word: usize, table: &[&str]) -> bool {
        let lemma = self.lemma(word);
        table.contains(&lemma) || lemma.chars().any(char::is_uppercase) && table.contains(&&*lemma.to_lowercase())
    }
}
