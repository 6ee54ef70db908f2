//! A verb with its auxiliaries: what form it has, whether it is passive, denied or to come, and how it comes to its
//! subject.

use super::{
    clause::{Clause, MAX_SKIPPED},
    ontology::Status,
};
use crate::language::{Class, Form, Shape, WordId};

/// Auxiliaries, adverbs and negations before a verb at most.
const MAX_AUXILIARIES: usize = 6;

/// A verb with its auxiliaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VerbGroup {
    /// First auxiliary, or the verb.
    pub(super) start: usize,
    pub(super) head: usize,
    pub(super) passive: bool,
    pub(super) status: Status,
    pub(super) link: Link,
}

/// How a verb comes to its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// The subject stands left of it.
    Own,
    /// It shares the subject of the verb that stands here: `agreed to meet`, `met and praised`, `said, accusing`.
    Shared(usize),
    /// The subject of the main clause: `after meeting`.
    Main,
}

impl Clause<'_> {
    /// The verb group whose verb stands at a word, with one of the wanted lemmas; none where it is no verb there.
    pub(super) fn verb_group(&self, head: usize, lemma: Option<WordId>) -> Option<VerbGroup> {
        let all = self.resources.grammar.verb_forms(self.word(head));
        let forms: Vec<Form> =
            all.iter().filter(|(l, _)| lemma.is_none_or(|w| w == *l)).map(|(_, form)| *form).collect();
        if forms.is_empty() || head > 0 && self.shape(head).is_some_and(Shape::is_capital) {
            return None;
        }
        let aux = self.auxiliaries(head);
        let has = |form: Form| forms.contains(&form);
        let base =
            VerbGroup { start: aux.start, head, passive: false, status: aux.status, link: self.link(aux.start)? };
        match aux.kind {
            AuxiliaryKind::Base if has(Form::Base) => Some(base),
            AuxiliaryKind::Infinitive(governor) if has(Form::Base) => self.infinitive(base, governor),
            AuxiliaryKind::Have if has(Form::Participle) => Some(base),
            AuxiliaryKind::Be if has(Form::Ing) => Some(base),
            AuxiliaryKind::Be if has(Form::Participle) => Some(VerbGroup { passive: true, ..base }),
            AuxiliaryKind::None if forms == [Form::Ing] => self.participial(base),
            AuxiliaryKind::None if self.is_nominal(head) => None,
            AuxiliaryKind::None if self.is_reduced(head, &forms) => Some(VerbGroup { passive: true, ..base }),
            AuxiliaryKind::None if has(Form::Past) || has(Form::Third) || has(Form::Base) => Some(base),
            _ => None,
        }
    }

    /// `a deal signed by Iran`: a participle followed by its agent.
    fn is_reduced(&self, head: usize, forms: &[Form]) -> bool {
        forms.contains(&Form::Participle) && self.word(head + 1) == self.resources.words.by
    }

    /// How the group that starts at a word comes to its subject.
    fn link(&self, start: usize) -> Option<Link> {
        let Some(before) = start.checked_sub(1) else { return Some(Link::Own) };
        let joined = self.is_and(before) || self.word(before) == self.resources.words.but;
        match joined.then(|| self.verb_before(before)).flatten() {
            Some(verb) => Some(Link::Shared(verb)),
            None if joined => None,
            None => Some(Link::Own),
        }
    }

    pub(super) fn verb_before(&self, at: usize) -> Option<usize> {
        (at.saturating_sub(MAX_SKIPPED)..at).rev().find(|index| {
            self.is_verbal(*index)
                && self.resources.grammar.verb_forms(self.word(*index)).iter().any(|(_, f)| *f != Form::Ing)
        })
    }

    /// `, accusing`: shares the verb before it; `after meeting`: the main clause's.
    fn participial(&self, base: VerbGroup) -> Option<VerbGroup> {
        let before = base.start.checked_sub(1)?;
        if self.is_comma(before) {
            return self.verb_before(before).map(|verb| VerbGroup { link: Link::Shared(verb), ..base });
        }
        let done = self.is(before, Class::Done) && self.word(before) != self.resources.words.r#in;
        (done && self.is(before, Class::Subordinator) | self.is(before, Class::Preposition))
            .then_some(VerbGroup { link: Link::Main, ..base })
    }

    /// `plans to meet`, `refused to meet`, `is due to meet`.
    fn infinitive(&self, base: VerbGroup, governor: usize) -> Option<VerbGroup> {
        let status = match () {
            () if self.is(governor, Class::Refuse) => Status::Negated,
            () if self.is(governor, Class::Promise) => Status::Future,
            () if self.is_verbal(governor) => base.status,
            () => return None,
        };
        Some(VerbGroup { start: governor, status, link: Link::Shared(governor), ..base })
    }

    fn auxiliaries(&self, head: usize) -> Auxiliaries {
        let mut found = Auxiliaries { start: head, kind: AuxiliaryKind::None, status: Status::Occurred };
        let mut negated = false;
        for at in (head.saturating_sub(MAX_AUXILIARIES)..head).rev() {
            let is = |class: Class| self.is(at, class);
            let inner = found.kind == AuxiliaryKind::None;
            match () {
                () if self.word(at) == self.resources.words.to && inner => {
                    let governor = (0..at).rev().find(|index| !self.is(*index, Class::Adverb));
                    found.kind = governor.map_or(AuxiliaryKind::Base, AuxiliaryKind::Infinitive);
                    found.start = at;
                    break;
                }
                () if is(Class::Be) => found.kind = if inner { AuxiliaryKind::Be } else { found.kind },
                () if is(Class::Have) => found.kind = if inner { AuxiliaryKind::Have } else { found.kind },
                () if is(Class::Do) && inner => found.kind = AuxiliaryKind::Base,
                () if is(Class::Will) => found.modal(Status::Future),
                () if is(Class::May) => found.modal(Status::Hypothetical),
                () if is(Class::Not) => negated = true,
                () if is(Class::Adverb) && self.times.iter().all(|time| time.end != at + 1) => continue,
                () => break,
            }
            found.start = at;
        }
        if negated {
            found.status = Status::Negated;
        }
        found
    }

    /// `is due`, `is ready`: an adjective with its copula, as a verb.
    pub(super) fn predicate(&self, at: usize) -> Option<VerbGroup> {
        let aux = self.auxiliaries(at);
        (aux.kind == AuxiliaryKind::Be).then_some(VerbGroup {
            start: aux.start,
            head: at,
            passive: false,
            status: aux.status,
            link: Link::Own,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AuxiliaryKind {
    None,
    /// `will`, `may`, `do`: the base form follows.
    Base,
    /// `to`, with the word that governs it.
    Infinitive(usize),
    Have,
    Be,
}

struct Auxiliaries {
    start: usize,
    kind: AuxiliaryKind,
    status: Status,
}

impl Auxiliaries {
    fn modal(&mut self, status: Status) {
        if self.kind == AuxiliaryKind::None {
            self.kind = AuxiliaryKind::Base;
        }
        self.status = status;
    }
}
