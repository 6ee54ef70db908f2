//! What a predicate's auxiliaries, marks and negators say: tense, aspect, voice, modality, condition, question.

use super::{ClauseRole, MAX_HOPS, Relation, Tree, Xpos, closed_class};

/// When, as the verb tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tense {
    /// `met`, `has met` counts as present, `had met` as past.
    Past,
    /// `meets`, `is meeting`, `has met`.
    Present,
    /// `will meet`, `is going to meet`, `is to meet`.
    Future,
}

/// How the act lies in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Aspect {
    /// `met`
    #[default]
    Simple,
    /// `has met`
    Perfect,
    /// `was meeting`
    Progressive,
    /// `has been meeting`
    PerfectProgressive,
}

/// Whether the subject acts or is acted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Voice {
    /// `deployed troops`
    #[default]
    Active,
    /// `were deployed`, 'troops deployed there'
    Passive,
}

/// The form of the whole verb group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Finiteness {
    /// With a tense or a modal.
    Finite,
    /// `to meet`, and bare after `let`, `help`.
    Infinitive,
    /// A bare form with a subject: 'demanded that Russia withdraw'.
    Subjunctive,
    /// A bare form without one: 'Withdraw now!'
    Imperative,
    /// `meeting`: participle or gerund.
    Gerund,
    /// `met` without an auxiliary.
    Participle,
    /// No verb at all.
    #[default]
    Verbless,
}

/// What a clause that is a condition or leaves open is opened by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `if`, `provided`
    If,
    /// `unless`
    Unless,
    /// `whether`, and `if` where it means that
    Whether,
    /// 'should Russia attack', 'had they met'
    Inverted,
}

/// How a clause asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// With a question mark.
    Direct,
    /// 'what he did', 'whether they met'
    Indirect,
}

/// What denies a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Negation {
    /// The word: `not`, `never`, `no`, `without`, `nobody`.
    pub word: usize,
}

/// What is said of a predicate by the words of grammar around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct VerbGroup {
    /// The form.
    pub form: Finiteness,
    /// Tense; none for forms without one and after modals other than `will`.
    pub tense: Option<Tense>,
    /// Aspect.
    pub aspect: Aspect,
    /// Voice.
    pub voice: Voice,
    /// The modal (`could`, `must`), or the verb that makes a duty (`has` to leave). Its lemma tells which.
    pub modal: Option<usize>,
    /// What denies it. `Refused to` does not: that is the lexicon's.
    pub negation: Option<Negation>,
    /// Whether it is a condition, or left open.
    pub condition: Option<Condition>,
    /// Whether it asks.
    pub question: Option<Question>,
    /// Whether it tells what something is done for: 'came to discuss'.
    pub is_purpose: bool,
}

/// The groups of all words; that of a word that is no predicate is empty. Heads come before their words.
pub(super) fn groups(tree: &Tree<'_>) -> Vec<VerbGroup> {
    let mut groups = vec![VerbGroup::default(); tree.words().len()];
    for word in tree.top_down().filter(|word| tree.is_predicate(*word)) {
        let reader = Reader::of(tree, word);
        let head = tree.head(word).filter(|_| tree.relation(word) == Relation::Conj);
        let shared = head.and_then(|head| groups.get(head).copied().map(|group| (head, group)));
        let group = reader.read(shared);
        groups.get_mut(word).into_iter().for_each(|place| *place = group);
    }
    groups
}

