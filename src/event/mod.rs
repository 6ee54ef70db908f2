//! What an event is, and how it is found: the record, the ontology, the patterns and their matcher.

mod ontology;
mod record;

pub use self::{
    ontology::{ActorKind, Basis, Context, EventType, Mode, Scope, Sector, Status, TimeType, Within},
    record::{Event, Evidence, Extractor, Party, Place, Source, Trigger, When},
};
