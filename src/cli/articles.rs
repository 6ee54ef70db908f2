//! Articles from files and standard input: JSON Lines, one JSON article, XML, HTML or plain text.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::Context;

/// One article's bytes.
pub(super) struct Input {
    /// File, and line where the file has many articles.
    pub(super) name: String,
    /// Its bytes.
    pub(super) payload: Vec<u8>,
    /// What the file's ending says of them.
    pub(super) content_type: Option<&'static str>,
}

/// Hands every article of the files to `take`, in order, without reading ahead more than one; `-` is standard input,
/// and no file at all is too. Stops when `take` says false.
pub(super) fn for_each(files: &[PathBuf], mut take: impl FnMut(Input) -> bool) -> anyhow::Result<()> {
    let standard_input = [PathBuf::from("-")];
    for file in if files.is_empty() { &standard_input } else { files } {
        let name = file.display().to_string();
        let source: Box<dyn Read> = match name.as_str() {
            "-" => Box::new(io::stdin()),
            _ => Box::new(File::open(file).with_context(|| name.clone())?),
        };
        let name = if name == "-" { "standard input".to_owned() } else { name };
        let mut source = Source { reader: BufReader::new(source), name, content_type: content_type_of(file) };
        if !source.for_each(&mut take).with_context(|| source.name.clone())? {
            break;
        }
    }
    Ok(())
}

pub(super) fn content_type_of(file: &Path) -> Option<&'static str> {
    let types = [
        ("txt", "text/plain"),
        ("html", "text/html"),
        ("htm", "text/html"),
        ("xml", "application/xml"),
        ("json", "application/json"),
    ];
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    types.iter().find(|(name, _)| *name == ending).map(|(_, content_type)| *content_type)
}

struct Source {
    reader: BufReader<Box<dyn Read>>,
    name: String,
    content_type: Option<&'static str>,
}

impl Source {
    fn for_each(&mut self, take: &mut impl FnMut(Input) -> bool) -> io::Result<bool> {
        let mut first = Vec::new();
        let text = self.content_type.is_some_and(|content_type| content_type.starts_with("text/"));
        if !text {
            self.reader.read_until(b'\n', &mut first)?;
        }
        if !text && is_json_object(&first) && self.has_more()? {
            return self.for_each_line(first, take);
        }
        self.reader.read_to_end(&mut first)?;
        Ok(take(Input { name: self.name.clone(), payload: first, content_type: self.content_type }))
    }

    fn has_more(&mut self) -> io::Result<bool> {
        Ok(!self.reader.fill_buf()?.is_empty())
    }

    fn for_each_line(&mut self, first: Vec<u8>, take: &mut impl FnMut(Input) -> bool) -> io::Result<bool> {
        let mut line = first;
        for number in 1_usize.. {
            if !line.trim_ascii().is_empty() {
                let payload = line.trim_ascii().to_vec();
                let name = format!("{}:{number}", self.name);
                if !take(Input { name, payload, content_type: Some("application/json") }) {
                    return Ok(false);
                }
            }
            line.clear();
            if self.reader.read_until(b'\n', &mut line)? == 0 {
                break;
            }
        }
        Ok(true)
    }
}

/// Whether a line is a whole JSON object, and so the first of JSON Lines.
fn is_json_object(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads(bytes: &'static [u8], content_type: Option<&'static str>) -> Vec<(String, String)> {
        let reader: BufReader<Box<dyn Read>> = BufReader::new(Box::new(bytes));
        let mut source = Source { reader, name: "f".into(), content_type };
        let mut found = Vec::new();
        source
            .for_each(&mut |input| {
                found.push((input.name, String::from_utf8(input.payload).unwrap()));
                true
            })
            .unwrap();
        found
    }

    #[test]
    fn json_lines_are_many_articles_and_all_else_is_one() {
        let one = |text: &str| vec![("f".to_owned(), text.to_owned())];
        assert_eq!(payloads(b"{\n \"a\": 1\n}\n", None), one("{\n \"a\": 1\n}\n"));
        assert_eq!(payloads(b"{\"a\":1}\n", None), one("{\"a\":1}\n"));
        assert_eq!(payloads(b"One.\nTwo.\n", None), one("One.\nTwo.\n"));
        assert_eq!(payloads(b"{\"a\":1}\nis text", Some("text/plain")), one("{\"a\":1}\nis text"));
        let lines = payloads(b"{\"a\":1}\n\n{\"a\":2}\n{broken\n", None);
        let expected = [("f:1", "{\"a\":1}"), ("f:3", "{\"a\":2}"), ("f:4", "{broken")];
        assert_eq!(lines, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
}
