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
pub(super) fn lean(line: &Line<'_>, told: &Told, calendar: &Calendar) -> Option<Lean> {
    if line.follows(told.start, &[Role::Since]) {
        return Some(Lean::Past);
    }
    let (start, end) = line.words(told.start, told.end);
    let tree = line.tree;
    let soon = line.find(told.start, |term| (term == Term::Role(Role::Until)).then_some(())).is_some();
    let due = start.checked_sub(1).is_some_and(|before| is_due(line, before, calendar));
    if soon || due {
        return Some(Lean::Future);
    }
    let anchor = (start..end).find(|word| tree.head(*word).is_none_or(|head| !(start..end).contains(&head)))?;
    if matches!(tree.relation(anchor), Relation::NmodPoss | Relation::Compound) {
        return None;
    }
    let with_for = line.follows(told.start, &[Role::For, Role::To]);
    let postponed = || tree.head(anchor).is_some_and(|head| calendar.leans_forward_with_for(tree.lemma(head)));
    if with_for && postponed() {
        return Some(Lean::Future);
    }
    let found = by_governors(line, anchor, calendar);
    let until = line.follows(told.start, &[Role::Until]);
    match found {
        Some((Lean::Past, over)) if until && !over => Some(Lean::Future),
        Some((Lean::Past, _)) if line.follows(told.start, &[Role::By]) => None,
        Some((lean, _)) => Some(lean),
        None => until.then_some(Lean::Future),
    }
}

/// The way by what governs a word, the next predicate first; and whether it was over in the past. What was still to
/// come then (`had been due`) is over. Of what modifies a noun, only the future above it tells the time.
fn by_governors(line: &Line<'_>, anchor: usize, calendar: &Calendar) -> Option<(Lean, bool)> {
    let tree = line.tree;
    let predicate = tree.clause(anchor).is_some();
    let direct = predicate || tree.head(anchor).is_some_and(|head| tree.clause(head).is_some());
    let mut ahead = false;
    // `the deadline is noon Saturday`: it is the predicate itself.
    let own = predicate.then_some(anchor);
    for governor in own.into_iter().chain(tree.governors(anchor)).take(MAX_HOPS) {
        ahead |= is_due(line, governor, calendar);
        let Some(group) = tree.clause(governor).map(|clause| clause.group()) else { continue };
        let over = is_perfect(&group) && group.tense == Some(Tense::Past);
        match of_group(&group, tree.xpos(governor), line.headline) {
            _ if ahead && over => return Some((Lean::Past, true)),
            Some(Lean::Future) if group.form == Finiteness::Infinitive => ahead |= direct,
            _ if ahead => return Some((Lean::Future, false)),
            Some(Lean::Past) if !direct => return None,
            Some(lean) => return Some((lean, over)),
            // News tells what has happened in the present, too; what is a day is ahead.
            None if direct && group.tense == Some(Tense::Present) => {
                return (governor == anchor).then_some((Lean::Future, false));
            }
            None => {}
        }
    }
    ahead.then_some((Lean::Future, false))
}

/// Whether a word tells of what is still to come: `due`, `expected`; no noun, and no past.
fn is_due(line: &Line<'_>, word: usize, calendar: &Calendar) -> bool {
    let fits = !line.tree.upos(word).is_nominal() && line.tree.xpos(word) != Xpos::Vbd;
    fits && calendar.leans_forward(line.tree.lemma(word))
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
        (Some(Tense::Present), _) => None,
        (None, _) if group.modal.is_some() => Some(Lean::Future),
        (None, Finiteness::Infinitive) if perfect => Some(Lean::Past),
        (None, Finiteness::Infinitive | Finiteness::Subjunctive | Finiteness::Imperative) => Some(Lean::Future),
        (None, Finiteness::Participle) if tag == Xpos::Vbn => Some(Lean::Past),
        (None, Finiteness::Finite | Finiteness::Gerund | Finiteness::Participle | Finiteness::Verbless) => None,
    }
}
