//! Article to events: the function to read first.

use std::path::{Path, PathBuf};

use crate::{
    article::Article,
    event::{Coder, Codes, Event, EventType, Lexicon, Pattern, Resources, Status, Words},
    knowledge::{Count, DataFiles, Gap, Knowledge},
    language::{Grammar, Parser, Splitter, Vocabulary},
    mention::{self, Annotation, Calendar, Document, Mentions, PlaceFeatures, ReferenceWords, annotate, features_of},
};

/// Files of `lexicon/` that are no patterns.
const GRAMMAR: &str = "lexicon/grammar.toml";
const CODES: &str = "lexicon/codes.toml";
const CONTEXTS: &str = "lexicon/contexts.toml";
const REFERENCE: &str = "lexicon/reference.toml";
const TIME: &str = "lexicon/time.toml";

/// What an engine is built with.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineOptions {
    /// Articles of more words are refused.
    pub max_words: usize,
    /// Emit neutral statements as type `STATEMENT` too.
    pub statements: bool,
    /// Events below this confidence are left out, 0 to 1.
    pub min_confidence: f64,
    /// Folder whose tables are added to the knowledge: each `<table>-<anything>.tsv` to its table.
    pub knowledge_dir: Option<PathBuf>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { max_words: 50_000, statements: false, min_confidence: 0.0, knowledge_dir: None }
    }
}

/// The article has more words than the engine takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{words} words, more than the {limit} of engine.max_words")]
pub struct OverBudget {
    /// Words counted.
    pub words: usize,
    /// Words allowed.
    pub limit: usize,
}

/// Data that cannot be used: which file, which line, what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DataFault {
    /// Path below the data folder; the whole path of a file that a user adds.
    pub file: String,
    /// Line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl DataFault {
    /// A fault of a file as a whole.
    pub(crate) fn of_file(file: &str, message: &str) -> Self {
        Self { file: file.to_owned(), line: 0, message: message.to_owned() }
    }

    /// A fault that TOML tells, at its line.
    pub(crate) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(before).filter(|letter| *letter == b'\n').count() + 1;
        Self { file: file.to_owned(), line, message: error.message().to_owned() }
    }
}

/// Lexicon, knowledge and model, checked and immutable; shared by all threads behind one `Arc`.
#[derive(Debug)]
pub struct Engine {
    options: EngineOptions,
    digest: String,
    splitter: Splitter,
    parser: Parser,
    vocabulary: Vocabulary,
    grammar: Grammar,
    words: Words,
    reference: ReferenceWords,
    knowledge: Knowledge,
    lexicon: Lexicon,
    codes: Codes,
    calendar: Calendar,
}

impl Engine {
    /// Reads and checks the data: those compiled in, or those of the folder `data_dir` instead.
    ///
    /// The folder holds `lexicon/` and `knowledge/`, laid out as in `config/`.
    ///
    /// # Errors
    ///
    /// Every fault of every file, not the first only.
    pub fn load(data_dir: Option<&Path>, options: EngineOptions) -> Result<Self, Vec<DataFault>> {
        let mut files = data_dir.map_or_else(DataFiles::compiled_in, DataFiles::of_folder)?;
        let mut faults = Vec::new();
        if let Some(folder) = &options.knowledge_dir {
            files.add_knowledge(folder).unwrap_or_else(|found| faults.extend(found));
        }
        // Knowledge and model are most of the work, and know nothing of the rest.
        let (knowledge, (parser, digest), rest) = std::thread::scope(|scope| {
            let knowledge = scope.spawn(|| Knowledge::read(&files));
            let model = scope.spawn(|| (Parser::load(data_dir), files.digest()));
            let rest = Rest::read(&files, &mut faults);
            let panicked = |what: &str| DataFault::of_file(what, "its reader panicked");
            let knowledge = knowledge.join().unwrap_or_else(|_| Err(vec![panicked("knowledge")]));
            let model = model.join().unwrap_or_else(|_| (Err(panicked("model")), String::new()));
            (knowledge, model, rest)
        });
        let parser = parser.map_err(|fault| faults.push(fault)).ok();
        let knowledge = knowledge.unwrap_or_else(|found| {
            faults.extend(found);
            Knowledge::default()
        });
        let Rest { vocabulary, grammar, words, reference, calendar, lexicon, codes, splitter } = rest;
        let (Some(parser), Some(splitter), true) = (parser, splitter, faults.is_empty()) else { return Err(faults) };
        Ok(Self {
            options,
            digest,
            splitter,
            parser,
            vocabulary,
            grammar,
            words,
            reference,
            calendar,
            knowledge,
            lexicon,
            codes,
        })
    }

