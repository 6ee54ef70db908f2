//! Days that a name tells: their rule in the calendar.

use std::str::FromStr;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// How a holiday's day is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holiday {
    /// The same month and day each year.
    Fixed(i8, i8),
    /// The nth weekday of a month; -1 for the last.
    Nth(i8, Weekday, i8),
    /// Days from Easter Sunday of the western churches.
    Easter(i64),
}

impl Holiday {
    /// Its day in a year.
    pub(super) fn day(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(nth, weekday, month) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
            Self::Easter(days) => easter(year)?.checked_add(days.days()).ok(),
        }
    }
}

impl FromStr for Holiday {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || format!("`{text}` is no day of the year: `12-25`, `4 4 11` or `easter -2`");
        let fixed = text.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        let words: Vec<&str> = text.split_whitespace().collect();
        let holiday = match (fixed, words.as_slice()) {
            (Some((month, day)), _) => Some(Self::Fixed(month, day)),
            (_, ["easter", days]) => days.parse().ok().map(Self::Easter),
            (_, [nth, weekday, month]) => nth_weekday(nth, weekday, month),
            _ => None,
        };
        // A leap year has every day.
        holiday.filter(|holiday| holiday.day(2024).is_some()).ok_or_else(refusal)
    }
}

fn nth_weekday(nth: &str, weekday: &str, month: &str) -> Option<Holiday> {
    let weekday = Weekday::from_monday_one_offset(weekday.parse().ok()?).ok()?;
    Some(Holiday::Nth(nth.parse().ok()?, weekday, month.parse().ok()?))
}

/// Easter Sunday. Source: the anonymous Gregorian algorithm (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let (golden, century) = (year_number % 19, year_number / 100);
    let skipped = century - century / 4 - (8 * century + 13) / 25;
    let epact = (19 * golden + skipped + 15) % 30;
    let moon = epact - (epact / 28) * (1 - (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year_number + year_number / 4 + moon + 2 - century + century / 4) % 7;
    let from = moon - weekday;
    let month = 3 + (from + 40) / 44;
    let day = from + 28 - 31 * (month / 4);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_and_its_feasts_fall_on_their_days() {
        let cases = [(1989, "1989-03-26"), (2000, "2000-04-23"), (2022, "2022-04-17"), (2024, "2024-03-31")];
        for (year, day) in cases {
            assert_eq!(easter(year).map(|day| day.to_string()).as_deref(), Some(day), "{year}");
        }
        let friday = Holiday::from_str("easter -2").unwrap();
        assert_eq!(friday.day(2022).map(|day| day.to_string()).as_deref(), Some("2022-04-15"));
    }

    #[test]
    fn the_nth_weekday_is_counted_from_the_start_or_the_end() {
        let thanksgiving = Holiday::from_str("4 4 11").unwrap();
        let memorial = Holiday::from_str("-1 1 5").unwrap();
        assert_eq!(thanksgiving.day(1999).map(|day| day.to_string()).as_deref(), Some("1999-11-25"));
        assert_eq!(memorial.day(2022).map(|day| day.to_string()).as_deref(), Some("2022-05-30"));
        assert!(Holiday::from_str("6 1 5").is_err() && Holiday::from_str("2-30").is_err());
    }
}
