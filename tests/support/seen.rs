//! What a `read_committed` reader has seen in the end, and whether it is what it should be.

use std::collections::BTreeMap;

use super::{PATIENCE, broker::Broker, kafka::Place, kafka::Record, stage::Stage};

/// Events and dead letters.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Payloads by event id, each time that it came.
    pub(crate) events: BTreeMap<String, Vec<Vec<u8>>>,
    /// Reason and payload, by where the record came from.
    pub(crate) dead_letters: BTreeMap<Place, (String, Option<Vec<u8>>)>,
}

impl Seen {
    /// Reads both topics to their ends.
    pub(crate) fn read(stage: &Stage) -> Self {
        let mut seen = Self::default();
        for read in stage.read_events() {
            let (id, payload) = (read.record.text("ce_id").unwrap(), read.record.payload.unwrap_or_default());
            seen.events.entry(id).or_default().push(payload);
        }
        let reason = |letter: Record| (letter.text("demarche-reason").unwrap(), letter.payload);
        seen.dead_letters = stage.read_dead_letters().into_iter().map(|(place, it)| (place, reason(it))).collect();
        seen
    }

    /// What comes of the records where one worker reads them and nobody disturbs it.
    pub(crate) fn undisturbed(broker: &Broker, records: &[Record], partitions: i32) -> Self {
        let stage = Stage::new(broker, "calm", partitions);
        stage.produce(records);
        let mut worker = stage.worker("calm");
        stage.await_done(PATIENCE * 3);
        worker.drain();
        Self::read(&stage)
    }

    /// Events, repeats counted.
    pub(crate) fn count(&self) -> usize {
        self.events.values().map(Vec::len).sum()
    }

    fn repeated(&self) -> Vec<&String> {
        self.events.iter().filter(|(_, payloads)| payloads.len() > 1).map(|(id, _)| id).collect()
    }

    /// Holds this against what comes undisturbed: each event once, the same byte for byte; each dead letter once.
    pub(crate) fn assert_is(&self, expected: &Self) {
        let none = Vec::<&String>::new();
        assert!(expected.count() > 0, "the stream has events");
        assert_eq!(expected.repeated(), none, "ids are unique where nothing goes wrong");
        assert_eq!(self.repeated(), none, "events that came twice");
        let lacking = |these: &Self, those: &Self| {
            these.events.keys().filter(|id| !those.events.contains_key(*id)).cloned().collect::<Vec<String>>()
        };
        assert_eq!(lacking(expected, self), Vec::<String>::new(), "events that are missing");
        assert_eq!(lacking(self, expected), Vec::<String>::new(), "events that nobody expected");
        assert!(self.events == expected.events, "an event differs from the one that came undisturbed");
        let places = |seen: &Self| seen.dead_letters.keys().copied().collect::<Vec<Place>>();
        assert_eq!(places(self), places(expected), "where dead letters came from");
        assert!(self.dead_letters == expected.dead_letters, "a dead letter has another reason or payload");
    }
}
