//! Time expressions, as TIMEX3, resolved against the publication date and the article's flow.

use jiff::civil::Date;

use super::{Document, WordSpan};
use crate::event::TimeType;

/// A time told by the article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeMention {
    pub(crate) span: WordSpan,
    pub(crate) kind: TimeType,
    /// TIMEX3's value.
    pub(crate) value: String,
    /// TIMEX3's `mod`.
    pub(crate) modifier: Option<&'static str>,
    /// First and last day it can mean.
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
}

/// Finds the times of a document, in reading order; no two overlap.
pub(crate) fn find_times(_document: &Document<'_>) -> Vec<TimeMention> {
    Vec::new()
}
