//! Patterns against one sentence: what was done, by whom, to whom.

use super::{
    clause::{Clause, Group},
    ontology::{EventType, Status},
    pattern::{Lexicon, MAX_GAP, Pattern, Phrase, Side, Slot},
    verb_group::{Link, VerbGroup},
};
use crate::{
    language::{Class, Shape},
    mention::Use,
};

/// An act found in a sentence; numbers are words and mentions of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    pub(super) pattern: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) status: Status,
    pub(super) actors: Group,
    pub(super) recipients: Group,
    /// Whose claim it is.
    pub(super) said_by: Option<usize>,
    /// The verb group begins a clause of its own that shares its subject with the one before.
    coordinated: bool,
    noun: bool,
}

/// Parties by slot.
type Filled = Vec<Filling>;

/// A slot with its side and the parties that fill it.
type Filling = (Slot, Side, Group);

/// Finds the acts of a sentence, in reading order, and neutral `statements` where they are asked for; `quoted` words are
/// not looked at, nor is a sentence about sport.
pub(super) fn find_matches(
    clause: &Clause<'_>,
    lexicon: &Lexicon,
    (quoted, statements): (&[bool], bool),
) -> Vec<Match> {
    let matcher = Matcher { clause, lexicon, statements };
    if (0..clause.analysis.tokens.len()).any(|at| clause.is(at, Class::Sport)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in 0..clause.analysis.tokens.len() {
        if !quoted.get(at).copied().unwrap_or(false) {
            found.extend(matcher.at(at));
        }
    }
    matcher.without_embedded(found)
}

struct Matcher<'a> {
    clause: &'a Clause<'a>,
    lexicon: &'a Lexicon,
    statements: bool,
}

