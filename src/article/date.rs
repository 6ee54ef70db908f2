//! Dates as feeds write them to [`Published`].
//!
//! Read are: ISO 8601 and RFC 3339 in long and basic form (`2022-01-21T11:30:00.000+01:00`, `20220121T113000Z`), the
//! same with a space between date and time, GDELT's `20220121113000`, RFC 2822, `21 January 2022` and `Jan 21, 2022`
//! with or without weekday and time of day, `21.01.2022` (day first), `2022/01/21`, and seconds, milliseconds or
//! microseconds since 1970.
//!
//! `01/02/2022` means two days and is refused; `21/01/2022` and `01/21/2022` mean one. A time without a zone is UTC.
//! Zone names are those of RFC 2822 and a few without a rival; a name of two zones (`IST`) is refused.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    fmt::{strtime::BrokenDownTime, temporal::DateTimeParser},
    tz::Offset,
};

use super::Published;
use crate::outcome::{DeadLetter, DeadLetterReason};

/// The longest date that is looked at, in characters.
const MAX_CHARS: usize = 64;
/// Years that a news article may be of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Day, month and year as people write them, in `strptime`'s terms.
const DATES: [&str; 18] = [
    "%d %B %Y",
    "%d %b %Y",
    "%d %b. %Y",
    "%d %B, %Y",
    "%d %b, %Y",
    "%d. %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    // The Associated Press's September.
    "%bt. %d, %Y",
    "%bt %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d-%b-%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
];

/// The time of day behind a date.
const TIMES: [&str; 6] = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%I %p"];

/// C's `asctime`, which has the year at its end.
const ASCTIME: &str = "%b %d %H:%M:%S %Y";

/// Zones by name, in hours east of Greenwich. `CST` is North America's, as RFC 2822 has it.
const ZONES: [(&str, i8); 23] = [
    ("AEDT", 11),
    ("AEST", 10),
    ("BST", 1),
    ("CDT", -5),
    ("CEST", 2),
    ("CET", 1),
    ("CST", -6),
    ("EDT", -4),
    ("EEST", 3),
    ("EET", 2),
    ("EST", -5),
    ("GMT", 0),
    ("HKT", 8),
    ("JST", 9),
    ("KST", 9),
    ("MDT", -6),
    ("MSK", 3),
    ("MST", -7),
    ("PDT", -7),
    ("PST", -8),
    ("UT", 0),
    ("UTC", 0),
    ("Z", 0),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a date, with the time of day and the zone where it has them.
///
/// Text that is no date, a date that the calendar does not have, one that means two days, and a year outside 1900 to
/// 2100 are [`DeadLetterReason::UnreadableDate`].
pub(super) fn read(text: &str) -> Result<Published, DeadLetter> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let parsed = (text.chars().count() <= MAX_CHARS).then(|| parse(&text)).flatten();
    parsed.and_then(Parsed::check).ok_or_else(|| {
        let shown: String = text.chars().filter(|character| !character.is_control()).take(40).collect();
        DeadLetter::new(DeadLetterReason::UnreadableDate, format!("`{shown}` is no date of the years 1900 to 2100"))
    })
}

/// What a text says, unchecked.
#[derive(Debug, Clone, Copy)]
struct Parsed {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Parsed {
    fn check(self) -> Option<Published> {
        if !YEARS.contains(&self.date.year()) {
            return None;
        }
        let Some(time) = self.time else {
            return Some(Published::on(self.date));
        };
        let offset = self.offset.unwrap_or(Offset::UTC);
        let at = offset.to_timestamp(self.date.to_datetime(time)).ok()?;
        let iso = if offset == Offset::UTC { at.to_string() } else { at.display_with_offset(offset).to_string() };
        Some(Published { date: self.date, at: Some(at), iso })
    }
}

fn parse(text: &str) -> Option<Parsed> {
    digits(text).or_else(|| iso(text)).or_else(|| written(text))
}

/// Numbers: seconds and their fractions since 1970, or a date and time without separators.
fn digits(text: &str) -> Option<Parsed> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => moment(Timestamp::from_second(number)),
        13 => moment(Timestamp::from_millisecond(number)),
        16 => moment(Timestamp::from_microsecond(number)),
        12 | 14 if fraction.is_empty() => {
            let (date, time) = whole.split_at_checked(8)?;
            iso(&format!("{date}T{time}"))
        }
        _ => None,
    }
}

fn moment(timestamp: Result<Timestamp, jiff::Error>) -> Option<Parsed> {
    let utc = Offset::UTC.to_datetime(timestamp.ok()?);
    Some(Parsed { date: utc.date(), time: Some(utc.time()), offset: Some(Offset::UTC) })
}

