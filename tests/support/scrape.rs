//! One HTTP GET, and the numbers of a scrape.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// An answer may take this long.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Status and body.
///
/// # Errors
///
/// Nobody listens, or what answers is not HTTP.
pub(crate) fn get(address: SocketAddr, path: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let no_http = || io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP: {answer:?}"));
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(no_http)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(no_http)?;
    Ok((status, body.to_owned()))
}

/// A scrape: each series, written as `name{label="value"}`, and its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    /// Reads the text format; a line that is none of it fails the test.
    pub(crate) fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let series = lines.map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
            (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("no number: {line}")))
        });
        Self(series.collect())
    }

    /// The number of one series; 0 where it is not there.
    pub(crate) fn get(&self, series: &str) -> f64 {
        self.0.get(series).copied().unwrap_or(0.0)
    }

    /// The numbers of all series of a metric.
    pub(crate) fn series(&self, metric: &str) -> Vec<f64> {
        let of_metric = |name: &str| name == metric || name.strip_prefix(metric).is_some_and(|x| x.starts_with('{'));
        self.0.iter().filter(|(name, _)| of_metric(name)).map(|(_, value)| *value).collect()
    }

    /// Their sum.
    pub(crate) fn sum(&self, metric: &str) -> f64 {
        self.series(metric).iter().sum()
    }

    /// Each value of a metric's only label, with its number where that is not 0.
    pub(crate) fn by_label(&self, metric: &str) -> BTreeMap<String, u64> {
        let label = |name: &str| {
            let labels = name.strip_prefix(metric)?.strip_prefix('{')?;
            labels.split('"').nth(1).map(str::to_owned)
        };
        let counted = self.0.iter().filter(|(_, value)| **value > 0.0);
        counted.filter_map(|(name, value)| Some((label(name)?, whole(*value)))).collect()
    }
}

/// A count as a whole number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter: whole, and never below 0")]
pub(crate) fn whole(value: f64) -> u64 {
    assert!(value >= 0.0 && value.fract() == 0.0, "{value} is no count");
    value as u64
}