impl Matcher<'_> {
    fn at(&self, at: usize) -> Option<Match> {
        self.verb_at(at).or_else(|| self.noun_at(at))
    }

    fn verb_at(&self, at: usize) -> Option<Match> {
        let forms = self.clause.resources.grammar.verb_forms(self.clause.word(at));
        forms.iter().find_map(|(lemma, _)| {
            let phrases = self.lexicon.verbs.get(lemma)?;
            let group = self.clause.verb_group(at, Some(*lemma))?;
            phrases.iter().find_map(|phrase| self.verb_phrase(phrase, &group))
        })
    }

    /// Where a phrase's last word ends, if its words stand after its head.
    fn phrase_end(&self, phrase: &Phrase, head: usize) -> Option<usize> {
        let mut at = head + 1;
        let mut gap = false;
        for word in &phrase.rest {
            let Some(word) = word else {
                gap = true;
                continue;
            };
            let reach = if gap { MAX_GAP } else { 0 };
            at = 1 + (at..=at + reach).find(|index| self.clause.word(*index) == *word)?;
            gap = false;
        }
        let inside = (head + 1..at).all(|index| self.is_literal(phrase, index) || self.can_be_gap(index));
        inside.then_some(at)
    }

    /// Whether a word may stand in the gap of a phrase: no mark, no negation, no link to another clause.
    fn can_be_gap(&self, at: usize) -> bool {
        let mark = self.clause.analysis.tokens.get(at).is_some_and(|token| token.shape == Shape::Mark);
        !mark && !self.clause.is(at, Class::Not) && !self.clause.is(at, Class::Subordinator)
    }

    fn is_literal(&self, phrase: &Phrase, at: usize) -> bool {
        phrase.rest.contains(&Some(self.clause.word(at)))
    }

    fn verb_phrase(&self, phrase: &Phrase, group: &VerbGroup) -> Option<Match> {
        let pattern = self.lexicon.patterns.get(phrase.pattern)?;
        if pattern.kind == EventType::Statement && !self.statements {
            return None;
        }
        let end = self.phrase_end(phrase, group.head)?;
        let filled = if group.passive { self.passive(pattern, group, end)? } else { self.active(pattern, group, end) };
        let mut found = self.accepted(phrase.pattern, pattern, (group.head, end), &filled)?;
        found.status = self.status(pattern, group.status, group.head);
        found.coordinated = !matches!(group.link, Link::Own);
        found.said_by = self.said_by(&found, group);
        Some(found)
    }

    fn uses(pattern: &Pattern) -> &'static [Use] {
        if pattern.possessor { &[Use::Party, Use::Possessor, Use::Adjective] } else { &[Use::Party] }
    }

    fn active(&self, pattern: &Pattern, group: &VerbGroup, end: usize) -> Filled {
        let uses = Self::uses(pattern);
        let find = |slot: Slot| match slot {
            Slot::Subject => self.clause.subject(group),
            Slot::Object if self.ends_in_preposition(end) => self.clause.object(end, &[Use::Party, Use::Locative]),
            Slot::Object => self.clause.object(end, uses),
            Slot::That => self.clause.that_subject(end, uses),
            Slot::After(preposition) => self.clause.after(end, preposition, uses),
            Slot::Owner => self.gap_owner(group.head, end),
            Slot::Main => None,
        };
        Self::fill(pattern, find)
    }

    /// `arrive in`: what follows is where somebody goes, not where something happens.
    fn ends_in_preposition(&self, end: usize) -> bool {
        end.checked_sub(1).is_some_and(|last| self.clause.is(last, Class::Preposition))
    }

    /// `summoned the Russian ambassador`: a possessor or adjective within the phrase.
    fn gap_owner(&self, head: usize, end: usize) -> Option<Group> {
        let index = self.clause.actors.iter().position(|mention| mention.start > head && mention.end <= end)?;
        Some(vec![index])
    }

    fn fill(pattern: &Pattern, find: impl Fn(Slot) -> Option<Group>) -> Filled {
        pattern.slots.iter().filter_map(|(slot, side)| find(*slot).map(|group| (*slot, *side, group))).collect()
    }

    /// The subject is the one acted upon, the agent stands after `by`.
    fn passive(&self, pattern: &Pattern, group: &VerbGroup, end: usize) -> Option<Filled> {
        let by = self.clause.resources.words.by;
        let agent = self.clause.after(end, by, &[Use::Party])?;
        pattern.slots.iter().find(|(slot, _)| *slot == Slot::Object)?;
        let find = |slot: Slot| match slot {
            Slot::Subject => Some(agent.clone()),
            Slot::Object => self.clause.subject(group),
            Slot::After(preposition) => self.clause.after(end, preposition, Self::uses(pattern)),
            Slot::Main | Slot::Owner | Slot::That => None,
        };
        Some(Self::fill(pattern, find))
    }

    fn noun_at(&self, at: usize) -> Option<Match> {
        let phrases = self.lexicon.nouns.get(&self.clause.word(at))?;
        phrases.iter().find_map(|phrase| self.noun_phrase(phrase, at))
    }

    fn noun_phrase(&self, phrase: &Phrase, at: usize) -> Option<Match> {
        let pattern = self.lexicon.patterns.get(phrase.pattern)?;
        let end = self.phrase_end(phrase, at)?;
        let uses = Self::uses(pattern);
        let preposition = self.clause.preposition_of(at);
        let find = |slot: Slot| match slot {
            Slot::Owner => self.clause.owner(at),
            Slot::Main => self.clause.main_subject(preposition? + 1),
            Slot::After(word) => self.clause.after(end, word, uses),
            Slot::That => self.clause.that_subject(end, uses),
            Slot::Subject | Slot::Object => None,
        };
        let mut filled = Self::fill(pattern, find);
        let owned = filled.iter().any(|(slot, ..)| *slot == Slot::Owner);
        filled.retain(|(slot, ..)| !(owned && *slot == Slot::Main));
        let mut found = self.accepted(phrase.pattern, pattern, (at, end), &filled)?;
        let coming =
            preposition.is_some_and(|at| (at.saturating_sub(1)..=at).any(|at| self.clause.is(at, Class::Coming)));
        let before = if coming { Status::Future } else { Status::Occurred };
        let supposed = at.checked_sub(1).is_some_and(|before| self.clause.is(before, Class::Suppose));
        found.status = self.status(pattern, if supposed { Status::Hypothetical } else { before }, at);
        found.noun = true;
        Some(found)
    }

    /// The match, where all that is required is filled and the two sides differ.
    fn accepted(
        &self,
        number: usize,
        pattern: &Pattern,
        (start, end): (usize, usize),
        filled: &[Filling],
    ) -> Option<Match> {
        let has = |slot: &Slot| filled.iter().any(|(other, ..)| other == slot);
        if !pattern.require.iter().all(|list| list.iter().any(has)) {
            return None;
        }
        let side = |wanted: Side| {
            let mut all: Group = Vec::new();
            for index in filled.iter().filter(|(_, side, _)| *side == wanted).flat_map(|(.., group)| group) {
                if !all.contains(index) {
                    all.push(*index);
                }
            }
            all.sort_unstable();
            all
        };
        let (actors, recipients) = (side(Side::Actor), side(Side::Recipient));
        if actors.is_empty() || actors.iter().any(|index| recipients.contains(index)) {
            return None;
        }
        Some(Match {
            pattern: number,
            start,
            end,
            status: Status::Occurred,
            actors,
            recipients,
            said_by: None,
            coordinated: false,
            noun: false,
        })
    }

    fn status(&self, pattern: &Pattern, verb: Status, at: usize) -> Status {
        match (verb, pattern.status) {
            (Status::Occurred, _) if self.clause.is_conditional(at) => Status::Hypothetical,
            (Status::Occurred, Some(status)) => status,
            (verb, _) => verb,
        }
    }

    /// The subject of a verb of saying to the left, where it is another than the one who acts.
    fn said_by(&self, found: &Match, group: &VerbGroup) -> Option<usize> {
        let report =
            (0..group.start).rev().find(|at| self.clause.is(*at, Class::Report) && self.clause.is_verbal(*at))?;
        let subject = self.clause.subject(&self.clause.verb_group(report, None)?)?;
        let after = |index: &usize| self.clause.actors.get(*index).is_some_and(|mention| mention.start > report);
        let another = found.actors.iter().any(after) && subject.iter().all(|index| !found.actors.contains(index));
        subject.first().copied().filter(|_| another)
    }

    /// Leaves out what is told inside a speech act: `accused Russia of shelling Kharkiv` is no shelling of ours.
    fn without_embedded(&self, found: Vec<Match>) -> Vec<Match> {
        let mut kept: Vec<Match> = Vec::with_capacity(found.len());
        for act in found {
            let embedded = kept.iter().any(|speech| self.embeds(speech, &act));
            if !embedded {
                kept.push(act);
            }
        }
        kept
    }

    fn embeds(&self, speech: &Match, act: &Match) -> bool {
        let embeds = self.lexicon.patterns.get(speech.pattern).is_some_and(|pattern| pattern.embeds);
        let words = self.clause.resources.words;
        let opens =
            |at: usize| act.actors.first().and_then(|i| self.clause.actors.get(*i)).is_some_and(|m| m.start == at);
        let linked = |at: usize| self.clause.word(at) == words.comma && self.clause.word(at + 1) == words.and;
        let apart = (speech.end..act.start)
            .any(|at| self.clause.word(at) == words.semicolon || linked(at) && opens(at + 2) && !act.noun);
        let overlaps = act.start < speech.end;
        let shares = act.coordinated && act.actors == speech.actors;
        embeds && !apart && (overlaps || !(shares || act.noun && act.actors == speech.actors))
    }
}
