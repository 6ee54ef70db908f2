//! A record as it came, and the memory that it is counted for until it is committed.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rdkafka::message::{BorrowedMessage, Header as KafkaHeader, Headers, Message, OwnedHeaders};

/// Where a record came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// Its topic.
    pub topic: Arc<str>,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} at offset {}", self.topic, self.partition, self.offset)
    }
}

/// A header: any name, any bytes or none.
pub type Header = (String, Option<Vec<u8>>);

/// Headers as rdkafka takes them.
pub fn kafka_headers<'a>(headers: impl Iterator<Item = &'a Header>) -> OwnedHeaders {
    headers.fold(OwnedHeaders::new(), |list, (key, value)| list.insert(KafkaHeader { key, value: value.as_deref() }))
}

/// A record of Kafka, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value; `None` for a tombstone.
    pub payload: Option<Vec<u8>>,
    /// Its headers, in order, repeated names included.
    pub headers: Vec<Header>,
    /// When it was made or appended, in milliseconds since 1970.
    pub timestamp_ms: Option<i64>,
    /// Where it came from.
    pub origin: Origin,
}

/// What each record costs beyond its own bytes, about.
const RECORD_OVERHEAD_BYTES: usize = 1024;

impl RawRecord {
    /// Copies a message out of librdkafka's memory. `topic` is its name, shared.
    pub fn copy_of(message: &BorrowedMessage<'_>, topic: Arc<str>) -> Self {
        let headers = message.headers().map(|headers| {
            headers.iter().map(|header| (header.key.to_owned(), header.value.map(<[u8]>::to_vec))).collect()
        });
        Self {
            key: message.key().map(<[u8]>::to_vec),
            payload: message.payload().map(<[u8]>::to_vec),
            headers: headers.unwrap_or_default(),
            timestamp_ms: message.timestamp().to_millis(),
            origin: Origin { topic, partition: message.partition(), offset: message.offset() },
        }
    }

    /// Text of the last header of that name, in any case of letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of_name = self.headers.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name));
        of_name.and_then(|(_, value)| std::str::from_utf8(value.as_deref()?).ok())
    }

    /// Bytes that it holds in memory.
    pub fn bytes(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum();
        RECORD_OVERHEAD_BYTES
            + headers
            + self.key.as_ref().map_or(0, Vec::len)
            + self.payload.as_ref().map_or(0, Vec::len)
    }
}

/// Records and bytes taken and not yet committed; shared by all threads.
#[derive(Debug, Default)]
pub struct InFlight {
    records: AtomicUsize,
    bytes: AtomicUsize,
}

impl InFlight {
    /// Records now.
    pub fn records(&self) -> usize {
        self.records.load(Ordering::Relaxed)
    }

    /// Bytes now.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Counts one record of `bytes` until the permit is dropped.
    pub fn admit(self: &Arc<Self>, bytes: usize) -> Permit {
        self.records.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Permit { in_flight: Arc::clone(self), bytes }
    }
}

/// One record's share of what is in flight; given back when dropped, wherever that is.
#[derive(Debug)]
pub struct Permit {
    in_flight: Arc<InFlight>,
    bytes: usize,
}

impl Permit {
    /// The record now holds `bytes`: its outputs in place of its payload.
    pub fn resize(&mut self, bytes: usize) {
        self.in_flight.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.in_flight.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
        self.bytes = bytes;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.in_flight.records.fetch_sub(1, Ordering::Relaxed);
        self.in_flight.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_gives_back_what_it_holds_at_last() {
        let in_flight = Arc::new(InFlight::default());
        let mut first = in_flight.admit(100);
        let second = in_flight.admit(10);
        first.resize(7);
        assert_eq!((in_flight.records(), in_flight.bytes()), (2, 17));
        drop(first);
        drop(second);
        assert_eq!((in_flight.records(), in_flight.bytes()), (0, 0));
    }

    #[test]
    fn the_last_header_of_a_name_counts_in_any_case() {
        let record = RawRecord {
            key: None,
            payload: None,
            headers: vec![
                ("Content-Type".into(), Some(b"text/plain".to_vec())),
                ("content-type".into(), Some(b"application/json".to_vec())),
            ],
            timestamp_ms: None,
            origin: Origin { topic: "articles".into(), partition: 0, offset: 0 },
        };
        assert_eq!(record.header("CONTENT-TYPE"), Some("application/json"));
        assert_eq!(record.header("traceparent"), None);
    }
}
