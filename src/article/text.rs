//! What is done to a text before it is read: nothing that moves a character.
//!
//! Whoever sent a text can cut an event's evidence out of it by the event's offsets. So a text that came without
//! markup keeps every character's place:
//!
//! - a carriage return before a line feed becomes a space, any other one a line feed;
//! - a head that carries the date (`date 2022-01-21 Following talks ...`, `Published: 21 January 2022` on a line of its
//!   own) becomes as many spaces, and so does a tail by which NewsAPI.org tells that it has cut the text
//!   (`[+2341 chars]`).
//!
//! White space at the ends stays. A text that came as HTML is cleaned first, and offsets count in the cleaned one.

use super::date;
use crate::{article::Published, outcome::DeadLetter};

/// Words that open a head line with a date, in lower case.
const HEAD_LABELS: [&str; 5] = ["date", "dated", "publication date", "published", "published on"];

/// Letters within which a head must end.
const MAX_HEAD_CHARS: usize = 100;

/// A text whose head was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Headed {
    /// The text; head and tail are blanks, every other character is where it was.
    pub(super) text: String,
    /// The date that stood in the head.
    pub(super) published: Option<Published>,
}

/// Normalises a text and reads its head.
///
/// A head that begins like an ISO date and is none (`date 2022-13-45`) is an unreadable date; other words behind a
/// label (`Date: to be announced`) are part of the text.
pub(super) fn read(text: &str) -> Result<Headed, DeadLetter> {
    let text = blank_tail(&even_lines(text));
    match head(&text)? {
        None => Ok(Headed { text, published: None }),
        Some((chars, published)) => Ok(Headed { text: blank_head(&text, chars), published: Some(published) }),
    }
}

fn even_lines(text: &str) -> String {
    let mut even = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        even.push(match (character, characters.peek()) {
            ('\r', Some('\n')) => ' ',
            ('\r', _) => '\n',
            (other, _) => other,
        });
    }
    even
}

fn blank_head(text: &str, chars: usize) -> String {
    let rest: String = text.chars().skip(chars).collect();
    " ".repeat(chars) + &rest
}

/// Blanks `[+2341 chars]` at the end.
fn blank_tail(text: &str) -> String {
    let cut = text.trim_end().rsplit_once("[+").filter(|(_, tail)| is_count(tail));
    match cut {
        None => text.to_owned(),
        Some((before, _)) => {
            let blanks = text.chars().count() - before.chars().count();
            before.to_owned() + &" ".repeat(blanks)
        }
    }
}

fn is_count(tail: &str) -> bool {
    let digits = tail.strip_suffix(" chars]").unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
}

/// Length of the head in characters, white space behind it included, and its date.
fn head(text: &str) -> Result<Option<(usize, Published)>, DeadLetter> {
    let start: String = text.chars().take(MAX_HEAD_CHARS).collect();
    let label_at = start.chars().take_while(|character| character.is_whitespace()).count();
    let line: String = start.chars().skip(label_at).take_while(|character| *character != '\n').collect();
    let found = match iso_head(&line)? {
        Some(found) => Some(found),
        None => label_head(&line).filter(|_| line.chars().count() + label_at < MAX_HEAD_CHARS),
    };
    Ok(found.map(|(chars, published)| (label_at + chars, published)))
}

/// `date 2022-01-21 Following talks`, with or without a time of day behind the date.
fn iso_head(line: &str) -> Result<Option<(usize, Published)>, DeadLetter> {
    let words: Vec<&str> = line.split(' ').collect();
    let [label, day, rest @ ..] = words.as_slice() else { return Ok(None) };
    if !label.trim_end_matches(':').eq_ignore_ascii_case("date") || !begins_like_iso(day) {
        return Ok(None);
    }
    let length = |words: &[&str]| words.iter().map(|word| word.chars().count()).sum::<usize>() + words.len() - 1;
    let clock = rest.first().filter(|word| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(published) = clock.and_then(|clock| date::read(&format!("{day} {clock}")).ok()) {
        return Ok(Some((length(&words[..3]), published)));
    }
    Ok(Some((length(&words[..2]), date::read(day)?)))
}

fn begins_like_iso(word: &str) -> bool {
    let mut parts = word.split('-');
    let digits =
        |part: Option<&str>| part.is_some_and(|part| part.len() > 1 && part.bytes().all(|b| b.is_ascii_digit()));
    digits(parts.next()) && digits(parts.next()) && parts.next().is_some()
}

/// `Published: 21 January 2022` as a line of its own.
fn label_head(line: &str) -> Option<(usize, Published)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim().to_ascii_lowercase();
    let published = HEAD_LABELS.contains(&label.as_str()).then(|| date::read(value).ok())??;
    Some((line.chars().count(), published))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::DeadLetterReason;

    #[test]
    fn a_head_with_a_date_becomes_blanks() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("Talks in Bern", "Talks in Bern", None),
            (" date 2022-01-21 Following talks", "                 Following talks", Some("2022-01-21")),
            ("Date: 2022-01-21 Talks", "                 Talks", Some("2022-01-21")),
            ("date 2022-01-21 11:30 Talks", "                      Talks", Some("2022-01-21T11:30:00Z")),
            (
                "date 2022-01-21T11:30:00+01:00\nTalks",
                "                              \nTalks",
                Some("2022-01-21T11:30:00+01:00"),
            ),
            ("Published: 21 January 2022\r\n\r\nTalks", "                           \n \nTalks", Some("2022-01-21")),
            ("Published on: Jan 21, 2022\nTalks", "                          \nTalks", Some("2022-01-21")),
            ("Date: to be announced\nTalks", "Date: to be announced\nTalks", None),
            ("date palms grow", "date palms grow", None),
            ("Dated: 5 ships\rleft", "Dated: 5 ships\nleft", None),
            ("date", "date", None),
        ];
        for (text, expected, published) in cases {
            let headed = read(text).unwrap();
            assert_eq!(headed.text, *expected, "{text:?}");
            assert_eq!(headed.published.as_ref().map(|date| date.iso.as_str()), *published, "{text:?}");
            assert_eq!(headed.text.chars().count(), text.chars().count(), "{text:?}");
        }
    }

    #[test]
    fn a_head_like_an_iso_date_that_is_none_is_refused() {
        for text in ["date 2022-13-45 Talks", "date 30000-01-01 Talks", "Date: 2022-02-30"] {
            assert_eq!(read(text).map_err(|letter| letter.reason), Err(DeadLetterReason::UnreadableDate), "{text}");
        }
    }

    #[test]
    fn the_tail_of_a_cut_text_becomes_blanks() {
        let cases = [
            ("They met… [+2341 chars]", "They met…              "),
            ("They met [+2341 chars]\n", "They met               "),
            ("They met [+x chars]", "They met [+x chars]"),
            ("[+ chars]", "[+ chars]"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).map(|headed| headed.text), Ok(expected.to_owned()), "{text:?}");
        }
    }
}
