//! Sentences of our own with those who are meant.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{
    article::Article,
    engine::{Engine, EngineOptions},
    mention::{Annotation, Mention},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load(None, EngineOptions::default()).unwrap());

/// An article of 21 January 2022.
fn annotate(title: Option<&str>, text: &str) -> Annotation {
    let article = Article::of_text("own", text, Some(jiff::civil::date(2022, 1, 21)));
    let article = Article { title: title.map(str::to_owned), ..article };
    ENGINE.annotate(&article).unwrap()
}

/// Each actor as `words = kind, name, role, country, basis`, with `-` for what is not known.
fn told(annotation: &Annotation) -> Vec<String> {
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    let actors = annotation.mentions.iter().filter_map(|mention| match mention {
        Mention::Actor(actor) => Some(actor),
        Mention::Place(_) | Mention::Time(_) => None,
    });
    let line = |actor: &crate::mention::ActorAnnotation| {
        let (name, role, country) = (known(&actor.name), known(&actor.role), known(&actor.country));
        format!("{} = {}, {name}, {role}, {country}, {}", actor.span.text, actor.kind.as_str(), actor.basis)
    };
    actors.map(line).collect()
}

fn assert_told(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(told(&annotate(None, text)), *expected, "{text}");
    }
}

#[test]
fn offices_and_agents_are_of_the_country_that_the_phrase_tells() {
    assert_told(&[
        (
            "The French defence minister met Iranian officials in Muscat.",
            &[
                "French defence minister = person, Florence Parly, defence minister, FRA, office",
                "Iranian officials = group, -, -, IRN, title",
            ],
        ),
        (
            "The Japanese prime minister spoke to Peru's minister of trade.",
            &[
                "Japanese prime minister = person, Fumio Kishida, prime minister, JPN, office",
                "Peru's minister of trade = person, -, minister of trade, PER, title",
            ],
        ),
        ("Ukraine's newly rebuilt navy sank a boat.", &["Ukraine's newly rebuilt navy = government, -, -, UKR, title"]),
        ("US-led forces left the base.", &["US-led forces = group, -, -, USA, title"]),
        (
            "A militia based in Benghazi was there.",
            &["militia = group, -, -, LBY, title", "Benghazi = country, Libya, -, LBY, place"],
        ),
    ]);
}

#[test]
fn nationalities_that_share_an_office_are_an_actor_each() {
    let found = told(&annotate(None, "Chile welcomed the Finnish and Swedish foreign ministers."));
    assert_eq!(
        found,
        [
            "Chile = country, Chile, -, CHL, name",
            "Finnish = person, Pekka Haavisto, foreign minister, FIN, office",
            "Swedish foreign ministers = person, Ann Linde, foreign minister, SWE, office",
        ]
    );
}

#[test]
fn a_person_is_known_by_name_office_or_apposition() {
    assert_told(&[
        ("Hakan Demir, Turkey's envoy, spoke.", &["Hakan Demir = person, Hakan Demir, envoy, TUR, text"]),
        (
            "Canada's ambassador to Chile, Ewa Nowak, left.",
            &["Chile = country, Chile, -, CHL, name", "Ewa Nowak = person, Ewa Nowak, ambassador, CAN, text"],
        ),
        (
            "NATO Secretary General Jens Stoltenberg agreed.",
            &["NATO Secretary General Jens Stoltenberg = person, Jens Stoltenberg, Secretary General, IGO, name"],
        ),
        ("Angela Merkel wrote.", &["Angela Merkel = person, Angela Merkel, former Chancellor, DEU, name"]),
        (
            "Macron urged Erdoğan to wait.",
            &[
                "Macron = person, Emmanuel Macron, President, FRA, family-name",
                "Erdoğan = person, Recep Tayyip Erdoğan, President, TUR, family-name",
            ],
        ),
        ("Jordan Miller sang.", &["Jordan Miller = person, Jordan Miller, -, -, text"]),
    ]);
}

