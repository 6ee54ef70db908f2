//! The parser as a whole: with the model as shipped, and with one that is trained here on a few sentences.

use std::{sync::OnceLock, time::Instant};

use proptest::prelude::*;

use super::{ParsedWord, Parser, TrainError, TrainOptions, conllu, model::MODEL_FILE, score, train};

/// Form, lemma, tags, head, relation.
type Row = (&'static str, &'static str, &'static str, &'static str, usize, &'static str);

/// A treebank of our own.
const TREEBANK: &[&[Row]] = &[
    &[
        ("Lavrov", "Lavrov", "PROPN", "NNP", 2, "nsubj"),
        ("met", "meet", "VERB", "VBD", 0, "root"),
        ("Blinken", "Blinken", "PROPN", "NNP", 2, "obj"),
        ("in", "in", "ADP", "IN", 5, "case"),
        ("Geneva", "Geneva", "PROPN", "NNP", 2, "obl"),
        (".", ".", "PUNCT", ".", 2, "punct"),
    ],
    &[
        ("The", "the", "DET", "DT", 2, "det"),
        ("minister", "minister", "NOUN", "NN", 3, "nsubj"),
        ("accused", "accuse", "VERB", "VBD", 0, "root"),
        ("the", "the", "DET", "DT", 5, "det"),
        ("envoys", "envoy", "NOUN", "NNS", 3, "obj"),
        (".", ".", "PUNCT", ".", 3, "punct"),
    ],
    &[
        ("Talks", "talk", "NOUN", "NNS", 2, "nsubj"),
        ("failed", "fail", "VERB", "VBD", 0, "root"),
        (".", ".", "PUNCT", ".", 2, "punct"),
    ],
];

fn treebank() -> Vec<conllu::Sentence> {
    let word = |(id, row): (usize, &Row)| {
        let (form, lemma, upos, xpos, head, deprel) = row;
        format!("{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_\n")
    };
    let sentence = |rows: &&[Row]| (1..).zip(rows.iter()).map(word).collect::<String>() + "\n";
    // Several times, so that each fold has seen every sentence.
    conllu::read(&TREEBANK.iter().map(sentence).collect::<String>().repeat(8)).unwrap()
}

const VECTORS: &str = "met 1 0\naccused 0.9 0.1\nfailed 0.8 0\nGeneva 0 1\nVienna 0 0.9\n";

fn small_options() -> TrainOptions {
    TrainOptions { clusters: 2, families: 1, least_weights: [1; 3], ..TrainOptions::default() }
}

fn small() -> &'static Parser {
    static SMALL: OnceLock<Parser> = OnceLock::new();
    SMALL.get_or_init(|| train(&treebank(), Some(VECTORS), &small_options(), &mut |_| ()).unwrap())
}

fn shipped() -> &'static Parser {
    static SHIPPED: OnceLock<Parser> = OnceLock::new();
    SHIPPED.get_or_init(|| Parser::load(None).unwrap())
}

