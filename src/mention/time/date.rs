//! Days, months, quarters, years that have a name or a number.

use jiff::civil::Date;

use super::{
    calendar::{Role, Term, Which},
    line::Line,
    meaning::{Meaning, Name, YearTold},
    number::{YEARS, full_year},
    read::Prefix,
    value::{Period, Unit},
};
use crate::language::tree::{Relation, Upos, Xpos};

/// What is told, and the cell after it.
pub(super) type Read = Option<(Meaning, usize)>;

impl Line<'_> {
    /// A day, a month, a year or another stretch of the calendar; the longest reading.
    pub(super) fn date(&self, at: usize, prefix: Prefix) -> Read {
        let told = self.named_date(at, prefix);
        let seen = longer(self.directed(at, prefix), self.definite(at, prefix));
        longer(told, seen)
    }

    /// One that has a name or a number of its own.
    pub(super) fn named_date(&self, at: usize, prefix: Prefix) -> Read {
        let readers: [fn(&Self, usize, Prefix) -> Read; 10] = [
            Self::figures,
            Self::month,
            Self::day_month,
            Self::weekday,
            Self::day_word,
            Self::holiday,
            Self::quarter,
            Self::season,
            Self::year,
            Self::decade,
        ];
        readers.iter().fold(None, |best, read| longer(best, read(self, at, prefix)))
    }

    /// `2022-01-19`, `11/2/89`, `2.11.1989`, `2022-01`
    fn figures(&self, at: usize, _: Prefix) -> Read {
        let text = self.text(at);
        let separator =
            text.chars().find(|letter| !letter.is_ascii_digit()).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
        let parts: Vec<i16> =
            text.split('T').next()?.split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let small = |number: i16| i8::try_from(number).ok();
        let meaning = match parts.as_slice() {
            [year, month, day] if *year >= 1000 => Period::Day(Date::new(*year, small(*month)?, small(*day)?).ok()?),
            [day, month, year] if separator == '.' => {
                Period::Day(Date::new(*year, small(*month)?, small(*day)?).ok().filter(|_| *year >= 1000)?)
            }
            [first, second, year] => {
                let year = if *year < 100 && *year >= 0 { full_year(*year) } else { *year };
                let (month, day) = if *first > 12 { (*second, *first) } else { (*first, *second) };
                Period::Day(Date::new(year, small(month)?, small(day)?).ok()?)
            }
            [year, month] if separator == '-' && (1000..=2100).contains(year) => {
                Period::Month(Date::new(*year, small(*month)?, 1).ok()?)
            }
            _ => return None,
        };
        Some((Meaning::Period(meaning), at + 1))
    }

    /// The number of a month that a cell names.
    fn month_number(&self, at: usize) -> Option<i8> {
        let full = self.find(at, |term| if let Term::Month(month) = term { Some(month) } else { None });
        let short = || self.find(at, |term| if let Term::ShortMonth(month) = term { Some(month) } else { None });
        let (month, _) = full.or_else(short).filter(|_| self.is_capital(at) && self.xpos(at) != Xpos::Md)?;
        let beside =
            || self.day_number(at + 1).is_some() || self.year_number(at + 1).is_some() || self.is_after_day(at);
        (full.is_some() || self.text(at).ends_with('.') || beside()).then_some(month)
    }

    fn is_after_day(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.day_number(before).is_some())
    }

    /// `November`, `Nov. 9`, `November 1989`, `Nov. 9, 1989`, `November last year`
    fn month(&self, at: usize, _: Prefix) -> Read {
        let month = self.month_number(at)?;
        let (name, end) = self.in_month(month, at);
        let (year, after) = self.year_after(end);
        if year.is_none() && end == at + 1 && self.is_in_name(at) {
            return None;
        }
        let year = year.or_else(|| self.shared_year(end));
        Some((named(name, None, year), after))
    }

    /// Whether a word is part of a longer name: `Theresa May`, `April Jones`, `Pride March`.
    fn is_in_name(&self, at: usize) -> bool {
        let word = self.word(at);
        let name = |at: usize| self.upos(at) == Upos::Propn && self.is_capital(at) && !self.is_told(at);
        let before = at.checked_sub(1).filter(|before| name(*before)).is_some_and(|before| {
            self.relation(at) == Relation::Flat || self.tree.head(self.word(before)) == Some(word)
        });
        let after = self.relation(at + 1) == Relation::Flat && self.tree.head(self.word(at + 1)) == Some(word);
        before || after && name(at + 1)
    }

    /// A month or a day of it, by the month's cell; and the cell after it.
    fn in_month(&self, month: i8, at: usize) -> (Name, usize) {
        let day_at = self.skip(at + 1, &[Role::The]);
        let amount = self.is(day_at + 1, Role::Amount);
        let day = self.day_number(day_at).filter(|_| self.year_number(day_at).is_none() && !amount);
        day.map_or((Name::Month(month), at + 1), |day| (Name::Day(month, day), day_at + 1))
    }

    /// The year that is told once for two: `between March and May 2020`.
    fn shared_year(&self, end: usize) -> Option<YearTold> {
        let next = self.skip(end, &[Role::And, Role::To, Role::Hyphen, Role::By, Role::Until]);
        let month = self.month_number(next).filter(|_| next > end)?;
        let (_, after) = self.in_month(month, next);
        self.year_after(after).0.filter(|year| matches!(year, YearTold::Number(_)))
    }

    /// `9 November 1989`, `the 9th of November`
    fn day_month(&self, at: usize, _: Prefix) -> Read {
        let day = self.day_number(at)?;
        let month_at = self.skip(at + 1, &[Role::Of]);
        let month = self.month_number(month_at)?;
        let (year, end) = self.year_after(month_at + 1);
        Some((named(Name::Day(month, day), None, year), end))
    }

    /// The year after a month: `1989`, `, 1989`, `of 1989`, `last year`; the cell after it.
    fn year_after(&self, at: usize) -> (Option<YearTold>, usize) {
        let year_at = self.skip_all(at, &[Role::Comma, Role::Of, Role::In, Role::Fiscal]);
        let free = |end: usize| !self.is(end, Role::Amount);
        let number = self.year_number(year_at).filter(|(year, end)| *year >= 1500 && free(*end));
        if let Some((year, end)) = number {
            return (Some(YearTold::Number(year)), end);
        }
        let year_at = self.skip(self.skip(at, &[Role::Comma, Role::Of]), &[Role::The]);
        let which = self.which(year_at).filter(|(_, end)| self.unit(*end) == Some(Unit::Year));
        which.map_or((None, at), |(which, end)| (Some(YearTold::Which(which)), end + 1))
    }

    /// `Friday`, `Friday, Nov. 9`, `last Friday` (by `directed`)
    fn weekday(&self, at: usize, prefix: Prefix) -> Read {
        let weekday = self.weekday_number(at)?;
        let date_at = self.skip_all(at + 1, &[Role::Comma, Role::On, Role::The]);
        let date = self.month(date_at, prefix).or_else(|| self.day_month(date_at, prefix));
        let day = date.filter(|(meaning, _)| matches!(meaning, Meaning::Named { name: Name::Day(..), .. }));
        let week = self.which(at + 1).filter(|(_, end)| self.unit(*end) == Some(Unit::Week));
        let bare = match week {
            Some((which, end)) => (named(Name::Weekday(weekday), Some(which), None), end + 1),
            None => (named(Name::Weekday(weekday), None, None), at + 1),
        };
        day.or(Some(bare))
    }

    fn weekday_number(&self, at: usize) -> Option<i8> {
        let found = self.find(at, |term| if let Term::Weekday(weekday) = term { Some(weekday) } else { None });
        found.filter(|_| self.is_capital(at)).map(|(weekday, _)| weekday)
    }

    /// `today`, `yesterday`
    fn day_word(&self, at: usize, _: Prefix) -> Read {
        self.find(at, |term| if let Term::Days(days) = term { Some(Meaning::Days(days)) } else { None })
    }

    fn holiday(&self, at: usize, _: Prefix) -> Read {
        let holiday = |term| if let Term::Holiday(holiday) = term { Some(holiday) } else { None };
        let (holiday, end) = self.find(at, holiday).filter(|_| self.is_capital(at))?;
        let (year, end) = self.year_after(end);
        Some((named(Name::Holiday(holiday), None, year), end))
    }

    /// `third quarter`, `third-quarter`, `Q3`, `first half of 1989`
    pub(super) fn quarter(&self, at: usize, prefix: Prefix) -> Read {
        let (name, end) = self.quarter_name(at)?;
        let (year, after) = self.year_after(end);
        let half = matches!(name, Name::Half(_));
        let told = year.is_some() || prefix.definite && self.is_of_the_year(end);
        (!half || told).then_some((named(name, None, year), after))
    }

    fn is_of_the_year(&self, at: usize) -> bool {
        self.is(at, Role::Of) && self.is(at + 1, Role::The) && self.unit(at + 2) == Some(Unit::Year)
    }

    fn quarter_name(&self, at: usize) -> Option<(Name, usize)> {
        let letter =
            |text: &str| text.strip_prefix('Q').and_then(|rest| rest.parse().ok()).filter(|q| (1..=4).contains(q));
        if let Some(quarter) = letter(self.text(at)).filter(|_| self.text(at).len() == 2) {
            return Some((Name::Quarter(quarter), at + 1));
        }
        let at = self.skip_all(at, &[Role::Fiscal, Role::Hyphen]);
        let ordinal = self.ordinal(at)?;
        let unit_at = self.skip_all(at + 1, &[Role::Hyphen, Role::Fiscal]);
        if self.is(unit_at, Role::Half) {
            let half = if ordinal == -1 { 2 } else { ordinal };
            return (1..=2).contains(&half).then_some((Name::Half(half), unit_at + 1));
        }
        let quarter = if ordinal == -1 && self.follows(at, &[Role::The]) { 4 } else { ordinal };
        let is_quarter = self.unit(unit_at) == Some(Unit::Quarter) && (1..=4).contains(&quarter);
        is_quarter.then_some((Name::Quarter(quarter), unit_at + 1))
    }

    /// `summer of 1994`, `the summer`
    fn season(&self, at: usize, prefix: Prefix) -> Read {
        let (season, end) = self.find(at, |term| if let Term::Season(season) = term { Some(season) } else { None })?;
        let (year, after) = self.year_after(end);
        let told = year.is_some() || prefix.definite && self.is_noun(at) && !self.is(end, Role::Of);
        told.then_some((named(Name::Season(season), None, year), after))
    }

    pub(super) fn is_noun(&self, at: usize) -> bool {
        self.upos(at).is_nominal()
    }

    /// `1989`, `fiscal 1989`, `the 1988 third quarter`, `the 1988 period`
    fn year(&self, at: usize, prefix: Prefix) -> Read {
        let fiscal = self.skip_all(at, &[Role::Fiscal]);
        let start = fiscal + usize::from(fiscal > at && self.unit(fiscal) == Some(Unit::Year));
        let the_year = at + usize::from(prefix.definite && self.unit(at) == Some(Unit::Year));
        let start = start.max(the_year);
        let (year, end) = self.year_number(start)?;
        let told =
            start > at || prefix.modifier.is_some_and(|modifier| modifier.is_part()) || self.is_year(start, year);
        if !told {
            return None;
        }
        if let Some((name, end)) = self.quarter_name(end).filter(|(name, _)| matches!(name, Name::Quarter(_))) {
            return Some((named(name, None, Some(YearTold::Number(year))), end));
        }
        let results = prefix.definite && (self.is(end, Role::Period) || self.unit(end) == Some(Unit::Quarter));
        let meaning = if results { Meaning::Results(Some(year)) } else { Meaning::Period(Period::Year(year)) };
        Some((meaning, end + usize::from(results)))
    }

    /// Whether a number of four digits is a year here.
    fn is_year(&self, at: usize, year: i16) -> bool {
        let amount = self.follows(at, &[Role::Amount]) || self.is(at + 1, Role::Amount);
        let before = [
            Role::In,
            Role::For,
            Role::Since,
            Role::By,
            Role::From,
            Role::Of,
            Role::To,
            Role::And,
            Role::Before,
            Role::After,
            Role::Hyphen,
        ];
        let preposition = self.follows(at, &before) && !self.is_noun(at + 1);
        let counts = self.relation(at) == Relation::Nummod
            && self.tree.head(self.word(at)).is_some_and(|head| head > self.word(at));
        let many = counts && self.tree.head(self.word(at)) == Some(self.word(at) + 1) && self.xpos(at + 1) == Xpos::Nns;
        let apostrophe = self.text(at).starts_with(['\'', '’']);
        match at {
            _ if amount => false,
            _ if !YEARS.contains(&year) => preposition && year >= 1100,
            _ if apostrophe => preposition,
            _ if many => year % 100 != 0 && year % 10 != 0 || preposition,
            _ => true,
        }
    }

    /// `1990s`, `the '90s`, `the nineties`, `20th century`
    fn decade(&self, at: usize, prefix: Prefix) -> Read {
        let text = self.text(at);
        let digits =
            text.strip_suffix('s').map(|text| text.trim_end_matches(['\'', '’']).trim_start_matches(['\'', '’']));
        let years = digits.filter(|digits| matches!(digits.len(), 2 | 4)).and_then(|digits| digits.parse::<i16>().ok());
        let age = digits.is_some_and(|digits| digits.len() == text.len() - 1) && years.is_some_and(|years| years < 100);
        let his = at.checked_sub(1).is_some_and(|before| self.upos(before) == Upos::Pron);
        if let Some(years) = years.filter(|years| years % 10 == 0 && *years >= 0 && !(age && his)) {
            let year = if years < 100 { full_year(years) } else { years };
            return (years >= 10).then_some((Meaning::Period(Period::Decade(year / 10)), at + 1));
        }
        if let Some((tens, end)) = self.find(at, |term| if let Term::Decade(tens) = term { Some(tens) } else { None }) {
            let decade = Meaning::Period(Period::Decade(if tens == 2 { 192 } else { 190 + tens }));
            return (prefix.definite || self.follows(at, &[Role::The])).then_some((decade, end));
        }
        let ordinal = i16::from(self.ordinal(at).filter(|ordinal| *ordinal > 0)?);
        let unit_at = self.skip(at + 1, &[Role::Hyphen]);
        let is_century = self.unit(unit_at) == Some(Unit::Century);
        is_century.then_some((Meaning::Period(Period::Century(ordinal - 1)), unit_at + 1))
    }

    pub(super) fn which(&self, at: usize) -> Option<(Which, usize)> {
        self.find(at, |term| if let Term::Which(which) = term { Some(which) } else { None })
    }

    pub(super) fn unit(&self, at: usize) -> Option<Unit> {
        let unit = |term| if let Term::Unit(unit) = term { Some(unit) } else { None };
        self.find(at, unit).filter(|_| !self.is_title_word(at)).map(|(unit, _)| unit)
    }

    pub(super) fn units(&self, at: usize) -> Option<Unit> {
        let unit = |term| if let Term::Units(unit) = term { Some(unit) } else { None };
        self.find(at, unit).filter(|_| !self.is_title_word(at)).map(|(unit, _)| unit)
    }
}

/// The longer of two readings; the first of two alike.
fn longer(one: Read, other: Read) -> Read {
    match (one, other) {
        (Some((_, end)), Some((_, further))) if further > end => other,
        (None, _) => other,
        _ => one,
    }
}

pub(super) fn named(name: Name, which: Option<Which>, year: Option<YearTold>) -> Meaning {
    Meaning::Named { name, which, year }
}
