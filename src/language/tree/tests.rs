//! Sentences with their trees and what the questions answer, and trees of any shape.
//!
//! `tests/sentences.txt` holds the sentences; its head tells how it is written.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use proptest::prelude::*;

use super::{notation::tree, *};

const SENTENCES: &str = include_str!("tests/sentences.txt");
/// A question to a tree, with an answer a line.
type Ask = fn(&Tree<'_>) -> Vec<String>;
/// Questions whose answers the file may hold.
const QUESTIONS: &[(&str, Ask)] =
    &[("clause", clauses), ("speech", speeches), ("name", names), ("phrase", phrases), ("noun", nouns)];

fn clauses(tree: &Tree<'_>) -> Vec<String> {
    tree.clauses().map(|clause| clause.explain()).collect()
}

fn speeches(tree: &Tree<'_>) -> Vec<String> {
    let speeches = tree.speeches();
    let line = |speech: &Speech| format!("{} {:?}", tree.explain_speech(speech), speech.placement);
    speeches.all().iter().map(line).collect()
}

fn names(tree: &Tree<'_>) -> Vec<String> {
    tree.names().iter().map(|name| show_name(tree, name)).collect()
}

fn show_name(tree: &Tree<'_>, name: &Name) -> String {
    let mut line = tree.text(&name.long);
    if let Some(title) = &name.title_words {
        write!(line, " | title {}", tree.text(title)).unwrap();
    }
    if !name.appositions.is_empty() {
        let heads: Vec<&str> = name.appositions.iter().map(|word| tree.form(*word)).collect();
        write!(line, " | apposition {}", heads.join(", ")).unwrap();
    }
    if let Some(acronym) = name.acronym {
        write!(line, " | acronym {}", tree.form(acronym)).unwrap();
    }
    line
}

fn phrases(tree: &Tree<'_>) -> Vec<String> {
    tree.noun_phrases().map(|phrase| show_phrase(tree, &phrase)).collect()
}

fn show_phrase(tree: &Tree<'_>, phrase: &NounPhrase<'_, '_>) -> String {
    let forms = |words: Vec<usize>| words.iter().map(|word| tree.form(*word)).collect::<Vec<_>>().join(",");
    let mut line = format!("{} | {}", tree.text(&phrase.core()), tree.text(&phrase.span()));
    let parts = [
        ("det", phrase.determiner().into_iter().collect()),
        ("amod", phrase.adjectives().collect()),
        ("compound", phrase.compounds().collect()),
        ("poss", phrase.possessor().into_iter().collect()),
        ("num", phrase.quantity().into_iter().collect()),
        ("after", phrase.prepositions()),
    ];
    for (part, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        write!(line, " {part}={}", forms(words)).unwrap();
    }
    if phrase.number() == Some(Number::Plural) {
        line.push_str(" plural");
    }
    line
}

fn nouns(tree: &Tree<'_>) -> Vec<String> {
    let nouns = (0..tree.words().len()).filter(|word| tree.upos(*word) == Upos::Noun);
    nouns.filter(|noun| !tree.noun_arguments(*noun).is_empty()).map(|noun| tree.explain_noun(noun)).collect()
}

/// The cases of one part of the file: what a case says, line by line.
fn cases(part: &str) -> Vec<Vec<&'static str>> {
    let text = SENTENCES.split("\n== ").find_map(|text| text.strip_prefix(part)).unwrap();
    let cases = text.split("\n\n").map(|case| case.lines().filter(|line| !line.is_empty()).collect());
    cases.filter(|case: &Vec<&str>| !case.is_empty()).collect()
}

/// Each question that a case has answers to is asked, and the answers are all there are.
fn check(part: &str, least: usize) {
    let cases = cases(part);
    assert!(cases.len() >= least, "{part} has {} cases", cases.len());
    for case in cases {
        let [text, notation, answers @ ..] = case.as_slice() else { panic!("{case:?} is no case") };
        let tree = tree(notation);
        assert_eq!(tree.cuts(), 0, "{text}");
        for (question, ask) in QUESTIONS {
            let prefix = format!("{question} ");
            let expected: Vec<&str> = answers.iter().filter_map(|line| line.strip_prefix(&prefix)).collect();
            if !expected.is_empty() {
                assert_eq!(ask(&tree), expected, "{text}");
            }
        }
    }
}

