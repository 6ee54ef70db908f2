//! What countries the article tells of, for those of its actors whom no word gives one.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft::{Draft, Use, What},
    scan::Scan,
};
use crate::{knowledge::Reading, mention::PlaceMention};

/// A place that is less sure tells no country of others.
const SURE_PLACE: f64 = 0.7;

/// Countries by sentence, counted through the document; computed once, so that each question costs no more than its
/// sentence.
#[derive(Debug, Default)]
pub(super) struct Countries {
    told: Vec<Vec<String>>,
    near: Vec<Vec<String>>,
    all: BTreeSet<String>,
    most: Option<String>,
}

impl Countries {
    pub(super) fn of(scans: &[Scan<'_>], drafts: &[Vec<Draft>]) -> Self {
        let told = told(scans, drafts);
        let all = told.iter().flatten().cloned().collect();
        let most = most(&told);
        Self { near: near(scans, drafts), told, all, most }
    }

    /// Whether the article tells of a country at all.
    pub(super) fn has(&self, code: &str) -> bool {
        self.all.contains(code)
    }

    /// The country that the sentence tells of, if it is one, else the one that most of the article does.
    pub(super) fn around(&self, number: usize) -> Option<String> {
        let here = self.told.get(number).map(Vec::as_slice).unwrap_or_default();
        match here.first() {
            Some(first) => here.iter().all(|code| code == first).then(|| first.clone()),
            None => self.most.clone(),
        }
    }

    /// The country that acts or owns in the sentence, if it is one, else the one that most of the article tells of: one
    /// that is only acted upon is more often another's than the person's.
    pub(super) fn around_person(&self, number: usize) -> Option<String> {
        let here = self.told.get(number).map(Vec::as_slice).unwrap_or_default();
        let near = self.near.get(number).map(Vec::as_slice).unwrap_or_default();
        match near.first() {
            Some(first) if here.iter().chain(near).all(|code| code == first) => Some(first.clone()),
            _ => self.most.clone(),
        }
    }
}

/// The country that most of the names of countries mean, two at least.
fn most(told: &[Vec<String>]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    told.iter().flatten().for_each(|code| *counts.entry(code).or_default() += 1);
    let all: usize = counts.values().sum();
    let (code, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count > 1 && count * 2 > all).then(|| code.to_owned())
}

/// Countries told by name in each sentence, for those whom no word gives one.
fn told(scans: &[Scan<'_>], drafts: &[Vec<Draft>]) -> Vec<Vec<String>> {
    let of_draft = |scan: &Scan<'_>, draft: &Draft| match &draft.what {
        What::Known(Reading::Organisation(_)) => None,
        What::Known(reading) => scan.country_of(*reading).map(str::to_owned),
        What::Office(title) => title.country.clone(),
        What::Person(name) => name.title.as_ref().and_then(|title| title.country.clone()),
        What::Body(body) => body.country.clone(),
        What::Pronoun(_) | What::Pair(_) | What::Ethnic | What::BodyNoun => None,
    };
    let sentence = |(scan, drafts): (&Scan<'_>, &Vec<Draft>)| {
        let mut codes: Vec<String> = drafts.iter().filter_map(|draft| of_draft(scan, draft)).collect();
        let named = |place: &PlaceMention| {
            drafts.iter().any(|draft| !matches!(draft.what, What::Known(_)) && draft.span.overlaps(&place.span))
        };
        let sure = scan.places.iter().filter(|place| place.confidence >= SURE_PLACE && !named(place));
        codes.extend(sure.filter_map(|place| place.country.clone()));
        codes.retain(|code| code.len() == 3 && code != "IGO" && code != "NGO");
        codes
    };
    scans.iter().zip(drafts).map(sentence).collect()
}

/// Countries of each sentence that a person without one may be of: its subjects, and what stands beside others. One
/// that is only acted upon is more often another's.
fn near(scans: &[Scan<'_>], drafts: &[Vec<Draft>]) -> Vec<Vec<String>> {
    let sentence = |(scan, drafts): (&Scan<'_>, &Vec<Draft>)| {
        let subject = |draft: &&Draft| {
            draft.used != Use::Party || draft.span.words().any(|word| scan.tree.relation(word).is_subject())
        };
        let country = |draft: &Draft| match &draft.what {
            What::Known(reading) => scan.country_of(*reading).filter(|code| code.len() == 3).map(str::to_owned),
            _ => None,
        };
        drafts.iter().filter(subject).filter_map(country).collect()
    };
    scans.iter().zip(drafts).map(sentence).collect()
}
