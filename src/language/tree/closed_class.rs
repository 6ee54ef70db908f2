//! The words of English grammar that a tag or a relation does not tell apart.
//!
//! Closed classes only. Which verbs report, promise or refuse is the lexicon's. Source: general knowledge, by hand,
//! 2026-11. All are lemmas in lower case, sorted.

use super::Condition;

/// Words that deny the predicate that they modify.
pub(super) const NEGATORS: &[&str] = &["n't", "neither", "never", "no", "nor", "not", "nowhere"];
/// Pronouns and determiners whose phrase, as a subject or object, denies the predicate.
pub(super) const NEGATIVE_PHRASES: &[&str] = &["neither", "no", "nobody", "none", "nothing"];
/// The word for `not` before a noun phrase.
pub(super) const NO: &str = "no";
/// Prepositions that deny what they govern.
pub(super) const WITHOUT: &[&str] = &["without"];
/// Prepositions whose phrase denies the predicate where its noun is denied: `under no circumstances`.
pub(super) const CIRCUMSTANCES: &[&str] = &["at", "by", "in", "on", "under"];
/// Degrees that `no` denies: `no longer`.
pub(super) const LIMITS: &[&str] = &["far", "further", "long", "longer", "more"];
/// After these a negator denies less than the predicate: `not only`.
pub(super) const FOCUS: &[&str] = &["just", "merely", "necessarily", "only", "simply", "solely"];
/// Modals of the future.
pub(super) const FUTURE: &[&str] = &["shall", "will"];
/// Words that make the infinitive under them a future one: `is going to`, `is about to`.
pub(super) const FUTURE_GOVERNORS: &[&str] = &["about", "go"];
/// Verbs whose infinitive is a duty: `has to leave`.
pub(super) const DUTY_GOVERNORS: &[&str] = &["have", "need", "ought"];
/// Auxiliaries.
pub(super) const HAVE: &str = "have";
pub(super) const BE: &str = "be";
/// The conjunction that ends the reach of a negator.
pub(super) const BUT: &str = "but";
/// Prepositions inside long names: `Ministry of Defence`.
pub(super) const NAME_JOINTS: &[&str] = &["for", "of"];
/// `that` before a content clause.
pub(super) const THAT: &str = "that";
/// Subjects that stand for the content: `it was said that`.
pub(super) const EXPLETIVES: &[&str] = &["it"];
/// The first word of `according to`, as it is written.
pub(super) const ACCORDING_FORM: &str = "according";
/// Prepositions of whom a noun's content comes from: `a warning from the US that`.
pub(super) const SOURCES: &[&str] = &["by", "from"];
/// Verbs with an object whose infinitive has the subject as its own: `promised Kyiv to send`.
pub(super) const SUBJECT_CONTROL: &[&str] = &["guarantee", "pledge", "promise", "swear", "threaten", "vow"];
/// Verbs whose object is the subject of their infinitive, however the parser hung it: 'urged X to lift'.
pub(super) const OBJECT_CONTROL: &[&str] = &[
    "advise",
    "allow",
    "ask",
    "authorise",
    "authorize",
    "beg",
    "command",
    "compel",
    "direct",
    "enable",
    "encourage",
    "force",
    "implore",
    "instruct",
    "invite",
    "oblige",
    "order",
    "permit",
    "persuade",
    "press",
    "pressure",
    "push",
    "request",
    "require",
    "tell",
    "urge",
    "warn",
];
/// Prepositions whose noun, under these verbs, is the infinitive's subject: `called on Russia to withdraw`.
pub(super) const OBLIQUE_CONTROL: &[(&str, &str)] = &[
    ("appeal", "to"),
    ("call", "on"),
    ("call", "upon"),
    ("count", "on"),
    ("depend", "on"),
    ("plead", "with"),
    ("prevail", "on"),
    ("prevail", "upon"),
    ("rely", "on"),
    ("wait", "for"),
];
/// Before a gerund these make the governor's object its subject: `accused Iran of shelling`, `as saying`.
pub(super) const OBJECT_GERUNDS: &[&str] = &["against", "as", "for", "from", "into", "of"];
/// Before a participle these compare: `as expected`.
pub(super) const COMPARATIVE: &[&str] = &["as", "than"];
/// What opens a condition.
pub(super) const CONDITIONS: &[(&str, Condition)] = &[
    ("assume", Condition::If),
    ("if", Condition::If),
    ("lest", Condition::If),
    ("provide", Condition::If),
    ("provided", Condition::If),
    ("providing", Condition::If),
    ("unless", Condition::Unless),
    ("whether", Condition::Whether),
];
/// Auxiliaries that open a condition by standing before the subject: `should Russia attack`.
pub(super) const INVERTED_CONDITIONS: &[&str] = &["be", "have", "should"];
