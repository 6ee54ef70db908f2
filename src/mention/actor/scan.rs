//! A sentence with all that its words can mean, and the small questions that phrases are read with.

use std::ops::Range;

use super::{
    super::{Sentence, place::Feature, place::PlaceMention},
    words::ReferenceWords,
};
use crate::{
    knowledge::{Found, Knowledge, Reading},
    language::tree::{Relation, Tree, Upos, Xpos},
};

/// A sentence while its actors are read.
pub(super) struct Scan<'d> {
    pub(super) known: &'d Knowledge,
    pub(super) words: &'d ReferenceWords,
    pub(super) sentence: &'d Sentence<'d>,
    pub(super) tree: &'d Tree<'d>,
    /// The numbers of part and sentence.
    pub(super) place: (usize, usize),
    /// The words in lower case.
    pub(super) lower: Vec<String>,
    /// What stands at each word.
    pub(super) hits: Vec<Vec<Found<Reading>>>,
    /// Words of time expressions.
    pub(super) times: Vec<bool>,
    /// The places of this sentence, in reading order.
    pub(super) places: Vec<&'d PlaceMention>,
    /// The country or body whose name begins at each word.
    nations: Vec<Option<Nation>>,
}

/// A name of a country or body, with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nation {
    pub(super) reading: Reading,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'d> Scan<'d> {
    pub(super) fn new(
        (known, words): (&'d Knowledge, &'d ReferenceWords),
        place: (usize, usize),
        sentence: &'d Sentence<'d>,
        places: Vec<&'d PlaceMention>,
        times: Vec<bool>,
    ) -> Self {
        let tree = &sentence.tree;
        let forms: Vec<&str> = tree.words().iter().map(|word| word.form).collect();
        let hits = (0..forms.len()).map(|at| {
            let mark = tree.upos(at) == Upos::Punct;
            let rest = forms.get(at..).unwrap_or_default();
            if mark { Vec::new() } else { known.index.at_start(rest.iter().copied()) }
        });
        let lower = forms.iter().map(|form| form.to_lowercase()).collect();
        let hits = hits.collect();
        let mut scan = Self { known, words, sentence, tree, place, lower, hits, times, places, nations: Vec::new() };
        scan.nations = (0..scan.len()).map(|at| scan.read_nation(at)).collect();
        scan
    }

    pub(super) fn len(&self) -> usize {
        self.lower.len()
    }

    /// A word in lower case; empty beyond the end.
    pub(super) fn low(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }

    pub(super) fn hits(&self, at: usize) -> &[Found<Reading>] {
        self.hits.get(at).map_or(&[], Vec::as_slice)
    }

    /// Whether a word is part of a time: `March`, `Friday`.
    pub(super) fn is_time(&self, at: usize) -> bool {
        self.times.get(at).copied().unwrap_or(false)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tree.form(at).starts_with(char::is_uppercase)
    }

    pub(super) fn is_noun(&self, at: usize) -> bool {
        matches!(self.tree.upos(at), Upos::Noun | Upos::Propn)
    }

    /// Whether nothing stands between a word and the one before it.
    pub(super) fn touches_last(&self, at: usize) -> bool {
        let chars = |word: usize| self.sentence.places.get(word).map(|place| place.chars.clone());
        at.checked_sub(1).and_then(chars).zip(chars(at)).is_some_and(|(last, this)| last.end == this.start)
    }

    /// `'s`, or `'` after an s.
    pub(super) fn is_possessive(&self, at: usize) -> bool {
        let form = self.low(at);
        matches!(form, "'s" | "’s") && self.tree.xpos(at) != Xpos::Vbz
            || matches!(form, "'" | "’") && self.touches_last(at) && self.low(at.saturating_sub(1)).ends_with('s')
    }

    /// The place whose words begin at a word.
    pub(super) fn place_at(&self, at: usize) -> Option<&'d PlaceMention> {
        self.places.iter().copied().find(|place| place.span.start == at)
    }

    /// The country or body whose name begins at a word.
    pub(super) fn nation(&self, at: usize) -> Option<Nation> {
        self.nations.get(at).copied().flatten()
    }

    fn read_nation(&self, at: usize) -> Option<Nation> {
        if self.is_time(at) || matches!(self.tree.upos(at), Upos::Verb | Upos::Adp | Upos::Pron) {
            return None;
        }
        let rank = |reading: &Reading| match reading {
            Reading::Organisation(_) => Some(0),
            Reading::Country(_) => Some(1),
            Reading::Seat(_) => Some(2),
            Reading::People(_) => Some(3),
            Reading::Adjective(_) => Some(4),
            Reading::Person(_) | Reading::Surname(_) | Reading::Role(_) => None,
        };
        let ranked = self.hits(at).iter().filter_map(|hit| Some((hit, rank(&hit.value)?)));
        let (hit, _) = ranked.min_by_key(|(hit, rank)| (std::cmp::Reverse(hit.words), *rank))?;
        let nation = Nation { reading: hit.value, start: at, end: at + hit.words };
        (!self.is_elsewhere(nation) && !self.is_in_name(nation)).then_some(nation)
    }

    /// Whether the words are a longer place, or one of another country: `New Mexico`, the state of Georgia.
    fn is_elsewhere(&self, nation: Nation) -> bool {
        let compass = nation
            .start
            .checked_sub(1)
            .is_some_and(|before| self.is_capital(before) && self.words.compass.contains(self.low(before)));
        if compass && matches!(nation.reading, Reading::Adjective(_)) || self.is_inside_place(nation.start) {
            return true;
        }
        self.place_at(nation.start).is_some_and(|place| {
            let longer = place.span.end > nation.end;
            // `Whitehall` is a town somewhere, and no town of the country that it stands for.
            if matches!(nation.reading, Reading::Seat(_)) && !self.is_at_home(nation) {
                return false;
            }
            let other = place.feature != Feature::Country
                && place.country.as_deref().is_some_and(|code| Some(code) != self.country_of(nation.reading))
                && matches!(nation.reading, Reading::Country(_) | Reading::Seat(_));
            longer || other && place.span.end == nation.end
        })
    }

    /// Whether a seat of power is a place of its country, too.
    fn is_at_home(&self, nation: Nation) -> bool {
        let forms = self.tree.words().get(nation.start..).unwrap_or_default().iter().map(|word| word.form);
        let words = nation.end - nation.start;
        let found = self.known.atlas.at_start(forms);
        let spots = found.iter().filter(|found| found.words == words).filter_map(|found| found.value.spot());
        spots
            .filter_map(|spot| self.known.atlas.spot(spot))
            .any(|spot| self.known.atlas.country(spot.country) == self.country_of(nation.reading))
    }

    /// Whether a place's name began before a word and goes on: `Northern Ireland`.
    fn is_inside_place(&self, at: usize) -> bool {
        self.places.iter().any(|place| place.span.start < at && at < place.span.end)
    }

    /// Whether a person's or body's longer name begins or goes on here: `Jordan Smith`.
    fn is_in_name(&self, nation: Nation) -> bool {
        let person =
            |hit: &Found<Reading>| matches!(hit.value, Reading::Person(_)) && nation.start + hit.words > nation.end;
        let family = self.tree.relation(nation.end) == Relation::Flat
            && self.tree.head(nation.end) == Some(nation.start)
            && self.known.given_name(self.tree.form(nation.start)).is_some();
        self.hits(nation.start).iter().any(person) || family
    }

    /// ISO 3166-1 alpha-3 of a reading, `IGO` and `NGO` among them.
    pub(super) fn country_of(&self, reading: Reading) -> Option<&'d str> {
        match reading {
            Reading::Country(index) | Reading::Adjective(index) | Reading::People(index) | Reading::Seat(index) => {
                self.known.countries.get(index).map(|country| country.iso3.as_str())
            }
            Reading::Organisation(index) => self.known.organisations.get(index)?.country.as_deref(),
            Reading::Person(_) | Reading::Surname(_) | Reading::Role(_) => None,
        }
    }

    /// The office or generic agent that begins at a word: the longest, a noun.
    pub(super) fn role_at(&self, at: usize) -> Option<(usize, usize)> {
        let roles = self.hits(at).iter().filter_map(|hit| match hit.value {
            Reading::Role(role) => Some((role, at + hit.words)),
            _ => None,
        });
        roles.into_iter().find(|(_, end)| self.is_noun(end - 1) || end - at > 1)
    }

    /// Offices and agents side by side, of which the last one counts: `government officials`.
    pub(super) fn role(&self, start: usize) -> Option<(usize, usize)> {
        let mut found = self.role_at(start);
        while let Some(next) = found.and_then(|(_, end)| self.role_at(end)) {
            found = Some(next);
        }
        found
    }

    /// Some words with a space between them, and none around a hyphen and before a possessive.
    pub(super) fn text(&self, words: &Range<usize>) -> String {
        self.tree.text(words).replace(" - ", "-").replace(" 's", "'s")
    }
}
