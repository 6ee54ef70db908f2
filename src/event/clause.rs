//! Who stands around a verb: its subject, its object, its prepositional phrases.
//!
//! A stand-in for arcs: it looks at neighbours, skips what can stand between (adverbs, times, prepositional phrases,
//! insertions between commas), and gives nothing where it meets anything else. A parser will answer the same
//! questions.

use super::{
    told::{ActorMention, TimeMention},
    verb_group::{Link, VerbGroup},
    words::Resources,
};
use crate::{
    language::{Analysis, Class, Shape, WordId},
    mention::Use,
};

/// Steps to the left in search of a subject at most.
const MAX_STEPS: usize = 14;
/// Words of a prepositional phrase or of an insertion that may be skipped.
pub(super) const MAX_SKIPPED: usize = 18;
/// Words to the right in which a prepositional phrase of a verb may begin.
const MAX_REACH: usize = 16;
/// Verbs that share one subject at most: the depth of [`Clause::subject`].
const MAX_CHAIN: usize = 4;

/// A sentence with its mentions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clause<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) resources: Resources<'a>,
    pub(super) actors: &'a [ActorMention],
    pub(super) times: &'a [TimeMention],
}

/// Mentions joined by commas and `and`, as indexes.
pub(super) type Group = Vec<usize>;

