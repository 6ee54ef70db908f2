//! Whose act a predicate is: its own subject, or one that grammar lends it.

use super::{Clause, Relation, Tree, Upos, Voice, Xpos, closed_class};

/// How a predicate came to its subject, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectLink {
    /// It stands in the clause.
    Own,
    /// A relative pronoun of the clause stands for it, or the clause lacks one: 'the minister who met them'.
    Relative,
    /// It is that of the verb before `and`: 'X met Y and signed Z'.
    Shared,
    /// It is the noun that the participle modifies: 'troops deployed in Syria', 'the minister visiting Kyiv'.
    Participle,
    /// It is that of the governing verb, or its object: 'agreed to withdraw', 'urged X to lift'.
    Control,
    /// It is that of the clause around: 'Speaking in Geneva, Lavrov said'.
    Adverbial,
    /// It is the possessor of the governing noun: "Russia's decision to withdraw".
    Possessor,
    /// It is the subject of the verb whose object the governing noun is: 'X made an offer to withdraw'.
    Holder,
}

impl SubjectLink {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Relative => "relative",
            Self::Shared => "shared",
            Self::Participle => "participle",
            Self::Control => "control",
            Self::Adverbial => "adverbial",
            Self::Possessor => "possessor",
            Self::Holder => "holder",
        }
    }
}

/// A predicate's subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The head of the subject, a relative pronoun replaced by its antecedent; with its conjuncts it is whole.
    pub word: usize,
    /// How it was found.
    pub link: SubjectLink,
}

/// A word's own dependents that others ask for; the first of each kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    /// Subject, as a noun or a clause.
    pub(super) subject: Option<usize>,
    /// Direct object.
    pub(super) object: Option<usize>,
    /// Second object.
    pub(super) indirect: Option<usize>,
    /// Clause that is called for.
    pub(super) complement: Option<usize>,
    /// Copula.
    pub(super) copula: Option<usize>,
    /// `to`, `that`, `after` before the clause.
    pub(super) mark: Option<usize>,
    /// Possessor of a noun.
    pub(super) possessor: Option<usize>,
    /// The first prepositional phrase.
    pub(super) oblique: Option<usize>,
    /// Auxiliary of the passive.
    pub(super) passive: Option<usize>,
}

pub(super) fn frames(tree: &Tree<'_>) -> Vec<Frame> {
    let mut frames = vec![Frame::default(); tree.words().len()];
    for word in 0..frames.len() {
        let Some(frame) = tree.head(word).and_then(|head| frames.get_mut(head)) else { continue };
        let place = match tree.relation(word) {
            relation if relation.is_subject() => &mut frame.subject,
            Relation::Obj => &mut frame.object,
            Relation::Iobj => &mut frame.indirect,
            Relation::Ccomp | Relation::Xcomp => &mut frame.complement,
            Relation::Cop => &mut frame.copula,
            Relation::Mark => &mut frame.mark,
            Relation::NmodPoss => &mut frame.possessor,
            Relation::Obl => &mut frame.oblique,
            Relation::AuxPass => &mut frame.passive,
            _ => continue,
        };
        place.get_or_insert(word);
    }
    frames
}

/// The subjects of all predicates. Heads come before their words, so that each looks at its head only.
pub(super) fn subjects(tree: &Tree<'_>) -> Vec<Option<Subject>> {
    let mut finder = Finder { tree, subjects: vec![None; tree.words().len()] };
    for word in tree.top_down().filter(|word| tree.is_predicate(*word)) {
        let subject = finder.find(word);
        if let Some(place) = finder.subjects.get_mut(word) {
            *place = subject;
        }
    }
    finder.subjects
}

struct Finder<'t, 'a> {
    tree: &'t Tree<'a>,
    subjects: Vec<Option<Subject>>,
}

impl Finder<'_, '_> {
    fn find(&self, word: usize) -> Option<Subject> {
        self.own(word).or_else(|| self.lent(word)).filter(|subject| subject.word != word)
    }

    fn own(&self, word: usize) -> Option<Subject> {
        let subject = self.tree.frame(word).subject;
        let pronoun = |subject| match self.tree.antecedent(subject) {
            Some(word) => Subject { word, link: SubjectLink::Relative },
            None => Subject { word: subject, link: SubjectLink::Own },
        };
        let gap = || self.tree.gap_subject(word).map(|word| Subject { word, link: SubjectLink::Relative });
        subject.map(pronoun).or_else(gap)
    }

    fn lent(&self, word: usize) -> Option<Subject> {
        let head = self.tree.head(word)?;
        match self.tree.relation(word) {
            Relation::Conj => self.of(head, SubjectLink::Shared),
            Relation::Xcomp => self.controller(word, head),
            Relation::Ccomp if !self.is_finite(word) => self.of(head, SubjectLink::Control),
            Relation::Advcl => self.around(word, head),
            Relation::Acl => self.of_modified(word, head),
            _ => None,
        }
    }

    /// The subject of the governor, under another link.
    fn of(&self, governor: usize, link: SubjectLink) -> Option<Subject> {
        let word = self.subjects.get(governor).copied().flatten()?.word;
        Some(Subject { word, link })
    }

    fn is_finite(&self, word: usize) -> bool {
        let auxiliaries = self.tree.children(word).iter().filter(|child| self.tree.is_auxiliary(**child));
        let tag = auxiliaries.copied().next().map_or(self.tree.xpos(word), |first| self.tree.xpos(first));
        tag.is_finite() || self.is_bare(word, tag)
    }

    /// An imperative, or a subjunctive after `that`.
    fn is_bare(&self, word: usize, tag: Xpos) -> bool {
        let mark = self.tree.frame(word).mark;
        tag == Xpos::Vb && mark.is_none_or(|mark| self.tree.xpos(mark) != Xpos::To)
    }

