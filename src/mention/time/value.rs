//! Stretches of the calendar and amounts of time, as TIMEX3 writes them.
//!
//! Source: TimeML 1.2.1, section on TIMEX3; ISO 8601. A decade is three digits of its years, a century two; a quarter
//! `-Q3`, a half `-H1`, a season `-SU`, a weekend `-WE`.

use std::fmt;

use jiff::{
    Span, ToSpan,
    civil::{Date, Weekday},
};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(super) enum DayPart {
    #[serde(rename = "MO")]
    Morning,
    #[serde(rename = "AF")]
    Afternoon,
    #[serde(rename = "EV")]
    Evening,
    #[serde(rename = "NI")]
    Night,
    #[serde(rename = "DT")]
    Daytime,
}

impl DayPart {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Morning => "MO",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
            Self::Daytime => "DT",
        }
    }
}

/// A season of the northern half of the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(super) enum Season {
    #[serde(rename = "SP")]
    Spring,
    #[serde(rename = "SU")]
    Summer,
    #[serde(rename = "FA")]
    Autumn,
    #[serde(rename = "WI")]
    Winter,
}

impl Season {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Autumn => "FA",
            Self::Winter => "WI",
        }
    }

    /// The first month of it that lies in its year: a winter is mostly January and February.
    pub(super) fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

/// A stretch of the calendar; the date is its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Day(Date),
    Week(Date),
    Weekend(Date),
    Month(Date),
    Quarter(Date),
    Half(Date),
    Season(i16, Season),
    Year(i16),
    /// Its years without their last digit.
    Decade(i16),
    /// Its years without their last two digits.
    Century(i16),
}

impl Period {
    /// The one of a unit that a day lies in; none for units smaller than a day or larger than a century.
    pub(super) fn of(unit: Unit, day: Date) -> Option<Self> {
        let month_of = |months: i8| Date::new(day.year(), (day.month() - 1) / months * months + 1, 1).ok();
        match unit {
            Unit::Day => Some(Self::Day(day)),
            Unit::Week => Some(Self::Week(monday(day)?)),
            Unit::Weekend => Some(Self::Weekend(monday(day)?.checked_add(5.days()).ok()?)),
            Unit::Month => month_of(1).map(Self::Month),
            Unit::Quarter => month_of(3).map(Self::Quarter),
            Unit::Half => month_of(6).map(Self::Half),
            Unit::Year => Some(Self::Year(day.year())),
            Unit::Decade => Some(Self::Decade(day.year().div_euclid(10))),
            Unit::Century => Some(Self::Century(day.year().div_euclid(100))),
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Fortnight | Unit::Millennium => None,
        }
    }

    /// The one so many steps later; none beyond the calendar's end.
    pub(super) fn shifted(self, steps: i32) -> Option<Self> {
        let moved = |date: Date, span: Span| date.checked_add(span).ok();
        let years = i16::try_from(steps).ok()?;
        match self {
            Self::Day(day) => moved(day, steps.days()).map(Self::Day),
            Self::Week(day) => moved(day, steps.weeks()).map(Self::Week),
            Self::Weekend(day) => moved(day, steps.weeks()).map(Self::Weekend),
            Self::Month(day) => moved(day, steps.months()).map(Self::Month),
            Self::Quarter(day) => moved(day, steps.checked_mul(3)?.months()).map(Self::Quarter),
            Self::Half(day) => moved(day, steps.checked_mul(6)?.months()).map(Self::Half),
            Self::Season(year, season) => year.checked_add(years).map(|year| Self::Season(year, season)),
            Self::Year(year) => year.checked_add(years).map(Self::Year),
            Self::Decade(decade) => decade.checked_add(years).map(Self::Decade),
            Self::Century(century) => century.checked_add(years).map(Self::Century),
        }
    }

