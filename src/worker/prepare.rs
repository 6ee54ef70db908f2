//! An outcome made ready to be published: serialised off the poll loop, on the extraction threads.

use super::{
    cloudevents,
    dead_letter::{self, Context},
    record::{Header, RawRecord},
};
use crate::{
    event::EventType,
    outcome::{DeadLetter, DeadLetterReason, Outcome, SkipReason},
    telemetry::metrics::OutcomeLabel,
};

/// What a record came to, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Events of these types.
    Published(Vec<EventType>),
    /// Nothing.
    Skipped(SkipReason),
    /// A dead letter.
    DeadLettered(DeadLetterReason),
}

impl Verdict {
    /// The label of its kind.
    pub fn label(&self) -> OutcomeLabel {
        match self {
            Self::Published(_) => OutcomeLabel::Published,
            Self::Skipped(_) => OutcomeLabel::Skipped,
            Self::DeadLettered(_) => OutcomeLabel::DeadLettered,
        }
    }
}

/// A message to be produced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// To the output topic.
    Event {
        /// The event's `story`.
        key: String,
        /// The event as JSON.
        payload: Vec<u8>,
        /// CloudEvents and trace context.
        headers: Vec<Header>,
    },
    /// To the dead-letter topic: key, payload and headers of the record, then these headers.
    DeadLetter {
        /// What is added to the record's own headers.
        headers: Vec<Header>,
        /// Whether the payload goes along; not where the topic refused its size.
        with_payload: bool,
    },
}

/// A record and what is to be published for it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The record as it came; its payload is dropped where nothing can need it any more.
    pub record: RawRecord,
    /// Bytes of payload that came.
    pub input_bytes: usize,
    /// What it is counted as.
    pub verdict: Verdict,
    /// What to produce, in order.
    pub outputs: Vec<Output>,
    /// Bytes that all of it holds in memory.
    bytes: usize,
}

impl Prepared {
    /// Serialises an outcome. `traceparent` is the span that the work ran in, where traces are exported.
    pub fn new(mut record: RawRecord, outcome: Outcome, context: &Context, traceparent: Option<String>) -> Self {
        let input_bytes = record.payload.as_ref().map_or(0, Vec::len);
        let (verdict, outputs) = match outcome {
            Outcome::Skip(reason) => {
                record.clear();
                (Verdict::Skipped(reason), Vec::new())
            }
            Outcome::DeadLetter(letter) => {
                let output = dead_letter::output(&record, &letter, context, true);
                (Verdict::DeadLettered(letter.reason), vec![output])
            }
            Outcome::Publish(events) => match cloudevents::outputs(&record, &events, context, traceparent) {
                Ok(outputs) => (Verdict::Published(events.iter().map(|event| event.kind).collect()), outputs),
                Err(error) => {
                    let letter = DeadLetter::new(DeadLetterReason::Panic, format!("event not serialisable: {error}"));
                    (Verdict::DeadLettered(letter.reason), vec![dead_letter::output(&record, &letter, context, true)])
                }
            },
        };
        let bytes = bytes_of(&record, &outputs);
        Self { record, input_bytes, verdict, outputs, bytes }
    }

    /// A message of this record is too large for its topic: an event makes the record a dead letter, a dead letter
    /// goes without its payload.
    pub fn refuse_size(&mut self, context: &Context) {
        let (letter, with_payload) = match self.verdict {
            Verdict::DeadLettered(reason) => {
                (DeadLetter::new(reason, "payload left out: larger than the dead-letter topic takes"), false)
            }
            _ => {
                let detail = "an event is larger than the output topic takes";
                (DeadLetter::new(DeadLetterReason::OutputTooLarge, detail), true)
            }
        };
        self.verdict = Verdict::DeadLettered(letter.reason);
        self.outputs = vec![dead_letter::output(&self.record, &letter, context, with_payload)];
        self.bytes = bytes_of(&self.record, &self.outputs);
    }

    /// Bytes that it holds in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of payload that it publishes.
    pub fn output_payload_bytes(&self) -> usize {
        let of_output = |output: &Output| match output {
            Output::Event { payload, .. } => payload.len(),
            Output::DeadLetter { with_payload, .. } => {
                if *with_payload {
                    self.input_bytes
                } else {
                    0
                }
            }
        };
        self.outputs.iter().map(of_output).sum()
    }
}

fn bytes_of(record: &RawRecord, outputs: &[Output]) -> usize {
    record.bytes() + outputs.iter().map(Output::own_bytes).sum::<usize>()
}

impl Output {
    fn own_bytes(&self) -> usize {
        match self {
            Self::Event { key, payload, headers } => key.len() + payload.len() + header_bytes(headers),
            Self::DeadLetter { headers, .. } => header_bytes(headers),
        }
    }
}

fn header_bytes(headers: &[Header]) -> usize {
    headers.iter().map(|(name, value)| name.len() + value.as_ref().map_or(0, Vec::len)).sum()
}
