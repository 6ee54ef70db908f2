//! What an expression means on its day and at its place in the article.
//!
//! Days that a weekday or month names are seen from the publication; `the following day` and `that year` from the last
//! day that was told. What a year is compared with in a report of results is the same quarter a year before.

use jiff::{ToSpan, civil::Date};

use super::{
    calendar::{Modifier, Reference, Which},
    lean::Lean,
    meaning::{DayTime, Edge, Meaning, Name, Origin, Told, YearTold},
    value::{Amount, Count, Period, Unit},
};
use crate::event::TimeType;

/// A day this near is meant, whatever the tense.
const NEARBY_DAYS: i32 = 65;

/// Results are forgotten after so many other expressions.
const MAX_RESULTS_AGE: usize = 12;

/// A stretch with its first and last day.
type Near = (Period, Date, Date);

/// A value of TIMEX3, with the days it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) kind: TimeType,
    pub(super) value: String,
    pub(super) earliest: Option<Date>,
    pub(super) latest: Option<Date>,
}

/// What was told so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    published: Option<Date>,
    /// The last day, month or year that was told.
    told: Option<Period>,
    /// The quarter or the year that results are told of.
    results: Option<Period>,
    /// Expressions since then.
    results_age: usize,
}

impl Flow {
    pub(super) fn new(published: Option<Date>) -> Self {
        Self { published, told: None, results: None, results_age: 0 }
    }

    /// The value of an expression; none where it needs a day that nobody told.
    pub(super) fn resolve(&mut self, told: &Told, lean: Option<Lean>) -> Option<Resolved> {
        self.results_age += 1;
        if self.results_age > MAX_RESULTS_AGE {
            self.results = None;
        }
        match told.meaning {
            Meaning::Nothing => None,
            Meaning::Length(amount) => {
                self.note_length(amount);
                Some(length(TimeType::Duration, amount))
            }
            Meaning::Every(amount) => Some(length(TimeType::Set, amount)),
            Meaning::Often(value) => Some(set(value.to_owned())),
            Meaning::EachWeekday(weekday) => Some(set(format!("XXXX-WXX-{weekday}"))),
            Meaning::EachMonth(month) => Some(set(format!("XXXX-{month:02}"))),
            Meaning::EachSeason(season) => Some(set(format!("XXXX-{}", season.name()))),
            // `was soon released`
            Meaning::Reference(Reference::Future) if lean == Some(Lean::Past) && told.end == told.start + 1 => None,
            Meaning::Reference(reference) => Some(self.reference(reference)),
            Meaning::Shift { amount, forward, origin } => match self.shift(amount, forward, origin) {
                Some(period) => self.date(told, period),
                None => Some(self.far(amount, forward, origin)),
            },
            Meaning::Untold => {
                let today = self.told.filter(|told| matches!(told, Period::Day(_)));
                match today.or(self.published.map(Period::Day)) {
                    Some(day) => self.date(told, day),
                    None => told.time.map(undated),
                }
            }
            _ => {
                let period = self.period(told.meaning, lean)?;
                self.date(told, period)
            }
        }
    }

    /// The stretch of the calendar that an expression means.
    fn period(&mut self, meaning: Meaning, lean: Option<Lean>) -> Option<Period> {
        match meaning {
            Meaning::Period(period) => Some(period),
            Meaning::Days(days) => Period::Day(self.published?).shifted(days),
            Meaning::Named { name, which, year } => {
                let period = self.named(name, which, year, lean)?;
                if year != Some(YearTold::Before) && which.is_none() {
                    self.note_quarter(period);
                }
                Some(period)
            }
            Meaning::Step { unit: Unit::Weekend, which } => self.weekend(which, lean),
            Meaning::Step { unit, which } => self.step(unit, which),
            Meaning::WeekOf { month, day, year } => {
                let day = self.named(Name::Day(month, day), None, year, lean)?;
                Period::of(Unit::Week, day.days()?.0)
            }
            Meaning::YearEnd { day } => self.year_end(day, lean),
            Meaning::YearBefore => match self.results {
                Some(quarter @ Period::Quarter(_)) => quarter.shifted(-4),
                Some(year) => year.shifted(-1),
                None => Period::of(Unit::Year, self.published?)?.shifted(-1),
            },
            Meaning::Results(year) => {
                let last = || Period::of(Unit::Quarter, self.published?)?.shifted(-1);
                let quarter = self.results.filter(|results| matches!(results, Period::Quarter(_))).or_else(last)?;
                let Some(year) = year else {
                    self.set_results(quarter);
                    return Some(quarter);
                };
                let first = quarter.days()?.0;
                Date::new(year, first.month(), 1).ok().map(Period::Quarter)
            }
            _ => None,
        }
    }

