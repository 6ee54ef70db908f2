//! Phrases that mean somebody: nationality, office and name, in the order in which English puts them.
//!
//! `the` `senior` **Ukrainian officials**; **US Secretary of State Antony Blinken**; **Moscow**; **NATO**; **the
//! president of Kenya**. Words decide, tags and arcs where words leave it open: parsers go wrong in long names.

use std::ops::Range;

use super::{
    draft::{Body, Draft, PersonName, Title, Use, What},
    scan::{Nation, Scan},
    words::Pronoun,
};
use crate::{
    event::{ActorKind, Sector},
    knowledge::Reading,
    language::tree::{Relation, Upos, Xpos},
    mention::{WordSpan, place::PlaceMention},
};

/// Words between a determiner and a head at most.
const MAX_MODIFIERS: usize = 6;

/// What stands before a head.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opening {
    /// The first word of the head or of its nationality.
    core: usize,
    /// `a`, `some`, `no`: nobody who is known.
    is_indefinite: bool,
    /// `the`, `both`.
    is_article: bool,
    is_former: bool,
    is_other: bool,
}

/// The drafts of a sentence, in reading order.
pub(super) fn drafts(scan: &Scan<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let (drafts, next) = scan.phrase(at);
        found.extend(drafts);
        at = next.max(at + 1);
    }
    found
}

