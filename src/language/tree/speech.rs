//! Who says what.
//!
//! A speech is a verb with a clause as its content, an inserted `he said`, `according to`, or a noun with a content clause.
//! Grammar cannot tell `say` from `ensure`: whether the reporter is a word of saying is for the lexicon.

use std::ops::Range;

use super::{Clause, ClauseKind, NounSlot, Quote, Relation, Tree, Upos, closed_class, quote};

/// The word that hands the content to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reporter {
    /// `said`, `warned`
    Verb(usize),
    /// `claim` in "Ankara's claim that"
    Noun(usize),
    /// `according` in `according to the ministry`
    Preposition(usize),
}

impl Reporter {
    /// The word.
    pub fn word(self) -> usize {
        match self {
            Self::Verb(word) | Self::Noun(word) | Self::Preposition(word) => word,
        }
    }
}

/// Where the content stands, seen from the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placement {
    /// '"We agreed," he said'
    Before,
    /// 'he said that they agreed'
    After,
    /// '"We agreed," he said, "to meet"'
    Around,
}

/// Whose words the content is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Manner {
    /// The speaker's: a quote.
    Direct,
    /// The writer's.
    Reported,
    /// The writer's with words of the speaker: 'he called it "a farce"'.
    Mixed,
}

/// Something said, with its speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// The word that hands the content to somebody.
    pub reporter: Reporter,
    /// The head of who speaks; with its conjuncts it is whole. None where nobody is named: 'it is said that'.
    pub speaker: Option<usize>,
    /// The head of who is told.
    pub addressee: Option<usize>,
    /// The predicates of the content, conjuncts left out; the head of a fragment where it is no clause.
    pub content: Vec<usize>,
    /// Where the content stands.
    pub placement: Placement,
    /// Whose words they are.
    pub manner: Manner,
    /// The words that are quoted, quotation marks left out.
    pub quoted: Vec<Range<usize>>,
    /// The speech that this one is reported in, by its place in [`Speeches::all`].
    pub within: Option<usize>,
}

/// What is said in a sentence, and which words are under which speech.
#[derive(Debug, Clone, Default)]
pub struct Speeches {
    all: Vec<Speech>,
    innermost: Vec<Option<usize>>,
}

impl Speeches {
    /// In the order of their reporters.
    pub fn all(&self) -> &[Speech] {
        &self.all
    }

    /// The speeches that a word is in the content of, the innermost first: whose claim it is. Costs a step a speech.
    pub fn over(&self, word: usize) -> impl Iterator<Item = &Speech> {
        let get = |at: usize| self.all.get(at);
        let first = self.innermost.get(word).copied().flatten().and_then(get);
        std::iter::successors(first, move |speech| speech.within.and_then(get))
    }
}

