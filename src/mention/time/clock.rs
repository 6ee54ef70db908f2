//! Days with a time of day, and times of day: `10 p.m. Wednesday`, `Friday night`, `noon`.

use super::{
    calendar::{Role, Term, Which},
    line::Line,
    meaning::{DayTime, Meaning, Name, Told},
    read::Prefix,
    value::{DayPart, Unit},
};

/// A time of day with its zone, and the cell after it.
type Clock = (DayTime, Option<i32>, usize);

impl Line<'_> {
    /// A day, a month, a year; a time of day; a day with its time.
    pub(super) fn timed(&self, at: usize, prefix: Prefix) -> Option<Told> {
        self.clock_first(at).or_else(|| self.part_first(at, prefix)).or_else(|| self.day_first(at, prefix))
    }

    fn day_first(&self, at: usize, prefix: Prefix) -> Option<Told> {
        let (meaning, end) = self.date(at, prefix)?;
        let told = Told::new(at, end, meaning);
        if !is_day(meaning) {
            return Some(told);
        }
        if let Some((part, after)) = self.day_part(end).filter(|(_, after)| !self.is(*after, Role::Hyphen)) {
            return Some(Told { end: after, time: Some(DayTime::Part(part)), ..told });
        }
        let clock = self.clock(self.skip(end, &[Role::At, Role::Comma]));
        Some(clock.map_or(told, |(time, zone, end)| Told { end, time: Some(time), zone, ..told }))
    }

    /// `10:35 a.m. (0735 GMT) Friday`, `noon Saturday`, `8 p.m. on Nov. 9`
    fn clock_first(&self, at: usize) -> Option<Told> {
        let (time, zone, end) = self.clock(at)?;
        let told = Told { time: Some(time), zone, ..Told::new(at, end, Meaning::Untold) };
        let day_at = self.skip_all(self.aside(end), &[Role::Comma, Role::On, Role::The]);
        let day = self.date(day_at, Prefix::default()).filter(|(meaning, _)| is_day(*meaning));
        Some(day.map_or(told, |(meaning, end)| Told { meaning, end, ..told }))
    }

    /// `this morning`, `the next morning`, `last night`, `the morning of May 9`, `tonight`
    fn part_first(&self, at: usize, prefix: Prefix) -> Option<Told> {
        if let Some((days, end)) = self.find(at, |term| if let Term::Nights(days) = term { Some(days) } else { None }) {
            let time = Some(DayTime::Part(DayPart::Night));
            return Some(Told { time, ..Told::new(at, end, Meaning::Days(days)) });
        }
        let which = self.which(at);
        let (part, end) = self.day_part(which.map_or(at, |(_, end)| end))?;
        let told = |meaning, end| Told { time: Some(DayTime::Part(part)), ..Told::new(at, end, meaning) };
        let next = self.date(end, Prefix::default()).filter(|(meaning, _)| which.is_none() && is_day(*meaning));
        if let Some((meaning, end)) = next {
            return Some(told(meaning, end));
        }
        let step = |which| Meaning::Step { unit: Unit::Day, which };
        match which {
            Some((which, _)) => Some(told(step(if which == Which::Next { Which::After } else { which }), end)),
            None if !prefix.definite && prefix.modifier.is_none() => None,
            None if self.is(end, Role::Of) => {
                let day = self.date(end + 1, Prefix::default()).filter(|(meaning, _)| is_day(*meaning));
                day.map(|(meaning, end)| told(meaning, end))
            }
            None if part == DayPart::Night || self.is(end, Role::After) || self.is(end, Role::Before) => None,
            None => Some(told(Meaning::Untold, end)),
        }
    }

    fn day_part(&self, at: usize) -> Option<(DayPart, usize)> {
        self.find(at, |term| if let Term::DayPart(part) = term { Some(part) } else { None })
    }

    /// A time of the clock with what tells that it is one: `a.m.`, a zone, a word before.
    fn clock(&self, at: usize) -> Option<Clock> {
        if let Some((time, end)) = self.find(at, |term| if let Term::Hour(h, m) = term { Some((h, m)) } else { None }) {
            let (zone, end) = self.zone(end);
            return Some((DayTime::Clock(time.0, time.1), zone, end));
        }
        let (hour, minute, colon) = self.hour(at)?;
        let half = self.half_day(at + 1);
        let (zone, end) = self.zone(half.map_or(at + 1, |(_, end)| end));
        let hour = match half {
            Some((add, _)) => (1..=12).contains(&hour).then_some(hour % 12 + add)?,
            None => hour,
        };
        let told = half.is_some() || zone.is_some() && (colon || self.text(at).len() == 4);
        let bare = colon && self.follows(at, &[Role::At, Role::By, Role::Since, Role::Comma, Role::From, Role::To]);
        (told || bare).then_some((DayTime::Clock(hour, minute), zone, end))
    }

    /// Hour and minute, and whether a colon tells them apart: `10`, `10:30`, `0735`.
    fn hour(&self, at: usize) -> Option<(i8, i8, bool)> {
        let text = self.text(at);
        let pair = text.split_once([':', '.']).filter(|(hour, minute)| hour.len() <= 2 && minute.len() == 2);
        let pair = pair.or_else(|| text.split_at_checked(2).filter(|_| text.len() == 4 && self.digits(at).is_some()));
        let (hour, minute) = match pair {
            Some((hour, minute)) => (hour.parse().ok()?, minute.parse().ok()?),
            None => (self.hour_number(at)?, 0),
        };
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
        fits.then_some((hour, minute, text.contains(':')))
    }

    fn hour_number(&self, at: usize) -> Option<i8> {
        let digits = self.digits(at).and_then(|hour| i8::try_from(hour).ok());
        digits.or_else(|| {
            let number = |term| if let Term::Number(number) = term { i8::try_from(number).ok() } else { None };
            self.find(at, number).filter(|(hour, end)| *end == at + 1 && *hour <= 12).map(|(hour, _)| hour)
        })
    }

    /// `a.m.`, `in the morning`: hours to add.
    fn half_day(&self, at: usize) -> Option<(i8, usize)> {
        if let Some(found) = self.find(at, |term| if let Term::HalfDay(add) = term { Some(add) } else { None }) {
            return Some(found);
        }
        let (part, end) = self.day_part(at + 2).filter(|_| self.is(at, Role::In) && self.is(at + 1, Role::The))?;
        match part {
            DayPart::Morning => Some((0, end)),
            DayPart::Afternoon | DayPart::Evening => Some((12, end)),
            DayPart::Night | DayPart::Daytime => None,
        }
    }

    fn zone(&self, at: usize) -> (Option<i32>, usize) {
        let zone = self.find(at, |term| if let Term::Zone(zone) = term { Some(zone) } else { None });
        let zone = zone.filter(|_| self.is_capital(at));
        zone.map_or((None, at), |(zone, end)| (Some(zone), end))
    }

    /// The cell after `(0735 GMT)`.
    fn aside(&self, at: usize) -> usize {
        let inside = self.clock(at + 1).filter(|_| self.is(at, Role::Open));
        inside.map_or(at, |(_, _, end)| if self.is(end, Role::Close) { end + 1 } else { at })
    }
}

/// Whether it is one day.
fn is_day(meaning: Meaning) -> bool {
    match meaning {
        Meaning::Days(_) | Meaning::Step { unit: Unit::Day, .. } => true,
        Meaning::Period(period) => matches!(period, super::value::Period::Day(_)),
        Meaning::Named { name, .. } => matches!(name, Name::Day(..) | Name::Weekday(_) | Name::Holiday(_)),
        _ => false,
    }
}
