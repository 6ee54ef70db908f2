//! What an event is, and how it is found: the record, the ontology, the patterns and their matcher.
//!
//! `record` and `ontology` are the published contract. `pattern` reads the lexicon, `told` brings the article's mentions
//! to the words that patterns are written in, `verb_group` and `clause` tell what a verb is and who stands around it,
//! `matcher` brings the two together, `code` makes events of what it finds, `merge` and `identity` make one event of one
//! act and give it its id.

mod clause;
mod code;
mod codes;
mod identity;
mod matcher;
mod merge;
mod ontology;
mod pattern;
mod quote;
mod record;
mod told;
mod verb_group;
mod words;

pub(crate) use self::{
    code::Coder,
    codes::Codes,
    pattern::{Lexicon, Pattern},
    words::{Resources, Words},
};
pub use self::{
    ontology::{ActorKind, Basis, Context, EventType, Mode, Scope, Sector, Status, TimeType, Within},
    record::{Event, Evidence, Extractor, Party, Place, Source, Trigger, When},
};