impl Scan<'_> {
    /// What begins at a word, and where to go on.
    fn phrase(&self, at: usize) -> (Vec<Draft>, usize) {
        if self.is_time(at) || self.tree.upos(at) == Upos::Punct {
            return (Vec::new(), at + 1);
        }
        if let Some(draft) = self.pronoun(at).or_else(|| self.pair(at)).or_else(|| self.body_noun(at)) {
            let next = draft.span.end;
            return (vec![draft], next);
        }
        let opening = self.opening(at);
        let core = opening.core;
        if let Some(side) = self.nation(core).filter(|nation| self.is_side(*nation)) {
            return (vec![self.bare(side, at)], side.end);
        }
        if self.low(at) == "ethnic"
            && let Some(nation) = self.nation(at + 1)
        {
            return self.ethnic(at, nation);
        }
        let body = self.body_run(core);
        let nations = self.nations(core);
        let after = nations.last().map_or(core, |nation| self.topic_end(nation.end));
        let head = self.head_after(after, !nations.is_empty());
        if let Some(role) = self.role(head.core).filter(|(_, end)| body.as_ref().is_none_or(|(_, body)| end >= body)) {
            let opening = Opening {
                is_former: opening.is_former || head.is_former,
                is_other: opening.is_other || head.is_other,
                ..opening
            };
            if let Some(found) = self.with_role(at, opening, &nations, (head.core, role)) {
                return found;
            }
        }
        if let Some((body, end)) = body.filter(|(_, end)| *end > after) {
            return (vec![self.draft(at, core..end, What::Body(body))], end);
        }
        match nations.first() {
            Some(nation) => (vec![self.bare(*nation, at)], nation.end),
            None => self.named(at),
        }
    }

    /// `ethnic Albanian guerrillas`: their country is not told.
    fn ethnic(&self, at: usize, nation: Nation) -> (Vec<Draft>, usize) {
        let head = self.head_after(nation.end, false);
        let end = self.role(head.core).map_or(nation.end, |(_, end)| end);
        (vec![self.draft(at, nation.start..end, What::Ethnic)], end)
    }

    pub(super) fn draft(&self, outer: usize, words: Range<usize>, what: What) -> Draft {
        let used = if self.is_possessive(words.end) { Use::Possessor } else { Use::Party };
        Draft { outer: outer.min(words.start)..words.end, span: self.span(&words), what, used }
    }

    pub(super) fn span(&self, words: &Range<usize>) -> WordSpan {
        WordSpan { part: self.place.0, sentence: self.place.1, start: words.start, end: words.end }
    }

    /// `he`, `its`, `they`; no expletive.
    fn pronoun(&self, at: usize) -> Option<Draft> {
        let pronoun = *self.words.pronouns.get(self.low(at))?;
        let real = self.tree.upos(at) == Upos::Pron && self.tree.relation(at) != Relation::Expl;
        let owner = self.tree.relation(at) == Relation::NmodPoss;
        let mut draft = self.draft(at, at..at + 1, What::Pronoun(pronoun));
        if owner {
            draft.used = Use::Possessor;
        }
        (real && !(pronoun == Pronoun::Thing && self.is_weather(at))).then_some(draft)
    }

    /// `it is clear that`, `it remains to be seen`: a clause follows that it stands for.
    fn is_weather(&self, at: usize) -> bool {
        let Some(head) = self.tree.head(at) else { return true };
        let clausal = |child: &usize| {
            matches!(self.tree.relation(*child), Relation::Csubj | Relation::Ccomp | Relation::Xcomp | Relation::Advcl)
        };
        let verbal = self.tree.upos(head) == Upos::Verb;
        !verbal && self.tree.children(head).iter().any(clausal)
    }

    /// `the group`, `the alliance`: not what is told more of.
    fn body_noun(&self, at: usize) -> Option<Draft> {
        let noun = at + 1;
        let fits = self.low(at) == "the" && self.words.bodies.contains(self.low(noun)) && !self.is_capital(noun);
        let more =
            |child: &usize| matches!(self.tree.relation(*child), Relation::Nmod | Relation::Appos | Relation::AclRelcl);
        let told = self.is_compound(noun) || self.tree.children(noun).iter().any(more);
        (fits && !told).then(|| self.draft(at, noun..noun + 1, What::BodyNoun))
    }

    /// `both sides`, `the two presidents`.
    fn pair(&self, at: usize) -> Option<Draft> {
        let the = self.low(at) == "the";
        let opener = at + usize::from(the);
        let opens = self.words.pair_openers.contains(self.low(opener)) && (the || self.low(opener) == "both");
        let noun = (opener + 1..opener + 3).find(|noun| self.words.pairs.contains_key(self.low(*noun)));
        let noun = noun.filter(|_| opens)?;
        let pair = *self.words.pairs.get(self.low(noun))?;
        Some(self.draft(at, opener..noun + 1, What::Pair(pair)))
    }

    /// Determiners and modifiers before what may be a head; goes no further than the first nationality or office.
    fn opening(&self, at: usize) -> Opening {
        let mut opening = Opening { core: at, ..Opening::default() };
        if self.tree.upos(at) == Upos::Det {
            opening.is_article = matches!(self.low(at), "the" | "both");
            opening.is_indefinite = !opening.is_article;
            opening.core = at + 1;
        } else if matches!(self.low(at), "one" | "another") {
            opening.is_indefinite = true;
            opening.core = at + 1;
        }
        self.skip_modifiers(opening)
    }

    /// From the end of the nationalities to the head: modifiers again, after the possessive.
    fn head_after(&self, after: usize, owned: bool) -> Opening {
        let leads = self.tree.form(after) == "-" && self.words.leading.contains(self.low(after + 1));
        let core = after + usize::from(owned && self.is_possessive(after)) + if leads { 2 } else { 0 };
        self.skip_modifiers(Opening { core, ..Opening::default() })
    }

    fn skip_modifiers(&self, mut opening: Opening) -> Opening {
        let start = opening.core;
        let mut at = start;
        while at < start + MAX_MODIFIERS && self.nation(at).is_none() && self.role_at(at).is_none() {
            if !self.is_modifier(at) || self.low(at) == "ethnic" {
                break;
            }
            opening.is_former |= self.words.former.contains(self.low(at));
            opening.is_other |= self.words.other.contains(self.low(at));
            at += 1;
        }
        let headed = self.nation(at).is_some() || self.role_at(at).is_some();
        if headed {
            opening.core = at;
            opening.is_former |= self.low(at).starts_with("ex-");
        }
        opening
    }

    fn is_modifier(&self, at: usize) -> bool {
        let relation = self.tree.relation(at);
        let listed = self.words.former.contains(self.low(at)) || self.words.other.contains(self.low(at));
        listed
            || match self.tree.upos(at) {
                Upos::Adj | Upos::Num => true,
                Upos::Verb => relation == Relation::Amod,
                Upos::Adv => matches!(self.tree.upos(at + 1), Upos::Adj | Upos::Verb),
                Upos::Noun => relation == Relation::Compound,
                Upos::Punct | Upos::Sym => {
                    self.tree.form(at) == "-" && self.touches_last(at) && self.touches_last(at + 1)
                }
                _ => false,
            }
    }

    /// `French`, `US and Russian`: nationalities and bodies that begin at a word; those after the first only before an
    /// office.
    fn nations(&self, start: usize) -> Vec<Nation> {
        let mut nations: Vec<Nation> = Vec::new();
        let mut at = start;
        while let Some(nation) = self.nation(at) {
            nations.push(nation);
            // A comma alone joins nothing: `near Baghdad, American soldiers`.
            let listed = nations.len() > 1 || self.is_listed(nation.end);
            let comma = usize::from(self.tree.form(nation.end) == "," && listed);
            let and = usize::from(matches!(self.low(nation.end + comma), "and" | "or" | "&"));
            let hyphen = usize::from(comma + and == 0 && self.tree.form(nation.end) == "-");
            if hyphen > 0 && self.words.leading.contains(self.low(nation.end + 1)) {
                break;
            }
            at = nation.end + comma + and + hyphen;
            if at == nation.end {
                break;
            }
        }
        let shared = nations.len() > 1 && nations.last().is_some_and(|last| self.leads_to_role(last));
        if !shared {
            nations.truncate(1);
        }
        nations
    }

    /// Whether a list that goes on after a comma comes to its `and` soon.
    fn is_listed(&self, end: usize) -> bool {
        (end + 1..end + 2 * MAX_MODIFIERS)
            .take_while(|at| self.nation(*at).is_some() || self.is_list_word(*at))
            .any(|at| matches!(self.low(at), "and" | "or" | "&"))
    }

    fn is_list_word(&self, at: usize) -> bool {
        matches!(self.low(at), "," | "and" | "or" | "&") || self.covering(at).is_some()
    }

    /// `UN Syria envoy`, `US Iran envoy`: what an office is about stands between its owner and itself.
    fn topic_end(&self, end: usize) -> usize {
        let topic = self.nation(end).filter(|topic| matches!(topic.reading, Reading::Country(_)));
        let role = topic.filter(|topic| self.role_at(self.head_after(topic.end, false).core).is_some());
        role.map_or(end, |topic| topic.end)
    }

    /// Whether an office of all of them follows: the last one is an adjective, or used as one.
    fn leads_to_role(&self, last: &Nation) -> bool {
        let head = self.head_after(last.end, false);
        let adjective =
            matches!(last.reading, Reading::Adjective(_)) || self.tree.relation(last.end - 1) == Relation::Compound;
        adjective && self.role_at(head.core).is_some()
    }

    /// `US-backed`: whose side somebody is on.
    fn is_side(&self, nation: Nation) -> bool {
        self.tree.form(nation.end) == "-" && self.words.sides.contains(self.low(nation.end + 1))
    }

    /// A country, people, seat or body without an office after it.
    fn bare(&self, nation: Nation, at: usize) -> Draft {
        let mut draft = self.draft(at, nation.start..nation.end, What::Known(nation.reading));
        let adjective = matches!(nation.reading, Reading::Adjective(_)) && self.tree.upos(nation.end - 1) == Upos::Adj;
        let capital = self.low(nation.start.wrapping_sub(1)) == "capital";
        let place = self.is_locative(nation.start) && !adjective || self.is_place_alone(nation) || capital;
        if draft.used == Use::Party {
            draft.used = if place && !matches!(nation.reading, Reading::Organisation(_)) {
                Use::Locative
            } else if adjective || self.is_side(nation) || self.is_compound(nation.end - 1) {
                Use::Adjective
            } else {
                Use::Party
            };
        }
        draft
    }

    /// Whether a city that is a seat of power is only where something is: `Saint Peter's Square, Rome`. It acts as a
    /// subject, an object, or beside another party.
    fn is_place_alone(&self, nation: Nation) -> bool {
        let city = matches!(nation.reading, Reading::Seat(_)) && self.place_at(nation.start).is_some();
        let first = self.tree.first_conjunct(nation.end - 1);
        let beside = || {
            let cases: Vec<&str> = self.tree.children_in(first, Relation::Case).map(|case| self.low(case)).collect();
            cases
                .iter()
                .any(|case| matches!(*case, "with" | "between" | "against" | "by" | "for" | "toward" | "towards"))
        };
        let party = match self.tree.relation(first) {
            Relation::Obj | Relation::Iobj | Relation::NmodPoss | Relation::OblAgent => true,
            Relation::Obl | Relation::Nmod => beside() || self.is_source(first),
            relation => relation.is_subject() || relation == Relation::Root,
        };
        city && !party
    }

    /// `a reply from Washington`, `expects an answer from Kyiv`: something comes from there, not somebody.
    fn is_source(&self, word: usize) -> bool {
        let from = self.tree.children_in(word, Relation::Case).any(|case| self.low(case) == "from");
        let head = self.tree.head(word).filter(|_| from);
        head.is_some_and(|head| {
            self.tree.relation(word) == Relation::Nmod || self.tree.children_in(head, Relation::Obj).next().is_some()
        })
    }

    /// Whether a word stands before a noun that it modifies: `US` sanctions.
    fn is_compound(&self, word: usize) -> bool {
        let relation = self.tree.relation(word);
        matches!(relation, Relation::Compound | Relation::Amod | Relation::NmodDesc)
            && self.tree.head(word).is_some_and(|head| head > word)
    }

    /// Whether a preposition of place stands before a word, and maybe an article.
    pub(super) fn is_locative(&self, at: usize) -> bool {
        let back = |from: usize| from.checked_sub(1);
        let before = back(at).filter(|word| self.tree.upos(*word) == Upos::Det).map_or(back(at), back);
        before.is_some_and(|word| {
            self.tree.upos(word) == Upos::Adp
                && matches!(
                    self.low(word),
                    "in" | "at" | "near" | "inside" | "across" | "throughout" | "outside" | "around" | "within"
                )
        })
    }

    /// An office or agent, its nationality before or after it, and the name after it. None where the words only modify
    /// another noun.
    fn with_role(
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
        articles.any(|article| {
            matches!(self.low(article), "a" | "an" | "another" | "any" | "some" | "no" | "every" | "each")
        })
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

    /// The nationality or body that a word belongs to.
    pub(super) fn covering(&self, word: usize) -> Option<Nation> {
        (word.saturating_sub(4)..=word).find_map(|at| self.nation(at).filter(|nation| nation.end > word))
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

/// Whether a tag may stand inside a name.
pub(super) fn is_name_tag(upos: Upos, xpos: Xpos) -> bool {
    upos == Upos::Propn || xpos.is_name()
}
