//! Patterns of the lexicon: what words, with whom around them, say that something was done.
//!
//! One file of `config/lexicon` for each type. Each pattern carries sentences that it must accept and sentences that
//! it must reject; one without either does not load. [`crate::engine::Engine::check`] runs them.

use std::collections::BTreeMap;

use super::ontology::{EventType, Mode, Status};
use crate::{
    engine::DataFault,
    language::{Grammar, Vocabulary, WordId},
};

/// Gap words that a `*` in a phrase can stand for at most.
pub(super) const MAX_GAP: usize = 4;

/// A file of patterns as written.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    r#type: String,
    pattern: Vec<toml::Spanned<Entry>>,
}

/// A pattern as written.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    mode: Option<Mode>,
    confidence: f64,
    slots: BTreeMap<String, Side>,
    #[serde(default)]
    require: Vec<String>,
    #[serde(default)]
    embeds: bool,
    #[serde(default)]
    possessor: bool,
    #[serde(default)]
    two_sides: bool,
    status: Option<Status>,
    #[serde(default)]
    accept: Vec<Accept>,
    #[serde(default)]
    reject: Vec<String>,
}

/// A sentence that a pattern must code, and how; countries sorted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accept {
    pub(crate) text: String,
    pub(crate) actors: Vec<String>,
    #[serde(default)]
    pub(crate) recipients: Vec<String>,
    #[serde(default = "occurred")]
    pub(crate) status: Status,
}

fn occurred() -> Status {
    Status::Occurred
}

/// On which side of the event a slot's parties stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    Actor,
    Recipient,
}

/// Where a slot is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Left of a verb; the agent of a passive.
    Subject,
    /// Right of a verb; the subject of a passive.
    Object,
    /// The subject of the clause that a noun hangs on.
    Main,
    /// The possessor of a noun.
    Owner,
    /// The subject of the clause after `that`.
    That,
    /// After a preposition.
    After(WordId),
}

/// Words of a trigger after its head; none is a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) pattern: usize,
    pub(crate) rest: Vec<Option<WordId>>,
}

/// One pattern, checked.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) id: String,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) kind: EventType,
    pub(crate) mode: Option<Mode>,
    pub(crate) confidence: f64,
    pub(crate) slots: Vec<(Slot, Side)>,
    /// Of each list, one slot at least must be filled.
    pub(crate) require: Vec<Vec<Slot>>,
    /// What follows in the sentence is part of the speech act, not told as a fact.
    pub(crate) embeds: bool,
    /// `condemned Russia's attack`: the possessor of the object fills the slot.
    pub(crate) possessor: bool,
    /// It takes parties of two countries, or two persons named: a meeting, a treaty.
    pub(crate) two_sides: bool,
    /// The status of what was done, where the pattern says it.
    pub(crate) status: Option<Status>,
    pub(crate) accept: Vec<Accept>,
    pub(crate) reject: Vec<String>,
}

/// All patterns, by the first word of their phrases.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) patterns: Vec<Pattern>,
    /// Phrases by the lemma of the verb they begin with; the longest first.
    pub(crate) verbs: BTreeMap<WordId, Vec<Phrase>>,
    /// Phrases by the noun they begin with; the longest first.
    pub(crate) nouns: BTreeMap<WordId, Vec<Phrase>>,
}

impl Lexicon {
    /// Reads one file of patterns into the lexicon; its verbs become known to the grammar.
    pub(crate) fn read(
        &mut self,
        file: &str,
        text: &str,
        (grammar, vocabulary): (&mut Grammar, &mut Vocabulary),
        faults: &mut Vec<DataFault>,
    ) {
        let fault = |line: usize, message: String| DataFault { file: file.to_owned(), line, message };
        let parsed: File = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(text, span.start));
                return faults.push(fault(line, error.message().to_owned()));
            }
        };
        let Some(kind) = EventType::parse(&parsed.r#type) else {
            return faults.push(fault(1, format!("`{}` is no event type", parsed.r#type)));
        };
        for spanned in parsed.pattern {
            let line = line_of(text, spanned.span().start);
            let entry = spanned.into_inner();
            match self.pattern((file, line), kind, &entry, vocabulary) {
                Ok(pattern) => self.add(pattern, &entry, grammar, vocabulary),
                Err(messages) => {
                    faults.extend(messages.into_iter().map(|m| fault(line, format!("pattern {}: {m}", entry.id))));
                }
            }
        }
    }

    fn pattern(
        &self,
        (file, line): (&str, usize),
        kind: EventType,
        entry: &Entry,
        vocabulary: &mut Vocabulary,
    ) -> Result<Pattern, Vec<String>> {
        let mut messages = Vec::new();
        let rules = [
            (entry.accept.is_empty(), "has no sentence to accept"),
            (entry.reject.is_empty(), "has no sentence to reject"),
            (entry.verb.is_empty() == entry.noun.is_empty(), "has verbs or nouns, one of the two"),
            (!(0.0..=1.0).contains(&entry.confidence), "has a confidence outside 0 to 1"),
            (self.patterns.iter().any(|other| other.id == entry.id), "has the id of another pattern"),
        ];
        messages.extend(rules.iter().filter(|(wrong, _)| *wrong).map(|(_, message)| (*message).to_owned()));
        let slots = entry.slots.iter().map(|(name, side)| (slot(name, vocabulary), *side)).collect::<Vec<_>>();
        for required in entry.require.iter().flat_map(|list| list.split('|')) {
            if !entry.slots.contains_key(required) {
                messages.push(format!("requires the slot `{required}`, which it does not have"));
            }
        }
        if !messages.is_empty() {
            return Err(messages);
        }
        let require = entry.require.iter().map(|list| list.split('|').map(|name| slot(name, vocabulary)).collect());
        Ok(Pattern {
            id: entry.id.clone(),
            file: file.to_owned(),
            line,
            kind,
            mode: entry.mode,
            confidence: entry.confidence,
            slots,
            require: require.collect(),
            embeds: entry.embeds,
            possessor: entry.possessor,
            two_sides: entry.two_sides || kind == EventType::Consult,
            status: entry.status,
            accept: entry.accept.clone(),
            reject: entry.reject.clone(),
        })
    }

    fn add(&mut self, pattern: Pattern, entry: &Entry, grammar: &mut Grammar, vocabulary: &mut Vocabulary) {
        let number = self.patterns.len();
        self.patterns.push(pattern);
        let sets = [(&entry.verb, &mut self.verbs, true), (&entry.noun, &mut self.nouns, false)];
        for (phrases, index, is_verb) in sets {
            for phrase in phrases {
                let mut words = phrase.split(' ');
                let Some(head) = words.next() else { continue };
                let head = if is_verb { grammar.add_verb(head, vocabulary) } else { vocabulary.intern(head) };
                let rest = words.map(|word| (word != "*").then(|| vocabulary.intern(word))).collect();
                let known = index.entry(head).or_default();
                known.push(Phrase { pattern: number, rest });
                known.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            }
        }
    }
}

/// A slot by its name in the lexicon; any other word is a preposition.
fn slot(name: &str, vocabulary: &mut Vocabulary) -> Slot {
    match name {
        "subject" => Slot::Subject,
        "object" => Slot::Object,
        "main" => Slot::Main,
        "owner" => Slot::Owner,
        "that" => Slot::That,
        preposition => Slot::After(vocabulary.intern(preposition)),
    }
}

/// The line, from 1, that a byte stands on.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|letter| *letter == b'\n').count() + 1
}
