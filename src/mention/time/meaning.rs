//! What an expression says, before it is known which day it is said on.

use super::{
    calendar::{Modifier, Reference, Which},
    holiday::Holiday,
    value::{Amount, DayPart, Period, Season, Unit},
};

/// A name that comes back: each year, each week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Month and day.
    Day(i8, i8),
    Month(i8),
    /// 1 for Monday.
    Weekday(i8),
    Season(Season),
    /// 1 to 4.
    Quarter(i8),
    /// 1 or 2.
    Half(i8),
    Holiday(Holiday),
}

/// The year that an expression tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearTold {
    Number(i16),
    /// `last year`
    Which(Which),
    /// The year before that of what was told.
    Before,
}

/// From where an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Publication,
    Told,
}

/// What an expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Period(Period),
    Named {
        name: Name,
        which: Option<Which>,
        year: Option<YearTold>,
    },
    /// `last year`, `the following day`
    Step {
        unit: Unit,
        which: Which,
    },
    /// `two years ago`
    Shift {
        amount: Amount,
        forward: bool,
        origin: Origin,
    },
    /// Days from the publication.
    Days(i32),
    /// The end of a year that is told by nothing else; its last day, where it is one word.
    YearEnd {
        day: bool,
    },
    /// The week that a day lies in.
    WeekOf {
        month: i8,
        day: i8,
        year: Option<YearTold>,
    },
    /// The same stretch a year before: `a year earlier`, `the year-ago quarter`.
    YearBefore,
    /// The stretch that results are told of: `the quarter`, in this year where it is told.
    Results(Option<i16>),
    Reference(Reference),
    Length(Amount),
    /// Every so much.
    Every(Amount),
    Often(&'static str),
    EachWeekday(i8),
    EachMonth(i8),
    EachSeason(Season),
    /// The day is told elsewhere.
    Untold,
    /// Read, and no time: an age.
    Nothing,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayTime {
    Part(DayPart),
    Clock(i8, i8),
}

/// What stands before an expression and narrows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// `earlier this month`
    Earlier,
    /// `later this month`
    Later,
}

/// An expression as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// First cell, and one past the last.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
    pub(super) time: Option<DayTime>,
    /// Minutes east of Greenwich.
    pub(super) zone: Option<i32>,
    pub(super) modifier: Option<Modifier>,
    pub(super) edge: Option<Edge>,
}

impl Told {
    pub(super) fn new(start: usize, end: usize, meaning: Meaning) -> Self {
        Self { start, end, meaning, time: None, zone: None, modifier: None, edge: None }
    }

    /// Whether it tells a day or a time, not how long or how often.
    pub(super) fn is_date(&self) -> bool {
        !matches!(
            self.meaning,
            Meaning::Length(_)
                | Meaning::Every(_)
                | Meaning::Often(_)
                | Meaning::EachWeekday(_)
                | Meaning::EachMonth(_)
                | Meaning::EachSeason(_)
                | Meaning::Reference(_)
                | Meaning::Nothing
        )
    }
}
