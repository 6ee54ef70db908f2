//! `Hakan Demir, Turkey's envoy,` and `the Turkish envoy, Hakan Demir,` are one actor each.

use super::{
    draft::{Draft, PersonName, Title, What},
    scan::Scan,
};

/// Merges each apposition into the draft before it.
pub(super) fn merge(scan: &Scan<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let draft = Draft { what: told_by_clause(scan, draft.what, draft.outer.end), ..draft };
        let joined = merged.last().and_then(|last| joined(scan, last, &draft));
        match (joined, merged.last_mut()) {
            (Some(both), Some(last)) => *last = both,
            _ => merged.push(draft),
        }
    }
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
fn joined(scan: &Scan<'_>, first: &Draft, second: &Draft) -> Option<Draft> {
    let gap = first.outer.end..second.outer.start;
    if !is_gap(scan, gap.start, gap.end) || !closes(scan, second.outer.end) {
        return None;
    }
    let (name, title, named) = match (&first.what, &second.what) {
        (What::Person(name), What::Office(title)) => (name, title, first),
        (What::Office(title), What::Person(name)) if !title.is_plural => (name, title, second),
        _ => return None,
    };
    let both = both(name, title)?;
    let end = second.outer.end + usize::from(scan.tree.form(second.outer.end) == ",");
    Some(Draft { span: named.span.clone(), outer: first.outer.start..end, what: What::Person(both), used: first.used })
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
