//! How long and how often: `three days`, `the past two years`, `every week`, `$5 a year`; and how long ago.

use super::{
    calendar::{Role, Term},
    line::Line,
    meaning::{Meaning, Origin, Told},
    read::Prefix,
    value::{Amount, Count, Unit},
};
use crate::language::tree::Upos;

impl Line<'_> {
    /// An amount of time, or a day that is so far away.
    pub(super) fn length(&self, at: usize, prefix: Prefix) -> Option<Told> {
        let (amount, end) = self.directed_amount(at).or_else(|| self.amount(at)).or_else(|| self.bare(at))?;
        let roughly = self.find(end, |term| (term == Term::Role(Role::Roughly)).then_some(()));
        let end = roughly.map_or(end, |((), end)| end);
        if let Some(end) = self.age(end) {
            return Some(Told::new(at, end, Meaning::Nothing));
        }
        let shift = |forward, origin, end| Some(Told::new(at, end, Meaning::Shift { amount, forward, origin }));
        // `four days before, ...`
        let alone = self.upos(end + 1) == Upos::Punct;
        let later = self.is(end, Role::Later) || alone && self.is(end, Role::After);
        let far = later || self.is(end, Role::Earlier) || alone && self.is(end, Role::Before);
        match at {
            _ if self.is(end, Role::Ago) => shift(false, Origin::Publication, end + 1),
            _ if far && !self.is(end + 1, Role::In) && prefix.edge.is_none() => shift(later, Origin::Told, end + 1),
            _ if self.is_rate(at, end) => Some(Told::new(at, end, Meaning::Every(amount))),
            _ => Some(Told::new(at, end, Meaning::Length(amount))),
        }
    }

    /// `the past three years`, `the first nine months`, `the next few days`
    fn directed_amount(&self, at: usize) -> Option<(Amount, usize)> {
        let after = self.which(at).map(|(_, end)| end).or_else(|| self.ordinal(at).map(|_| at + 1))?;
        let (amount, end) = self.amount(after).or_else(|| self.bare(after))?;
        Some((amount, end))
    }

    /// `three days`, `two-year`, `20 more years`, `a year and a half`
    fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (count, end) = self.count(at)?;
        let hyphen = self.skip(end, &[Role::Hyphen]);
        let unit_at = self.skip_all(hyphen, &[Role::Filler, Role::Fiscal]);
        let plural = self.units(unit_at);
        let unit = plural.or_else(|| self.unit(unit_at))?;
        let after = unit_at + 1;
        let one = count == Count::Halves(2);
        let fits = plural.is_some() || one || count == Count::Halves(1) || hyphen > end || self.is_noun(unit_at);
        let vague_one = count == Count::Vague && plural.is_none() && hyphen == end;
        let ordinal = unit == Unit::Second && !self.is_noun(unit_at);
        let share = unit == Unit::Quarter
            && (plural.is_none() || hyphen > end || self.is(after, Role::Of) && count != Count::Vague);
        if !fits || vague_one || ordinal || share || unit == Unit::Weekend && plural.is_none() {
            return None;
        }
        let and_half =
            one && self.is(after, Role::And) && self.is(after + 1, Role::A) && self.is(after + 2, Role::Half);
        let count = if and_half { Count::Halves(3) } else { count };
        let end = if and_half { after + 3 } else { after };
        let long = self.is(end, Role::Hyphen) && self.is(end + 1, Role::Filler);
        Some((Amount { count, unit }, if long { end + 2 } else { end }))
    }

    /// `months`, `day-long`
    fn bare(&self, at: usize) -> Option<(Amount, usize)> {
        // Quarters without a number are mostly lodgings.
        if let Some(unit) = self.units(at).filter(|unit| *unit != Unit::Quarter) {
            return Some((Amount { count: Count::Vague, unit }, at + 1));
        }
        let unit = self.unit(at).filter(|_| self.is(at + 1, Role::Hyphen) && self.is(at + 2, Role::Filler))?;
        Some((Amount { count: Count::Halves(2), unit }, at + 3))
    }

    /// The cell after `-old`, ` old`: an age is no time.
    fn age(&self, at: usize) -> Option<usize> {
        let old = self.skip(at, &[Role::Hyphen]);
        self.is(old, Role::Old).then_some(old + 1)
    }

    /// `a year` after an amount: each year.
    fn is_rate(&self, at: usize, end: usize) -> bool {
        let each = self.is(at, Role::A) || self.is(at, Role::An);
        let Some(before) = at.checked_sub(1).filter(|_| each && end == at + 2) else { return false };
        let amount = matches!(self.upos(before), Upos::Noun | Upos::Num | Upos::Sym | Upos::Propn);
        amount || self.is(before, Role::Times) || self.is(before, Role::Amount)
    }

    /// `every year`, `each Thursday`, `daily`, `per day`, `Mondays`
    pub(super) fn often(&self, at: usize, prefix: Prefix) -> Option<Told> {
        let frequency = |term| match term {
            Term::Frequency(value) => Some(Meaning::Often(value)),
            Term::EachWeekday(weekday) => Some(Meaning::EachWeekday(weekday)),
            Term::EachSeason(season) => Some(Meaning::EachSeason(season)),
            _ => None,
        };
        let free = prefix.modifier.is_none() && prefix.edge.is_none();
        if let Some((meaning, end)) = self.find(at, frequency) {
            let capital = !matches!(meaning, Meaning::EachWeekday(_)) || self.is_capital(at);
            let season = !matches!(meaning, Meaning::EachSeason(_)) || prefix.definite;
            return (capital && season && free).then(|| Told::new(at, end, meaning));
        }
        if !self.is(at, Role::Every) && !self.is(at, Role::Per) {
            return None;
        }
        let term = |term| match term {
            Term::Unit(unit) => Some(Meaning::Every(Amount { count: Count::Halves(2), unit })),
            Term::Weekday(weekday) => Some(Meaning::EachWeekday(weekday)),
            Term::Month(month) => Some(Meaning::EachMonth(month)),
            Term::Season(season) => Some(Meaning::EachSeason(season)),
            _ => None,
        };
        let next = self.skip_all(at + 1, &[Role::Filler, Role::Fiscal]);
        let amount = || self.amount(at + 1).map(|(amount, end)| (Meaning::Every(amount), end));
        let (meaning, end) = self.find(next, term).or_else(amount)?;
        Some(Told::new(at, end, meaning))
    }
}
