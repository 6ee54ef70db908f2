//! Places on earth by their names: towns, divisions of countries, countries, waters, mountains, parts of the world;
//! and the words that tell a toponym from other names.
//!
//! It knows no texts: [`crate::mention`] tells which of the places of one name is meant.

mod load;

use std::collections::{HashMap, HashSet};

use super::{Found, Names};

/// The country or division of a place that belongs to none.
pub(crate) const NOWHERE: u16 = 0;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Feature {
    /// A country or territory.
    Country,
    /// A first-level division: state, province.
    Region,
    /// A second-level division: county, district.
    County,
    /// A country's capital.
    Capital,
    /// The seat of a division.
    Seat,
    /// Any other town or village.
    City,
    /// A part of a town.
    Quarter,
    /// Sea, lake, river, canal.
    Water,
    /// Mountain, island, desert, coast.
    Land,
    /// A part of the world or of a country, without a government: `Middle East`.
    Area,
    /// A continent.
    Continent,
}

impl Feature {
    /// All of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Country,
        Self::Region,
        Self::County,
        Self::Capital,
        Self::Seat,
        Self::City,
        Self::Quarter,
        Self::Water,
        Self::Land,
        Self::Area,
        Self::Continent,
    ];

    /// The name in data and in annotations.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::County => "county",
            Self::Capital => "capital",
            Self::Seat => "seat",
            Self::City => "city",
            Self::Quarter => "quarter",
            Self::Water => "water",
            Self::Land => "land",
            Self::Area => "area",
            Self::Continent => "continent",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.as_str() == text)
    }
}

/// A place of the atlas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    name: (u32, u32),
    pub(crate) feature: Feature,
    /// The country's number; [`NOWHERE`] for what belongs to none or to several.
    pub(crate) country: u16,
    /// The first-level division's number; [`NOWHERE`] where not known.
    pub(crate) region: u16,
    /// Degrees north.
    pub(crate) latitude: f32,
    /// Degrees east.
    pub(crate) longitude: f32,
    /// Inhabitants; 0 where not known.
    pub(crate) population: u32,
    /// How many names it has in all languages, by GeoNames; 0 where not known.
    pub(crate) fame: u16,
    /// GeoNames' number; 0 where it has none.
    pub(crate) geonames: u32,
}

/// What a name of the atlas means; the numbers of spots are indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A place by its own name.
    Own(u32),
    /// A place by another name.
    Other(u32),
    /// A country or region by a short name that needs its full stop or a place before it: `Ga.`.
    Short(u32),
    /// A country or region by initials that need their full stops or a place before them: `N.Y.`.
    Initials(u32),
    /// A region by its postal code, which needs a place before it: `GA`.
    Postal(u32),
    /// The people of a country, by its number, or an adjective: no place.
    Demonym(u16),
    /// What stands for a country's government: `Kremlin`, `Moscow`.
    Seat(u16),
}

impl Sense {
    /// The place, where it is one.
    pub(crate) fn spot(self) -> Option<u32> {
        match self {
            Self::Own(spot) | Self::Other(spot) | Self::Short(spot) | Self::Initials(spot) | Self::Postal(spot) => {
                Some(spot)
            }
            Self::Demonym(_) | Self::Seat(_) => None,
        }
    }
}

/// What a word beside a toponym tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// `in`, `near`.
    Within,
    /// `to`, `from`.
    Towards,
    /// `of`.
    Of,
    /// Any other preposition.
    Preposition,
    /// `Mr`: a person follows.
    Title,
    /// `University`: the toponym is part of a name.
    Organisation,
    /// `Times`: part of a newspaper's name.
    Media,
    /// `University`.
    School,
    /// `Rovers`.
    Team,
    /// `Street`.
    Street,
    /// `County`, `River`, `city`: a kind of place.
    Division,
    /// `northern`.
    Direction,
    /// `say`.
    Speech,
    /// `live`, `arrive`: verbs that take places.
    Settled,
}

