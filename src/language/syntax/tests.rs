//! The parser as a whole: with the model as shipped, and with one that is trained here on a few sentences.

use std::{sync::OnceLock, time::Instant};

use proptest::prelude::*;

use super::{Material, ParsedWord, Parser, TrainError, TrainOptions, Trained, conllu, model::MODEL_FILE, score, train};

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
    // Several times, so that few epochs are enough.
    conllu::read(&TREEBANK.iter().map(sentence).collect::<String>().repeat(8)).unwrap()
}

const VECTORS: &str = "met 1 0\naccused 0.9 0.1\nfailed 0.8 0\nGeneva 0 1\nVienna 0 0.9\n";

fn small_options() -> TrainOptions {
    TrainOptions {
        epochs: 100,
        rate: 0.02,
        hidden: [0.0; 3],
        row: 16,
        width: 16,
        layers: 2,
        arc: 8,
        label: 16,
        ..TrainOptions::default()
    }
}

fn train_small(treebank: &[conllu::Sentence], vectors: &str, options: &TrainOptions) -> Result<Trained, TrainError> {
    let material = Material { treebank, further: &[], silver: &[], vectors: Some(vectors) };
    train(&material, options, &mut |_, _| ())
}

fn small() -> &'static Trained {
    static SMALL: OnceLock<Trained> = OnceLock::new();
    SMALL.get_or_init(|| train_small(&treebank(), VECTORS, &small_options()).unwrap())
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
    let scores = score(&small().parser, &treebank());
    assert_eq!((scores.upos, scores.lemma, scores.head, scores.arc), (120, 120, 120, 120), "{scores}");
    assert!(scores.to_string().starts_with("words 120  UPOS 100.00  "), "{scores}");
}

#[test]
fn the_same_treebank_gives_the_same_bytes_and_another_seed_gives_others() {
    let options = TrainOptions { epochs: 2, hidden: [0.2; 3], ..small_options() };
    let model = |options| train_small(&treebank(), VECTORS, options).unwrap().model;
    assert_eq!(model(&options), model(&options));
    assert_ne!(model(&TrainOptions { seed: 1, ..options.clone() }), model(&options));
}

#[test]
fn columns_that_are_not_there_are_not_learned() {
    let text = "1\tEnvoys\t_\tNOUN\t_\t_\t2\tnsubj\t_\t_\n2\tleft\t_\tVERB\t_\t_\t0\troot\t_\t_\n\n";
    let further = conllu::read(&text.repeat(8)).unwrap();
    let bank = treebank();
    let material = Material { treebank: &bank, further: &further, silver: &[], vectors: None };
    let parser = train(&material, &small_options(), &mut |_, _| ()).unwrap().parser;
    let words = parser.parse(&["Envoys", "left"]);
    let found: Vec<_> = words.iter().map(|word| (word.head, word.deprel, word.xpos == "_", &*word.lemma)).collect();
    assert_eq!(found[0].0, 2, "{found:?}");
    assert!(found.iter().all(|word| !word.2 && word.3 != "_"), "{found:?}");
    assert_eq!(score(&parser, &bank).arc, 120);
}

#[test]
fn a_machine_that_is_not_sure_teaches_nothing() {
    let bank = treebank();
    let wrong = |certainty: &str| {
        let misc = format!("TagP={certainty}|ArcP={certainty}");
        let rows =
            [("Talks", "VERB\tVBD", 0, "root"), ("failed", "NOUN\tNNS", 1, "obj"), (".", "PUNCT\t.", 1, "punct")];
        let word = |(id, (form, tags, head, label)): (usize, &(&str, &str, usize, &str))| {
            format!("{id}\t{form}\t_\t{tags}\t_\t{head}\t{label}\t_\t{misc}\n")
        };
        let text = (1..).zip(&rows).map(word).collect::<String>() + "\n";
        let silver = conllu::read(&text.repeat(200)).unwrap();
        let material = Material { treebank: &bank, further: &[], silver: &silver, vectors: None };
        let options = TrainOptions { silver_share: 3.0, pure_epochs: 0, ..small_options() };
        score(&train(&material, &options, &mut |_, _| ()).unwrap().parser, &bank).arc
    };
    assert_eq!(wrong("0.000"), 120);
    assert!(wrong("1.000") < 120);
}

#[test]
fn a_treebank_that_nothing_can_be_learned_from_is_refused() {
    let headless = conllu::read("1\tYes\t_\t_\t_\t_\t_\t_\t_\t_\n").unwrap();
    for treebank in [Vec::new(), headless] {
        assert_eq!(train_small(&treebank, VECTORS, &small_options()).err(), Some(TrainError::Empty));
    }
    let silver = conllu::read("1\tYes\t_\t_\t_\t_\t0\troot\t_\tTagP=nan\n").unwrap();
    let material = Material { treebank: &treebank(), further: &[], silver: &silver, vectors: None };
    let unsure = train(&material, &small_options(), &mut |_, _| ());
    assert_eq!(unsure.err(), Some(TrainError::Certainty("TagP=nan".to_owned())));
    let broken = train_small(&treebank(), "met 1 0\nfailed x\n", &small_options());
    assert_eq!(broken.err(), Some(TrainError::Vectors(2)));
}

#[test]
fn a_model_is_read_back_as_it_was_written() {
    assert_eq!(Parser::from_bytes(&small().model).as_ref(), Ok(&small().parser));
}

#[test]
fn many_sentences_at_once_are_parsed_as_each_alone() {
    let sentences: Vec<Vec<&str>> =
        (0..300).map(|count| ["Lavrov", "met", "the", "envoys", "in", "Geneva", "."].repeat(1 + count % 50)).collect();
    let forms: Vec<&[&str]> = sentences.iter().map(Vec::as_slice).collect();
    let parsed = shipped().parse_all(&forms);
    for (forms, parsed) in forms.iter().zip(parsed) {
        assert_tree(&parsed);
        assert_eq!(parsed, shipped().parse(forms));
    }
}

#[test]
fn a_damaged_model_is_refused_by_name() {
    let model = &small().model;
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
        let words = small().parser.parse(&forms);
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
        for parser in [&small().parser, shipped()] {
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
