//! PLOVER's closed sets: types, modes, contexts, statuses, sectors.
//!
//! Source: PLOVER manual, Open Event Data Alliance, September 2021 (CC BY-SA 4.0); `STATEMENT`, `scope` and
//! `status` are ours. Each set is written out once here, and every spelling comes from `closed_set!`.

use serde::{Deserialize, Serialize};

/// An enum of fixed spellings, with `ALL`, `as_str` and `parse`.
macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident, $count:literal: $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All values, in the order of the source.
            pub const ALL: [Self; $count] = [$(Self::$variant,)+];

            /// The spelling in events, data files and labels.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Reads the spelling back; none where it is no value of the set.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == text)
            }
        }
    };
}

closed_set! {
    /// PLOVER's sixteen event types, and neutral statements.
    EventType, 17:
    Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE",
    Cooperate = "COOPERATE", Aid = "AID", Retreat = "RETREAT",
    Request = "REQUEST", Reject = "REJECT", Accuse = "ACCUSE", Threaten = "THREATEN",
    Protest = "PROTEST", Sanction = "SANCTION", Mobilize = "MOBILIZE", Coerce = "COERCE", Assault = "ASSAULT",
    Statement = "STATEMENT",
}

impl EventType {
    /// PLOVER's quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict;
    /// 0 for a statement, which PLOVER leaves out.
    pub fn quad(self) -> u8 {
        match self {
            Self::Statement => 0,
            Self::Agree | Self::Consult | Self::Support | Self::Concede => 1,
            Self::Cooperate | Self::Aid | Self::Retreat => 2,
            Self::Request | Self::Reject | Self::Accuse | Self::Threaten => 3,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => 4,
        }
    }

    /// [`quad`](Self::quad) as a metric label.
    pub fn quad_label(self) -> &'static str {
        ["0", "1", "2", "3", "4"].get(usize::from(self.quad())).copied().unwrap_or("0")
    }

    /// Whether both sides do the same thing to each other, so that all parties may stand as actors.
    pub fn is_mutual(self) -> bool {
        matches!(self, Self::Agree | Self::Consult | Self::Support | Self::Cooperate | Self::Assault)
    }
}

closed_set! {
    /// How the act was done; which modes go with which type stands in the coding guide.
    Mode, 63:
    Visit = "visit", ThirdParty = "third-party", Multilateral = "multilateral", Phone = "phone",
    Withdraw = "withdraw", Release = "release", Return = "return", Disarm = "disarm", Ceasefire = "ceasefire",
    Access = "access", Resign = "resign",
    Assist = "assist", Change = "change", Yield = "yield", Meet = "meet",
    Disapprove = "disapprove", Investigate = "investigate", Allege = "allege",
    Restrict = "restrict", Ban = "ban", Arrest = "arrest", Relations = "relations", Rights = "rights",
    Expel = "expel", Territory = "territory", Violence = "violence",
    Demo = "demo", Riot = "riot", Strike = "strike", Hunger = "hunger", Boycott = "boycott", Obstruct = "obstruct",
    Convict = "convict", Discontinue = "discontinue",
    Troops = "troops", Weapons = "weapons", Police = "police", Militia = "militia",
    Seize = "seize", Censor = "censor", Curfew = "curfew", Deport = "deport", Withhold = "withhold",
    Misinformation = "misinformation", Cyber = "cyber",
    Abduct = "abduct", Beat = "beat", Torture = "torture", Execute = "execute", Sexual = "sexual",
    Assassinate = "assassinate", Destroy = "destroy", Primitive = "primitive", Firearms = "firearms",
    Explosives = "explosives", SuicideAttack = "suicide-attack", Aerial = "aerial", Drone = "drone",
    HeavyWeapons = "heavy-weapons", CrowdControl = "crowd-control", Cleansing = "cleansing", Massacre = "massacre",
    Unconventional = "unconventional",
}

closed_set! {
    /// Whether the act took place.
    Status, 4:
    /// It has happened or is going on.
    Occurred = "occurred",
    /// It is announced, planned or agreed.
    Future = "future",
    /// It is feared, possible, conditional or called for.
    Hypothetical = "hypothetical",
    /// It is said not to have happened.
    Negated = "negated",
}

closed_set! {
    /// Whether the parties belong to two or more countries, or to an intergovernmental organisation.
    Scope, 2:
    International = "international", Domestic = "domestic",
}

closed_set! {
    /// What the act is about; any number goes with any type.
    Context, 34:
    Diplomatic = "diplomatic", Military = "military", Intelligence = "intelligence", Territory = "territory",
    Economic = "economic", Legal = "legal", Executive = "executive", Legislative = "legislative",
    Election = "election", PoliticalInstitutions = "political_institutions", ProDemocracy = "pro_democracy",
    ProAutocracy = "pro_autocracy", HumanRights = "human_rights", RightsFreedoms = "rights_freedoms",
    Repression = "repression", HumanSecurity = "human_security", Inequality = "inequality",
    ReligionEthnicity = "religion_ethnicity", Lgbt = "lgbt", Migration = "migration", Asylum = "asylum",
    Health = "health", Disasters = "disasters", Environment = "environment", NaturalResource = "natural_resource",
    Technology = "technology", Cyber = "cyber", Misinformation = "misinformation", Terrorism = "terrorism",
    Cbrn = "cbrn", Crime = "crime", Corruption = "corruption", IllegalDrugs = "illegal_drugs",
    Trafficking = "trafficking",
}

closed_set! {
    /// What a party is.
    ActorKind, 5:
    Country = "country", Government = "government", Person = "person", Organization = "organization", Group = "group",
}

closed_set! {
    /// PLOVER's sector of a party.
    Sector, 18:
    Government = "GOV", Military = "MIL", Police = "COP", Legislature = "LEG", Judiciary = "JUD", Party = "PTY",
    Opposition = "OPP", Rebels = "REB", Intelligence = "SPY", Business = "BUS", Civilians = "CVL",
    Education = "EDU", Media = "MED", Refugees = "REF", Religion = "REL", Elite = "ELI", Labour = "LAB",
    Crime = "CRM",
}

closed_set! {
    /// Where the event's time comes from.
    Basis, 2:
    /// The text tells it.
    Text = "text",
    /// The text tells none: the publication date stands in.
    Publication = "publication",
}

closed_set! {
    /// TIMEX3's types of time expression.
    TimeType, 4:
    Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET",
}

closed_set! {
    /// The part of an article that a span counts in, where it is not the text.
    Within, 1:
    Title = "title",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_reads_back_and_has_a_quad() {
        for kind in EventType::ALL {
            assert_eq!(EventType::parse(kind.as_str()), Some(kind));
            assert_eq!(kind.quad_label(), kind.quad().to_string());
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
        assert_eq!(EventType::parse("consult"), None);
    }
}