    /// Digest of all data: the same for the same lexicon, knowledge and model. 16 hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How many entries of each kind the knowledge has.
    pub fn knowledge_counts(&self) -> Vec<Count> {
        self.knowledge.counts()
    }

    /// What the knowledge lacks and is known to lack, by country and office.
    pub fn knowledge_gaps(&self) -> Vec<Gap> {
        self.knowledge.gaps()
    }

    /// Codes one article. Pure: the same article gives the same events, byte for byte.
    ///
    /// # Errors
    ///
    /// [`OverBudget`] where the article has more words than `max_words`.
    pub fn extract(&self, article: &Article) -> Result<Vec<Event>, OverBudget> {
        self.check_budget(article)?;
        let mut events = self.coder(self.options.statements).code(article);
        events.retain(|event| event.confidence >= self.options.min_confidence);
        Ok(events)
    }

    /// Finds and resolves who, where and when one article tells of. Pure, as [`Self::extract`].
    ///
    /// # Errors
    ///
    /// [`OverBudget`] where the article has more words than `max_words`.
    pub fn annotate(&self, article: &Article) -> Result<Annotation, OverBudget> {
        self.check_budget(article)?;
        let document = Document::parse(article, &self.splitter, &self.parser);
        let mentions = Mentions::find(&document, self.mentions());
        Ok(annotate(&document, mentions))
    }

    fn mentions(&self) -> mention::Resources<'_> {
        mention::Resources { knowledge: &self.knowledge, words: &self.reference, calendar: &self.calendar }
    }

    /// What is asked about each name of the text that may be a toponym, to learn from.
    ///
    /// # Errors
    ///
    /// [`OverBudget`] where the article has more words than `max_words`.
    pub fn place_features(&self, article: &Article) -> Result<Vec<PlaceFeatures>, OverBudget> {
        self.check_budget(article)?;
        Ok(features_of(&Document::parse(article, &self.splitter, &self.parser), &self.knowledge))
    }

    fn check_budget(&self, article: &Article) -> Result<(), OverBudget> {
        let limit = self.options.max_words;
        let title = article.title.as_deref().unwrap_or_default();
        let words = article.text.split_whitespace().chain(title.split_whitespace()).count();
        if words > limit { Err(OverBudget { words, limit }) } else { Ok(()) }
    }

    /// Runs every pattern's own sentences; a sentence that is coded otherwise is a fault of its pattern.
    pub fn check(&self) -> Vec<DataFault> {
        self.lexicon.patterns.iter().flat_map(|pattern| self.check_pattern(pattern)).collect()
    }

    fn coder(&self, statements: bool) -> Coder<'_> {
        Coder {
            statements,
            vocabulary: &self.vocabulary,
            resources: Resources { grammar: &self.grammar, words: &self.words },
            splitter: &self.splitter,
            parser: &self.parser,
            mentions: self.mentions(),
            lexicon: &self.lexicon,
            codes: &self.codes,
            data: &self.digest,
        }
    }

    fn check_pattern(&self, pattern: &Pattern) -> Vec<DataFault> {
        let fault = |message: String| DataFault {
            file: pattern.file.clone(),
            line: pattern.line,
            message: format!("pattern {}: {message}", pattern.id),
        };
        let coder = self.coder(pattern.kind == EventType::Statement);
        let accepts = pattern.accept.iter().filter_map(|accept| {
            let events = coder.code(&specimen(&accept.text));
            let wanted = (accept.status, sorted(&accept.actors), sorted(&accept.recipients));
            let right = events.iter().any(|event| event.kind == pattern.kind && sides(event) == wanted);
            (!right).then(|| fault(format!("does not code {:?} so, but: {}", accept.text, told(&events))))
        });
        let rejects = pattern.reject.iter().filter_map(|text| {
            let events = coder.code(&specimen(text));
            let wrong = events.iter().any(|event| event.kind == pattern.kind && event.status == Status::Occurred);
            wrong.then(|| fault(format!("codes what it must reject: {text:?}: {}", told(&events))))
        });
        accepts.chain(rejects).collect()
    }
}

