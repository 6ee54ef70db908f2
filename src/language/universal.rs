//! Words as the treebanks of Universal Dependencies for English cut them.
//!
//! Finer than [`tokenize`] at hyphens (`low - key`, `al - Qaeda`), contractions (`can not`, `gon na`) and units
//! (`5 km`), coarser at abbreviations (`Gen.`), faces and shortened words (`'em`). The patterns and the gazetteers are
//! written in the words of [`tokenize`]; the parser reads these. Source: English Web Treebank 2.x, by its spaces.

use super::{
    grammar::{Class, Grammar},
    scan::is_address,
    token::{Shape, Token, tokenize},
    vocabulary::{Vocabulary, WordId},
};

/// The most tokens that make one sign. The longest sign has as many marks.
const MAX_SIGN_TOKENS: usize = 4;
/// The longest name of a currency before its sign: `US$`. In characters.
const MAX_CURRENCY_CHARS: usize = 3;

/// Cuts a text into the words of Universal Dependencies. Cost is linear in its length; spans are as in [`tokenize`].
pub(crate) fn tokenize_universal(text: &str, vocabulary: &Vocabulary, grammar: &Grammar) -> Vec<Token> {
    let words = tokenize(text, vocabulary);
    let mut cutter =
        Cutter { text, vocabulary, grammar, tokens: Vec::with_capacity(words.len()), buffer: String::new() };
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let count = cutter.joined(rest);
        match rest.get(count - 1) {
            Some(last) if count > 1 => cutter.join(first, last),
            _ => cutter.cut(first),
        }
        rest = rest.get(count..).unwrap_or_default();
    }
    cutter.tokens
}

struct Cutter<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    grammar: &'a Grammar,
    tokens: Vec<Token>,
    buffer: String,
}

