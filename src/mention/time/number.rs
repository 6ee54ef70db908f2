//! Numbers inside time expressions: counts, days of the month, years, in digits and in words.

use super::{
    calendar::{Role, Term},
    line::Line,
    value::Count,
};

/// Counts beyond this are no amounts of time that news tells.
const MAX_COUNT: u32 = 10_000;
/// Longer numbers are not read.
const MAX_NUMBER: u32 = 1_000_000_000;
/// Years that a bare number may be, where nothing else says so.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;
/// Years of two digits from here on are of the last century.
const PIVOT: i16 = 70;
/// The longest number in words, in words.
const MAX_NUMBER_WORDS: usize = 8;

impl Line<'_> {
    /// Digits only, at most four.
    pub(super) fn digits(&self, at: usize) -> Option<i16> {
        let text = self.text(at);
        let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    }

    /// A day of the month: `9`, `9th`, `ninth`.
    pub(super) fn day_number(&self, at: usize) -> Option<i8> {
        let text = self.text(at);
        let written = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let suffix = text.len() - written.len();
        let digits = written.parse().ok().filter(|_| matches!(suffix, 0 | 2) && written.len() <= 2);
        let day = digits.or_else(|| self.ordinal_word(at));
        day.filter(|day| (1..=31).contains(day))
    }

    /// `3rd`, `third`, and -1 for the last.
    pub(super) fn ordinal(&self, at: usize) -> Option<i8> {
        let text = self.text(at);
        let written = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let digits = written.parse().ok().filter(|_| text.len() == written.len() + 2);
        digits.or_else(|| self.ordinal_word(at))
    }

    fn ordinal_word(&self, at: usize) -> Option<i8> {
        let ordinal = |term| if let Term::Ordinal(ordinal) = term { Some(ordinal) } else { None };
        self.find(at, ordinal).map(|(ordinal, _)| ordinal)
    }

    /// A year of four digits, from 1000 on; `'98` and `nineteen ninety-eight` too.
    pub(super) fn year_number(&self, at: usize) -> Option<(i16, usize)> {
        let text = self.text(at);
        let digits = self.digits(at).filter(|year| text.len() == 4 && (1000..=2100).contains(year));
        let short = text.strip_prefix(['\'', '’']).filter(|rest| rest.len() == 2).and_then(|rest| rest.parse().ok());
        let year = digits.or_else(|| short.filter(|year| *year >= 0).map(full_year));
        year.map(|year| (year, at + 1)).or_else(|| self.year_in_words(at))
    }

    /// `nineteen ninety-eight`, `two thousand and four`.
    fn year_in_words(&self, at: usize) -> Option<(i16, usize)> {
        let century = self.number_word(at).filter(|number| (15..=20).contains(number));
        if let Some(century) = century {
            let (rest, end) = self.tens(at + 1).filter(|(rest, _)| *rest >= 10)?;
            return i16::try_from(century * 100 + rest).ok().map(|year| (year, end));
        }
        (self.number_word(at)? == 2 && self.number_word(at + 1)? == 1000).then_some(())?;
        let (rest, end) = self.tens(self.skip(at + 2, &[Role::And])).unwrap_or((0, at + 2));
        i16::try_from(2000 + rest).ok().map(|year| (year, end))
    }

    fn number_word(&self, at: usize) -> Option<u32> {
        self.find(at, |term| if let Term::Number(number) = term { Some(number) } else { None })
            .filter(|(_, end)| *end == at + 1)
            .map(|(number, _)| number)
    }

    /// `ninety-four`: a number below 100 in words.
    fn tens(&self, at: usize) -> Option<(u32, usize)> {
        let first = self.number_word(at).filter(|number| *number < 100)?;
        let next = self.skip(at + 1, &[Role::Hyphen]);
        let unit = self.number_word(next).filter(|unit| *unit < 10 && first >= 20 && first % 10 == 0);
        Some(unit.map_or((first, at + 1), |unit| (first + unit, next + 1)))
    }

    /// How many: `3`, `2 1/2`, `1.5`, `twenty-four`, `a`, `several`, `a couple of`.
    pub(super) fn count(&self, at: usize) -> Option<(Count, usize)> {
        let vague = |term| (term == Term::Vague).then_some(Count::Vague);
        // `a couple of`, `a few`: longer than `a`.
        let phrase = |term| if let Term::Number(number) = term { Some(number) } else { None };
        if let Some((number, end)) = self.find(at, phrase).filter(|(_, end)| *end > at + 1) {
            return Some((Count::Halves(number * 2), end));
        }
        if let Some(found) = self.find(at, vague) {
            return Some(found);
        }
        if self.is(at, Role::Half) {
            return Some((Count::Halves(1), self.skip(at + 1, &[Role::A, Role::An])));
        }
        if self.is(at, Role::A) || self.is(at, Role::An) {
            return match self.number(at + 1) {
                Some((number, end)) if number >= 100 => Some((Count::Halves(number * 2), end)),
                _ if self.is(at + 1, Role::Half) => Some((Count::Halves(1), at + 2)),
                _ => Some((Count::Halves(2), at + 1)),
            };
        }
        if let Some(whole) = self.text(at).strip_suffix(".5").and_then(|whole| whole.parse::<u32>().ok()) {
            return (whole <= MAX_COUNT).then_some((Count::Halves(whole * 2 + 1), at + 1));
        }
        let (number, end) = self.number(at).filter(|(number, _)| *number <= MAX_COUNT)?;
        let half = matches!(self.text(end), "1/2" | "½");
        let and_half = self.is(end, Role::And) && self.is(end + 1, Role::A) && self.is(end + 2, Role::Half);
        let end = end + usize::from(half) + if and_half { 3 } else { 0 };
        Some((Count::Halves(number * 2 + u32::from(half || and_half)), end))
    }

    /// A whole number in digits or words.
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let text = self.text(at);
        if text.starts_with(|letter: char| letter.is_ascii_digit()) {
            // What is no amount of time may be any number.
            let number = text.replace(',', "").parse().ok().filter(|number| *number <= MAX_NUMBER);
            return number.map(|number| (number, at + 1));
        }
        let (mut total, mut part, mut end) = (0, None, at);
        for _ in 0..MAX_NUMBER_WORDS {
            let next = if end > at { self.skip(end, &[Role::Hyphen, Role::And]) } else { end };
            let Some(number) = self.number_word(next) else { break };
            match (part, number) {
                (_, 1000) => total += part.take().unwrap_or(1_u32).saturating_mul(1000).min(MAX_COUNT * 2),
                (_, 100) => part = Some(part.unwrap_or(1_u32).saturating_mul(100).min(MAX_COUNT * 2)),
                (None, _) => part = Some(number),
                (Some(before), _) if before % 100 == 0 || before % 10 == 0 && before >= 20 && number < 10 => {
                    part = Some(before + number);
                }
                _ => break,
            }
            end = next + 1;
        }
        (end > at).then_some((total + part.unwrap_or(0), end))
    }
}

/// The year that two digits mean.
pub(super) fn full_year(short: i16) -> i16 {
    short + if short >= PIVOT { 1900 } else { 2000 }
}
