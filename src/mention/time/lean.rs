//! Whether an expression looks back or ahead, by the tense of what governs it.

use super::{
    calendar::{Calendar, Role},
    line::Line,
    meaning::Told,
};
use crate::language::tree::{Aspect, Finiteness, Relation, Tense, VerbGroup, Xpos};

/// Words between an expression and the predicate that governs it.
const MAX_HOPS: usize = 6;

/// Which way an expression looks from the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    Past,
    Future,
}

/// The way of an expression; none where nothing tells. In a headline the present is past.
pub(super) fn lean(line: &Line<'_>, told: &Told, calendar: &Calendar, headline: bool) -> Option<Lean> {
    if line.follows(told.start, &[Role::Since]) {
        return Some(Lean::Past);
    }
    let (start, end) = line.words(told.start, told.end);
    let tree = line.tree;
    let anchor = (start..end).find(|word| tree.head(*word).is_none_or(|head| !(start..end).contains(&head)))?;
    let mut below = anchor;
    for governor in tree.governors(anchor).take(MAX_HOPS) {
        if calendar.leans_forward(tree.lemma(governor)) {
            return Some(Lean::Future);
        }
        if let Some(clause) = tree.clause(governor)
            && let Some(lean) = of_group(&clause.group(), tree.xpos(governor), headline)
        {
            return Some(lean);
        }
        if tree.relation(below) == Relation::AclRelcl {
            return None;
        }
        below = governor;
    }
    None
}

fn of_group(group: &VerbGroup, tag: Xpos, headline: bool) -> Option<Lean> {
    let perfect = matches!(group.aspect, Aspect::Perfect | Aspect::PerfectProgressive);
    match (group.tense, group.form) {
        (Some(Tense::Future), _) => Some(Lean::Future),
        (Some(Tense::Past), _) => Some(Lean::Past),
        (Some(Tense::Present), _) if perfect || headline => Some(Lean::Past),
        (Some(Tense::Present), _) => Some(Lean::Future),
        (None, _) if group.modal.is_some() => Some(Lean::Future),
        (None, Finiteness::Infinitive) if perfect => Some(Lean::Past),
        (None, Finiteness::Infinitive | Finiteness::Subjunctive | Finiteness::Imperative) => Some(Lean::Future),
        (None, Finiteness::Participle) if tag == Xpos::Vbn => Some(Lean::Past),
        (None, Finiteness::Finite | Finiteness::Gerund | Finiteness::Participle | Finiteness::Verbless) => None,
    }
}
