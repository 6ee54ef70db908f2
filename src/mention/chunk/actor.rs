//! Actors: nationality, office and name, in the order in which English puts them.
//!
//! `the` `senior` **Ukrainian** **officials**; **US Secretary of State** **Antony Blinken**; **Moscow**; **NATO**;
//! `officials from` **the Kremlin**. What is found is resolved with the knowledge and the article's memory.

use jiff::civil::Date;

use super::{Memory, Resources, apposition, person::Title};
use crate::{
    event::{ActorKind, Sector},
    knowledge::{Person, Reading},
    language::{Analysis, Class, Shape},
};

/// Determiners and modifiers before a head at most.
const MAX_MODIFIERS: usize = 5;

/// How sure it is that a pronoun means the subject before it.
const PRONOUN_CERTAINTY: f64 = 0.85;

/// Who is meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Actor {
    pub(crate) kind: ActorKind,
    /// The full name, where the actor has one.
    pub(crate) name: Option<String>,
    /// The office, as the article or the knowledge names it.
    pub(crate) role: Option<String>,
    /// ISO 3166-1 alpha-3, `IGO`, `NGO`.
    pub(crate) country: Option<String>,
    pub(crate) sector: Option<Sector>,
    pub(crate) wikidata: Option<String>,
    /// How sure it is, 0 to 1.
    pub(crate) certainty: f64,
}

impl Actor {
    pub(super) fn of_country(kind: ActorKind, country: Option<&str>, sector: Option<Sector>) -> Self {
        let country = country.map(str::to_owned);
        Self { kind, name: None, role: None, country, sector, wikidata: None, certainty: 1.0 }
    }

    /// A person of the knowledge on the article's day.
    pub(crate) fn of_person(person: &Person, day: Option<Date>) -> Self {
        let office = person.office(day);
        let term = office.or_else(|| person.terms.iter().rev().find(|term| day.is_none_or(|day| term.start <= day)));
        let term = term.or_else(|| person.terms.first());
        Self {
            kind: ActorKind::Person,
            name: Some(person.name.clone()),
            role: office.map(|term| term.role.clone()),
            country: term.map(|term| term.country.clone()),
            sector: Some(Sector::Government),
            wikidata: person.qid.clone(),
            certainty: 1.0,
        }
    }
}

/// How a mention stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// As one who can act.
    Party,
    /// As an adjective before another noun: `Russian gas`.
    Adjective,
    /// As a possessor of another noun: `Russia's gas`.
    Possessor,
    /// As a place: `in Russia`.
    Locative,
}

/// An actor's mention; spans count words of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActorMention {
    /// First word with determiners and modifiers.
    pub(crate) start: usize,
    /// First word without them.
    pub(crate) core: usize,
    /// One past the last word.
    pub(crate) end: usize,
    /// One past the last word with appositions and their commas.
    pub(crate) outer: usize,
    pub(crate) actor: Actor,
    pub(crate) used: Use,
}

/// Finds the actors of a sentence, in reading order, and remembers the persons named.
pub(crate) fn find_actors(analysis: &Analysis<'_>, resources: Resources<'_>, memory: &mut Memory) -> Vec<ActorMention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < analysis.tokens.len() {
        let chunker = Chunker { analysis, resources, memory };
        let mentions = chunker.phrase(at);
        at = mentions.iter().map(|mention| mention.end).max().unwrap_or(at + 1).max(at + 1);
        for mention in &mentions {
            memory.note(&mention.actor);
        }
        found.extend(mentions);
    }
    apposition::merge(analysis, resources, memory, &mut found);
    inherit_country(analysis, resources, memory, &mut found);
    found
}

/// `the Ukrainian President and Foreign Minister Kuleba`: an office without a country takes that of the one before.
fn inherit_country(analysis: &Analysis<'_>, resources: Resources<'_>, memory: &mut Memory, found: &mut [ActorMention]) {
    for index in 1..found.len() {
        let Some((before, [mention, ..])) = found.split_at_mut_checked(index) else { continue };
        let Some(last) = before.last() else { continue };
        let joined = last.outer + 1 == mention.start && analysis.word(last.outer) == resources.words.and;
        if joined && mention.actor.country.is_none() && mention.actor.role.is_some() && last.used == Use::Party {
            mention.actor.country.clone_from(&last.actor.country);
            mention.actor.certainty *= 0.9;
            memory.note(&mention.actor);
        }
    }
}