impl Clause<'_> {
    pub(super) fn word(&self, at: usize) -> WordId {
        self.analysis.word(at)
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.resources.grammar.is(self.word(at), class)
    }

    pub(super) fn shape(&self, at: usize) -> Option<Shape> {
        self.analysis.tokens.get(at).map(|token| token.shape)
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.word(at) == self.resources.words.comma
    }

    pub(super) fn is_and(&self, at: usize) -> bool {
        self.word(at) == self.resources.words.and
    }

    /// Whether a word can be a verb here: a known form, with no determiner, adjective or preposition before it.
    pub(super) fn is_verbal(&self, at: usize) -> bool {
        let forms = self.resources.grammar.verb_forms(self.word(at));
        let capital = at > 0 && self.shape(at).is_some_and(Shape::is_capital);
        !forms.is_empty() && !capital && !self.is_nominal(at)
    }

    pub(super) fn is_nominal(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let words = self.resources.words;
        let possessive = [words.possessive, words.apostrophe].contains(&self.word(before));
        let preposition =
            self.is(before, Class::Preposition) && self.word(before) != words.to && !self.is_past_time(before);
        let adjective = self.actors.iter().any(|mention| mention.end == at && mention.used == Use::Adjective);
        let closed = self.is(before, Class::Determiner) || self.is(before, Class::Modifier) && !self.is_party_end(at);
        possessive || preposition || adjective || closed
    }

    fn is_party_end(&self, at: usize) -> bool {
        self.actors.iter().any(|mention| mention.outer == at && mention.used == Use::Party)
    }

    /// `on Friday met`: the preposition belongs to a time.
    fn is_past_time(&self, preposition: usize) -> bool {
        self.times.iter().any(|time| time.start <= preposition && preposition < time.end)
    }

    /// The subject of a verb group, by its link.
    pub(super) fn subject(&self, group: &VerbGroup) -> Option<Group> {
        let mut group = *group;
        for _ in 0..MAX_CHAIN {
            match group.link {
                Link::Own => return self.left_of(group.start),
                Link::Main => return self.main_subject(group.start),
                Link::Shared(verb) => {
                    let shared = self.verb_group(verb, None).or_else(|| self.predicate(verb))?;
                    if shared.start >= group.start && shared.head >= group.head {
                        return None;
                    }
                    group = shared;
                }
            }
        }
        None
    }

    /// The mention group that is the subject of what begins at a word.
    fn left_of(&self, start: usize) -> Option<Group> {
        let mut at = start;
        for _ in 0..MAX_STEPS {
            let before = at.checked_sub(1)?;
            if let Some(index) = self.actors.iter().rposition(|mention| mention.outer == at) {
                let mention = self.actors.get(index)?;
                let group = self.group_to(index);
                let first = group.first().and_then(|index| self.actors.get(*index)).map_or(mention.start, |m| m.start);
                match first.checked_sub(1) {
                    Some(preposition) if self.is(preposition, Class::Preposition) => at = preposition,
                    _ if mention.used == Use::Party => return Some(group),
                    _ => return None,
                }
            } else if let Some(time) = self.times.iter().find(|time| time.end == at) {
                at = time.start;
            } else if self.is(before, Class::Adverb) || self.is(before, Class::Preposition) {
                at = before;
            } else if self.is_relative(before) {
                at = before - usize::from(before > 0 && self.is_comma(before - 1));
            } else if self.shape(before) == Some(Shape::Mark) && self.analysis.text_of(before, at) == ")" {
                at = self.parenthesis(before)?;
            } else if self.is_comma(before) {
                at = self.before_comma(before)?;
            } else {
                at = self.phrase_before(at)?;
            }
        }
        None
    }

    fn is_relative(&self, at: usize) -> bool {
        let words = self.resources.words;
        [words.who, words.which].contains(&self.word(at))
    }

    /// `Graham (R-SC) meets`: where the parenthesis opens.
    fn parenthesis(&self, close: usize) -> Option<usize> {
        (close.saturating_sub(MAX_SKIPPED)..close).rev().find(|at| self.analysis.text_of(*at, at + 1) == "(")
    }

    /// Where to look on, left of a comma: before the insertion that it closes, where a party stands there; else at the
    /// party right before it; else before the insertion.
    fn before_comma(&self, close: usize) -> Option<usize> {
        let from = close.saturating_sub(MAX_SKIPPED);
        let open = (from..close).rev().find(|index| self.is_comma(*index));
        let party_at = |at: usize| self.is_party_end(at);
        open.filter(|open| party_at(*open)).or_else(|| party_at(close).then_some(close)).or(open)
    }

    /// The preposition of the phrase that ends before a word, with no verb and no comma inside.
    fn phrase_before(&self, end: usize) -> Option<usize> {
        for at in (end.saturating_sub(MAX_SKIPPED)..end).rev() {
            if self.is(at, Class::Preposition) {
                return Some(at);
            }
            let word = self.shape(at).is_some_and(Shape::is_word);
            if !word || self.is_verbal(at) || self.is(at, Class::Subordinator) && !self.is_and(at) {
                return None;
            }
        }
        None
    }

    /// The subject of the clause that an adverbial belongs to: after its comma where it stands first, else left of it.
    pub(super) fn main_subject(&self, adverbial: usize) -> Option<Group> {
        let preposition = adverbial.checked_sub(1).unwrap_or(adverbial);
        let fronted =
            (0..preposition).rev().find(|at| !self.is(*at, Class::Adverb)).is_none_or(|at| self.is_comma(at) && at < 4);
        if fronted {
            return self.after_comma(adverbial);
        }
        let verb = self.verb_before(preposition)?;
        self.subject(&self.verb_group(verb, None)?)
    }

    fn after_comma(&self, from: usize) -> Option<Group> {
        let commas = (from..self.analysis.tokens.len().min(from + 2 * MAX_SKIPPED)).filter(|at| self.is_comma(*at));
        commas.filter_map(|comma| self.group_at(comma + 1, &[Use::Party])).find(|group| {
            let end = group.last().and_then(|index| self.actors.get(*index)).map_or(0, |mention| mention.outer);
            (end..end + 8).any(|at| self.is_verbal(at))
        })
    }

    /// Mentions joined with the one that ends the group.
    fn group_to(&self, last: usize) -> Group {
        let mut group = vec![last];
        let mut joined = false;
        for index in (0..last).rev() {
            let Some((left, right)) = self.actors.get(index).zip(self.actors.get(index + 1)) else { break };
            let gap = self.gap(left.outer, right.start);
            let list = gap == Gap::Comma && joined;
            if left.used != Use::Party || gap == Gap::None || gap == Gap::Comma && !list {
                break;
            }
            joined = true;
            group.insert(0, index);
        }
        group
    }

    /// The group that begins at a word, used in one of the wanted ways.
    fn group_at(&self, start: usize, uses: &[Use]) -> Option<Group> {
        let first = self.actors.iter().position(|mention| mention.start == start && uses.contains(&mention.used))?;
        let mut group = vec![first];
        let mut open = Vec::new();
        for index in first + 1..self.actors.len() {
            let Some((left, right)) = self.actors.get(index - 1).zip(self.actors.get(index)) else { break };
            match self.gap(left.outer, right.start) {
                Gap::And => {
                    group.append(&mut open);
                    group.push(index);
                }
                Gap::Comma => open.push(index),
                Gap::Shared => group.push(index),
                Gap::None => break,
            }
            if self.starts_verb(right.outer) {
                break;
            }
        }
        Some(group)
    }

    /// `praised France and Germany said`: what a verb follows is a subject of its own.
    fn starts_verb(&self, at: usize) -> bool {
        self.is_verbal(at) && self.verb_group(at, None).is_some_and(|group| group.start == at && !group.passive)
    }

    fn gap(&self, from: usize, to: usize) -> Gap {
        match to.checked_sub(from) {
            None | Some(0) => Gap::Shared,
            Some(1) if self.is_comma(from) => Gap::Comma,
            Some(1) if self.is_and(from) => Gap::And,
            Some(2) if self.is_comma(from) && self.is_and(from + 1) => Gap::And,
            Some(_) => Gap::None,
        }
    }

    /// Whether a clause ends before a word, as seen from a verb to its left.
    fn is_edge(&self, at: usize) -> bool {
        let words = self.resources.words;
        let mark = self.shape(at) == Some(Shape::Mark) && !self.is_comma(at);
        let linked = self.is(at, Class::Subordinator) && !self.is_and(at);
        mark || linked || [words.semicolon, words.colon].contains(&self.word(at))
    }

    /// The group after a preposition to the right of a trigger.
    pub(super) fn after(&self, from: usize, preposition: WordId, uses: &[Use]) -> Option<Group> {
        for at in from..self.analysis.tokens.len().min(from + MAX_REACH) {
            if let Some(group) = (self.word(at) == preposition).then(|| self.group_at(at + 1, uses)).flatten() {
                return Some(group);
            }
            if self.is_edge(at) || self.is_finite(at) {
                return None;
            }
        }
        None
    }

    /// Whether a verb with a subject of its own stands at a word.
    fn is_finite(&self, at: usize) -> bool {
        let group = self.is_verbal(at).then(|| self.verb_group(at, None)).flatten();
        group.is_some_and(|group| group.link == Link::Own && !group.passive && self.subject(&group).is_some())
    }

    /// The group right of a verb, adverbs and times skipped.
    pub(super) fn object(&self, from: usize, uses: &[Use]) -> Option<Group> {
        let skipped = (from..from + 3).find(|at| !self.is(*at, Class::Adverb)).unwrap_or(from);
        self.group_at(from, uses).or_else(|| self.group_at(skipped, uses))
    }

    /// The subject of the clause after `that`.
    pub(super) fn that_subject(&self, from: usize, uses: &[Use]) -> Option<Group> {
        let that = (from..from + 8).find(|at| self.word(*at) == self.resources.words.that)?;
        self.group_at(that + 1, uses)
    }

    /// The possessor of a noun, adjectives between them skipped.
    pub(super) fn owner(&self, noun: usize) -> Option<Group> {
        let index = self.actors.iter().rposition(|mention| mention.end < noun && mention.used == Use::Possessor)?;
        let end = self.actors.get(index)?.end;
        let between = (end + 1..noun).all(|at| self.shape(at) == Some(Shape::Lower) && !self.is_verbal(at));
        (noun - end <= 3 && between).then(|| vec![index])
    }

    /// The preposition that a noun stands under, `after talks`, with at most three words between.
    pub(super) fn preposition_of(&self, noun: usize) -> Option<usize> {
        let found = (noun.saturating_sub(4)..noun).rev().find(|at| self.is(*at, Class::Preposition))?;
        let inside = (found + 1..noun)
            .all(|at| self.shape(at).is_some_and(|s| s.is_word() || s == Shape::Quote) && !self.is_verbal(at));
        (inside && self.word(found) != self.resources.words.to).then_some(found)
    }

    /// Whether a condition governs a word: `if`, `unless`, `whether` to its left in the sentence.
    pub(super) fn is_conditional(&self, at: usize) -> bool {
        (at.saturating_sub(MAX_SKIPPED)..at).any(|index| self.is(index, Class::Condition))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Nothing between: nationalities that share a head.
    Shared,
    Comma,
    And,
    None,
}
