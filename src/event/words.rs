//! The words that patterns and rules ask for by name, and the grammar they stand in.

use crate::language::{Grammar, Vocabulary, WordId};

/// What clauses are read with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resources<'a> {
    pub(crate) grammar: &'a Grammar,
    pub(crate) words: &'a Words,
}

/// Single words that rules ask for by name.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) and: WordId,
    pub(crate) comma: WordId,
    pub(crate) the: WordId,
    pub(crate) r#in: WordId,
    pub(crate) at: WordId,
    pub(crate) near: WordId,
    pub(crate) to: WordId,
    pub(crate) by: WordId,
    pub(crate) that: WordId,
    pub(crate) possessive: WordId,
    pub(crate) apostrophe: WordId,
    pub(crate) semicolon: WordId,
    pub(crate) colon: WordId,
    pub(crate) but: WordId,
    pub(crate) who: WordId,
    pub(crate) which: WordId,
}

impl Words {
    /// Gives each its number.
    pub(crate) fn intern(vocabulary: &mut Vocabulary) -> Self {
        let mut id = |word| vocabulary.intern(word);
        Self {
            and: id("and"),
            comma: id(","),
            the: id("the"),
            r#in: id("in"),
            at: id("at"),
            near: id("near"),
            to: id("to"),
            by: id("by"),
            that: id("that"),
            possessive: id("'s"),
            apostrophe: id("'"),
            semicolon: id(";"),
            colon: id(":"),
            but: id("but"),
            who: id("who"),
            which: id("which"),
        }
    }
}
