//! Names of persons, bodies and places: their words, titles, appositions and acronyms.

use std::ops::Range;

use super::{MAX_HOPS, Relation, Tree, Upos, closed_class};

/// A name with what the sentence says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The head: the first word of a person's name, the last of a body's.
    pub head: usize,
    /// The words of the name alone: `Sergey Lavrov`, `United Nations`, `Foreign Ministry`.
    pub words: Range<usize>,
    /// The name with what `of` or `for` adds to it (`Ministry of Foreign Affairs`), and all that an acronym stands for.
    pub long: Range<usize>,
    /// The head of the title before it: `Minister` in `Russian Foreign Minister Sergey Lavrov`.
    pub title: Option<usize>,
    /// The words before the name, where there is a title: `Russian Foreign Minister`, `Turkey's envoy`.
    pub title_words: Option<Range<usize>>,
    /// Heads of the phrases that stand in apposition to it, whichever comes first: `envoy` in both 'Hakan Demir,
    /// Turkey's envoy,' and 'Turkey's envoy, Hakan Demir,'.
    pub appositions: Vec<usize>,
    /// The acronym in parentheses after it.
    pub acronym: Option<usize>,
}

impl Tree<'_> {
    /// All names in the order of their heads. A name that modifies a common noun (`US` troops), and one that
    /// `of` adds to another (President of `Russia`), are names, too; a word of a name, and an acronym of one, are none.
    pub fn names(&self) -> Vec<Name> {
        (0..self.words().len()).filter_map(|word| self.name(word)).collect()
    }

    /// The name that a word heads.
    pub fn name(&self, word: usize) -> Option<Name> {
        if !self.heads_name(word) {
            return None;
        }
        let words = self.name_words(word);
        let acronym = self.acronym(word);
        let mut long = self.long_name(word, &words);
        long.end = acronym.map_or(long.end, |acronym| long.end.max(acronym - 1));
        let title = self.children_in(word, Relation::NmodDesc).next();
        Some(Name {
            head: word,
            long,
            title,
            title_words: title.and_then(|_| self.title_words(word, &words)),
            appositions: self.appositions(word),
            acronym,
            words,
        })
    }

    fn is_name_word(&self, word: usize) -> bool {
        self.upos(word) == Upos::Propn || self.xpos(word).is_name()
    }

    /// Whether a word is the head of a name and no part of another one.
    fn heads_name(&self, word: usize) -> bool {
        let part = match self.relation(word) {
            Relation::Flat | Relation::Goeswith | Relation::Fixed => true,
            Relation::Compound | Relation::Amod | Relation::NmodDesc => {
                self.head(word).is_some_and(|head| self.is_name_word(head))
            }
            _ => false,
        };
        self.upos(word) == Upos::Propn && !part && !self.is_acronym(word)
    }

    /// A name's head with the parts of the name beside it, without a gap.
    fn name_words(&self, head: usize) -> Range<usize> {
        let mut words = head..head + 1;
        for child in self.children(head).iter().rev().filter(|child| **child < head) {
            let extent = self.extent(*child);
            let part = match self.relation(*child) {
                Relation::Compound | Relation::Amod => self.is_name_word(*child),
                Relation::Punct => self.form(*child) == "-",
                _ => false,
            };
            if !part || extent.end != words.start {
                break;
            }
            words.start = extent.start;
        }
        for child in self.children(head).iter().filter(|child| **child > head) {
            let extent = self.extent(*child);
            let part = matches!(self.relation(*child), Relation::Flat | Relation::Goeswith)
                || self.relation(*child) == Relation::Compound && self.is_name_word(*child)
                || self.relation(*child) == Relation::Punct && matches!(self.form(*child), "-" | "." | "'");
            if !part || extent.start != words.end {
                break;
            }
            words.end = extent.end;
        }
        if words.end > head + 1 && self.relation(words.end - 1) == Relation::Punct {
            words.end -= 1;
        }
        words
    }

    /// `Ministry of Foreign Affairs`: names joined by `of` or `for`, one after another.
    fn long_name(&self, head: usize, words: &Range<usize>) -> Range<usize> {
        let mut long = words.clone();
        let mut last = head;
        for _ in 0..MAX_HOPS {
            let joined = self.children_in(last, Relation::Nmod).find(|child| {
                let prepositions = self.prepositions(*child);
                let joint = prepositions.first().is_some_and(|first| *first == long.end && self.is_joint(*first));
                joint && prepositions.len() == 1 && self.is_name_word(*child)
            });
            let Some(joined) = joined else { break };
            long.end = self.name_words(joined).end;
            last = joined;
        }
        long
    }

    fn is_joint(&self, word: usize) -> bool {
        self.is_one_of(word, closed_class::NAME_JOINTS)
    }

    /// The words of the phrase that stand before the name itself.
    fn title_words(&self, head: usize, name: &Range<usize>) -> Option<Range<usize>> {
        let start = self.noun_phrase(head)?.core().start;
        (start < name.start).then_some(start..name.start)
    }

    /// Heads that stand in apposition to a word, before or after it; acronyms are left out. Appositions of appositions
    /// are among them; eight at most.
    pub fn appositions(&self, word: usize) -> Vec<usize> {
        let mut all = vec![word];
        let mut next = 0;
        while let Some(at) = all.get(next).copied().filter(|_| all.len() <= MAX_HOPS) {
            let above = self.head(at).filter(|_| self.relation(at) == Relation::Appos);
            let below = self.children_in(at, Relation::Appos);
            let near = above.into_iter().chain(below).take(MAX_HOPS);
            let fresh: Vec<usize> = near.filter(|other| !all.contains(other)).collect();
            all.extend(fresh.into_iter().filter(|other| !self.is_acronym(*other)));
            next += 1;
        }
        all.truncate(MAX_HOPS + 1);
        all.remove(0);
        all
    }

    /// The acronym in parentheses that belongs to a word.
    fn acronym(&self, word: usize) -> Option<usize> {
        self.children(word).iter().copied().find(|child| self.is_acronym(*child))
    }

    /// `(NATO)`: one word in capitals between parentheses, under a word before it.
    fn is_acronym(&self, word: usize) -> bool {
        let opened = word.checked_sub(1).is_some_and(|before| self.form(before) == "(");
        let letters = self.form(word);
        let capitals = letters.chars().filter(|letter| letter.is_uppercase()).count();
        opened
            && self.form(word + 1) == ")"
            && capitals > 1
            && !letters.chars().any(char::is_lowercase)
            && self.head(word).is_some_and(|head| head < word)
    }
}
