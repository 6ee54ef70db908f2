//! What the places of an article say about each other: one sense for each name, near the others, in the same country.

use std::collections::HashMap;

use super::toponym::{Candidate, Toponyms, holds};
use crate::{
    knowledge::{Atlas, Feature, NOWHERE, Spot},
    mention::Document,
};

/// Names whose places are measured against all others; those of a longer article are the first.
const MAX_ANCHORS: usize = 64;
/// Places of each of these names that are measured.
const MAX_LIKELY: usize = 8;
/// Places farther than this are not near, whatever they weigh, in kilometres.
const FAR_KM: f32 = 1000.0;
/// What the name of a country or people weighs for the places in it, against that of a town: who tells of the United
/// States need not tell of its towns.
const NAMED_WEIGHT: f32 = 0.3;
/// What speaks for a country that nothing else speaks for.
const FLOOR: f32 = 0.06;
/// Times that the places are weighed anew.
const ROUNDS: usize = 3;
/// Names are near one another within some of this, in kilometres.
const NEAR_KM: f32 = 60.0;
/// And loosely so within some of this.
const AROUND_KM: f32 = 300.0;
const EARTH_KM: f32 = 6371.0;

/// A place to measure from: where it is, and what it weighs.
type Anchor = ([f32; 3], f32);

/// What is known of one place of one name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    at: [f32; 3],
    country: u16,
    region: u16,
    is_country: bool,
    prior: f32,
    /// How likely it is among the places of its name, as far as was weighed.
    pub(super) share: f32,
    /// Other names in the same country: how many, by their shares.
    pub(super) country_mass: f32,
    /// The same for its first-level division.
    pub(super) region_mass: f32,
    /// Other names near: how many, by their shares.
    pub(super) near: f32,
    /// Other names around.
    pub(super) around: f32,
    /// How often the article tells that it lies in something that holds it.
    pub(super) told_within: f32,
    /// How often the article names its country, and its people.
    pub(super) country_named: f32,
    /// How often the article names its division.
    pub(super) region_named: f32,
}

impl Fit {
    /// What it weighs for its country.
    fn weight(&self) -> f32 {
        if self.is_country { NAMED_WEIGHT } else { 1.0 }
    }
}

/// What is known of the places of all names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// By the names' groups, and in each by the order of the candidates.
    groups: Vec<Vec<Fit>>,
    /// How often each name stands in the article.
    counts: Vec<f32>,
    /// What all names weigh in all countries, in the country and in the division where they weigh most.
    whole: f32,
    most_country: f32,
    most_region: f32,
}

impl Evidence {
    /// Weighs all places. Cost is linear in the names.
    pub(super) fn weigh(document: &Document<'_>, atlas: &Atlas, toponyms: &Toponyms) -> Self {
        let mut evidence = Self {
            groups: vec![Vec::new(); toponyms.groups],
            whole: 0.0,
            most_country: 0.0,
            most_region: 0.0,
            counts: Vec::new(),
        };
        evidence.counts = vec![0.0; toponyms.groups];
        for toponym in &toponyms.all {
            evidence.counts.get_mut(toponym.group).into_iter().for_each(|count| *count += 1.0);
            if let Some(fits) = evidence.groups.get_mut(toponym.group).filter(|fits| fits.is_empty()) {
                *fits = toponym.candidates.iter().filter_map(|candidate| fit(atlas, *candidate)).collect();
                normalise(fits);
            }
        }
        evidence.hear(atlas, toponyms);
        let home = home(document, atlas);
        for _ in 0..ROUNDS {
            evidence.round(toponyms, &home);
        }
        evidence
    }

    /// What is known of a candidate.
    pub(super) fn fit(&self, group: usize, candidate: usize) -> Option<&Fit> {
        self.groups.get(group)?.get(candidate)
    }

    /// All candidates of a name.
    pub(super) fn fits(&self, group: usize) -> &[Fit] {
        self.groups.get(group).map(Vec::as_slice).unwrap_or_default()
    }

    /// How often a name stands in the article.
    pub(super) fn count(&self, group: usize) -> f32 {
        self.counts.get(group).copied().unwrap_or_default()
    }

    /// How much all names weigh.
    pub(super) fn whole(&self) -> f32 {
        self.whole
    }

    /// How much the names of the country weigh where they weigh most.
    pub(super) fn most_country(&self) -> f32 {
        self.most_country
    }

