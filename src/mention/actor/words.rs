//! The words of `lexicon/reference.toml`: how news English names and refers.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::{event::Sector, knowledge::Gender};

/// What a pronoun stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    /// `he`, `she`
    Person(Gender),
    /// `it`
    Thing,
    /// `they`
    Plural,
}

/// What `both` and `the two` stand before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// `both sides`
    Parties,
    /// `the two presidents`
    Persons,
}

/// Words as sets, in lower case.
#[derive(Debug, Default)]
pub(crate) struct ReferenceWords {
    pub(super) honorifics: HashMap<String, Option<Gender>>,
    pub(super) particles: HashSet<String>,
    pub(super) suffixes: HashSet<String>,
    pub(super) former: HashSet<String>,
    pub(super) other: HashSet<String>,
    pub(super) sides: HashSet<String>,
    /// `-led`: whose they are.
    pub(super) leading: HashSet<String>,
    pub(super) indefinite: HashSet<String>,
    pub(super) locative: HashSet<String>,
    pub(super) beside: HashSet<String>,
    pub(super) joints: HashSet<String>,
    pub(super) name_joints: HashSet<String>,
    pub(super) pronouns: HashMap<String, Pronoun>,
    pub(super) pair_openers: HashSet<String>,
    pub(super) pairs: HashMap<String, Pair>,
    /// Offices that a general noun can stand for.
    pub(super) general: HashMap<String, HashSet<String>>,
    pub(super) bodies: HashSet<String>,
    pub(super) acts: HashSet<String>,
    pub(super) body_nouns: HashMap<String, Option<Sector>>,
    /// Nouns that make a name the name of a thing.
    pub(super) things: HashSet<String>,
    /// With a capital before a nationality: `North American`.
    pub(super) compass: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    honorifics: Honorifics,
    names: NameParts,
    offices: Offices,
    sides: Sides,
    function_words: FunctionWords,
    pronouns: Pronouns,
    pairs: Pairs,
    general: HashMap<String, HashSet<String>>,
    bodies: Listed,
    acts: Acts,
    body_nouns: HashMap<String, BodySector>,
    things: Listed,
    compass: Listed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Honorifics {
    male: Vec<String>,
    female: Vec<String>,
    any: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameParts {
    particles: HashSet<String>,
    suffixes: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offices {
    former: HashSet<String>,
    other: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides {
    words: HashSet<String>,
    leading: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionWords {
    indefinite: HashSet<String>,
    locative: HashSet<String>,
    beside: HashSet<String>,
    joints: HashSet<String>,
    name_joints: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pronouns {
    male: Vec<String>,
    female: Vec<String>,
    thing: Vec<String>,
    plural: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    openers: HashSet<String>,
    parties: Vec<String>,
    persons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    words: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acts {
    verbs: HashSet<String>,
}

/// A sector's code, or `-`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct BodySector(Option<Sector>);

impl TryFrom<String> for BodySector {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        match Sector::parse(&code) {
            None if code != "-" => Err(format!("`{code}` is no sector; write - for none")),
            sector => Ok(Self(sector)),
        }
    }
}

impl ReferenceWords {
    /// Reads the file's text.
    pub(crate) fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let Honorifics { male, female, any } = file.honorifics;
        let gendered = |words: Vec<String>, gender| words.into_iter().map(move |word| (word, gender));
        let mut honorifics: HashMap<_, _> = gendered(male, Some(Gender::Male)).collect();
        honorifics.extend(gendered(female, Some(Gender::Female)));
        honorifics.extend(gendered(any, None));
        let pronoun = |words: Vec<String>, pronoun| words.into_iter().map(move |word| (word, pronoun));
        let function = file.function_words;
        let Pronouns { male, female, thing, plural } = file.pronouns;
        let mut pronouns: HashMap<_, _> = pronoun(male, Pronoun::Person(Gender::Male)).collect();
        pronouns.extend(pronoun(female, Pronoun::Person(Gender::Female)));
        pronouns.extend(pronoun(thing, Pronoun::Thing));
        pronouns.extend(pronoun(plural, Pronoun::Plural));
        let mut pairs: HashMap<_, _> = file.pairs.parties.into_iter().map(|word| (word, Pair::Parties)).collect();
        pairs.extend(file.pairs.persons.into_iter().map(|word| (word, Pair::Persons)));
        Ok(Self {
            honorifics,
            particles: file.names.particles,
            suffixes: file.names.suffixes,
            former: file.offices.former,
            other: file.offices.other,
            sides: file.sides.words,
            leading: file.sides.leading,
            indefinite: function.indefinite,
            locative: function.locative,
            beside: function.beside,
            joints: function.joints,
            name_joints: function.name_joints,
            pronouns,
            pair_openers: file.pairs.openers,
            pairs,
            general: file.general,
            bodies: file.bodies.words,
            acts: file.acts.verbs,
            things: file.things.words,
            compass: file.compass.words,
            body_nouns: file.body_nouns.into_iter().map(|(word, sector)| (word, sector.0)).collect(),
        })
    }
}
