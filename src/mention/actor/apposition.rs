//! `Hakan Demir, Turkey's envoy,` and `the Turkish envoy, Hakan Demir,` are one actor each.

use super::{
    draft::{Draft, PersonName, Title, What},
    scan::Scan,
};
use crate::{event::ActorKind, language::tree::Upos};

/// Merges each apposition into the draft before it.
pub(super) fn merge(scan: &Scan<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let draft = Draft { what: told_by_clause(scan, draft.what, draft.outer.end), ..draft };
        if let Some(at) = before_link(scan, &merged, &draft) {
            let both = merged.get(at).and_then(|office| joined(scan, office, &draft, merged.get(at + 1)));
            if let (Some(both), Some(place)) = (both, merged.get_mut(at)) {
                *place = both;
                continue;
            }
        }
        let joined = merged.last().and_then(|last| joined(scan, last, &draft, None));
        match (joined, merged.last_mut()) {
            (Some(both), Some(last)) => *last = both,
            _ => merged.push(draft),
        }
    }
    join_distant(scan, &mut merged);
    // Words that only may be a name, and have nothing beside them that says so, are left alone.
    merged.retain(|draft| !matches!(&draft.what, What::Person(name) if !name.is_sure && name.words.len() > 1));
    merged
}

/// `Hakan Demir, who` and `Hakan Demir, 45,` are persons.
fn told_by_clause(scan: &Scan<'_>, what: What, end: usize) -> What {
    let who =
        scan.tree.form(end) == "," && (matches!(scan.low(end + 1), "who" | "whose") || is_gap(scan, end, end + 3));
    match what {
        What::Person(name) if who => What::Person(PersonName { is_sure: true, ..name }),
        other => other,
    }
}

/// One draft of two that stand side by side: one has the name and the other the office, and their countries agree.
fn joined(scan: &Scan<'_>, first: &Draft, second: &Draft, between: Option<&Draft>) -> Option<Draft> {
    let gap = between.unwrap_or(first).outer.end..second.outer.start;
    // `Chief of Staff of the Presidential Office Anton Vaino`
    let touching = between.is_some() && gap.is_empty();
    if !touching && (!is_gap(scan, gap.start, gap.end) || !closes(scan, second.outer.end)) {
        return None;
    }
    let (name, title, named) = match (&first.what, &second.what) {
        (What::Person(name), What::Office(title)) if is_person(scan, title) => (name, title, first),
        (What::Office(title), What::Person(name)) if is_person(scan, title) => (name, title, second),
        _ => return None,
    };
    let both = both(name, title)?;
    let end = second.outer.end + usize::from(scan.tree.form(second.outer.end) == ",");
    Some(Draft { span: named.span.clone(), outer: first.outer.start..end, what: What::Person(both), used: first.used })
}

/// Where the office stands that a name after `Canada's ambassador to China,` belongs to: before the last draft.
fn before_link(scan: &Scan<'_>, merged: &[Draft], draft: &Draft) -> Option<usize> {
    let (at, office, link) = match merged {
        [before @ .., office, link] => (before.len(), office, link),
        _ => return None,
    };
    let article =
        usize::from(scan.tree.upos(office.outer.end + 1) == Upos::Det && link.outer.start > office.outer.end + 1);
    let preposition =
        scan.tree.upos(office.outer.end) == Upos::Adp && link.outer.start == office.outer.end + 1 + article;
    let named = matches!(&draft.what, What::Person(name) if name.title.is_none());
    let known = match &link.what {
        What::Known(_) | What::Body(_) => true,
        What::Office(title) => !is_person(scan, title),
        _ => false,
    };
    let titled = matches!(&office.what, What::Office(title) if is_person(scan, title));
    (preposition && named && known && titled).then_some(at)
}

fn is_person(scan: &Scan<'_>, title: &Title) -> bool {
    !title.is_plural && scan.known.roles.get(title.role).is_some_and(|role| role.kind == ActorKind::Person)
}

/// Joins a name with the office that the parser has it in apposition to, whatever stands between: `the head of the
/// opposition delegation, Nasr Hariri,`.
fn join_distant(scan: &Scan<'_>, drafts: &mut Vec<Draft>) {
    let mut at = 0;
    while let Some(draft) = drafts.get(at) {
        let name = match &draft.what {
            What::Person(name) if name.title.is_none() => name,
            _ => {
                at += 1;
                continue;
            }
        };
        let beside: Vec<usize> = name.words.clone().flat_map(|word| scan.tree.appositions(word)).collect();
        let office = drafts.iter().position(|other| match &other.what {
            What::Office(title) => {
                is_person(scan, title) && beside.iter().any(|word| other.span.words().contains(word))
            }
            _ => false,
        });
        let joined = office.and_then(|office| {
            let other = drafts.get(office)?;
            let What::Office(title) = &other.what else { return None };
            let outer = other.outer.start.min(draft.outer.start)..other.outer.end.max(draft.outer.end);
            let used = if office < at { other.used } else { draft.used };
            Some((office, Draft { span: draft.span.clone(), outer, what: What::Person(both(name, title)?), used }))
        });
        if let Some((office, joined)) = joined {
            drafts.get_mut(at).into_iter().for_each(|place| *place = joined.clone());
            drafts.remove(office);
            at = at.saturating_sub(usize::from(office < at));
        }
        at += 1;
    }
}

/// A comma, or a comma with an age between two.
fn is_gap(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let comma = |at: usize| matches!(scan.tree.form(at), "," | "(");
    let age = |at: usize| scan.tree.form(at).bytes().all(|byte| byte.is_ascii_digit());
    match end.checked_sub(start) {
        Some(1) => comma(start),
        Some(3) => comma(start) && age(start + 1) && comma(start + 2),
        _ => false,
    }
}

/// What may stand after an apposition.
fn closes(scan: &Scan<'_>, at: usize) -> bool {
    at >= scan.len() || matches!(scan.tree.form(at), "," | "." | ")" | ";" | "-" | "–" | "—" | "\"" | "”" | ":")
}

fn both(name: &PersonName, title: &Title) -> Option<PersonName> {
    let title = match &name.title {
        None => title.clone(),
        Some(own) => {
            let clash = own.country.is_some() && title.country.is_some() && own.country != title.country;
            if clash {
                return None;
            }
            Title {
                country: own.country.clone().or_else(|| title.country.clone()),
                body: own.body.or(title.body),
                ..own.clone()
            }
        }
    };
    Some(PersonName { title: Some(title), is_titled: true, is_sure: true, ..name.clone() })
}
