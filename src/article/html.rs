//! HTML to text and to the fields of a page.
//!
//! Read with a tokenizer that follows the WHATWG standard, and without building a tree: a tree of hostile HTML (a
//! million nested or misnested elements) costs quadratic time and memory, or the stack, while tokens cost what their
//! bytes cost. The price is that a whole page is read with all its blocks, except those that `flow` drops (`nav`,
//! `footer`, scripts); feeds send the article's own HTML.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use serde_json::{Map, Value};

use super::flow::{self, Flow};

/// Names of inline elements, which tell HTML from XML and from text.
const INLINE: [&str; 24] = [
    "a", "abbr", "acronym", "b", "cite", "code", "em", "font", "head", "html", "i", "img", "ins", "link", "mark",
    "meta", "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// Elements whose content the tokenizer reads as raw text, up to the end tag.
const RAW: [&str; 8] = ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title"];

/// Attributes of a page's head that tell fields: (name or property of `<meta>`, field of the mapping table).
const META: [(&str, &str); 9] = [
    ("og:title", "headline"),
    ("og:url", "url"),
    ("og:site_name", "meta_site_name"),
    ("article:published_time", "publishedAt"),
    ("dc.date.issued", "publishedAt"),
    ("datepublished", "publishedAt"),
    ("pubdate", "publishedAt"),
    ("date", "publishedAt"),
    ("content-language", "language"),
];

/// True for the name of an HTML element, in lower case.
pub(super) fn is_tag(name: &str) -> bool {
    INLINE.contains(&name) || flow::is_known(name)
}

/// The text of a piece of HTML, entities decoded, blocks apart by line breaks. Cost is linear in `html.len()`.
pub(super) fn clean(html: &str) -> String {
    Reader::read(html).flow.finish()
}

/// The fields of a whole page: its text as `body_text`, and what its head tells.
pub(super) fn page(html: &str) -> Map<String, Value> {
    let reader = Reader::read(html);
    let mut fields = reader.head.fields;
    let title = reader.head.title.trim();
    if !title.is_empty() {
        fields.entry("title").or_insert_with(|| title.into());
    }
    fields.insert("body_text".into(), reader.flow.finish().into());
    fields
}

/// How a text that nobody declared is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// None.
    Plain,
    /// Character references only (`&#8217;`).
    Escaped,
    /// Elements.
    Html,
}

/// Tells HTML from text: by an end tag, or by `<p>` and `<br>`; a lone `<b` may be anything.
pub(super) fn markup_of(text: &str) -> Markup {
    if tags(text).any(|(end, name)| is_tag(&name) && (end || name == "p" || name == "br")) {
        Markup::Html
    } else if references(text) {
        Markup::Escaped
    } else {
        Markup::Plain
    }
}

/// Whether each tag is an end tag, and its name in lower case.
fn tags(text: &str) -> impl Iterator<Item = (bool, String)> {
    text.split('<').skip(1).map(|piece| {
        let (end, rest) = piece.strip_prefix('/').map_or((false, piece), |rest| (true, rest));
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).take(16).collect();
        let whole = rest.chars().nth(name.len()).is_some_and(|next| next.is_whitespace() || "/>".contains(next));
        (end, if whole { name.to_ascii_lowercase() } else { String::new() })
    })
}

/// True where the text has a character reference: `&#8217;`, `&#x2019;`, `&rsquo;`.
fn references(text: &str) -> bool {
    text.split('&').skip(1).any(|piece| {
        let name = piece.chars().take(32).take_while(|c| c.is_ascii_alphanumeric() || *c == '#').count();
        name > 1 && piece.chars().nth(name) == Some(';')
    })
}

/// Gives `<iframe src="x"/>`, as XML's writers put it, the end tag without which HTML takes all that follows for raw text.
fn close_empty(html: &str) -> String {
    let mut pieces = html.split('<');
    let mut closed = String::with_capacity(html.len());
    closed.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        closed.push('<');
        match empty_raw(piece) {
            Some((tag, rest, name)) => closed.extend([tag, "></", name, ">", rest]),
            None => closed.push_str(piece),
        }
    }
    closed
}

