//! Pronouns, pairs and general nouns: who was named before. Nobody rather than a guess.

use super::{
    ActorMention, Basis,
    draft::{Draft, Title, Use},
    entity::Entity,
    resolve::{Found, Resolver},
    scan::Scan,
    words::{Pair, Pronoun},
};
use crate::{
    event::ActorKind,
    knowledge::Gender,
    language::tree::{Relation, Upos},
};

/// How far back an office or general noun may look, in sentences; and a pronoun.
const NOUN_REACH: usize = 12;
const PRONOUN_REACH: usize = 2;
/// And how far a pair may.
const PAIR_REACH: usize = 6;

const PRONOUN_IN_SENTENCE: f64 = 0.85;
const PRONOUN_OF_SUBJECT: f64 = 0.8;
const PRONOUN_OF_ONLY: f64 = 0.7;
const PAIR: f64 = 0.8;

/// The person that `the Russian foreign minister`, `the minister` or `the US diplomat` means, where the article has
/// named one.
pub(super) fn titled(resolver: &Resolver<'_, '_>, title: &Title, number: usize) -> Option<usize> {
    let text = title.text.to_lowercase();
    let generic = resolver.generic(title);
    let words = resolver.scans.first()?.words;
    let general = words.general.get(&text);
    let head = text.rsplit(' ').next().unwrap_or_default();
    let fits = |entity: &Entity| {
        let country = match (title.country.as_deref(), entity.actor.country.as_deref()) {
            (Some(a), Some(b)) => a == b,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let office = |office: &String| {
            *office == text
                || Some(office) == generic.as_ref()
                || general.is_some_and(|offices| offices.contains(office))
                || head == text && office.rsplit(' ').next() == Some(head)
        };
        country && entity.offices.iter().any(office)
    };
    let near = |entity: &Entity| entity.last <= number && entity.last + NOUN_REACH >= number;
    let mut found: Vec<(usize, usize)> =
        resolver.entities.persons().filter(|(_, e)| near(e) && fits(e)).map(|(index, e)| (index, e.last)).collect();
    if found.len() > 1 {
        let last = found.iter().map(|(_, last)| *last).max()?;
        found.retain(|(_, at)| *at == last);
    }
    match found.as_slice() {
        [(index, _)] => Some(*index),
        _ => None,
    }
}

/// Whom a pronoun means.
pub(super) fn pronoun(
    resolver: &Resolver<'_, '_>,
    (draft, number): (&Draft, usize),
    pronoun: Pronoun,
    before: &[ActorMention],
) -> Vec<Found> {
    let Some(scan) = resolver.scans.get(number) else { return Vec::new() };
    let looker = Looker { resolver, scan, draft, number, before };
    match pronoun {
        Pronoun::Person(gender) => looker.person(gender).into_iter().collect(),
        Pronoun::Thing => looker.thing().into_iter().collect(),
        Pronoun::Plural => looker.plural(),
    }
}

/// The body that `the group` means: the only one that the nearest sentence tells of.
pub(super) fn body(
    resolver: &Resolver<'_, '_>,
    (draft, number): (&Draft, usize),
    before: &[ActorMention],
) -> Option<Found> {
    for back in 0..=PRONOUN_REACH.min(draft.span.sentence) {
        let mentions = resolver.sentence(number.checked_sub(back)?, before).iter();
        let mut bodies = mentions.filter(|mention| {
            let body = matches!(mention.actor.kind, ActorKind::Organization | ActorKind::Group);
            body && mention.actor.name.is_some() && mention.basis != Basis::Pronoun
        });
        if let Some(first) = bodies.next() {
            let only = bodies.all(|other| other.entity == first.entity);
            return only.then_some((first.entity, Basis::Coreference, PRONOUN_OF_ONLY));
        }
    }
    None
}

/// The two whom `both sides` means: those told of last, if they are two.
pub(super) fn pair(
    resolver: &Resolver<'_, '_>,
    (draft, number): (&Draft, usize),
    pair: Pair,
    before: &[ActorMention],
) -> Vec<Found> {
    let mut seen: Vec<(usize, Option<&str>)> = Vec::new();
    for back in 0..=PAIR_REACH.min(draft.span.sentence) {
        for mention in resolver.sentence(number - back, before).iter().filter(|mention| is_side(mention, pair)) {
            let side = match pair {
                Pair::Persons => (mention.entity, None),
                Pair::Parties => (mention.entity, mention.actor.country.as_deref()),
            };
            let same = |other: &(usize, Option<&str>)| other.0 == side.0 || side.1.is_some() && other.1 == side.1;
            if !seen.iter().any(same) {
                seen.push(side);
            }
        }
        if seen.len() > 1 {
            break;
        }
    }
    if seen.len() == 2 { seen.into_iter().map(|(entity, _)| (entity, Basis::Pair, PAIR)).collect() } else { Vec::new() }
}

fn is_side(mention: &ActorMention, pair: Pair) -> bool {
    let person = mention.actor.kind == ActorKind::Person && mention.actor.name.is_some();
    match pair {
        Pair::Persons => person,
        Pair::Parties => {
            let party = mention.actor.name.is_some() || mention.actor.kind == ActorKind::Government;
            party
                && mention.basis != Basis::Context
                && mention.actor.kind != ActorKind::Person
                && mention.actor.country.is_some()
                && mention.used != Use::Locative
        }
    }
}

/// What a pronoun is resolved with.
struct Looker<'a, 'b, 'd> {
    resolver: &'a Resolver<'b, 'd>,
    scan: &'a Scan<'d>,
    draft: &'a Draft,
    /// The sentence's number in the document.
    number: usize,
    before: &'a [ActorMention],
}

