//! Names of the atlas that stand in a document, with all places that bear them.

use std::collections::HashMap;

use crate::{
    knowledge::{Atlas, Feature, Found, Sense, Spot},
    mention::{Document, Sentence, WordSpan},
};

/// Places of one name that are weighed; of more the most populous.
const MAX_CANDIDATES: usize = 24;
/// A country or region counts as populous as this for that choice.
const LARGE: u32 = 1_000_000_000;

/// A town and the division around it are no farther apart.
const NEAR_DEGREES: f32 = 0.5;
/// A town of a county is no farther from its middle.
const WITHIN_DEGREES: f32 = 0.8;

/// A name that may be a toponym.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Toponym {
    pub(super) span: WordSpan,
    /// The word that stands for the name in the tree.
    pub(super) head: usize,
    /// The most populous first; one at least.
    pub(super) candidates: Vec<Candidate>,
    /// Names that are compared alike have the same number.
    pub(super) group: usize,
    /// The countries whose people or adjective the name can be.
    pub(super) peoples: Vec<u16>,
    /// Whether the name can stand for a government.
    pub(super) seat: bool,
    /// The number of the toponym that follows and tells where this one is: `Paris`, `Texas`.
    pub(super) within: Option<usize>,
    /// The number of the toponym before, where this one tells so of it.
    pub(super) tells: Option<usize>,
}

/// A place that bears the name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The place's number in the atlas.
    pub(super) spot: u32,
    /// Whether this is not its own name.
    pub(super) alias: bool,
    /// Whether the name is written as the atlas has it, capitals and accents among it.
    pub(super) exact: bool,
}

/// All names of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Toponyms {
    /// In reading order; no two overlap.
    pub(super) all: Vec<Toponym>,
    /// Countries whose people or adjective stands in the document, by number, and how often.
    pub(super) peoples: HashMap<u16, f32>,
    /// How many groups there are.
    pub(super) groups: usize,
}

/// Finds the names; longer ones win.
pub(super) fn find(document: &Document<'_>, atlas: &Atlas) -> Toponyms {
    let mut found = Toponyms::default();
    let mut groups: HashMap<Vec<u32>, usize> = HashMap::new();
    for (part, number, sentence) in document.sentences() {
        let mut word = 0;
        while word < sentence.len() {
            let toponym = at(atlas, sentence, word, (part, number));
            word = toponym.as_ref().map_or(word + 1, |toponym| toponym.span.end);
            let Some(mut toponym) = toponym else { continue };
            for people in &toponym.peoples {
                *found.peoples.entry(*people).or_default() += 1.0;
            }
            if toponym.candidates.is_empty() {
                continue;
            }
            let next = groups.len();
            let spots = toponym.candidates.iter().map(|candidate| candidate.spot).collect();
            toponym.group = *groups.entry(spots).or_insert(next);
            found.all.push(toponym);
        }
    }
    found.groups = groups.len();
    qualify(document, atlas, &mut found.all);
    found
}

/// The longest name that begins at a word; one without candidates where that is a people's only.
fn at(atlas: &Atlas, sentence: &Sentence<'_>, word: usize, (part, number): (usize, usize)) -> Option<Toponym> {
    let words = sentence.tree.words();
    let begins = words.get(word)?.form.chars().next().is_some_and(|letter| letter.is_uppercase() || letter == '\'');
    if !begins {
        return None;
    }
    let found = atlas.at_start(words.get(word..)?.iter().map(|word| word.form));
    let longest = found.iter().find(|found| counts(found, sentence, word))?.words;
    let senses: Vec<Sense> = found
        .iter()
        .filter(|found| found.words == longest && counts(found, sentence, word))
        .map(|found| found.value)
        .collect();
    // The full stop of `Ill.` may stand alone.
    let short = senses.iter().any(|sense| matches!(sense, Sense::Short(_) | Sense::Initials(_)));
    let stop = short && sentence.tree.form(word + longest) == "." && word + longest + 1 < words.len();
    let span = WordSpan { part, sentence: number, start: word, end: word + longest + usize::from(stop) };
    if only_tells(atlas, sentence, &span) {
        return None;
    }
    let people = |sense: &Sense| if let Sense::Demonym(country) = sense { Some(*country) } else { None };
    let peoples: Vec<u16> = senses.iter().filter_map(people).collect();
    let place = senses.iter().any(|sense| is_high(atlas, *sense));
    let written = sentence.tree.text(&span.words());
    Some(Toponym {
        head: head(sentence, &span),
        candidates: if !peoples.is_empty() && !place { Vec::new() } else { candidates(atlas, &senses, &written) },
        span,
        group: 0,
        peoples,
        seat: senses.iter().any(|sense| matches!(sense, Sense::Seat(_))),
        within: None,
        tells: None,
    })
}

/// A country or region, whose name beats that of a people.
fn is_high(atlas: &Atlas, sense: Sense) -> bool {
    let spot = sense.spot().and_then(|spot| atlas.spot(spot));
    spot.is_some_and(|spot| matches!(spot.feature, Feature::Country | Feature::Region | Feature::Area))
}

/// Whether a short name has what it needs beside it.
fn counts(found: &Found<Sense>, sentence: &Sentence<'_>, word: usize) -> bool {
    let tree = &sentence.tree;
    let after_comma = word.checked_sub(1).is_some_and(|before| matches!(tree.form(before), "," | "("));
    let last = word + found.words - 1;
    match found.value {
        Sense::Short(_) => {
            let ends = matches!(tree.form(last + 1), "," | "." | ")" | ";");
            let lower = tree.form(last).contains(char::is_lowercase);
            lower && (tree.form(last).ends_with('.') || after_comma && ends)
        }
        Sense::Initials(_) => after_comma || tree.form(last).contains('.'),
        Sense::Postal(_) => after_comma && !tree.form(last).contains(|letter: char| letter.is_lowercase()),
        Sense::Own(_) | Sense::Other(_) | Sense::Demonym(_) | Sense::Seat(_) => true,
    }
}

