//! Phrases that mean somebody: nationality, office and name, in the order in which English puts them.
//!
//! `the` `senior` **Ukrainian officials**; **US Secretary of State Antony Blinken**; **Moscow**; **NATO**; **the
//! president of Kenya**. Words decide, tags and arcs where words leave it open: parsers go wrong in long names.

use std::ops::Range;

use super::{
    draft::{Draft, Use, What},
    scan::{Nation, Scan},
    words::Pronoun,
};
use crate::{
    knowledge::Reading,
    language::tree::{Relation, Upos, Xpos},
    mention::WordSpan,
};

/// Words between a determiner and a head at most.
const MAX_MODIFIERS: usize = 6;

/// What stands before a head.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opening {
    /// The first word of the head or of its nationality.
    pub(super) core: usize,
    /// `a`, `some`, `no`: nobody who is known.
    pub(super) is_indefinite: bool,
    /// `the`, `both`.
    pub(super) is_article: bool,
    pub(super) is_former: bool,
    pub(super) is_other: bool,
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
    pub(super) fn head_after(&self, after: usize, owned: bool) -> Opening {
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
            let and = usize::from(self.words.joints.contains(self.low(nation.end + comma)));
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
            .any(|at| self.words.joints.contains(self.low(at)))
    }

    fn is_list_word(&self, at: usize) -> bool {
        self.low(at) == "," || self.words.joints.contains(self.low(at)) || self.covering(at).is_some()
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
        let beside =
            || self.tree.children_in(first, Relation::Case).any(|case| self.words.beside.contains(self.low(case)));
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
    pub(super) fn is_compound(&self, word: usize) -> bool {
        let relation = self.tree.relation(word);
        matches!(relation, Relation::Compound | Relation::Amod | Relation::NmodDesc)
            && self.tree.head(word).is_some_and(|head| head > word)
    }

    /// Whether a preposition of place stands before a word, and maybe an article.
    pub(super) fn is_locative(&self, at: usize) -> bool {
        let back = |from: usize| from.checked_sub(1);
        let before = back(at).filter(|word| self.tree.upos(*word) == Upos::Det).map_or(back(at), back);
        before.is_some_and(|word| self.tree.upos(word) == Upos::Adp && self.words.locative.contains(self.low(word)))
    }

    /// The nationality or body that a word belongs to.
    pub(super) fn covering(&self, word: usize) -> Option<Nation> {
        (word.saturating_sub(4)..=word).find_map(|at| self.nation(at).filter(|nation| nation.end > word))
    }
}

/// Whether a tag may stand inside a name.
pub(super) fn is_name_tag(upos: Upos, xpos: Xpos) -> bool {
    upos == Upos::Propn || xpos.is_name()
}
