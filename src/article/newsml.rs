//! NewsML-G2 and NITF to the fields of the mapping table.
//!
//! Elements are told by their local names: the G2 namespace has changed over the versions, and its names have not.
//! Document types are refused, and with them every entity beyond XML's own five.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

use super::flow::Flow;
use crate::outcome::{DeadLetter, DeadLetterReason};

/// Elements within elements; real items have fewer than 30.
const MAX_DEPTH: usize = 256;
/// Attributes of one tag, since the parser compares each with each.
const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations in a document, since the parser copies them downwards.
const MAX_NAMESPACES: usize = 2_000;
/// Elements, texts and comments of a document.
const MAX_NODES: u32 = 1_000_000;

/// Where an item keeps each field: (path below the item, field of the mapping table). A path names child elements, and
/// an attribute after `@`; without one it is the element's text. The first that holds something wins.
const ITEM: [(&str, &str); 27] = [
    ("@guid", "guid"),
    ("itemMeta/itemClass@qcode", "type"),
    ("itemMeta/pubStatus@qcode", "pubstatus"),
    ("itemMeta/embargoed", "embargoed"),
    ("itemMeta/firstCreated", "firstcreated"),
    ("contentMeta/contentCreated", "firstcreated"),
    ("itemMeta/versionCreated", "firstcreated"),
    ("itemMeta/provider/name", "source"),
    ("itemMeta/provider@literal", "source"),
    ("itemMeta/provider@qcode", "source"),
    ("contentMeta/infoSource/name", "source"),
    ("contentMeta/infoSource@literal", "source"),
    ("contentMeta/headline", "headline"),
    ("itemMeta/title", "headline"),
    ("contentMeta/language@tag", "language"),
    ("contentSet/inlineXML@lang", "language"),
    ("@lang", "language"),
    // NITF 3.6
    ("head/docdata/doc-id@id-string", "guid"),
    ("head/docdata/date.issue@norm", "firstcreated"),
    ("head/docdata/date.release@norm", "firstcreated"),
    ("head/pubdata@date.publication", "firstcreated"),
    ("head/pubdata@name", "source"),
    ("head/pubdata@ex-ref", "url"),
    ("body/body.head/hedline/hl1", "headline"),
    ("head/title", "headline"),
    ("body/body.head/distributor", "source"),
    ("head/docdata@management-status", "pubstatus"),
];

/// Where an item keeps its text, in the order of choice.
const CONTENT: [&[&str]; 3] = [&["contentSet", "inlineXML"], &["contentSet", "inlineData"], &["body", "body.content"]];

/// Documents that hold one item.
const ITEMS: [&str; 2] = ["newsItem", "nitf"];

/// Reads one NewsML-G2 news item, by itself or alone in a news message, or one NITF document.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, DeadLetter> {
    check_bounds(text)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| DeadLetter::new(DeadLetterReason::MalformedXml, error.to_string()))?;
    Ok(fields(single_item(&document)?))
}

fn single_item<'a>(document: &'a Document<'a>) -> Result<Node<'a, 'a>, DeadLetter> {
    let is_item = |node: &Node| ITEMS.contains(&node.tag_name().name());
    let root = document.root_element();
    if is_item(&root) {
        return Ok(root);
    }
    let mut items = root.descendants().filter(|node| node.tag_name().name() == "newsItem");
    match (items.next(), items.next()) {
        (Some(item), None) => Ok(item),
        (Some(_), Some(_)) => Err(no_article("more than one news item: send one a record")),
        (None, _) => Err(no_article("XML that is neither NewsML-G2 nor NITF")),
    }
}

fn no_article(detail: &str) -> DeadLetter {
    DeadLetter::new(DeadLetterReason::NotAnArticle, detail)
}

fn fields(item: Node) -> Map<String, Value> {
    let mut fields = Map::new();
    for (path, field) in ITEM {
        let value = value_at(item, path).filter(|value| !value.trim().is_empty());
        if let Some(value) = value {
            fields.entry(field).or_insert_with(|| value.into());
        }
    }
    if let Some((field, text)) = content(item) {
        fields.insert(field.into(), text.into());
    }
    fields
}

