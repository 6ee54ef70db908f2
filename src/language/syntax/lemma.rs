//! Lemmas from a form and its tag: exceptions first, else the longest ending that the training saw.
//!
//! A lemma is told as an edit of the form (cut so many characters, add these), so that an ending's edit goes with words
//! that nobody saw.

use std::collections::BTreeMap;

use super::{
    codec::{Decoder, Encoder, Malformed},
    hash::{finish, hash_chars, low_32, mix},
};

/// Endings up to this many characters are learned.
const ENDING_CHARS: usize = 6;

/// How a form becomes its lemma.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    /// Whether the form is taken in lower case.
    pub(crate) lower: bool,
    /// Characters to cut at its end.
    pub(crate) cut: u8,
    /// What is added then.
    pub(crate) add: String,
}

impl Edit {
    /// The edit from a form to its lemma; the form stays in its case where that is enough.
    pub(crate) fn between(form: &str, lemma: &str) -> Self {
        let lowered = form.to_lowercase();
        let of = |from: &str, lower: bool| {
            let kept = from.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
            let cut = u8::try_from(from.chars().count() - kept).unwrap_or(u8::MAX);
            Self { lower, cut, add: lemma.chars().skip(kept).collect() }
        };
        let (kept, lower) = (of(form, false), of(&lowered, true));
        if lower.cut < kept.cut || form == lowered && lower.cut == kept.cut { lower } else { kept }
    }

    /// Carries the edit out.
    pub(crate) fn apply(&self, form: &str) -> String {
        let mut letters: Vec<char> =
            if self.lower { form.chars().flat_map(char::to_lowercase).collect() } else { form.chars().collect() };
        letters.truncate(letters.len().saturating_sub(usize::from(self.cut)));
        letters.into_iter().chain(self.add.chars()).collect()
    }
}

/// Edits by form or ending, with the tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lemmas {
    edits: Vec<Edit>,
    /// Hashes of whole forms or endings with their tag, sorted.
    keys: Vec<u32>,
    /// The edit of each.
    choices: Vec<u16>,
}

/// Counts of edits, for a form or an ending with its tag.
type Counts = BTreeMap<u32, BTreeMap<u16, u32>>;

impl Lemmas {
    /// Learns from forms with their tag's number and lemma. Keys that say what a shorter one says are left out.
    pub(crate) fn learn<'a>(words: impl Iterator<Item = (&'a str, u8, &'a str)>) -> Self {
        let mut numbers: BTreeMap<Edit, u16> = BTreeMap::new();
        let mut forms: BTreeMap<(&str, u8), BTreeMap<u16, u32>> = BTreeMap::new();
        for (form, tag, lemma) in words {
            let fresh = u16::try_from(numbers.len()).unwrap_or(u16::MAX);
            let edit = *numbers.entry(Edit::between(form, lemma)).or_insert(fresh);
            *forms.entry((form, tag)).or_default().entry(edit).or_default() += 1;
        }
        let mut lemmas = Self { edits: in_order(numbers), ..Self::default() };
        let chosen: Vec<(&str, u8, u16)> =
            forms.iter().filter_map(|((form, tag), counts)| Some((*form, *tag, most(counts)?))).collect();
        let mut learned = BTreeMap::new();
        for length in 0..=ENDING_CHARS {
            let mut counts = Counts::new();
            for (form, tag, edit) in &chosen {
                if let Some(key) = ending_key(form, *tag, length) {
                    *counts.entry(key).or_default().entry(*edit).or_default() += 1;
                }
            }
            lemmas.keep(&mut learned, &counts, &chosen, length);
        }
        lemmas.keep_exceptions(&mut learned, &chosen);
        (lemmas.keys, lemmas.choices) = learned.into_iter().unzip();
        lemmas
    }

    /// Keeps endings of a length that change what the shorter ones say, and that were seen more than once.
    fn keep(&self, learned: &mut BTreeMap<u32, u16>, counts: &Counts, chosen: &[(&str, u8, u16)], length: usize) {
        let mut fresh = Vec::new();
        for (form, tag, _) in chosen {
            let Some(key) = ending_key(form, *tag, length) else { continue };
            let Some(votes) = counts.get(&key) else { continue };
            let said = (0..length).rev().find_map(|shorter| learned.get(&ending_key(form, *tag, shorter)?));
            let edit = most(votes).filter(|_| length == 0 || votes.values().sum::<u32>() > 1);
            if let Some(edit) = edit.filter(|edit| said != Some(edit) && usize::from(*edit) < self.edits.len()) {
                fresh.push((key, edit));
            }
        }
        learned.extend(fresh);
    }

    fn keep_exceptions(&self, learned: &mut BTreeMap<u32, u16>, chosen: &[(&str, u8, u16)]) {
        let said = |form: &str, tag: u8| {
            (0..=ENDING_CHARS).rev().find_map(|length| learned.get(&ending_key(form, tag, length)?)).copied()
        };
        let wrong = chosen.iter().filter(|(form, tag, edit)| said(form, *tag) != Some(*edit));
        let fresh: Vec<(u32, u16)> = wrong.map(|(form, tag, edit)| (form_key(form, *tag), *edit)).collect();
        learned.extend(fresh);
    }

    /// The lemma of a form with its tag; the form itself where nothing is known.
    pub(crate) fn lemma(&self, form: &str, tag: u8) -> String {
        let found = self.get(form_key(form, tag)).or_else(|| {
            let ending = |length| ending_key(form, tag, length).and_then(|key| self.get(key));
            (0..=ENDING_CHARS).rev().find_map(ending)
        });
        let lemma = found.map(|edit| edit.apply(form)).unwrap_or_default();
        if lemma.is_empty() { form.to_owned() } else { lemma }
    }

    fn get(&self, key: u32) -> Option<&Edit> {
        let at = self.keys.binary_search(&key).ok()?;
        self.choices.get(at).and_then(|choice| self.edits.get(usize::from(*choice)))
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder) {
        encoder.length(self.edits.len());
        for edit in &self.edits {
            encoder.byte(u8::from(edit.lower));
            encoder.byte(edit.cut);
            encoder.text(&edit.add);
        }
        encoder.u32s(&self.keys);
        encoder.u16s(&self.choices);
    }

    /// # Errors
    ///
    /// Keys out of order, or more or fewer than their edits.
    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let mut edits = Vec::new();
        for _ in 0..decoder.length()? {
            edits.push(Edit { lower: decoder.byte()? != 0, cut: decoder.byte()?, add: decoder.text()?.to_owned() });
        }
        let (keys, choices) = (decoder.u32s()?, decoder.u16s()?);
        if keys.len() != choices.len() || !keys.is_sorted() {
            return Err(Malformed("its lemmas are not laid out as lemmas"));
        }
        Ok(Self { edits, keys, choices })
    }
}

