//! Fields to [`Article`]: which articles are none of ours, which are faulty, and what the rest is.
//!
//! The order of the checks is part of the contract: medium, withdrawal, kind of document, blank text, characters,
//! language, dates. So a kill notice without a body is withdrawn, not blank, and an article in another language is left
//! out whatever its date says.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    Article, DecodeOptions, Published, date,
    fields::{body, find, paths_of, text_of, texts_of},
    html::{self, Markup},
    language,
    table::{BODIES, Field, NOT_TEXT, PLACEHOLDERS, WITHDRAWN, Writing},
    text,
};
use crate::outcome::{DeadLetter, DeadLetterReason, Refusal, SkipReason};

/// Longer ids are replaced by their digest, in bytes: an id stands in headers, keys and every event.
const MAX_ID_BYTES: usize = 512;

/// Builds the article that `fields` tell.
pub(super) fn article(fields: &Map<String, Value>, options: &DecodeOptions) -> Result<Article, Refusal> {
    skip_other_media(fields)?;
    let title = title(fields);
    let headed = text::read(&text_of_body(fields).unwrap_or_default())?;
    check_words(fields, title.as_deref(), &headed.text)?;
    let text = if headed.text.trim().is_empty() { String::new() } else { headed.text };
    let words = if text.is_empty() { title.as_deref().unwrap_or_default() } else { &text };
    let language = told_language(fields).or_else(|| language::detect(words, options));
    if !language::is_wanted(language.as_deref(), options) {
        return Err(Refusal::Skip(SkipReason::Language));
    }
    let published = published(fields)?.or(headed.published);
    let url = text_of(fields, Field::Url, is_url);
    Ok(Article {
        id: id(fields, url.as_deref(), title.as_deref(), &text),
        published,
        source: text_of(fields, Field::Source, |text| !is_url(text)),
        embargoed_until: embargo(fields)?,
        title,
        text,
        url,
        language,
    })
}

fn skip_other_media(fields: &Map<String, Value>) -> Result<(), Refusal> {
    let holds = |field, words: &[&str]| {
        texts_of(fields, field).any(|text| words.iter().any(|word| local_name(&text).eq_ignore_ascii_case(word)))
    };
    if holds(Field::Kind, &NOT_TEXT) {
        return Err(Refusal::Skip(SkipReason::NotText));
    }
    if holds(Field::Status, &WITHDRAWN) {
        return Err(Refusal::Skip(SkipReason::Withdrawn));
    }
    Ok(())
}

/// `video` of `video/mp4`, `canceled` of `stat:canceled`.
fn local_name(word: &str) -> &str {
    let word = word.split('/').next().unwrap_or(word);
    word.rsplit(':').next().unwrap_or(word)
}

fn check_words(fields: &Map<String, Value>, title: Option<&str>, text: &str) -> Result<(), DeadLetter> {
    if title.is_some_and(|title| title.contains('\0')) || text.contains('\0') {
        return Err(DeadLetter::new(DeadLetterReason::InvalidText, "a NUL in the text"));
    }
    let words = |text: &str| text.chars().any(char::is_alphanumeric);
    if title.is_some_and(words) || words(text) {
        return Ok(());
    }
    let bodies = BODIES.iter().map(|(path, _)| *path);
    if paths_of(Field::Title).chain(bodies).any(|path| !find(fields, path).is_empty()) {
        Err(DeadLetter::new(DeadLetterReason::BlankText, "no word in body and headline"))
    } else {
        Err(DeadLetter::new(DeadLetterReason::NotAnArticle, "no field that any known shape keeps text or headline in"))
    }
}

/// The headline, without markup, on one line.
fn title(fields: &Map<String, Value>) -> Option<String> {
    let title = text_of(fields, Field::Title, |_| true)?;
    let title = match html::markup_of(&title) {
        Markup::Plain => title,
        Markup::Escaped | Markup::Html => html::clean(&title),
    };
    let words: Vec<&str> = title.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The first body that still has something in it once it is cleaned.
fn text_of_body(fields: &Map<String, Value>) -> Option<String> {
    BODIES
        .iter()
        .flat_map(|(path, writing)| find(fields, path).into_iter().map(move |value| (value, *writing)))
        .filter_map(|(value, writing)| Some(clean(body(value)?, writing)))
        .find(|text| !text.trim().is_empty() && !PLACEHOLDERS.contains(&text.trim()))
}

fn clean(text: String, writing: Writing) -> String {
    let markup = match writing {
        Writing::Plain => Markup::Plain,
        Writing::Html => Markup::Html,
        Writing::Unknown => html::markup_of(&text),
    };
    match markup {
        Markup::Plain => text,
        Markup::Escaped | Markup::Html => html::clean(&text),
    }
}

fn told_language(fields: &Map<String, Value>) -> Option<String> {
    texts_of(fields, Field::Language).find_map(|told| language::normalise(&told))
}

fn published(fields: &Map<String, Value>) -> Result<Option<Published>, DeadLetter> {
    text_of(fields, Field::Published, |_| true).map(|given| date::read(&given)).transpose()
}

/// An embargo that cannot be read is a fault, since nobody knows when it ends. A day begins at midnight UTC.
fn embargo(fields: &Map<String, Value>) -> Result<Option<jiff::Timestamp>, DeadLetter> {
    let given = text_of(fields, Field::Embargo, |_| true).map(|given| date::read(&given)).transpose()?;
    let midnight = |published: &Published| {
        jiff::tz::Offset::UTC.to_timestamp(published.date.to_datetime(jiff::civil::Time::midnight())).ok()
    };
    Ok(given.and_then(|published| published.at.or_else(|| midnight(&published))))
}

fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

/// The feed's id, else the URL, else a digest of what there is to read.
fn id(fields: &Map<String, Value>, url: Option<&str>, title: Option<&str>, text: &str) -> String {
    let given = text_of(fields, Field::Id, |_| true).or_else(|| url.map(str::to_owned));
    match given {
        Some(id) if id.len() <= MAX_ID_BYTES => id,
        Some(id) => digest(&id),
        None if text.is_empty() => digest(title.unwrap_or_default()),
        None => digest(text),
    }
}

/// `sha256:` and the first 16 bytes of the digest in hexadecimal.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(16).fold(String::from("sha256:"), |id, byte| id + &format!("{byte:02x}"))
}
