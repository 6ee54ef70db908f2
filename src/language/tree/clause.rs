//! Clauses: a predicate with what it governs.

use super::{Relation, Subject, Tree, Upos, VerbGroup, Xpos, relative::is_stranded};

/// What the predicate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// A verb.
    Verbal,
    /// A noun, adjective or phrase with a form of `be`.
    Copular,
    /// `There were talks`; the subject is what there was.
    Existential,
    /// Anything else with a subject or in a clause's place: 'with talks under way'.
    Verbless,
}

/// What a clause is to its governor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseRole {
    /// It has none: the sentence's main clause.
    Main,
    /// Coordinated with it.
    Conjunct,
    /// What is said, known, decided.
    Content,
    /// An infinitive, participle or predicate that shares the governor's subject or object.
    Open,
    /// What it is done for: 'came to discuss'.
    Purpose,
    /// When, why, how, on which condition.
    Adverbial,
    /// A relative clause.
    Relative,
    /// Another clause that modifies a noun: 'troops deployed', 'the decision to leave', 'fears that'.
    Modifier,
    /// The governor's subject.
    Subject,
    /// Beside it: 'he said'.
    Aside,
    /// In the place of a noun, or something else.
    Other,
}

/// A clause under another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Complement {
    /// Its predicate; with its conjuncts it is whole.
    pub predicate: usize,
    /// What it is to the governor.
    pub role: ClauseRole,
    /// `to`, `that`, `after` before it.
    pub mark: Option<usize>,
}

/// A noun phrase that a predicate governs through a preposition, or without one where it tells time or measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oblique {
    /// Its head, a relative pronoun replaced by its antecedent. Conjuncts are obliques of their own.
    pub word: usize,
    /// Its prepositions in reading order, or those of the conjunct before it; the relative adverb `where`.
    pub prepositions: Vec<usize>,
}

/// A predicate with what it governs.
#[derive(Debug, Clone, Copy)]
pub struct Clause<'t, 'a> {
    tree: &'t Tree<'a>,
    predicate: usize,
}

/// Which words are predicates. Heads come before their words.
pub(super) fn predicates(tree: &Tree<'_>) -> Vec<bool> {
    let mut predicates = vec![false; tree.words().len()];
    for word in tree.top_down() {
        let governed = tree.head(word).and_then(|head| predicates.get(head).copied().map(|is| (head, is)));
        let is = is_predicate(tree, word, governed);
        predicates.get_mut(word).into_iter().for_each(|place| *place = is);
    }
    predicates
}

/// `governor` is the head, and whether it is a predicate.
fn is_predicate(tree: &Tree<'_>, word: usize, governor: Option<(usize, bool)>) -> bool {
    let (relation, verb) = (tree.relation(word), tree.is_verb(word));
    let frame = tree.frame(word);
    match relation {
        Relation::Aux | Relation::AuxPass | Relation::Cop | Relation::Case | Relation::Mark | Relation::Punct => false,
        Relation::Cc | Relation::CcPreconj | Relation::Det | Relation::DetPredet | Relation::CompoundPrt => false,
        Relation::Fixed | Relation::Flat | Relation::Goeswith => false,
        _ if frame.subject.is_some() || frame.copula.is_some() => true,
        relation if relation.is_clausal() => !is_stranded(tree, word),
        Relation::Conj => verb || governor.is_some_and(|(head, is)| is && !tree.is_verb(head)),
        Relation::Amod | Relation::Compound | Relation::NmodDesc | Relation::Advmod | Relation::Nummod => false,
        Relation::Root | Relation::Parataxis | Relation::List | Relation::Dep | Relation::Orphan => verb,
        Relation::Appos | Relation::Dislocated | Relation::Reparandum | Relation::Discourse => verb,
        _ => verb && frame.object.is_some(),
    }
}

impl<'a> Tree<'a> {
    /// The clauses in the order of their predicates.
    pub fn clauses(&self) -> impl Iterator<Item = Clause<'_, 'a>> {
        (0..self.words().len()).filter_map(|word| self.clause(word))
    }

