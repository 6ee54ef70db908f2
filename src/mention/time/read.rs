//! Where an expression begins and ends, and what stands around its core.

use super::{
    calendar::{Modifier, Reference, Role, Term},
    line::Line,
    meaning::{Edge, Meaning, Name, Told},
    value::Count,
};
use crate::language::tree::Relation;

/// Words before a core that may belong to it.
const MAX_PREFIX: usize = 5;

/// Reads a core at a cell.
type Reader<L> = fn(&L, usize, Prefix) -> Option<Told>;

/// What stands before the core of an expression.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prefix {
    pub(super) definite: bool,
    pub(super) modifier: Option<Modifier>,
    pub(super) edge: Option<Edge>,
}

/// Finds the expressions of a sentence, in reading order; no two overlap. Cost is linear in its cells.
pub(super) fn read(line: &Line<'_>) -> Vec<Told> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let told = line.is_told(at).then(|| line.expression(at)).flatten();
        let Some(told) = told else {
            at += 1;
            continue;
        };
        let told = line.with_conjunct(told);
        at = told.end.max(at + 1);
        found.push(told);
        while let Some(next) = line.next_day(&told, at) {
            at = next.end;
            found.push(next);
        }
    }
    found
}

impl Line<'_> {
    /// The longest expression that begins at a cell.
    fn expression(&self, start: usize) -> Option<Told> {
        let mut prefix = Prefix::default();
        let mut at = start;
        let mut best: Option<Told> = None;
        for _ in 0..MAX_PREFIX {
            let told = self.is_told(at).then(|| self.core(at, prefix)).flatten();
            let longer = told.filter(|told| best.is_none_or(|best| best.end < told.end));
            best = longer.map(|told| self.with_prefix(told, start)).or(best);
            let Some((next, end)) = self.prefix_word(at, prefix) else { break };
            (prefix, at) = (next, end);
        }
        best
    }

    /// The article of `the 1991 war` is not the year's.
    fn with_prefix(&self, told: Told, start: usize) -> Told {
        let article = told.start == start + 1 && self.is(start, Role::The);
        let adjective = article && self.is_noun(told.end) && !self.is_told(told.end);
        Told { start: if adjective { told.start } else { start }, ..told }
    }

    fn prefix_word(&self, at: usize, prefix: Prefix) -> Option<(Prefix, usize)> {
        let modifier = |term| if let Term::Modifier(modifier) = term { Some(modifier) } else { None };
        if let Some((modifier, end)) = self.find(at, modifier) {
            let end = self.skip(end, &[Role::Hyphen]);
            return Some((Prefix { modifier: Some(modifier), ..prefix }, end));
        }
        let edge = match at {
            _ if self.is_until(at) => return Some((prefix, at + 3)),
            // `over the next week` is no more than that.
            _ if self.is(at, Role::The) && prefix.modifier == Some(Modifier::MoreThan) => return None,
            _ if self.is(at, Role::The) => return Some((Prefix { definite: true, ..prefix }, at + 1)),
            _ if self.is(at, Role::Part) => return Some((prefix, at + 1)),
            _ if self.is(at, Role::Earlier) => Edge::Earlier,
            _ if self.is(at, Role::Later) => Edge::Later,
            _ => return None,
        };
        Some((Prefix { edge: Some(edge), ..prefix }, self.skip(at + 1, &[Role::In, Role::On])))
    }

    /// `as soon as`
    fn is_until(&self, at: usize) -> bool {
        self.find(at, |term| (term == Term::Role(Role::Until)).then_some(())).is_some_and(|(_, end)| end == at + 3)
    }

    /// The longest of what the readers make of a cell.
    fn core(&self, at: usize, prefix: Prefix) -> Option<Told> {
        let readers: [Reader<Self>; 4] = [Self::timed, Self::length, Self::often, Self::reference];
        let mut best: Option<Told> = None;
        for told in readers.iter().filter_map(|read| read(self, at, prefix)) {
            let over = prefix.modifier == Some(Modifier::MoreThan) && self.which(at).is_some();
            let fits = !over && prefix.modifier.is_none_or(|modifier| suits(modifier, &told));
            if fits && best.is_none_or(|best| best.end < told.end) {
                best = Some(told);
            }
        }
        let told = best?;
        let modifier = told.modifier.or(prefix.modifier);
        let edge = told.edge.or(prefix.edge).filter(|_| told.is_date());
        let plain = matches!(told.meaning, Meaning::Nothing);
        (plain || prefix.edge.is_none() || edge.is_some()).then_some(Told { modifier, edge, ..told })
    }

    /// `weeks or months` is one.
    fn with_conjunct(&self, told: Told) -> Told {
        let vague = matches!(told.meaning, Meaning::Length(amount) if amount.count == Count::Vague);
        let more = vague && self.is(told.end, Role::And) && self.units(told.end + 1).is_some();
        Told { end: told.end + if more { 2 } else { 0 }, ..told }
    }

    /// The second day of `April 24 and 25`, `Nov. 9-10`.
    fn next_day(&self, told: &Told, at: usize) -> Option<Told> {
        let Meaning::Named { name: Name::Day(month, _), which, year } = told.meaning else { return None };
        let start = self.skip(at, &[Role::And, Role::Hyphen, Role::Comma, Role::To]);
        let (day, end) = (self.day_number(start)?, start + 1);
        let joined = start > at && self.text(start).starts_with(|letter: char| letter.is_ascii_digit());
        let counts = self.upos(end).is_nominal() || self.is_told(end) && !self.is_break(end);
        let named = Meaning::Named { name: Name::Day(month, day), which, year };
        (joined && !counts && told.time.is_none()).then(|| Told::new(start, end, named))
    }

    fn is_break(&self, at: usize) -> bool {
        [
            Role::And,
            Role::Hyphen,
            Role::Comma,
            Role::To,
            Role::In,
            Role::For,
            Role::At,
            Role::On,
            Role::Open,
            Role::By,
            Role::From,
        ]
        .iter()
        .any(|role| self.is(at, *role))
    }

    /// `now`, `recently`, `the future`.
    fn reference(&self, at: usize, prefix: Prefix) -> Option<Told> {
        let reference = |term| if let Term::Reference(reference) = term { Some(reference) } else { None };
        let (reference, end) = self.find(at, reference)?;
        let free = prefix.modifier.is_none() && prefix.edge.is_none();
        // `as soon as`, `shortly after`, `the past three months`, `future payments`.
        let goes_on = [Role::After, Role::Before, Role::Until].iter().any(|role| self.is(end, *role));
        let degree = end == at + 1 && (self.is(end, Role::As) || self.is_until(at));
        let amount = || self.count(end).is_some() || self.unit(end).is_some() || self.units(end).is_some();
        let told = match reference {
            Reference::Past if end > at + 1 || self.is_noun(end - 1) => !amount(),
            Reference::Future => self.relation(end - 1) != Relation::Amod && !goes_on && !degree,
            Reference::Past | Reference::Present => true,
        };
        (free && told).then(|| Told::new(at, end, Meaning::Reference(reference)))
    }
}

/// Whether a modifier can stand before an expression: parts before days and years, degrees before amounts.
fn suits(modifier: Modifier, told: &Told) -> bool {
    match told.meaning {
        Meaning::Nothing => true,
        Meaning::Length(_) | Meaning::Shift { .. } | Meaning::YearBefore => !modifier.is_part(),
        // `get around Friday's vote`
        Meaning::Named { name: Name::Weekday(_), .. } | Meaning::Days(_) => modifier.is_part(),
        _ => told.is_date() && (modifier.is_part() || modifier == Modifier::Approx),
    }
}