/// A nationality in front of a head.
#[derive(Debug, Clone)]
pub(super) struct Nation {
    pub(super) reading: Reading,
    start: usize,
    end: usize,
}

fn is_country(nation: &Nation) -> bool {
    matches!(nation.reading, Reading::Country(_))
}

pub(super) struct Chunker<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) resources: Resources<'a>,
    pub(super) memory: &'a Memory,
}

impl Chunker<'_> {
    /// The actors whose phrase begins at a word; several where nationalities share a head.
    fn phrase(&self, start: usize) -> Vec<ActorMention> {
        if let Some(pronoun) = self.pronoun(start) {
            return vec![pronoun];
        }
        let core = self.skip_modifiers(start);
        let nations = self.nations(core);
        let after = nations.last().map_or(core, |nation| nation.end);
        let possessive = !nations.is_empty() && self.is_possessive(after);
        let head = self.skip_modifiers(after + usize::from(possessive));
        if let Some((role, end)) = self.role(head) {
            return self.with_role(start, core, &nations, (role, head, end));
        }
        match nations.as_slice() {
            [] => self.named(core, start).into_iter().collect(),
            nations => nations.iter().map(|nation| self.bare(nation, start)).collect(),
        }
    }

    /// `He` at a sentence's head: the person whom the sentence before began with.
    fn pronoun(&self, at: usize) -> Option<ActorMention> {
        let first = at == 0 || at == 1 && !self.analysis.tokens.first().is_some_and(|token| token.shape.is_capital());
        let pronoun = first && self.resources.grammar.is(self.analysis.word(at), Class::Pronoun);
        let subject = self.memory.subject.as_ref().filter(|_| pronoun)?;
        let actor = Actor { certainty: subject.certainty * PRONOUN_CERTAINTY, ..subject.clone() };
        Some(ActorMention { start: at, core: at, end: at + 1, outer: at + 1, actor, used: Use::Party })
    }

    fn skip_modifiers(&self, start: usize) -> usize {
        let skips = |index: usize| {
            let word = self.analysis.word(index);
            let grammar = self.resources.grammar;
            let known = self.role(index).is_some();
            !known && (grammar.is(word, Class::Determiner) || grammar.is(word, Class::Modifier))
        };
        (start..start + MAX_MODIFIERS).find(|index| !skips(*index)).unwrap_or(start + MAX_MODIFIERS)
    }

    /// `French`, `French and German`, `US`, `the Kremlin`: nationalities and organisations that begin at a word.
    fn nations(&self, start: usize) -> Vec<Nation> {
        let mut nations: Vec<Nation> = Vec::new();
        let mut at = start;
        while let Some(nation) = self.nation(at) {
            let adjective = matches!(nation.reading, Reading::Adjective(_));
            if !nations.is_empty() && !adjective {
                break;
            }
            at = nation.end + 1;
            let joined = self.analysis.word(nation.end) == self.resources.words.and;
            nations.push(nation);
            if !adjective || !joined {
                break;
            }
        }
        nations
    }

    pub(super) fn nation(&self, at: usize) -> Option<Nation> {
        let (length, readings) = self.longest(at)?;
        let order: [fn(&Reading) -> bool; 5] = [
            |r| matches!(r, Reading::Organisation(_)),
            |r| matches!(r, Reading::Country(_)),
            |r| matches!(r, Reading::Seat(_)),
            |r| matches!(r, Reading::People(_)),
            |r| matches!(r, Reading::Adjective(_)),
        ];
        let reading = order.iter().find_map(|wanted| readings.iter().find(|reading| wanted(reading)))?;
        Some(Nation { reading: *reading, start: at, end: at + length })
    }

    fn longest(&self, at: usize) -> Option<(usize, Vec<Reading>)> {
        let tokens = self.analysis.tokens.get(at..)?;
        self.resources.knowledge.names.longest(tokens)
    }

    /// The last of the offices and agents that stand side by side: `government officials`.
    fn role(&self, start: usize) -> Option<(usize, usize)> {
        let mut at = start;
        let mut found = None;
        while let Some((length, readings)) = self.longest(at) {
            let role = readings.iter().find_map(|r| if let Reading::Role(role) = r { Some(*role) } else { None });
            let Some(role) = role else { break };
            at += length;
            found = Some((role, at));
        }
        found
    }

    fn is_possessive(&self, at: usize) -> bool {
        let word = self.analysis.word(at);
        let adjacent = || {
            let chars = |index: usize| self.analysis.tokens.get(index).map(|token| token.chars.clone());
            at.checked_sub(1).and_then(chars).zip(chars(at)).is_some_and(|(a, b)| a.end == b.start)
        };
        let after_s = || self.analysis.text_of(at.saturating_sub(1), at).ends_with('s');
        word == self.resources.words.possessive || word == self.resources.words.apostrophe && adjacent() && after_s()
    }

    /// A country, people, seat, organisation or adjective without an office after it.
    fn bare(&self, nation: &Nation, start: usize) -> ActorMention {
        let words = self.resources.words;
        let before = start.checked_sub(1).map(|index| self.analysis.word(index));
        let inside = before.is_some_and(|word| [words.r#in, words.at, words.near].contains(&word));
        let used = match nation.reading {
            Reading::Adjective(_) => Use::Adjective,
            _ if self.is_possessive(nation.end) => Use::Possessor,
            Reading::Country(_) | Reading::Seat(_) if inside => Use::Locative,
            _ if self.is_compound(nation) => Use::Adjective,
            _ => Use::Party,
        };
        ActorMention {
            start: start.min(nation.start),
            core: nation.start,
            end: nation.end,
            outer: nation.end,
            actor: self.nation_actor(nation),
            used,
        }
    }

    /// `US sanctions`, `Iran deal`: the name before a noun that is no verb.
    fn is_compound(&self, nation: &Nation) -> bool {
        let Some(next) = self.analysis.tokens.get(nation.end) else { return false };
        let verb = !self.resources.grammar.verb_forms(next.word).is_empty();
        let closed = next.word == self.resources.words.and || self.is_closed(nation.end);
        next.shape == Shape::Capital
            && !verb
            && !closed
            && self.named(nation.end, nation.end).is_none()
            && self.longest(nation.end).is_none()
    }

    pub(super) fn is_closed(&self, at: usize) -> bool {
        let word = self.analysis.word(at);
        let classes = [
            Class::Adverb,
            Class::Preposition,
            Class::Subordinator,
            Class::Be,
            Class::Have,
            Class::Do,
            Class::Will,
            Class::May,
            Class::Not,
            Class::Determiner,
        ];
        classes.iter().any(|class| self.resources.grammar.is(word, *class)) || self.is_calendar(at)
    }

    pub(super) fn is_calendar(&self, at: usize) -> bool {
        let word = self.analysis.word(at);
        self.resources.grammar.month(word).is_some() || self.resources.grammar.weekday(word).is_some()
    }

    fn nation_actor(&self, nation: &Nation) -> Actor {
        let known = self.resources.knowledge;
        let iso3 = |index: usize| known.countries.get(index).map(|country| country.iso3.as_str());
        match nation.reading {
            Reading::Seat(index) => Actor::of_country(ActorKind::Government, iso3(index), Some(Sector::Government)),
            Reading::People(index) => Actor::of_country(ActorKind::Group, iso3(index), Some(Sector::Civilians)),
            Reading::Organisation(index) => known.organisations.get(index).map_or_else(
                || Actor::of_country(ActorKind::Organization, None, None),
                |organisation| Actor {
                    name: Some(organisation.name.clone()),
                    wikidata: organisation.qid.clone(),
                    ..Actor::of_country(organisation.kind, organisation.country.as_deref(), organisation.sector)
                },
            ),
            Reading::Country(index) | Reading::Adjective(index) => Actor {
                name: known.countries.get(index).map(|country| country.name.clone()),
                ..Actor::of_country(ActorKind::Country, iso3(index), None)
            },
            Reading::Person(_) | Reading::Surname(_) | Reading::Role(_) | Reading::Place(_) => {
                Actor::of_country(ActorKind::Organization, None, None)
            }
        }
    }

    /// An office or agent, its nationality before or after it, and the name after it.
    fn with_role(
        &self,
        start: usize,
        core: usize,
        nations: &[Nation],
        (role, head, role_end): (usize, usize, usize),
    ) -> Vec<ActorMention> {
        let known = self.resources.knowledge.roles.get(role);
        let civil = known.is_some_and(|role| role.sector == Sector::Government);
        let organ = known.is_some_and(|role| role.kind == ActorKind::Government);
        let owned = (start..head).any(|at| self.resources.grammar.is(self.analysis.word(at), Class::Own));
        let (after, end) = self.nation_after(role_end, nations, Link { from: civil && !owned, inside: organ });
        let named = if after.is_some() { None } else { self.name(end) };
        let named_end = named.as_ref().map_or(end, |(_, end)| *end);
        let nations: Vec<Option<&Nation>> = match (nations, after.as_ref()) {
            ([], other) => vec![other],
            (nations, _) => nations.iter().map(Some).collect(),
        };
        let shared = nations.len() > 1;
        let mentions = nations.into_iter().map(|nation| {
            let country = nation.and_then(|nation| self.nation_actor(nation).country);
            let title =
                Title { role, country, definite: core <= start + 1, text: self.analysis.text_of(head, role_end) };
            let actor = self.titled(&title, named.as_ref().map(|(_, named_end)| (end, *named_end)));
            let (first, last) = if shared {
                nation.map_or((core, named_end), |nation| (nation.start, nation.end))
            } else {
                (core, named_end)
            };
            let used = if self.is_possessive(named_end) { Use::Possessor } else { Use::Party };
            ActorMention { start, core: first, end: last, outer: named_end, actor, used }
        });
        let mut mentions: Vec<ActorMention> = mentions.collect();
        if let Some(last) = mentions.last_mut().filter(|_| shared) {
            last.end = named_end;
        }
        mentions
    }

    /// `of Russia`, `from the Kremlin`.
    fn nation_after(&self, at: usize, before: &[Nation], link: Link) -> (Option<Nation>, usize) {
        let words = self.resources.words;
        let word = self.analysis.word(at);
        let preposition = word == words.of || word == words.from && link.from || word == words.r#in && link.inside;
        let name = at + 1 + usize::from(self.analysis.word(at + 1) == words.the);
        match self.nation(name).filter(|_| preposition && before.is_empty()) {
            Some(nation)
                if !matches!(nation.reading, Reading::Adjective(_)) && (word != words.r#in || is_country(&nation)) =>
            {
                let end = nation.end;
                (Some(nation), end)
            }
            _ => (None, at),
        }
    }

    /// A name without an office: known, named before, or of two words at least.
    fn named(&self, at: usize, start: usize) -> Option<ActorMention> {
        let honorific = self.resources.grammar.is(self.analysis.word(at), Class::Honorific);
        let core = at + usize::from(honorific);
        let (name, end) = self.name(core)?;
        let words = end - core;
        let before = core.checked_sub(1).and_then(|index| self.analysis.tokens.get(index));
        let inner = !honorific && before.is_some_and(|token| token.shape.is_capital() && !self.is_closed(core - 1));
        let actor = self.person((core, end), None).filter(|_| words > 1 || !inner);
        let unknown = || Actor { name: Some(name.clone()), ..Actor::of_country(ActorKind::Person, None, None) };
        let actor = actor.or_else(|| (words > 1).then(unknown))?;
        let used = if self.is_possessive(end) { Use::Possessor } else { Use::Party };
        Some(ActorMention { start: start.min(core), core, end, outer: end, actor, used })
    }
}

/// Prepositions that may lead from an office to its country, beside `of`.
#[derive(Clone, Copy)]
struct Link {
    /// `officials from the Kremlin`
    from: bool,
    /// `police in Nicaragua`
    inside: bool,
}
