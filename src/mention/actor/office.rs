//! Offices and agents: their country before or after them, and the name that follows.

use super::{
    draft::{Body, Draft, PersonName, Title, Use, What},
    phrase::Opening,
    scan::{Nation, Scan},
};
use crate::{
    event::{ActorKind, Sector},
    knowledge::Reading,
    language::tree::{Relation, Upos, Xpos},
    mention::place::PlaceMention,
};

impl Scan<'_> {
    /// An office or agent, its nationality before or after it, and the name after it. None where the words only modify
    /// another noun.
    pub(super) fn with_role(
        &self,
        at: usize,
        opening: Opening,
        nations: &[Nation],
        (head, (role, role_end)): (usize, (usize, usize)),
    ) -> Option<(Vec<Draft>, usize)> {
        let kind = self.known.roles.get(role)?.kind;
        let elect = self.tree.form(role_end) == "-" && self.words.other.contains(self.low(role_end + 1));
        let (text_end, role_end) = (role_end, role_end + if elect { 2 } else { 0 });
        let held = self.tree.form(role_end) == "-" && self.words.sides.contains(self.low(role_end + 1));
        if held || !self.is_noun(role_end - 1) {
            return None;
        }
        let link = if nations.is_empty() { self.link(role_end) } else { None };
        let owner_end = link.filter(|link| link.swallowed).map_or(role_end, |link| link.nation.end);
        let name = if kind == ActorKind::Person { self.name_after(owner_end) } else { None };
        if let Some(named) = self.named_body(role, (owner_end, nations), text_end) {
            return Some(named);
        }
        let modifies = name.is_none() && owner_end == role_end && self.modifies_noun(role_end - 1);
        if modifies && (kind != ActorKind::Government || nations.is_empty()) {
            return None;
        }
        let near = self.place_before(head).filter(|_| nations.is_empty());
        let place = near.and_then(|place| place.country.as_deref());
        let owner =
            place.or_else(|| if nations.is_empty() && link.is_none() { self.owner(role, role_end - 1) } else { None });
        let title = |nation: Option<Nation>, shared: bool| Title {
            role,
            text: self.text(&(head..text_end)),
            country: nation.and_then(|nation| self.country_of(nation.reading)).or(owner).map(str::to_owned),
            body: nation.and_then(|nation| match nation.reading {
                Reading::Organisation(index) => Some(index),
                _ => None,
            }),
            is_definite: !opening.is_indefinite && !self.is_owned(at) && !self.is_indefinite(role_end - 1),
            is_plural: self.tree.xpos(role_end - 1).is_plural() && !shared,
            is_former: opening.is_former,
            is_other: opening.is_other || elect,
            is_owned: self.is_owned(at) && !self.is_ours(at)
                || nation.is_none() && owner.is_none() && self.is_of_others(text_end - 1),
        };
        if nations.len() > 1 {
            return Some((self.shared(nations, role_end, title), role_end));
        }
        let nation = nations.first().copied().or(link.map(|link| link.nation));
        let start = nations.first().map_or(near.map_or(head, |place| place.span.start), |nation| nation.start);
        let title = title(nation, false);
        let end = name.as_ref().map_or(owner_end, |name| name.words.end);
        let what = match name {
            Some(name) => What::Person(PersonName { title: Some(title), ..name }),
            None => What::Office(title),
        };
        let mut draft = self.draft(at, start..end, what);
        if modifies && draft.used == Use::Party {
            draft.used = Use::Adjective;
        }
        Some((vec![draft], end))
    }

    /// `the newspaper La Prensa`, `the rebel group M23`: a body told by its kind and its name.
    fn named_body(
        &self,
        role: usize,
        (end, nations): (usize, &[Nation]),
        text_end: usize,
    ) -> Option<(Vec<Draft>, usize)> {
        let role = self.known.roles.get(role)?;
        let body = matches!(role.kind, ActorKind::Organization | ActorKind::Group);
        let single = self.tree.xpos(text_end - 1) == Xpos::Nn && !self.is_capital(text_end - 1);
        if !body || !single || self.nation(end).is_some() {
            return None;
        }
        let words = self.name_after(end)?.words;
        let country = nations.first().and_then(|nation| self.country_of(nation.reading)).map(str::to_owned);
        let (next, sector, acronym) = (words.end, Some(role.sector), self.acronym(words.end));
        let body = Body { text: self.text(&words), country, sector, acronym };
        Some((vec![self.draft(words.start, words, What::Body(body))], next))
    }

    /// `the French and German ministers`: one draft for each nationality.
    fn shared(&self, nations: &[Nation], end: usize, title: impl Fn(Option<Nation>, bool) -> Title) -> Vec<Draft> {
        let count = nations.len();
        let drafts = nations.iter().enumerate().map(|(index, nation)| {
            let last = index + 1 == count;
            let words = nation.start..if last { end } else { nation.end };
            let title = self.singular(title(Some(*nation), true));
            self.draft(nation.start, words, What::Office(title))
        });
        drafts.collect()
    }

    /// `foreign ministers` of two countries: a foreign minister of each.
    fn singular(&self, title: Title) -> Title {
        let Some(text) = title.text.strip_suffix('s') else { return title };
        let role = self.known.index.get(text).into_iter().find_map(|reading| match reading {
            Reading::Role(role) => Some(role),
            _ => None,
        });
        let Some(role) = role else { return title };
        Title { role, text: text.to_owned(), ..title }
    }

    /// Whether an article of the phrase says that nobody known is meant: `a 15-year-old student`.
    fn is_indefinite(&self, head: usize) -> bool {
        let mut articles = self.tree.children_in(head, Relation::Det);
        articles.any(|article| self.words.indefinite.contains(self.low(article)))
    }

    /// `leaders of the unions`: whose they are is told, and is no country.
    fn is_of_others(&self, head: usize) -> bool {
        self.tree.children_in(head, Relation::Nmod).any(|of| {
            self.tree.children_in(of, Relation::Case).any(|case| matches!(self.low(case), "of" | "from" | "for"))
        })
    }

    /// `his`, `their`: whose it is stands before the phrase.
    fn is_owned(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            self.tree.relation(before) == Relation::NmodPoss && self.tree.upos(before) == Upos::Pron
                || self.is_possessive(before)
        })
    }

    /// `our army`: of the country that the article is about.
    fn is_ours(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.low(before) == "our")
    }

    /// Whether a noun only modifies the noun after it: `army base`.
    fn modifies_noun(&self, word: usize) -> bool {
        let next = word + 1;
        self.is_compound(word) && self.tree.upos(next) == Upos::Noun && !self.is_time(next) && !self.is_possessive(next)
    }

    /// The country of an agent by arcs and places: `Russia's newly ramped up military`, `rebels in Idlib`.
    fn owner(&self, role: usize, head: usize) -> Option<&str> {
        let sector = self.known.roles.get(role).map(|role| role.sector);
        self.tree.children(head).iter().find_map(|child| match self.tree.relation(*child) {
            Relation::NmodPoss | Relation::Amod | Relation::Compound => {
                self.covering(*child).and_then(|nation| self.country_of(nation.reading))
            }
            Relation::Nmod => {
                let preposition = self.tree.children_in(*child, Relation::Case).next()?;
                let place = match self.low(preposition) {
                    "of" | "from" => true,
                    // Soldiers serve abroad.
                    "in" | "at" | "near" => sector != Some(Sector::Military),
                    _ => false,
                };
                let nation = || self.covering(*child).and_then(|nation| self.country_of(nation.reading));
                if place { nation().or_else(|| self.country_of_place(*child)) } else { None }
            }
            // `a group based in Trinidad`
            Relation::Acl if sector != Some(Sector::Military) => {
                self.tree.children_in(*child, Relation::Obl).find_map(|place| {
                    let inside = self
                        .tree
                        .children_in(place, Relation::Case)
                        .any(|case| matches!(self.low(case), "in" | "near"));
                    let nation = || self.covering(place).and_then(|nation| self.country_of(nation.reading));
                    if inside { nation().or_else(|| self.country_of_place(place)) } else { None }
                })
            }
            _ => None,
        })
    }

    /// The place right before a word: `Michigan` Governor.
    fn place_before(&self, at: usize) -> Option<&PlaceMention> {
        self.places.iter().copied().find(|place| place.span.end == at)
    }

    fn country_of_place(&self, word: usize) -> Option<&str> {
        let start = self.tree.noun_phrase(word).map_or(word, |phrase| phrase.core().start);
        let within = |place: &&&PlaceMention| place.span.start <= word && start < place.span.end;
        self.places.iter().find(within)?.country.as_deref()
    }

    /// `of Russia`, `from the Kremlin`, `in Nicaragua`, `for the Russian Foreign Ministry`.
    fn link(&self, at: usize) -> Option<Link> {
        let preposition = self.low(at);
        if self.tree.upos(at) != Upos::Adp && preposition != "to" {
            return None;
        }
        let start = at + 1 + usize::from(matches!(self.low(at + 1), "the" | "both"));
        let nation = self.nation(start)?;
        let organisation = matches!(nation.reading, Reading::Organisation(_));
        let adjective = matches!(nation.reading, Reading::Adjective(_));
        let role = || self.role_at(self.head_after(nation.end, false).core).is_some();
        let fits = match preposition {
            "of" | "from" => !adjective || role(),
            "for" | "with" => organisation || adjective && role(),
            "in" => matches!(nation.reading, Reading::Country(_)),
            "to" | "at" => organisation,
            _ => false,
        };
        let possessive = self.is_possessive(nation.end);
        let swallowed = preposition == "of" && !adjective && !possessive && !self.is_compound(nation.end - 1);
        fits.then_some(Link { nation, swallowed })
    }
}

/// Whose an office is, told after it.
#[derive(Debug, Clone, Copy)]
struct Link {
    nation: Nation,
    /// Whether it is part of the phrase: `the president of Kenya`.
    swallowed: bool,
}
