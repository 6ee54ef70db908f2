//! Finds fields in a JSON object by path, whatever the type of what stands there.

use serde_json::{Map, Value};

use super::table::{Field, NOTHING, PATHS};

/// Values that one step of a path may lead to: an array of a million elements is no article's.
const MAX_VALUES: usize = 1_000;

/// Everything that `path` leads to, in order.
///
/// A path is names joined by dots. `name[]` stands for the elements of an array, `name[key=value,...]` for those
/// objects in it whose keys have these values. An array is passed through where a name follows it.
pub(super) fn find<'a>(object: &'a Map<String, Value>, path: &str) -> Vec<&'a Value> {
    let mut steps = path.split('.');
    let first = steps.next().unwrap_or_default();
    let mut found = step_into(object, first);
    for step in steps {
        found = found
            .into_iter()
            .flat_map(elements)
            .filter_map(Value::as_object)
            .flat_map(|o| step_into(o, step))
            .collect();
        found.truncate(MAX_VALUES);
    }
    found
}

fn step_into<'a>(object: &'a Map<String, Value>, step: &str) -> Vec<&'a Value> {
    let (name, conditions) = match step.split_once('[') {
        None => (step, None),
        Some((name, conditions)) => (name, Some(conditions.trim_end_matches(']'))),
    };
    let Some(value) = get(object, name) else { return Vec::new() };
    match conditions {
        None => vec![value],
        Some(conditions) => elements(value).filter(|element| meets(element, conditions)).take(MAX_VALUES).collect(),
    }
}

/// The elements of an array; anything else is its own element.
fn elements(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::Array(elements) => elements.iter(),
        other => std::slice::from_ref(other).iter(),
    }
}

fn meets(element: &Value, conditions: &str) -> bool {
    conditions.split(',').filter_map(|condition| condition.split_once('=')).all(|(key, expected)| {
        let value = element.as_object().and_then(|object| get(object, key)).and_then(Value::as_str);
        value.is_some_and(|value| media_name(value).eq_ignore_ascii_case(expected))
    })
}

/// Cuts the parameters off a media type: `text/html; charset=utf-8`.
fn media_name(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// The field's first value that says something and is `fit`, trimmed.
pub(super) fn text_of(object: &Map<String, Value>, field: Field, fit: impl Fn(&str) -> bool) -> Option<String> {
    texts_of(object, field).find(|text| fit(text))
}

/// All values of a field that say something, trimmed, in the table's order.
pub(super) fn texts_of(object: &Map<String, Value>, field: Field) -> impl Iterator<Item = String> {
    paths_of(field).flat_map(|path| find(object, path)).flat_map(elements).filter_map(label)
}

/// The paths of a field.
pub(super) fn paths_of(field: Field) -> impl Iterator<Item = &'static str> {
    PATHS.iter().filter(move |(known, _)| *known == field).flat_map(|(_, paths)| paths.iter().copied())
}

/// A short text from a value of any type: a string, a number, or what an object is called. `true` is a text, so that a
/// field that needs more than that refuses it; `false` says nothing.
fn label(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => NAMES.iter().find_map(|name| leaf(object.get(*name)?)),
        other => leaf(other),
    }
}

/// Keys by which objects are called.
const NAMES: [&str; 6] = ["name", "title", "value", "literal", "code", "uri"];

fn leaf(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let nothing = text.is_empty() || NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word));
    (!nothing).then_some(text)
}

/// A body: a string, or the paragraphs of an array of strings.
pub(super) fn body(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(paragraphs) => {
            let paragraphs: Vec<&str> = paragraphs.iter().filter_map(Value::as_str).collect();
            (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_path_leads_through_objects_and_arrays() {
        let article = object(&json!({
            "uri": 7, "pubStatus": "usable", "empty": null,
            "bodies": [
                {"role": "teaser", "contenttype": "text/plain", "value": "short"},
                {"role": "main", "contentType": "text/html; charset=utf-8", "value": "<p>long"}
            ],
            "source": [{"name": "A"}, {"name": "B"}],
            "thread": {"site": "example.com"}
        }));
        let cases: &[(&str, Value)] = &[
            ("uri", json!([7])),
            ("pubstatus", json!(["usable"])),
            ("empty", json!([null])),
            ("absent", json!([])),
            ("absent.deeper", json!([])),
            ("uri.deeper", json!([])),
            ("bodies[role=main].value", json!(["<p>long"])),
            ("bodies[role=main,contenttype=text/html].value", json!(["<p>long"])),
            ("bodies[role=main,contenttype=text/plain].value", json!([])),
            ("bodies[].value", json!(["short", "<p>long"])),
            ("source.name", json!(["A", "B"])),
            ("thread.site", json!(["example.com"])),
            ("thread[].site", json!(["example.com"])),
        ];
        for (path, expected) in cases {
            assert_eq!(json!(find(&article, path)), *expected, "{path}");
        }
    }

    #[test]
    fn a_field_is_read_whatever_its_type() {
        let cases = [
            (json!({"source": " Example Post "}), Some("Example Post")),
            (json!({"source": {"name": null, "title": "Example Post"}}), Some("Example Post")),
            (json!({"source": [{"name": "One"}, {"name": "Two"}]}), Some("One")),
            (json!({"source": ["One", "Two"]}), Some("One")),
            (json!({"source": 12}), Some("12")),
            (json!({"source": "", "domain": "example.com"}), Some("example.com")),
            (json!({"source": "None", "domain": "example.com"}), Some("example.com")),
            (json!({"source": false}), None),
            (json!({"source": [[["deep"]]]}), None),
            (json!({}), None),
        ];
        for (article, expected) in cases {
            assert_eq!(text_of(&object(&article), Field::Source, |_| true).as_deref(), expected, "{article}");
        }
    }

    #[test]
    fn every_field_has_one_row_and_no_path_twice() {
        for (row, (field, paths)) in PATHS.iter().enumerate() {
            assert!(PATHS.iter().skip(row + 1).all(|(other, _)| other != field), "{field:?}");
            let unique: std::collections::HashSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
            assert_eq!(unique.len(), paths.len(), "{field:?}");
        }
    }
}