impl Cutter<'_> {
    /// How many of the next tokens are one word; 1 at least.
    fn joined(&self, rest: &[Token]) -> usize {
        let touching = 1 + rest.windows(2).take(MAX_SIGN_TOKENS).take_while(|pair| touch(pair)).count();
        let next = rest.get(..touching).unwrap_or_default();
        self.sign(next).or_else(|| self.is_pair(next, rest.get(2)).then_some(2)).unwrap_or(1)
    }

    /// The longest sign that these tokens, which touch each other, begin with.
    fn sign(&self, tokens: &[Token]) -> Option<usize> {
        (2..=tokens.len().min(MAX_SIGN_TOKENS)).rev().find(|count| {
            let ends = tokens.first().zip(tokens.get(count - 1));
            let written = ends.and_then(|(first, last)| self.text.get(first.bytes.start..last.bytes.end));
            let free = tokens.get(*count).is_none_or(|token| !token.shape.is_word());
            let quote = |written: &str| written.ends_with(['`', '\'']);
            written.is_some_and(|written| (free || quote(written)) && self.grammar.is_sign(written))
        })
    }

    /// `Gen.`, `No.` before a number, `US$`, `'90s`, `#tag`.
    fn is_pair(&self, tokens: &[Token], after: Option<&Token>) -> bool {
        let [first, second, ..] = tokens else { return false };
        match (first.text(self.text), second.text(self.text)) {
            (_, ".") => self.is_abbreviation(first, after),
            (_, "$") => first.shape == Shape::Upper && first.chars.len() <= MAX_CURRENCY_CHARS,
            ("'" | "’", years) => is_decade(years),
            ("#", _) => second.shape.is_word() && second.shape != Shape::Number,
            _ => false,
        }
    }

    fn is_abbreviation(&self, word: &Token, after: Option<&Token>) -> bool {
        let is = |class| self.grammar.is(word.word, class);
        is(Class::Abbreviation) && word.shape != Shape::Lower
            || is(Class::Shortened)
            || is(Class::Numbered) && after.is_some_and(|after| after.shape == Shape::Number)
    }

    fn join(&mut self, first: &Token, last: &Token) {
        let token = Token {
            bytes: first.bytes.start..last.bytes.end,
            chars: first.chars.start..last.chars.end,
            ..first.clone()
        };
        self.push(token);
    }

    fn push(&mut self, token: Token) {
        let token = token.read(self.text, self.vocabulary, &mut self.buffer);
        self.tokens.push(token);
    }

    /// Adds the words of one token; those after the first follow no line break.
    fn cut(&mut self, token: &Token) {
        let cuts = self.cuts(token);
        if cuts.is_empty() {
            return self.tokens.push(token.clone());
        }
        let mut start = (token.bytes.start, token.chars.start);
        let mut breaks = token.breaks;
        for (byte, letter) in cuts.into_iter().chain([(token.bytes.len(), token.chars.len())]) {
            let end = (token.bytes.start + byte, token.chars.start + letter);
            let (bytes, chars) = (start.0..end.0, start.1..end.1);
            self.push(Token { bytes, chars, word: WordId::UNKNOWN, shape: Shape::Mark, breaks });
            (start, breaks) = (end, 0);
        }
    }

    /// Where the words of a token begin, the first left out; in bytes and in characters of the token.
    fn cuts(&self, token: &Token) -> Vec<(usize, usize)> {
        let written = token.text(self.text);
        if !token.shape.is_word() || is_address(written) {
            return Vec::new();
        }
        let letters: Vec<char> = written.chars().collect();
        let cuts = self
            .grammar
            .contraction(token.word)
            .map(|cut| vec![cut])
            .or_else(|| self.measure(&letters).map(|cut| vec![cut]))
            .unwrap_or_else(|| self.hyphens(&letters));
        with_bytes(&letters, cuts)
    }

    /// Where the unit begins after a number.
    fn measure(&self, letters: &[char]) -> Option<usize> {
        let digits =
            letters.iter().take_while(|letter| letter.is_numeric() || matches!(letter, '.' | ',' | ':')).count();
        let unit: String = letters.get(digits..)?.iter().flat_map(|letter| letter.to_lowercase()).collect();
        (digits > 0 && self.grammar.is(self.vocabulary.get(&unit), Class::Measure)).then_some(digits)
    }

    /// Before and after each hyphen that joins two words.
    fn hyphens(&self, letters: &[char]) -> Vec<usize> {
        let hyphens: Vec<usize> =
            letters.iter().enumerate().filter(|(_, letter)| is_hyphen(**letter)).map(|(index, _)| index).collect();
        if is_one_number(letters) {
            return Vec::new();
        }
        let mut cuts = Vec::with_capacity(2 * hyphens.len());
        let mut start = 0;
        for hyphen in hyphens {
            if !self.is_prefix(letters.get(start..hyphen).unwrap_or_default()) {
                cuts.extend([hyphen, hyphen + 1]);
            }
            start = hyphen + 1;
        }
        cuts
    }

    fn is_prefix(&self, letters: &[char]) -> bool {
        let word: String = letters.iter().flat_map(|letter| letter.to_lowercase()).collect();
        self.grammar.is(self.vocabulary.get(&word), Class::Prefix)
    }
}

fn touch(pair: &[Token]) -> bool {
    matches!(pair, [left, right] if left.chars.end == right.chars.start)
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '‑')
}

/// `90s` or `08`, after an apostrophe.
fn is_decade(written: &str) -> bool {
    let digits = written.strip_suffix('s').unwrap_or(written);
    digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Dates and telephone numbers are one word: three groups of digits or more, `555-1234` or `3-1234`. A range is three.
fn is_one_number(letters: &[char]) -> bool {
    let groups: Vec<&[char]> = letters.split(|letter| is_hyphen(*letter)).collect();
    let numeric = groups.iter().all(|group| group.iter().all(char::is_ascii_digit));
    let lengths = groups.first().zip(groups.last()).map(|(first, last)| (first.len(), last.len()));
    numeric && (groups.len() > 2 || matches!(lengths, Some((1 | 3, 4))))
}

/// The cuts, each with its place in bytes.
fn with_bytes(letters: &[char], cuts: Vec<usize>) -> Vec<(usize, usize)> {
    let mut bytes = 0;
    let mut done = 0;
    let place = |cut: usize| {
        bytes += letters.get(done..cut).unwrap_or_default().iter().map(|letter| letter.len_utf8()).sum::<usize>();
        done = cut;
        (bytes, cut)
    };
    cuts.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests;