impl Looker<'_, '_, '_> {
    fn at(&self) -> usize {
        self.draft.span.start
    }

    fn entity(&self, mention: &ActorMention) -> Option<&Entity> {
        self.resolver.entities.get(mention.entity)
    }

    /// The mentions of a sentence so many sentences back in the part; those of this one stand before the pronoun.
    fn back(&self, sentences: usize) -> &[ActorMention] {
        if sentences > self.draft.span.sentence {
            return &[];
        }
        self.number.checked_sub(sentences).map_or(&[], |number| self.resolver.sentence(number, self.before))
    }

    fn scan_of(&self, mention: &ActorMention) -> Option<&Scan<'_>> {
        let back = self.draft.span.sentence.checked_sub(mention.span.sentence)?;
        self.resolver.scans.get(self.number.checked_sub(back)?)
    }

    /// `he`: the person who speaks or acts in the clause around, the subject of the sentence before, or the only one
    /// told of there.
    fn person(&self, gender: Gender) -> Option<Found> {
        let object = self.clause_subject();
        let fits = |mention: &&ActorMention| {
            let entity = self.entity(mention);
            entity.is_some_and(|entity| entity.is_person() && entity.gender.is_none_or(|known| known == gender))
                && Some(mention.entity) != object
        };
        for back in 0..=PRONOUN_REACH {
            let mut people: Vec<&ActorMention> = self.back(back).iter().filter(fits).collect();
            let known =
                |mention: &&ActorMention| self.entity(mention).is_some_and(|entity| entity.gender == Some(gender));
            if people.iter().any(known) {
                people.retain(known);
            }
            let subjects: Vec<&ActorMention> =
                people.iter().copied().filter(|mention| self.is_subject(mention)).collect();
            let certainty = if back == 0 { PRONOUN_IN_SENTENCE } else { PRONOUN_OF_SUBJECT };
            // The main subject, or the nearest one that governs.
            if let Some(entity) = self.only(&subjects).or_else(|| subjects.first().map(|mention| mention.entity)) {
                return Some((entity, Basis::Pronoun, certainty));
            }
            if let Some(entity) = self.only(&people) {
                return Some((entity, Basis::Pronoun, PRONOUN_OF_ONLY));
            }
            if !people.is_empty() {
                return None;
            }
        }
        None
    }

    /// The subject of the clause in which the pronoun is an object, and so somebody else.
    fn clause_subject(&self) -> Option<usize> {
        let relation = self.scan.tree.relation(self.at());
        if relation.is_subject() || relation == Relation::NmodPoss {
            return None;
        }
        let verb = self.scan.tree.governors(self.at()).find(|word| self.scan.tree.upos(*word) == Upos::Verb)?;
        let subject = self.scan.tree.subject(verb)?.word;
        let mention = self.back(0).iter().find(|mention| mention.span.words().contains(&subject))?;
        Some(mention.entity)
    }

    fn only(&self, mentions: &[&ActorMention]) -> Option<usize> {
        let first = mentions.first()?.entity;
        mentions.iter().all(|mention| mention.entity == first).then_some(first)
    }

    fn is_subject(&self, mention: &ActorMention) -> bool {
        let Some(scan) = self.scan_of(mention) else { return false };
        mention.span.words().any(|word| scan.tree.relation(word).is_subject())
    }

    /// `it`: the country or body that is the subject of the clause around, or of the sentence before where both act.
    fn thing(&self) -> Option<Found> {
        let mentions = self.parallel()?;
        let [mention] = mentions.as_slice() else { return None };
        let entity = self.entity(mention)?;
        let thing = !entity.is_plural && entity.actor.kind != ActorKind::Person;
        thing.then_some((mention.entity, Basis::Pronoun, PRONOUN_OF_ONLY))
    }

    /// `they`: several coordinated, or a group, in the same way.
    fn plural(&self) -> Vec<Found> {
        let Some(mentions) = self.parallel() else { return Vec::new() };
        let group = mentions.len() > 1
            || mentions.iter().any(|mention| self.entity(mention).is_some_and(|entity| entity.is_plural));
        let found = mentions.iter().map(|mention| (mention.entity, Basis::Pronoun, PRONOUN_OF_ONLY));
        if group { found.collect() } else { Vec::new() }
    }

    /// The subjects that a pronoun of no gender can take up: of a clause that governs its own, or of the sentence before.
    fn parallel(&self) -> Option<Vec<&ActorMention>> {
        let tree = self.scan.tree;
        let own = tree.governors(self.at()).find(|word| tree.clause(*word).is_some())?;
        let subject = tree.relation(self.at()).is_subject();
        let around = tree.governors(own).filter_map(|word| tree.subject(word));
        let own_subject = tree.subject(own).filter(|_| !subject);
        for subject in own_subject.into_iter().chain(around) {
            let words = tree.conjuncts(subject.word);
            let found: Vec<&ActorMention> =
                self.back(0).iter().filter(|m| words.iter().any(|w| m.span.words().contains(w))).collect();
            if !found.is_empty() {
                return Some(found);
            }
        }
        let acts = subject && self.scan.words.acts.contains(tree.lemma(own));
        let found: Vec<&ActorMention> =
            self.back(1).iter().filter(|mention| self.is_subject(mention) && mention.used == Use::Party).collect();
        let single = self.only(&found).is_some();
        (acts && single && self.back(0).is_empty()).then(|| found.into_iter().take(1).collect())
    }
}