#[test]
fn names_stand_with_title_apposition_and_acronym_whichever_comes_first() {
    check("Names: title, apposition, acronym", 5);
}

#[test]
fn phrases_have_their_parts_and_lists_all_their_members() {
    check("Phrases and lists", 3);
}

#[test]
fn verbs_after_and_share_subject_auxiliaries_and_voice() {
    check("Shared subjects", 3);
}

#[test]
fn an_infinitive_has_the_subject_that_its_governor_lends() {
    check("Control", 8);
}

#[test]
fn the_antecedent_fills_the_place_of_the_relative_pronoun_or_of_the_gap() {
    check("Relative clauses", 9);
}

#[test]
fn participles_and_gerunds_find_their_subject() {
    check("Participles and adverbial clauses", 10);
}

#[test]
fn an_infinitive_under_a_noun_is_the_possessors_or_the_holders() {
    check("Infinitives under nouns", 2);
}

#[test]
fn passives_have_agents_and_copulas_have_subjects() {
    check("Passives and predicates without verbs", 4);
}

#[test]
fn nouns_that_tell_acts_have_arguments() {
    check("Nouns that tell acts", 2);
}

#[test]
fn what_is_said_has_its_speaker_wherever_it_stands() {
    check("Speech", 17);
}

#[test]
fn negators_deny_their_predicate_and_no_other() {
    check("Negation", 7);
}

#[test]
fn auxiliaries_tell_tense_aspect_and_modality() {
    check("Tense, aspect, modality", 7);
}

#[test]
fn conditions_questions_purposes_and_orders_are_told_apart() {
    check("Conditions, questions, purpose, orders", 9);
}

/// The tree of a sentence of the file.
fn sentence(text: &str) -> Tree<'static> {
    let mut lines = SENTENCES.lines().skip_while(|line| *line != text);
    tree(lines.nth(1).unwrap_or_else(|| panic!("{text:?} is not in the file")))
}

fn at(tree: &Tree<'_>, form: &str) -> usize {
    tree.words().iter().position(|word| word.form == form).unwrap()
}

fn forms<'a>(tree: &Tree<'a>, words: &[usize]) -> Vec<&'a str> {
    words.iter().map(|word| tree.form(*word)).collect()
}

#[test]
fn a_path_goes_up_and_down_and_not_between_roots() {
    let met = sentence("Blinken met Kuleba and signed a treaty.");
    let path = |from: &str, to: &str| met.path(at(&met, from), at(&met, to)).map(|path| met.show_path(&path));
    assert_eq!(path("Blinken", "treaty").unwrap(), "Blinken <nsubj met >conj signed >obj treaty");
    assert_eq!(path("treaty", "Blinken").unwrap(), "treaty <obj signed <conj met >nsubj Blinken");
    assert_eq!(path("met", "met").unwrap(), "met");
    assert_eq!(met.path(0, 99), None);
    let torn = tree("Two/NUM/CD/0/root roots=root/NOUN/NNS/0/root");
    assert_eq!((torn.path(0, 1), torn.roots().count()), (None, 2));
}

#[test]
fn actors_and_patients_are_the_same_in_active_and_passive() {
    let active = sentence("Washington accused Iran of shelling the base.");
    let passive = sentence("Two diplomats were expelled by Prague and Vienna.");
    let of = |tree: &Tree<'_>, verb: &str| {
        let clause = tree.clause(at(tree, verb)).unwrap();
        (forms(tree, &clause.actors()).join("+"), forms(tree, &clause.patients()).join("+"))
    };
    assert_eq!(of(&active, "accused"), ("Washington".into(), "Iran".into()));
    assert_eq!(of(&active, "shelling"), ("Iran".into(), "base".into()));
    assert_eq!(of(&passive, "expelled"), ("Prague+Vienna".into(), "diplomats".into()));
    let urged = sentence("Brussels urged Warsaw to lift the ban.");
    assert_eq!(of(&urged, "urged"), ("Brussels".into(), "Warsaw".into()));
}