/// What the lexicon gives.
struct Rest {
    vocabulary: Vocabulary,
    grammar: Grammar,
    words: Words,
    reference: ReferenceWords,
    calendar: Calendar,
    lexicon: Lexicon,
    codes: Codes,
    splitter: Option<Splitter>,
}

impl Rest {
    fn read(files: &DataFiles, faults: &mut Vec<DataFault>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut grammar = read_words(files, GRAMMAR, |text| Grammar::read(text, &mut vocabulary), faults);
        let words = Words::intern(&mut vocabulary);
        let reference = read_words(files, REFERENCE, ReferenceWords::read, faults);
        let lexicon = read_lexicon(files, &mut grammar, &mut vocabulary, faults);
        let codes = read_codes(files, &mut vocabulary, faults);
        let calendar = read_words(files, TIME, Calendar::read, faults);
        let splitter = Splitter::of_files(files).map_err(|fault| faults.push(fault)).ok();
        Self { vocabulary, grammar, words, reference, calendar, lexicon, codes, splitter }
    }
}

/// Reads a file of words by its own reader.
fn read_words<T: Default>(
    files: &DataFiles,
    file: &str,
    read: impl FnOnce(&str) -> Result<T, toml::de::Error>,
    faults: &mut Vec<DataFault>,
) -> T {
    let Some(text) = files.get(file) else {
        faults.push(DataFault::of_file(file, "is missing"));
        return T::default();
    };
    read(text).unwrap_or_else(|error| {
        faults.push(DataFault::of_toml(file, text, &error));
        T::default()
    })
}

fn read_lexicon(
    files: &DataFiles,
    grammar: &mut Grammar,
    vocabulary: &mut Vocabulary,
    faults: &mut Vec<DataFault>,
) -> Lexicon {
    let mut lexicon = Lexicon::default();
    let words = [GRAMMAR, CODES, CONTEXTS, REFERENCE, TIME];
    for (file, text) in files.of("lexicon").filter(|(file, _)| !words.contains(file)) {
        lexicon.read(file, text, (&mut *grammar, &mut *vocabulary), faults);
    }
    lexicon
}

fn read_codes(files: &DataFiles, vocabulary: &mut Vocabulary, faults: &mut Vec<DataFault>) -> Codes {
    let mut codes = Codes::default();
    match (files.get(CODES), files.get(CONTEXTS)) {
        (Some(table), Some(contexts)) => {
            codes.read_codes(CODES, table, faults);
            codes.read_contexts(CONTEXTS, contexts, vocabulary, faults);
        }
        (table, _) => faults.push(DataFault::of_file(if table.is_none() { CODES } else { CONTEXTS }, "is missing")),
    }
    codes
}

/// An article of one sentence, to test a pattern with; of a Friday.
fn specimen(text: &str) -> Article {
    Article::of_text("specimen", text, Some(jiff::civil::date(2022, 1, 21)))
}

