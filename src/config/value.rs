//! Single values: durations, sizes, words of closed sets. Each error says what to write instead.

use std::{fmt, time::Duration};

use super::source::Value;

/// A number of bytes, written `512`, `64KiB`, `4MiB` or `1GiB`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub usize);

const UNITS: [(&str, usize); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, size) =
            UNITS.iter().find(|(_, size)| self.0 >= *size && self.0.is_multiple_of(*size)).unwrap_or(&("B", 1));
        write!(f, "{}{unit}", self.0 / size)
    }
}

pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::One(text) => Ok(text.trim().to_owned()),
        Value::Many(_) => Err("takes one value, not a list".into()),
    }
}

pub(super) fn filled(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    if text.is_empty() { Err("may not be empty".into()) } else { Ok(text) }
}

/// A list, or words separated by commas.
pub(super) fn list(value: &Value) -> Result<Vec<String>, String> {
    let items: Vec<String> = match value {
        Value::Many(items) => items.iter().map(|item| item.trim().to_owned()).collect(),
        Value::One(text) => text.split(',').map(|item| item.trim().to_owned()).collect(),
    };
    if items.iter().any(String::is_empty) { Err("may not be empty or have empty parts".into()) } else { Ok(items) }
}

pub(super) fn boolean(value: &Value) -> Result<bool, String> {
    match text(value)?.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(format!("`{other}` is neither true nor false")),
    }
}

pub(super) fn count(value: &Value, least: usize) -> Result<usize, String> {
    let text = text(value)?;
    match text.replace('_', "").parse::<usize>() {
        Ok(number) if number >= least => Ok(number),
        Ok(number) => Err(format!("{number} is too small: {least} or more")),
        Err(_) => Err(format!("`{text}` is no whole number, {least} or more")),
    }
}

pub(super) fn fraction(value: &Value) -> Result<f64, String> {
    let text = text(value)?;
    match text.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err(format!("`{text}` is no number from 0 to 1")),
    }
}

pub(super) fn size(value: &Value) -> Result<ByteSize, String> {
    let text = text(value)?;
    let fault = || format!("`{text}` is no size: write 65536, 64KiB, 4MiB or 1GiB, 1 or more");
    let (digits, unit) = UNITS
        .iter()
        .find_map(|(name, unit)| text.strip_suffix(name).map(|digits| (digits, *unit)))
        .unwrap_or((text.as_str(), 1));
    let number: usize = digits.trim().parse().map_err(|_| fault())?;
    number.checked_mul(unit).filter(|bytes| *bytes > 0).map(ByteSize).ok_or_else(fault)
}

pub(super) fn duration(value: &Value) -> Result<Duration, String> {
    let text = text(value)?;
    let fault = || format!("`{text}` is no duration: write 250ms, 30s, 5m or 1h");
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| fault())?;
    Duration::try_from(parsed)
        .map_err(|_| fault())
        .and_then(|duration| if duration < Duration::from_millis(1) { Err(fault()) } else { Ok(duration) })
}

pub(super) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T, String> {
    let text = text(value)?;
    words.iter().find(|(word, _)| *word == text).map(|(_, variant)| *variant).ok_or_else(|| {
        let choices: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("`{text}` is none of {}", choices.join(", "))
    })
}
