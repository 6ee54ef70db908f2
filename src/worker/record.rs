//! A record as it came, and the memory that it is counted for until it is committed.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Header as KafkaHeader, Headers, Message, OwnedHeaders};

use super::guard::guard;

/// Where a record came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Default)]
pub struct RawRecord {
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value; `None` for a tombstone.
    pub payload: Option<Vec<u8>>,
    /// Its headers, in order, repeated names included; none where they cannot be read.
    pub headers: Vec<Header>,
    /// The same as librdkafka has them, byte for byte.
    pub native_headers: Option<OwnedHeaders>,
    /// A name among its headers is not UTF-8.
    pub headers_unreadable: bool,
    /// When it was made or appended, in milliseconds since 1970.
    pub timestamp_ms: Option<i64>,
    /// Where it came from.
    pub origin: Origin,
}

/// What each record costs beyond its own bytes, about.
const RECORD_OVERHEAD_BYTES: usize = 1024;

/// Headers that cannot be read cannot be counted either; most are smaller than this.
const UNREADABLE_HEADERS_BYTES: usize = 16 * 1024;

impl RawRecord {
    /// Copies a message out of librdkafka's memory. `topic` is its name, shared.
    pub fn copy_of(message: &BorrowedMessage<'_>, topic: Arc<str>) -> Self {
        let list = |headers: &BorrowedHeaders| {
            let owned = |header: KafkaHeader<'_, &[u8]>| (header.key.to_owned(), header.value.map(<[u8]>::to_vec));
            headers.iter().map(owned).collect()
        };
        // rdkafka panics on a name that is not UTF-8, which any producer can send.
        let headers = message.headers().map(|headers| guard(|| list(headers)));
        Self {
            key: message.key().map(<[u8]>::to_vec),
            payload: message.payload().map(<[u8]>::to_vec),
            headers_unreadable: matches!(headers, Some(Err(_))),
            headers: headers.and_then(Result::ok).unwrap_or_default(),
            native_headers: message.headers().map(BorrowedHeaders::detach),
            timestamp_ms: message.timestamp().to_millis(),
            origin: Origin { topic, partition: message.partition(), offset: message.offset() },
        }
    }

    /// Text of the last header of that name, in any case of letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of_name = self.headers.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name));
        of_name.and_then(|(_, value)| std::str::from_utf8(value.as_deref()?).ok())
    }

    /// Its own headers, byte for byte, and then `more`.
    pub fn headers_and(&self, more: &[Header]) -> OwnedHeaders {
        let own = self.native_headers.clone().unwrap_or_else(|| kafka_headers(self.headers.iter()));
        more.iter().fold(own, |list, (key, value)| list.insert(KafkaHeader { key, value: value.as_deref() }))
    }

    /// Forgets all but where it came from: for a record of which nothing is published.
    pub fn clear(&mut self) {
        self.payload = None;
        self.headers.clear();
        self.native_headers = None;
    }

    /// Bytes that it holds in memory.
    pub fn bytes(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum();
        RECORD_OVERHEAD_BYTES
            + if self.headers_unreadable { UNREADABLE_HEADERS_BYTES } else { 2 * headers }
            + self.key.as_ref().map_or(0, Vec::len)
            + self.payload.as_ref().map_or(0, Vec::len)
    }
}

/// Records and bytes taken and not yet committed; shared by all threads.
///
/// A record is counted from the start for what it will hold with its outputs, as records before it did: outputs that
/// were counted only when they are there would exceed the ceiling when nothing can be given back any more.
#[derive(Debug)]
pub struct InFlight {
    records: AtomicUsize,
    bytes: AtomicUsize,
    /// Bytes with outputs per byte without, in 1/1024, as a moving average; 1024 at least.
    growth: AtomicUsize,
}

/// Before anything is known, a record is taken to double.
const FIRST_GROWTH: usize = 2048;
/// A new record changes the average by one part in so many.
const GROWTH_MEMORY: usize = 64;

impl Default for InFlight {
    fn default() -> Self {
        Self { records: AtomicUsize::new(0), bytes: AtomicUsize::new(0), growth: AtomicUsize::new(FIRST_GROWTH) }
    }
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
        let expected = bytes.saturating_mul(self.growth.load(Ordering::Relaxed)) / 1024;
        self.records.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(expected, Ordering::Relaxed);
        Permit { in_flight: Arc::clone(self), came: bytes, bytes: expected }
    }

    fn learn(&self, came: usize, holds: usize) {
        let seen = (holds.saturating_mul(1024) / came.max(1)).max(1024);
        // Two threads may learn at once and one of them be forgotten: it is an average.
        let now = self.growth.load(Ordering::Relaxed);
        let next = now - now / GROWTH_MEMORY + seen / GROWTH_MEMORY;
        self.growth.store(next.max(1024), Ordering::Relaxed);
    }
}

/// One record's share of what is in flight; given back when dropped, wherever that is.
#[derive(Debug)]
pub struct Permit {
    in_flight: Arc<InFlight>,
    /// Bytes of the record as it came.
    came: usize,
    bytes: usize,
}

impl Permit {
    /// The record now holds `bytes`, outputs included.
    pub fn resize(&mut self, bytes: usize) {
        self.in_flight.learn(self.came, bytes);
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
        assert_eq!((in_flight.records(), in_flight.bytes()), (2, 7 + 20));
        drop(first);
        drop(second);
        assert_eq!((in_flight.records(), in_flight.bytes()), (0, 0));
    }

    #[test]
    fn a_record_is_counted_for_what_records_before_it_grew_to() {
        let in_flight = Arc::new(InFlight::default());
        for _ in 0..2000 {
            in_flight.admit(1_000).resize(21_000);
        }
        let permit = in_flight.admit(1_000);
        assert!((20_000..=21_000).contains(&in_flight.bytes()), "{}", in_flight.bytes());
        drop(permit);
        for _ in 0..2000 {
            in_flight.admit(1_000).resize(10);
        }
        let _permit = in_flight.admit(1_000);
        assert!((1_000..=2_000).contains(&in_flight.bytes()), "{}", in_flight.bytes());
    }

    #[test]
    fn the_last_header_of_a_name_counts_in_any_case() {
        let record = RawRecord {
            headers: vec![
                ("Content-Type".into(), Some(b"text/plain".to_vec())),
                ("content-type".into(), Some(b"application/json".to_vec())),
            ],
            ..RawRecord::default()
        };
        assert_eq!(record.header("CONTENT-TYPE"), Some("application/json"));
        assert_eq!(record.header("traceparent"), None);
    }
}