#[test]
fn a_clause_knows_what_governs_it_and_what_it_hinges_on() {
    let tree = sentence("Officials said Minsk claimed that Kyiv fired first.");
    let fired = tree.clause(at(&tree, "fired")).unwrap();
    let governors: Vec<(&str, ClauseRole)> = fired.governors().map(|(word, role)| (tree.form(word), role)).collect();
    assert_eq!(governors, [("claimed", ClauseRole::Content), ("said", ClauseRole::Content)]);
    let tree = sentence("Unless they talk, war will come.");
    let come = tree.clause(at(&tree, "come")).unwrap();
    assert_eq!(come.hinges_on().map(|word| tree.form(word)), Some("talk"));
    assert_eq!(come.role(), ClauseRole::Main);
    let tree = sentence("Beijing's threat to invade Taiwan alarmed Tokyo.");
    let invade = tree.clause(at(&tree, "invade")).unwrap();
    assert_eq!(
        invade.governors().map(|(word, role)| (tree.form(word), role)).collect::<Vec<_>>(),
        [("alarmed", ClauseRole::Modifier)]
    );
}

#[test]
fn a_word_is_under_the_speeches_around_it_and_a_speaker_is_not_under_its_own() {
    let claims = |tree: &Tree<'_>, word: &str| {
        let speeches = tree.speeches();
        let speakers = speeches.over(at(tree, word)).map(|speech| speech.speaker.map_or("", |word| tree.form(word)));
        speakers.map(str::to_owned).collect::<Vec<_>>()
    };
    let nested = sentence("Officials said Minsk claimed that Kyiv fired first.");
    assert_eq!(claims(&nested, "fired"), ["Minsk", "Officials"]);
    assert_eq!(claims(&nested, "claimed"), ["Officials"]);
    assert!(claims(&nested, "said").is_empty());
    let inserted = sentence("The truce, Seoul's envoys said, holds.");
    assert_eq!(claims(&inserted, "truce"), ["envoys"]);
    assert!(claims(&inserted, "said").is_empty() && claims(&inserted, "Seoul").is_empty());
    let source = sentence("Talks failed, according to the Kremlin.");
    assert_eq!(claims(&source, "Talks"), ["Kremlin"]);
    assert!(claims(&source, "Kremlin").is_empty());
}

#[test]
fn a_tense_that_the_tagger_missed_is_told_by_the_subject() {
    let group = |notation: &str| {
        let tree = tree(notation);
        let verb = at(&tree, "set");
        (tree.clause(verb).unwrap().group().form, tree.clause(verb).unwrap().group().tense)
    };
    let bare = "They/PRON/PRP/2/nsubj set/VERB/VB/0/root it/PRON/PRP/2/obj";
    assert_eq!(group(bare), (Finiteness::Finite, Some(Tense::Present)));
    assert_eq!(group(&bare.replace("/VB/", "/VBN/")), (Finiteness::Finite, Some(Tense::Past)));
    let demand = "demand/VERB/VBP/0/root that/SCONJ/IN/4/mark it/PRON/PRP/4/nsubj set/VERB/VB/1/ccomp";
    assert_eq!(group(demand), (Finiteness::Subjunctive, None));
    let killed = "Two/NUM/CD/2/nsubj:pass set/VERB/VBN/0/root";
    assert_eq!(group(killed), (Finiteness::Participle, None));
}

#[test]
fn a_noun_is_denied_by_its_own_words_and_a_verb_by_those_above_it() {
    let were = sentence("There were no talks between Israel and Hamas in Cairo.");
    let phrase = |form: &str| were.noun_phrase(at(&were, form)).unwrap();
    assert!(phrase("talks").is_denied() && !phrase("Cairo").is_denied());
    assert!(phrase("talks").clause().is_none());
    let critic = sentence("The envoy is a former general and a critic of NATO.");
    assert_eq!(critic.noun_phrase(at(&critic, "general")).unwrap().clause().unwrap().kind(), ClauseKind::Copular);
    let said = tree(
        "Bern/PROPN/NNP/4/nsubj did=do/AUX/VBD/4/aux not/PART/RB/4/advmod agree/VERB/VB/0/root to/PART/TO/6/mark \
         go/VERB/VB/4/xcomp",
    );
    let go = said.clause(at(&said, "go")).unwrap();
    assert!(go.group().negation.is_none() && said.is_under_negation(go.predicate()));
    assert_eq!(said.first_conjunct(go.predicate()), go.predicate());
}