fn sorted(codes: &[String]) -> Vec<String> {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn sides(event: &Event) -> (Status, Vec<String>, Vec<String>) {
    let codes = |parties: &[crate::event::Party]| {
        sorted(&parties.iter().map(|party| party.country.clone().unwrap_or_else(|| "-".into())).collect::<Vec<_>>())
    };
    (event.status, codes(&event.actors), codes(&event.recipients))
}

fn told(events: &[Event]) -> String {
    let one = |event: &Event| {
        let (status, actors, recipients) = sides(event);
        format!("{} {} > {} {}", event.kind.as_str(), actors.join("+"), recipients.join("+"), status.as_str())
    };
    if events.is_empty() { "nothing".into() } else { events.iter().map(one).collect::<Vec<_>>().join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_codes_its_own_sentences() {
        let engine = Engine::load(None, EngineOptions::default()).unwrap();
        let faults: Vec<String> = engine.check().iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Events of one sentence published on Friday, 21 January 2022.
    fn events_of(text: &str) -> Vec<Event> {
        let engine = Engine::load(None, EngineOptions::default()).unwrap();
        engine.extract(&specimen(text)).unwrap()
    }

    #[test]
    fn times_are_days_of_the_calendar_seen_from_the_publication() {
        let cases = [
            ("on Wednesday", "2022-01-19", "2022-01-19", "2022-01-19"),
            ("on Friday", "2022-01-21", "2022-01-21", "2022-01-21"),
            ("on January 19", "2022-01-19", "2022-01-19", "2022-01-19"),
            ("on 28 December", "2021-12-28", "2021-12-28", "2021-12-28"),
            ("on March 4, 2019", "2019-03-04", "2019-03-04", "2019-03-04"),
            ("yesterday", "2022-01-20", "2022-01-20", "2022-01-20"),
            ("last month", "2021-12", "2021-12-01", "2021-12-31"),
            ("last week", "2022-W02", "2022-01-10", "2022-01-16"),
            ("earlier this month", "2022-01", "2022-01-01", "2022-01-20"),
            ("three days ago", "2022-01-18", "2022-01-18", "2022-01-18"),
            ("in 2014", "2014", "2014-01-01", "2014-12-31"),
        ];
        for (told, value, earliest, latest) in cases {
            let events = events_of(&format!("Peru condemned Chile {told}."));
            let when = events.first().and_then(|event| event.when.clone()).unwrap();
            let found = (when.value.as_str(), when.earliest.to_string(), when.latest.to_string());
            assert_eq!(found, (value, earliest.to_owned(), latest.to_owned()), "{told}");
        }
    }

    #[test]
    fn a_weekday_turns_to_the_next_one_with_what_is_planned() {
        let events = events_of("Peru will meet Chile on Monday.");
        let days: Vec<_> = events.iter().map(|event| event.when.clone().map(|when| when.value)).collect();
        assert_eq!(days, [Some("2022-01-24".to_owned())]);
    }

    #[test]
    fn a_claim_names_who_makes_it_and_a_quotation_is_nobodys_act() {
        let events = events_of("Kenya said that Somalia attacked Ethiopia.");
        let by: Vec<_> = events.iter().map(|event| event.said_by.clone().and_then(|party| party.country)).collect();
        assert_eq!(by, [Some("KEN".to_owned())]);
        assert_eq!(events_of("An old sign reads “Somalia attacked Ethiopia.”"), []);
    }

    #[test]
    fn an_event_long_past_is_historical() {
        let events = events_of("Iraq invaded Kuwait in 1990.");
        assert_eq!(events.iter().map(|event| event.historical).collect::<Vec<_>>(), [true]);
    }

    #[test]
    fn one_act_told_twice_is_one_event() {
        let events = events_of("Peru condemned Chile on Friday. Lima condemned Chile.");
        assert_eq!(events.len(), 1);
    }

    #[test]
    fn a_pronoun_at_the_head_means_the_subject_of_the_sentence_before() {
        let events = events_of("Vladimir Putin spoke in Moscow. He accused Poland of spying.");
        let names: Vec<_> = events.iter().flat_map(|event| &event.actors).map(|actor| actor.name.as_deref()).collect();
        assert_eq!(names, [Some("Vladimir Putin")]);
    }
}
