//! Sentences of news, in both ways of cutting words.

use super::*;
use crate::language::{Vocabulary, tokenize, tokenize_universal};

/// The sentences of a text, each as written; the same whichever words it is cut into.
fn sentences(text: &str) -> Vec<&str> {
    let mut vocabulary = Vocabulary::default();
    let grammar = Grammar::read(include_str!("../../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
    let cut = |tokens: Vec<Token>| -> Vec<&str> {
        let written = |range: Range<usize>| {
            let words = &tokens[range];
            text.get(words.first().unwrap().bytes.start..words.last().unwrap().bytes.end).unwrap()
        };
        split_sentences(text, &tokens, &grammar).into_iter().map(written).collect()
    };
    let found = cut(tokenize(text, &vocabulary));
    assert_eq!(found, cut(tokenize_universal(text, &vocabulary, &grammar)), "text {text:?}");
    found
}

/// Each text is written with `|` where a sentence ends, and nowhere else.
fn check(cases: &[&str]) {
    for marked in cases {
        let expected: Vec<&str> = marked.split('|').map(str::trim).filter(|sentence| !sentence.is_empty()).collect();
        assert_eq!(sentences(&marked.replace('|', "")), expected);
    }
}

#[test]
fn sentences_end_at_stops_before_a_new_beginning() {
    check(&[
        "",
        "No stop",
        "Vienna protests.| Ankara is silent.",
        "It rose by 3.5 points.| Why?| Nobody knows.",
        "The talks failed... |They will go on.",
        "Stop!| Who goes there?!| A friend.",
        "It ended in 1945. |In 1946 they met. |1947 was calm.",
        "The site amazon.example rose. iPhone sales fell.",
        "He said no (twice). |Then he left.",
        "(He left.)| [Applause.]| They stayed.",
        "The talks are at the end.|Then came lunch.",
        "Did they talk?|they did.",
        "Yahoo!Japan fell.",
        "Yahoo! and others fell.",
        "Well . . . |Not now.",
        "Thank you.| <…>| Friends, let us begin.",
    ]);
}

#[test]
fn abbreviations_and_initials_end_no_sentence() {
    check(&[
        "Gen. Smith met Mr. Jones.| They talked.",
        "Lt. Col. Ann Lee and Drs. Ali and Roe left.| Sen. Roe stayed.",
        "The U.S. Senate voted.",
        "He left the U.S.| The talks failed.",
        "The U.S. and the U.N. agreed.",
        "Antony J. Blinken and J. K. Rowling met.",
        "They met at No. 10 Downing St. |The door was open.",
        "He said no.| Nobody asked.",
        "Under Art. 5 and pp. 12-14 of Vol. 3, they may.",
        "They left at 5 p.m. Tuesday from St. Louis.",
        "They left at 5 p.m.| The others stayed.",
        "They left the lake at 5 p.m.| Lavrov stayed until 6 p.m. Moscow time.",
        "They left the lake at 5 p.m. Friday and came at 3 a.m. EST.| At 5 p.m. Lavrov left.",
        "Acme Inc. will pay.| Acme Inc.| The firm agreed.",
        "On Jan. 21 and Sept. 3 they met.",
        "Arms, food, etc. were sent.| Arms, etc.| They came late.| Peru sent arms, etc.| Chile sent food.",
        "Peru v. Chile, e.g. the case of 2008, i.e. the sea.",
        "Washington, D.C. is far.",
    ]);
}

#[test]
fn quotation_marks_and_brackets_close_with_their_sentence() {
    check(&[
        "“We agree.”| He left.",
        "\"We agree.\"| \"So do we.\"",
        "“Why?” he asked.| “Never!” they cried.",
        "“Why should we?” Foreign Minister Lavrov asked.| “Why?”| Lavrov left.",
        "\"We agree,\" he said.| \"Now go.\"",
        "‘He said “no”.’| Then he left.",
        "``We agree.''| ``So do we,'' they said.| ``Now.''| He left.",
        "He asked “Why?” and left.",
        "“We won.| We lost.| We drew,” he said.",
        "He called it \"war.\"| They did not.",
        "It is over. 👍🏽 🇺🇸| Great!|",
    ]);
}

#[test]
fn lines_end_sentences_unless_they_are_broken_at_a_width() {
    check(&[
        "A heading|\nThe text begins.",
        "A heading|\n\nthe text begins",
        "One|\n\ntwo",
        "Peace talks in Geneva: what we know|\nRussia and the US met.|\n• No deal|\n• No war",
        "GENEVA (Reuters) - Russia met the US.| They talked.",
        "WASHINGTON, Jan. 5 (AP) — The U.S. agreed.",
        "Demands:|\n1. Peace and bread|\n2. The harbour.| It is small.",
        "A sentence that goes\non in lower case.",
        "The sentence ends.|\nand this one begins small",
        "The foreign ministers of\nRussia and the United\nStates met in Geneva on\nFriday.| They agreed that\nthey would go\non.",
        "SHORT\n|The foreign ministers of\nRussia and the United\nStates met in the lake\ncity of Geneva on a\nday in May.\n|- one\n|- two",
        "Above\n|=====\n|Below",
        "i left.| they stayed.| it was late",
    ]);
}

#[test]
fn heads_that_programs_write_stand_alone_in_a_line_with_the_text() {
    check(&[
        "Ann Lee |02/13/2001 08:02 PM |The talks failed.",
        "Sent by Ann Lee on 02/13/2001 08:02:11 |Talks failed.",
        "They met on 2/13/2001 at 08:02 in Geneva.",
        "Email: ann.lee@a.example |Groups: none",
        "\"Ann Lee\" <ann.lee@a.example> |Groups: none",
        "See http://a.example/b |http://a.example/c |They left.",
        "(Harbour Post) |Peru met Chile.",
        "(Mr. Lee of Peru) The text",
        "The pictures came late... |http://a.example/b",
        "Follow @POTUS Biden and http://a.example for more.",
        "Best regards, |Ann Lee",
        "He sent his regards, Ann Lee said.",
        "Demands: 1. Peace and bread. |2. The harbour.",
        "P.S. The talks failed.",
        "Fax:? 555-1234 Call:? 555-1235",
        "***NOTE*** The talks failed.",
        "They met.| *** |They agreed.| ### |Contact: Ann Lee",
        "They met --- all of them --- and agreed.",
    ]);
}

#[test]
fn a_face_belongs_to_the_sentence_before_it() {
    let mut vocabulary = Vocabulary::default();
    let grammar = Grammar::read(include_str!("../../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
    let text = "It is over. :-) Really! :D Yes.";
    let tokens = tokenize_universal(text, &vocabulary, &grammar);
    assert_eq!(split_sentences(text, &tokens, &grammar), [0..5, 5..8, 8..10]);
}

#[test]
fn a_sentence_that_is_too_long_is_cut_at_its_best_place() {
    let words = |count: usize| "word ".repeat(count);
    let cases = [
        // A semicolon before a comma, a comma before a blank, in the second half only.
        (format!("{}; {}, {}", words(150), words(20), words(100)), 151),
        (format!("{}, {}", words(150), words(150)), 151),
        (format!("{}, {}", words(50), words(250)), MAX_SENTENCE_TOKENS),
        ("é,".repeat(150), MAX_SENTENCE_TOKENS),
        // Where the cut is an end of its own, nothing is cut off between the two.
        (words(MAX_SENTENCE_TOKENS), MAX_SENTENCE_TOKENS),
        (format!("{}p.m. {}", words(MAX_SENTENCE_TOKENS - 1), words(9)), MAX_SENTENCE_TOKENS),
        (format!("{}.\n\n{}", words(MAX_SENTENCE_TOKENS - 1), words(9)), MAX_SENTENCE_TOKENS),
    ];
    for (text, first) in cases {
        let tokens = tokenize(&text, &Vocabulary::default());
        let found = split_sentences(&text, &tokens, &Grammar::default());
        assert_eq!(found.first().map(ExactSizeIterator::len), Some(first));
        assert!(found.iter().all(|sentence| (1..=MAX_SENTENCE_TOKENS).contains(&sentence.len())), "{found:?}");
    }
}