/// Tag, what follows it, and the name, where `piece` begins with an empty element of [`RAW`]. A slash that an unquoted
/// attribute ends with (`<script src=a/>`) empties nothing.
fn empty_raw(piece: &str) -> Option<(&str, &str, &'static str)> {
    let (tag, rest) = piece.split_once('>')?;
    let tag = tag.strip_suffix('/').filter(|tag| tag.ends_with(['"', '\'', ' ']) || !tag.contains('='))?;
    let name: String = tag.chars().take(16).take_while(char::is_ascii_alphanumeric).collect();
    let raw = RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw))?;
    Some((tag, rest, raw))
}

fn tokenize(html: &str, mut take: impl FnMut(CallbackEvent<'_>)) {
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        take(event);
        None
    });
    // Scripts, styles and titles are read as raw text, as a browser does.
    emitter.naively_switch_states(true);
    // The tokenizer yields nothing: all is told through the callback, and a string cannot fail to be read.
    for _ in Tokenizer::new_with_emitter(html, emitter) {}
}

/// What is open while tokens pass by.
struct Reader {
    flow: Flow,
    head: Head,
    in_title: bool,
    tag: String,
    attribute: String,
}

impl Reader {
    fn read(html: &str) -> Self {
        let mut reader = Self::new(html);
        tokenize(&close_empty(html), |event| reader.take(&event));
        reader
    }

    fn new(html: &str) -> Self {
        let keep_lines = !tags(html).any(|(_, name)| flow::is_block(&name));
        let head = Head::default();
        Self { flow: Flow::new(keep_lines), head, in_title: false, tag: String::new(), attribute: String::new() }
    }

