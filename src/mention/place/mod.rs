//! Toponyms, and where on earth they are.
//!
//! | module | does |
//! | --- | --- |
//! | `toponym` | finds the names of the atlas that stand in a document, with all places that bear them |
//! | `surroundings` | tells what stands beside a name, as numbers: is it a toponym at all? |
//! | `evidence` | weighs the places of the whole article against each other |
//! | `meaning` | tells of each place that bears a name how it fits, as numbers: which is meant? |
//!
//! Two forests that were learned from the development data turn the numbers into probabilities; they are
//! `config/knowledge/place-*.tsv`, and `config/model/places.py` learns them.

mod evidence;
mod meaning;
mod surroundings;
#[cfg(test)]
mod tests;
mod toponym;

use serde::Serialize;

use self::{evidence::Evidence, meaning::Chooser, surroundings::Surroundings, toponym::Toponym};
use super::{Document, WordSpan};
use crate::{
    knowledge::{Atlas, Knowledge},
    language::tree::{Relation, Upos},
};

pub(crate) use crate::knowledge::Feature;

/// Names that are less likely to be toponyms than this are left out.
const MIN_TOPONYM: f32 = 0.5;

/// A place told by the article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlaceMention {
    pub(crate) span: WordSpan,
    /// The place's own name in the atlas.
    pub(crate) name: String,
    pub(crate) feature: Feature,
    /// ISO 3166-1 alpha-3.
    pub(crate) country: Option<String>,
    /// GeoNames' code of the first-level division: `TX`.
    pub(crate) admin1: Option<String>,
    /// Degrees north.
    pub(crate) latitude: f64,
    /// Degrees east.
    pub(crate) longitude: f64,
    pub(crate) geonames: Option<u32>,
    /// How sure it is that the name is a toponym and means this place, 0 to 1.
    pub(crate) confidence: f64,
    /// Whether the name stands for a government or people: `Moscow said`.
    pub(crate) metonym: bool,
}

/// What the forests are asked about a name, to learn from; see `config/model/places.py`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceFeatures {
    /// First character of the name in the text; titles are left out.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What is asked about the name.
    pub name: Vec<f32>,
    /// Degrees north and east of each place that bears it, and what is asked about the place.
    pub places: Vec<(f32, f32, Vec<f32>)>,
}

/// Finds the places of a document, in reading order; no two overlap. Cost is linear in the words.
pub(crate) fn find_places(document: &Document<'_>, knowledge: &Knowledge) -> Vec<PlaceMention> {
    let atlas = &knowledge.atlas;
    let toponyms = toponym::find(document, atlas);
    let evidence = Evidence::weigh(document, atlas, &toponyms);
    let surroundings = Surroundings::of(document, atlas, &toponyms);
    let mut chooser = Chooser::new(atlas, &toponyms, &evidence);
    let mut found = Vec::new();
    for (number, toponym) in toponyms.all.iter().enumerate() {
        let features = surroundings.features(number, &evidence);
        let is_toponym = atlas.forests.toponym.probability(&features);
        if is_toponym < MIN_TOPONYM {
            continue;
        }
        let Some((candidate, share)) = chooser.choose(number) else { continue };
        if let Some(mention) = mention(document, atlas, toponym, candidate) {
            found.push(PlaceMention { confidence: round(is_toponym * share), ..mention });
        }
    }
    found
}

/// What the forests would be asked about each name of the text.
pub(crate) fn features_of(document: &Document<'_>, knowledge: &Knowledge) -> Vec<PlaceFeatures> {
    let atlas = &knowledge.atlas;
    let toponyms = toponym::find(document, atlas);
    let evidence = Evidence::weigh(document, atlas, &toponyms);
    let surroundings = Surroundings::of(document, atlas, &toponyms);
    let chooser = Chooser::new(atlas, &toponyms, &evidence);
    let of = |(number, toponym): (usize, &Toponym)| {
        let chars = document.chars(&toponym.span);
        let places = toponym.candidates.iter().enumerate().filter_map(|(at, candidate)| {
            let spot = atlas.spot(candidate.spot)?;
            Some((spot.latitude, spot.longitude, chooser.features(number, at)))
        });
        let places = places.collect();
        PlaceFeatures { start: chars.start, end: chars.end, name: surroundings.features(number, &evidence), places }
    };
    let in_text = |toponym: &Toponym| document.parts.get(toponym.span.part).is_some_and(|part| part.within.is_none());
    toponyms.all.iter().enumerate().filter(|(_, toponym)| in_text(toponym)).map(of).collect()
}

fn mention(document: &Document<'_>, atlas: &Atlas, toponym: &Toponym, candidate: usize) -> Option<PlaceMention> {
    let spot = atlas.spot(toponym.candidates.get(candidate)?.spot)?;
    Some(PlaceMention {
        span: toponym.span.clone(),
        name: atlas.name(spot).to_owned(),
        feature: spot.feature,
        country: atlas.country(spot.country).map(str::to_owned),
        admin1: atlas.region(spot.region).map(str::to_owned),
        latitude: degrees(spot.latitude),
        longitude: degrees(spot.longitude),
        geonames: Some(spot.geonames).filter(|number| *number != 0),
        confidence: 0.0,
        metonym: is_metonym(document, toponym, spot.feature),
    })
}

/// `Moscow said`: a capital that does something, or that a government's name can stand for and that has something.
fn is_metonym(document: &Document<'_>, toponym: &Toponym, feature: Feature) -> bool {
    let Some(sentence) = document.sentence(&toponym.span) else { return false };
    let tree = &sentence.tree;
    let acts = tree.relation(toponym.head) == Relation::Nsubj
        && tree.head(toponym.head).is_some_and(|verb| tree.upos(verb) == Upos::Verb);
    feature == Feature::Capital && acts && toponym.seat
}

/// Degrees as the atlas has them, to the third place.
fn degrees(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

fn round(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}
