//! Bytes as newsrooms send them to [`Article`].
//!
//! | step | file | from | to |
//! | --- | --- | --- | --- |
//! | 1 | `charset` | bytes | text |
//! | 2 | `detect` | header and beginning | JSON, XML, HTML or text |
//! | 3 | `json`, `newsml`, `html` | the document | its fields, all in one kind of object |
//! | 4 | `table`, `fields` | fields by the names of each feed | fields by ours |
//! | 5 | `html`, `flow`, `text` | the body | its text |
//! | 6 | `language`, `date`, `assemble` | what the feed tells | [`Article`], or why not |
//!
//! Nothing here follows a link, asks a clock or keeps state, and cost is linear in the payload. The tables (`table`,
//! `languages.tsv`, those of `flow`, `html` and `newsml`) hold what is known about feeds; the code knows none by name.

mod assemble;
mod charset;
mod date;
mod detect;
mod fields;
mod flow;
mod html;
mod json;
mod language;
mod newsml;
mod table;
#[cfg(test)]
mod tests;
mod text;

use detect::{Form, MediaType};
use serde_json::{Map, Value};

use crate::outcome::{DeadLetter, DeadLetterReason, Refusal};

/// What an article's text is read from and what every later step reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Stable id: the feed's own, else the URL, else a digest of the text (`sha256:` and 32 hexadecimal digits). An id
    /// of more than 512 bytes is replaced by its digest.
    pub id: String,
    /// The headline, where there is one; cleaned of markup, white space collapsed. Offsets in it count in this form.
    pub title: Option<String>,
    /// The body; empty where only a headline came.
    ///
    /// A body that came as HTML or XML, or with character references (`&#8217;`), is cleaned: references decoded, white
    /// space collapsed, blocks apart by line breaks.
    /// Any other keeps every character's place, so that offsets hold in what the feed sent: a carriage return before a
    /// line feed becomes a space and any other a line feed; a head that carries the date (`date 2022-01-21`), and a tail
    /// that tells of a cut (`[+2341 chars]`), become spaces. White space at the ends stays.
    pub text: String,
    /// When it was published, where the feed tells it.
    pub published: Option<Published>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its language as an ISO 639-1 code, told or found; nothing where it is not told and the text does not show it for
    /// sure, and a longer code where a feed tells a language that has no short one.
    pub language: Option<String>,
    /// It must not be shown before this moment.
    pub embargoed_until: Option<jiff::Timestamp>,
}

impl Article {
    /// An article of which nothing is told but its id, its text and maybe the day it was published on.
    pub fn of_text(id: &str, text: &str, published: Option<jiff::civil::Date>) -> Self {
        Self {
            id: id.to_owned(),
            title: None,
            text: text.to_owned(),
            published: published.map(Published::on),
            url: None,
            source: None,
            language: None,
            embargoed_until: None,
        }
    }
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

impl Published {
    /// A day of which no time is told.
    pub fn on(date: jiff::civil::Date) -> Self {
        Self { date, at: None, iso: date.to_string() }
    }
}

/// What the decoder accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Payloads longer than this are refused, in bytes.
    pub max_payload_bytes: usize,
    /// ISO 639-1 codes of the languages to read. An article whose language is unknown is read.
    pub languages: Vec<String>,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self { max_payload_bytes: 4 * 1024 * 1024, languages: vec!["en".into()] }
    }
}

/// Decodes one payload; `content_type` is the record's header of that name, where it has one.
///
/// Cost is linear in `payload.len()`. What is done to a text: one that came without markup keeps every character's
/// place (see [`Article::text`]).
///
/// # Errors
///
/// [`Refusal`]: the record is skipped or dead-lettered. The same bytes always fail alike, so a retry is useless.
pub fn decode(payload: &[u8], content_type: Option<&str>, options: &DecodeOptions) -> Result<Article, Refusal> {
    check_size(payload, options)?;
    let media = MediaType::parse(content_type);
    let text = charset::read(payload, media.charset.as_deref())?;
    let fields = fields(&text, media.form).map_err(|letter| bounded(&letter))?;
    assemble::article(&fields, options)
}

fn check_size(payload: &[u8], options: &DecodeOptions) -> Result<(), DeadLetter> {
    let limit = options.max_payload_bytes;
    match payload.len() {
        0 => Err(DeadLetter::new(DeadLetterReason::EmptyPayload, "a value of zero bytes")),
        bytes if bytes > limit => Err(DeadLetter::new(
            DeadLetterReason::TooLarge,
            format!("{bytes} bytes, more than the {limit} of article.max"),
        )),
        _ => Ok(()),
    }
}

/// The fields of a document, by the names of the feed.
fn fields(text: &str, form: Option<Form>) -> Result<Map<String, Value>, DeadLetter> {
    if text.contains('\0') {
        return Err(DeadLetter::new(DeadLetterReason::InvalidText, "a NUL in the text"));
    }
    match form.unwrap_or_else(|| detect::sniff(text)) {
        Form::Json => match json::read(text)? {
            json::Payload::Fields(fields) => Ok(fields),
            json::Payload::Document(text, media) => document(&text, MediaType::parse(media.as_deref()).form),
        },
        form => document(text, Some(form)),
    }
}

/// The fields of what is no JSON.
fn document(text: &str, form: Option<Form>) -> Result<Map<String, Value>, DeadLetter> {
    match form.unwrap_or_else(|| detect::sniff(text)) {
        // XHTML is XML too.
        Form::Xml if detect::sniff(text) == Form::Html => Ok(html::page(text)),
        Form::Xml => newsml::read(text),
        Form::Html => Ok(html::page(text)),
        Form::PlainText => Ok(Map::from_iter([("body_text".to_owned(), text.into())])),
        Form::Text | Form::Json => Ok(Map::from_iter([("text".to_owned(), text.into())])),
    }
}

/// A detail may quote a name of the payload, which may have any length and any character.
fn bounded(letter: &DeadLetter) -> DeadLetter {
    let detail = letter.detail.chars().filter(|character| !character.is_control()).take(MAX_DETAIL_CHARS);
    DeadLetter::new(letter.reason, detail.collect::<String>())
}

/// A dead letter's detail is a header.
const MAX_DETAIL_CHARS: usize = 300;