fn candidates(atlas: &Atlas, senses: &[Sense], written: &str) -> Vec<Candidate> {
    let mut candidates: Vec<(u32, Candidate)> = Vec::new();
    for sense in senses {
        let Some((number, spot)) = sense.spot().and_then(|number| Some((number, atlas.spot(number)?))) else {
            continue;
        };
        if candidates.iter().any(|(_, other)| other.spot == number) {
            continue;
        }
        let alias = !matches!(sense, Sense::Own(_));
        let weight = match spot.feature {
            Feature::Country | Feature::Region | Feature::Continent => LARGE,
            Feature::County | Feature::Water | Feature::Land | Feature::Area => spot.population.max(10_000),
            Feature::Capital | Feature::Seat | Feature::City | Feature::Quarter => spot.population,
        };
        candidates.push((weight, Candidate { spot: number, alias, exact: !alias && atlas.name(spot) == written }));
    }
    drop_namesakes(atlas, &mut candidates);
    candidates.sort_by_key(|(weight, candidate)| (std::cmp::Reverse(*weight), candidate.spot));
    candidates.truncate(MAX_CANDIDATES);
    candidates.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Where a country bears the name, drops its own divisions of that name: `Mexico` is not the State of Mexico. Where a
/// town does, drops the division around it: `Geneva` is not the canton.
fn drop_namesakes(atlas: &Atlas, candidates: &mut Vec<(u32, Candidate)>) {
    let spot = |candidate: &Candidate| atlas.spot(candidate.spot);
    let country = candidates.iter().filter_map(|(_, candidate)| spot(candidate));
    let country = country.filter(|spot| spot.feature == Feature::Country).map(|spot| spot.country).next();
    let division =
        |spot: &Spot| matches!(spot.feature, Feature::Region | Feature::County) && Some(spot.country) == country;
    candidates.retain(|(_, candidate)| !spot(candidate).is_some_and(division));
    let is_town = |spot: &&Spot| matches!(spot.feature, Feature::Capital | Feature::Seat | Feature::City);
    let towns: Vec<Spot> =
        candidates.iter().filter_map(|(_, candidate)| spot(candidate)).filter(is_town).copied().collect();
    let surrounds = |spot: &Spot| {
        matches!(spot.feature, Feature::Region | Feature::County)
            && towns.iter().any(|town| town.country == spot.country && degrees_between(town, spot) < NEAR_DEGREES)
    };
    candidates.retain(|(_, candidate)| !spot(candidate).is_some_and(surrounds));
}

/// Roughly how far two places are apart, for what is near.
fn degrees_between(one: &Spot, other: &Spot) -> f32 {
    (one.latitude - other.latitude).hypot(one.longitude - other.longitude)
}

/// Whether a single word tells of what stands beside it and names nothing itself: `Street`, `North`, `Church`.
fn only_tells(atlas: &Atlas, sentence: &Sentence<'_>, span: &WordSpan) -> bool {
    let form = sentence.tree.form(span.start).trim_end_matches('.').to_lowercase();
    span.end == span.start + 1 && atlas.cue(&form).is_some()
}

/// The word of a span whose head lies outside it.
fn head(sentence: &Sentence<'_>, span: &WordSpan) -> usize {
    let outside = |word: &usize| sentence.tree.head(*word).is_none_or(|head| !span.words().contains(&head));
    span.words().rev().find(outside).unwrap_or(span.start)
}

/// Joins toponyms to those that follow after a comma or in parentheses and can hold them.
fn qualify(document: &Document<'_>, atlas: &Atlas, toponyms: &mut [Toponym]) {
    for number in 1..toponyms.len() {
        let (before, after) = toponyms.split_at_mut(number);
        let (Some(inner), Some(outer)) = (before.last_mut(), after.first_mut()) else { continue };
        let beside = (inner.span.part, inner.span.sentence) == (outer.span.part, outer.span.sentence)
            && outer.span.start == inner.span.end + 1;
        let Some(sentence) = document.sentence(&inner.span).filter(|_| beside) else { continue };
        let joined = matches!(sentence.tree.form(inner.span.end), "," | "(" | "in");
        let holds = |candidate: &Candidate| {
            let outer = outer.candidates.iter();
            outer.filter_map(|outer| atlas.spot(outer.spot)).any(|outer| holds(atlas, outer, candidate.spot))
        };
        if joined && inner.candidates.iter().any(holds) {
            inner.within = Some(number);
            outer.tells = Some(number - 1);
        }
    }
}

/// Whether one place lies in another, by country and division.
pub(super) fn holds(atlas: &Atlas, outer: &Spot, inner: u32) -> bool {
    let Some(inner) = atlas.spot(inner) else { return false };
    if std::ptr::eq(outer, inner) || inner.country != outer.country || outer.country == 0 {
        return false;
    }
    let small = !matches!(inner.feature, Feature::Country | Feature::Continent);
    match outer.feature {
        Feature::Country => small,
        Feature::Region => {
            small && inner.feature != Feature::Region && inner.region == outer.region && outer.region != 0
        }
        Feature::County => {
            let near = degrees_between(inner, outer) < WITHIN_DEGREES;
            small && !matches!(inner.feature, Feature::Region | Feature::County) && near
        }
        _ => false,
    }
}