    fn take(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(&lower(name)),
            CallbackEvent::AttributeName { name } => self.attribute = lower(name),
            CallbackEvent::AttributeValue { value } => {
                self.head.attribute(&self.tag, &self.attribute, &String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { self_closing } => self.end_of_tag(*self_closing),
            CallbackEvent::EndTag { name } => self.close(&lower(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn open(&mut self, name: &str) {
        self.in_title = name == "title" && self.head.title.is_empty();
        self.flow.open(name);
        name.clone_into(&mut self.tag);
    }

    /// `<svg/>` has no content, in HTML too; of the elements that the tokenizer reads as raw text `close_empty` took care.
    fn end_of_tag(&mut self, self_closing: bool) {
        self.head.end_of_tag(&self.tag);
        if self_closing && !RAW.contains(&self.tag.as_str()) {
            self.flow.close(&self.tag);
        }
    }

    fn close(&mut self, name: &str) {
        self.in_title = false;
        self.flow.close(name);
    }

    fn text(&mut self, text: &str) {
        if self.in_title {
            self.head.title.push_str(text);
        }
        self.flow.push(text);
    }
}

/// Names come as bytes; a prefix (`xhtml:p`) is cut.
fn lower(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    name.rsplit_once(':').map_or(name.clone(), |(_, local)| local.to_owned())
}

/// What a page's head tells of the article.
#[derive(Debug, Default)]
struct Head {
    fields: Map<String, Value>,
    title: String,
    /// `name`, `property` or `http-equiv` of the open `<meta>`, `rel` of the open `<link>`.
    key: String,
    /// `content` or `href`.
    value: String,
}

impl Head {
    fn attribute(&mut self, tag: &str, name: &str, value: &str) {
        match (tag, name) {
            ("html", "lang") => self.tell("language", value),
            ("meta", "name" | "property" | "http-equiv") | ("link", "rel") => self.key = value.to_ascii_lowercase(),
            ("meta", "content") | ("link", "href") => value.clone_into(&mut self.value),
            _ => {}
        }
    }

    fn end_of_tag(&mut self, tag: &str) {
        let (key, value) = (std::mem::take(&mut self.key), std::mem::take(&mut self.value));
        if tag == "link" && key == "canonical" {
            self.tell("canonical_link", &value);
        } else if let Some((_, field)) = META.iter().find(|(name, _)| tag == "meta" && *name == key) {
            self.tell(field, &value);
        }
    }

    fn tell(&mut self, field: &str, value: &str) {
        self.fields.entry(field).or_insert_with(|| value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_paragraphs_of_text() {
        let cases: &[(&str, &str)] = &[
            ("", ""),
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("<div><h1>Head</h1>\n<p>One<br/>two</p></div>", "Head\n\nOne\ntwo"),
            ("<ul><li>One</li><li>Two</ul>", "One\nTwo"),
            ("<p>R&amp;D &#8217;s &nbsp; l&eacute;ger &lt;b&gt;</p>", "R&D ’s léger <b>"),
            ("A <b>bold</b><i>ly</i> word", "A boldly word"),
            ("<script>if (a < b) { document.write('<p>no</p>') }</script>", ""),
            ("<style>p { color: red }</style><template><p>no</p></template><noscript>no</noscript><p>yes", "yes"),
            ("<!-- no --><p onclick=\"a > b\">yes</p>", "yes"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("One\n\ntwo <a href='x'>three</a>\nfour", "One\n\ntwo three\nfour"),
            ("<p>un<b>closed", "unclosed"),
            ("<xhtml:p>One</xhtml:p><xhtml:p>two</xhtml:p>", "One\n\ntwo"),
            ("diplo&shy;mat", "diplomat"),
            ("<p>One</p><svg viewBox='0'/><p>two</p>", "One\n\ntwo"),
            ("<p>One</p><iframe src=\"x\"/><script src='a' /><title/><p>two</p>", "One\n\ntwo"),
            ("<script src=a/>code</script><p>two</p>", "two"),
        ];
        for (html, expected) in cases {
            assert_eq!(clean(html), *expected, "{html:?}");
        }
    }

    #[test]
    fn markup_is_told_from_text() {
        let cases: &[(&str, Markup)] = &[
            ("Talks in Bern", Markup::Plain),
            ("profits < 5 and > 3", Markup::Plain),
            ("the <b key", Markup::Plain),
            ("<blink-and-miss> </nonsense>", Markup::Plain),
            ("AT&T; R&D & more", Markup::Plain),
            ("Talks<br>Bern", Markup::Html),
            ("Talks <a href=x>Bern</a>", Markup::Html),
            ("Bern&#8217;s talks", Markup::Escaped),
            ("Tom &amp; Jerry", Markup::Escaped),
        ];
        for (text, expected) in cases {
            assert_eq!(markup_of(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn deep_wide_and_misnested_html_costs_what_its_bytes_cost() {
        let attributes: String = (0..100_000).fold(String::from("<p"), |html, n| html + &format!(" a{n}"));
        let cases = [
            "<div>".repeat(300_000) + "deep",
            (0..50_000).map(|n| format!("<font x={n}>")).collect::<String>() + &"</div><p>".repeat(50_000) + "deep",
            attributes + ">deep",
            "<table><tr><td>".repeat(50_000) + "deep",
        ];
        for html in cases {
            assert_eq!(clean(&html), "deep");
        }
    }

    #[test]
    fn a_page_tells_its_fields() {
        let page = page(
            "<!DOCTYPE html><html lang=en-GB><head><title>Talks &amp; tea</title>\
             <meta property=\"article:published_time\" content=\"2022-01-21T11:30:00Z\">\
             <meta content=\"Example Post\" property=\"og:site_name\"><meta name=type content=video>\
             <link rel=canonical href=\"https://example.com/a\"></head><body><p>They met.</p></body></html>",
        );
        let expected = serde_json::json!({
            "title": "Talks & tea", "language": "en-GB", "publishedAt": "2022-01-21T11:30:00Z",
            "meta_site_name": "Example Post", "canonical_link": "https://example.com/a", "body_text": "They met."
        });
        assert_eq!(Value::Object(page), expected);
    }
}
