//! The words of time expressions, read from `config/lexicon/time.toml`.

use std::{collections::BTreeMap, str::FromStr};

use hashbrown::HashMap;

use super::{
    holiday::Holiday,
    value::{DayPart, Season, Unit},
};

/// What a word, or several, can be in a time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// A word of grammar.
    Role(Role),
    /// 1 to 12.
    Month(i8),
    /// An abbreviation of a month that may be another word: counts beside a number.
    ShortMonth(i8),
    /// 1 for Monday.
    Weekday(i8),
    /// `Mondays`
    EachWeekday(i8),
    /// `year`
    Unit(Unit),
    /// `years`
    Units(Unit),
    /// `three`, `hundred`
    Number(u32),
    /// `several`
    Vague,
    /// The tens of a decade's years: 9 for `nineties`.
    Decade(i16),
    /// `third`; -1 for the last.
    Ordinal(i8),
    /// Which of those that have a name.
    Which(Which),
    /// `morning`
    DayPart(DayPart),
    /// `noon`
    Hour(i8, i8),
    /// Hours to add to those of the clock.
    HalfDay(i8),
    /// Minutes east of Greenwich.
    Zone(i32),
    /// Days from the publication.
    Days(i32),
    /// Nights from the publication.
    Nights(i32),
    /// `summer`
    Season(Season),
    /// `summers`
    EachSeason(Season),
    /// No calendar day: past, present, future.
    Reference(Reference),
    /// About how much, or which part of it.
    Modifier(Modifier),
    /// How often.
    Frequency(&'static str),
    /// A holiday.
    Holiday(Holiday),
}

/// Words of grammar inside time expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    A,
    An,
    After,
    Ago,
    Amount,
    And,
    As,
    At,
    Before,
    By,
    Close,
    Comma,
    Earlier,
    Ended,
    Every,
    Filler,
    Fiscal,
    For,
    From,
    Half,
    Hyphen,
    In,
    Later,
    Of,
    Old,
    On,
    Open,
    Part,
    Per,
    Period,
    Possessive,
    Quote,
    Roughly,
    Since,
    The,
    Times,
    To,
    Until,
    YearBefore,
}

/// Which day, month or year of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Which {
    /// The last before the publication's own.
    Last,
    /// The publication's own.
    This,
    /// The next after the publication's own.
    Next,
    /// The one before what was told.
    Before,
    /// What was told.
    Same,
    /// The one after what was told.
    After,
    /// The last that is over.
    Latest,
}

/// A time that is no day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(super) enum Reference {
    #[serde(rename = "PAST_REF")]
    Past,
    #[serde(rename = "PRESENT_REF")]
    Present,
    #[serde(rename = "FUTURE_REF")]
    Future,
}

/// TIMEX3's `mod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Modifier {
    Approx,
    Start,
    Mid,
    End,
    MoreThan,
    LessThan,
    EqualOrMore,
    EqualOrLess,
}

impl Modifier {
    /// The name in TIMEX3.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Approx => "APPROX",
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::MoreThan => "MORE_THAN",
            Self::LessThan => "LESS_THAN",
            Self::EqualOrMore => "EQUAL_OR_MORE",
            Self::EqualOrLess => "EQUAL_OR_LESS",
        }
    }

    /// Whether it tells a part of a day, a month, a year.
    pub(super) fn is_part(self) -> bool {
        matches!(self, Self::Start | Self::Mid | Self::End)
    }
}

/// One way to go on after a first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The words after the first, in lower case.
    pub(super) rest: Vec<String>,
    pub(super) term: Term,
}

/// The file as written.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: BTreeMap<String, Role>,
    months: BTreeMap<String, MonthNumber>,
    short_months: BTreeMap<String, MonthNumber>,
    weekdays: BTreeMap<String, WeekdayNumber>,
    each_weekday: BTreeMap<String, WeekdayNumber>,
    unit: BTreeMap<String, Unit>,
    units: BTreeMap<String, Unit>,
    numbers: BTreeMap<String, u32>,
    vague: BTreeMap<String, bool>,
    decades: BTreeMap<String, i16>,
    ordinals: BTreeMap<String, i8>,
    which: BTreeMap<String, Which>,
    day_parts: BTreeMap<String, DayPart>,
    hours: BTreeMap<String, ClockTime>,
    half_days: BTreeMap<String, i8>,
    zones: BTreeMap<String, i32>,
    days: BTreeMap<String, i32>,
    nights: BTreeMap<String, i32>,
    seasons: BTreeMap<String, Season>,
    each_season: BTreeMap<String, Season>,
    references: BTreeMap<String, Reference>,
    modifiers: BTreeMap<String, Modifier>,
    frequencies: BTreeMap<String, Frequency>,
    holidays: BTreeMap<String, HolidayRule>,
    leans: Leans,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Leans {
    future: Vec<String>,
    future_with_for: Vec<String>,
}

/// 1 to 12.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "i8")]
struct MonthNumber(i8);

impl TryFrom<i8> for MonthNumber {
    type Error = String;

    fn try_from(number: i8) -> Result<Self, String> {
        (1..=12).contains(&number).then_some(Self(number)).ok_or_else(|| format!("{number} is no month: 1 to 12"))
    }
}

/// 1 for Monday to 7.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "i8")]
struct WeekdayNumber(i8);

impl TryFrom<i8> for WeekdayNumber {
    type Error = String;