#[test]
fn tables_of_closed_classes_are_sorted_and_have_no_word_twice() {
    use super::closed_class::*;
    let tables: &[&[&str]] = &[
        NEGATORS,
        NEGATIVE_PHRASES,
        CIRCUMSTANCES,
        LIMITS,
        FOCUS,
        FUTURE,
        FUTURE_GOVERNORS,
        DUTY_GOVERNORS,
        SOURCES,
        NAME_JOINTS,
        SUBJECT_CONTROL,
        OBJECT_CONTROL,
        OBJECT_GERUNDS,
        COMPARATIVE,
        INVERTED_CONDITIONS,
    ];
    assert!(tables.iter().all(|table| table.is_sorted_by(|one, next| one < next)));
    assert!(OBLIQUE_CONTROL.is_sorted_by(|one, next| one < next));
    assert!(CONDITIONS.is_sorted_by(|one, next| one.0 < next.0));
}

#[test]
fn nobody_is_told_what_it_stands_for() {
    let tree = tree(
        "It/PRON/PRP/3/nsubj:pass is=be/AUX/VBZ/3/aux:pass said=say/VERB/VBN/0/root they/PRON/PRP/5/nsubj \
         met=meet/VERB/VBD/3/ccomp",
    );
    assert_eq!(speeches(&tree), ["said[reported] content=met After"]);
}

#[test]
fn spans_count_characters_of_the_text() {
    let met = sentence("Blinken met Kuleba and signed a treaty.");
    assert_eq!(met.chars(&(1..3)), Some(8..18));
    assert_eq!(met.text(&(1..3)), "met Kuleba");
    assert_eq!((met.chars(&(3..3)), met.chars(&(7..99))), (None, None));
}

#[test]
fn quotes_that_cross_sentences_are_open_at_one_end() {
    let marks = |forms: &str| {
        let words = forms.split(' ').map(|form| {
            let upos = if form.chars().any(char::is_alphabetic) { "NOUN/NN" } else { "PUNCT/." };
            format!("{form}/{upos}/0/root")
        });
        let notation = words.collect::<Vec<_>>().join(" ");
        tree(&notation).quotes().iter().map(|quote| (quote.open, quote.close, quote.words.clone())).collect::<Vec<_>>()
    };
    assert_eq!(marks("a “ b c ” d"), [(Some(1), Some(4), 2..4)]);
    assert_eq!(marks("a , ” b"), [(None, Some(2), 0..2)]);
    assert_eq!(marks("a , \" b"), [(None, Some(2), 0..2)]);
    assert_eq!(marks("a \" b"), [(Some(1), None, 2..3)]);
    assert_eq!(marks("“ a ‘ b ’ c ”"), [(Some(0), Some(6), 1..6), (Some(2), Some(4), 3..4)]);
    assert_eq!(marks("” “ a"), [(Some(1), None, 2..3)]);
    assert_eq!(marks("a ’ b"), []);
}

#[test]
fn an_arc_out_of_the_sentence_and_one_of_each_cycle_are_cut() {
    let tree = tree("a/NOUN/NN/2/nmod b/NOUN/NN/1/nmod c/NOUN/NN/9/obj d/NOUN/NN/4/obj e/NOUN/NN/1/obj");
    assert_eq!(tree.cuts(), 3);
    assert_eq!(tree.roots().count(), 3);
    assert!((0..5).all(|word| tree.governors(word).count() < 5));
}

#[test]
fn names_of_relations_are_read_with_any_subtype() {
    let cases = [
        ("nsubj:pass", Relation::NsubjPass),
        ("nsubj:xsubj", Relation::Nsubj),
        ("obl:tmod", Relation::OblUnmarked),
        ("acl:relcl", Relation::AclRelcl),
        ("nonsense", Relation::Dep),
        ("", Relation::Dep),
    ];
    for (name, expected) in cases {
        assert_eq!(Relation::read(name), expected, "{name:?}");
    }
    assert!(Relation::ALL.iter().all(|relation| Relation::read(relation.name()) == *relation));
}

/// Asks everything there is to ask; the answer is how much text the answers make.
fn ask_all(tree: &Tree<'_>) -> usize {
    let answers: usize = QUESTIONS.iter().map(|(_, ask)| ask(tree).iter().map(String::len).sum::<usize>()).sum();
    let clauses = tree.clauses().map(|clause| clause.actors().len() + clause.patients().len());
    answers + clauses.sum::<usize>() + tree.quotes().len()
}

