//! What a payload is written in: told by the `content-type` header, else found from how the text begins.

use super::html;

/// What a payload is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON object.
    Json,
    /// XML, which is not XHTML.
    Xml,
    /// HTML or XHTML.
    Html,
    /// Text without markup, whatever it looks like: the header says so.
    PlainText,
    /// Text that may hold markup: nobody says.
    Text,
}

/// The `content-type` header, as far as it is understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MediaType {
    /// The form that the header tells; nothing where it is absent or too general.
    pub(super) form: Option<Form>,
    /// The charset that the header names.
    pub(super) charset: Option<String>,
}

/// Media types with their form; a suffix (`+json`, `+xml`) is looked up as `application/<suffix>`.
const FORMS: [(&str, Form); 8] = [
    ("application/json", Form::Json),
    ("application/xhtml", Form::Html),
    ("application/xhtml+xml", Form::Html),
    ("application/xml", Form::Xml),
    ("text/html", Form::Html),
    ("text/json", Form::Json),
    ("text/plain", Form::PlainText),
    ("text/xml", Form::Xml),
];

impl MediaType {
    /// Reads `type/subtype; charset=label` (RFC 9110, section 8.3). Parts that are not understood are passed over.
    pub(super) fn parse(header: Option<&str>) -> Self {
        let mut parts = header.unwrap_or_default().split(';');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        Self { form: form_of(&name), charset: parts.find_map(charset) }
    }
}

fn form_of(name: &str) -> Option<Form> {
    let find = |name: &str| FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
    find(name).or_else(|| name.rsplit_once('+').and_then(|(_, suffix)| find(&format!("application/{suffix}"))))
}

fn charset(parameter: &str) -> Option<String> {
    let (name, value) = parameter.split_once('=')?;
    let value = value.trim().trim_matches('"').trim();
    (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
}

/// Finds the form from how `text` begins.
///
/// `{` begins JSON, broken or not. `[` does only before what an array may begin with, since agencies open texts with
/// `[UPDATE]`. What is a JSON value from end to end is one. `<` begins markup where a name follows, HTML where it is a name of HTML's.
pub(super) fn sniff(text: &str) -> Form {
    let start = text.trim_start();
    match start.chars().next() {
        Some('{') => Form::Json,
        Some('[') if array_follows(start) => Form::Json,
        Some('<') => markup(start),
        Some(_) if is_json_value(start) => Form::Json,
        _ => Form::Text,
    }
}

/// A list, a string, a number or a word of JSON, and nothing else.
fn is_json_value(text: &str) -> bool {
    text.starts_with(|first: char| "[\"-tfn0123456789".contains(first))
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn array_follows(text: &str) -> bool {
    let next = text.chars().skip(1).find(|character| !character.is_whitespace());
    next.is_some_and(|character| "{[]\"".contains(character))
}

/// `text` begins with `<`.
fn markup(text: &str) -> Form {
    match root(text) {
        None => Form::Text,
        Some(name) if html::is_tag(&name) => Form::Html,
        Some(_) => Form::Xml,
    }
}

/// The name of the first element, lower case, or of the document type; what stands before it is passed over.
fn root(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(instruction) = rest.strip_prefix('?') {
            rest = instruction.split_once("?>").map_or("<xml", |(_, after)| after);
        } else {
            return name(rest);
        }
    }
}

fn name(text: &str) -> Option<String> {
    let text = match text.strip_prefix('!') {
        Some(declaration) => declaration.split_once(char::is_whitespace)?.1.trim_start(),
        None => text,
    };
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c)).take(64).collect();
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_form_and_charset() {
        let cases: &[(Option<&str>, Option<Form>, Option<&str>)] = &[
            (None, None, None),
            (Some(""), None, None),
            (Some("application/json"), Some(Form::Json), None),
            (Some("Application/JSON; Charset=\"UTF-8\""), Some(Form::Json), Some("UTF-8")),
            (Some("application/vnd.iptc.g2.newsitem+xml"), Some(Form::Xml), None),
            (Some("application/cloudevents+json; charset=utf-8"), Some(Form::Json), Some("utf-8")),
            (Some("application/xhtml+xml"), Some(Form::Html), None),
            (Some("text/plain;charset=iso-8859-1"), Some(Form::PlainText), Some("iso-8859-1")),
            (Some("text/html; q; charset=koi8-r"), Some(Form::Html), Some("koi8-r")),
            (Some("application/octet-stream"), None, None),
            (Some("; charset="), None, None),
            (Some("nonsense+"), None, None),
        ];
        for (header, form, charset) in cases {
            let found = MediaType::parse(*header);
            assert_eq!((found.form, found.charset.as_deref()), (*form, *charset), "{header:?}");
        }
    }

    #[test]
    fn a_text_without_a_header_is_told_by_its_beginning() {
        let cases: &[(&str, Form)] = &[
            ("", Form::Text),
            (" \n{\"id\": 1}", Form::Json),
            ("{broken", Form::Json),
            ("[{\"id\": 1}]", Form::Json),
            ("[[[[", Form::Json),
            ("[1, 2, 3]\n", Form::Json),
            ("\"hello\"", Form::Json),
            ("17", Form::Json),
            ("null", Form::Json),
            ("17 killed in Bern", Form::Text),
            ("[1] Talks resume", Form::Text),
            ("[UPDATE] Talks resume", Form::Text),
            ("\"Frank\" talks in Bern", Form::Text),
            ("<?xml version=\"1.0\"?>\n<!-- x --><newsItem>", Form::Xml),
            ("<?xml", Form::Xml),
            ("<nitf>", Form::Xml),
            ("<!DOCTYPE html><p>", Form::Html),
            ("<!doctype nitf SYSTEM \"x\">", Form::Xml),
            ("<?xml version=\"1.0\"?><html xmlns=\"x\">", Form::Html),
            ("<P>Talks</P>", Form::Html),
            ("< 5 per cent", Form::Text),
            ("<3", Form::Text),
            ("Talks <b>resume</b>", Form::Text),
        ];
        for (text, expected) in cases {
            assert_eq!(sniff(text), *expected, "{text:?}");
        }
    }
}
