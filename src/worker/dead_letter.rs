//! Dead letters: key, payload and headers as they came, then ours, so that nothing of the record is lost.

use super::{
    prepare::Output,
    record::{Header, Origin, RawRecord},
};
use crate::outcome::DeadLetter;

/// What every message of this worker says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The consumer group.
    pub group: String,
    /// The worker's name.
    pub instance: String,
    /// `ce_source` of events.
    pub source: String,
}

/// Begins the names of Kafka Connect's twins of them.
pub const CONNECT_PREFIX: &str = "__connect.errors.";
/// How often the record was replayed before.
pub const REPLAYS: &str = "demarche-replays";

/// The message for a record that is refused.
pub fn output(record: &RawRecord, letter: &DeadLetter, context: &Context, with_payload: bool) -> Output {
    let mut headers = own_headers(&record.origin, record.timestamp_ms, letter, context);
    headers.extend(connect_headers(&record.origin, letter, context));
    if !with_payload {
        headers.push(text("demarche-payload", "omitted"));
    }
    Output::DeadLetter { headers, with_payload }
}

fn text(name: &str, value: impl Into<String>) -> Header {
    (name.to_owned(), Some(value.into().into_bytes()))
}

fn own_headers(origin: &Origin, timestamp_ms: Option<i64>, letter: &DeadLetter, context: &Context) -> Vec<Header> {
    vec![
        text("demarche-reason", letter.reason.reason()),
        text("demarche-detail", &letter.detail),
        text("demarche-topic", &*origin.topic),
        text("demarche-partition", origin.partition.to_string()),
        text("demarche-offset", origin.offset.to_string()),
        text("demarche-timestamp", timestamp_ms.map(|ms| ms.to_string()).unwrap_or_default()),
        text("demarche-version", crate::VERSION),
        text("demarche-group", &context.group),
    ]
}

fn connect_headers(origin: &Origin, letter: &DeadLetter, context: &Context) -> Vec<Header> {
    let twins = [
        ("topic", origin.topic.to_string()),
        ("partition", origin.partition.to_string()),
        ("offset", origin.offset.to_string()),
        ("connector.name", context.group.clone()),
        ("task.id", context.instance.clone()),
        ("stage", "VALUE_CONVERTER".to_owned()),
        ("class.name", "demarche".to_owned()),
        ("exception.class.name", letter.reason.reason().to_owned()),
        ("exception.message", letter.detail.clone()),
    ];
    twins.into_iter().map(|(name, value)| text(&format!("{CONNECT_PREFIX}{name}"), value)).collect()
}

impl Origin {
    /// Reads back where a dead letter came from.
    pub fn from_headers(headers: &[Header]) -> Option<Self> {
        let value = |name: &str| {
            let (_, value) = headers.iter().rev().find(|(key, _)| key == name)?;
            std::str::from_utf8(value.as_deref()?).ok()
        };
        Some(Self {
            topic: value("demarche-topic")?.into(),
            partition: value("demarche-partition")?.parse().ok()?,
            offset: value("demarche-offset")?.parse().ok()?,
        })
    }
}

/// The headers that the record had before it became a dead letter: ours stand together after them, whatever names the
/// record's own headers have. The count of earlier replays is left out.
pub fn original_headers(headers: &[Header]) -> &[Header] {
    let ours = headers.iter().rposition(|(name, _)| name == "demarche-reason").unwrap_or(headers.len());
    let (mut own, _) = headers.split_at(ours);
    while let [rest @ .., (name, _)] = own {
        if name != REPLAYS {
            break;
        }
        own = rest;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::DeadLetterReason;

    fn context() -> Context {
        Context { group: "desk".into(), instance: "w1".into(), source: "/demarche/desk".into() }
    }

    fn record() -> RawRecord {
        // Three different values, so that a swapped field cannot pass.
        RawRecord {
            key: Some(b"k".to_vec()),
            payload: Some(b"{".to_vec()),
            headers: vec![("x-feed".into(), Some(b"agency".to_vec())), ("empty".into(), None)],
            timestamp_ms: Some(1_700_000_000_123),
            origin: Origin { topic: "articles".into(), partition: 7, offset: 4_200_001 },
            ..RawRecord::default()
        }
    }

    fn headers_of(output: Output) -> Vec<Header> {
        match output {
            Output::DeadLetter { headers, .. } => headers,
            Output::Event { .. } => Vec::new(),
        }
    }

    #[test]
    fn headers_carry_the_origin_back_unchanged() {
        let letter = DeadLetter::new(DeadLetterReason::MalformedJson, "line 1");
        let headers = headers_of(output(&record(), &letter, &context(), true));
        assert_eq!(Origin::from_headers(&headers), Some(record().origin));
        let value = |name: &str| headers.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.clone());
        assert_eq!(value("demarche-reason").as_deref(), Some(&b"malformed_json"[..]));
        assert_eq!(value("demarche-timestamp").as_deref(), Some(&b"1700000000123"[..]));
        assert_eq!(value("__connect.errors.offset").as_deref(), Some(&b"4200001"[..]));
        assert_eq!(value("__connect.errors.partition").as_deref(), Some(&b"7"[..]));
        assert_eq!(value("demarche-payload"), None);
    }

    #[test]
    fn the_records_own_headers_come_back_alone_after_a_replay() {
        let letter = DeadLetter::new(DeadLetterReason::BlankText, "no word");
        let mut all = record().headers;
        all.extend(headers_of(output(&record(), &letter, &context(), true)));
        assert_eq!(original_headers(&all), record().headers);
    }

    #[test]
    fn headers_of_another_dead_letter_topic_are_the_records_own() {
        let mut record = record();
        record.headers.push(("__connect.errors.topic".into(), Some(b"theirs".to_vec())));
        let letter = DeadLetter::new(DeadLetterReason::BlankText, "no word");
        let mut all = record.headers.clone();
        all.push((REPLAYS.into(), Some(b"1".to_vec())));
        all.extend(headers_of(output(&record, &letter, &context(), true)));
        assert_eq!(original_headers(&all), record.headers);
    }

    #[test]
    fn a_payload_that_was_left_out_is_told() {
        let letter = DeadLetter::new(DeadLetterReason::TooLarge, "20 MB");
        let headers = headers_of(output(&record(), &letter, &context(), false));
        assert!(headers.contains(&("demarche-payload".into(), Some(b"omitted".to_vec()))));
    }
}
