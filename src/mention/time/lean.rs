//! Whether an expression looks back or ahead, by the tense of what governs it.

use super::{
    calendar::{Calendar, Role, Term},
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
    let soon = line.find(told.start, |term| (term == Term::Role(Role::Until)).then_some(())).is_some();
    let (start, end) = line.words(told.start, told.end);
    let tree = line.tree;
    let anchor = (start..end).find(|word| tree.head(*word).is_none_or(|head| !(start..end).contains(&head)))?;
    if matches!(tree.relation(anchor), Relation::NmodPoss | Relation::Compound) {
        return soon.then_some(Lean::Future);
    }
    let found = by_governors(line, anchor, calendar, headline);
    let until = soon || line.follows(told.start, &[Role::Until]);
    match found {
        Some((Lean::Past, perfect)) if until && !perfect => Some(Lean::Future),
        Some((lean, _)) => Some(lean),
        None => until.then_some(Lean::Future),
    }
}

/// The way by what governs a word, the next predicate first; and whether it is a perfect. What was still to come for
/// what is over (`had been due`) is over.
fn by_governors(line: &Line<'_>, anchor: usize, calendar: &Calendar, headline: bool) -> Option<(Lean, bool)> {
    let tree = line.tree;
    let mut ahead = false;
    for governor in tree.governors(anchor).take(MAX_HOPS) {
        let group = tree.clause(governor).map(|clause| clause.group());
        let perfect = group.is_some_and(|group| is_perfect(&group));
        let lean = group.and_then(|group| of_group(&group, tree.xpos(governor), headline));
        let over = perfect && group.is_some_and(|group| group.tense == Some(Tense::Past));
        ahead |= calendar.leans_forward(tree.lemma(governor)) && !tree.upos(governor).is_nominal();
        match lean {
            _ if ahead && over => return Some((Lean::Past, true)),
            Some(Lean::Future) if group.is_some_and(|group| group.form == Finiteness::Infinitive) => ahead = true,
            _ if ahead => return Some((Lean::Future, false)),
            Some(lean) => return Some((lean, perfect)),
            None => {}
        }
    }
    ahead.then_some((Lean::Future, false))
}

fn is_perfect(group: &VerbGroup) -> bool {
    matches!(group.aspect, Aspect::Perfect | Aspect::PerfectProgressive)
}

fn of_group(group: &VerbGroup, tag: Xpos, headline: bool) -> Option<Lean> {
    let perfect = is_perfect(group);
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
