//! Names of persons and of bodies that the knowledge may lack.

use std::ops::Range;

use super::{
    draft::{Body, Draft, PersonName, What},
    phrase::is_name_tag,
    scan::Scan,
};
use crate::{
    event::ActorKind,
    knowledge::{Gender, Reading},
    language::tree::{Relation, Upos},
};

/// Words of a name at most.
const MAX_NAME_WORDS: usize = 7;

impl Scan<'_> {
    /// A person's name without an office, or a single name that may be somebody's.
    pub(super) fn named(&self, at: usize) -> (Vec<Draft>, usize) {
        let honorific = self.honorific(at);
        let core = at + usize::from(honorific.is_some());
        let Some(words) = self.name_run(core) else { return (Vec::new(), at + 1) };
        let end = words.end;
        let name = PersonName {
            text: self.text(&words),
            title: None,
            gender: honorific.flatten().or_else(|| self.gender(&words)),
            is_titled: honorific.is_some(),
            is_sure: honorific.is_some() || self.separate_words(&words) > 1 && self.is_person(&words),
            words: words.clone(),
        };
        (vec![self.draft(at, words, What::Person(name))], end)
    }

    /// The name right after an office.
    pub(super) fn name_after(&self, at: usize) -> Option<PersonName> {
        let honorific = self.honorific(at);
        let words = self.name_run(at + usize::from(honorific.is_some()))?;
        let gender = honorific.flatten().or_else(|| self.gender(&words));
        Some(PersonName { text: self.text(&words), title: None, gender, is_titled: true, is_sure: true, words })
    }

    /// `Mr`, `Dr.` before a name, with the gender that it tells.
    fn honorific(&self, at: usize) -> Option<Option<Gender>> {
        let known = self.words.honorifics.get(self.low(at)).copied()?;
        // `Mr President` is an office.
        (self.is_capital(at) && self.is_capital(at + 1) && self.role_at(at + 1).is_none()).then_some(known)
    }

    fn gender(&self, words: &Range<usize>) -> Option<Gender> {
        self.known.given_name(self.tree.form(words.start)).flatten().filter(|_| words.len() > 1)
    }

    /// A run of words that can be a person's name.
    fn name_run(&self, start: usize) -> Option<Range<usize>> {
        let known = self.person_hit(start);
        if known.is_none() && !self.begins_name(start) {
            return None;
        }
        let mut end = start + known.unwrap_or(1);
        while end < start + MAX_NAME_WORDS && self.goes_on(end) {
            end += 1;
        }
        while end > start + 1
            && known.is_none_or(|known| end > start + known)
            && !self.is_capital(end - 1)
            && !self.ends_compound(end - 1)
        {
            end -= 1;
        }
        Some(start..end)
    }

    /// The longest known person's name at a word, two words at least.
    fn person_hit(&self, at: usize) -> Option<usize> {
        let people = self.hits(at).iter().filter(|hit| matches!(hit.value, Reading::Person(_)) && hit.words > 1);
        let words = people.map(|hit| hit.words).max()?;
        // `Ho Chi Minh City`
        let thing = self.is_capital(at + words) && self.words.things.contains(self.low(at + words));
        (!thing).then_some(words)
    }

    fn begins_name(&self, at: usize) -> bool {
        self.is_capital(at) && !self.is_time(at) && is_name_tag(self.tree.upos(at), self.tree.xpos(at))
            || self.is_particle(at)
                && is_name_tag(self.tree.upos(at), self.tree.xpos(at))
                && self.is_capital(at)
                && self.begins_name(at + 1)
    }

    fn is_particle(&self, at: usize) -> bool {
        self.words.particles.contains(self.low(at))
    }

    fn goes_on(&self, at: usize) -> bool {
        let form = self.tree.form(at);
        if self.is_time(at) {
            return false;
        }
        if form == "-" {
            return self.touches_last(at) && self.touches_last(at + 1);
        }
        if self.tree.form(at.saturating_sub(1)) == "-" && self.touches_last(at) {
            return true;
        }
        let flat = self.tree.relation(at) == Relation::Flat;
        let other = !flat && (self.nation(at).is_some() || self.role_at(at).is_some());
        let capital = self.is_capital(at) && is_name_tag(self.tree.upos(at), self.tree.xpos(at));
        let suffix = self.words.suffixes.contains(self.low(at));
        let next = at + 1 + usize::from(self.tree.form(at + 1) == "-" && self.touches_last(at + 1));
        let particle = self.is_particle(at) && (self.is_capital(next) || self.is_particle(next));
        // `el-Sisi` may be one word.
        let capital =
            capital || form.contains('-') && form.contains(char::is_uppercase) && self.tree.upos(at) == Upos::Propn;
        !other && (capital || suffix || particle)
    }

    /// Words of a run; those that a hyphen joins count once: `COVID-19` is one.
    pub(super) fn separate_words(&self, words: &Range<usize>) -> usize {
        let joined = |at: usize| self.tree.form(at) == "-" || at > words.start && self.ends_compound(at);
        words.clone().filter(|at| !joined(*at)).count()
    }

    /// `moon` in `Ban Ki-moon`.
    fn ends_compound(&self, at: usize) -> bool {
        self.touches_last(at) && at.checked_sub(1).is_some_and(|before| self.tree.form(before) == "-")
    }

    /// Whether a run of several words is a person and no place or body.
    fn is_person(&self, words: &Range<usize>) -> bool {
        if self.person_hit(words.start).is_some() {
            return true;
        }
        let place = self.place_at(words.start).is_some_and(|place| place.span.end >= words.end);
        let given = self.known.given_name(self.tree.form(words.start)).is_some();
        let initial = self.tree.form(words.start).chars().filter(|letter| letter.is_alphabetic()).count() == 1;
        let thing = words.clone().any(|word| self.words.things.contains(self.low(word)));
        let numbered = words.clone().any(|word| self.tree.form(word).contains(|letter: char| letter.is_ascii_digit()));
        let thing = thing || numbered;
        let given = given && !self.is_locative(words.start);
        !thing && (given || !place && (initial || self.is_flat(words) || self.acts(words)))
    }

    /// Whether the parser has read the words as a person's: names of places and bodies are compounds.
    fn is_flat(&self, words: &Range<usize>) -> bool {
        let mut rest = words.start + 1..words.end;
        let flat =
            |word: usize| self.tree.relation(word) == Relation::Flat && self.tree.head(word) == Some(words.start);
        let beside = |at: usize| matches!(self.low(at), "of" | "to" | "on");
        let before = words.start.checked_sub(1).is_some_and(beside) || self.is_locative(words.start);
        !before && { rest }.any(flat) && !words.clone().any(|word| self.words.body_nouns.contains_key(self.low(word)))
    }

    /// Whether a name is the subject or object of a verb that persons and bodies act with.
    pub(super) fn acts(&self, words: &Range<usize>) -> bool {
        let acts = |word: usize| {
            let first = self.tree.first_conjunct(word);
            let relation = self.tree.relation(first);
            let person = relation.is_subject() || matches!(relation, Relation::Obj | Relation::Iobj);
            let verb = self.tree.head(first).filter(|_| person);
            verb.is_some_and(|verb| self.words.acts.contains(self.tree.lemma(verb)))
        };
        words.clone().any(acts)
    }

    /// A run of capitalised words that is the name of a body: one of them says what body.
    pub(super) fn body_run(&self, start: usize) -> Option<(Body, usize)> {
        let office = self.role_at(start).and_then(|(role, _)| self.known.roles.get(role));
        let person = office.is_some_and(|role| role.kind == ActorKind::Person);
        if person || !self.is_capital(start) || self.is_time(start) {
            return None;
        }
        let mut end = start;
        let mut of = false;
        for at in start..(start + 2 * MAX_NAME_WORDS).min(self.len()) {
            let low = self.low(at);
            if self.is_capital(at) && !self.is_time(at) && self.is_name_like(at) {
                end = at + 1;
            } else if matches!(low, "of" | "for") {
                of = true;
            } else if !(of && self.words.name_joints.contains(low)
                || low == "-"
                || self.is_possessive(at) && !self.is_nation_end(at))
            {
                break;
            }
        }
        self.body(start, end)
    }

    /// Whether a country or body ends before a word: its possessive is no part of a name.
    fn is_nation_end(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|last| self.covering(last)).is_some_and(|nation| nation.end == at)
    }

    /// The country that owns what begins at a word: `Russia's` Investigative Committee.
    fn owner_before(&self, start: usize) -> Option<&str> {
        let mark = start.checked_sub(1).filter(|mark| self.is_possessive(*mark))?;
        self.covering(mark.checked_sub(1)?).and_then(|nation| self.country_of(nation.reading))
    }

    fn is_name_like(&self, at: usize) -> bool {
        is_name_tag(self.tree.upos(at), self.tree.xpos(at)) || self.is_noun(at) || self.nation(at).is_some()
    }

    fn body(&self, start: usize, end: usize) -> Option<(Body, usize)> {
        let noun = (start..end).find_map(|at| self.words.body_nouns.get(self.low(at)).map(|sector| (at, *sector)));
        let (noun, sector) = noun.filter(|_| end > start + 1)?;
        // `the Presidential Office` Anton Vaino: a person's name begins.
        let named = |at: usize| self.known.given_name(self.tree.form(at)).is_some() || self.person_hit(at).is_some();
        let end = (noun + 1..end).find(|at| named(*at)).unwrap_or(end);
        let open = self.low(end - 1);
        let joined = (noun + 1..end).any(|at| matches!(self.low(at), "of" | "for"));
        // `Bank Rossiya` is one, `Party Congress Delegate` is not known to be.
        let fits = noun + 1 == end || joined || noun > start && self.words.body_nouns.contains_key(open);
        let inside = (start..end).find_map(|at| self.nation(at).and_then(|nation| self.country_of(nation.reading)));
        let country = inside.or_else(|| self.owner_before(start));
        let acronym = self.acronym(end);
        let text = self.text(&(start..end));
        fits.then_some((Body { text, country: country.map(str::to_owned), sector, acronym }, end))
    }

    /// `(FIS)` after a name.
    pub(super) fn acronym(&self, at: usize) -> Option<String> {
        let form = self.tree.form(at + 1);
        let capitals = form.chars().filter(|letter| letter.is_uppercase()).count();
        let acronym = capitals > 1
            && form.chars().all(|letter| letter.is_uppercase() || letter == '-' || letter.is_ascii_digit());
        (self.tree.form(at) == "(" && self.tree.form(at + 2) == ")" && acronym).then(|| form.to_owned())
    }
}
