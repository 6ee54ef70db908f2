//! What becomes of a record, as closed sets: the labels of metrics and dead-letter headers.

use std::fmt;

use crate::event::Event;

/// What became of one record. Each record has exactly one outcome, and it is counted.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "an outcome that is dropped is a lost article"]
pub enum Outcome {
    /// Its events, one at least, go to the output topic.
    Publish(Vec<Event>),
    /// It yields nothing, and nothing is wrong with it.
    Skip(SkipReason),
    /// It goes to the dead-letter topic as it came.
    DeadLetter(DeadLetter),
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Skip(reason) => Self::Skip(reason),
            Refusal::DeadLetter(letter) => Self::DeadLetter(letter),
        }
    }
}

/// Why a record yields nothing and is no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// The record has no value at all.
    Tombstone,
    /// Video, pictures, planning items: not a text.
    NotText,
    /// Cancelled or withheld by its publisher.
    Withdrawn,
    /// Under embargo, where the settings say to skip such articles.
    Embargoed,
    /// Written in a language that the settings do not name.
    Language,
    /// Read, and nothing in it is an event.
    NoEvent,
}

impl SkipReason {
    /// All reasons, for metrics that start at zero.
    pub const ALL: [Self; 6] =
        [Self::Tombstone, Self::NotText, Self::Withdrawn, Self::Embargoed, Self::Language, Self::NoEvent];

    /// The label in metrics and logs.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Tombstone => "tombstone",
            Self::NotText => "not_text",
            Self::Withdrawn => "withdrawn",
            Self::Embargoed => "embargoed",
            Self::Language => "language",
            Self::NoEvent => "no_event",
        }
    }
}

/// Why a record goes to the dead-letter topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeadLetterReason {
    /// A value of zero bytes.
    EmptyPayload,
    /// More bytes than the settings allow.
    TooLarge,
    /// A header whose name is not text.
    InvalidHeader,
    /// Bytes that are not text in the charset that the header names, UTF-8 where it names none.
    BrokenEncoding,
    /// A charset that nobody knows.
    UnknownCharset,
    /// Not JSON, though it begins like it or the header says so.
    MalformedJson,
    /// Not XML, though it begins like it or the header says so.
    MalformedXml,
    /// JSON or XML nested deeper than any article.
    TooDeep,
    /// Well-formed, but no known shape of an article.
    NotAnArticle,
    /// An article without a word in body and headline.
    BlankText,
    /// A text with characters that no text has (NUL).
    InvalidText,
    /// A date that cannot be read.
    UnreadableDate,
    /// More words than the engine's budget.
    OverBudget,
    /// The engine panicked on it.
    Panic,
    /// An event of it is larger than the output topic takes.
    OutputTooLarge,
}

impl DeadLetterReason {
    /// All reasons, for metrics that start at zero.
    pub const ALL: [Self; 15] = [
        Self::EmptyPayload,
        Self::TooLarge,
        Self::InvalidHeader,
        Self::BrokenEncoding,
        Self::UnknownCharset,
        Self::MalformedJson,
        Self::MalformedXml,
        Self::TooDeep,
        Self::NotAnArticle,
        Self::BlankText,
        Self::InvalidText,
        Self::UnreadableDate,
        Self::OverBudget,
        Self::Panic,
        Self::OutputTooLarge,
    ];

    /// The label in metrics, logs and the `demarche-reason` header.
    pub fn reason(self) -> &'static str {
        match self {
            Self::EmptyPayload => "empty_payload",
            Self::TooLarge => "too_large",
            Self::InvalidHeader => "invalid_header",
            Self::BrokenEncoding => "broken_encoding",
            Self::UnknownCharset => "unknown_charset",
            Self::MalformedJson => "malformed_json",
            Self::MalformedXml => "malformed_xml",
            Self::TooDeep => "too_deep",
            Self::NotAnArticle => "not_an_article",
            Self::BlankText => "blank_text",
            Self::InvalidText => "invalid_text",
            Self::UnreadableDate => "unreadable_date",
            Self::OverBudget => "over_budget",
            Self::Panic => "panic",
            Self::OutputTooLarge => "output_too_large",
        }
    }
}

/// A dead letter's reason and what to tell the person who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The closed label.
    pub reason: DeadLetterReason,
    /// One line for people: where and what, never the article's text.
    pub detail: String,
}

impl DeadLetter {
    /// A dead letter with its explanation.
    pub fn new(reason: DeadLetterReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

impl fmt::Display for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.reason(), self.detail)
    }
}

/// A record that yields no article: left out by rule, or faulty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is wrong with it; it is not for us.
    Skip(SkipReason),
    /// It is faulty; a person should see it.
    DeadLetter(DeadLetter),
}

impl From<DeadLetter> for Refusal {
    fn from(letter: DeadLetter) -> Self {
        Self::DeadLetter(letter)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skip(reason) => write!(f, "skipped: {}", reason.reason()),
            Self::DeadLetter(letter) => letter.fmt(f),
        }
    }
}
