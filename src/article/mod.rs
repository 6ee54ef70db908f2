//! Bytes as newsrooms send them to [`Article`].

use crate::outcome::Refusal;

/// What an article's text is read from and what every later step reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Stable id: the feed's own, else the URL, else a digest of the text.
    pub id: String,
    /// The headline, where there is one.
    pub title: Option<String>,
    /// The body, cleaned of markup; empty where only a headline came.
    pub text: String,
    /// When it was published, where the feed tells it.
    pub published: Option<Published>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its language as an ISO 639-1 code, told or found.
    pub language: Option<String>,
    /// It must not be shown before this moment.
    pub embargoed_until: Option<jiff::Timestamp>,
}

/// A publication time as precise as the feed gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The calendar day in the zone that the feed gave (UTC where it gave none).
    pub date: jiff::civil::Date,
    /// The moment, where a time of day was given.
    pub at: Option<jiff::Timestamp>,
    /// ISO 8601 text of the above: a date, or a date and time with its offset.
    pub iso: String,
}

/// What the decoder accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Payloads longer than this are refused, in bytes.
    pub max_payload_bytes: usize,
    /// ISO 639-1 codes of the languages to read.
    pub languages: Vec<String>,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self { max_payload_bytes: 4 * 1024 * 1024, languages: vec!["en".into()] }
    }
}

/// Decodes one payload; `content_type` is the record's header of that name, where it has one.
///
/// # Errors
///
/// [`Refusal`]: the record is skipped or dead-lettered. The same bytes always fail alike, so a retry is useless.
pub fn decode(payload: &[u8], content_type: Option<&str>, options: &DecodeOptions) -> Result<Article, Refusal> {
    let _ = (payload, content_type, options);
    unimplemented!("helper")
}
