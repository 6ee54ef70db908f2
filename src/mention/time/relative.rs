//! Stretches of the calendar seen from another: `last month`, `the following year`, `the week`, `the year-ago quarter`.

use super::{
    calendar::{Modifier, Role, Term, Which},
    date::{Read, named},
    line::Line,
    meaning::{Meaning, Name, YearTold},
    read::Prefix,
    value::{Amount, Count, Unit},
};
use crate::language::tree::Relation;

impl Line<'_> {
    /// `last year`, `next May`, `this Friday`, `the previous quarter`, `last year's third quarter`
    pub(super) fn directed(&self, at: usize, prefix: Prefix) -> Read {
        let (which, end) = self.which(at)?;
        let end = self.skip_all(end, &[Role::Fiscal, Role::Filler]);
        if self.is(end, Role::Period) {
            return self.results(which, end + 1);
        }
        let Some(unit) = self.unit(end) else { return self.directed_name(which, end) };
        match unit {
            Unit::Year => self.in_year(which, end + 1).or_else(|| Self::stretch(which, unit, end + 1, prefix)),
            Unit::Quarter if which == Which::Latest => Some((Meaning::Results(None), end + 1)),
            _ => Self::stretch(which, unit, end + 1, prefix),
        }
    }

    /// A named stretch of a year that is told first: `next year's first quarter`.
    fn in_year(&self, which: Which, end: usize) -> Read {
        let name_at = self.skip(end, &[Role::Possessive]);
        let year = Some(YearTold::Which(which));
        if let Some((Meaning::Named { name, .. }, end)) =
            self.quarter(name_at, Prefix { definite: true, ..Prefix::default() })
        {
            return Some((named(name, None, year), end));
        }
        let results = name_at > end && (self.is(name_at, Role::Period) || self.unit(name_at) == Some(Unit::Quarter));
        let before = matches!(which, Which::Last | Which::Before) && results;
        before.then_some((Meaning::YearBefore, name_at + 1))
    }

    /// `the past year` is as long as a year, `last year` is one. `The next day` follows what was told.
    fn stretch(which: Which, unit: Unit, end: usize, prefix: Prefix) -> Read {
        let long = prefix.definite && matches!(which, Which::Last | Which::Next);
        let meaning = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Meaning::Length(Amount { count: Count::Halves(2), unit }),
            Unit::Day if long && which == Which::Last => return None,
            Unit::Day if long => Meaning::Step { unit, which: Which::After },
            _ if long => Meaning::Length(Amount { count: Count::Halves(2), unit }),
            _ => Meaning::Step { unit, which },
        };
        Some((meaning, end))
    }

    /// `last May`, `next Friday`, `this summer`, `last Thanksgiving`, `last Oct. 23`
    fn directed_name(&self, which: Which, at: usize) -> Read {
        let season = |term| if let Term::Season(season) = term { Some(season) } else { None };
        if let Some((season, end)) = self.find(at, season) {
            return Some((named(Name::Season(season), Some(which), None), end));
        }
        let (meaning, end) = self.named_date(at, Prefix::default())?;
        match meaning {
            Meaning::Named { name, which: None, year: None } if !matches!(name, Name::Quarter(_) | Name::Half(_)) => {
                Some((named(name, Some(which), None), end))
            }
            _ => None,
        }
    }

    fn results(&self, which: Which, end: usize) -> Read {
        let (year, after) = match self.which(end).filter(|(_, end)| self.unit(*end) == Some(Unit::Year)) {
            Some((which, end)) => (Some(which), end + 1),
            None => (None, end),
        };
        match (which, year) {
            (_, Some(Which::Last | Which::Before)) => Some((Meaning::YearBefore, after)),
            (Which::Latest | Which::This | Which::Same, _) => Some((Meaning::Results(None), end)),
            _ => None,
        }
    }

    /// What `the` makes a stretch that was told: `the quarter`, `the week`, `the year-earlier period`.
    pub(super) fn definite(&self, at: usize, prefix: Prefix) -> Read {
        if let Some(found) = self.year_before(at) {
            return Some(found);
        }
        if self.is(at, Role::Period) {
            return self.is_results(at, prefix).then_some((Meaning::Results(None), at + 1));
        }
        let unit_at = self.skip_all(at, &[Role::Filler, Role::Fiscal]);
        let unit = self.unit(unit_at)?;
        let end = unit_at + 1;
        match unit {
            _ if self.is(end, Role::Hyphen) => self.year_end(unit, at, end),
            Unit::Weekend if prefix.definite => Some((Meaning::Step { unit, which: Which::Same }, end)),
            Unit::Year if self.is(end, Role::Possessive) || !prefix.definite => self.year_end(unit, at, end),
            _ if !prefix.definite => None,
            Unit::Quarter => Some((Meaning::Results(None), end)),
            Unit::Year if self.is(end, Role::Ended) => {
                Some((Meaning::Length(Amount { count: Count::Halves(2), unit }), end))
            }
            Unit::Day => {
                let which = if self.is(end, Role::Before) { Which::Before } else { Which::Same };
                let part = prefix.edge.is_some() || prefix.modifier.is_some_and(Modifier::is_part);
                let clause = self.relation(end) == Relation::Mark || self.relation(end) == Relation::Case;
                let told = which == Which::Before && !clause || which == Which::Same && part;
                told.then_some((Meaning::Step { unit, which }, end + usize::from(which == Which::Before)))
            }
            // `the week of May 3`
            Unit::Week if self.is(end, Role::Of) || self.is(end, Role::Ended) => {
                let (day, after) = self.named_date(end + 1, Prefix::default())?;
                match day {
                    Meaning::Named { name: Name::Day(month, day), year, .. } => {
                        Some((Meaning::WeekOf { month, day, year }, after))
                    }
                    _ => None,
                }
            }
            Unit::Week | Unit::Month | Unit::Year => {
                let of = self.is_of(at, prefix);
                of.then_some((Meaning::Step { unit, which: Which::This }, end))
            }
            _ => None,
        }
    }

    fn is_results(&self, at: usize, prefix: Prefix) -> bool {
        prefix.definite
            && self.follows(at.saturating_sub(1), &[Role::In, Role::For, Role::On])
            && !self.is(at + 1, Role::Of)
    }

    /// Whether a definite stretch is told by a preposition: `for the week`, `the end of the month`.
    fn is_of(&self, at: usize, prefix: Prefix) -> bool {
        let preposition = |at: usize| self.follows(at, &[Role::In, Role::For, Role::Of]);
        prefix.modifier.is_some_and(Modifier::is_part)
            || prefix.edge.is_some()
            || at.checked_sub(1).is_some_and(preposition)
    }

    /// `year-end`, `year's end`
    fn year_end(&self, unit: Unit, at: usize, end: usize) -> Read {
        let end_at = self.skip(end, &[Role::Hyphen, Role::Possessive]);
        let last = |term| (term == Term::Modifier(Modifier::End)).then_some(());
        let is_end = unit == Unit::Year && self.find(end_at, last).is_some_and(|(_, after)| after == end_at + 1);
        let meaning = Meaning::YearEnd { day: self.is(end, Role::Hyphen) };
        (is_end && !self.follows(at, &[Role::Hyphen])).then_some((meaning, end_at + 1))
    }

    /// `year-earlier`, `the year-ago quarter`, `a year ago`, `the quarter a year earlier`
    fn year_before(&self, at: usize) -> Read {
        let unit_at = self.skip(at, &[Role::A, Role::An]);
        let hyphen = self.skip(unit_at + 1, &[Role::Hyphen]);
        let told = self.unit(unit_at) == Some(Unit::Year) && (unit_at > at || hyphen > unit_at + 1);
        let ago = self.is(hyphen, Role::Ago) || self.is(hyphen, Role::Earlier) || self.is(hyphen, Role::YearBefore);
        if !told || !ago {
            return None;
        }
        let end = hyphen + 1;
        let quarter = self.quarter(end, Prefix::default());
        if let Some((Meaning::Named { name, .. }, end)) = quarter {
            return Some((named(name, None, Some(YearTold::Before)), end));
        }
        let results = hyphen > unit_at + 1 && (self.is(end, Role::Period) || self.unit(end) == Some(Unit::Quarter));
        Some((Meaning::YearBefore, end + usize::from(results)))
    }
}
