//! Raw text through all that finds who, where and when: no panic, spans that stand on the text.
#![no_main]

use std::sync::LazyLock;

use demarche::{
    article::Article,
    engine::{Engine, EngineOptions},
    mention::Mention,
};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::load(None, EngineOptions::default()).expect("the data compiled in are right"));

fuzz_target!(|text: &str| {
    let published = text.len().is_multiple_of(2).then(|| jiff::civil::date(2022, 1, 21));
    let article = Article::of_text("fuzz", text, published);
    let Ok(annotation) = ENGINE.annotate(&article) else { return };
    let letters: Vec<char> = article.text.chars().collect();
    for mention in &annotation.mentions {
        let span = match mention {
            Mention::Actor(actor) => &actor.span,
            Mention::Place(place) => &place.span,
            Mention::Time(time) => &time.span,
        };
        let told: String = letters[span.start..span.end].iter().collect();
        assert_eq!(told, span.text);
    }
    let _ = ENGINE.extract(&article);
});
