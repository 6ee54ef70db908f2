//! The closed classes of English, read from `config/lexicon/grammar.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    verb::{Form, inflect},
    vocabulary::{Vocabulary, WordId},
};

/// No sign of the data is longer, curly apostrophes counted.
const MAX_SIGN_BYTES: usize = 12;

/// A closed class of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub(crate) enum Class {
    Determiner,
    Own,
    Sport,
    Adverb,
    Preposition,
    Be,
    Have,
    Do,
    Will,
    May,
    Not,
    Condition,
    Subordinator,
    Modifier,
    Particle,
    Pronoun,
    Honorific,
    Report,
    Promise,
    Refuse,
    Suppose,
    Done,
    Coming,
    Verbs,
    Abbreviation,
    Shortened,
    Numbered,
    Prefix,
    Measure,
    Speech,
    Hour,
    Zone,
    Opener,
    Closing,
    Final,
}

/// The file as written.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    abbreviations: Vec<String>,
    shortened: Vec<String>,
    numbered: Vec<String>,
    hours: Vec<String>,
    zones: Vec<String>,
    prefixes: Vec<String>,
    measures: Vec<String>,
    contractions: Vec<String>,
    signs: Vec<String>,
    openers: Vec<String>,
    closings: Vec<String>,
    finals: Vec<String>,
    class: BTreeMap<String, Vec<String>>,
    irregular: BTreeMap<String, [String; 4]>,
    months: BTreeMap<String, i8>,
    weekdays: BTreeMap<String, i8>,
}

/// Classes, verb forms and calendar words.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    classes: Vec<u64>,
    irregular: HashMap<String, [String; 4]>,
    forms: HashMap<WordId, Vec<(WordId, Form)>>,
    months: HashMap<WordId, i8>,
    weekdays: HashMap<WordId, i8>,
    contractions: HashMap<WordId, usize>,
    signs: HashSet<String>,
}

impl Grammar {
    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with a byte position where TOML tells one.
    pub(crate) fn read(text: &str, vocabulary: &mut Vocabulary) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut grammar = Self { irregular: file.irregular.into_iter().collect(), ..Self::default() };
        for (name, words) in &file.class {
            let class: Class = toml::Value::String(name.clone()).try_into()?;
            grammar.add(class, words, vocabulary);
        }
        let abbreviations = [
            (Class::Abbreviation, &file.abbreviations),
            (Class::Shortened, &file.shortened),
            (Class::Numbered, &file.numbered),
            (Class::Hour, &file.hours),
            (Class::Final, &file.finals),
        ];
        for (class, words) in abbreviations {
            grammar.add(class, words, vocabulary);
            grammar.add(class, &with_stops(words), vocabulary);
        }
        grammar.add(Class::Zone, &file.zones, vocabulary);
        grammar.add(Class::Prefix, &file.prefixes, vocabulary);
        grammar.add(Class::Measure, &file.measures, vocabulary);
        grammar.add(Class::Opener, &file.openers, vocabulary);
        grammar.add(Class::Closing, &file.closings, vocabulary);
        grammar.months = numbered(&file.months, vocabulary);
        grammar.weekdays = numbered(&file.weekdays, vocabulary);
        grammar.contractions = file.contractions.iter().map(|words| contraction(words, vocabulary)).collect();
        grammar.signs = file.signs.into_iter().collect();
        Ok(grammar)
    }

    fn add(&mut self, class: Class, words: &[String], vocabulary: &mut Vocabulary) {
        for word in words {
            let id = vocabulary.intern(word);
            self.mark(id, class);
            if matches!(class, Class::Verbs | Class::Report) {
                self.add_verb(word, vocabulary);
            }
            if matches!(class, Class::Report | Class::Promise | Class::Refuse | Class::Speech) {
                self.forms_of(word).iter().for_each(|form| self.mark(vocabulary.intern(form), class));
            }
        }
    }

    fn mark(&mut self, id: WordId, class: Class) {
        if self.classes.len() <= id.index() {
            self.classes.resize(id.index() + 1, 0);
        }
        if let Some(bits) = self.classes.get_mut(id.index()) {
            *bits |= 1 << class as u8;
        }
    }

    fn forms_of(&self, lemma: &str) -> [String; 4] {
        self.irregular.get(lemma).cloned().unwrap_or_else(|| inflect(lemma))
    }

    /// Makes a verb and its forms known; returns its number.
    pub(crate) fn add_verb(&mut self, lemma: &str, vocabulary: &mut Vocabulary) -> WordId {
        let id = vocabulary.intern(lemma);
        let forms = self.forms_of(lemma);
        let kinds = [Form::Third, Form::Past, Form::Participle, Form::Ing];
        let written = forms.iter().map(String::as_str).zip(kinds).chain([(lemma, Form::Base)]);
        for (text, form) in written {
            let entry = self.forms.entry(vocabulary.intern(text)).or_default();
            if !entry.contains(&(id, form)) {
                entry.push((id, form));
            }
        }
        id
    }

    /// Whether a word belongs to a class.
    pub(crate) fn is(&self, word: WordId, class: Class) -> bool {
        self.classes.get(word.index()).is_some_and(|bits| bits & (1 << class as u8) != 0)
    }

    /// Where the second word begins in a word that is two, such as `cannot`. In characters.
    pub(crate) fn contraction(&self, word: WordId) -> Option<usize> {
        self.contractions.get(&word).copied()
    }

    /// Whether several marks are one word, such as `'em` and `:-)`.
    pub(crate) fn is_sign(&self, written: &str) -> bool {
        let plain = |letter: char| if letter == '’' { '\'' } else { letter.to_ascii_lowercase() };
        written.len() <= MAX_SIGN_BYTES && self.signs.contains(&written.chars().map(plain).collect::<String>())
    }

    /// Lemmas and forms that a word can be; none where it is no known verb.
    pub(crate) fn verb_forms(&self, word: WordId) -> &[(WordId, Form)] {
        self.forms.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The month that a word names, 1 to 12.
    pub(crate) fn month(&self, word: WordId) -> Option<i8> {
        self.months.get(&word).copied()
    }

    /// The day of the week that a word names, 1 for Monday.
    pub(crate) fn weekday(&self, word: WordId) -> Option<i8> {
        self.weekdays.get(&word).copied()
    }
}

/// The words as they are where the full stop is part of them.
fn with_stops(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("{word}.")).collect()
}

/// `can not`: the word `cannot`, and 3.
fn contraction(words: &str, vocabulary: &mut Vocabulary) -> (WordId, usize) {
    let first = words.chars().take_while(|letter| *letter != ' ').count();
    (vocabulary.intern(&words.replace(' ', "")), first)
}

fn numbered<T: Copy>(table: &BTreeMap<String, T>, vocabulary: &mut Vocabulary) -> HashMap<WordId, T> {
    table.iter().map(|(word, value)| (vocabulary.intern(word), *value)).collect()
}
