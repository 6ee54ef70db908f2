//! Where a word ends, told from its letters alone.
//!
//! Knows how words, numbers, addresses and marks are written; knows no words. Each question looks at the letters of
//! the token that it finds and at a bounded number beyond, so that all of them together are linear in the text.

/// One character with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    /// Where it begins, in bytes.
    pub(super) byte: usize,
    /// The character.
    pub(super) letter: char,
}

/// The longest scheme before `://` that counts as an address. In characters.
const MAX_SCHEME_CHARS: usize = 8;
/// The longest part of an e-mail address before the `@`, after RFC 5321, 4.5.3.1.1. In characters.
const MAX_MAILBOX_CHARS: usize = 64;

/// One past the last character of the token that begins at `start`, which is no white space.
pub(super) fn token_end(letters: &[Letter], start: usize) -> usize {
    let scan = Scan { letters };
    match scan.at(start) {
        Some(first) if first.is_alphanumeric() => scan.address(start).unwrap_or_else(|| scan.word(start)),
        Some(first) if is_repeated(first) => scan.run(start, |letter| letter == first),
        Some('!' | '?') => scan.run(start, |letter| matches!(letter, '!' | '?')),
        _ => scan.symbol(start),
    }
}

/// Whether a token is a web or e-mail address.
pub(super) fn is_address(token: &str) -> bool {
    token.contains("://") || token.contains('@') || token.starts_with("www.")
}

/// Marks that are one token however often they stand: `...`, `--`, `***`.
fn is_repeated(mark: char) -> bool {
    matches!(mark, '.' | '-' | '*' | '=' | '_' | '#' | '~' | '<' | '>' | '+' | '$')
}

/// Combining marks, skin tones and what nobody sees belong to the letter or picture before them.
fn is_mark_of_letter(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
        || is_invisible(letter)
}

/// Soft hyphens, joiners and byte order marks: written in a word, they change nothing.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a token is an emoji or a dingbat.
pub(super) fn is_picture(token: &str) -> bool {
    token.starts_with(|first| matches!(first, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}'))
}

/// The letters that flags are spelled with, two each.
fn is_regional(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Characters that bound an address in running text.
fn ends_address(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '(' | '[' | ']' | '{' | '}')
}

#[derive(Clone, Copy)]
struct Scan<'a> {
    letters: &'a [Letter],
}

impl Scan<'_> {
    fn at(self, index: usize) -> Option<char> {
        self.letters.get(index).map(|letter| letter.letter)
    }

    fn is(self, index: usize, test: impl Fn(char) -> bool) -> bool {
        self.at(index).is_some_and(test)
    }

    /// One past the letters from `start` that pass.
    fn run(self, start: usize, test: impl Fn(char) -> bool) -> usize {
        (start..self.letters.len()).find(|index| !self.is(*index, &test)).unwrap_or(self.letters.len())
    }

    fn is_word_at(self, start: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(index, letter)| self.at(start + index) == Some(letter))
    }

    /// The end of a web or e-mail address, where one begins here.
    fn address(self, start: usize) -> Option<usize> {
        let scheme = self.bounded_run(start, MAX_SCHEME_CHARS, |letter| letter.is_ascii_alphabetic());
        if self.is_word_at(scheme, "://") || self.is_word_at(start, "www.") {
            return Some(self.address_end(start));
        }
        let inner = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+' | '%');
        let mailbox = self.bounded_run(start, MAX_MAILBOX_CHARS, inner);
        if !self.is(mailbox, |letter| letter == '@') || !self.is(mailbox + 1, char::is_alphanumeric) {
            return None;
        }
        let host = self.run(mailbox + 1, |letter| letter.is_alphanumeric() || matches!(letter, '.' | '-'));
        Some(self.without_stops(mailbox + 2, host))
    }

    fn bounded_run(self, start: usize, limit: usize, test: impl Fn(char) -> bool) -> usize {
        (start..start + limit).find(|index| !self.is(*index, &test)).unwrap_or(start + limit)
    }

    fn address_end(self, start: usize) -> usize {
        let end = self.run(start, |letter| !ends_address(letter));
        self.without_stops(start + 1, end)
    }

    /// The end without the marks that close the sentence around an address.
    fn without_stops(self, start: usize, end: usize) -> usize {
        let closes = |letter| matches!(letter, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ')' | '-' | '…');
        (start..end).rev().find(|index| !self.is(*index, closes)).map_or(start, |last| last + 1)
    }

    fn word(self, start: usize) -> usize {
        let mut end = start + 1;
        while self.is(end, |letter| letter.is_alphanumeric() || is_mark_of_letter(letter)) || self.joins(start, end) {
            end += 1;
        }
        if self.is(end, |letter| letter == '.') && self.is_initialism(start, end) { end + 1 } else { end }
    }

    /// Whether a mark stands inside a word or a number: `didn't`, `Abu-Dhabi`, `a.m.`, `15,199`, `10:30`, `AT&T`.
    fn joins(self, start: usize, index: usize) -> bool {
        let (Some(mark), Some(before), Some(after)) = (self.at(index), self.at(index - 1), self.at(index + 1)) else {
            return false;
        };
        match mark {
            '\'' | '’' | '-' | '‑' | '_' => after.is_alphanumeric(),
            '.' => after.is_alphanumeric() && !self.is_glued(start, index),
            ',' | ':' | '/' => before.is_numeric() && after.is_numeric(),
            '&' => before.is_uppercase() && after.is_uppercase(),
            _ => false,
        }
    }

    /// Whether a stop ends a sentence though no blank follows: `... the end.Then`, but not `Ph.D` or `U.Sec`.
    fn is_glued(self, start: usize, stop: usize) -> bool {
        let before = stop >= start + 3 && (stop - 3..stop).all(|index| self.is(index, char::is_lowercase));
        before && self.is(stop + 1, char::is_uppercase) && self.is(stop + 2, char::is_lowercase)
    }

    /// Whether single letters stand between full stops: `U.S`, `J`, `a.m`; a single small letter is none.
    fn is_initialism(self, start: usize, end: usize) -> bool {
        let letters = self.letters.get(start..end).unwrap_or_default();
        let alternate = letters
            .iter()
            .enumerate()
            .all(|(index, letter)| if index % 2 == 0 { letter.letter.is_alphabetic() } else { letter.letter == '.' });
        alternate && letters.len() % 2 == 1 && (letters.len() > 1 || self.is(start, char::is_uppercase))
    }

    /// A mark or a picture with what belongs to it: skin tones, joined pictures, the two letters of a flag.
    fn symbol(self, start: usize) -> usize {
        let mut end = start + 1;
        if self.is(start, is_regional) && self.is(end, is_regional) {
            return end + 1;
        }
        while self.is(end, is_mark_of_letter)
            || self.is(end - 1, |letter| letter == '\u{200d}') && self.is(end, |letter| !letter.is_whitespace())
        {
            end += 1;
        }
        end
    }
}