#[test]
fn who_was_named_is_meant_again() {
    assert_told(&[
        (
            "Sergey Lavrov met Antony Blinken. The Russian foreign minister said he was content. The US diplomat left.",
            &[
                "Sergey Lavrov = person, Sergey Lavrov, foreign minister, RUS, name",
                "Antony Blinken = person, Antony Blinken, Secretary of State, USA, name",
                "Russian foreign minister = person, Sergey Lavrov, foreign minister, RUS, coreference",
                "he = person, Sergey Lavrov, foreign minister, RUS, pronoun",
                "US diplomat = person, Antony Blinken, diplomat, USA, coreference",
            ],
        ),
        (
            "Peru and Chile signed the pact. Both sides praised the text.",
            &[
                "Peru = country, Peru, -, PER, name",
                "Chile = country, Chile, -, CHL, name",
                "Both sides = country, Peru, -, PER, pair",
                "Both sides = country, Chile, -, CHL, pair",
            ],
        ),
        (
            "Kenya said it would recall the fleet.",
            &["Kenya = country, Kenya, -, KEN, name", "it = country, Kenya, -, KEN, pronoun"],
        ),
        (
            "The Free Harbour Union (FHU) called a strike.",
            &[
                "Free Harbour Union = organization, Free Harbour Union, -, -, text",
                "FHU = organization, Free Harbour Union, -, -, acronym",
            ],
        ),
    ]);
}

#[test]
fn one_entity_has_one_number_and_two_of_a_family_have_two() {
    let text = "Ruth Adeyemi met Samuel Adeyemi. Mrs. Adeyemi was pleased. Adeyemi left.";
    let annotation = annotate(None, text);
    let numbers: Vec<(String, usize)> = annotation
        .mentions
        .iter()
        .filter_map(|mention| match mention {
            Mention::Actor(actor) => Some((actor.span.text.clone(), actor.entity)),
            Mention::Place(_) | Mention::Time(_) => None,
        })
        .collect();
    let [(_, ruth), (_, samuel), (_, again), (_, lately)] = numbers.as_slice() else { panic!("{numbers:?}") };
    assert_ne!(ruth, samuel);
    assert_eq!(ruth, again);
    // Of two, the one who was told of last.
    assert_eq!(ruth, lately);
}

#[test]
fn words_that_are_nobody_give_nothing() {
    assert_told(&[
        ("North American trade grew.", &[]),
        ("The test for COVID-19 was short.", &[]),
        ("It rained.", &[]),
        ("Ethnic Albanians left.", &["Albanians = group, -, -, -, context"]),
    ]);
}

#[test]
fn a_headline_uses_the_names_that_the_text_tells_in_full() {
    let annotation = annotate(Some("Lavrov warns"), "Sergey Lavrov spoke in Oslo.");
    let found = told(&annotation);
    assert_eq!(
        found.first().map(String::as_str),
        Some("Lavrov = person, Sergey Lavrov, foreign minister, RUS, short-name")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_spans_that_stand_on_it_in_order(
        words in prop::collection::vec(prop_oneof![
            Just("Russia".to_owned()), Just("'s".to_owned()), Just("both".to_owned()), Just("sides".to_owned()),
            Just("he".to_owned()), Just("foreign minister".to_owned()), Just(",".to_owned()), Just("and".to_owned()),
            Just("Kim".to_owned()), Just("-".to_owned()), Just("(NATO)".to_owned()), Just("of".to_owned()), "\\PC{0,6}",
        ], 0..40),
        title in "\\PC{0,30}",
    ) {
        let text = words.join(" ");
        let annotation = annotate(Some(&title), &text);
        let letters = |text: &str, start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
        for mention in &annotation.mentions {
            let span = match mention {
                Mention::Actor(actor) => &actor.span,
                Mention::Place(place) => &place.span,
                Mention::Time(time) => &time.span,
            };
            let part = if span.within.is_some() { &title } else { &text };
            prop_assert_eq!(&letters(part, span.start, span.end), &span.text);
        }
        let again = annotate(Some(&title), &text);
        prop_assert_eq!(annotation, again);
    }
}