    /// The same for first-level divisions.
    pub(super) fn most_region(&self) -> f32 {
        self.most_region
    }

    /// Notes what the article says outright: containers, countries, divisions.
    fn hear(&mut self, atlas: &Atlas, toponyms: &Toponyms) {
        let mut countries = toponyms.peoples.clone();
        let mut regions: HashMap<u16, f32> = HashMap::new();
        for toponym in &toponyms.all {
            let first = toponym.candidates.first().and_then(|first| atlas.spot(first.spot));
            match first {
                Some(Spot { feature: Feature::Country, country, .. }) => {
                    *countries.entry(*country).or_default() += 1.0;
                }
                Some(Spot { feature: Feature::Region, region, .. }) if *region != NOWHERE => {
                    *regions.entry(*region).or_default() += 1.0;
                }
                _ => {}
            }
            let Some(outer) = toponym.within.and_then(|number| toponyms.all.get(number)) else { continue };
            let outer: Vec<&Spot> = outer.candidates.iter().filter_map(|outer| atlas.spot(outer.spot)).collect();
            let Some(fits) = self.groups.get_mut(toponym.group) else { continue };
            for (fit, candidate) in fits.iter_mut().zip(&toponym.candidates) {
                if outer.iter().any(|outer| holds(atlas, outer, candidate.spot)) {
                    fit.told_within += 1.0;
                }
            }
        }
        for fit in self.groups.iter_mut().flatten() {
            fit.country_named = countries.get(&fit.country).copied().unwrap_or_default();
            fit.region_named = regions.get(&fit.region).copied().unwrap_or_default();
        }
    }

    fn round(&mut self, toponyms: &Toponyms, home: &[u16]) {
        let (countries, regions) = self.masses(toponyms, home);
        let most = |masses: &HashMap<u16, f32>| {
            masses.iter().filter(|(key, _)| **key != NOWHERE).map(|(_, mass)| *mass).fold(0.0, f32::max)
        };
        (self.most_country, self.most_region) = (most(&countries), most(&regions));
        // In the order of their numbers, since the sum of floats depends on it.
        let mut all: Vec<(u16, f32)> = countries.iter().map(|(country, mass)| (*country, *mass)).collect();
        all.sort_by_key(|(country, _)| *country);
        self.whole = all.iter().map(|(_, mass)| mass).sum();
        let anchors = self.anchors();
        for (group, fits) in self.groups.iter_mut().enumerate() {
            let own = self.counts.get(group).copied().unwrap_or_default().sqrt();
            let mut in_country: HashMap<u16, f32> = HashMap::new();
            let mut in_region: HashMap<u16, f32> = HashMap::new();
            for fit in &*fits {
                *in_country.entry(fit.country).or_default() += fit.weight() * own * fit.share;
                *in_region.entry(fit.region).or_default() += own * fit.share;
            }
            let rest = |all: &HashMap<u16, f32>, own: &HashMap<u16, f32>, key: u16| {
                let mass = |masses: &HashMap<u16, f32>| masses.get(&key).copied().unwrap_or_default();
                if key == NOWHERE { 0.0 } else { (mass(all) - mass(own)).max(0.0) }
            };
            for fit in fits.iter_mut() {
                fit.country_mass = rest(&countries, &in_country, fit.country);
                fit.region_mass = rest(&regions, &in_region, fit.region);
                (fit.near, fit.around) = closeness(&fit.at, anchors.iter().filter(|(other, _)| *other != group));
                let whole = self.whole.max(1.0);
                fit.share = fit.prior
                    * (FLOOR + fit.country_mass / whole)
                    * (0.1 + fit.region_mass / whole)
                    * (0.3 + fit.near)
                    * (1.0 + 100.0 * fit.told_within);
            }
            normalise(fits);
        }
    }

    /// What all names weigh in each country and in each division.
    fn masses(&self, toponyms: &Toponyms, home: &[u16]) -> (HashMap<u16, f32>, HashMap<u16, f32>) {
        let mut countries: HashMap<u16, f32> = home.iter().map(|country| (*country, 1.0)).collect();
        let mut regions = HashMap::new();
        for (country, count) in &toponyms.peoples {
            *countries.entry(*country).or_default() += NAMED_WEIGHT * count.sqrt();
        }
        for (fits, count) in self.groups.iter().zip(&self.counts) {
            for fit in fits {
                *countries.entry(fit.country).or_default() += fit.weight() * count.sqrt() * fit.share;
                *regions.entry(fit.region).or_default() += count.sqrt() * fit.share;
            }
        }
        (countries, regions)
    }

