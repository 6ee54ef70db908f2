//! Time expressions to calendar days, resolved against the publication date.
//!
//! Values are TIMEX3's. A weekday is the last one up to the publication; what is planned takes the next one. An
//! expression that needs a publication date, in an article without one, is left out.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::Resources;
use crate::{
    event::TimeType,
    language::{Analysis, Shape, Unit},
};

/// A time told by the text; the span counts words of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeMention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: TimeType,
    pub(crate) value: String,
    pub(crate) earliest: Date,
    pub(crate) latest: Date,
    /// A weekday without more: what is planned means the next one.
    pub(crate) turns: bool,
}

/// Finds the times of a sentence, in reading order.
pub(crate) fn find_times(
    analysis: &Analysis<'_>,
    resources: Resources<'_>,
    published: Option<Date>,
) -> Vec<TimeMention> {
    let reader = Reader { analysis, resources, published };
    let mut found = Vec::new();
    let mut at = 0;
    while at < analysis.tokens.len() {
        let time = reader.time(at);
        at = time.as_ref().map_or(at + 1, |time| time.end);
        found.extend(time);
    }
    found
}

struct Reader<'a> {
    analysis: &'a Analysis<'a>,
    resources: Resources<'a>,
    published: Option<Date>,
}

impl Reader<'_> {
    fn time(&self, at: usize) -> Option<TimeMention> {
        let readers: [fn(&Self, usize) -> Option<TimeMention>; 7] = [
            Self::iso,
            Self::month_first,
            Self::day_first,
            Self::weekday,
            Self::relative_day,
            Self::relative_unit,
            Self::ago,
        ];
        readers.iter().find_map(|read| read(self, at)).or_else(|| self.year(at))
    }

    fn text(&self, at: usize) -> &str {
        self.analysis.text_of(at, at + 1)
    }

    fn day(start: usize, end: usize, day: Date) -> TimeMention {
        let value = day.to_string();
        TimeMention { start, end, kind: TimeType::Date, value, earliest: day, latest: day, turns: false }
    }

    fn span(start: usize, end: usize, value: String, (earliest, latest): (Date, Date)) -> TimeMention {
        TimeMention { start, end, kind: TimeType::Date, value, earliest, latest, turns: false }
    }

    fn iso(&self, at: usize) -> Option<TimeMention> {
        let text = self.text(at);
        if text.len() != 10 {
            return None;
        }
        text.parse().ok().map(|day| Self::day(at, at + 1, day))
    }

    /// `January 19`, `January 19, 2022`, `January 2022`, `January`.
    fn month_first(&self, at: usize) -> Option<TimeMention> {
        let token = self.analysis.tokens.get(at).filter(|token| token.shape.is_capital())?;
        let month = self.resources.grammar.month(token.word)?;
        if let Some(year) = self.year_number(at + 1) {
            return self.month(at, at + 2, year, month);
        }
        let Some(day) = self.day_number(at + 1) else {
            let named = self.text(at).len() > 3;
            let year = self.nearest_year(month, 1)?;
            return self.month(at, at + 1, year, month).filter(|_| named);
        };
        let comma = usize::from(self.analysis.word(at + 2) == self.resources.words.comma);
        let told = self.year_number(at + 2 + comma);
        let year = told.or_else(|| self.nearest_year(month, day))?;
        let end = if told.is_some() { at + 3 + comma } else { at + 2 };
        Date::new(year, month, day).ok().map(|day| Self::day(at, end, day))
    }

    /// `19 January 2022`, `19 January`.
    fn day_first(&self, at: usize) -> Option<TimeMention> {
        let day = self.day_number(at)?;
        let month = self.resources.grammar.month(self.analysis.word(at + 1))?;
        let told = self.year_number(at + 2);
        let year = told.or_else(|| self.nearest_year(month, day))?;
        Date::new(year, month, day).ok().map(|day| Self::day(at, at + 2 + usize::from(told.is_some()), day))
    }

    fn month(&self, start: usize, end: usize, year: i16, month: i8) -> Option<TimeMention> {
        let first = Date::new(year, month, 1).ok()?;
        let mut value = first.to_string();
        value.truncate(7);
        Some(Self::span(start, end, value, (first, first.last_of_month())))
    }

    fn day_number(&self, at: usize) -> Option<i8> {
        let text = self.text(at).trim_end_matches(char::is_alphabetic);
        text.parse().ok().filter(|day| (1..=31).contains(day))
    }

    fn year_number(&self, at: usize) -> Option<i16> {
        self.text(at).parse().ok().filter(|year| (1900..2100).contains(year))
    }

    /// The year that puts a day nearest to the publication.
    fn nearest_year(&self, month: i8, day: i8) -> Option<i16> {
        let published = self.published?;
        [0, -1, 1]
            .into_iter()
            .filter_map(|offset| Date::new(published.year() + offset, month, day).ok())
            .min_by_key(|date| (*date - published).get_days().abs())
            .map(Date::year)
    }

    fn weekday(&self, at: usize) -> Option<TimeMention> {
        let published = self.published?;
        let token = self.analysis.tokens.get(at).filter(|token| token.shape.is_capital())?;
        let number = self.resources.grammar.weekday(token.word)?;
        let weekday = Weekday::from_monday_one_offset(number).ok()?;
        let back = i64::from(weekday.until(published.weekday()));
        let day = published.checked_sub(back.days()).ok()?;
        Some(TimeMention { turns: true, ..Self::day(at, at + 1, day) })
    }

    fn relative_day(&self, at: usize) -> Option<TimeMention> {
        let days = self.resources.grammar.days(self.analysis.word(at))?;
        let day = self.published?.checked_add(days.days()).ok()?;
        Some(Self::day(at, at + 1, day))
    }

    /// `last month`, `next week`, `earlier this year`.
    fn relative_unit(&self, at: usize) -> Option<TimeMention> {
        let published = self.published?;
        let words = self.resources.words;
        let first = self.analysis.word(at);
        let part = first == words.earlier || first == words.later;
        let at_direction = at + usize::from(part);
        let direction = self.resources.grammar.direction(self.analysis.word(at_direction))?;
        let unit =
            self.resources.grammar.unit(self.analysis.word(at_direction + 1)).filter(|unit| *unit != Unit::Day)?;
        let (value, (mut earliest, mut latest)) = period(published, direction, unit)?;
        if first == words.earlier {
            latest = latest.min(published.yesterday().ok()?).max(earliest);
        } else if first == words.later {
            earliest = earliest.max(published.tomorrow().ok()?).min(latest);
        }
        Some(Self::span(at, at_direction + 2, value, (earliest, latest)))
    }

    /// `three days ago`, `2 years ago`.
    fn ago(&self, at: usize) -> Option<TimeMention> {
        let published = self.published?;
        if self.analysis.word(at + 2) != self.resources.words.ago {
            return None;
        }
        let written = self.text(at).parse::<i64>().ok();
        let count = written.or_else(|| self.resources.grammar.number(self.analysis.word(at)))?;
        let unit = self.resources.grammar.unit(self.analysis.word(at + 1)).filter(|_| (0..=10_000).contains(&count))?;
        let moved = match unit {
            Unit::Day => published.checked_sub(count.days()).ok()?,
            _ => return period(published, -count, unit).map(|(value, days)| Self::span(at, at + 3, value, days)),
        };
        Some(Self::day(at, at + 3, moved))
    }

    /// `in 2014`, `since 2014`.
    fn year(&self, at: usize) -> Option<TimeMention> {
        let preposition = at.checked_sub(1).is_some_and(|before| {
            self.resources.grammar.is(self.analysis.word(before), crate::language::Class::Preposition)
        });
        let number = self.analysis.tokens.get(at).is_some_and(|token| token.shape == Shape::Number);
        let year = self.year_number(at).filter(|_| preposition && number)?;
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self::span(at, at + 1, year.to_string(), (first, first.last_of_year())))
    }
}

/// A calendar week, month or year some steps from that of a day: its TIMEX3 value, first and last day.
fn period(day: Date, steps: i64, unit: Unit) -> Option<(String, (Date, Date))> {
    match unit {
        Unit::Day => None,
        Unit::Week => {
            let moved = day.checked_add(steps.weeks()).ok()?;
            let monday = moved.checked_sub(i64::from(moved.weekday().to_monday_zero_offset()).days()).ok()?;
            let sunday = monday.checked_add(6.days()).ok()?;
            let week = monday.iso_week_date();
            Some((format!("{:04}-W{:02}", week.year(), week.week()), (monday, sunday)))
        }
        Unit::Month => {
            let first = day.first_of_month().checked_add(steps.months()).ok()?;
            Some((format!("{:04}-{:02}", first.year(), first.month()), (first, first.last_of_month())))
        }
        Unit::Year => {
            let first = day.first_of_year().checked_add(steps.years()).ok()?;
            Some((format!("{:04}", first.year()), (first, first.last_of_year())))
        }
    }
}
