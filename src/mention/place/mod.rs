//! Toponyms, and where on earth they are.

use super::{Document, WordSpan};
use crate::knowledge::Knowledge;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    Country,
    City,
}

impl Feature {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::City => "city",
        }
    }
}

/// A place told by the article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlaceMention {
    pub(crate) span: WordSpan,
    pub(crate) name: String,
    pub(crate) feature: Feature,
    /// ISO 3166-1 alpha-3.
    pub(crate) country: Option<String>,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) geonames: Option<u32>,
    pub(crate) confidence: f64,
}

/// Finds the places of a document, in reading order; no two overlap.
pub(crate) fn find_places(_document: &Document<'_>, _knowledge: &Knowledge) -> Vec<PlaceMention> {
    Vec::new()
}