    /// The clause whose predicate a word is: a verb but for one that is an adjective before a noun, a noun or adjective
    /// with a copula, any word with a subject or in the place of a clause.
    pub fn clause(&self, word: usize) -> Option<Clause<'_, 'a>> {
        self.is_predicate(word).then_some(Clause { tree: self, predicate: word })
    }

    pub(super) fn is_predicate(&self, word: usize) -> bool {
        self.predicates.get(word).copied().unwrap_or_default()
    }

    pub(super) fn is_verb(&self, word: usize) -> bool {
        matches!(self.upos(word), Upos::Verb | Upos::Aux)
    }

    pub(super) fn is_auxiliary(&self, word: usize) -> bool {
        matches!(self.relation(word), Relation::Aux | Relation::AuxPass | Relation::Cop)
    }

    /// What a clause is to its head.
    pub(super) fn clause_role(&self, word: usize) -> ClauseRole {
        match self.relation(word) {
            _ if self.head(word).is_none() => ClauseRole::Main,
            Relation::Conj => ClauseRole::Conjunct,
            Relation::Ccomp => ClauseRole::Content,
            Relation::Xcomp => ClauseRole::Open,
            Relation::Advcl if self.is_controlled(word) => ClauseRole::Open,
            Relation::Advcl if self.is_to_infinitive(word) => ClauseRole::Purpose,
            Relation::Advcl => ClauseRole::Adverbial,
            Relation::AclRelcl | Relation::AdvclRelcl => ClauseRole::Relative,
            Relation::Acl => ClauseRole::Modifier,
            Relation::Csubj | Relation::CsubjPass | Relation::CsubjOuter => ClauseRole::Subject,
            Relation::Parataxis => ClauseRole::Aside,
            _ => ClauseRole::Other,
        }
    }

    pub(super) fn is_to_infinitive(&self, word: usize) -> bool {
        self.children_in(word, Relation::Mark).any(|mark| self.xpos(mark) == Xpos::To)
    }
}

impl<'t, 'a> Clause<'t, 'a> {
    /// The sentence.
    pub fn tree(&self) -> &'t Tree<'a> {
        self.tree
    }

    /// The predicate.
    pub fn predicate(&self) -> usize {
        self.predicate
    }

    /// What the predicate is.
    pub fn kind(&self) -> ClauseKind {
        let there =
            || self.tree.children_in(self.predicate, Relation::Expl).any(|word| self.tree.xpos(word) == Xpos::Ex);
        match self.tree.is_verb(self.predicate) {
            true if there() => ClauseKind::Existential,
            true => ClauseKind::Verbal,
            false if self.tree.frame(self.predicate).copula.is_some() => ClauseKind::Copular,
            false => ClauseKind::Verbless,
        }
    }

    /// What the clause is to its governor.
    pub fn role(&self) -> ClauseRole {
        self.tree.clause_role(self.predicate)
    }

    /// The subject and how it was found. Its conjuncts are in [`Self::subjects`].
    pub fn subject(&self) -> Option<Subject> {
        self.tree.subject(self.predicate)
    }

    /// Tense, aspect, voice, modality, negation, condition, question.
    pub fn group(&self) -> VerbGroup {
        self.tree.group(self.predicate)
    }

    /// The particle of the verb: `over` in `took over`.
    pub fn particle(&self) -> Option<usize> {
        self.tree.children_in(self.predicate, Relation::CompoundPrt).next()
    }

    /// Adverbs, in reading order; negators and words that ask among them.
    pub fn adverbs(&self) -> impl Iterator<Item = usize> + use<'t, 'a> {
        self.tree.children_in(self.predicate, Relation::Advmod)
    }

    /// The direct object; a relative pronoun is replaced by its antecedent, and the gap of a relative clause is filled
    /// ('the deal they signed').
    pub fn object(&self) -> Option<usize> {
        let own = self.tree.frame(self.predicate).object;
        own.map(|object| self.tree.referent(object)).or_else(|| self.tree.gap_object(self.predicate))
    }

