//! An article's spans to what they mean: who, where, when; and who is meant again.
//!
//! | module | finds |
//! | --- | --- |
//! | `document` | title and text as parsed sentences: what all others read |
//! | `time` | time expressions, as TIMEX3 against the publication date |
//! | `place` | toponyms, and where on earth they are |
//! | `actor` | persons, countries, organisations, groups; coreference within the article |
//! | `annotation` | all of it, as `demarche annotate` prints it |
//!
//! It does not ask what anybody did: that is [`crate::event`]'s. `chunk` is what the first event coder reads.

mod actor;
mod annotation;
pub(crate) mod chunk;
mod document;
mod place;
mod time;

pub(crate) use self::{
    annotation::annotate,
    document::{Document, Part, Sentence, WordSpan},
    place::features_of,
};
pub use self::{
    annotation::{ActorAnnotation, Annotation, Mention, PlaceAnnotation, SentenceSpan, Span, TimeAnnotation},
    place::PlaceFeatures,
};