    /// The end of a year is past in the first months of the next, and where it is looked back on.
    fn year_end(&self, day: bool, lean: Option<Lean>) -> Option<Period> {
        let year = self.published?.year() - i16::from(lean == Some(Lean::Past));
        if day { Date::new(year, 12, 31).ok().map(Period::Day) } else { Some(Period::Year(year)) }
    }

    fn base(&self, which: Which) -> Option<Date> {
        let told = self.told.and_then(|told| told.days()).map(|(first, _)| first);
        match which {
            Which::Before | Which::Same | Which::After => told.or(self.published),
            Which::Last | Which::This | Which::Next | Which::Latest => self.published.or(told),
        }
    }

    fn step(&self, unit: Unit, which: Which) -> Option<Period> {
        let steps = match which {
            Which::Last | Which::Before | Which::Latest => -1,
            Which::This | Which::Same => 0,
            Which::Next | Which::After => 1,
        };
        Period::of(unit, self.base(which)?)?.shifted(steps)
    }

    /// The weekend of this week is ahead until it begins.
    fn weekend(&self, which: Which, lean: Option<Lean>) -> Option<Period> {
        let published = self.published?;
        let own = Period::of(Unit::Weekend, published)?;
        let (first, _) = own.days()?;
        let steps = match which {
            Which::Last | Which::Before => -1,
            Which::Next | Which::After => 1,
            Which::This => 0,
            Which::Same | Which::Latest => -i32::from(published < first && lean != Some(Lean::Future)),
        };
        own.shifted(steps)
    }

    fn named(&self, name: Name, which: Option<Which>, year: Option<YearTold>, lean: Option<Lean>) -> Option<Period> {
        if let Name::Weekday(weekday) = name {
            return self.weekday(weekday, which, lean);
        }
        let year = match year {
            Some(YearTold::Number(year)) => Some(year),
            Some(YearTold::Which(which)) => year_of(self.step(Unit::Year, which)?),
            Some(YearTold::Before) => year_of(self.results.or(self.published.map(Period::Day))?).map(|year| year - 1),
            None => None,
        };
        if let Some(year) = year {
            return in_year(name, year);
        }
        let base = self.base(which.unwrap_or(Which::This))?;
        let near = (-1..=1).filter_map(|step| in_year(name, base.year().checked_add(step)?));
        let near: Vec<Near> =
            near.filter_map(|period| period.days().map(|(first, last)| (period, first, last))).collect();
        let found = match which {
            Some(Which::Last | Which::Before | Which::Latest) => near.iter().rev().find(|(_, _, last)| *last < base),
            Some(Which::Next | Which::After) => near.iter().find(|(_, first, _)| *first > base),
            // `this summer we bought`
            Some(Which::This) if lean == Some(Lean::Past) => near.iter().rev().find(|(_, first, _)| *first <= base),
            Some(Which::This | Which::Same) => near.iter().find(|(_, first, _)| first.year() == base.year()),
            None => bare(name, &near, base, lean),
        };
        found.map(|(period, _, _)| *period)
    }

