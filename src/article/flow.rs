//! Lays out the text of marked-up documents: which elements break lines, which are no text at all.
//!
//! HTML, XHTML and NITF share one table of elements. White space is collapsed as a browser does, and blocks become
//! paragraphs apart by an empty line.

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// Elements that break the text before and after themselves, by name; the rest runs on.
const BREAKS: [(Gap, &[&str]); 3] = [
    (Gap::Space, &["td", "th"]),
    (Gap::Line, &["br", "dd", "dt", "li", "option", "tr"]),
    (
        Gap::Paragraph,
        &[
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "details",
            "div",
            "dl",
            "figcaption",
            "figure",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "thead",
            "ul",
            // NITF 3.6
            "block",
            "body.content",
            "body.head",
            "hedline",
            "hl1",
            "hl2",
            "note",
            "bq",
            "nitf-table",
        ],
    ),
];

/// Elements whose content is no text of the article.
const DROPPED: [&str; 21] = [
    "applet", "audio", "button", "canvas", "footer", "iframe", "math", "nav", "noembed", "noframes", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    // NITF: pictures and their captions
    "media",
];

/// Characters without width that only help a browser to break lines.
const INVISIBLE: [char; 3] = ['\u{AD}', '\u{200B}', '\u{FEFF}'];

/// Collects text between tags. Cost is linear in what it is given; nothing nests.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    gap: Option<Gap>,
    keep_lines: bool,
    /// The dropped element that is open, and how many of its name.
    dropped: Option<(String, usize)>,
}

impl Flow {
    /// `keep_lines`: line breaks of the source are the writer's, since it has no elements that break lines.
    pub(super) fn new(keep_lines: bool) -> Self {
        Self { keep_lines, ..Self::default() }
    }

    /// A start tag; `name` in lower case, without prefix.
    pub(super) fn open(&mut self, name: &str) {
        match &mut self.dropped {
            Some((dropped, depth)) if dropped == name => *depth += 1,
            Some(_) => {}
            None if DROPPED.contains(&name) => self.dropped = Some((name.to_owned(), 1)),
            None => self.widen(gap_of(name)),
        }
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        match &mut self.dropped {
            Some((dropped, depth)) if dropped == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.dropped = None;
                }
            }
            Some(_) => {}
            None => self.widen(gap_of(name)),
        }
    }

    /// Text between two tags.
    pub(super) fn push(&mut self, text: &str) {
        if self.dropped.is_some() {
            return;
        }
        for character in text.chars().filter(|character| !INVISIBLE.contains(character)) {
            match character {
                '\n' if self.keep_lines => self.line_break(),
                _ if character.is_whitespace() => self.widen(Gap::Space),
                _ => self.letter(character),
            }
        }
    }

    /// The text, without white space at its ends.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn line_break(&mut self) {
        let gap = if self.gap >= Some(Gap::Line) { Gap::Paragraph } else { Gap::Line };
        self.widen(gap);
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(Some(gap));
    }

    fn letter(&mut self, character: char) {
        let gap = self.gap.take().filter(|_| !self.text.is_empty());
        self.text.push_str(match gap {
            None | Some(Gap::None) => "",
            Some(Gap::Space) => " ",
            Some(Gap::Line) => "\n",
            Some(Gap::Paragraph) => "\n\n",
        });
        self.text.push(character);
    }
}

fn gap_of(name: &str) -> Gap {
    BREAKS.iter().find(|(_, names)| names.contains(&name)).map_or(Gap::None, |(gap, _)| *gap)
}

/// True where the element breaks lines.
pub(super) fn is_block(name: &str) -> bool {
    gap_of(name) > Gap::Space
}

/// True where the element is one of those that this page knows.
pub(super) fn is_known(name: &str) -> bool {
    gap_of(name) != Gap::None || DROPPED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs_and_dropped_elements_vanish() {
        let mut flow = Flow::new(false);
        for (open, text, close) in
            [("p", " One \n two ", "p"), ("script", "x()", "script"), ("li", "three", "li"), ("b", "four", "b")]
        {
            flow.open(open);
            flow.push(text);
            flow.close(close);
        }
        assert_eq!(flow.finish(), "One two\n\nthree\nfour");
    }

    #[test]
    fn a_dropped_element_ends_with_the_last_of_its_name() {
        let mut flow = Flow::new(false);
        flow.open("nav");
        flow.open("nav");
        flow.close("nav");
        flow.push("menu");
        flow.close("nav");
        flow.push("text");
        assert_eq!(flow.finish(), "text");
    }

    #[test]
    fn lines_of_the_writer_are_kept_on_demand() {
        let mut flow = Flow::new(true);
        flow.push("One\ntwo\n \n\nthree\u{AD}fold");
        assert_eq!(flow.finish(), "One\ntwo\n\nthreefold");
    }
}
