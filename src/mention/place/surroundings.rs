//! What stands beside a name, as numbers: a preposition, a title, a university.

use std::collections::HashSet;

use super::{
    evidence::{Evidence, population},
    meaning::{count, feature_number, flag},
    toponym::{Toponym, Toponyms},
};
use crate::{
    knowledge::{Atlas, Cue},
    language::tree::{Relation, Tree, Upos},
    mention::{Document, Sentence},
};

/// Words on each side that are asked about.
const REACH: usize = 2;

/// A document that can be asked about its names.
pub(super) struct Surroundings<'a> {
    document: &'a Document<'a>,
    atlas: &'a Atlas,
    toponyms: &'a Toponyms,
    /// Last words of persons' names.
    surnames: HashSet<&'a str>,
    /// Words that stand in lower case.
    common: HashSet<&'a str>,
}

impl<'a> Surroundings<'a> {
    /// Reads the document once for what is asked of it often.
    pub(super) fn of(document: &'a Document<'a>, atlas: &'a Atlas, toponyms: &'a Toponyms) -> Self {
        let mut surnames = HashSet::new();
        let mut common = HashSet::new();
        for (_, _, sentence) in document.sentences() {
            let words = sentence.tree.words();
            for (at, word) in words.iter().enumerate() {
                if word.form.starts_with(char::is_lowercase) {
                    common.insert(word.form);
                }
                let titled = cue(atlas, &sentence.tree, Some(at)) == Some(Cue::Title) && is_capital(word.form);
                if titled || atlas.is_given_name(word.form) {
                    let names = words.iter().skip(at + 1).take(3).take_while(|next| is_capital(next.form));
                    surnames.extend(names.last().map(|last| last.form));
                }
            }
        }
        Self { document, atlas, toponyms, surnames, common }
    }

    /// What the forest is asked about a name; `config/model/places.py` knows the order.
    pub(super) fn features(&self, number: usize, evidence: &Evidence) -> Vec<f32> {
        let Some(toponym) = self.toponyms.all.get(number) else { return Vec::new() };
        let Some(sentence) = self.document.sentence(&toponym.span) else { return Vec::new() };
        let mut features = Vec::with_capacity(100);
        self.add_candidates(toponym, evidence, &mut features);
        self.add_form(toponym, sentence, &mut features);
        self.add_neighbours(toponym, &sentence.tree, &mut features);
        add_grammar(toponym, &sentence.tree, &mut features);
        features
    }

    fn add_candidates(&self, toponym: &Toponym, evidence: &Evidence, features: &mut Vec<f32>) {
        let fits = evidence.fits(toponym.group);
        let best = fits.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.share.total_cmp(&b.share));
        let best_spot = best.and_then(|(at, _)| self.atlas.spot(toponym.candidates.get(at)?.spot));
        let spots = || toponym.candidates.iter().filter_map(|candidate| self.atlas.spot(candidate.spot));
        features.extend([
            (spots().map(population).fold(0.0, f32::max) + 1.0).log10(),
            spots().map(|spot| feature_number(spot.feature)).fold(f32::MAX, f32::min),
            best_spot.map_or(-1.0, |spot| (population(spot) + 1.0).log10()),
            best_spot.map_or(-1.0, |spot| feature_number(spot.feature)),
            count(fits.len()),
            flag(toponym.candidates.iter().all(|candidate| candidate.alias)),
            flag(toponym.candidates.iter().any(|candidate| candidate.exact)),
            best.map_or(0.0, |(_, fit)| fit.share),
            best.map_or(0.0, |(_, fit)| fit.country_mass),
            best.map_or(0.0, |(_, fit)| fit.country_mass / evidence.whole().max(1.0)),
            best.map_or(0.0, |(_, fit)| fit.region_mass),
            best.map_or(0.0, |(_, fit)| fit.near),
            best.map_or(0.0, |(_, fit)| fit.around),
            best.map_or(0.0, |(_, fit)| fit.told_within),
            best.map_or(0.0, |(_, fit)| fit.country_named),
            best.map_or(0.0, |(_, fit)| fit.region_named),
            evidence.count(toponym.group),
            flag(toponym.within.is_some()),
            flag(toponym.tells.is_some()),
            flag(toponym.seat),
            flag(!toponym.peoples.is_empty()),
        ]);
    }

    fn add_form(&self, toponym: &Toponym, sentence: &Sentence<'_>, features: &mut Vec<f32>) {
        let tree = &sentence.tree;
        let span = &toponym.span;
        let first = tree.form(span.start);
        let last = tree.form(span.end - 1);
        let letters = || span.words().flat_map(|word| tree.form(word).chars()).filter(|letter| letter.is_alphabetic());
        let capitals = tree.words().iter().filter(|word| is_capital(word.form)).count();
        features.extend([
            count(span.end - span.start),
            count(letters().count()),
            flag(letters().all(char::is_uppercase)),
            flag(span.start == 0),
            flag(toponym.span.sentence == 0),
            flag(self.surnames.contains(last)),
            flag(self.surnames.contains(first)),
            flag(self.common.contains(first.to_lowercase().as_str())),
            flag(self.atlas.is_given_name(first)),
            count(capitals) / count(tree.words().len().max(1)),
            cue_number(self.atlas.cue(&plain(first))),
            cue_number(self.atlas.cue(&plain(last))),
            self.atlas.bearers(first),
            self.atlas.bearers(last),
            self.atlas.commonness(&first.to_lowercase()),
            self.atlas.commonness(&last.to_lowercase()),
        ]);
    }

    /// The words on both sides: what they tell, how they are written, whether they are toponyms.
    fn add_neighbours(&self, toponym: &Toponym, tree: &Tree<'_>, features: &mut Vec<f32>) {
        let span = &toponym.span;
        for step in 1..=REACH {
            let before = span.start.checked_sub(step);
            let after = Some(span.end + step - 1);
            for word in [before, after] {
                let form = word.map_or("", |word| tree.form(word));
                features.extend([
                    cue_number(cue(self.atlas, tree, word)),
                    mark_number(form),
                    flag(is_capital(form)),
                    word.map_or(-1.0, |word| upos_number(tree.upos(word))),
                ]);
            }
            let given = before.is_some_and(|before| self.atlas.is_given_name(tree.form(before)));
            features.push(flag(given));
        }
        // `city of Paris`
        let of = span.start.checked_sub(1).filter(|of| cue(self.atlas, tree, Some(*of)) == Some(Cue::Of));
        let what = of.and_then(|of| of.checked_sub(1));
        features.push(cue_number(cue(self.atlas, tree, what)));
    }
}