    fn weekday(&self, weekday: i8, which: Option<Which>, lean: Option<Lean>) -> Option<Period> {
        let base = self.base(which.unwrap_or(Which::This))?;
        let back = i32::from((base.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
        let own = Period::Day(base).shifted(-i32::from(base.weekday().to_monday_zero_offset()))?;
        let steps = match which {
            Some(Which::Last | Which::Before | Which::Latest) => -if back == 0 { 7 } else { back },
            Some(Which::Next | Which::After) => 7 - back,
            Some(Which::This) if lean == Some(Lean::Past) => return own.shifted(i32::from(weekday) - 1),
            Some(Which::This) => (7 - back) % 7,
            None if lean == Some(Lean::Future) => (7 - back) % 7,
            Some(Which::Same) | None => -back,
        };
        Period::Day(base).shifted(steps)
    }

    /// The day or stretch that lies so far away, as exact as its unit; none for vague amounts and hours.
    fn shift(&self, amount: Amount, forward: bool, origin: Origin) -> Option<Period> {
        let (unit, times) = match amount.unit {
            Unit::Decade => (Unit::Year, 10),
            Unit::Century => (Unit::Year, 100),
            Unit::Fortnight => (Unit::Week, 2),
            Unit::Half => (Unit::Month, 6),
            unit => (unit, 1),
        };
        let (unit, count) = match (amount.whole(), amount.count) {
            (Some(count), _) => (unit, count),
            (None, Count::Halves(halves)) if unit == Unit::Year => {
                (Unit::Month, i32::try_from(halves).ok()?.checked_mul(6)?)
            }
            _ => return None,
        };
        let steps = count.checked_mul(times)?;
        let told = self.told.and_then(|told| told.days()).map(|(first, _)| first);
        let base = match origin {
            Origin::Publication => self.published?,
            Origin::Told => told?,
        };
        Period::of(unit, base)?.shifted(if forward { steps } else { -steps })
    }

    /// What is so far away that no day is told: `several years ago`.
    fn far(&self, amount: Amount, forward: bool, origin: Origin) -> Resolved {
        match origin {
            Origin::Publication => self.reference(if forward { Reference::Future } else { Reference::Past }),
            Origin::Told => length(TimeType::Duration, amount),
        }
    }

    fn reference(&self, reference: Reference) -> Resolved {
        let (value, earliest, latest) = match reference {
            Reference::Past => ("PAST_REF", None, self.published),
            Reference::Present => ("PRESENT_REF", self.published, self.published),
            Reference::Future => ("FUTURE_REF", self.published, None),
        };
        Resolved { kind: TimeType::Date, value: value.to_owned(), earliest, latest }
    }

    /// Results of six or nine months are compared with those of a year before, not of a quarter.
    fn note_length(&mut self, amount: Amount) {
        let months = amount.unit == Unit::Month && matches!(amount.whole(), Some(6 | 9));
        if months && self.results.is_some() {
            let year = self.published.and_then(|published| Period::of(Unit::Year, published));
            year.into_iter().for_each(|year| self.set_results(year));
        }
    }

    /// Results are told of a quarter that is over.
    fn note_quarter(&mut self, period: Period) {
        let over = || period.days().zip(self.published).is_some_and(|((_, last), published)| last <= published);
        if matches!(period, Period::Quarter(_)) && (self.results.is_none() || over()) {
            self.set_results(period);
        }
    }

    fn set_results(&mut self, period: Period) {
        (self.results, self.results_age) = (Some(period), 0);
    }

    fn date(&mut self, told: &Told, period: Period) -> Option<Resolved> {
        let (earliest, latest) = period.days()?;
        self.told = Some(period);
        let Some(time) = told.time else {
            let (earliest, latest) = self.narrowed(told, earliest, latest);
            let (earliest, latest) = (Some(earliest), Some(latest));
            return Some(Resolved { kind: TimeType::Date, value: period.to_string(), earliest, latest });
        };
        let value = format!("{earliest}{}", time_value(time));
        Some(Resolved { kind: TimeType::Time, value, earliest: Some(earliest), latest: Some(earliest) })
    }

    /// The days that are left of a stretch: its part, and what lies before or after the publication.
    fn narrowed(&self, told: &Told, first: Date, last: Date) -> (Date, Date) {
        let days = (last - first).get_days();
        let at = |day: i32| first.checked_add(day.days()).unwrap_or(last);
        let (first, last) = match told.modifier {
            Some(Modifier::Start) => (first, at(days / 2)),
            Some(Modifier::Mid) => (at(days / 4), at(days - days / 4)),
            Some(Modifier::End) => (at(days - days / 2), last),
            _ => (first, last),
        };
        match (told.edge, self.published) {
            (Some(Edge::Earlier), Some(published)) => {
                (first, published.yesterday().unwrap_or(published).min(last).max(first))
            }
            (Some(Edge::Later), Some(published)) => {
                (published.tomorrow().unwrap_or(published).max(first).min(last), last)
            }
            _ => (first, last),
        }
    }
}

fn year_of(period: Period) -> Option<i16> {
    period.days().map(|(first, _)| first.year())
}

/// The stretch that a name means in a year; none for weekdays, and for days that the year does not have.
fn in_year(name: Name, year: i16) -> Option<Period> {
    match name {
        Name::Day(month, day) => Date::new(year, month, day).ok().map(Period::Day),
        Name::Month(month) => Date::new(year, month, 1).ok().map(Period::Month),
        Name::Season(season) => Some(Period::Season(year, season)),
        Name::Quarter(quarter) => Date::new(year, quarter * 3 - 2, 1).ok().map(Period::Quarter),
        Name::Half(half) => Date::new(year, half * 6 - 5, 1).ok().map(Period::Half),
        Name::Holiday(holiday) => holiday.day(year).map(Period::Day),
        Name::Weekday(_) => None,
    }
}

/// The one of a name that is meant where nothing but the tense tells: the last, the next, or the nearest. The tense of
/// the clause is not always that of what the day is for, so that a day nearby weighs more: `extended to Nov. 20`.
fn bare(name: Name, near: &[Near], base: Date, lean: Option<Lean>) -> Option<&Near> {
    let (back, ahead) = match name {
        Name::Day(..) => (NEARBY_DAYS, NEARBY_DAYS),
        // Results are awaited for a while after the quarter's end.
        Name::Quarter(_) | Name::Half(_) => (NEARBY_DAYS, 0),
        Name::Month(_) | Name::Season(_) | Name::Weekday(_) | Name::Holiday(_) => (0, 0),
    };
    let lean = if ahead < back { lean.or(Some(Lean::Past)) } else { lean };
    let before = near.iter().rev().find(|(_, first, _)| *first <= base);
    let after = near.iter().find(|(_, _, last)| *last >= base);
    let within = |one: Option<&Near>, days: i32| one.is_some_and(|one| days_off(one, base) <= days);
    match lean {
        Some(Lean::Future) if !within(before, back) => after,
        Some(Lean::Past) if !within(after, ahead) => before,
        // News looks back more than ahead.
        _ => near.iter().min_by_key(|one| days_off(one, base) * if one.1 > base { 2 } else { 1 }),
    }
}

/// Days between a stretch and a day; 0 where the day lies in it.
fn days_off((_, first, last): &Near, day: Date) -> i32 {
    (*first - day).get_days().max((day - *last).get_days()).max(0)
}

fn length(kind: TimeType, amount: Amount) -> Resolved {
    Resolved { kind, value: amount.to_string(), earliest: None, latest: None }
}

fn set(value: String) -> Resolved {
    Resolved { kind: TimeType::Set, value, earliest: None, latest: None }
}

/// A time of day of a day that nobody told.
fn undated(time: DayTime) -> Resolved {
    Resolved { kind: TimeType::Time, value: time_value(time), earliest: None, latest: None }
}

fn time_value(time: DayTime) -> String {
    match time {
        DayTime::Part(part) => format!("T{}", part.name()),
        DayTime::Clock(hour, minute) => format!("T{hour:02}:{minute:02}"),
    }
}
