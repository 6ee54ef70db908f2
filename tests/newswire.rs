//! Hard newswire sentences, parsed by hand: how many of the arcs that events are read from does the parser find?
//!
//! `tests/language/README.md` tells what is in the set and by which conventions. `cargo test --test newswire --
//! --nocapture` prints the table; figures are for gold words and the parser's own tags.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails may say so by a panic")]

use std::{collections::BTreeMap, fmt};

use demarche::language::{
    Parser,
    syntax::conllu::{self, Line, Sentence, Word},
};

const NEWSWIRE: &str = include_str!("language/newswire.conllu");

/// The relations that events are read from, subtypes aside; the table's order.
const COUNTED: [&str; 7] = ["nsubj", "csubj", "obj", "iobj", "obl", "conj", "appos"];

/// The least share of the counted gold arcs that must be found, in per mille. Just under what the model reaches, so that
/// a worse one fails; it rises with the model.
const FLOOR_PER_MILLE: usize = 915;

/// Fewer sentences tell too little.
const MIN_SENTENCES: usize = 150;

#[test]
fn the_parser_finds_the_arcs_that_events_are_read_from() {
    let parser = Parser::load(None).expect("the model compiled in is right");
    let table = Table::of(&parser, &newswire());
    println!("{table}");
    assert!(
        table.all.recall() >= FLOOR_PER_MILLE,
        "{} of 1000 arcs found, must be {FLOOR_PER_MILLE}\n{table}",
        table.all.recall()
    );
}

#[test]
fn the_set_has_enough_sentences_and_each_names_its_construction() {
    let sentences = newswire();
    assert!(sentences.len() >= MIN_SENTENCES, "{} sentences", sentences.len());
    for sentence in &sentences {
        assert_ne!(comment(sentence, "construction"), "", "sentence {}", comment(sentence, "sent_id"));
    }
}

#[test]
fn every_sentence_is_one_tree_over_the_words_of_its_text() {
    for sentence in newswire() {
        let id = comment(&sentence, "sent_id");
        assert_eq!(written(&sentence), comment(&sentence, "text"), "sentence {id}");
        let heads: Vec<usize> = sentence.words().map(|word| word.head.expect("a head")).collect();
        assert_eq!(heads.iter().filter(|head| **head == 0).count(), 1, "sentence {id}");
        for place in 1..=heads.len() {
            assert!(reaches_the_root(place, &heads), "sentence {id}: word {place} is in a circle");
        }
    }
}

#[test]
fn a_relation_counts_only_with_its_own_head() {
    let word = |head, deprel: &str| Word { head: Some(head), deprel: deprel.into(), ..Word::default() };
    let cases = [
        (word(2, "obl:agent"), 2, "obl", Tally { gold: 1, said: 1, right: 1 }),
        (word(2, "obl"), 3, "obl", Tally { gold: 1, said: 1, right: 0 }),
        (word(2, "obl"), 2, "nmod", Tally { gold: 1, said: 0, right: 0 }),
        (word(2, "nmod"), 2, "obl", Tally { gold: 0, said: 1, right: 0 }),
        (word(2, "punct"), 2, "punct", Tally::default()),
    ];
    for (gold, head, deprel, expected) in cases {
        assert_eq!(Tally::of(&gold, head, deprel, "obl"), expected, "{gold:?} against {deprel} of {head}");
    }
}

fn newswire() -> Vec<Sentence> {
    conllu::read(NEWSWIRE).expect("the set is CoNLL-U")
}

/// The value of a sentence's comment; empty where it has none of that key.
fn comment<'s>(sentence: &'s Sentence, key: &str) -> &'s str {
    let value = |line: &'s Line| match line {
        Line::Other(comment) => comment.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(" = "),
        Line::Word(_) => None,
    };
    sentence.lines.iter().find_map(value).unwrap_or_default()
}

/// The words with the spaces that `SpaceAfter=No` leaves.
fn written(sentence: &Sentence) -> String {
    let spaced = |word: &Word| format!("{}{}", word.form, if word.misc == "SpaceAfter=No" { "" } else { " " });
    sentence.words().map(spaced).collect::<String>().trim_end().to_owned()
}

/// Whether a word, by its place counted from 1, has the root above it.
fn reaches_the_root(place: usize, heads: &[usize]) -> bool {
    std::iter::successors(Some(place), |place| heads.get(place.checked_sub(1)?).copied())
        .take(heads.len() + 1)
        .any(|place| place == 0)
}

fn without_subtype(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or_default()
}

/// Arcs in the set, arcs that the parser says, and arcs in both with the same head and relation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    gold: usize,
    said: usize,
    right: usize,
}

impl Tally {
    /// What one word adds to one relation's tally.
    fn of(gold: &Word, head: usize, deprel: &str, relation: &str) -> Self {
        let in_gold = without_subtype(&gold.deprel) == relation;
        let in_said = without_subtype(deprel) == relation;
        let right = in_gold && in_said && gold.head == Some(head);
        Self { gold: in_gold.into(), said: in_said.into(), right: right.into() }
    }

    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.said += other.said;
        self.right += other.right;
    }

    /// Share of the gold arcs that are found, in per mille, rounded down.
    fn recall(self) -> usize {
        self.right * 1000 / self.gold.max(1)
    }

    /// Share of the arcs said that are right, in per mille, rounded down.
    fn precision(self) -> usize {
        self.right * 1000 / self.said.max(1)
    }

    /// The harmonic mean of both, in per mille, rounded down.
    fn f1(self) -> usize {
        2 * self.right * 1000 / (self.gold + self.said).max(1)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shares =
            [self.recall(), self.precision(), self.f1()].map(|share| format!("{:>2}.{}", share / 10, share % 10));
        let [recall, precision, f1] = shares;
        write!(f, "{:>5} {:>5} {recall:>9} {precision:>9} {f1:>5}", self.gold, self.right)
    }
}

/// The tallies of the whole set.
#[derive(Debug, Default)]
struct Table {
    all: Tally,
    relations: [(&'static str, Tally); COUNTED.len()],
    constructions: BTreeMap<String, Tally>,
}

impl Table {
    fn of(parser: &Parser, gold: &[Sentence]) -> Self {
        let mut table = Self { relations: COUNTED.map(|relation| (relation, Tally::default())), ..Self::default() };
        for sentence in gold {
            table.add(parser, sentence);
        }
        table
    }

    fn add(&mut self, parser: &Parser, sentence: &Sentence) {
        let forms: Vec<&str> = sentence.words().map(|word| word.form.as_str()).collect();
        let construction = self.constructions.entry(comment(sentence, "construction").to_owned()).or_default();
        for (gold, said) in sentence.words().zip(parser.parse(&forms)) {
            for (relation, tally) in &mut self.relations {
                let one = Tally::of(gold, said.head, said.deprel, relation);
                tally.add(one);
                construction.add(one);
                self.all.add(one);
            }
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:22} {:>5} {:>5} {:>9} {:>9} {:>5}", "", "gold", "right", "recall", "precision", "F1")?;
        let constructions = self.constructions.iter().map(|(name, tally)| (name.as_str(), tally));
        let relations = self.relations.iter().map(|(name, tally)| (*name, tally));
        for (name, tally) in relations.chain([("all", &self.all)]).chain(constructions) {
            writeln!(f, "{name:22} {tally}")?;
        }
        Ok(())
    }
}
