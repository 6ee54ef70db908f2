//! An event laid out for people.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use crate::event::{Event, Party, Status};

/// Colours of a terminal; empty where the output is none.
struct Colours {
    strong: &'static str,
    faint: &'static str,
    mark: &'static str,
    end: &'static str,
}

const NONE: Colours = Colours { strong: "", faint: "", mark: "", end: "" };
const ANSI: Colours = Colours { strong: "\x1b[1m", faint: "\x1b[2m", mark: "\x1b[1;33m", end: "\x1b[0m" };

/// Writes a head line, a line of parties, the sentence with its trigger marked, and an empty line. Control characters
/// of the article are shown as such: a text must not steer the terminal.
pub(super) fn write_event(event: &Event, colour: bool, out: &mut impl Write) -> io::Result<()> {
    let colours = if colour { ANSI } else { NONE };
    let Colours { strong, faint, mark, end } = colours;
    let mode = event.mode.map(|mode| format!(" ({})", mode.as_str())).unwrap_or_default();
    let status = if event.status == Status::Occurred { "" } else { event.status.as_str() };
    let when = event.when.as_ref().map(|when| when.value.as_str()).unwrap_or_default();
    let place = event.place.as_ref().map(|place| match &place.country {
        Some(country) => format!("{}, {country}", place.name),
        None => place.name.clone(),
    });
    let facts = [when, place.as_deref().unwrap_or_default(), status];
    let facts: Vec<String> = facts.iter().filter(|fact| !fact.is_empty()).map(|fact| visible(fact)).collect();
    writeln!(out, "{strong}{}{mode}{end}  {}", event.kind.as_str(), facts.join("  "))?;
    let actors = parties(&event.actors);
    let arrow = if event.recipients.is_empty() { "" } else { " -> " };
    writeln!(out, "  {}{arrow}{}", actors.join(" + "), parties(&event.recipients).join(" + "))?;
    let (before, trigger, after) = around_trigger(event);
    writeln!(out, "  {faint}\"{end}{before}{mark}[{trigger}]{end}{after}{faint}\"{end}")?;
    writeln!(out, "  {faint}{}  confidence {:.2}{end}\n", visible(&event.article.id), event.confidence)
}

/// Each party once, by its best name, with its country.
fn parties(parties: &[Party]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let name = |party: &Party| {
        let name = visible(party.name.as_deref().unwrap_or(&party.text));
        match &party.country {
            Some(country) => format!("{name} ({country})"),
            None => name,
        }
    };
    parties.iter().map(name).filter(|name| seen.insert(name.clone())).collect()
}

/// The evidence, cut around its trigger.
fn around_trigger(event: &Event) -> (String, String, String) {
    let evidence = &event.evidence;
    let from = evidence.trigger.start.saturating_sub(evidence.start);
    let length = evidence.trigger.end.saturating_sub(evidence.trigger.start);
    let part = |skip: usize, take: usize| visible(&evidence.text.chars().skip(skip).take(take).collect::<String>());
    (part(0, from), part(from, length), part(from + length, usize::MAX))
}

fn visible(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