fn value_at(item: Node, path: &str) -> Option<String> {
    let (elements, attribute) = match path.split_once('@') {
        None => (path, None),
        Some((elements, attribute)) => (elements, Some(attribute)),
    };
    let steps: Vec<&str> = elements.split('/').filter(|step| !step.is_empty()).collect();
    let node = element_at(item, &steps)?;
    match attribute {
        // A code's scheme (`stat:`) says nothing that the field does not.
        Some("qcode") => attribute_of(node, "qcode").map(|code| local_name(code).to_owned()),
        Some(name) => attribute_of(node, name).map(str::to_owned),
        None => Some(flow_of(node)),
    }
}

fn attribute_of<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

fn local_name(code: &str) -> &str {
    code.rsplit(':').next().unwrap_or(code)
}

fn element_at<'a, 'i>(item: Node<'a, 'i>, steps: &[&str]) -> Option<Node<'a, 'i>> {
    steps.iter().try_fold(item, |node, step| node.children().find(|child| child.tag_name().name() == *step))
}

/// The text and the field that it goes to; `inlineData` may be escaped HTML, which its `contenttype` tells.
fn content(item: Node) -> Option<(&'static str, String)> {
    let node = CONTENT.iter().find_map(|steps| element_at(item, steps))?;
    let content_type = attribute_of(node, "contenttype").unwrap_or_default().to_ascii_lowercase();
    if node.tag_name().name() != "inlineData" {
        Some(("body_text", flow_of(body_of(node))))
    } else if content_type.contains("html") {
        Some(("body_html", text_of(node)))
    } else {
        Some((if content_type.is_empty() { "text" } else { "body_text" }, text_of(node)))
    }
}

/// Of an inline NITF or XHTML document, the part that is its text; its head repeats the headline.
fn body_of<'a, 'i>(inline: Node<'a, 'i>) -> Node<'a, 'i> {
    let paths: [&[&str]; 2] = [&["nitf", "body", "body.content"], &["html", "body"]];
    paths.iter().find_map(|steps| element_at(inline, steps)).unwrap_or(inline)
}

fn text_of(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// Lays out the text below `top`. Walks from node to node, so that depth costs no stack.
fn flow_of(top: Node) -> String {
    let mut flow = Flow::new(false);
    let mut next = top.first_child();
    while let Some(node) = next {
        if node.is_text() {
            flow.push(node.text().unwrap_or_default());
        } else if node.is_element() {
            flow.open(&node.tag_name().name().to_ascii_lowercase());
        }
        next = node.first_child().or_else(|| leave(node, top, &mut flow));
    }
    flow.finish()
}

/// Closes `node` and every parent that ends with it, and gives what follows.
fn leave<'a, 'i>(node: Node<'a, 'i>, top: Node<'a, 'i>, flow: &mut Flow) -> Option<Node<'a, 'i>> {
    let mut node = node;
    loop {
        if node.is_element() {
            flow.close(&node.tag_name().name().to_ascii_lowercase());
        }
        if let Some(sibling) = node.next_sibling() {
            return Some(sibling);
        }
        node = node.parent().filter(|parent| *parent != top)?;
    }
}

/// Refuses what would cost the parser more than linear time, before it runs.
fn check_bounds(text: &str) -> Result<(), DeadLetter> {
    let too_much = |what: &str| Err(DeadLetter::new(DeadLetterReason::TooDeep, format!("XML with more than {what}")));
    if text.matches("xmlns").count() > MAX_NAMESPACES {
        return too_much("2000 namespace declarations");
    }
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        let (kind, inside, after) = split_tag(tag);
        match kind {
            Tag::Start => depth += 1,
            Tag::End => depth = depth.saturating_sub(1),
            Tag::Empty | Tag::Other => {}
        }
        if depth > MAX_DEPTH {
            return too_much("256 elements within each other");
        }
        if inside > MAX_ATTRIBUTES {
            return too_much("256 attributes in one tag");
        }
        rest = after;
    }
    Ok(())
}

enum Tag {
    Start,
    End,
    Empty,
    Other,
}

/// Sections whose content is no markup.
const SECTIONS: [(&str, &str); 3] = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];

