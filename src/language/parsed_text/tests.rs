//! What holds for every text: from its letters to a tree in CoNLL-U and back.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::language::syntax::conllu;

fn models() -> &'static (Parser, Splitter) {
    static MODELS: OnceLock<(Parser, Splitter)> = OnceLock::new();
    MODELS.get_or_init(|| (Parser::load(None).unwrap(), Splitter::load(None).unwrap()))
}

fn parse(text: &str) -> Vec<Sentence> {
    let (parser, splitter) = models();
    parse_text(parser, splitter, text).collect()
}

/// One root, and following heads leads to it from every word.
fn check_tree(sentence: &Sentence) {
    let heads: Vec<usize> = sentence.words().map(|word| word.head.expect("every word has a head")).collect();
    assert_eq!(heads.iter().filter(|head| **head == 0).count(), 1, "one root: {heads:?}");
    for word in 1..=heads.len() {
        let mut at = word;
        let mut steps = 0;
        while at > 0 {
            at = heads[at - 1];
            steps += 1;
            assert!(steps <= heads.len(), "word {word} is in a cycle: {heads:?}");
        }
    }
}

/// Where MISC says that a word stands, in characters, and whether it touches the next one.
fn place(word: &Word) -> (usize, usize, bool) {
    let number = |key: &str| word.misc.split('|').find_map(|part| part.strip_prefix(key)?.parse().ok()).unwrap();
    (number("start="), number("end="), word.misc.contains("SpaceAfter=No"))
}

/// Words in order, each with its own letters, and only white space between them.
fn check_places(text: &str, sentences: &[Sentence]) {
    let letters: Vec<char> = text.chars().collect();
    let mut last = (0, false);
    for word in sentences.iter().flat_map(Sentence::words) {
        let (start, end, touches) = place(word);
        let gap = letters.get(last.0..start).expect("in order, in the text");
        assert!(gap.iter().all(|letter| letter.is_whitespace()), "{gap:?} is left out of {text:?}");
        assert_eq!(last.1, gap.is_empty() && last.0 > 0, "SpaceAfter before {word:?}");
        assert_eq!(letters.get(start..end).unwrap().iter().collect::<String>(), word.form);
        last = (end, touches);
    }
    assert!(letters.get(last.0..).unwrap().iter().all(|letter| letter.is_whitespace()));
}

fn check(text: &str) {
    let sentences = parse(text);
    sentences.iter().for_each(check_tree);
    check_places(text, &sentences);
    let written: String = sentences.iter().map(ToString::to_string).collect();
    assert_eq!(conllu::read(&written).as_ref(), Ok(&sentences), "text {text:?}");
    assert_eq!(parse(text), sentences, "the same text gives the same trees");
}

#[test]
fn odd_texts_become_trees() {
    let long = "x".repeat(20_000);
    let blanks = " ".repeat(5_000);
    let texts = [
        "",
        " \t\r\n\u{a0}\u{2003}\u{2028}",
        "\u{0}",
        "a\u{0}b \u{0} c",
        "\u{301}",
        "\u{301}\u{301} e\u{301}\u{200d} \u{fe0f}",
        "\u{200b}\u{feff}\u{2060}",
        "\u{202e}abc\u{202c} \u{2066}שלום\u{2069} مرحبا.",
        "👍🏽👩‍👩‍👧‍👦🇺🇸🇺 🏳️‍🌈❤️ 1️⃣",
        "東京で会談が行われた。終わり。",
        "# sent_id = 1",
        "1\tIt\tit\n\n2\tis",
        "_ __ ___ |=| start=1",
        "“‘’”''``\"'’",
        "\u{10ffff}\u{e000}\u{fffd}",
        &long,
        &blanks,
        &format!("Peru{blanks}met{blanks}Chile.{blanks}"),
        &"'".repeat(3_000),
        &"x. ".repeat(2_000),
        &"e\u{301}".repeat(5_000),
    ];
    texts.into_iter().for_each(check);
}

#[test]
fn a_curly_mark_that_closes_a_quotation_is_punctuation() {
    let sentences = parse("Moscow hopes ‘emotions will decrease’ after the allies’ talks.");
    let marks: Vec<(&str, &str)> = sentences
        .iter()
        .flat_map(Sentence::words)
        .filter(|word| ["‘", "’"].contains(&word.form.as_str()))
        .map(|word| (word.form.as_str(), word.upos.as_str()))
        .collect();
    assert_eq!(marks, [("‘", "PUNCT"), ("’", "PUNCT"), ("’", "PART")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_unicode_becomes_trees(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_mix_of_words_and_marks_becomes_trees(
        text in "([A-Za-z]{1,5}|[0-9]{1,4}|[-.,:;!?'’‘\"“”@&/$#*()|_\u{301}\u{200d}\u{202e}\u{0}👍🇺é ]|\n|\t|\r| {1,40}|Gen\\.|etc\\.|U\\.S\\.|n't|www\\.|http://|cannot|08:02 PM|02/13/2001){0,60}"
    ) {
        check(&text);
    }
}
