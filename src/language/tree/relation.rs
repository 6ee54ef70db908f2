//! Relations between a word and its head.

use super::closed_set::closed_set;

closed_set! {
    /// A relation of Universal Dependencies version 2 with the subtypes that the English treebanks use.
    /// Source: <https://universaldependencies.org/en/dep/>.
    Relation, unknown Dep {
        /// The sentence's root.
        Root = "root",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject of a passive.
        NsubjPass = "nsubj:pass",
        /// Subject of a predicate that is a clause: `the hope` is that ...
        NsubjOuter = "nsubj:outer",
        /// Clause as a subject.
        Csubj = "csubj",
        /// Clause as the subject of a passive.
        CsubjPass = "csubj:pass",
        /// Clause as the subject of a predicate that is a clause.
        CsubjOuter = "csubj:outer",
        /// Object.
        Obj = "obj",
        /// Second object: the one who is told, given, asked.
        Iobj = "iobj",
        /// Oblique.
        Obl = "obl",
        /// Agent of a passive.
        OblAgent = "obl:agent",
        /// Oblique without a preposition: `Monday`, `two days`.
        OblUnmarked = "obl:unmarked",
        /// Clause with a subject of its own that a predicate calls for.
        Ccomp = "ccomp",
        /// Clause whose subject is the governor's subject or object.
        Xcomp = "xcomp",
        /// Clause that modifies a predicate.
        Advcl = "advcl",
        /// Relative clause that modifies a predicate: `, which means`.
        AdvclRelcl = "advcl:relcl",
        /// Clause that modifies a noun.
        Acl = "acl",
        /// Relative clause.
        AclRelcl = "acl:relcl",
        /// Noun that modifies a noun.
        Nmod = "nmod",
        /// Possessor.
        NmodPoss = "nmod:poss",
        /// Title or description before a name: `President` Karzai.
        NmodDesc = "nmod:desc",
        /// Noun without a preposition that modifies a noun: October `12`.
        NmodUnmarked = "nmod:unmarked",
        /// Apposition.
        Appos = "appos",
        /// Number.
        Nummod = "nummod",
        /// Adjective.
        Amod = "amod",
        /// Adverb.
        Advmod = "advmod",
        /// Determiner.
        Det = "det",
        /// `all` before a determiner.
        DetPredet = "det:predet",
        /// Preposition, possessive `'s`.
        Case = "case",
        /// Conjunction that opens a clause.
        Mark = "mark",
        /// Auxiliary.
        Aux = "aux",
        /// Auxiliary of the passive.
        AuxPass = "aux:pass",
        /// Copula.
        Cop = "cop",
        /// Conjunct.
        Conj = "conj",
        /// Conjunction before a conjunct.
        Cc = "cc",
        /// `both`, `either`, `neither`.
        CcPreconj = "cc:preconj",
        /// Noun or name before a noun.
        Compound = "compound",
        /// Particle of a verb.
        CompoundPrt = "compound:prt",
        /// Further part of a name.
        Flat = "flat",
        /// Further word of a fixed expression: according `to`.
        Fixed = "fixed",
        /// `there`, empty `it`.
        Expl = "expl",
        /// What stands beside without being built in.
        Parataxis = "parataxis",
        /// Item of a list.
        List = "list",
        /// Interjection.
        Discourse = "discourse",
        /// Who is spoken to.
        Vocative = "vocative",
        /// What is taken up by a pronoun.
        Dislocated = "dislocated",
        /// What was corrected by the speaker.
        Reparandum = "reparandum",
        /// Dependent of a word that was left out.
        Orphan = "orphan",
        /// Torn-off part of a word.
        Goeswith = "goeswith",
        /// Punctuation.
        Punct = "punct",
        /// Any other relation.
        Dep = "dep",
    }
}

/// Names of other versions of the treebanks.
const OLDER_NAMES: &[(&str, Relation)] = &[
    ("acl:cleft", Relation::AclRelcl),
    ("auxpass", Relation::AuxPass),
    ("nmod:npmod", Relation::NmodUnmarked),
    ("nmod:tmod", Relation::NmodUnmarked),
    ("nsubjpass", Relation::NsubjPass),
    ("obl:npmod", Relation::OblUnmarked),
    ("obl:tmod", Relation::OblUnmarked),
];

impl Relation {
    /// Reads a relation of CoNLL-U; one with an unknown subtype is read without it, an unknown one is [`Self::Dep`].
    pub fn read(relation: &str) -> Self {
        let older = || OLDER_NAMES.iter().find(|(name, _)| *name == relation).map(|(_, relation)| *relation);
        let base = || relation.split_once(':').and_then(|(base, _)| Self::named(base));
        Self::named(relation).or_else(older).or_else(base).unwrap_or_default()
    }

    /// Whether it makes its word a noun phrase's part that stands in its core: before the head, or in its name.
    pub fn is_core_of_phrase(self) -> bool {
        matches!(
            self,
            Self::Det
                | Self::DetPredet
                | Self::Amod
                | Self::Nummod
                | Self::Compound
                | Self::Flat
                | Self::Fixed
                | Self::Goeswith
                | Self::NmodPoss
                | Self::NmodDesc
        )
    }

    /// Whether its word belongs to the noun phrase of its head, before or after the head.
    pub fn is_part_of_phrase(self) -> bool {
        let after = matches!(
            self,
            Self::Nmod | Self::NmodUnmarked | Self::Appos | Self::Acl | Self::AclRelcl | Self::Advmod | Self::Dep
        );
        after || self.is_core_of_phrase()
    }

    /// Whether its word is the subject of its head, as a noun or as a clause; not the outer one.
    pub fn is_subject(self) -> bool {
        matches!(self, Self::Nsubj | Self::NsubjPass | Self::Csubj | Self::CsubjPass)
    }

    /// Whether its word heads a clause, whatever its part of speech.
    pub fn is_clausal(self) -> bool {
        matches!(
            self,
            Self::Csubj
                | Self::CsubjPass
                | Self::CsubjOuter
                | Self::Ccomp
                | Self::Xcomp
                | Self::Advcl
                | Self::AdvclRelcl
                | Self::Acl
                | Self::AclRelcl
        )
    }

    /// Whether it is a relative clause.
    pub fn is_relative(self) -> bool {
        matches!(self, Self::AclRelcl | Self::AdvclRelcl)
    }
}
