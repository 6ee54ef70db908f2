//! Clauses, nouns and speeches on one line each, for people.
//!
//! | line | reads |
//! | --- | --- |
//! | `met[past] nsubj=Lavrov obj=Blinken obl:in=Geneva` | predicate with its group, then what it governs |
//! | `withdraw[infinitive] nsubj(control)=Russia` | the subject is lent by the governor |
//! | `nsubj=France+Germany` | coordinated |
//! | `Sergey_Lavrov` | one phrase's head with its name |

use super::{
    Aspect, Clause, ClauseKind, ClauseRole, Condition, Finiteness, Manner, NounSlot, Question, Reporter, Speech,
    SubjectLink, Tense, Tree, VerbGroup, Voice,
};

impl Clause<'_, '_> {
    /// The clause on one line: the predicate with its particle and group, then subject, objects, agent, obliques and
    /// clauses, each with its head.
    pub fn explain(&self) -> String {
        let tree = self.tree();
        let mut line = tree.form(self.predicate()).to_owned();
        if let Some(particle) = self.particle() {
            line.push_str(&format!("_{}", tree.form(particle)));
        }
        line.push_str(&format!("[{}]", tree.group_labels(self).join(",")));
        let passive = self.group().voice == Voice::Passive;
        let role = if passive { "nsubj:pass" } else { "nsubj" };
        let link = self.subject().map(|subject| subject.link).filter(|link| *link != SubjectLink::Own);
        let role = link.map_or_else(|| role.to_owned(), |link| format!("{role}({})", link.label()));
        tree.add_part(&mut line, &role, &self.subjects());
        tree.add_part(&mut line, "iobj", &self.indirect_objects());
        tree.add_part(&mut line, "obj", &self.objects());
        let agents = self.agent().map(|agent| tree.conjuncts(agent)).unwrap_or_default();
        tree.add_part(&mut line, "obl:agent", &agents);
        self.add_obliques(&mut line);
        for complement in self.complements() {
            tree.add_part(&mut line, complement.role.label(), &[complement.predicate]);
        }
        line
    }

    fn add_obliques(&self, line: &mut String) {
        let tree = self.tree();
        for same in self.obliques().chunk_by(|one, other| one.prepositions == other.prepositions) {
            let words: Vec<usize> = same.iter().map(|oblique| oblique.word).collect();
            let prepositions = same.first().map(|oblique| oblique.prepositions.as_slice()).unwrap_or_default();
            let role = if prepositions.is_empty() {
                "obl".to_owned()
            } else {
                format!("obl:{}", tree.lower_text(prepositions).replace(' ', "_"))
            };
            tree.add_part(line, &role, &words);
        }
    }
}

