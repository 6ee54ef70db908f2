//! Ids from content: the same article gives the same ids, reports of one act the same story.

use sha2::{Digest, Sha256};

use super::record::{Event, Party};
use crate::knowledge::hex;

/// Bytes of a digest in an id.
const ID_BYTES: usize = 16;

/// Digest of the article's id, type, status, parties, time and evidence. 32 hexadecimal digits.
pub(super) fn event_id(event: &Event) -> String {
    let mut parts = vec![event.article.id.clone(), event.kind.as_str().into(), event.status.as_str().into()];
    for side in [&event.actors, &event.recipients] {
        parts.push(side.len().to_string());
        parts.extend(side.iter().map(name_of));
    }
    parts.push(event.when.as_ref().map_or_else(String::new, |when| when.value.clone()));
    let trigger = &event.evidence.trigger;
    parts.push(format!("{:?} {} {}", event.evidence.within, trigger.start, trigger.end));
    digest(&parts)
}

/// Digest of type, status, countries and first day, so that other articles' reports of the act share it. 32
/// hexadecimal digits.
pub(super) fn story_id(event: &Event) -> String {
    let mut parties: Vec<String> = event.actors.iter().chain(&event.recipients).map(country_of).collect();
    parties.sort_unstable();
    parties.dedup();
    let day = event.when.as_ref().map_or_else(String::new, |when| when.earliest.to_string());
    let head = [event.kind.as_str().to_owned(), event.status.as_str().to_owned(), day];
    digest(&[head.as_slice(), &parties].concat())
}

fn name_of(party: &Party) -> String {
    format!("{} {}", party.country.as_deref().unwrap_or("-"), party.name.as_deref().unwrap_or(&party.text))
}

/// A party's country; its text where it has none.
pub(super) fn country_of(party: &Party) -> String {
    party.country.clone().unwrap_or_else(|| party.text.to_lowercase())
}

/// Each part with its length before it, so that no two lists of parts run together.
fn digest(parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(format!("{} {part}\n", part.len()));
    }
    hex(&hash.finalize(), ID_BYTES)
}
