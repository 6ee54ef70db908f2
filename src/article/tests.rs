//! The decoder as a whole: a fixture for each shape, a reason for each kind of bad input, and arbitrary bytes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Article, DecodeOptions, decode};
use crate::outcome::{DeadLetterReason, Refusal, SkipReason};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles")
}

fn as_json(article: &Article) -> Value {
    json!({
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "published": article.published.as_ref().map(|published| json!({
            "date": published.date.to_string(),
            "at": published.at.map(|at| at.to_string()),
            "iso": published.iso,
        })),
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "embargoed_until": article.embargoed_until.map(|until| until.to_string()),
    })
}

fn media_type(extension: &str) -> &'static str {
    let known = [
        ("html", "text/html; charset=utf-8"),
        ("json", "application/json"),
        ("txt", "text/plain; charset=UTF-8"),
        ("xml", "application/vnd.iptc.g2.newsitem+xml"),
    ];
    known.iter().find(|(name, _)| *name == extension).map(|(_, media)| *media).unwrap()
}

fn decoded(payload: &[u8], content_type: Option<&str>) -> Result<Article, Refusal> {
    decode(payload, content_type, &DecodeOptions::default())
}

#[test]
fn every_shape_is_read_as_its_fixture_says_with_and_without_a_header() {
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".expected.json") {
            continue;
        }
        let payload = fs::read(&path).unwrap();
        let found = as_json(&decoded(&payload, None).unwrap_or_else(|refusal| panic!("{name}: {refusal}")));
        let told = decoded(&payload, Some(media_type(path.extension().unwrap().to_str().unwrap())));
        assert_eq!(told.as_ref().map(as_json), Ok(found.clone()), "{name} with a header");
        compare(&format!("{name}.expected.json"), &found);
        seen.insert(format!("{name}.expected.json"));
    }
    assert!(seen.len() >= 25, "{seen:?}");
    let stale = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let stale: Vec<String> = stale.filter(|name| name.ends_with(".expected.json") && !seen.contains(name)).collect();
    assert!(stale.is_empty(), "expectations without a fixture: {stale:?}");
}

/// Compares with the file of that name; `BLESS=1` rewrites it.
fn compare(expectation: &str, found: &Value) {
    let path = folder().join(expectation);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, serde_json::to_string_pretty(found).unwrap() + "\n").unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{expectation} is missing: run with BLESS=1"));
    assert_eq!(*found, serde_json::from_str::<Value>(&expected).unwrap(), "{expectation}: BLESS=1 rewrites it");
}