/// A predicate with its auxiliaries.
struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    word: usize,
    /// In reading order, the copula among them.
    auxiliaries: Vec<usize>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn of(tree: &'t Tree<'a>, word: usize) -> Self {
        let auxiliaries = tree.children(word).iter().copied().filter(|child| tree.is_auxiliary(*child)).collect();
        Self { tree, word, auxiliaries }
    }

    /// Reads the group; `shared` is the word that it is coordinated with, and that one's group.
    fn read(&self, shared: Option<(usize, VerbGroup)>) -> VerbGroup {
        let mut group = self.own();
        let Some((head, above)) = shared else { return group };
        let marked = self.tree.frame(self.word).mark.is_some();
        group.condition = group.condition.or(above.condition.filter(|_| !marked));
        group.question = group.question.or(above.question);
        group.is_purpose |= above.is_purpose && self.tree.xpos(self.word) == Xpos::Vb;
        if self.shares_auxiliaries(head) {
            let negation = above.negation.filter(|_| !self.is_contrast());
            let negation = group.negation.or(negation.filter(|negation| negation.word < self.word));
            let VerbGroup { form, tense, aspect, voice, modal, .. } = above;
            group = VerbGroup { form, tense, aspect, voice, modal, negation, ..group };
        }
        group
    }

    /// `has met and signed`, `will meet and sign`: a form that needs what stands before the other.
    fn shares_auxiliaries(&self, head: usize) -> bool {
        let frame = self.tree.frame(self.word);
        let same = self.tree.xpos(self.word) == self.tree.xpos(head);
        let finite = self.tree.xpos(self.word).is_finite();
        same && !finite && self.auxiliaries.is_empty() && frame.subject.is_none() && frame.mark.is_none()
    }

    fn is_contrast(&self) -> bool {
        self.tree.children_in(self.word, Relation::Cc).any(|cc| self.tree.is_one_of(cc, &[closed_class::BUT]))
    }

    fn own(&self) -> VerbGroup {
        let to = self.tree.is_to_infinitive(self.word);
        let lead = self.auxiliaries.first().copied().unwrap_or(self.word);
        let condition = self.condition(lead);
        VerbGroup {
            form: self.form(lead, to),
            tense: self.tense(lead, to),
            aspect: self.aspect(),
            voice: self.voice(),
            modal: self.modal(lead, to),
            negation: self.negation().map(|word| Negation { word }),
            condition,
            question: self.question(condition),
            is_purpose: self.tree.clause_role(self.word) == ClauseRole::Purpose,
        }
    }

    fn is(&self, word: usize, table: &[&str]) -> bool {
        self.tree.is_one_of(word, table)
    }

    fn form(&self, lead: usize, to: bool) -> Finiteness {
        match self.tree.xpos(lead) {
            tag if tag.is_finite() => Finiteness::Finite,
            _ if self.missed_tense().is_some() => Finiteness::Finite,
            Xpos::Vb if to => Finiteness::Infinitive,
            Xpos::Vb => self.bare_form(),
            Xpos::Vbg => Finiteness::Gerund,
            Xpos::Vbn => Finiteness::Participle,
            _ => Finiteness::Verbless,
        }
    }

    /// The tense of a form that a tagger takes for an infinitive or a participle, though it stands alone with a subject
    /// where a clause has a tense: `make` in 'Companies make it'.
    fn missed_tense(&self) -> Option<Tense> {
        let subject = self.tree.frame(self.word).subject.filter(|_| self.auxiliaries.is_empty())?;
        let active = self.tree.relation(subject) == Relation::Nsubj && subject < self.word;
        let place = match self.tree.relation(self.word) {
            Relation::Root | Relation::Conj | Relation::Parataxis | Relation::AclRelcl => true,
            Relation::Ccomp => self.tree.xpos(self.word) == Xpos::Vbn,
            _ => false,
        };
        match self.tree.xpos(self.word) {
            Xpos::Vb if active && place => Some(Tense::Present),
            Xpos::Vbn if active && place => Some(Tense::Past),
            _ => None,
        }
    }

    fn bare_form(&self) -> Finiteness {
        match self.tree.relation(self.word) {
            _ if self.tree.frame(self.word).subject.is_some() => Finiteness::Subjunctive,
            Relation::Xcomp | Relation::Advcl | Relation::Acl => Finiteness::Infinitive,
            _ => Finiteness::Imperative,
        }
    }

    fn tense(&self, lead: usize, to: bool) -> Option<Tense> {
        match self.tree.xpos(lead) {
            Xpos::Md => self.is(lead, closed_class::FUTURE).then_some(Tense::Future),
            tag if tag.is_finite() && to && self.is(lead, &[closed_class::BE]) => Some(Tense::Future),
            Xpos::Vbd => Some(Tense::Past),
            Xpos::Vbp | Xpos::Vbz => Some(Tense::Present),
            _ if self.missed_tense().is_some() => self.missed_tense(),
            _ if to => self.governor(closed_class::FUTURE_GOVERNORS).map(|_| Tense::Future),
            _ => None,
        }
    }

    /// The governor of an infinitive, where it is one of these and not merely moves: `is going to`, no `goes to`.
    fn governor(&self, table: &[&str]) -> Option<usize> {
        let head = self.tree.head(self.word).filter(|_| self.tree.relation(self.word) == Relation::Xcomp)?;
        let going = !self.is(head, &["go"]) || self.tree.xpos(head) == Xpos::Vbg;
        (going && self.is(head, table)).then_some(head)
    }

    fn modal(&self, lead: usize, to: bool) -> Option<usize> {
        if self.tree.xpos(lead) == Xpos::Md {
            return (!self.is(lead, closed_class::FUTURE)).then_some(lead);
        }
        if to { self.governor(closed_class::DUTY_GOVERNORS) } else { None }
    }

    fn aspect(&self) -> Aspect {
        let perfect = self.auxiliaries.iter().any(|word| self.is(*word, &[closed_class::HAVE]));
        let rest = self.auxiliaries.iter().copied().chain([self.word]).skip(1);
        let progressive = rest.clone().any(|word| self.tree.xpos(word) == Xpos::Vbg && self.tree.is_verb(word));
        match (perfect, progressive) {
            (false, false) => Aspect::Simple,
            (true, false) => Aspect::Perfect,
            (false, true) => Aspect::Progressive,
            (true, true) => Aspect::PerfectProgressive,
        }
    }

    fn voice(&self) -> Voice {
        let auxiliary = |word: &usize| self.tree.relation(*word) == Relation::AuxPass;
        let subject = self.tree.frame(self.word).subject.map(|subject| self.tree.relation(subject));
        let passive_subject = matches!(subject, Some(Relation::NsubjPass | Relation::CsubjPass));
        let bare = self.auxiliaries.is_empty() && self.tree.xpos(self.word) == Xpos::Vbn;
        let reduced = bare && subject.is_none() && self.tree.is_verb(self.word);
        match passive_subject || reduced || self.auxiliaries.iter().any(auxiliary) {
            true => Voice::Passive,
            false => Voice::Active,
        }
    }

    fn condition(&self, lead: usize) -> Option<Condition> {
        let relation = self.tree.relation(self.word);
        let frame = self.tree.frame(self.word);
        let Some(mark) = frame.mark else {
            let inverted = matches!(relation, Relation::Advcl)
                && frame.subject.is_some_and(|subject| lead < subject)
                && self.auxiliaries.first() == Some(&lead)
                && self.is(lead, closed_class::INVERTED_CONDITIONS);
            return inverted.then_some(Condition::Inverted);
        };
        let found = closed_class::CONDITIONS.iter().find(|(word, _)| self.is(mark, &[*word]));
        found.map(|(_, condition)| match relation {
            Relation::Ccomp | Relation::Csubj | Relation::CsubjPass if *condition == Condition::If => {
                Condition::Whether
            }
            _ => *condition,
        })
    }

    fn question(&self, condition: Option<Condition>) -> Option<Question> {
        let mark =
            |child: &usize| self.tree.relation(*child) == Relation::Punct && self.tree.form(*child).starts_with('?');
        let children = self.tree.children(self.word);
        if children.iter().any(mark) {
            return Some(Question::Direct);
        }
        let content = matches!(self.tree.relation(self.word), Relation::Ccomp | Relation::Csubj | Relation::CsubjPass);
        let asks = || children.iter().chain([&self.word]).any(|child| self.tree.asks(*child));
        let open = condition == Some(Condition::Whether) || content && asks();
        open.then_some(Question::Indirect)
    }

    /// The word that denies the predicate.
    fn negation(&self) -> Option<usize> {
        self.tree.children(self.word).iter().find_map(|child| self.denier_in(*child))
    }

    fn denier_in(&self, child: usize) -> Option<usize> {
        match self.tree.relation(child) {
            Relation::Advmod if self.is(child, closed_class::LIMITS) => {
                self.tree.children(child).iter().copied().find(|word| self.is(*word, &[closed_class::NO]))
            }
            Relation::Advmod | Relation::Cc | Relation::CcPreconj => self.tree.negator(child),
            Relation::Det => self.is(child, closed_class::NEGATIVE_PHRASES).then_some(child),
            Relation::Mark | Relation::Case => self.is(child, closed_class::WITHOUT).then_some(child),
            relation if relation.is_subject() => self.tree.denier(child),
            Relation::Obj | Relation::Iobj => self.tree.denier(child),
            Relation::Obl => {
                let preposition = self.tree.prepositions(child).first().copied()?;
                self.tree.denier(child).filter(|_| self.is(preposition, closed_class::CIRCUMSTANCES))
            }
            _ => None,
        }
    }
}

