//! Records that are no article, one of each kind, and what must become of each.

use serde_json::json;

use super::kafka::Record;

/// What must become of a record; where two reasons are right, either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A dead letter with one of these reasons.
    DeadLetter(&'static [&'static str]),
    /// A skip with this reason.
    Skip(&'static str),
    /// Events.
    Events,
}

/// A record that tests a decoder.
#[derive(Debug, Clone)]
pub(crate) struct Faulty {
    pub(crate) what: &'static str,
    pub(crate) record: Record,
    pub(crate) expected: Expected,
}

const GERMAN: &str = "Die Außenminister haben am Montag in Wien über den Vertrag gesprochen. Sie wollen sich im Frühjahr \
                      wieder treffen, sagte eine Sprecherin nach den Gesprächen. Über den Inhalt wurde nichts bekannt. \
                      Beobachter rechnen damit, dass die Verhandlungen noch mehrere Monate dauern werden.";

fn faulty(what: &'static str, payload: impl Into<Vec<u8>>, expected: Expected) -> Faulty {
    Faulty { what, record: Record::of(payload), expected }
}

fn own(text: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut article = json!({"id": "faulty", "title": "World news", "text": text, "published": "2022-02-01"});
    for (field, value) in more {
        article[*field] = json!(value);
    }
    article.to_string().into_bytes()
}

/// Every kind, the big ones too.
pub(crate) fn all() -> Vec<Faulty> {
    let mut all = refused_or_skipped();
    all.push(headline());
    let word = "The minister spoke and ";
    all.push(faulty("20 MB of text", own(&word.repeat(900_000), &[]), Expected::DeadLetter(&["too_large"])));
    let long = "word ".repeat(200_000);
    all.push(faulty("200,000 words without a full stop", own(&long, &[]), Expected::DeadLetter(&["over_budget"])));
    all
}

/// Every small kind that yields no event.
pub(crate) fn refused_or_skipped() -> Vec<Faulty> {
    [refused(), skipped()].concat()
}

fn refused() -> Vec<Faulty> {
    use Expected::DeadLetter as Dead;
    let script = "<html><body><script>document.write('The ministers met.')</script></body></html>";
    let ninjs = json!({"uri": "u1", "type": "text", "body_html": script, "firstcreated": "2022-02-01T00:00:00Z"});
    vec![
        faulty("an empty value", "", Dead(&["empty_payload"])),
        faulty("broken UTF-8", b"Lavrov met Blinken in Geneva \xff\xfe on Friday.", Dead(&["broken_encoding"])),
        faulty("broken JSON", r#"{"id": "x", "text": "The ministers met"#, Dead(&["malformed_json"])),
        faulty("JSON of another kind", r#"{"temperature": 21.5, "unit": "C"}"#, Dead(&["not_an_article"])),
        faulty(
            "a list of articles",
            r#"[{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]"#,
            Dead(&["not_an_article"]),
        ),
        faulty("no text", r#"{"id": "x", "published": "2022-02-01"}"#, Dead(&["blank_text", "not_an_article"])),
        faulty("a blank text", r#"{"id": "x", "text": " \n\t "}"#, Dead(&["blank_text"])),
        faulty("1,000 nested lists", format!("{}{}", "[".repeat(1000), "]".repeat(1000)), Dead(&["too_deep"])),
        faulty("a date that is none", own("They met.", &[("published", "soon")]), Dead(&["unreadable_date"])),
        faulty("the year 30000", own("They met.", &[("published", "30000-01-01")]), Dead(&["unreadable_date"])),
        faulty("HTML that is all script", ninjs.to_string(), Dead(&["blank_text"])),
        faulty(
            "a lone surrogate",
            r#"{"id": "x", "text": "They met \ud800."}"#,
            Dead(&["malformed_json", "invalid_text"]),
        ),
        faulty("a NUL in the text", own("They met\u{0} in Vienna.", &[]), Dead(&["invalid_text"])),
    ]
}

fn skipped() -> Vec<Faulty> {
    let ninjs = |kind: &str, status: &str| {
        json!({"uri": "u2", "type": kind, "pubstatus": status, "headline": "World news",
               "body_text": "Antony Blinken met Sergey Lavrov in Geneva.", "firstcreated": "2022-02-01T00:00:00Z"})
        .to_string()
    };
    let tombstone = Record { key: Some(b"gone".to_vec()), ..Record::default() };
    vec![
        Faulty { what: "a tombstone", record: tombstone, expected: Expected::Skip("tombstone") },
        faulty("German, and told so", own(GERMAN, &[("language", "de")]), Expected::Skip("language")),
        faulty("German, and not told so", own(GERMAN, &[("title", "")]), Expected::Skip("language")),
        faulty("withdrawn", ninjs("text", "canceled"), Expected::Skip("withdrawn")),
        faulty("video", ninjs("video", "usable"), Expected::Skip("not_text")),
    ]
}

fn headline() -> Faulty {
    let only = json!({"id": "headline", "published": "2022-01-21", "language": "en",
                      "title": "Sergey Lavrov meets Antony Blinken in Geneva"});
    faulty("a headline without a body", only.to_string(), Expected::Events)
}
