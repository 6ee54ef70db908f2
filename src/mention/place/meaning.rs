//! Of each place that bears a name, how it fits; and the place that fits best.

use std::collections::HashMap;

use super::{
    evidence::{Evidence, Fit, population},
    toponym::{Toponym, Toponyms, holds},
};
use crate::knowledge::{Atlas, Feature, Spot};

/// The groups of a name, of the one that holds it, and of the one that it holds.
type Key = (usize, Option<usize>, Option<usize>);

/// Chooses one place for each name; names alike in the same surroundings are chosen for once.
pub(super) struct Chooser<'a> {
    atlas: &'a Atlas,
    toponyms: &'a Toponyms,
    evidence: &'a Evidence,
    chosen: HashMap<Key, Option<(usize, f32)>>,
}

impl<'a> Chooser<'a> {
    pub(super) fn new(atlas: &'a Atlas, toponyms: &'a Toponyms, evidence: &'a Evidence) -> Self {
        Self { atlas, toponyms, evidence, chosen: HashMap::new() }
    }

    /// The candidate that is meant, and how likely it is, 0 to 1.
    pub(super) fn choose(&mut self, number: usize) -> Option<(usize, f32)> {
        let toponym = self.toponyms.all.get(number)?;
        let group = |other: usize| self.toponyms.all.get(other).map(|other| other.group);
        let key = (toponym.group, toponym.within.and_then(group), toponym.tells.and_then(group));
        if let Some(chosen) = self.chosen.get(&key) {
            return *chosen;
        }
        let odds: Vec<f32> = (0..toponym.candidates.len())
            .map(|candidate| self.atlas.forests.meaning.probability(&self.features(number, candidate)))
            .collect();
        let odds = self.heard(toponym, odds);
        let whole: f32 = odds.iter().sum::<f32>().max(1.0);
        // The first of equals.
        let best = odds.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let chosen = best.map(|(candidate, odds)| (candidate, odds / whole));
        self.chosen.insert(key, chosen);
        chosen
    }

    /// What the article says outright beats what the forest holds: `Paris, Texas` is in Texas, `Atlanta, Georgia` in
    /// the state.
    fn heard(&self, toponym: &Toponym, odds: Vec<f32>) -> Vec<f32> {
        let fits = |at: usize| {
            let spot = toponym.candidates.get(at).and_then(|candidate| self.atlas.spot(candidate.spot));
            let told = spot.is_some_and(|spot| self.told(toponym, spot) > 0.5);
            self.held(toponym, at).0 > 0.0 || toponym.within.is_none() && told
        };
        let fitting: Vec<bool> = (0..odds.len()).map(fits).collect();
        if !fitting.contains(&true) {
            return odds;
        }
        odds.into_iter().zip(fitting).map(|(odds, fits)| if fits { odds } else { 0.0 }).collect()
    }

    /// What the forest is asked about a candidate; `config/model/places.py` knows the order.
    pub(super) fn features(&self, number: usize, at: usize) -> Vec<f32> {
        let Some(toponym) = self.toponyms.all.get(number) else { return Vec::new() };
        let Some(candidate) = toponym.candidates.get(at) else { return Vec::new() };
        let (Some(spot), Some(fit)) = (self.atlas.spot(candidate.spot), self.evidence.fit(toponym.group, at)) else {
            return Vec::new();
        };
        let fits = self.evidence.fits(toponym.group);
        let inhabitants = |at: usize| toponym.candidates.get(at).and_then(|other| self.atlas.spot(other.spot));
        let sizes: Vec<f32> = (0..fits.len()).filter_map(|at| inhabitants(at).map(population)).collect();
        let own = population(spot);
        let largest = sizes.iter().copied().fold(1.0, f32::max);
        let whole = self.evidence.whole().max(1.0);
        let most = |of: fn(&Fit) -> f32| fits.iter().map(of).fold(0.0, f32::max);
        let (held, other_held) = self.held(toponym, at);
        vec![
            (own + 1.0).log10(),
            (f32::from(u16::try_from(spot.population / 100).unwrap_or(u16::MAX)) + 0.01).log10(),
            count(sizes.iter().filter(|size| **size > own).count()),
            (own + 1.0).log10() - (largest + 1.0).log10(),
            count(fits.len()),
            feature_number(spot.feature),
            flag(matches!(spot.feature, Feature::Country | Feature::Region)),
            flag(candidate.alias),
            flag(candidate.exact),
            fit.share,
            most(|fit| fit.share) - fit.share,
            fit.country_mass,
            fit.country_mass / whole,
            most(|fit| fit.country_mass) - fit.country_mass,
            fit.region_mass,
            fit.region_mass / whole,
            most(|fit| fit.region_mass) - fit.region_mass,
            fit.near,
            most(|fit| fit.near) - fit.near,
            fit.around,
            most(|fit| fit.around) - fit.around,
            fit.told_within,
            most(|fit| fit.told_within) - fit.told_within,
            fit.country_named,
            most(|fit| fit.country_named) - fit.country_named,
            fit.region_named,
            most(|fit| fit.region_named) - fit.region_named,
            held,
            other_held,
            self.evidence.count(toponym.group),
            whole,
            flag(toponym.tells.is_some()),
            self.told(toponym, spot),
            fame(spot),
            fame(spot) - (0..fits.len()).filter_map(inhabitants).map(fame).fold(0.0, f32::max),
            flag(most(|fit| fit.region_mass) <= fit.region_mass && fit.region_mass > 0.0),
            fit.region_mass / self.evidence.most_region().max(0.5),
            fit.country_mass / self.evidence.most_country().max(0.5),
            self.evidence.most_country() / whole,
        ]
    }

    /// How much of the name before, as far as was weighed, lies in this place, which tells where it is.
    fn told(&self, toponym: &Toponym, spot: &Spot) -> f32 {
        let Some(inner) = toponym.tells.and_then(|inner| self.toponyms.all.get(inner)) else { return 0.0 };
        let fits = self.evidence.fits(inner.group).iter().zip(&inner.candidates);
        fits.filter(|(_, inner)| holds(self.atlas, spot, inner.spot)).map(|(fit, _)| fit.share).sum()
    }

    /// Whether the name that follows holds this candidate, and whether it holds another one instead.
    fn held(&self, toponym: &Toponym, at: usize) -> (f32, f32) {
        let Some(outer) = toponym.within.and_then(|outer| self.toponyms.all.get(outer)) else { return (0.0, 0.0) };
        let is_held = |at: usize| {
            let outer = outer.candidates.iter().filter_map(|outer| self.atlas.spot(outer.spot));
            let inner = toponym.candidates.get(at).map(|inner| inner.spot);
            inner.is_some_and(|inner| outer.into_iter().any(|outer| holds(self.atlas, outer, inner)))
        };
        let held = is_held(at);
        (flag(held), flag(!held && (0..toponym.candidates.len()).any(is_held)))
    }
}

/// How well a place is known in the world, as a logarithm; what has no count is as well known as a large town.
fn fame(spot: &Spot) -> f32 {
    let names = match spot.feature {
        Feature::Country | Feature::Continent => 200,
        Feature::Region | Feature::Water | Feature::Land | Feature::Area => 20,
        Feature::County => 3,
        Feature::Capital => spot.fame.max(60),
        Feature::Seat | Feature::City | Feature::Quarter => spot.fame,
    };
    (f32::from(names) + 1.0).ln()
}

/// A feature as a number, larger areas first.
pub(super) fn feature_number(feature: Feature) -> f32 {
    let number = Feature::ALL.iter().position(|other| *other == feature);
    count(number.unwrap_or_default())
}

pub(super) fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

pub(super) fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