/// How the name is built into the sentence.
fn add_grammar(toponym: &Toponym, tree: &Tree<'_>, features: &mut Vec<f32>) {
    let head = toponym.head;
    let above = tree.head(head);
    let name = toponym.span.words().rev().find_map(|word| tree.name(word));
    let whole = name.as_ref().map(|name| name.words.clone());
    let case = tree.words().iter().enumerate().take(toponym.span.start).rev().take(3);
    let preposition = case.filter(|(_, word)| word.relation == Relation::Case && word.head == Some(head)).count();
    features.extend([
        relation_number(tree.relation(head)),
        upos_number(tree.upos(head)),
        upos_number(tree.upos(toponym.span.start)),
        above.map_or(-1.0, |above| upos_number(tree.upos(above))),
        above.map_or(-1.0, |above| relation_number(tree.relation(above))),
        above.map_or(0.0, |above| flag(is_capital(tree.form(above)))),
        flag(above.is_some_and(|above| above < head)),
        flag(whole.is_some()),
        whole.as_ref().map_or(0.0, |whole| count(toponym.span.start.saturating_sub(whole.start))),
        whole.as_ref().map_or(0.0, |whole| count(whole.end.saturating_sub(toponym.span.end))),
        flag(name.as_ref().is_some_and(|name| name.title.is_some())),
        flag(name.as_ref().is_some_and(|name| !name.appositions.is_empty())),
        count(preposition),
    ]);
}

/// What a word tells, by its form, else by its lemma.
fn cue(atlas: &Atlas, tree: &Tree<'_>, word: Option<usize>) -> Option<Cue> {
    let word = word?;
    atlas.cue(&plain(tree.form(word))).or_else(|| atlas.cue(tree.lemma(word)))
}

/// A form in lower case without full stops.
fn plain(form: &str) -> String {
    form.chars().filter(|letter| *letter != '.').flat_map(char::to_lowercase).collect()
}

fn is_capital(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

fn cue_number(cue: Option<Cue>) -> f32 {
    cue.and_then(|cue| Cue::ALL.iter().position(|other| *other == cue)).map_or(-1.0, count)
}

/// Marks that tell something beside a toponym; 0 for others and for words.
fn mark_number(form: &str) -> f32 {
    const MARKS: [&str; 14] = [",", ".", "'s", "’s", "(", ")", "-", "–", ":", "the", "and", "&", "a", "is"];
    let known = MARKS.iter().position(|mark| form.eq_ignore_ascii_case(mark)).map(|at| count(at + 1));
    let digits = form.starts_with(|letter: char| letter.is_ascii_digit());
    known.unwrap_or(if form.is_empty() {
        -1.0
    } else if digits {
        20.0
    } else {
        0.0
    })
}

fn upos_number(upos: Upos) -> f32 {
    count(Upos::ALL.iter().position(|other| *other == upos).unwrap_or_default())
}

fn relation_number(relation: Relation) -> f32 {
    count(Relation::ALL.iter().position(|other| *other == relation).unwrap_or_default())
}
