//! `Hakan Demir, Turkey's envoy,` and `the Turkish envoy, Hakan Demir,` are one actor each.

use super::{Actor, ActorMention, Memory, Resources, Use};
use crate::{event::ActorKind, language::Analysis};

/// Merges each apposition into the mention before it.
pub(super) fn merge(
    analysis: &Analysis<'_>,
    resources: Resources<'_>,
    memory: &mut Memory,
    found: &mut Vec<ActorMention>,
) {
    let mut merged: Vec<ActorMention> = Vec::with_capacity(found.len());
    for mention in found.drain(..) {
        let comma = |at: usize| analysis.word(at) == resources.words.comma;
        let closes = |end: usize| comma(end) || end + 1 >= analysis.tokens.len();
        match merged.last_mut() {
            Some(last)
                if comma(last.outer)
                    && mention.start == last.outer + 1
                    && closes(mention.end)
                    && one(last, &mention) =>
            {
                last.actor = joined(&last.actor, &mention.actor);
                last.outer = mention.end + usize::from(comma(mention.end));
                memory.note(&last.actor);
            }
            _ => merged.push(mention),
        }
    }
    *found = merged;
}

/// Whether one of the two has the name and the other the office, and their countries do not clash.
fn one(a: &ActorMention, b: &ActorMention) -> bool {
    let is_name = |actor: &Actor| actor.kind == ActorKind::Person && actor.name.is_some();
    let is_title = |actor: &Actor| actor.kind == ActorKind::Person && actor.role.is_some();
    let titles = is_name(&a.actor) && is_title(&b.actor) || is_title(&a.actor) && is_name(&b.actor);
    let same = match (&a.actor.country, &b.actor.country) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let two_names = is_name(&a.actor) && is_name(&b.actor) && !same_person(&a.actor, &b.actor);
    a.used == Use::Party && b.used == Use::Party && titles && same && !two_names
}

/// `Salva Kiir` and `Salva Kiir Mayardit`: one item of Wikidata, or one name within the other.
fn same_person(a: &Actor, b: &Actor) -> bool {
    let names = a.name.as_deref().zip(b.name.as_deref());
    let within = names.is_some_and(|(a, b)| a.contains(b) || b.contains(a));
    within || a.wikidata.is_some() && a.wikidata == b.wikidata
}

fn joined(a: &Actor, b: &Actor) -> Actor {
    let (name, title) = if a.name.is_some() { (a, b) } else { (b, a) };
    Actor {
        role: title.role.clone().or_else(|| name.role.clone()),
        country: name.country.clone().or_else(|| title.country.clone()),
        sector: title.sector.or(name.sector),
        ..name.clone()
    }
}