impl Tree<'_> {
    /// A noun with its arguments on one line: `invasion poss=Russia of=Ukraine`.
    pub fn explain_noun(&self, noun: usize) -> String {
        let mut line = self.short_name(noun);
        let arguments = self.noun_arguments(noun);
        for same in arguments.chunk_by(|one, other| (one.slot, &one.prepositions) == (other.slot, &other.prepositions))
        {
            let words: Vec<usize> = same.iter().map(|argument| argument.word).collect();
            let role = same.first().map_or_else(String::new, |argument| match argument.slot {
                NounSlot::Preposition => self.lower_text(&argument.prepositions).replace(' ', "_"),
                slot => slot.label().to_owned(),
            });
            self.add_part(&mut line, &role, &words);
        }
        line
    }

    /// A speech on one line: `said[reported] speaker=Lavrov content=met`.
    pub fn explain_speech(&self, speech: &Speech) -> String {
        let reporter = match speech.reporter {
            Reporter::Verb(word) | Reporter::Noun(word) => self.form(word).to_owned(),
            Reporter::Preposition(word) => format!("{}_to", self.form(word)),
        };
        let mut line = format!("{reporter}[{}]", speech.manner.label());
        let speakers = speech.speaker.map(|speaker| self.conjuncts(speaker)).unwrap_or_default();
        self.add_part(&mut line, "speaker", &speakers);
        let addressees = speech.addressee.map(|addressee| self.conjuncts(addressee)).unwrap_or_default();
        self.add_part(&mut line, "addressee", &addressees);
        self.add_part(&mut line, "content", &speech.content);
        for quoted in &speech.quoted {
            line.push_str(&format!(" quote={}..{}", quoted.start, quoted.end));
        }
        line
    }

    fn add_part(&self, line: &mut String, role: &str, words: &[usize]) {
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(|word| self.short_name(*word)).collect();
            line.push_str(&format!(" {role}={}", words.join("+")));
        }
    }

    /// A word, or its whole name where it heads one.
    fn short_name(&self, word: usize) -> String {
        match self.name(word) {
            Some(name) => self.text(&name.words).replace(' ', "_"),
            None => self.form(word).to_owned(),
        }
    }

    fn group_labels(&self, clause: &Clause<'_, '_>) -> Vec<String> {
        let VerbGroup { form, tense, aspect, voice, modal, negation, condition, question, is_purpose } = clause.group();
        let form = if tense.is_some() || modal.is_some() { None } else { form.label() };
        let kind = match clause.kind() {
            ClauseKind::Copular => Some("be"),
            ClauseKind::Existential => Some("there"),
            ClauseKind::Verbal | ClauseKind::Verbless => None,
        };
        let closed = [
            tense.map(Tense::label),
            form,
            aspect.label(),
            (voice == Voice::Passive).then_some("passive"),
            kind,
            is_purpose.then_some("purpose"),
            condition.map(Condition::label),
            question.map(Question::label),
        ];
        let mut labels: Vec<String> = negation.map(|_| "not".to_owned()).into_iter().collect();
        labels.extend(modal.map(|modal| self.lemma(modal).to_owned()));
        labels.extend(closed.into_iter().flatten().map(str::to_owned));
        labels
    }
}

impl Tense {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Present => "present",
            Self::Future => "future",
        }
    }
}

impl Aspect {
    /// The label in explanations; none for a simple form.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Simple => None,
            Self::Perfect => Some("perfect"),
            Self::Progressive => Some("progressive"),
            Self::PerfectProgressive => Some("perfect-progressive"),
        }
    }
}

impl Finiteness {
    /// The label in explanations; none for a finite form, which has a tense or a modal.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Finite => None,
            Self::Infinitive => Some("infinitive"),
            Self::Subjunctive => Some("subjunctive"),
            Self::Imperative => Some("imperative"),
            Self::Gerund => Some("gerund"),
            Self::Participle => Some("participle"),
            Self::Verbless => Some("verbless"),
        }
    }
}

impl Condition {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::If | Self::Inverted => "if",
            Self::Unless => "unless",
            Self::Whether => "whether",
        }
    }
}

impl Question {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Direct => "question",
            Self::Indirect => "indirect-question",
        }
    }
}

impl Manner {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Reported => "reported",
            Self::Mixed => "mixed",
        }
    }
}

impl NounSlot {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Possessor => "poss",
            Self::Compound => "compound",
            Self::Adjective => "amod",
            Self::Preposition => "nmod",
            Self::Unmarked => "unmarked",
            Self::Clause => "acl",
        }
    }
}

impl ClauseRole {
    /// The label in explanations.
    pub fn label(self) -> &'static str {
        match self {
            Self::Main => "root",
            Self::Conjunct => "conj",
            Self::Content => "ccomp",
            Self::Open => "xcomp",
            Self::Purpose => "purpose",
            Self::Adverbial => "advcl",
            Self::Relative => "relcl",
            Self::Modifier => "acl",
            Self::Subject => "csubj",
            Self::Aside => "parataxis",
            Self::Other => "other",
        }
    }
}