/// ISO 8601, RFC 3339 and RFC 9557; a zone's name in brackets counts for nothing beside its offset.
fn iso(text: &str) -> Option<Parsed> {
    let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
    if pieces.time_zone_annotation().is_some() && pieces.offset().is_none() {
        return None;
    }
    let offset = pieces.offset().map(|_| pieces.to_numeric_offset().unwrap_or(Offset::UTC));
    Some(Parsed { date: pieces.date(), time: pieces.time(), offset })
}

/// Dates in words and figures, weekday before and zone behind.
fn written(text: &str) -> Option<Parsed> {
    let (text, offset) = split_zone(text);
    let text = without_weekday(text);
    let parsed = iso(text)
        .filter(|parsed| parsed.offset.is_none() || offset.is_none())
        .or_else(|| whole(text))
        .or_else(|| DATES.iter().find_map(|format| date_then_time(text, format)))
        .or_else(|| day_and_month(text))?;
    Some(Parsed { offset: parsed.offset.or(offset), ..parsed })
}

/// Cuts a zone off the end: `GMT`, `+0100`, `+01:00`, `+0100 (CET)`.
fn split_zone(text: &str) -> (&str, Option<Offset>) {
    let text = text.split_once(" (").filter(|(_, comment)| comment.ends_with(')')).map_or(text, |(before, _)| before);
    let Some((before, zone)) = text.rsplit_once(' ') else { return (text, None) };
    match named_offset(zone).or_else(|| numeric_offset(zone)) {
        Some(offset) => (before, Some(offset)),
        None => (text, None),
    }
}

fn named_offset(zone: &str) -> Option<Offset> {
    let (_, hours) = ZONES.iter().find(|(name, _)| zone.eq_ignore_ascii_case(name))?;
    Offset::from_hours(*hours).ok()
}

fn numeric_offset(zone: &str) -> Option<Offset> {
    let signed = zone.starts_with(['+', '-']);
    let format = if zone.contains(':') { "%:z" } else { "%z" };
    BrokenDownTime::parse(format, zone).ok().filter(|_| signed)?.offset()
}

fn without_weekday(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(' ') else { return text };
    let day = first.trim_end_matches([',', '.']).to_ascii_lowercase();
    let is_weekday = day.len() >= 3 && WEEKDAYS.iter().any(|weekday| weekday.starts_with(&day));
    if is_weekday { rest } else { text }
}

fn whole(text: &str) -> Option<Parsed> {
    let parsed = BrokenDownTime::parse(ASCTIME, text).ok()?;
    Some(Parsed { date: parsed.to_date().ok()?, time: Some(parsed.to_time().ok()?), offset: None })
}

fn date_then_time(text: &str, format: &str) -> Option<Parsed> {
    let (parsed, length) = BrokenDownTime::parse_prefix(format, text).ok()?;
    with_time(parsed.to_date().ok()?, text.get(length..)?)
}

