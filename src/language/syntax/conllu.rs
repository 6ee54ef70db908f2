//! CoNLL-U, the format of Universal Dependencies: <https://universaldependencies.org/format.html>.
//!
//! Comments, multi-word ranges and empty nodes are kept as they came; only words are read into columns.

use std::fmt;

/// A line that is not CoNLL-U.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ConlluError {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: &'static str,
}

/// A word's ten columns but for its id, which is its place in the sentence counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// The word as it stands in the text.
    pub form: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// The treebank's own part of speech.
    pub xpos: String,
    /// Features, as they came.
    pub feats: String,
    /// The head's id; 0 for the root, none where the column is `_`.
    pub head: Option<usize>,
    /// Relation to the head.
    pub deprel: String,
    /// Enhanced dependencies, as they came.
    pub deps: String,
    /// Anything else, as it came.
    pub misc: String,
}

/// One line of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A word.
    Word(Word),
    /// A comment, a multi-word range (`1-2`) or an empty node (`1.1`), as it came.
    Other(String),
}

/// One sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its lines, comments first.
    pub lines: Vec<Line>,
}

impl Sentence {
    /// Its words in order; multi-word ranges and empty nodes are passed over.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.lines.iter().filter_map(|line| match line {
            Line::Word(word) => Some(word),
            Line::Other(_) => None,
        })
    }

    /// Its words, to be changed.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut Word> {
        self.lines.iter_mut().filter_map(|line| match line {
            Line::Word(word) => Some(word),
            Line::Other(_) => None,
        })
    }
}

/// Reads sentences; a sentence ends at a blank line or at the end. Cost is linear.
///
/// # Errors
///
/// [`ConlluError`] for a line that is no comment and has not ten columns or has an empty one, for an id that is not the
/// next one, and for a head that is no number or beyond the sentence.
pub fn read(text: &str) -> Result<Vec<Sentence>, ConlluError> {
    let mut sentences = Vec::new();
    let mut open = Sentence::default();
    let mut words = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        let at_line = |message| ConlluError { line: number, message };
        if line.trim().is_empty() {
            close(&mut sentences, &mut open).map_err(at_line)?;
            words = 0;
            continue;
        }
        let read = read_line(line, words + 1).map_err(at_line)?;
        words += usize::from(matches!(read, Line::Word(_)));
        open.lines.push(read);
    }
    let last = text.lines().count();
    close(&mut sentences, &mut open).map_err(|message| ConlluError { line: last, message })?;
    Ok(sentences)
}

fn close(sentences: &mut Vec<Sentence>, open: &mut Sentence) -> Result<(), &'static str> {
    let sentence = std::mem::take(open);
    let count = sentence.words().count();
    if sentence.words().any(|word| word.head.is_some_and(|head| head > count)) {
        return Err("a head is beyond the sentence that ends here");
    }
    if !sentence.lines.is_empty() {
        sentences.push(sentence);
    }
    Ok(())
}

fn read_line(line: &str, next: usize) -> Result<Line, &'static str> {
    if line.starts_with('#') {
        return Ok(Line::Other(line.to_owned()));
    }
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, feats, head, deprel, deps, misc] = columns.as_slice() else {
        return Err("has not ten columns separated by tabs");
    };
    if id.contains(['-', '.']) {
        return Ok(Line::Other(line.to_owned()));
    }
    if columns.iter().any(|column| column.is_empty()) {
        return Err("has an empty column; what is not there is written _");
    }
    if id.parse() != Ok(next) {
        return Err("has an id that is not the next one");
    }
    let head = match *head {
        "_" => None,
        head => Some(head.parse().map_err(|_| "has a head that is no number")?),
    };
    let own = |column: &&str| (*column).to_owned();
    Ok(Line::Word(Word {
        form: own(form),
        lemma: own(lemma),
        upos: own(upos),
        xpos: own(xpos),
        feats: own(feats),
        head,
        deprel: own(deprel),
        deps: own(deps),
        misc: own(misc),
    }))
}

/// Writes the sentence with the blank line that ends it; an empty column becomes `_`.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut id = 0;
        for line in &self.lines {
            match line {
                Line::Other(text) => writeln!(f, "{text}")?,
                Line::Word(word) => {
                    id += 1;
                    write_word(f, id, word)?;
                }
            }
        }
        writeln!(f)
    }
}

fn write_word(f: &mut fmt::Formatter<'_>, id: usize, word: &Word) -> fmt::Result {
    write!(f, "{id}")?;
    let head = word.head.map(|head| head.to_string()).unwrap_or_default();
    let columns =
        [&word.form, &word.lemma, &word.upos, &word.xpos, &word.feats, &head, &word.deprel, &word.deps, &word.misc];
    for column in columns {
        write!(f, "\t{}", if column.is_empty() { "_" } else { column })?;
    }
    writeln!(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# sent_id = 1\n\
        # text = It's over.\n\
        1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_\n\
        1\tIt\tit\tPRON\tPRP\tCase=Nom\t3\tnsubj\t3:nsubj\t_\n\
        2\t's\tbe\tAUX\tVBZ\t_\t3\tcop\t_\t_\n\
        3\tover\tover\tADV\tRB\t_\t0\troot\t0:root\tSpaceAfter=No\n\
        3.1\tgone\tgo\tVERB\tVBN\t_\t_\t_\t0:root\t_\n\
        4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\
        \n\
        1\tYes\t_\t_\t_\t_\t_\t_\t_\t_\n\
        \n";

    #[test]
    fn what_was_read_is_written_byte_for_byte() {
        let sentences = read(TWO).unwrap();
        assert_eq!(sentences.iter().map(ToString::to_string).collect::<String>(), TWO);
        assert_eq!(sentences.iter().map(|sentence| sentence.words().count()).collect::<Vec<_>>(), [4, 1]);
        let heads: Vec<Option<usize>> = sentences.iter().flat_map(Sentence::words).map(|word| word.head).collect();
        assert_eq!(heads, [Some(3), Some(3), Some(0), Some(3), None]);
    }

    #[test]
    fn windows_line_ends_and_a_missing_last_blank_line_are_read() {
        let text = TWO.replace('\n', "\r\n");
        assert_eq!(read(text.trim_end()), read(TWO));
    }

    #[test]
    fn a_line_that_is_not_conllu_is_named() {
        let word = |id: &str, head: &str| format!("{id}\tIt\t_\t_\t_\t_\t{head}\t_\t_\t_\n");
        let cases = [
            ("It is text.\n".to_owned(), 1, "has not ten columns separated by tabs"),
            (word("1", ""), 1, "has an empty column; what is not there is written _"),
            (word("2", "_"), 1, "has an id that is not the next one"),
            (word("1", "x"), 1, "has a head that is no number"),
            (word("1", "0") + &word("2", "3") + "\n", 3, "a head is beyond the sentence that ends here"),
        ];
        for (text, line, message) in cases {
            assert_eq!(read(&text), Err(ConlluError { line, message }), "text {text:?}");
        }
    }
}
