//! A text to its sentences in CoNLL-U: splitter and parser in one.

use std::ops::Range;

use super::{
    Parser, Place, Splitter,
    syntax::{
        ParsedWord,
        conllu::{Line, Sentence, Word},
    },
};

/// Parses a text, sentence by sentence in reading order; a blank text has none. Cost is linear in its length.
///
/// Comments give a number (`sent_id`) and the text of each sentence, white space as one blank. MISC tells where a word
/// stands, in Unicode characters of the text (`start=0|end=6`), and `SpaceAfter=No` where the next word touches it.
pub fn parse_text<'a>(parser: &'a Parser, splitter: &Splitter, text: &'a str) -> impl Iterator<Item = Sentence> + 'a {
    let sentences = splitter.sentences(text);
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        next = sentences.len().min(start + TOGETHER);
        (start < next).then(|| parse_some(parser, text, &sentences, start..next))
    })
    .flatten()
}

/// Sentences that are parsed together: that takes less time than one after another.
const TOGETHER: usize = 64;

fn parse_some(parser: &Parser, text: &str, sentences: &[Vec<Place>], some: Range<usize>) -> Vec<Sentence> {
    let places = sentences.get(some.clone()).unwrap_or_default();
    let read: Vec<Vec<&str>> =
        places.iter().map(|places| places.iter().map(|place| place.reading(text)).collect()).collect();
    let forms: Vec<&[&str]> = read.iter().map(Vec::as_slice).collect();
    let parsed = parser.parse_all(&forms);
    let followers = (some.start + 1..).map(|next| sentences.get(next).and_then(|next| next.first()));
    let numbered = (some.start + 1..).zip(places).zip(parsed).zip(followers);
    numbered.map(|(((number, places), parsed), follower)| sentence(text, (number, places), parsed, follower)).collect()
}

/// Puts what the parser found in a word's columns.
pub(crate) fn replace(word: &mut Word, parsed: ParsedWord<'_>) {
    word.lemma = parsed.lemma;
    parsed.upos.clone_into(&mut word.upos);
    parsed.xpos.clone_into(&mut word.xpos);
    word.head = Some(parsed.head);
    parsed.deprel.clone_into(&mut word.deprel);
}

/// One sentence of a text, with its number; `follower` is the first word of the next one.
fn sentence(
    text: &str,
    (number, places): (usize, &[Place]),
    parsed: Vec<ParsedWord<'_>>,
    follower: Option<&Place>,
) -> Sentence {
    let start = places.first().map_or(0, |place| place.bytes.start);
    let end = places.last().map_or(start, |place| place.bytes.end);
    let plain = one_line(text.get(start..end).unwrap_or_default());
    let mut lines = Vec::with_capacity(places.len() + 2);
    lines.extend([Line::Other(format!("# sent_id = {number}")), Line::Other(format!("# text = {plain}"))]);
    let followers = places.iter().skip(1).map(Some).chain([follower]);
    for ((place, parsed), next) in places.iter().zip(parsed).zip(followers) {
        let (form, nothing) = (place.text(text).to_owned(), "_".to_owned());
        let mut word = Word { form, feats: nothing.clone(), deps: nothing, misc: misc(place, next), ..Word::default() };
        replace(&mut word, parsed);
        lines.push(Line::Word(word));
    }
    Sentence { lines }
}

/// The text with every run of white space as one space: a comment is one line.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn misc(place: &Place, next: Option<&Place>) -> String {
    let touches = next.is_some_and(|next| next.chars.start == place.chars.end);
    let space = if touches { "SpaceAfter=No|" } else { "" };
    format!("{space}start={}|end={}", place.chars.start, place.chars.end)
}

#[cfg(test)]
mod tests;
