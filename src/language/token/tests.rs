//! Words as the patterns read them, and what holds for every text.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::language::{Grammar, split_sentences, tokenize_universal};

#[test]
fn words_are_cut_where_the_patterns_expect_it() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        (" \n", &[]),
        ("Russia’s talks.", &["Russia", "’s", "talks", "."]),
        ("They didn't meet", &["They", "did", "n't", "meet"]),
        ("WE DIDN'T", &["WE", "DID", "N'T"]),
        ("the U.S. said", &["the", "U.S.", "said"]),
        ("15,199 Jews, Serbs", &["15,199", "Jews", ",", "Serbs"]),
        ("‘frank’ talks", &["‘", "frank", "’", "talks"]),
        ("Amir-Abdollahian", &["Amir-Abdollahian"]),
        ("2022-01-19", &["2022-01-19"]),
        ("at 10:30 on 9/11", &["at", "10:30", "on", "9/11"]),
        ("Gen. Smith", &["Gen", ".", "Smith"]),
        ("Go... now -- now!!", &["Go", "...", "now", "--", "now", "!!"]),
        ("AT&T and R & D", &["AT&T", "and", "R", "&", "D"]),
        ("the end.Then", &["the", "end", ".", "Then"]),
        ("See https://a.example/b?c=1, or", &["See", "https://a.example/b?c=1", ",", "or"]),
        ("(www.a.example).", &["(", "www.a.example", ")", "."]),
        ("to press@a.example.", &["to", "press@a.example", "."]),
        ("a @ b@", &["a", "@", "b", "@"]),
        ("👍🏽🇺🇸👩‍🚀!", &["👍🏽", "🇺🇸", "👩‍🚀", "!"]),
        ("e\u{301}te\u{301}", &["e\u{301}te\u{301}"]),
    ];
    for (text, expected) in cases {
        let tokens = tokenize(text, &Vocabulary::default());
        let found: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
        assert_eq!(found, *expected, "text {text:?}");
    }
}

#[test]
fn spans_count_characters_not_bytes() {
    let tokens = tokenize("Élysée ja", &Vocabulary::default());
    assert_eq!(tokens.last().map(|token| token.chars.clone()), Some(7..9));
}

#[test]
fn what_nobody_sees_makes_no_other_word() {
    let mut vocabulary = Vocabulary::default();
    let talks = vocabulary.intern("talks");
    let tokens = tokenize("ta\u{ad}lks\u{200b}", &vocabulary);
    assert_eq!(tokens.iter().map(|token| token.word).collect::<Vec<_>>(), [talks]);
}

fn grammar() -> (Grammar, Vocabulary) {
    let mut vocabulary = Vocabulary::default();
    let grammar = Grammar::read(include_str!("../../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
    (grammar, vocabulary)
}

/// In order, disjoint, on character boundaries, counted right in both units, and only white space left out.
fn check_spans(text: &str, tokens: &[Token]) {
    let (mut byte, mut letter) = (0, 0);
    for token in tokens {
        let gap = text.get(byte..token.bytes.start).expect("on character boundaries, in order");
        assert!(gap.chars().all(char::is_whitespace), "{gap:?} is left out of {text:?}");
        assert_eq!(token.chars.start, letter + gap.chars().count());
        assert_eq!(token.breaks, gap.matches('\n').count());
        let written = text.get(token.bytes.clone()).expect("on character boundaries");
        assert!(!written.is_empty() && !written.contains(char::is_whitespace), "{written:?} is a word in {text:?}");
        (byte, letter) = (token.bytes.end, token.chars.start + written.chars().count());
        assert_eq!(token.chars.end, letter);
    }
    assert!(text.get(byte..).unwrap().trim().is_empty());
}

fn check_text(text: &str) {
    let (grammar, vocabulary) = grammar();
    for tokens in [tokenize(text, &vocabulary), tokenize_universal(text, &vocabulary, &grammar)] {
        check_spans(text, &tokens);
        let sentences = split_sentences(text, &tokens, &grammar);
        let joined: Vec<usize> = sentences.iter().cloned().flatten().collect();
        assert_eq!(joined, (0..tokens.len()).collect::<Vec<_>>(), "each word is in one sentence of {text:?}");
        assert!(sentences.iter().all(|sentence| (1..=crate::language::MAX_SENTENCE_TOKENS).contains(&sentence.len())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_unicode_is_cut_without_loss(text in any::<String>()) {
        check_text(&text);
    }

    #[test]
    fn any_mix_of_marks_is_cut_without_loss(text in "([A-Za-z]{1,4}|[0-9]{1,4}|[-.,:;!?'’\"“”@&/$#*()\u{200d}👍🇺é ]|\n|Gen\\.|U\\.S\\.|n't|www\\.|http://|cannot){0,60}") {
        check_text(&text);
    }
}

#[test]
fn cost_is_linear_whatever_is_repeated() {
    let (grammar, vocabulary) = grammar();
    let pieces = [
        "a-", "a--", "a.", "A.", "a'", "n't", "1,", "1/", "a@", "@a", "www.", "http://", "://", "(", "\"", "' ", "*",
        "👍", "\u{200d}", "a, ", "Gen. ", ". ", "! ", "\n", "a\nb ", "Aa ", "#a", "cannot ", ":)", "....? ",
    ];
    for piece in pieces {
        let text = piece.repeat(400_000 / piece.len());
        let start = Instant::now();
        let tokens = tokenize_universal(&text, &vocabulary, &grammar);
        split_sentences(&text, &tokens, &grammar);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?} for {} bytes of {piece:?}", text.len());
    }
}