/// What begins behind a `<`: its kind, its attributes and the text behind it.
fn split_tag(tag: &str) -> (Tag, usize, &str) {
    for (begin, end) in SECTIONS {
        if let Some(section) = tag.strip_prefix(begin) {
            return (Tag::Other, 0, section.split_once(end).map_or("", |(_, after)| after));
        }
    }
    let mut quote = None;
    let mut attributes = 0;
    let end = tag.char_indices().find(|(_, character)| match (quote, *character) {
        (None, '"' | '\'') => {
            quote = Some(*character);
            attributes += 1;
            false
        }
        (Some(open), close) if open == close => {
            quote = None;
            false
        }
        (None, '>') => true,
        _ => false,
    });
    let (inside, after) = end.and_then(|(at, _)| tag.split_at_checked(at)).unwrap_or((tag, ""));
    let kind = match (inside.starts_with('/'), inside.ends_with('/')) {
        (true, _) => Tag::End,
        (false, true) => Tag::Empty,
        (false, false) => Tag::Start,
    };
    (kind, attributes, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(content: &str) -> String {
        format!(
            "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:1\"><itemMeta/>\
             <contentSet>{content}</contentSet></newsItem>"
        )
    }

    #[test]
    fn the_body_is_read_from_any_kind_of_content() {
        let cases: &[(&str, &str, &str)] = &[
            ("<inlineData>Talks\n\nin Bern</inlineData>", "text", "Talks\n\nin Bern"),
            ("<inlineData contenttype=\"text/plain\">Talks</inlineData>", "body_text", "Talks"),
            ("<inlineData contenttype=\"text/html\">&lt;p&gt;Talks</inlineData>", "body_html", "<p>Talks"),
            ("<inlineData><![CDATA[Talks <& in]]> Bern</inlineData>", "text", "Talks <& in Bern"),
            (
                "<inlineXML><nitf><body><body.head><hedline><hl1>Head</hl1></hedline></body.head><body.content>\
                 <p>One &amp; two</p><media><media-caption>no</media-caption></media><p>three</p></body.content>\
                 </body></nitf></inlineXML>",
                "body_text",
                "One & two\n\nthree",
            ),
            (
                "<inlineXML><h:html xmlns:h=\"x\"><h:head><h:title>no</h:title></h:head><h:body><h:p>One</h:p>\
                 <h:p>two<h:br/>three</h:p></h:body></h:html></inlineXML>",
                "body_text",
                "One\n\ntwo\nthree",
            ),
        ];
        for (content, field, expected) in cases {
            let fields = read(&item(content)).unwrap();
            assert_eq!(fields.get(*field).and_then(Value::as_str), Some(*expected), "{content}");
        }
    }

    #[test]
    fn xml_that_is_hostile_or_no_item_is_refused_with_its_reason() {
        let bomb = "<!DOCTYPE n [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><newsItem>&b;</newsItem>";
        let deep = item(&"<a>".repeat(100_000));
        let balanced = item(&("<a>".repeat(1_000) + &"</a>".repeat(1_000)));
        let wide: String = (0..100_000).fold(String::from("<newsItem"), |xml, n| xml + &format!(" a{n}=\"\"")) + "/>";
        let spaces = item(&"<a xmlns:b=\"c\"/>".repeat(100_000));
        let message = "<newsMessage><itemSet><newsItem/><newsItem/></itemSet></newsMessage>";
        let cases: &[(&str, DeadLetterReason)] = &[
            (bomb, DeadLetterReason::MalformedXml),
            ("<newsItem>", DeadLetterReason::MalformedXml),
            ("<newsItem>&nbsp;</newsItem>", DeadLetterReason::MalformedXml),
            ("<?xml", DeadLetterReason::MalformedXml),
            ("no markup", DeadLetterReason::MalformedXml),
            (&deep, DeadLetterReason::TooDeep),
            (&balanced, DeadLetterReason::TooDeep),
            (&wide, DeadLetterReason::TooDeep),
            (&spaces, DeadLetterReason::TooDeep),
            (message, DeadLetterReason::NotAnArticle),
            ("<rss><channel/></rss>", DeadLetterReason::NotAnArticle),
        ];
        for (xml, expected) in cases {
            assert_eq!(read(xml).map_err(|letter| letter.reason), Err(*expected), "{xml:.60}");
        }
    }

    #[test]
    fn what_only_looks_like_a_tag_counts_for_nothing() {
        let sections = "<!-- <a><a> --><![CDATA[<a><a>]]><?pi <a>?>".repeat(300);
        let quoted = "<a b=\"/><a>\" c='>'/>".repeat(300);
        assert!(check_bounds(&(sections + &quoted)).is_ok());
    }
}
