//! Single quotation marks told from apostrophes: `‘emotions will decrease’` against `the allies’ plan`.
//!
//! Both are written with the same sign, and the treebank that the parser learns from has nearly no curly ones; so the
//! parser reads a double mark where a single one quotes. Knows no words: goes by blanks, by an open quotation, and by
//! the plural's `s`.

use super::token::{Shape, Token};

/// What the parser reads in place of a single quotation mark.
pub(super) const DOUBLE: &str = "\"";

/// What a single mark may be, from what stands on its two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// `‘frank`
    Opens,
    /// `decrease’ after`, `talks’.`
    Closes,
    /// `allies’ plan`: the genitive of a plural, or the end of a quotation.
    Either,
}

/// The numbers of the tokens that are single quotation marks, not apostrophes; rising. Cost is linear.
///
/// A mark that closes one is told only where one is open in the same paragraph. After a plural it closes it if no later
/// mark surely does so, `‘security guarantees’ and more`; else it is a genitive, `‘the allies’ plan’`.
pub(super) fn single_marks(text: &str, tokens: &[Token]) -> Vec<usize> {
    let marks: Vec<(usize, Option<Role>)> = marks(text, tokens);
    let mut found = Vec::new();
    let mut open = false;
    for (at, mark) in marks.iter().enumerate() {
        let next = marks.get(at + 1).and_then(|(_, role)| *role);
        let quotes = match mark.1 {
            None => {
                open = false;
                continue;
            }
            Some(Role::Opens) => true,
            Some(Role::Closes) => open,
            Some(Role::Either) => open && next != Some(Role::Closes),
        };
        if quotes {
            open = mark.1 == Some(Role::Opens);
            found.push(mark.0);
        }
    }
    found
}

/// Each single mark with what it may be, and none where a new paragraph begins.
fn marks(text: &str, tokens: &[Token]) -> Vec<(usize, Option<Role>)> {
    let mut marks = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.breaks > 1 {
            marks.push((at, None));
        }
        if let Some(role) = role(text, tokens, at) {
            marks.push((at, Some(role)));
        }
    }
    marks
}

fn role(text: &str, tokens: &[Token], at: usize) -> Option<Role> {
    let mark = tokens.get(at).filter(|token| token.shape == Shape::Quote)?;
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let after = tokens.get(at + 1);
    let touches_before = before.is_some_and(|before| before.chars.end == mark.chars.start);
    let touches_word = after.is_some_and(|after| after.chars.start == mark.chars.end && after.shape.is_word());
    let opens_after_mark = before.is_some_and(|before| !before.shape.is_word());
    match mark.text(text) {
        "‘" => Some(Role::Opens),
        "'" if touches_word && (!touches_before || opens_after_mark) => Some(Role::Opens),
        "'" | "’" if touches_before && !touches_word => Some(closing(text, before, after)),
        _ => None,
    }
}

fn closing(text: &str, before: Option<&Token>, after: Option<&Token>) -> Role {
    let plural = before.is_some_and(|before| before.shape.is_word() && before.text(text).ends_with(['s', 'S']));
    let owns = after.is_some_and(|after| after.shape.is_word() && after.breaks < 2);
    if plural && owns { Role::Either } else { Role::Closes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Grammar, Vocabulary, tokenize_universal};

    #[test]
    fn a_single_mark_that_closes_a_quotation_is_no_apostrophe() {
        // What the parser reads double is written double here.
        let cases = [
            (
                "hopes ‘emotions will decrease’ after ‘frank’ talks.",
                "hopes \"emotions will decrease\" after \"frank\" talks.",
            ),
            ("the allies’ plan", "the allies’ plan"),
            ("They said ‘the allies’ plan’ failed.", "They said \"the allies’ plan\" failed."),
            ("‘security guarantees’ from the allies", "\"security guarantees\" from the allies"),
            ("‘emotions’ and the workers’ rights", "\"emotions\" and the workers’ rights"),
            ("on demands ‘next week’.", "on demands \"next week\"."),
            ("a 'low-key' talk, 'no more'.", "a \"low-key\" talk, \"no more\"."),
            ("the workers' union", "the workers' union"),
            ("He said ‘it’s over’. Ben’s", "He said \"it’s over\". Ben’s"),
            ("‘open\n\nRussia’ is", "\"open\n\nRussia’ is"),
            ("“He said ‘no’.”", "“He said \"no\".”"),
        ];
        let mut vocabulary = Vocabulary::default();
        let grammar = Grammar::read(include_str!("../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
        for (text, expected) in cases {
            let tokens = tokenize_universal(text, &vocabulary, &grammar);
            let mut read = text.to_owned();
            for at in single_marks(text, &tokens).into_iter().rev() {
                read.replace_range(tokens[at].bytes.clone(), DOUBLE);
            }
            assert_eq!(read, expected);
        }
    }
}
