//! What stands in for something else: relative pronouns, and the gap of a relative clause without one.

use super::{MAX_HOPS, Relation, Tree, Upos, Xpos, closed_class};

/// What a relative clause does with its antecedent, found once for all words. Everything is indexed by word.
#[derive(Debug, Clone, Default)]
pub(super) struct Relatives {
    /// The antecedent of each relative pronoun or adverb.
    antecedents: Vec<Option<usize>>,
    /// What fills the open object place of a verb.
    objects: Vec<Option<usize>>,
    /// Stranded prepositions with what they belong to.
    strands: Vec<Option<usize>>,
    /// Relative clauses whose antecedent is their subject, without a pronoun.
    subjects: Vec<Option<usize>>,
}

impl Relatives {
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let count = tree.words().len();
        let none = || vec![None; count];
        let mut relatives = Self { antecedents: none(), objects: none(), strands: none(), subjects: none() };
        let mut has_pronoun = vec![false; count];
        for pronoun in (0..count).filter(|word| tree.xpos(*word).is_wh()) {
            if let Some((clause, antecedent)) = relative_clause(tree, pronoun) {
                set(&mut relatives.antecedents, pronoun, antecedent);
                has_pronoun.get_mut(clause).into_iter().for_each(|has| *has = true);
            }
        }
        for clause in (0..count).filter(|word| tree.relation(*word) == Relation::AclRelcl) {
            if has_pronoun.get(clause) == Some(&false)
                && let Some(antecedent) = tree.head(clause)
            {
                relatives.fill(tree, clause, antecedent);
            }
        }
        relatives
    }

    /// `the deal they signed`: puts the antecedent where the clause lacks something.
    fn fill(&mut self, tree: &Tree<'_>, clause: usize, antecedent: usize) {
        if tree.frame(clause).subject.is_none() {
            return set(&mut self.subjects, clause, antecedent);
        }
        let deepest = deepest(tree, clause);
        if let Some(preposition) = tree.children(deepest).iter().copied().find(|child| is_stranded(tree, *child)) {
            set(&mut self.strands, preposition, antecedent);
        } else if lacks_object(tree, deepest) {
            set(&mut self.objects, deepest, antecedent);
        }
    }
}

fn set(places: &mut [Option<usize>], word: usize, filler: usize) {
    if let Some(place) = places.get_mut(word) {
        *place = Some(filler);
    }
}

/// The clause at the end of a chain of verbs that lack their object: `they agreed to sign`, `he said they signed`.
fn deepest(tree: &Tree<'_>, clause: usize) -> usize {
    let mut at = clause;
    for _ in 0..MAX_HOPS {
        match tree.frame(at) {
            frame if frame.object.is_some() || frame.indirect.is_some() => break,
            frame => match frame.complement {
                Some(complement) => at = complement,
                None => break,
            },
        }
    }
    at
}

/// Whether a verb could have an object and has none; a passive has it as its subject.
fn lacks_object(tree: &Tree<'_>, verb: usize) -> bool {
    let frame = tree.frame(verb);
    tree.upos(verb) == Upos::Verb && frame.object.is_none() && frame.passive.is_none()
}

/// `the man they talked about`: a preposition that is an oblique by itself.
pub(super) fn is_stranded(tree: &Tree<'_>, word: usize) -> bool {
    tree.relation(word) == Relation::Obl && tree.upos(word) == Upos::Adp
}

/// The relative clause of a pronoun, and what the clause modifies. The pronoun opens the clause: a word that asks
/// stands after its governor.
fn relative_clause(tree: &Tree<'_>, pronoun: usize) -> Option<(usize, usize)> {
    let mut at = pronoun;
    for _ in 0..MAX_HOPS {
        if at < pronoun {
            return None;
        }
        let head = tree.head(at)?;
        if tree.relation(at).is_relative() {
            return (head < pronoun).then_some((at, head));
        }
        at = head;
    }
    None
}

impl Tree<'_> {
    /// What a word stands for: the antecedent of a relative pronoun, any other word itself.
    pub fn referent(&self, word: usize) -> usize {
        self.antecedent(word).unwrap_or(word)
    }

    /// The antecedent of a relative pronoun or adverb: `minister` for `who` in 'the minister who met them', `Ashraf` for
    /// `where` in 'Ashraf, where they lived'; of `, which means` the predicate before it.
    pub fn antecedent(&self, word: usize) -> Option<usize> {
        self.relatives.antecedents.get(word).copied().flatten()
    }

    /// What fills the open object place of a verb: `deal` for `signed` in 'the deal they signed'.
    pub(super) fn gap_object(&self, predicate: usize) -> Option<usize> {
        self.relatives.objects.get(predicate).copied().flatten()
    }

    /// What a stranded preposition belongs to.
    pub(super) fn strand(&self, preposition: usize) -> Option<usize> {
        self.relatives.strands.get(preposition).copied().flatten()
    }

    /// The antecedent of a relative clause that is its subject without a pronoun.
    pub(super) fn gap_subject(&self, clause: usize) -> Option<usize> {
        self.relatives.subjects.get(clause).copied().flatten()
    }

    /// Whether a word asks: `who`, `what`, `why`, where it has no antecedent.
    pub(super) fn asks(&self, word: usize) -> bool {
        let that = self.is_one_of(word, &[closed_class::THAT]);
        self.xpos(word).is_wh() && self.xpos(word) != Xpos::WpPossessive && !that && self.antecedent(word).is_none()
    }
}