    /// First and last day; none for years that the calendar does not have.
    pub(super) fn days(self) -> Option<(Date, Date)> {
        let months = |first: Date, months: i32| Some((first, first.checked_add((months - 1).months()).ok()?));
        let years = |first: i16, last: i16| Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?));
        match self {
            Self::Day(day) => Some((day, day)),
            Self::Week(day) => Some((day, day.checked_add(6.days()).ok()?)),
            Self::Weekend(day) => Some((day, day.checked_add(1.days()).ok()?)),
            Self::Month(day) => Some((day, day.last_of_month())),
            Self::Quarter(day) => months(day, 3).map(|(first, last)| (first, last.last_of_month())),
            Self::Half(day) => months(day, 6).map(|(first, last)| (first, last.last_of_month())),
            // The winter before or after.
            Self::Season(year, Season::Winter) => {
                let end = Date::new(year.checked_add(1)?, 2, 1).ok()?.last_of_month();
                Some((Date::new(year.checked_sub(1)?, 12, 1).ok()?, end))
            }
            Self::Season(year, season) => {
                let first = Date::new(year, season.first_month(), 1).ok()?;
                months(first, 3).map(|(first, last)| (first, last.last_of_month()))
            }
            Self::Year(year) => years(year, year),
            Self::Decade(decade) => years(decade.checked_mul(10)?, decade.checked_mul(10)?.checked_add(9)?),
            Self::Century(century) => years(century.checked_mul(100)?, century.checked_mul(100)?.checked_add(99)?),
        }
    }
}

fn monday(day: Date) -> Option<Date> {
    day.checked_sub(i32::from(day.weekday().since(Weekday::Monday)).days()).ok()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(day) | Self::Weekend(day) => {
                let week = day.iso_week_date();
                let end = if matches!(self, Self::Weekend(_)) { "-WE" } else { "" };
                write!(f, "{:04}-W{:02}{end}", week.year(), week.week())
            }
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Self::Quarter(day) => write!(f, "{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1),
            Self::Half(day) => write!(f, "{:04}-H{}", day.year(), (day.month() - 1) / 6 + 1),
            Self::Season(year, season) => write!(f, "{year:04}-{}", season.name()),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Decade(decade) => write!(f, "{decade:03}"),
            Self::Century(century) => write!(f, "{century:02}"),
        }
    }
}

/// How many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// In halves, so that `two and a half` is a number.
    Halves(u32),
    /// `several`
    Vague,
}

/// An amount of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) count: Count,
    pub(super) unit: Unit,
}

impl Amount {
    /// Whole units; none for halves and where nobody tells.
    pub(super) fn whole(self) -> Option<i32> {
        match self.count {
            Count::Halves(halves) if halves % 2 == 0 => i32::try_from(halves / 2).ok(),
            Count::Halves(_) | Count::Vague => None,
        }
    }

    /// `DE` and the like where the number is not told; else years for what is longer than they are.
    fn letters(self) -> (&'static str, u32, &'static str) {
        let vague = self.count == Count::Vague;
        match self.unit {
            Unit::Second => ("PT", 1, "S"),
            Unit::Minute => ("PT", 1, "M"),
            Unit::Hour => ("PT", 1, "H"),
            Unit::Day => ("P", 1, "D"),
            Unit::Week => ("P", 1, "W"),
            Unit::Weekend => ("P", 1, "WE"),
            Unit::Fortnight => ("P", 2, "W"),
            Unit::Month => ("P", 1, "M"),
            Unit::Quarter => ("P", 1, "Q"),
            Unit::Half => ("P", 6, "M"),
            Unit::Year => ("P", 1, "Y"),
            Unit::Decade if vague => ("P", 1, "DE"),
            Unit::Century if vague => ("P", 1, "CE"),
            Unit::Millennium if vague => ("P", 1, "ML"),
            Unit::Decade => ("P", 10, "Y"),
            Unit::Century => ("P", 100, "Y"),
            Unit::Millennium => ("P", 1000, "Y"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, times, end) = self.letters();
        let Count::Halves(halves) = self.count else { return write!(f, "{start}X{end}") };
        let halves = halves.saturating_mul(times);
        let whole = halves / 2;
        let rest = match (halves % 2, self.unit) {
            (0, _) => return write!(f, "{start}{whole}{end}"),
            (_, Unit::Year) => "6M",
            (_, Unit::Hour) => "30M",
            (_, Unit::Minute) => "30S",
            _ => return write!(f, "{start}{whole}.5{end}"),
        };
        if whole == 0 { write!(f, "{start}{rest}") } else { write!(f, "{start}{whole}{end}{rest}") }
    }
}