    /// The direct objects: the first with everything that is coordinated with it.
    pub fn objects(&self) -> Vec<usize> {
        self.object().map(|object| self.tree.conjuncts(object)).unwrap_or_default()
    }

    /// The second object: who is told, asked, given.
    pub fn indirect_object(&self) -> Option<usize> {
        self.tree.frame(self.predicate).indirect.map(|object| self.tree.referent(object))
    }

    /// The second objects: the first with everything that is coordinated with it.
    pub fn indirect_objects(&self) -> Vec<usize> {
        self.indirect_object().map(|object| self.tree.conjuncts(object)).unwrap_or_default()
    }

    /// The agent of a passive, after `by`. Its conjuncts are the tree's to give.
    pub fn agent(&self) -> Option<usize> {
        let agent = self.tree.children_in(self.predicate, Relation::OblAgent).next();
        agent.map(|agent| self.tree.referent(agent))
    }

    /// The obliques in reading order, conjuncts each on their own; no agent. A stranded preposition and a relative
    /// `where` stand with what they belong to.
    pub fn obliques(&self) -> Vec<Oblique> {
        let mut all = Vec::new();
        for child in self.tree.children(self.predicate).iter().copied() {
            match self.tree.relation(child) {
                Relation::Obl if is_stranded(self.tree, child) => {
                    let word = self.tree.strand(child);
                    all.extend(word.map(|word| Oblique { word, prepositions: vec![child] }));
                }
                Relation::Obl | Relation::OblUnmarked => self.tree.add_conjuncts(child, &mut all),
                Relation::Advmod => {
                    let word = self.tree.antecedent(child);
                    all.extend(word.map(|word| Oblique { word, prepositions: vec![child] }));
                }
                _ => {}
            }
        }
        all
    }

    /// The clauses that it governs, in reading order: what is said, infinitives, adverbial clauses, asides. Those that
    /// modify a noun are the noun's; conjuncts are clauses of their own.
    pub fn complements(&self) -> impl Iterator<Item = Complement> + use<'t, 'a> {
        let Self { tree, predicate } = *self;
        let children = tree.children(predicate).iter().copied();
        let clauses = children.filter(move |child| tree.is_predicate(*child));
        let complement = move |predicate| Complement {
            predicate,
            role: tree.clause_role(predicate),
            mark: tree.frame(predicate).mark,
        };
        clauses.map(complement).filter(|complement| {
            !matches!(complement.role, ClauseRole::Conjunct | ClauseRole::Modifier | ClauseRole::Other)
        })
    }

    /// The predicates that govern it, each with what the clause under it is to it, up to the root; words between that
    /// are no predicates are passed over. Costs as much as the way.
    pub fn governors(&self) -> impl Iterator<Item = (usize, ClauseRole)> + use<'t, 'a> {
        let Self { tree, predicate } = *self;
        let mut below = predicate;
        tree.governors(predicate).filter_map(move |governor| {
            let role = tree.clause_role(below);
            if !tree.is_predicate(governor) {
                return None;
            }
            below = governor;
            Some((governor, role))
        })
    }

    /// The clause that it holds under a condition: `attacks` in 'will answer if Russia attacks'.
    pub fn hinges_on(&self) -> Option<usize> {
        let mut adverbial = self.complements().filter(|clause| clause.role == ClauseRole::Adverbial);
        adverbial.find(|clause| self.tree.group(clause.predicate).condition.is_some()).map(|clause| clause.predicate)
    }
}

impl Tree<'_> {
    /// Adds an oblique and its conjuncts, each with its own prepositions or those of the first.
    pub(super) fn add_conjuncts(&self, first: usize, all: &mut Vec<Oblique>) {
        let shared = self.prepositions(first);
        for word in self.conjuncts(first) {
            let own = self.prepositions(word);
            let prepositions = if own.is_empty() { shared.clone() } else { own };
            all.push(Oblique { word: self.referent(word), prepositions });
        }
    }
}
