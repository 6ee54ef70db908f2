//! Stretches of the calendar seen from another: `last month`, `the following year`, `the week`, `the year-ago quarter`.

use super::{
    calendar::{Role, Term, Which},
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
            Unit::Year => self.in_year(which, end + 1).or_else(|| self.stretch(which, unit, end + 1, prefix)),
            Unit::Quarter if which == Which::Latest => Some((Meaning::Results(None), end + 1)),
            _ => self.stretch(which, unit, end + 1, prefix),
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

    /// `the past year` is as long as a year, `last year` is one.
    fn stretch(&self, which: Which, unit: Unit, end: usize, prefix: Prefix) -> Read {
        let long = prefix.definite && matches!(which, Which::Last | Which::Next);
        let small = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        let next = which == Which::Next && !long_after(unit);
        let meaning = match which {
            _ if long && next => Meaning::Step { unit, which: Which::After },
            _ if small || long => Meaning::Length(Amount { count: Count::Halves(2), unit }),
            Which::Same if unit == Unit::Day => Meaning::Step { unit, which },
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
                let clause = self.relation(end) == Relation::Mark || self.relation(end) == Relation::Case;
                let told = which == Which::Before && !clause || which == Which::Same && prefix.edge.is_some();
                told.then_some((Meaning::Step { unit, which }, end + usize::from(which == Which::Before)))
            }
            Unit::Week | Unit::Month | Unit::Year => {
                let of = self.is_of(at, prefix);
                of.then_some((Meaning::Step { unit, which: Which::This }, end))
            }
            _ => None,
        }
    }

    fn is_results(&self, at: usize, prefix: Prefix) -> bool {
        prefix.definite && self.follows(at.saturating_sub(1), &[Role::In, Role::On]) && !self.is(at + 1, Role::Of)
    }

    /// Whether a definite stretch is told by a preposition: `for the week`, `the end of the month`.
    fn is_of(&self, at: usize, prefix: Prefix) -> bool {
        let preposition = |at: usize| self.follows(at, &[Role::In, Role::Of]);
        prefix.modifier.is_some_and(super::calendar::Modifier::is_part)
            || prefix.edge.is_some()
            || at.checked_sub(1).is_some_and(preposition)
    }

    /// `year-end`, `year's end`
    fn year_end(&self, unit: Unit, at: usize, end: usize) -> Read {
        let end_at = self.skip(end, &[Role::Hyphen, Role::Possessive]);
        let is_end = unit == Unit::Year && self.text(end_at).eq_ignore_ascii_case("end");
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

/// `the next decade` is as long as one from now on; `the next day` is the one after what was told.
fn long_after(unit: Unit) -> bool {
    matches!(unit, Unit::Decade | Unit::Century | Unit::Year | Unit::Quarter | Unit::Week | Unit::Month)
}
