//! Places that something happens in: cities and countries after `in`, `at` and `near`.

use super::{Resources, Words};
use crate::{
    knowledge::Reading,
    language::{Analysis, WordId},
};

/// A place told by the text; the span counts words of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlaceMention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) geonames: u32,
    /// Whether it is a city, not a whole country.
    pub(crate) city: bool,
}

/// Finds the places of a sentence, in reading order. A name after another preposition is no place of an event.
pub(crate) fn find_places(analysis: &Analysis<'_>, resources: Resources<'_>) -> Vec<PlaceMention> {
    (0..analysis.tokens.len())
        .filter(|at| is_locative(analysis.word(*at), resources.words))
        .filter_map(|at| {
            let name = at + 1 + usize::from(analysis.word(at + 1) == resources.words.the);
            place_at(analysis, resources, name)
        })
        .collect()
}

fn is_locative(word: WordId, words: &Words) -> bool {
    [words.r#in, words.at, words.near].contains(&word)
}

/// The place that a name at a word means: the largest city of that name, else the country.
pub(crate) fn place_at(analysis: &Analysis<'_>, resources: Resources<'_>, at: usize) -> Option<PlaceMention> {
    let known = resources.knowledge;
    let (length, readings) = known.names.longest(analysis.tokens.get(at..)?)?;
    let end = at + length;
    if analysis.word(end) == resources.words.possessive {
        return None;
    }
    let cities =
        readings.iter().filter_map(|r| if let Reading::Place(index) = r { known.places.get(*index) } else { None });
    if let Some(city) = cities.max_by_key(|city| city.population) {
        return Some(PlaceMention {
            start: at,
            end,
            name: city.name.clone(),
            country: city.country.clone(),
            latitude: city.latitude,
            longitude: city.longitude,
            geonames: city.geonames,
            city: true,
        });
    }
    let index = readings.iter().find_map(|r| if let Reading::Country(index) = r { Some(*index) } else { None })?;
    known.countries.get(index).map(|country| PlaceMention {
        start: at,
        end,
        name: country.name.clone(),
        country: country.iso3.clone(),
        latitude: country.latitude,
        longitude: country.longitude,
        geonames: country.geonames,
        city: false,
    })
}