    /// The subject of an infinitive that a verb calls for: its object where it has one.
    fn controller(&self, word: usize, governor: usize) -> Option<Subject> {
        let frame = self.tree.frame(governor);
        let object = frame.indirect.or(frame.object).or_else(|| self.tree.gap_object(governor));
        let object = object.filter(|_| !self.tree.is_one_of(governor, closed_class::SUBJECT_CONTROL));
        let word = object.or_else(|| self.tree.oblique_controller(word));
        let found = word.map(|word| Subject { word: self.tree.referent(word), link: SubjectLink::Control });
        found.or_else(|| self.of(governor, SubjectLink::Control))
    }

    /// The subject of a clause that modifies a predicate: 'Speaking in Geneva', 'after meeting X', 'of shelling Y'.
    fn around(&self, word: usize, governor: usize) -> Option<Subject> {
        if self.tree.is_controlled(word) {
            return self.controller(word, governor);
        }
        let mark = self.tree.frame(word).mark;
        let compares = mark.is_some_and(|mark| self.tree.is_one_of(mark, closed_class::COMPARATIVE));
        if self.is_finite(word) || compares && self.tree.xpos(word) == Xpos::Vbn {
            return None;
        }
        let of_object = mark.is_some_and(|mark| self.tree.is_one_of(mark, closed_class::OBJECT_GERUNDS));
        let frame = self.tree.frame(governor);
        let object = frame.object.or(frame.indirect).filter(|object| of_object && *object < word);
        let object = object.map(|word| Subject { word: self.tree.referent(word), link: SubjectLink::Control });
        object.or_else(|| self.of(governor, SubjectLink::Adverbial))
    }

    /// The subject of a clause that modifies a noun.
    fn of_modified(&self, word: usize, noun: usize) -> Option<Subject> {
        if self.is_finite(word) {
            return None;
        }
        let marked = self.tree.frame(word).mark.is_some();
        let verbless = self.tree.upos(word) != Upos::Verb && self.tree.frame(word).copula.is_none();
        let participle = matches!(self.tree.xpos(word), Xpos::Vbg | Xpos::Vbn) || verbless;
        if participle && !marked {
            return Some(Subject { word: noun, link: SubjectLink::Participle });
        }
        let possessor = self.tree.frame(noun).possessor;
        let possessor = possessor.map(|word| Subject { word: self.tree.referent(word), link: SubjectLink::Possessor });
        possessor.or_else(|| self.holder(noun))
    }

    fn holder(&self, noun: usize) -> Option<Subject> {
        let verb = self.tree.head(noun).filter(|_| self.tree.relation(noun) == Relation::Obj)?;
        self.of(verb, SubjectLink::Holder)
    }
}

impl Tree<'_> {
    pub(super) fn frame(&self, word: usize) -> Frame {
        self.frames.get(word).copied().unwrap_or_default()
    }

    /// The noun that is the subject of an infinitive under these verbs: `Russia` in `called on Russia to withdraw`.
    fn oblique_controller(&self, word: usize) -> Option<usize> {
        let governor = self.head(word)?;
        let mut pairs =
            closed_class::OBLIQUE_CONTROL.iter().filter(|(verb, _)| self.is_one_of(governor, &[*verb])).peekable();
        pairs.peek()?;
        let oblique = self.frame(governor).oblique.filter(|oblique| *oblique < word)?;
        let preposition = self.prepositions(oblique).first().copied()?;
        pairs.any(|(_, controls)| self.is_one_of(preposition, &[*controls])).then_some(oblique)
    }

    /// Whether an infinitive has its governor's object as its subject though the parser hung it as a purpose.
    pub(super) fn is_controlled(&self, word: usize) -> bool {
        let adverbial = self.relation(word) == Relation::Advcl && self.is_to_infinitive(word);
        let Some(governor) = self.head(word).filter(|_| adverbial) else { return false };
        let frame = self.frame(governor);
        let object = frame.indirect.or(frame.object).is_some_and(|object| object < word);
        object && self.is_one_of(governor, closed_class::OBJECT_CONTROL) || self.oblique_controller(word).is_some()
    }

    /// A predicate's subject, its own or lent; none for an imperative and for what nothing tells.
    pub fn subject(&self, predicate: usize) -> Option<Subject> {
        self.subjects.get(predicate).copied().flatten()
    }
}

impl Clause<'_, '_> {
    /// The subject with everything that is coordinated with it; empty where there is none.
    pub fn subjects(&self) -> Vec<usize> {
        self.subject().map(|subject| self.tree().conjuncts(subject.word)).unwrap_or_default()
    }

    /// Who acts, by the first of them: the subject of an active clause, the agent of a passive one.
    pub fn actor(&self) -> Option<usize> {
        match self.group().voice {
            Voice::Active => self.subject().map(|subject| subject.word),
            Voice::Passive => self.agent(),
        }
    }

    /// Those who act, with everything that is coordinated.
    pub fn actors(&self) -> Vec<usize> {
        self.actor().map(|actor| self.tree().conjuncts(actor)).unwrap_or_default()
    }

    /// Who is acted upon, by the first of them: the object of an active clause (the second one where there is no direct
    /// one: 'urged Warsaw to'), the subject of a passive one.
    pub fn patient(&self) -> Option<usize> {
        match self.group().voice {
            Voice::Active => self.object().or_else(|| self.indirect_object()),
            Voice::Passive => self.subject().map(|subject| subject.word),
        }
    }

    /// Those who are acted upon, with everything that is coordinated.
    pub fn patients(&self) -> Vec<usize> {
        self.patient().map(|patient| self.tree().conjuncts(patient)).unwrap_or_default()
    }
}