/// Holds that there is one root and that it is reached from every word.
fn assert_tree(words: &[ParsedWord<'_>]) {
    assert_eq!(words.iter().filter(|word| word.head == 0).count(), usize::from(!words.is_empty()));
    for start in 1..=words.len() {
        let climb = |at: &usize| words.get(at - 1).map(|word| word.head).filter(|head| *head > 0);
        let steps = std::iter::successors(Some(start), climb).take(words.len() + 1).count();
        assert!(steps <= words.len(), "a cycle above word {start}");
    }
    for word in words {
        assert_eq!(word.head == 0, word.deprel == "root", "{word:?}");
        assert!(!word.upos.is_empty() && !word.xpos.is_empty(), "{word:?}");
    }
}

#[test]
fn what_was_learned_is_said_again() {
    let scores = score(small(), &treebank());
    assert_eq!((scores.upos, scores.lemma, scores.head, scores.arc), (120, 120, 120, 120), "{scores}");
    assert!(scores.to_string().starts_with("words 120  UPOS 100.00  "), "{scores}");
}

#[test]
fn the_same_treebank_gives_the_same_bytes_and_another_seed_gives_others() {
    let again = train(&treebank(), Some(VECTORS), &small_options(), &mut |_| ()).unwrap();
    assert_eq!(again.model(), small().model());
    let other = TrainOptions { seed: 1, ..small_options() };
    assert_ne!(train(&treebank(), Some(VECTORS), &other, &mut |_| ()).unwrap().model(), small().model());
}

#[test]
fn a_treebank_that_nothing_can_be_learned_from_is_refused() {
    let headless = conllu::read("1\tYes\t_\t_\t_\t_\t_\t_\t_\t_\n").unwrap();
    for treebank in [Vec::new(), headless] {
        assert_eq!(train(&treebank, None, &small_options(), &mut |_| ()).err(), Some(TrainError::Empty));
    }
    let broken = train(&treebank(), Some("met 1 0\nfailed x\n"), &small_options(), &mut |_| ());
    assert_eq!(broken.err(), Some(TrainError::Vectors(2)));
}

#[test]
fn a_model_is_read_back_as_it_was_written() {
    assert_eq!(Parser::from_bytes(&small().model()).as_ref(), Ok(small()));
    assert_eq!(Parser::from_bytes(&shipped().model()).as_ref(), Ok(shipped()));
}

#[test]
fn a_damaged_model_is_refused_by_name() {
    let model = small().model();
    let changed = |at: usize| {
        let mut bytes = model.clone();
        bytes[at] ^= 1;
        bytes
    };
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty", Vec::new(), "it is no model"),
        ("another file", b"# A model\n".to_vec(), "it is no model"),
        ("another version", changed(8), "it has another version than this program reads"),
        ("another checksum", changed(12), "its checksum is wrong"),
        ("another last byte", changed(model.len() - 1), "its checksum is wrong"),
        ("cut in half", model[..model.len() / 2].to_vec(), "its checksum is wrong"),
    ];
    for (name, bytes, message) in cases {
        assert_eq!(Parser::from_bytes(&bytes).unwrap_err().0, message, "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let missing = Parser::load(Some(folder.path())).unwrap_err();
    assert!(missing.file == MODEL_FILE && missing.message.starts_with("cannot be read"), "{missing}");
    std::fs::create_dir(folder.path().join("model")).unwrap();
    std::fs::write(folder.path().join(MODEL_FILE), changed(100)).unwrap();
    let damaged = Parser::load(Some(folder.path())).unwrap_err();
    assert!(damaged.message.contains("its checksum is wrong"), "{damaged}");
}

#[test]
fn a_sentence_of_a_hundred_thousand_words_costs_a_hundred_times_a_thousand() {
    let forms = |count: usize| ["the", "envoys", "met", "Vienna", ",", "2022"].into_iter().cycle().take(count);
    let time = |count: usize| {
        let forms: Vec<&str> = forms(count).collect();
        let began = Instant::now();
        let words = small().parse(&forms);
        let roots = words.iter().filter(|word| word.head == 0).count();
        assert_eq!((words.len(), roots), (count, 1));
        began.elapsed()
    };
    time(1_000);
    // Ten times what linear cost would be leaves room for a busy machine; quadratic cost is a hundred times that.
    let (few, many) = (time(1_000), time(100_000));
    assert!(many < few * 1_000, "{few:?} for a thousand, {many:?} for a hundred thousand");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_words_become_one_tree_and_the_same_one_again(words in prop::collection::vec("\\PC{0,8}", 0..40)) {
        for parser in [small(), shipped()] {
            let parsed = parser.parse(&words);
            prop_assert_eq!(parsed.len(), words.len());
            assert_tree(&parsed);
            prop_assert_eq!(parsed, parser.parse(&words));
        }
    }
}

/// An arc that matters: dependent, relation and head.
type Wanted = (&'static str, &'static str, &'static str);

#[test]
fn arcs_of_newswire_sentences_are_right() {
    let cases: &[(&str, &[Wanted])] = &[
        (
            "Russian Foreign Minister Sergey Lavrov met US Secretary of State Antony Blinken in Geneva on Friday .",
            &[
                ("met", "root", ""),
                ("Sergey", "nsubj", "met"),
                ("Minister", "nmod", "Sergey"),
                ("Friday", "obl", "met"),
            ],
        ),
        (
            "The ambassador was expelled by the government after the talks failed .",
            &[("ambassador", "nsubj", "expelled"), ("was", "aux", "expelled"), ("talks", "nsubj", "failed")],
        ),
        (
            "France and Germany signed a treaty on Tuesday .",
            &[("France", "nsubj", "signed"), ("Germany", "conj", "France"), ("treaty", "obj", "signed")],
        ),
        (
            "Ukraine accused Russia of shelling a hospital near the border .",
            &[("Ukraine", "nsubj", "accused"), ("Russia", "obj", "accused"), ("hospital", "obj", "shelling")],
        ),
        (
            "The president did not say when the troops would leave the country .",
            &[("president", "nsubj", "say"), ("not", "advmod", "say"), ("troops", "nsubj", "leave")],
        ),
        (
            "Officials who attended the meeting said that sanctions would be lifted soon .",
            &[("Officials", "nsubj", "said"), ("who", "nsubj", "attended"), ("sanctions", "nsubj", "lifted")],
        ),
    ];
    for (text, arcs) in cases {
        let forms: Vec<&str> = text.split(' ').collect();
        let words = shipped().parse(&forms);
        assert_tree(&words);
        for (dependent, relation, head) in *arcs {
            let at = forms.iter().position(|form| form == dependent).unwrap();
            let found = &words[at];
            let found_head = found.head.checked_sub(1).map_or("", |at| forms[at]);
            let kind = found.deprel.split(':').next().unwrap();
            assert_eq!((found_head, kind), (*head, *relation), "{dependent:?} in {text:?}");
        }
    }
}
