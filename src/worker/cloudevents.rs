//! Events as messages: CloudEvents 1.0 in Kafka's binary mode, written by hand since it is eight headers.

use super::{
    dead_letter::Context,
    prepare::Output,
    record::{Header, RawRecord},
};
use crate::event::Event;

/// `ce_type` of every event message; the version is that of the event's schema.
pub const CE_TYPE: &str = "demarche.diplomatic-event.v1";

/// One message per event, in order.
///
/// # Errors
///
/// An event that JSON cannot hold, such as a confidence that is no number.
pub fn outputs(
    record: &RawRecord,
    events: &[Event],
    context: &Context,
    traceparent: Option<String>,
) -> serde_json::Result<Vec<Output>> {
    let traceparent = traceparent.or_else(|| record.header("traceparent").map(str::to_owned));
    events
        .iter()
        .map(|event| {
            let headers = headers(record, event, context, traceparent.as_deref());
            Ok(Output::Event { key: event.story.clone(), payload: serde_json::to_vec(event)?, headers })
        })
        .collect()
}

/// `ce_time` is the time at which the article was appended, so that the same record gives the same message again.
fn headers(record: &RawRecord, event: &Event, context: &Context, traceparent: Option<&str>) -> Vec<Header> {
    let time =
        record.timestamp_ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).map(|time| time.to_string());
    let start = record.header("ce_traceparent").or_else(|| record.header("traceparent"));
    let pairs = [
        ("ce_specversion", Some("1.0")),
        ("ce_id", Some(event.id.as_str())),
        ("ce_type", Some(CE_TYPE)),
        ("ce_source", Some(context.source.as_str())),
        ("ce_time", time.as_deref()),
        ("ce_subject", Some(event.article.id.as_str())),
        ("content-type", Some("application/json")),
        ("traceparent", traceparent),
        ("tracestate", record.header("tracestate")),
        ("ce_traceparent", start),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Some(value?.as_bytes().to_vec())))).collect()
}