/// The edits in the order of their numbers.
fn in_order(numbers: BTreeMap<Edit, u16>) -> Vec<Edit> {
    let mut edits: Vec<(u16, Edit)> = numbers.into_iter().map(|(edit, number)| (number, edit)).collect();
    edits.sort_unstable();
    edits.into_iter().map(|(_, edit)| edit).collect()
}

/// The most frequent edit, the first of equals.
fn most(counts: &BTreeMap<u16, u32>) -> Option<u16> {
    counts.iter().max_by_key(|(edit, count)| (**count, std::cmp::Reverse(**edit))).map(|(edit, _)| *edit)
}

fn form_key(form: &str, tag: u8) -> u32 {
    low_32(finish(mix(mix(1, u64::from(tag)), hash_chars(form.chars()))))
}

/// The key of a form's last characters in lower case; none where the form has fewer.
fn ending_key(form: &str, tag: u8, length: usize) -> Option<u32> {
    let mut letters = form.chars().rev().flat_map(char::to_lowercase);
    let ending: Vec<char> = letters.by_ref().take(length).collect();
    let capital = form.chars().next().is_some_and(char::is_uppercase);
    let seed = mix(mix(2, u64::from(tag)), u64::try_from(length).unwrap_or_default() * 2 + u64::from(capital));
    (ending.len() == length).then(|| low_32(finish(mix(seed, hash_chars(ending)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_leads_from_the_form_to_its_lemma() {
        let cases = [
            ("talks", "talk"),
            ("Talks", "talk"),
            ("met", "meet"),
            ("is", "be"),
            ("Geneva", "Geneva"),
            ("’s", "'s"),
            ("US", "US"),
            ("İstanbul", "istanbul"),
        ];
        for (form, lemma) in cases {
            assert_eq!(Edit::between(form, lemma).apply(form), lemma, "form {form:?}");
        }
    }

    #[test]
    fn endings_serve_new_words_and_exceptions_stay() {
        let (verb, noun) = (0, 1);
        let words = [
            ("walked", verb, "walk"),
            ("talked", verb, "talk"),
            ("asked", verb, "ask"),
            ("met", verb, "meet"),
            ("talks", noun, "talk"),
            ("envoys", noun, "envoy"),
            ("ministers", noun, "minister"),
            ("news", noun, "news"),
        ];
        let lemmas = Lemmas::learn(words.into_iter());
        let mut encoder = Encoder::default();
        lemmas.encode(&mut encoder);
        let lemmas = Lemmas::decode(&mut Decoder::new(&encoder.bytes)).unwrap();
        for (form, tag, lemma) in words {
            assert_eq!(lemmas.lemma(form, tag), lemma, "form {form:?}");
        }
        assert_eq!(lemmas.lemma("shelled", verb), "shell");
        assert_eq!(lemmas.lemma("sanctions", noun), "sanction");
        assert_eq!(lemmas.lemma("", noun), "");
    }
}