    /// The likeliest places of each name, with what they weigh.
    fn anchors(&self) -> Vec<(usize, Vec<Anchor>)> {
        let likely = |(group, fits): (usize, &Vec<Fit>)| {
            let mut likely: Vec<Anchor> = fits.iter().map(|fit| (fit.at, fit.share.sqrt())).collect();
            likely.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            likely.truncate(MAX_LIKELY);
            (group, likely)
        };
        self.groups.iter().enumerate().take(MAX_ANCHORS).map(likely).collect()
    }
}

/// Countries that the article's source is at home in, by the ending of its address and the names in the source.
fn home(document: &Document<'_>, atlas: &Atlas) -> Vec<u16> {
    let source = document.article.source.as_deref().unwrap_or_default();
    let words: Vec<&str> = source.split_whitespace().collect();
    let found = (0..words.len()).flat_map(|word| atlas.at_start(words.iter().skip(word).copied()));
    let spots = found.filter_map(|found| atlas.spot(found.value.spot()?));
    spots.map(|spot| spot.country).filter(|country| *country != NOWHERE).take(4).collect()
}

fn fit(atlas: &Atlas, candidate: Candidate) -> Option<Fit> {
    let spot = atlas.spot(candidate.spot)?;
    let (latitude, longitude) = (spot.latitude.to_radians(), spot.longitude.to_radians());
    let at = [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()];
    Some(Fit {
        at,
        country: spot.country,
        region: spot.region,
        is_country: spot.feature == Feature::Country,
        prior: prior(spot, candidate.alias),
        share: prior(spot, candidate.alias),
        country_mass: 0.0,
        region_mass: 0.0,
        near: 0.0,
        around: 0.0,
        told_within: 0.0,
        country_named: 0.0,
        region_named: 0.0,
    })
}

/// How likely a place is before anything is known of the article, not normalised.
fn prior(spot: &Spot, alias: bool) -> f32 {
    let inhabitants = population(spot);
    let weight = (inhabitants + 100.0).powf(0.7);
    if alias && !matches!(spot.feature, Feature::Country | Feature::Region) { 0.3 * weight } else { weight }
}

/// Inhabitants, or as many as make a place without a count as well known.
pub(super) fn population(spot: &Spot) -> f32 {
    let known = f32::from(u16::try_from(spot.population / 1000).unwrap_or(u16::MAX)) * 1000.0;
    match spot.feature {
        Feature::Country | Feature::Continent => 200e6,
        Feature::Region => known.max(1e6) * 3.0,
        Feature::Area => 20e6,
        Feature::Water | Feature::Land => 1e6,
        Feature::Capital => known.max(2e5) * 3.0,
        Feature::County => known.max(2e4),
        Feature::Seat | Feature::City => known.max(f32::from(u16::try_from(spot.population).unwrap_or(u16::MAX))),
        Feature::Quarter => 0.3 * known.max(f32::from(u16::try_from(spot.population).unwrap_or(u16::MAX))),
    }
}

fn normalise(fits: &mut [Fit]) {
    let whole: f32 = fits.iter().map(|fit| fit.share).sum();
    if whole > 0.0 {
        fits.iter_mut().for_each(|fit| fit.share /= whole);
    }
}

/// How many names have a place near and around one, each by its best place.
fn closeness<'a>(at: &[f32; 3], names: impl Iterator<Item = &'a (usize, Vec<Anchor>)>) -> (f32, f32) {
    let mut sums = (0.0, 0.0);
    for (_, anchors) in names {
        let mut best = (0.0_f32, 0.0_f32);
        for (other, weight) in anchors {
            let distance = kilometres(at, other);
            if distance < FAR_KM {
                best.0 = best.0.max(weight * (-distance / NEAR_KM).exp());
                best.1 = best.1.max(weight * (-distance / AROUND_KM).exp());
            }
        }
        sums = (sums.0 + best.0, sums.1 + best.1);
    }
    sums
}

/// The distance of two places through the earth, which is that over ground for what is near.
fn kilometres(one: &[f32; 3], other: &[f32; 3]) -> f32 {
    let square: f32 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    EARTH_KM * square.sqrt()
}
