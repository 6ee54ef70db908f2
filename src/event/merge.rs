//! One act, told several times in an article, is one event.

use std::collections::BTreeSet;

use super::{identity::country_of, record::Event};
use crate::event::Basis;

/// Merges events of one type, status, day and set of countries; the best evidence stays, the others fill its gaps.
pub(super) fn merge(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    for event in events {
        match kept.iter_mut().find(|other| is_same(other, &event)) {
            Some(other) => {
                let (best, rest) = if weight(&event) > weight(other) {
                    (event.clone(), other.clone())
                } else {
                    (other.clone(), event)
                };
                *other = filled(best, rest);
            }
            None => kept.push(event),
        }
    }
    kept
}

fn is_same(a: &Event, b: &Event) -> bool {
    a.kind == b.kind && a.status == b.status && days_meet(a, b) && countries(a) == countries(b)
}

fn countries(event: &Event) -> (BTreeSet<String>, BTreeSet<String>) {
    let of = |parties: &[super::record::Party]| parties.iter().map(country_of).collect::<BTreeSet<_>>();
    if event.kind.is_mutual() {
        let all = of(&event.actors).into_iter().chain(of(&event.recipients)).collect();
        return (all, BTreeSet::new());
    }
    (of(&event.actors), of(&event.recipients))
}

fn days_meet(a: &Event, b: &Event) -> bool {
    match (&a.when, &b.when) {
        (Some(a), Some(b)) => a.earliest == b.earliest && a.latest == b.latest,
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// More persons named, then a place, then a time of its own, then confidence.
fn weight(event: &Event) -> (usize, bool, bool, u64) {
    let named = event.actors.iter().chain(&event.recipients).filter(|party| party.wikidata.is_some()).count();
    let timed = event.when.as_ref().is_some_and(|when| when.basis == Basis::Text);
    (named, event.place.is_some(), timed, event.confidence.to_bits())
}

fn filled(mut best: Event, other: Event) -> Event {
    let timed = |event: &Event| event.when.as_ref().is_some_and(|when| when.basis == Basis::Text);
    let same_part = best.evidence.within == other.evidence.within;
    if !timed(&best) && timed(&other) && same_part {
        best.when = other.when;
    }
    if best.place.is_none() {
        best.place = other.place;
    }
    best.mode = best.mode.or(other.mode);
    best.contexts.extend(other.contexts);
    best.contexts.sort_unstable();
    best.contexts.dedup();
    best.confidence = best.confidence.max(other.confidence);
    best
}
