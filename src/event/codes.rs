//! Codes by type and mode, and contexts by word, read from `config/lexicon`.

use std::collections::{BTreeMap, HashMap};

use super::ontology::{Context, EventType, Mode};
use crate::{
    engine::DataFault,
    language::{Token, Vocabulary, WordId},
};

/// A CAMEO code with its Goldstein score.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) cameo: String,
    pub(crate) goldstein: f64,
}

/// The tables `codes.toml` and `contexts.toml`.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    codes: BTreeMap<(EventType, Option<Mode>), Code>,
    contexts: HashMap<WordId, Vec<Context>>,
}

impl Codes {
    /// Reads `codes.toml`: a table for each type, `plain` and a key for each mode that has a code of its own.
    pub(crate) fn read_codes(&mut self, file: &str, text: &str, faults: &mut Vec<DataFault>) {
        let parsed: BTreeMap<EventType, BTreeMap<String, Code>> = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => return faults.push(DataFault::of_toml(file, text, &error)),
        };
        for kind in EventType::ALL {
            if !parsed.get(&kind).is_some_and(|modes| modes.contains_key("plain")) {
                faults.push(DataFault::of_file(file, &format!("has no code `{}.plain`", kind.as_str())));
            }
        }
        for (kind, name, code) in parsed.iter().flat_map(|(kind, modes)| modes.iter().map(move |(m, c)| (kind, m, c))) {
            let mode = Mode::parse(name);
            if mode.is_none() && name != "plain" {
                faults.push(DataFault::of_file(file, &format!("`{name}` is no mode")));
            }
            self.codes.insert((*kind, mode), code.clone());
        }
    }

    /// Reads `contexts.toml`: words by context.
    pub(crate) fn read_contexts(
        &mut self,
        file: &str,
        text: &str,
        vocabulary: &mut Vocabulary,
        faults: &mut Vec<DataFault>,
    ) {
        let parsed: BTreeMap<Context, Vec<String>> = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => return faults.push(DataFault::of_toml(file, text, &error)),
        };
        for (context, words) in &parsed {
            for word in words {
                self.contexts.entry(vocabulary.intern(word)).or_default().push(*context);
            }
        }
    }

    /// The code of a type and mode; that of the type where the mode has none of its own.
    pub(super) fn code(&self, kind: EventType, mode: Option<Mode>) -> Option<&Code> {
        self.codes.get(&(kind, mode)).or_else(|| self.codes.get(&(kind, None)))
    }

    /// What a sentence is about, sorted.
    pub(super) fn contexts(&self, tokens: &[Token]) -> Vec<Context> {
        let mut found: Vec<Context> =
            tokens.iter().filter_map(|token| self.contexts.get(&token.word)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