impl Tree<'_> {
    pub(super) fn group(&self, predicate: usize) -> VerbGroup {
        self.groups.get(predicate).copied().unwrap_or_default()
    }

    /// A word that denies, unless what follows it takes that back: `not only`.
    fn negator(&self, word: usize) -> Option<usize> {
        let focused = self.is_one_of(word + 1, closed_class::FOCUS);
        (self.is_one_of(word, closed_class::NEGATORS) && !focused).then_some(word)
    }

    /// What denies a noun phrase: `no` talks, `without` talks, `nobody`, `neither` side, `not` a member.
    pub fn denier(&self, word: usize) -> Option<usize> {
        if self.is_one_of(word, closed_class::NEGATIVE_PHRASES) {
            return Some(word);
        }
        self.children(word).iter().copied().find_map(|child| match self.relation(child) {
            Relation::Det => self.is_one_of(child, closed_class::NEGATIVE_PHRASES).then_some(child),
            Relation::Case => self.is_one_of(child, closed_class::WITHOUT).then_some(child),
            Relation::Advmod | Relation::CcPreconj | Relation::Cc => self.negator(child),
            _ => None,
        })
    }

    /// Whether a predicate or one of its governors, a few steps up, is denied.
    pub fn is_under_negation(&self, predicate: usize) -> bool {
        let denied = |word: usize| self.group(word).negation.is_some();
        denied(predicate) || self.governors(predicate).take(MAX_HOPS).any(denied)
    }
}
