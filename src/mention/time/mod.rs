//! Time expressions, as TIMEX3, resolved against the publication date and the article's flow.
//!
//! A rule reads each expression (`read` and the readers beside it) into what it says ([`meaning`]); `flow` says which
//! days that are. The words come from `config/lexicon/time.toml`.
//!
//! | module | for |
//! | --- | --- |
//! | `calendar`, `holiday` | the words, and the days that have a name |
//! | `value` | stretches of the calendar and amounts of time, as TIMEX3 writes them |
//! | `line`, `number` | a sentence as the readers see it; its numbers |
//! | `read` | where an expression begins and ends |
//! | `clock`, `date`, `relative`, `length` | what its core can be |
//! | `lean` | whether it looks back or ahead, by the tense of its clause |
//! | `flow` | its value, seen from the publication and from what was told before |
//!
//! An expression that needs a publication date, in an article without one and with no other day told, is left out. Ages
//! are no times. Values follow TimeML 1.2.1 and the usage of the TempEval corpora.

mod calendar;
mod clock;
mod date;
mod flow;
mod holiday;
mod lean;
mod length;
mod line;
mod meaning;
mod number;
mod read;
mod relative;
#[cfg(test)]
mod tests;
mod value;

use jiff::civil::Date;

pub(crate) use self::calendar::Calendar;
use self::{flow::Flow, line::Line, meaning::Told};
use super::{Document, WordSpan};
use crate::event::{TimeType, Within};

/// A time told by the article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeMention {
    pub(crate) span: WordSpan,
    pub(crate) kind: TimeType,
    /// TIMEX3's value.
    pub(crate) value: String,
    /// TIMEX3's `mod`.
    pub(crate) modifier: Option<&'static str>,
    /// Minutes east of Greenwich, where the text tells a zone.
    pub(crate) zone: Option<i32>,
    /// First and last day it can mean.
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
}

/// Finds the times of a document, in reading order; no two overlap. Cost is linear in its words.
pub(crate) fn find_times(document: &Document<'_>, calendar: &Calendar) -> Vec<TimeMention> {
    let mut flow = Flow::new(document.article.published.as_ref().map(|published| published.date));
    let mut found = Vec::new();
    for (part, sentence, parsed) in document.sentences() {
        let headline = document.parts.get(part).is_some_and(|part| part.within == Some(Within::Title));
        let line = Line::of(&parsed.tree, calendar, headline);
        let mut free = 0;
        for told in read::read(&line) {
            let lean = lean::lean(&line, &told, calendar);
            let Some(resolved) = flow.resolve(&told, lean) else { continue };
            let (start, end) = line.words(told.start, told.end);
            // Two readings of one word that is cut in parts.
            if start < free {
                continue;
            }
            free = end;
            found.push(mention(WordSpan { part, sentence, start, end }, &told, resolved));
        }
    }
    found
}

fn mention(span: WordSpan, told: &Told, resolved: flow::Resolved) -> TimeMention {
    let flow::Resolved { kind, value, earliest, latest } = resolved;
    let modifier = told.modifier.map(calendar::Modifier::name);
    TimeMention { span, kind, value, modifier, zone: told.zone, earliest, latest }
}
