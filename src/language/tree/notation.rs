//! The notation of trees in tests.
//!
//! One string a sentence: words with blanks between them, each `form/UPOS/XPOS/head/relation`, the head counted from 1
//! and 0 for the root. `form=lemma` where the lemma is not the form in lower case; a form of `/` is written `SLASH`.
//!
//! `Lavrov/PROPN/NNP/2/nsubj met=meet/VERB/VBD/0/root Blinken/PROPN/NNP/2/obj`

use std::borrow::Cow;

use super::{Relation, Tree, Upos, Word, Xpos};

/// Reads a tree; spans count characters as if single blanks stood between the words.
pub(super) fn tree(notation: &str) -> Tree<'_> {
    let mut start = 0;
    let words = notation.split_whitespace().map(|word| {
        let mut word = read(word);
        let end = start + word.form.chars().count();
        word.chars = Some(start..end);
        start = end + 1;
        word
    });
    Tree::new(words.collect())
}

fn read(word: &str) -> Word<'_> {
    let parts: Vec<&str> = word.split('/').collect();
    let [form, upos, xpos, head, relation] = parts.as_slice() else { panic!("{word:?} has not five parts") };
    let (form, lemma) = match form.split_once('=') {
        Some((form, lemma)) if !form.is_empty() => (form, Cow::Borrowed(lemma)),
        _ => (*form, Cow::Owned(form.to_lowercase())),
    };
    let (upos_read, relation_read) = (Upos::read(upos), Relation::read(relation));
    assert_eq!((upos_read.name(), relation_read.name()), (*upos, *relation), "{word:?}");
    Word {
        form,
        lemma,
        upos: upos_read,
        xpos: Xpos::read(xpos),
        head: head.parse::<usize>().unwrap().checked_sub(1),
        relation: relation_read,
        chars: None,
    }
}
