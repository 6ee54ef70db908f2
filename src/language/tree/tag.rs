//! Parts of speech: the universal ones and those of the Penn Treebank.

use super::closed_set::closed_set;

closed_set! {
    /// A universal part of speech. Source: <https://universaldependencies.org/u/pos/>.
    Upos, unknown Other {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary, the copula among them.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Number.
        Num = "NUM",
        /// Particle: `to`, `not`, `'s`.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Name.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else, and any name that is none of these.
        Other = "X",
    }
}

closed_set! {
    /// A part of speech of the Penn Treebank, as far as a question to the tree rests on it.
    Xpos, unknown Other {
        /// Infinitive, imperative, subjunctive: `meet`.
        Vb = "VB",
        /// Past: `met`.
        Vbd = "VBD",
        /// Present participle or gerund: `meeting`.
        Vbg = "VBG",
        /// Past participle: `met`.
        Vbn = "VBN",
        /// Present: `meet`.
        Vbp = "VBP",
        /// Present, third person: `meets`.
        Vbz = "VBZ",
        /// Modal: `will`, `could`.
        Md = "MD",
        /// Noun.
        Nn = "NN",
        /// Noun in the plural.
        Nns = "NNS",
        /// Name, and an adjective that is part of one: `United`.
        Nnp = "NNP",
        /// Name in the plural: `Nations`.
        Nnps = "NNPS",
        /// Determiner that asks or relates: `which`, `that`.
        Wdt = "WDT",
        /// Pronoun that asks or relates: `who`, `whom`, `what`.
        Wp = "WP",
        /// `whose`.
        WpPossessive = "WP$",
        /// Adverb that asks or relates: `where`, `when`.
        Wrb = "WRB",
        /// `there` in `there is`.
        Ex = "EX",
        /// `to` before an infinitive.
        To = "TO",
        /// Particle of a verb: `over` in `took over`.
        Rp = "RP",
        /// Any other tag.
        Other = "_",
    }
}

impl Upos {
    /// Reads a tag of CoNLL-U; what is none is [`Self::Other`].
    pub fn read(tag: &str) -> Self {
        Self::named(tag).unwrap_or_default()
    }

    /// Whether it heads noun phrases: noun, name, pronoun, number, symbol.
    pub fn is_nominal(self) -> bool {
        matches!(self, Self::Noun | Self::Propn | Self::Pron | Self::Num | Self::Sym)
    }
}

impl Xpos {
    /// Reads a tag of CoNLL-U; what is none that a question rests on is [`Self::Other`].
    pub fn read(tag: &str) -> Self {
        Self::named(tag).unwrap_or_default()
    }

    /// Whether it is part of a name.
    pub fn is_name(self) -> bool {
        matches!(self, Self::Nnp | Self::Nnps)
    }

    /// Whether it is plural.
    pub fn is_plural(self) -> bool {
        matches!(self, Self::Nns | Self::Nnps)
    }

    /// Whether it asks or relates: `who`, `which`, `whose`, `where`.
    pub fn is_wh(self) -> bool {
        matches!(self, Self::Wdt | Self::Wp | Self::WpPossessive | Self::Wrb)
    }

    /// Whether a verb with it stands on its own, with a tense.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Vbd | Self::Vbp | Self::Vbz | Self::Md)
    }
}