impl Cue {
    /// All of them.
    pub(crate) const ALL: [Self; 14] = [
        Self::Within,
        Self::Towards,
        Self::Of,
        Self::Preposition,
        Self::Title,
        Self::Organisation,
        Self::Media,
        Self::School,
        Self::Team,
        Self::Street,
        Self::Division,
        Self::Direction,
        Self::Speech,
        Self::Settled,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Towards => "towards",
            Self::Of => "of",
            Self::Preposition => "preposition",
            Self::Title => "title",
            Self::Organisation => "organisation",
            Self::Media => "media",
            Self::School => "school",
            Self::Team => "team",
            Self::Street => "street",
            Self::Division => "division",
            Self::Direction => "direction",
            Self::Speech => "speech",
            Self::Settled => "settled",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cue| cue.as_str() == text)
    }
}

/// All places that are known.
#[derive(Debug, Default)]
pub(crate) struct Atlas {
    spots: Vec<Spot>,
    /// The names of all spots, one after another.
    names: String,
    index: Names<Sense>,
    /// ISO 3166-1 alpha-3 by the country's number; the first stands for none.
    countries: Vec<String>,
    /// Country and GeoNames' code by the division's number; the first stands for none.
    regions: Vec<(u16, String)>,
    cues: HashMap<String, Cue>,
    given_names: HashSet<String>,
    /// How many of a million bear a family name.
    family_names: HashMap<String, f32>,
    /// How many of a hundred times a name stands in lower case, as a common word.
    common: HashMap<String, f32>,
    /// Tells which names are toponyms, and which place of a name is meant.
    pub(crate) forests: Forests,
}

/// What was learned of toponyms.
#[derive(Debug, Default)]
pub(crate) struct Forests {
    /// Whether a name is a toponym.
    pub(crate) toponym: super::Forest,
    /// Whether a place is the one that a toponym means.
    pub(crate) meaning: super::Forest,
}

impl Atlas {
    /// Names that begin with the first of some words, longer ones first.
    pub(crate) fn at_start<'f>(&self, forms: impl Iterator<Item = &'f str> + Clone) -> Vec<Found<Sense>> {
        self.index.at_start(forms)
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.spots.len()
    }

    /// A place; the numbers come from [`Sense`].
    pub(crate) fn spot(&self, spot: u32) -> Option<&Spot> {
        self.spots.get(spot as usize)
    }

    /// A place's own name.
    pub(crate) fn name(&self, spot: &Spot) -> &str {
        self.names.get(spot.name.0 as usize..spot.name.1 as usize).unwrap_or_default()
    }

    /// ISO 3166-1 alpha-3; none for what belongs to no country.
    pub(crate) fn country(&self, number: u16) -> Option<&str> {
        self.countries.get(usize::from(number)).map(String::as_str).filter(|iso3| !iso3.is_empty())
    }

    /// GeoNames' code of a first-level division.
    pub(crate) fn region(&self, number: u16) -> Option<&str> {
        self.regions.get(usize::from(number)).map(|(_, code)| code.as_str()).filter(|code| !code.is_empty())
    }

    /// What a word tells, by its form in lower case without full stop, or its lemma.
    pub(crate) fn cue(&self, word: &str) -> Option<Cue> {
        self.cues.get(word).copied()
    }

    /// How many of a million bear a word as their family name; 0 where it is not frequent.
    pub(crate) fn bearers(&self, word: &str) -> f32 {
        self.family_names.get(word).copied().unwrap_or_default()
    }

    /// How many of a hundred times a word in lower case stands in news so, rather than with a capital.
    pub(crate) fn commonness(&self, word: &str) -> f32 {
        self.common.get(word).copied().unwrap_or_default()
    }

    /// Whether a word is a frequent given name.
    pub(crate) fn is_given_name(&self, word: &str) -> bool {
        self.given_names.contains(word)
    }
}
