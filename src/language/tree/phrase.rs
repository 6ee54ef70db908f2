//! Noun phrases: their words and parts.

use std::ops::Range;

use super::{Clause, Relation, Tree, Upos, Xpos};

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// More than one.
    Plural,
}

/// A noun phrase: a head with what belongs to it. Coordinated ones are phrases of their own.
#[derive(Debug, Clone, Copy)]
pub struct NounPhrase<'t, 'a> {
    tree: &'t Tree<'a>,
    head: usize,
}

impl<'a> Tree<'a> {
    /// The noun phrases in the order of their heads, those inside others among them.
    pub fn noun_phrases(&self) -> impl Iterator<Item = NounPhrase<'_, 'a>> {
        (0..self.words().len()).filter_map(|word| self.noun_phrase(word))
    }

    /// The noun phrase that a word heads: a noun, name, pronoun or number, or any other word in the place of one ('the
    /// `wounded`'). None for a word that is only a part of a phrase: a title, a compound, the second word of a name.
    pub fn noun_phrase(&self, word: usize) -> Option<NounPhrase<'_, 'a>> {
        self.heads_phrase(word).then_some(NounPhrase { tree: self, head: word })
    }

    fn heads_phrase(&self, word: usize) -> bool {
        let relation = self.relation(word);
        let named = relation == Relation::Compound && self.upos(word) == Upos::Propn && !self.is_in_name(word);
        let part = matches!(
            relation,
            Relation::Flat
                | Relation::Fixed
                | Relation::Goeswith
                | Relation::Amod
                | Relation::Det
                | Relation::DetPredet
                | Relation::Nummod
                | Relation::Case
                | Relation::Mark
                | Relation::Punct
                | Relation::NmodDesc
        );
        let place = || {
            matches!(
                relation,
                Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Iobj | Relation::Obl | Relation::Nmod
            ) && !matches!(self.upos(word), Upos::Adp | Upos::Adv)
        };
        named || relation != Relation::Compound && !part && (self.upos(word).is_nominal() || place())
    }

    /// Whether a name's part modifies another part of it.
    fn is_in_name(&self, word: usize) -> bool {
        self.head(word).is_some_and(|head| self.upos(head) == Upos::Propn)
    }
}

impl<'t, 'a> NounPhrase<'t, 'a> {
    /// The head.
    pub fn head(&self) -> usize {
        self.head
    }

    /// The words from the first modifier before the head to the head or the end of its name: `the French foreign
    /// minister`, `Turkish President Recep Tayyip Erdogan`; no preposition, nothing that follows the head.
    pub fn core(&self) -> Range<usize> {
        let children = self.tree.children(self.head);
        let mut start = self.head;
        for child in children.iter().rev().filter(|child| **child < self.head) {
            let extent = self.tree.extent(*child);
            let relation = self.tree.relation(*child);
            let hyphen = relation == Relation::Punct && *child + 1 == start && self.is_hyphen(*child);
            if extent.end > start || !(relation.is_core_of_phrase() || hyphen) {
                break;
            }
            start = extent.start;
        }
        start..self.name_end(children)
    }

    fn is_hyphen(&self, word: usize) -> bool {
        self.tree.form(word) == "-"
    }

    fn name_end(&self, children: &[usize]) -> usize {
        let name = |child: &&usize| {
            matches!(self.tree.relation(**child), Relation::Flat | Relation::Fixed | Relation::Goeswith)
        };
        let last = children.iter().rfind(name);
        last.map_or(self.head + 1, |last| self.tree.extent(*last).end.max(self.head + 1))
    }

    /// The words of the whole phrase with what modifies it from behind: prepositional phrases, appositions, relative
    /// clauses. Its preposition, its conjuncts and, where it is a predicate, the clause around it are left out. Words of
    /// others may stand inside where arcs cross.
    pub fn span(&self) -> Range<usize> {
        let core = self.core();
        let children = self.tree.children(self.head).iter();
        let parts = children.filter(|child| self.tree.relation(**child).is_part_of_phrase());
        let mut span = parts.map(|child| self.tree.extent(*child)).fold(core, |all, part| {
            let start = if part.end <= self.head { all.start.min(part.start) } else { all.start };
            start..all.end.max(part.end)
        });
        if span.end > self.head + 1 && self.tree.form(span.end - 1) == "," {
            span.end -= 1;
        }
        span
    }

    /// `the`, `this`, `no`; not a possessor.
    pub fn determiner(&self) -> Option<usize> {
        self.tree.children_in(self.head, Relation::Det).next()
    }

    /// Adjectives, in reading order: `former`, `French`.
    pub fn adjectives(&self) -> impl Iterator<Item = usize> + use<'t, 'a> {
        self.tree.children_in(self.head, Relation::Amod)
    }

    /// Nouns and names right before the head: `peace` talks, `US` troops.
    pub fn compounds(&self) -> impl Iterator<Item = usize> + use<'t, 'a> {
        self.tree.children_in(self.head, Relation::Compound)
    }

    /// The head of the possessor: `Turkey` in `Turkey's envoy`, `their`.
    pub fn possessor(&self) -> Option<usize> {
        self.tree.children_in(self.head, Relation::NmodPoss).next()
    }

    /// The number word: `two` leaders.
    pub fn quantity(&self) -> Option<usize> {
        self.tree.children_in(self.head, Relation::Nummod).next()
    }

    /// Its number, as its form tells: none for a form that does not (a pronoun, a number).
    pub fn number(&self) -> Option<Number> {
        match self.tree.xpos(self.head) {
            tag if tag.is_plural() => Some(Number::Plural),
            Xpos::Nn | Xpos::Nnp => Some(Number::Singular),
            _ => None,
        }
    }

    /// The prepositions that it stands after, with all their words: `in front of`, `according to`; one that it shares
    /// with the conjunct before it is not repeated.
    pub fn prepositions(&self) -> Vec<usize> {
        self.tree.prepositions(self.head)
    }

    /// Whether `no`, `neither` or `without` denies it.
    pub fn is_denied(&self) -> bool {
        self.tree.denier(self.head).is_some()
    }

    /// The clause that it is the predicate of: `is a diplomat`.
    pub fn clause(&self) -> Option<Clause<'t, 'a>> {
        self.tree.clause(self.head)
    }
}

impl Tree<'_> {
    /// The prepositions of a word, with the further words of fixed ones; no possessive `'s`.
    pub(super) fn prepositions(&self, word: usize) -> Vec<usize> {
        let mut all = Vec::new();
        for case in self.children_in(word, Relation::Case).filter(|case| self.upos(*case) != Upos::Part) {
            all.push(case);
            all.extend(self.children_in(case, Relation::Fixed));
        }
        all
    }

    /// Some words in lower case, with a blank between them: `according to`.
    pub(super) fn lower_text(&self, words: &[usize]) -> String {
        words.iter().map(|word| self.form(*word).to_lowercase()).collect::<Vec<_>>().join(" ")
    }
}