/// `21/01/2022`, `01/21/2022`, `21-01-2022`: where one of the two can be no month, or both are the same.
fn day_and_month(text: &str) -> Option<Parsed> {
    let end = text.find([' ', ',']).unwrap_or(text.len());
    let (day, rest) = text.split_at_checked(end)?;
    let separator = if day.contains('/') { '/' } else { '-' };
    let mut parts = day.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (first, second, year): (i8, i8, i16) = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
    let (day, month) = match (first > 12, second > 12) {
        (true, false) => (first, second),
        (false, true) => (second, first),
        _ if first == second => (first, second),
        _ => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    with_time(Date::new(year, month, day).ok()?, rest)
}

fn with_time(date: Date, rest: &str) -> Option<Parsed> {
    let rest = rest.trim_start_matches([' ', ',', '-', '|', 'T']);
    let rest = rest.strip_prefix("at ").unwrap_or(rest).trim();
    if rest.is_empty() {
        return Some(Parsed { date, time: None, offset: None });
    }
    let rest = rest.replace(".m.", "m");
    let time = TIMES.iter().find_map(|format| BrokenDownTime::parse(format, &rest).ok()?.to_time().ok())?;
    Some(Parsed { date, time: Some(time), offset: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_of_the_feeds() {
        let cases = [
            ("2022-01-21", "2022-01-21"),
            ("20220121", "2022-01-21"),
            ("2022-01-21T11:30:00Z", "2022-01-21T11:30:00Z"),
            ("2022-01-21t11:30:00z", "2022-01-21T11:30:00Z"),
            ("2022-01-21T11:30:00", "2022-01-21T11:30:00Z"),
            ("2022-01-21T11:30Z", "2022-01-21T11:30:00Z"),
            ("2022-01-21T11:30:00.000+02:00", "2022-01-21T11:30:00+02:00"),
            ("2022-01-21T11:30:00.123456Z", "2022-01-21T11:30:00.123456Z"),
            ("2022-01-21T11:30:00-0500", "2022-01-21T11:30:00-05:00"),
            ("2022-01-21T11:30:00+01:00[Europe/Vienna]", "2022-01-21T11:30:00+01:00"),
            ("2022-01-21 11:30:00", "2022-01-21T11:30:00Z"),
            ("2022-01-21 11:30:00+01:00", "2022-01-21T11:30:00+01:00"),
            ("2022-01-21 11:30:00 +0100", "2022-01-21T11:30:00+01:00"),
            ("2022-01-21 11:30:00 UTC", "2022-01-21T11:30:00Z"),
            ("20220121T113000Z", "2022-01-21T11:30:00Z"),
            ("20220121T113000", "2022-01-21T11:30:00Z"),
            ("20220121113000", "2022-01-21T11:30:00Z"),
            ("202201211130", "2022-01-21T11:30:00Z"),
            ("1642764600", "2022-01-21T11:30:00Z"),
            ("1642764600.5", "2022-01-21T11:30:00Z"),
            ("1642764600250", "2022-01-21T11:30:00.25Z"),
            ("1642764600250000", "2022-01-21T11:30:00.25Z"),
            ("Fri, 21 Jan 2022 11:30:00 GMT", "2022-01-21T11:30:00Z"),
            ("Fri, 21 Jan 2022 11:30:00 +0100", "2022-01-21T11:30:00+01:00"),
            ("Fri, 21 Jan 2022 11:30:00 +0100 (CET)", "2022-01-21T11:30:00+01:00"),
            ("21 Jan 2022 06:30 EST", "2022-01-21T06:30:00-05:00"),
            ("21 January 2022", "2022-01-21"),
            ("Friday, 21 January 2022", "2022-01-21"),
            ("Friday 21 January 2022, 11:30", "2022-01-21T11:30:00Z"),
            ("January 21, 2022", "2022-01-21"),
            ("Jan 21, 2022", "2022-01-21"),
            ("Jan. 21, 2022 at 6:30 a.m. EST", "2022-01-21T06:30:00-05:00"),
            ("Jan 21, 2022 11:30PM", "2022-01-21T23:30:00Z"),
            ("Sept. 5, 2022", "2022-09-05"),
            ("May 5, 2022", "2022-05-05"),
            ("21-Jan-2022", "2022-01-21"),
            ("Fri Jan 21 11:30:00 2022", "2022-01-21T11:30:00Z"),
            ("2022/01/21 11:30", "2022-01-21T11:30:00Z"),
            ("21.01.2022", "2022-01-21"),
            ("21.01.2022, 11:30", "2022-01-21T11:30:00Z"),
            ("01/21/2022", "2022-01-21"),
            ("21/01/2022 11:30:00", "2022-01-21T11:30:00Z"),
            ("05/05/2022", "2022-05-05"),
            (" 2022-01-21\n", "2022-01-21"),
            ("1900-01-01", "1900-01-01"),
            ("2100-12-31", "2100-12-31"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).map(|published| published.iso), Ok(expected.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_date_or_means_two_is_refused() {
        let long = "2022-01-21 ".repeat(1_000);
        let cases = [
            "",
            "yesterday",
            "soon",
            "2022",
            "2022-01",
            "2022-13-01",
            "2022-02-30",
            "2022-01-21T25:00:00Z",
            "30000-01-01",
            "+030000-01-01T00:00:00Z",
            "1899-12-31",
            "2101-01-01",
            "0",
            "17",
            "-1642764600",
            "01/02/2022",
            "13/13/2022",
            "1/2",
            "21/01/22",
            "2022-01-21 soon",
            "21 January",
            "January 2022",
            "21 Januar 2022",
            "true",
            "2022-01-21T11:30:00[Europe/Vienna]",
            "21 January 2022 11:30 IST",
            "99999999999999",
            "1.2.3",
            "....",
            "٢٠٢٢",
            "1/2/3/4",
            &long,
        ];
        for text in cases {
            let reason = read(text).map_err(|letter| letter.reason);
            assert_eq!(reason, Err(DeadLetterReason::UnreadableDate), "{text:.40}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_feeds_zone() {
        let published = read("2022-01-21T01:30:00+03:00").unwrap();
        assert_eq!(published.date.to_string(), "2022-01-21");
        assert_eq!(published.at.map(|at| at.to_string()).as_deref(), Some("2022-01-20T22:30:00Z"));
    }
}
