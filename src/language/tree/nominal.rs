//! The arguments of a noun that tells an act: `Russia's invasion of Ukraine`, `talks between X and Y in Z`.

use super::{Oblique, Relation, Tree};

/// How an argument hangs on its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NounSlot {
    /// `Russia's` invasion, `their` talks.
    Possessor,
    /// `missile` tests, `US` sanctions.
    Compound,
    /// `American` invasion, `fresh` talks: whether it names a country is knowledge.
    Adjective,
    /// invasion `of Ukraine`.
    Preposition,
    /// Without a preposition: Tuesday's talks `last week`.
    Unmarked,
    /// A clause: the threat `to invade`, fears `that Russia could attack`.
    Clause,
}

/// An argument of a noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NounArgument {
    /// Its head; conjuncts are arguments of their own.
    pub word: usize,
    /// How it hangs on the noun.
    pub slot: NounSlot,
    /// Its prepositions, or those of the conjunct before it.
    pub prepositions: Vec<usize>,
}

impl Tree<'_> {
    /// The arguments of a noun in reading order. What the verb above holds ('held talks with X') is the verb's.
    pub fn noun_arguments(&self, noun: usize) -> Vec<NounArgument> {
        let mut all = Vec::new();
        for child in self.children(noun).iter().copied() {
            let slot = match self.relation(child) {
                Relation::NmodPoss => NounSlot::Possessor,
                Relation::Compound => NounSlot::Compound,
                Relation::Amod => NounSlot::Adjective,
                Relation::Nmod | Relation::Obl | Relation::OblAgent => NounSlot::Preposition,
                Relation::NmodUnmarked | Relation::OblUnmarked => NounSlot::Unmarked,
                Relation::Acl => NounSlot::Clause,
                _ => continue,
            };
            let mut words = Vec::new();
            self.add_conjuncts(child, &mut words);
            all.extend(words.into_iter().map(|Oblique { word, prepositions }| {
                let bare = slot == NounSlot::Preposition && prepositions.is_empty();
                NounArgument { word, slot: if bare { NounSlot::Unmarked } else { slot }, prepositions }
            }));
        }
        all
    }
}