#[test]
fn every_kind_of_bad_input_has_its_reason() {
    use DeadLetterReason as Dead;
    let nested = "[".repeat(1_000) + &"]".repeat(1_000);
    let nested_field = format!("{{\"text\": {nested}}}");
    let cases: &[(&[u8], Option<&str>, Dead)] = &[
        (b"", None, Dead::EmptyPayload),
        (b"", Some("application/json"), Dead::EmptyPayload),
        (b"Talks in \xFF\xFE Bern", None, Dead::BrokenEncoding),
        (b"{\"text\": \"\xC9lys\xE9e\"}", None, Dead::BrokenEncoding),
        (b"Talks", Some("text/plain; charset=nonsense"), Dead::UnknownCharset),
        (b"{\"text\": ", None, Dead::MalformedJson),
        (b"{text: 'Talks'}", None, Dead::MalformedJson),
        (b"Talks", Some("application/json"), Dead::MalformedJson),
        (b"<newsItem>", None, Dead::MalformedXml),
        (b"Talks", Some("application/xml"), Dead::MalformedXml),
        (b"<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", None, Dead::MalformedXml),
        (nested.as_bytes(), None, Dead::TooDeep),
        (nested_field.as_bytes(), None, Dead::TooDeep),
        (b"[{\"text\": \"Talks\"}]", None, Dead::NotAnArticle),
        (b"[]", None, Dead::NotAnArticle),
        (b"42", Some("application/json"), Dead::NotAnArticle),
        (b"{}", None, Dead::NotAnArticle),
        (b"{\"temperature\": 21.5, \"id\": \"sensor-1\"}", None, Dead::NotAnArticle),
        (b"<rss><channel/></rss>", None, Dead::NotAnArticle),
        (b" \n\t", None, Dead::BlankText),
        (b"\xEF\xBB\xBF", None, Dead::BlankText),
        (b"--- *** ---", None, Dead::BlankText),
        (b"{\"id\": \"1\", \"text\": \"  \"}", None, Dead::BlankText),
        (b"{\"id\": \"1\", \"text\": null, \"title\": \" \"}", None, Dead::BlankText),
        (b"{\"uri\": \"1\", \"body_html\": \"<script>all()</script><style>a{}</style>\"}", None, Dead::BlankText),
        (b"<html><head><script>all()</script></head><body><script>x</script></body></html>", None, Dead::BlankText),
        (b"date 2022-01-21", None, Dead::BlankText),
        (b"{\"text\": \"Talks \\ud800 in Bern\"}", None, Dead::InvalidText),
        (b"{\"text\": \"Talks \\u0000 in Bern\"}", None, Dead::InvalidText),
        (b"{\"title\": \"Talks \\u0000\"}", None, Dead::InvalidText),
        (b"Talks \0 in Bern", None, Dead::InvalidText),
        (b"{\"text\": \"Talks in Bern\", \"published\": \"soon\"}", None, Dead::UnreadableDate),
        (b"{\"text\": \"Talks in Bern\", \"published\": \"30000-01-01\"}", None, Dead::UnreadableDate),
        (b"{\"text\": \"Talks in Bern\", \"published\": true}", None, Dead::UnreadableDate),
        (b"{\"text\": \"Talks in Bern\", \"published\": 3}", None, Dead::UnreadableDate),
        (b"{\"text\": \"Talks in Bern\", \"embargoed\": \"tomorrow\"}", None, Dead::UnreadableDate),
        (b"date 2022-02-31 Talks in Bern", None, Dead::UnreadableDate),
    ];
    for (payload, content_type, expected) in cases {
        let shown = String::from_utf8_lossy(payload);
        match decoded(payload, *content_type) {
            Err(Refusal::DeadLetter(letter)) => assert_eq!(letter.reason, *expected, "{shown:.80}: {letter}"),
            other => panic!("{shown:.80}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_for_us_is_skipped_with_its_reason() {
    let german = "Die Außenminister der beiden Länder haben sich am Montag in Wien getroffen und vereinbart, die Gespräche \
                  über die Grenze fortzusetzen, wie ein Vertreter des Ministeriums nach dem Treffen sagte. Beide Seiten \
                  werden in der kommenden Woche Gesandte in die Hauptstadt schicken, hieß es weiter.";
    let cases: &[(Value, SkipReason)] = &[
        (json!({"uri": "1", "type": "video", "headline": "Talks in Bern"}), SkipReason::NotText),
        (json!({"uri": "1", "type": "picture", "pubstatus": "canceled"}), SkipReason::NotText),
        (json!({"uri": "1", "mimetype": "image/jpeg", "headline": "Talks in Bern"}), SkipReason::NotText),
        (json!({"uri": "1", "type": "text", "pubStatus": "canceled"}), SkipReason::Withdrawn),
        (json!({"uri": "1", "pubstatus": "withheld", "body_text": "Talks"}), SkipReason::Withdrawn),
        (json!({"uri": "1", "pubstatus": "stat:canceled"}), SkipReason::Withdrawn),
        (json!({"text": "Talks in Bern", "language": "de"}), SkipReason::Language),
        (json!({"text": "Talks in Bern", "lang": "deu", "date": "soon"}), SkipReason::Language),
        (json!({"text": "Talks in Bern", "language": "German"}), SkipReason::Language),
        (json!({"text": german}), SkipReason::Language),
        (json!({"title": "Министры встретились в Вене", "text": ""}), SkipReason::Language),
    ];
    for (article, expected) in cases {
        let found = decoded(article.to_string().as_bytes(), None);
        assert_eq!(found, Err(Refusal::Skip(*expected)), "{article}");
    }
    let withdrawn = "<newsItem guid=\"1\"><itemMeta><pubStatus qcode=\"stat:canceled\"/></itemMeta></newsItem>";
    assert_eq!(decoded(withdrawn.as_bytes(), None), Err(Refusal::Skip(SkipReason::Withdrawn)));
    assert_eq!(decoded(german.as_bytes(), None), Err(Refusal::Skip(SkipReason::Language)));
    let withheld = "<nitf><head><docdata management-status=\"withheld\"/></head></nitf>";
    assert_eq!(decoded(withheld.as_bytes(), None), Err(Refusal::Skip(SkipReason::Withdrawn)));
}

#[test]
fn the_size_is_checked_before_anything_else() {
    let options = DecodeOptions { max_payload_bytes: 10, ..DecodeOptions::default() };
    let refusal = decode(&[0xFF; 11], Some("text/plain; charset=nonsense"), &options);
    assert!(
        matches!(&refusal, Err(Refusal::DeadLetter(letter)) if letter.reason == DeadLetterReason::TooLarge),
        "{refusal:?}"
    );
    assert!(decode(b"Talks 1234", None, &options).is_ok());
}

#[test]
fn the_header_decides_over_the_look() {
    let text = |payload: &[u8], content_type| decoded(payload, Some(content_type)).map(|article| article.text);
    let plain = "text/plain";
    assert_eq!(text(b"{\"a\": these talks}", plain), Ok("{\"a\": these talks}".into()));
    assert_eq!(text(b"<p>Talks</p>", plain), Ok("<p>Talks</p>".into()));
    assert_eq!(text(b"<p>Talks</p>", "text/html"), Ok("Talks".into()));
    assert_eq!(text(b"<?xml version='1.0'?><html><body><p>Talks", "application/xml"), Ok("Talks".into()));
    assert_eq!(text(b"\xC9lys\xE9e talks", "text/plain; charset=latin1"), Ok("Élysée talks".into()));
    assert_eq!(text(b" \xEF\xBB\xBF", "application/octet-stream").map_err(|_| ()), Err(()));
    assert_eq!(text(b"\xEF\xBB\xBF \n{\"text\": \"Talks\"}", "application/octet-stream"), Ok("Talks".into()));
}

#[test]
fn an_id_is_the_feeds_else_the_url_else_a_digest() {
    let long = "x".repeat(600);
    let cases = [
        (json!({"id": " 7 ", "text": "Talks"}), "7".to_owned()),
        (json!({"id": 7, "text": "Talks"}), "7".to_owned()),
        (json!({"uri": "u", "id": "i", "text": "Talks"}), "u".to_owned()),
        (json!({"id": "", "url": "https://example.com/a", "text": "Talks"}), "https://example.com/a".to_owned()),
        (json!({"text": "Talks"}), "sha256:b50d48e81a9e8acf0236a56a096da8b8".to_owned()),
        (json!({"title": "Talks"}), "sha256:b50d48e81a9e8acf0236a56a096da8b8".to_owned()),
    ];
    for (article, expected) in cases {
        let found = decoded(article.to_string().as_bytes(), None).map(|article| article.id);
        assert_eq!(found, Ok(expected), "{article}");
    }
    let bounded = decoded(json!({"id": long, "text": "Talks"}).to_string().as_bytes(), None).unwrap();
    assert_eq!(bounded.id.len(), "sha256:".len() + 32);
}

#[test]
fn a_headline_is_one_line_without_markup() {
    let cases = [
        (" Talks\r\n in  Bern ", Some("Talks in Bern")),
        ("Bern&#8217;s <b>talks</b>", Some("Bern’s talks")),
        ("<br>", None),
    ];
    for (sent, expected) in cases {
        let article = decoded(json!({"title": sent, "text": "Talks"}).to_string().as_bytes(), None).unwrap();
        assert_eq!(article.title.as_deref(), expected, "{sent:?}");
    }
}

#[test]
fn a_language_that_nobody_tells_for_sure_is_read() {
    let article = decoded("Außenminister in Wien".as_bytes(), None).unwrap();
    assert_eq!(article.language, None);
    let article = decoded(br#"{"text": "Talks", "language": "und"}"#, None).unwrap();
    assert_eq!(article.language, None);
}

#[test]
fn a_detail_is_one_bounded_line_whatever_the_payload_quotes() {
    let xml = format!("<{0}><x></{0}>", "a\u{301}".repeat(5_000));
    let Err(Refusal::DeadLetter(letter)) = decoded(xml.as_bytes(), Some("text/xml")) else { panic!("accepted") };
    assert!(letter.detail.chars().count() <= 300 && !letter.detail.contains('\n'), "{letter}");
}

#[test]
fn offsets_in_a_text_without_markup_hold_in_what_was_sent() {
    let sent = " date 2022-01-21 Following talks\r\nin Genève,\rthey left.\n\n";
    let article = decoded(json!({"text": sent}).to_string().as_bytes(), None).unwrap();
    assert_eq!(article.text.chars().count(), sent.chars().count());
    for (kept, sent) in article.text.chars().zip(sent.chars()).skip(17) {
        assert!(kept == sent || sent == '\r', "{kept:?} for {sent:?}");
    }
    assert_eq!(article.published.map(|published| published.iso).as_deref(), Some("2022-01-21"));
}

#[test]
fn large_payloads_of_every_look_cost_linear_time() {
    let size = 1 << 18;
    let fill = |piece: &str| piece.repeat(size / piece.len());
    let payloads = [
        fill("<"),
        fill("&"),
        fill("<!--"),
        fill("<p"),
        fill("</p>"),
        fill("<?xml "),
        fill("<![CDATA["),
        fill("{"),
        fill("["),
        fill("word "),
        fill("\r\n"),
        fill("[+1 chars]"),
        format!("{{{}\"z\": 1}}", (0..size / 12).map(|n| format!("\"k{n:06}\":1,")).collect::<String>()),
        format!("{{\"source\": [{}1]}}", fill("{},")),
        format!("{{\"bodies\": [{}1], \"text\": \"Talks\"}}", fill("{\"value\":\"<\"},")),
        format!("{{\"published\": \"{}\", \"text\": \"Talks\"}}", fill("1")),
    ];
    for payload in payloads {
        for content_type in [None, Some("text/plain"), Some("text/html"), Some("text/xml"), Some("application/json")] {
            let start = std::time::Instant::now();
            let _ = decoded(payload.as_bytes(), content_type);
            let took = start.elapsed();
            assert!(took.as_secs() < 10, "{payload:.20} as {content_type:?} took {took:?}");
        }
    }
}

/// Names that mean something to the decoder, and some that do not.
fn key() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "uri",
        "text",
        "title",
        "published",
        "language",
        "source",
        "bodies",
        "value",
        "role",
        "contenttype",
        "url",
        "type",
        "pubstatus",
        "embargoed",
        "body_html",
        "specversion",
        "data",
    ];
    prop_oneof![proptest::sample::select(known.to_vec()).prop_map(str::to_owned), "[a-z.\\[\\]]{0,6}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "(<[/a-z!&;#0-9]{0,6}>?|[ A-Za-z&;\\r\\n]{0,8}){0,12}".prop_map(Value::from),
        "(date )?[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(key(), inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

fn any_header() -> impl Strategy<Value = Option<String>> {
    let known = [
        "application/json",
        "text/plain",
        "application/xml",
        "text/html",
        "application/cloudevents+json",
        "text/plain; charset=utf-16le",
        "text/html; charset=shift_jis",
        "application/json; charset=gb18030",
    ];
    prop_oneof![
        Just(None),
        proptest::sample::select(known.to_vec()).prop_map(|header| Some(header.to_owned())),
        ".{0,30}".prop_map(Some),
    ]
}

fn fixture() -> impl Strategy<Value = Vec<u8>> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| !path.to_string_lossy().ends_with(".expected.json"));
    let mut payloads: Vec<Vec<u8>> = paths.map(|path| fs::read(path).unwrap()).collect();
    payloads.sort();
    proptest::sample::select(payloads)
}

/// What holds for every payload.
fn check(payload: &[u8], header: Option<&str>) {
    let first = decoded(payload, header);
    assert_eq!(first, decoded(payload, header), "the same bytes decode alike");
    if let Ok(article) = first {
        let title = article.title.as_deref();
        assert!(!article.id.is_empty() && article.id.len() <= 512, "{:?}", article.id);
        assert!(title.is_none_or(|title| !title.trim().is_empty()), "{title:?}");
        assert!(title.is_some() || !article.text.trim().is_empty(), "blank");
        assert!(!article.text.contains(['\0', '\r']), "{:?}", article.text);
        assert!(article.language.as_deref().is_none_or(|language| language == "en"), "{:?}", article.language);
        assert!(article.published.is_none_or(|published| (1900..=2100).contains(&published.date.year())));
    }
}

proptest! {
    #[test]
    fn any_bytes_give_an_article_or_a_reason(
        payload in proptest::collection::vec(any::<u8>(), 0..400),
        header in any_header(),
    ) {
        check(&payload, header.as_deref());
    }

    #[test]
    fn any_markup_gives_an_article_or_a_reason(
        payload in "(<[/?!]?[a-zA-Z:]{0,6}( [a-z]{1,4}=?\"?[^\"<]{0,5}\"?)?/?>?|[ -~\\r\\n\u{e9}]{0,8}|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&#?[a-z0-9]{1,6};){0,30}",
        header in any_header(),
    ) {
        check(payload.as_bytes(), header.as_deref());
    }

    #[test]
    fn any_damage_to_a_fixture_gives_an_article_or_a_reason(
        (payload, at, cut, insert) in (fixture(), any::<usize>(), 0..9_usize, proptest::collection::vec(any::<u8>(), 0..9)),
    ) {
        let at = at % payload.len();
        let end = (at + cut).min(payload.len());
        check(&[&payload[..at], &insert, &payload[end..]].concat(), None);
    }

    #[test]
    fn any_json_gives_an_article_or_a_reason(value in any_json(), header in any_header()) {
        check(value.to_string().as_bytes(), header.as_deref());
    }

    #[test]
    fn any_object_gives_an_article_or_a_reason(map in proptest::collection::btree_map(key(), any_json(), 0..8)) {
        check(json!(map).to_string().as_bytes(), None);
    }

    #[test]
    fn a_text_without_markup_keeps_every_characters_place(text in "(date [0-9]{4}-[0-9]{2}-[0-9]{2} )?[^<&\0]{0,60}") {
        let payload = json!({"body_text": text, "title": "Talks"}).to_string();
        if let Ok(article) = decoded(payload.as_bytes(), None) {
            let words = text.chars().any(char::is_alphanumeric);
            prop_assert!(!words || article.text.is_empty() || article.text.chars().count() == text.chars().count());
        }
    }
}

fn schema(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/schema").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_schema_of_dead_letters_names_every_reason_and_no_other() {
    let schema = schema("dead-letter.json");
    let named: Vec<&str> =
        schema["properties"]["demarche-reason"]["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let known: Vec<&str> = DeadLetterReason::ALL.iter().map(|reason| reason.reason()).collect();
    assert_eq!(named, known);
    let headers = json!({
        "demarche-reason": "blank_text", "demarche-detail": "no word", "demarche-topic": "articles",
        "demarche-partition": "7", "demarche-offset": "42", "demarche-timestamp": "", "demarche-version": "0.1.0",
        "demarche-group": "desk", "__connect.errors.topic": "articles",
    });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(&headers));
    assert!(!validator.is_valid(&json!({"demarche-reason": "blank_text"})));
}

#[test]
fn what_the_schema_of_articles_accepts_is_decoded() {
    let validator = jsonschema::draft202012::new(&schema("article.json")).unwrap();
    for name in ["own.json", "headline-only.json"] {
        let own: Value = serde_json::from_str(&fs::read_to_string(folder().join(name)).unwrap()).unwrap();
        assert!(validator.is_valid(&own), "{name}");
    }
    let cases = [
        (json!({"text": "Talks in Bern"}), true),
        (json!({"title": "Talks in Bern", "text": "", "url": null, "published": "2022-01-21"}), true),
        (json!({"text": "Talks in Bern", "published": 1_642_764_600}), true),
        (json!({"text": " ", "id": "1"}), false),
        (json!({"id": "1"}), false),
        (json!([]), false),
    ];
    for (article, expected) in cases {
        assert_eq!(validator.is_valid(&article), expected, "{article}");
        assert_eq!(decoded(article.to_string().as_bytes(), None).is_ok(), expected, "{article}");
    }
}