impl Tree<'_> {
    /// Finds what is said and by whom. Cost is linear in the words.
    pub fn speeches(&self) -> Speeches {
        let mut all: Vec<Speech> = (0..self.words().len()).filter_map(|word| self.speech(word)).collect();
        let innermost = self.enclose(&mut all);
        for quote in self.quotes() {
            let words = quote.words.clone().filter(|word| self.upos(*word) != Upos::Punct);
            let top = words.min_by_key(|word| self.depth(*word));
            let speech = top.and_then(|top| innermost.get(top).copied().flatten());
            if let Some(speech) = speech.and_then(|speech| all.get_mut(speech)) {
                speech.add(self, quote);
            }
        }
        Speeches { all, innermost }
    }

    /// Which speech is the innermost over each word; heads come before their words. Those that report inside the
    /// content, as an inserted `he said` does, are not part of it.
    fn enclose(&self, all: &mut [Speech]) -> Vec<Option<usize>> {
        let mut of_content: Vec<Vec<usize>> = vec![Vec::new(); self.words().len()];
        let mut of_reporter = vec![None; self.words().len()];
        for (number, speech) in all.iter().enumerate() {
            for word in &speech.content {
                of_content.get_mut(*word).into_iter().for_each(|speeches| speeches.push(number));
            }
            of_reporter.get_mut(self.reporting_part(speech)).into_iter().for_each(|place| *place = Some(number));
        }
        let mut innermost = vec![None; self.words().len()];
        for word in self.top_down() {
            let mut inner = self.head(word).and_then(|head| innermost.get(head).copied().flatten());
            let reports = of_reporter.get(word).copied().flatten();
            if let Some(speech) =
                reports.and_then(|number: usize| all.get(number)).filter(|speech| self.is_inside(speech))
            {
                inner = speech.within;
            }
            for number in of_content.get(word).into_iter().flatten().rev() {
                all.get_mut(*number).into_iter().for_each(|speech| speech.within = inner);
                inner = Some(*number);
            }
            innermost.get_mut(word).into_iter().for_each(|place| *place = inner);
        }
        innermost
    }

    /// The word under which reporter and speaker stand.
    fn reporting_part(&self, speech: &Speech) -> usize {
        match speech.reporter {
            Reporter::Verb(word) | Reporter::Noun(word) => word,
            Reporter::Preposition(word) => self.head(word).unwrap_or(word),
        }
    }

    /// Whether the reporter stands under its content.
    fn is_inside(&self, speech: &Speech) -> bool {
        let head = self.head(self.reporting_part(speech));
        head.is_some_and(|head| speech.content.contains(&head))
    }

    fn speech(&self, word: usize) -> Option<Speech> {
        self.clause(word)
            .and_then(|clause| self.verb_speech(clause))
            .or_else(|| self.source(word))
            .or_else(|| self.claim(word))
    }

    /// A verb with its content, or inserted into it.
    fn verb_speech(&self, clause: Clause<'_, '_>) -> Option<Speech> {
        let verb = clause.predicate();
        if !self.is_verb(verb) || clause.kind() == ClauseKind::Existential {
            return None;
        }
        let mut content: Vec<usize> = self.children_in(verb, Relation::Ccomp).collect();
        content.extend(self.announced(verb));
        if content.is_empty() {
            content.extend(self.inserted_into(verb));
        }
        let first = content.first().copied()?;
        let speaker = clause.actor().or_else(|| self.inverted_speaker(&clause, first));
        let addressee = clause.indirect_object().or_else(|| clause.patient()).filter(|told| Some(*told) != speaker);
        let addressee = addressee.filter(|told| !self.is_one_of(*told, closed_class::EXPLETIVES));
        let placement = self.placement(verb, &content);
        Some(Speech { addressee, ..self.reported(Reporter::Verb(verb), speaker, content, placement) })
    }

    fn reported(
        &self,
        reporter: Reporter,
        speaker: Option<usize>,
        content: Vec<usize>,
        placement: Placement,
    ) -> Speech {
        let (manner, quoted) = (Manner::Reported, Vec::new());
        Speech { reporter, speaker, addressee: None, content, placement, manner, quoted, within: None }
    }

    /// 'Prices, he said, rose': the head that an aside with a subject and nothing to say of its own stands in.
    fn inserted_into(&self, verb: usize) -> Option<usize> {
        let frame = self.frame(verb);
        let head = self.head(verb).filter(|_| self.relation(verb) == Relation::Parataxis)?;
        let bare = frame.subject.is_some() && frame.complement.is_none() && frame.object.is_none();
        let part = self.bare_extent(verb);
        let comma = |word: Option<usize>| word.is_some_and(|word| self.form(word) == ",");
        let mark = |word: Option<usize>| word.is_some_and(|word| quote::closes(self, word));
        let (before, two_before) = (part.start.checked_sub(1), part.start.checked_sub(2));
        let goes_on = || self.placement(verb, &[head]) == Placement::Around;
        let medial = comma(before) && comma(Some(part.end)) && goes_on();
        (bare && (medial || mark(before) || comma(before) && mark(two_before))).then_some(head)
    }

    /// The words under a word but for the marks around them.
    fn bare_extent(&self, word: usize) -> Range<usize> {
        let parts = self.children(word).iter().filter(|child| self.upos(**child) != Upos::Punct);
        parts
            .map(|child| self.extent(*child))
            .fold(word..word + 1, |all, part| all.start.min(part.start)..all.end.max(part.end))
    }

    /// 'Lavrov said: "We agree"' where the quote stands beside the verb.
    fn announced(&self, verb: usize) -> Option<usize> {
        let mut asides = self.children_in(verb, Relation::Parataxis).filter(|aside| *aside > verb);
        let aside = asides.next()?;
        let start = self.bare_extent(aside).start;
        let opens = |word: usize| self.form(word) == ":" || quote::is_mark(self, word);
        let opened = start.checked_sub(1).is_some_and(opens);
        (opened && self.frame(verb).subject.is_some()).then_some(aside)
    }

    /// '"We agree," said Lavrov' where the parser took the speaker for an object.
    fn inverted_speaker(&self, clause: &Clause<'_, '_>, content: usize) -> Option<usize> {
        let object = self.frame(clause.predicate()).object.filter(|object| *object > clause.predicate());
        object.filter(|_| content < clause.predicate() && clause.subject().is_none())
    }

    fn placement(&self, reporter: usize, content: &[usize]) -> Placement {
        let parts = content.iter().flat_map(|word| self.children(*word).iter().chain([word]));
        let mut parts = parts.filter(|part| **part != reporter && self.upos(**part) != Upos::Punct);
        let before = parts.clone().any(|part| *part < reporter);
        let after = parts.any(|part| *part > reporter);
        match (before, after) {
            (true, true) => Placement::Around,
            (true, false) => Placement::Before,
            (false, _) => Placement::After,
        }
    }

    /// `according to X`: the content is what the phrase modifies.
    fn source(&self, word: usize) -> Option<Speech> {
        let according = self.prepositions(word).first().copied()?;
        let form = self.form(according).to_lowercase() == closed_class::ACCORDING_FORM;
        let head = self.head(word).filter(|_| form)?;
        let placement = self.placement(word, &[head]);
        Some(self.reported(Reporter::Preposition(according), Some(word), vec![head], placement))
    }

    /// `Ankara's claim that`: a noun with a clause that has a subject and `that`.
    fn claim(&self, noun: usize) -> Option<Speech> {
        let that = |clause: &usize| {
            let frame = self.frame(*clause);
            let mark = frame.mark.filter(|mark| self.is_one_of(*mark, &[closed_class::THAT]));
            mark.is_some() && frame.subject.is_some()
        };
        let content: Vec<usize> = self.children_in(noun, Relation::Acl).filter(that).collect();
        content.first()?;
        let arguments = self.noun_arguments(noun);
        let by = |word: &usize| self.is_one_of(*word, closed_class::SOURCES);
        let speaker = arguments.iter().find(|argument| match argument.slot {
            NounSlot::Possessor => true,
            NounSlot::Preposition => argument.prepositions.first().is_some_and(by),
            _ => false,
        });
        let speaker = speaker.map(|argument| argument.word);
        Some(self.reported(Reporter::Noun(noun), speaker, content, Placement::After))
    }
}

impl Speech {
    /// A quote makes it direct where it holds a predicate of the content with its subject, not where it holds a word.
    fn add(&mut self, tree: &Tree<'_>, quote: &Quote) {
        let holds = |word: &usize| quote.words.contains(word);
        let whole = |word: &&usize| holds(word) && tree.frame(**word).subject.as_ref().is_none_or(holds);
        if self.manner != Manner::Direct {
            self.manner = self.content.iter().find(whole).map_or(Manner::Mixed, |_| Manner::Direct);
        }
        self.quoted.push(quote.words.clone());
    }
}
