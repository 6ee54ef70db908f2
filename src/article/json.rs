//! JSON to the object that holds an article's fields.

use serde_json::{Map, Value};

use super::detect::{self, Form};
use crate::outcome::{DeadLetter, DeadLetterReason};

/// What a JSON payload carries.
#[derive(Debug, PartialEq)]
pub(super) enum Payload {
    /// An article's fields.
    Fields(Map<String, Value>),
    /// A CloudEvent whose `data` is a document of its own, in a string.
    Document(String, Option<String>),
}

/// Reads one JSON object; of a structured CloudEvent, its `data`.
///
/// Nesting beyond `serde_json`'s limit of 128 is [`DeadLetterReason::TooDeep`]. A lone surrogate (`\ud800`) is grammar
/// that RFC 8259 allows and a text that Unicode does not: [`DeadLetterReason::InvalidText`].
pub(super) fn read(text: &str) -> Result<Payload, DeadLetter> {
    let value: Value = serde_json::from_str(text).map_err(|error| refusal(&error))?;
    match value {
        Value::Object(mut object) if object.contains_key("specversion") && object.contains_key("data") => {
            let media = object.get("datacontenttype").and_then(Value::as_str).map(str::to_owned);
            payload(object.remove("data").unwrap_or_default(), media)
        }
        Value::Object(object) => Ok(Payload::Fields(object)),
        other => Err(not_an_object(&other)),
    }
}

fn payload(data: Value, media: Option<String>) -> Result<Payload, DeadLetter> {
    match data {
        Value::Object(fields) => Ok(Payload::Fields(fields)),
        Value::String(text) if detect::sniff(&text) != Form::Json => Ok(Payload::Document(text, media)),
        other => Err(not_an_object(&other)),
    }
}

fn not_an_object(value: &Value) -> DeadLetter {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array: send one article a record",
        Value::Object(_) => "an object",
    };
    DeadLetter::new(DeadLetterReason::NotAnArticle, format!("JSON holds {kind}, not an article's object"))
}

/// `serde_json` has no codes for its faults, so they are told by their words; tests hold these.
const FAULTS: [(&str, DeadLetterReason); 3] = [
    ("recursion limit exceeded", DeadLetterReason::TooDeep),
    ("lone leading surrogate", DeadLetterReason::InvalidText),
    // Raised only where a leading surrogate is not followed by a trailing one.
    ("unexpected end of hex escape", DeadLetterReason::InvalidText),
];

fn refusal(error: &serde_json::Error) -> DeadLetter {
    let detail = error.to_string();
    let known = FAULTS.iter().find(|(words, _)| detail.starts_with(words));
    DeadLetter::new(known.map_or(DeadLetterReason::MalformedJson, |(_, reason)| *reason), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_is_refused_with_its_reason() {
        let nested = "[".repeat(1_000) + &"]".repeat(1_000);
        let open = "{\"a\":".repeat(100_000);
        let cases: &[(&str, DeadLetterReason)] = &[
            ("", DeadLetterReason::MalformedJson),
            ("{", DeadLetterReason::MalformedJson),
            ("{\"text\": \"cut", DeadLetterReason::MalformedJson),
            ("{\"text\": \"a\"} {\"text\": \"b\"}", DeadLetterReason::MalformedJson),
            ("{\"text\": \"\\ud8", DeadLetterReason::MalformedJson),
            ("{\"text\": \"line\nbreak\"}", DeadLetterReason::MalformedJson),
            (&nested, DeadLetterReason::TooDeep),
            (&open, DeadLetterReason::TooDeep),
            ("{\"text\": \"\\ud800\"}", DeadLetterReason::InvalidText),
            ("{\"text\": \"\\ud800 x\"}", DeadLetterReason::InvalidText),
            ("{\"text\": \"\\ud800\\u0041\"}", DeadLetterReason::InvalidText),
            ("{\"text\": \"\\udc00\"}", DeadLetterReason::InvalidText),
            ("[{\"text\": \"a\"}]", DeadLetterReason::NotAnArticle),
            ("\"text\"", DeadLetterReason::NotAnArticle),
            ("17", DeadLetterReason::NotAnArticle),
            ("null", DeadLetterReason::NotAnArticle),
            ("{\"specversion\": \"1.0\", \"data\": [1]}", DeadLetterReason::NotAnArticle),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).map_err(|letter| letter.reason), Err(*expected), "{text:.40}");
        }
    }

    #[test]
    fn a_structured_cloud_event_is_opened() {
        let expected: Map<String, Value> = Map::from_iter([("text".to_owned(), "Talks".into())]);
        let event = "{\"specversion\": \"1.0\", \"id\": \"1\", \"data\": {\"text\": \"Talks\"}}";
        assert_eq!(read(event), Ok(Payload::Fields(expected)));
        let event = "{\"specversion\": \"1.0\", \"datacontenttype\": \"text/plain\", \"data\": \"Talks\"}";
        assert_eq!(read(event), Ok(Payload::Document("Talks".into(), Some("text/plain".into()))));
    }
}
