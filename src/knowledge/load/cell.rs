//! Single cells to values, each with what is wrong with it.

use std::str::FromStr;

use jiff::civil::Date;

use crate::{
    engine::DataFault,
    event::{ActorKind, Sector},
    knowledge::table::Row,
};

/// Days of terms lie between these years.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

pub(super) fn number<const N: usize, T: FromStr>(row: &Row<'_, N>, text: &str) -> Result<T, DataFault> {
    text.parse().map_err(|_| row.fault(format!("`{text}` is no number")))
}

pub(super) fn degrees<const N: usize>(row: &Row<'_, N>, text: &str, most: f64) -> Result<f64, DataFault> {
    let degrees: f64 = number(row, text)?;
    if degrees.abs() <= most { Ok(degrees) } else { Err(row.fault(format!("{text} degrees is off the earth"))) }
}

/// A sector; none for `-`.
pub(super) fn sector<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<Option<Sector>, DataFault> {
    match text {
        "-" => Ok(None),
        text => Sector::parse(text).map(Some).ok_or_else(|| row.fault(format!("`{text}` is no sector"))),
    }
}

pub(super) fn kind<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<ActorKind, DataFault> {
    ActorKind::parse(text).ok_or_else(|| row.fault(format!("`{text}` is no kind of actor")))
}

/// A Wikidata item, or none where the cell is empty.
pub(super) fn qid<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<Option<String>, DataFault> {
    let digits = text.strip_prefix('Q').unwrap_or_default();
    let item = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" => Ok(None),
        text if item => Ok(Some(text.to_owned())),
        _ => Err(row.fault(format!("`{text}` is no Wikidata item: write Q and digits"))),
    }
}

/// First and last day of a term, from a day, a month or a year each: its first day for the start, its last for the end.
pub(super) fn term<const N: usize>(
    row: &Row<'_, N>,
    start: &str,
    end: &str,
) -> Result<(Date, Option<Date>), DataFault> {
    let first = day(row, start)?;
    let last = match end {
        "" => None,
        text => Some(last_day(text, day(row, text)?)),
    };
    match last {
        Some(last) if last < first => Err(row.fault(format!("the term ends on {end}, before it starts on {start}"))),
        last => Ok((first, last)),
    }
}

/// A day; a month or year alone is its first day.
fn day<const N: usize>(row: &Row<'_, N>, text: &str) -> Result<Date, DataFault> {
    let fault = || row.fault(format!("`{text}` is no date: write 2022-01-21, 2022-01 or 2022"));
    let mut parts = text.split('-');
    let mut part = |digits: usize, missing: i16| match parts.next() {
        None => Some(missing),
        Some(part) if part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse().ok(),
        Some(_) => None,
    };
    let numbers = part(4, 0).zip(part(2, 1)).zip(part(2, 1));
    let date = numbers.and_then(|((year, month), day)| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
    });
    date.filter(|_| parts.next().is_none()).ok_or_else(fault)
}

/// The last day of what a text tells: a year and a month have several.
fn last_day(text: &str, first: Date) -> Date {
    match text.len() {
        4 => first.last_of_year(),
        7 => first.last_of_month(),
        _ => first,
    }
}