/// Forms that grammar knows, so that random trees reach every rule.
const FORMS: &[&str] = &[
    "said",
    "not",
    "no",
    "to",
    "who",
    "which",
    "that",
    "if",
    "\"",
    "“",
    "”",
    ",",
    ":",
    "?",
    "and",
    "by",
    "of",
    "according",
    "Lavrov",
    "(",
    ")",
    "NATO",
    "will",
    "has",
    "without",
    "call",
    "on",
    "only",
    "é",
    "🕊",
];

prop_compose! {
    fn any_word()(form in 0..FORMS.len(), upos in 0..Upos::ALL.len(), xpos in 0..Xpos::ALL.len(),
        relation in 0..Relation::ALL.len(), head in 0..80_usize) -> Word<'static> {
        Word {
            form: FORMS[form],
            lemma: Cow::Borrowed(FORMS[form]),
            upos: Upos::ALL[upos],
            xpos: Xpos::ALL[xpos],
            head: head.checked_sub(1),
            relation: Relation::ALL[relation],
            chars: None,
        }
    }
}

proptest! {
    #[test]
    fn any_words_with_any_heads_are_answered(words in prop::collection::vec(any_word(), 0..60)) {
        let count = words.len();
        let tree = Tree::new(words);
        ask_all(&tree);
        prop_assert_eq!(tree.arcs.order.len(), count);
        let inside = |range: Range<usize>| range.start <= range.end && range.end <= count;
        for phrase in tree.noun_phrases() {
            prop_assert!(inside(phrase.core()) && inside(phrase.span()));
            prop_assert!(phrase.core().contains(&phrase.head()));
        }
        for name in tree.names() {
            prop_assert!(inside(name.words.clone()) && inside(name.long.clone()) && name.words.contains(&name.head));
        }
        for word in 0..count {
            prop_assert!(tree.extent(word).contains(&word));
            prop_assert!(tree.governors(word).count() < count);
            prop_assert!(tree.speeches().over(word).count() <= count);
            prop_assert_eq!(tree.path(word, word).map(|path| path.steps.len()), Some(0));
        }
        let mut heads: Vec<bool> = vec![false; count];
        for word in tree.top_down() {
            prop_assert!(tree.head(word).is_none_or(|head| heads[head]), "a head before its words");
            heads[word] = true;
        }
    }
}

/// The shapes that cost most: a chain down, a chain up, a star, a comb; all words of one relation.
fn shaped(count: usize, shape: usize, relation: Relation, (upos, xpos): (Upos, Xpos)) -> Tree<'static> {
    let head = |at: usize| match shape {
        0 => at.checked_sub(1),
        1 => (at + 1 < count).then_some(at + 1),
        2 => (at > 0).then_some(0),
        _ => at.checked_sub(1 + at % 2),
    };
    let word = |at: usize| {
        let form = FORMS[at % FORMS.len()];
        Word { form, lemma: Cow::Borrowed(form), upos, xpos, head: head(at), relation, chars: None }
    };
    Tree::new((0..count).map(word).collect())
}

/// How long it takes to ask each question of each word once, listing no conjuncts.
fn cost(count: usize, shape: usize, relation: Relation, tags: (Upos, Xpos)) -> Duration {
    let begin = Instant::now();
    let tree = shaped(count, shape, relation, tags);
    let clauses = tree.clauses().map(|clause| clause.complements().count() + clause.actor().map_or(0, |_| 1));
    let asked = clauses.sum::<usize>() + tree.noun_phrases().filter(|phrase| !phrase.span().is_empty()).count();
    let asked = asked + tree.names().len() + tree.speeches().all().len() + tree.quotes().len();
    assert!(asked <= 8 * count);
    begin.elapsed()
}

#[test]
fn five_thousand_words_in_any_chain_or_star_are_answered_in_linear_time() {
    let tags = [(Upos::Verb, Xpos::Vb), (Upos::Propn, Xpos::Nnp), (Upos::Pron, Xpos::Wdt)];
    for (shape, relation) in (0..4).flat_map(|shape| Relation::ALL.iter().map(move |relation| (shape, *relation))) {
        for tags in tags {
            // Some 10 ms where the machine is free; a cost that grows with the square is beyond a second.
            let time = cost(5_000, shape, relation, tags);
            assert!(time < Duration::from_secs(1), "shape {shape}, {relation}, {tags:?}: {time:?}");
        }
    }
}