    fn try_from(number: i8) -> Result<Self, String> {
        let weekday = (1..=7).contains(&number).then_some(Self(number));
        weekday.ok_or_else(|| format!("{number} is no day of the week: 1 for Monday to 7"))
    }
}

/// `12:00`, up to 24:00.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
struct ClockTime(i8, i8);

impl TryFrom<String> for ClockTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = text.split_once(':').and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
        let time = read.filter(|(hour, minute)| (0..=24).contains(hour) && (0..60).contains(minute));
        time.map(|(hour, minute)| Self(hour, minute)).ok_or_else(|| format!("`{text}` is no time of day: 12:00"))
    }
}

/// An ISO 8601 duration.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
enum Frequency {
    #[serde(rename = "PT1H")]
    Hour,
    #[serde(rename = "P1D")]
    Day,
    #[serde(rename = "P1W")]
    Week,
    #[serde(rename = "P1M")]
    Month,
    #[serde(rename = "P1Q")]
    Quarter,
    #[serde(rename = "P1Y")]
    Year,
}

impl Frequency {
    fn value(self) -> &'static str {
        match self {
            Self::Hour => "PT1H",
            Self::Day => "P1D",
            Self::Week => "P1W",
            Self::Month => "P1M",
            Self::Quarter => "P1Q",
            Self::Year => "P1Y",
        }
    }
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
struct HolidayRule(Holiday);

impl TryFrom<String> for HolidayRule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Holiday::from_str(&text).map(Self)
    }
}

/// The words of time expressions.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    entries: HashMap<String, Vec<Entry>>,
    leans: Leans,
}

impl Calendar {
    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with a byte position where TOML tells one.
    pub(crate) fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut calendar = Self::default();
        calendar.add(file.words, Term::Role);
        calendar.add(file.months, |month| Term::Month(month.0));
        calendar.add(file.short_months, |month| Term::ShortMonth(month.0));
        calendar.add(file.weekdays, |weekday| Term::Weekday(weekday.0));
        calendar.add(file.each_weekday, |weekday| Term::EachWeekday(weekday.0));
        calendar.add(file.unit, Term::Unit);
        calendar.add(file.units, Term::Units);
        calendar.add(file.numbers, Term::Number);
        calendar.add(file.vague, |_| Term::Vague);
        calendar.add(file.decades, Term::Decade);
        calendar.add(file.ordinals, Term::Ordinal);
        calendar.add(file.which, Term::Which);
        calendar.add(file.day_parts, Term::DayPart);
        calendar.add(file.hours, |time| Term::Hour(time.0, time.1));
        calendar.add(file.half_days, Term::HalfDay);
        calendar.add(file.zones, Term::Zone);
        calendar.add(file.days, Term::Days);
        calendar.add(file.nights, Term::Nights);
        calendar.add(file.seasons, Term::Season);
        calendar.add(file.each_season, Term::EachSeason);
        calendar.add(file.references, Term::Reference);
        calendar.add(file.modifiers, Term::Modifier);
        calendar.add(file.frequencies, |frequency| Term::Frequency(frequency.value()));
        calendar.add(file.holidays, |rule| Term::Holiday(rule.0));
        calendar.entries.values_mut().for_each(|ways| ways.sort_by_key(|way| std::cmp::Reverse(way.rest.len())));
        calendar.leans = file.leans;
        Ok(calendar)
    }

    fn add<T>(&mut self, table: BTreeMap<String, T>, term: impl Fn(T) -> Term) {
        for (words, value) in table {
            // The possessive is a word of its own.
            let words = words.replace("'s", " 's").replace("s' ", "s ' ");
            let mut words = words.split_whitespace().map(str::to_owned);
            let Some(first) = words.next() else { continue };
            self.entries.entry(first).or_default().push(Entry { rest: words.collect(), term: term(value) });
        }
    }

    /// What a word in lower case can be or begin, longest first.
    pub(super) fn entries(&self, word: &str) -> &[Entry] {
        self.entries.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a lemma governs what is still to come.
    pub(super) fn leans_forward(&self, lemma: &str) -> bool {
        self.leans.future.iter().any(|word| word == lemma)
    }

    /// Whether a lemma does where `for` or `to` follows.
    pub(super) fn leans_forward_with_for(&self, lemma: &str) -> bool {
        self.leans.future_with_for.iter().any(|word| word == lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../config/lexicon/time.toml");

    #[test]
    fn a_bad_entry_is_refused_at_its_line() {
        assert!(Calendar::read(FILE).is_ok());
        let cases = [
            ("january = 1", "january = 13", "13 is no month"),
            ("monday = 1", "monday = 0", "0 is no day of the week"),
            ("noon = \"12:00\"", "noon = \"noonish\"", "no time of day"),
            ("christmas = \"12-25\"", "christmas = \"13-25\"", "no day of the year"),
            ("christmas = \"12-25\"", "christmas = \"sometimes\"", "no day of the year"),
            ("morning = \"MO\"", "morning = \"XX\"", "unknown variant"),
            ("annually = \"P1Y\"", "annually = \"1Y\"", "unknown variant"),
            ("[leans]", "[leanings]", "unknown field"),
        ];
        for (right, wrong, message) in cases {
            let error = Calendar::read(&FILE.replacen(right, wrong, 1)).unwrap_err();
            let fault = crate::engine::DataFault::of_toml("lexicon/time.toml", FILE, &error);
            assert!(fault.message.contains(message) && fault.line > 5, "{wrong}: {fault}");
        }
    }
}
