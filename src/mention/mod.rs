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
//! It does not ask what anybody did: that is [`crate::event`]'s.

mod actor;
mod annotation;
mod document;
mod place;
mod time;

pub(crate) use self::{
    actor::{Actor, ActorMention, Basis, ReferenceWords, Use},
    annotation::annotate,
    document::{Document, Sentence, WordSpan},
    place::{Feature, PlaceMention, features_of},
    time::{Calendar, TimeMention},
};
pub use self::{
    annotation::{ActorAnnotation, Annotation, Mention, PlaceAnnotation, SentenceSpan, Span, TimeAnnotation},
    place::PlaceFeatures,
};
use crate::{event::ActorKind, knowledge::Knowledge};

/// What mentions are found with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resources<'a> {
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) words: &'a ReferenceWords,
    pub(crate) calendar: &'a Calendar,
}

/// All that was found in a document, each in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mentions {
    pub(crate) times: Vec<TimeMention>,
    pub(crate) places: Vec<PlaceMention>,
    pub(crate) actors: Vec<ActorMention>,
}

impl Mentions {
    /// Finds and resolves the mentions of a document. Cost is linear in its length.
    pub(crate) fn find(document: &Document<'_>, resources: Resources<'_>) -> Self {
        let Resources { knowledge, words, calendar } = resources;
        let times = time::find_times(document, calendar);
        let places = place::find_places(document, knowledge);
        let actors = actor::find_actors(document, (knowledge, words), &places, &times);
        let places = outside_names(places, &actors);
        Self { times, places, actors }
    }
}

/// The places that are no part of a person's name, and no seat of power elsewhere: `Jackson`, `Whitehall`. In the names
/// of bodies they are places still: `University of Kansas`.
fn outside_names(places: Vec<PlaceMention>, actors: &[ActorMention]) -> Vec<PlaceMention> {
    let holds = |actor: &ActorMention, place: &PlaceMention| {
        let named = actor.actor.kind == ActorKind::Person;
        let seat = actor.actor.kind == ActorKind::Government && actor.actor.country != place.country;
        let words = actor.name.as_ref().filter(|_| named || seat);
        let inside = words.is_some_and(|words| words.start <= place.span.start && place.span.end <= words.end);
        inside && actor.span.overlaps(&place.span)
    };
    let sentence = |span: &WordSpan| (span.part, span.sentence);
    let outside = |place: &PlaceMention| {
        let start = actors.partition_point(|actor| sentence(&actor.span) < sentence(&place.span));
        let here = actors.iter().skip(start).take_while(|actor| sentence(&actor.span) == sentence(&place.span));
        !here.into_iter().any(|actor| holds(actor, place))
    };
    places.into_iter().filter(outside).collect()
}
