//! Sentences of our own with the places that are meant.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{
    article::Article,
    engine::{Engine, EngineOptions},
    mention::{Mention, PlaceAnnotation},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load(None, EngineOptions::default()).unwrap());

fn article(text: &str) -> Article {
    Article::of_text("own", text, None)
}

fn places(text: &str) -> Vec<PlaceAnnotation> {
    let found = ENGINE.annotate(&article(text)).unwrap().mentions.into_iter();
    found.filter_map(|mention| if let Mention::Place(place) = mention { Some(place) } else { None }).collect()
}

/// Each place as its text, its country and its division.
fn told(text: &str) -> Vec<String> {
    let one = |place: PlaceAnnotation| {
        let admin1 =
            if place.country.as_deref() == Some("USA") { place.admin1.unwrap_or_default() } else { String::new() };
        format!("{} {}{admin1}", place.span.text, place.country.unwrap_or_default())
    };
    places(text).into_iter().map(one).collect()
}

#[test]
fn a_place_is_the_one_that_its_surroundings_mean() {
    let cases: &[(&str, &[&str])] = &[
        ("The mayor of Paris, Texas, opened a bridge.", &["Paris USATX", "Texas USATX"]),
        ("Protesters marched through Paris and Lyon on Sunday.", &["Paris FRA", "Lyon FRA"]),
        ("A storm hit London, Ontario, and Toronto.", &["London CAN", "Ontario CAN", "Toronto CAN"]),
        ("The ministers met in London and then flew to Manchester.", &["London GBR", "Manchester GBR"]),
        ("Georgia and Armenia signed a treaty in Tbilisi.", &["Georgia GEO", "Armenia ARM", "Tbilisi GEO"]),
        (
            "Voters in Atlanta and Savannah, Georgia, went to the polls.",
            &["Atlanta USAGA", "Savannah USAGA", "Georgia USAGA"],
        ),
        ("Fires burned near Melbourne in Victoria.", &["Melbourne AUS", "Victoria AUS"]),
        (
            "He was born in Springfield, Ill., and moved to Chicago.",
            &["Springfield USAIL", "Ill. USAIL", "Chicago USAIL"],
        ),
        ("The king of Jordan arrived in Amman.", &["Jordan JOR", "Amman JOR"]),
        (
            "Troops of the People's Republic of China crossed the river near Wuhan.",
            &["People's Republic of China CHN", "Wuhan CHN"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), *expected, "{text}");
    }
}

#[test]
fn persons_organisations_and_peoples_are_no_places() {
    let cases = [
        "Michael Jordan said that he would not play again.",
        "Mr. Jackson thanked the voters.",
        "The Washington Post reported that talks had failed.",
        "Researchers at the University of Kansas published the study.",
        "American and Russian envoys shook hands.",
        "She lives on Lincoln Street.",
    ];
    for text in cases {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_dateline_in_capitals_is_a_place() {
    let found = told("LONDON (AFP) - The prime minister met reporters on Monday.");
    assert_eq!(found.first().map(String::as_str), Some("LONDON GBR"));
}

#[test]
fn a_place_tells_where_it_is_and_what() {
    let found = places("The talks were held in Geneva.");
    let place = found.first().unwrap();
    assert_eq!((place.name.as_str(), place.feature, place.geonames), ("Geneva", "seat", Some(2_660_646)));
    assert!((place.latitude - 46.2).abs() < 0.05 && (place.longitude - 6.15).abs() < 0.05);
    assert!((0.0..=1.0).contains(&place.confidence));
}

#[test]
fn a_capital_that_speaks_is_a_metonym() {
    let cases = [("Moscow said on Friday that it would respond.", true), ("The envoy arrived in Moscow.", false)];
    for (text, expected) in cases {
        let found: Vec<bool> = places(text).into_iter().map(|place| place.metonym).collect();
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn one_name_has_one_sense_in_an_article() {
    let text = "Fire swept through Athens, Georgia, on Monday. Officials in Athens said two homes burned.";
    let countries: Vec<_> = places(text).into_iter().map(|place| place.country).collect();
    assert!(countries.iter().all(|country| country.as_deref() == Some("USA")), "{countries:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn places_stand_in_order_and_apart(words in proptest::collection::vec(
        prop_oneof!["[A-Z][a-z]{1,6}", "\\PC{1,5}", Just("Paris".to_owned()), Just(",".to_owned()), Just("Tex.".to_owned()),
                    Just("San".to_owned()), Just("Jose".to_owned()), Just("'s".to_owned()), Just(".".to_owned())], 0..60)) {
        let text = words.join(" ");
        let found = places(&text);
        let chars = text.chars().count();
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert!(found.iter().all(|place| place.span.start < place.span.end && place.span.end <= chars));
    }
}
