//! Training: treebank sentences to a [`Parser`]. The same sentences, vectors and options give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    arcs::{self, Moves},
    cluster::Vectors,
    conllu::Sentence,
    hash::{Random, finish, hash_chars, low_16, low_32, mix},
    learner::{Caution, Learner},
    lemma::Lemmas,
    model::{AllTemplates, Inventory, Parser, Parts, given},
    tagger::{self, best_of, tag},
    template::Templates,
    transition::{Arc, Move, State},
    weights::{Scorer, Weights},
    word::{Facts, Lexicon},
};

/// How to train.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainOptions {
    /// Of all random numbers.
    pub seed: u64,
    /// Times that the tagger sees the treebank.
    pub tagger_epochs: usize,
    /// Times that the parser sees it.
    pub parser_epochs: usize,
    /// Parts of the treebank that are tagged by a tagger that has not seen them.
    pub folds: usize,
    /// Packed weights of tags, roles and moves below these are dropped: size and speed against a little accuracy.
    /// 1 to 127, and a packed weight is the root of what it stands for.
    pub least_weights: [i8; 3],
    /// How tagger and roles are kept from learning by heart.
    pub tagger_caution: Caution,
    /// How the parser is.
    pub parser_caution: Caution,
    /// Clusters of words.
    pub clusters: usize,
    /// Clusters of clusters.
    pub families: usize,
    /// Words of the vectors that are read, the most frequent first.
    pub vector_words: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 20_220_121,
            tagger_epochs: 6,
            parser_epochs: 9,
            folds: 4,
            least_weights: [13, 21, 25],
            tagger_caution: Caution { margin: 20, hidden_share: 20 },
            parser_caution: Caution { margin: 50, hidden_share: 35 },
            clusters: 512,
            families: 64,
            vector_words: 100_000,
        }
    }
}

/// Why a treebank cannot be learned from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No sentence, or one without heads.
    #[error("the treebank has no sentence whose words all have heads")]
    Empty,
    /// More kinds than a byte numbers.
    #[error("the treebank has {count} {what}, more than 255")]
    TooMany {
        /// What is too many.
        what: &'static str,
        /// How many.
        count: usize,
    },
    /// A line of the vectors.
    #[error("vectors, line {0}: is no word with as many numbers as the first")]
    Vectors(usize),
}

/// From this word's count on, its tags in the treebank are what it usually has.
const KNOWN_COUNT: usize = 3;
/// A tag below this share of a word's occurrences is a slip. In 1/100.
const TAG_SHARE: usize = 5;
/// From this epoch on, the parser goes on from its own mistakes,
const EXPLORE_FROM: usize = 1;
/// so often. In 1/100.
const EXPLORE_SHARE: usize = 90;

/// Weights of this epoch and later ones are averaged; those before are far from where they end.
const AVERAGE_FROM: usize = 1;

/// One sentence to learn from.
#[derive(Debug)]
struct Example {
    facts: Vec<Facts>,
    tags: Vec<u8>,
    roles: Vec<u8>,
    gold: Vec<Arc>,
}

/// Trains a parser; `tell` hears of each step that is done.
///
/// # Errors
///
/// [`TrainError`] for a treebank or vectors that nothing can be learned from.
pub fn train(
    treebank: &[Sentence],
    vectors: Option<&str>,
    options: &TrainOptions,
    tell: &mut dyn FnMut(&str),
) -> Result<Parser, TrainError> {
    let whole: Vec<&Sentence> = treebank.iter().filter(|sentence| is_whole(sentence)).collect();
    let inventory = take_inventory(&whole)?;
    let lexicon = build_lexicon(&whole, &inventory, vectors, options)?;
    tell("lexicon built");
    let examples: Vec<Example> = whole.iter().map(|sentence| example(sentence, &inventory, &lexicon)).collect();
    let words = whole.iter().flat_map(|sentence| sentence.words());
    let lemmas = Lemmas::learn(words.map(|word| (word.form.as_str(), tag_number(word, &inventory), &*word.lemma)));
    let trainer = Trainer { options, templates: AllTemplates::default(), inventory: &inventory };
    let tagged = trainer.jackknife(&trainer.tag_pass(&examples), tell);
    let tagger = trainer.whole(&trainer.tag_pass(&examples));
    tell("tagger trained");
    let roles = trainer.jackknife(&trainer.role_pass(&examples, &tagged), tell);
    let role_weights = trainer.whole(&trainer.role_pass(&examples, &tagged));
    tell("roles trained");
    let arcs = trainer.arcs(&examples, &tagged, &roles, tell);
    Ok(Parser::new(Parts { inventory, lexicon, lemmas, tagger, roles: role_weights, arcs }))
}

/// Whether it has words, and all have heads.
fn is_whole(sentence: &Sentence) -> bool {
    sentence.words().next().is_some() && sentence.words().all(|word| word.head.is_some())
}

fn tag_name(word: &super::conllu::Word) -> String {
    format!("{}\t{}", word.upos, word.xpos)
}

fn number_of(names: &[String], name: &str) -> u8 {
    names.binary_search_by(|other| other.as_str().cmp(name)).ok().and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
}

fn tag_number(word: &super::conllu::Word, inventory: &Inventory) -> u8 {
    number_of(&inventory.tags, &tag_name(word))
}

/// Names in alphabetical order, so that numbers do not hang on the order of sentences.
fn take_inventory(treebank: &[&Sentence]) -> Result<Inventory, TrainError> {
    let words = || treebank.iter().flat_map(|sentence| sentence.words());
    if treebank.is_empty() {
        return Err(TrainError::Empty);
    }
    let tags = numbered("tags", words().map(tag_name).collect())?;
    let root = std::iter::once("root".to_owned());
    let labels = numbered("relations", words().map(|word| word.deprel.clone()).chain(root).collect())?;
    let roles = numbered("roles", treebank.iter().flat_map(|sentence| role_names(sentence)).collect())?;
    let mut inventory = Inventory { tags, roles, labels, moves: Vec::new() };
    let mut moves = BTreeSet::from([Move::Shift, Move::Left(number_of(&inventory.labels, "root"))]);
    for sentence in treebank {
        for (at, arc) in gold_arcs(sentence, &inventory).iter().enumerate() {
            moves.insert(if arc.head > at { Move::Left(arc.label) } else { Move::Right(arc.label) });
        }
    }
    if moves.len() > usize::from(u8::MAX) {
        return Err(TrainError::TooMany { what: "moves", count: moves.len() });
    }
    inventory.moves = moves.into_iter().collect();
    Ok(inventory)
}

fn numbered(what: &'static str, names: BTreeSet<String>) -> Result<Vec<String>, TrainError> {
    if names.len() > usize::from(u8::MAX) {
        return Err(TrainError::TooMany { what, count: names.len() });
    }
    Ok(names.into_iter().collect())
}

/// What each word is to the words around it: relation, the head's side, and whether it has dependents on each side.
fn role_names(sentence: &Sentence) -> Vec<String> {
    let heads: Vec<usize> = sentence.words().map(|word| word.head.unwrap_or(0)).collect();
    let has = |id: usize, on_left: bool| (1..).zip(&heads).any(|(other, head)| *head == id && (other < id) == on_left);
    let name = |(id, word): (usize, &super::conllu::Word)| {
        let relation = word.deprel.split(':').next().unwrap_or_default();
        let side = match word.head.unwrap_or(0) {
            0 => "0",
            head if head < id => "L",
            _ => "R",
        };
        format!("{relation}/{side}/{}{}", u8::from(has(id, true)), u8::from(has(id, false)))
    };
    (1..).zip(sentence.words()).map(name).collect()
}

fn gold_arcs(sentence: &Sentence, inventory: &Inventory) -> Vec<Arc> {
    let words = sentence.words().count();
    let arc = |word: &super::conllu::Word| Arc {
        head: word.head.unwrap_or(0).checked_sub(1).unwrap_or(words),
        label: number_of(&inventory.labels, &word.deprel),
    };
    sentence.words().map(arc).collect()
}

fn example(sentence: &Sentence, inventory: &Inventory, lexicon: &Lexicon) -> Example {
    Example {
        facts: sentence.words().map(|word| Facts::of(&word.form, lexicon)).collect(),
        tags: sentence.words().map(|word| tag_number(word, inventory)).collect(),
        roles: role_names(sentence).iter().map(|name| number_of(&inventory.roles, name)).collect(),
        gold: gold_arcs(sentence, inventory),
    }
}

fn build_lexicon(
    treebank: &[&Sentence],
    inventory: &Inventory,
    vectors: Option<&str>,
    options: &TrainOptions,
) -> Result<Lexicon, TrainError> {
    let read = |text| Vectors::read(text, options.vector_words).map_err(TrainError::Vectors);
    let vectors = vectors.map(read).transpose()?.unwrap_or_default();
    let (clusters, families) = vectors.clusters(options.clusters, options.families, options.seed);
    let mut words: BTreeMap<u32, (u16, u16)> = BTreeMap::new();
    for (word, cluster) in vectors.words.iter().zip(clusters) {
        words.entry(low_32(hash_lower(word))).or_insert((cluster, 0));
    }
    for (hash, tags) in usual_tags(treebank, inventory) {
        words.entry(hash).or_default().1 = tags;
    }
    Ok(Lexicon::new(words.into_iter().map(|(hash, (cluster, tags))| (hash, cluster, tags)).collect(), families))
}

fn hash_lower(word: &str) -> u64 {
    hash_chars(word.chars().flat_map(char::to_lowercase))
}

/// For each word that is not rare, a hash of the set of its tags, never 0.
fn usual_tags(treebank: &[&Sentence], inventory: &Inventory) -> Vec<(u32, u16)> {
    let mut counts: BTreeMap<u32, BTreeMap<u8, usize>> = BTreeMap::new();
    for word in treebank.iter().flat_map(|sentence| sentence.words()) {
        let tags = counts.entry(low_32(hash_lower(&word.form))).or_default();
        *tags.entry(tag_number(word, inventory)).or_default() += 1;
    }
    let mut usual = Vec::new();
    for (hash, tags) in counts {
        let count: usize = tags.values().sum();
        if count >= KNOWN_COUNT {
            let often = tags.iter().filter(|(_, times)| **times * 100 >= count * TAG_SHARE);
            let set = often.fold(1, |set, (tag, _)| mix(set, u64::from(*tag)));
            usual.push((hash, low_16(finish(set)).max(1)));
        }
    }
    usual
}

struct Trainer<'a> {
    options: &'a TrainOptions,
    templates: AllTemplates,
    inventory: &'a Inventory,
}

/// One pass over words from left to right, to be learned.
struct Pass<'a> {
    /// Sentences with the right classes of their words.
    sentences: Vec<(tagger::Sentence<'a>, &'a [u8])>,
    templates: &'a Templates,
    classes: usize,
    least_weight: i8,
}

impl Trainer<'_> {
    fn tag_pass<'a>(&'a self, examples: &'a [Example]) -> Pass<'a> {
        let sentence = |example: &'a Example| (tagger::Sentence::new(&example.facts, &[]), example.tags.as_slice());
        Pass {
            sentences: examples.iter().map(sentence).collect(),
            templates: &self.templates.tags,
            classes: self.inventory.tags.len(),
            least_weight: self.options.least_weights[0],
        }
    }

    fn role_pass<'a>(&'a self, examples: &'a [Example], tagged: &'a [Vec<u8>]) -> Pass<'a> {
        let sentence = |(example, tags): (&'a Example, &'a Vec<u8>)| {
            (tagger::Sentence::new(&example.facts, tags), example.roles.as_slice())
        };
        Pass {
            sentences: examples.iter().zip(tagged).map(sentence).collect(),
            templates: &self.templates.roles,
            classes: self.inventory.roles.len(),
            least_weight: self.options.least_weights[1],
        }
    }

    fn whole(&self, pass: &Pass<'_>) -> Weights {
        self.learn(pass, |_| true)
    }

    /// Learns from those sentences whose place in the treebank is chosen.
    fn learn(&self, pass: &Pass<'_>, chosen: impl Fn(usize) -> bool) -> Weights {
        let mut learner = Learner::new(self.options.tagger_caution);
        let mut random = Random::new(self.options.seed);
        let mut order: Vec<usize> = (0..pass.sentences.len()).filter(|at| chosen(*at)).collect();
        for epoch in 0..self.options.tagger_epochs {
            random.shuffle(&mut order);
            if epoch == AVERAGE_FROM {
                learner.forget_average();
            }
            for example in order.iter().filter_map(|at| pass.sentences.get(*at)) {
                learn_classes(&mut learner, pass, example, &mut random);
            }
        }
        learner.freeze(pass.least_weight)
    }

    /// Classes of all words by learners that have not seen their sentences.
    fn jackknife(&self, pass: &Pass<'_>, tell: &mut dyn FnMut(&str)) -> Vec<Vec<u8>> {
        let folds = self.options.folds.max(2);
        let mut tagged = vec![Vec::new(); pass.sentences.len()];
        let (mut right, mut words) = (0, 0);
        for fold in 0..folds {
            let weights = self.learn(pass, |at| at % folds != fold);
            for (at, slot) in tagged.iter_mut().enumerate().filter(|(at, _)| at % folds == fold) {
                let Some((sentence, gold)) = pass.sentences.get(at) else { continue };
                *slot = tag(sentence, pass.templates, &weights, pass.classes);
                right += slot.iter().zip(*gold).filter(|(said, gold)| said == gold).count();
                words += slot.len();
            }
        }
        tell(&format!("tagged by {folds} folds: {right} of {words} right"));
        tagged
    }

    fn arcs(&self, examples: &[Example], tagged: &[Vec<u8>], roles: &[Vec<u8>], tell: &mut dyn FnMut(&str)) -> Weights {
        let pairs = self.inventory.pairs();
        let sentence = |((example, tags), roles): ((&Example, &Vec<u8>), &Vec<u8>)| {
            arcs::Sentence::new(&example.facts, &given(&pairs, tags, roles))
        };
        let sentences: Vec<arcs::Sentence> = examples.iter().zip(tagged).zip(roles).map(sentence).collect();
        let mut order: Vec<(&arcs::Sentence, &[Arc])> =
            sentences.iter().zip(examples.iter().map(|example| example.gold.as_slice())).collect();
        let mut learning = Learning {
            learner: Learner::new(self.options.parser_caution),
            random: Random::new(self.options.seed ^ 1),
            moves: self.inventory.moves(),
            templates: &self.templates.arcs,
            mistakes: 0,
        };
        for epoch in 0..self.options.parser_epochs {
            learning.mistakes = 0;
            learning.random.shuffle(&mut order);
            if epoch == AVERAGE_FROM {
                learning.learner.forget_average();
            }
            for (sentence, gold) in &order {
                learning.learn(sentence, gold, epoch >= EXPLORE_FROM);
            }
            tell(&format!("parser, epoch {}: {} moves were wrong", epoch + 1, learning.mistakes));
        }
        learning.learner.freeze(self.options.least_weights[2])
    }
}

/// Learns the classes of one sentence, going on from its own.
fn learn_classes(
    learner: &mut Learner,
    pass: &Pass<'_>,
    (sentence, gold): &(tagger::Sentence<'_>, &[u8]),
    random: &mut Random,
) {
    let mut scores = vec![0; pass.classes];
    let (mut atoms, mut keys) = (Vec::new(), Vec::new());
    let mut given = Vec::with_capacity(gold.len());
    for (at, right) in gold.iter().enumerate() {
        sentence.atoms(at, &given, &mut atoms);
        pass.templates.fill(&atoms, &mut keys);
        learner.hide(&mut keys, random);
        learner.score(&keys, &mut scores);
        given.push(best_of(&scores, |_| true).unwrap_or_default());
        learner.decide(&keys, &scores, *right, best_of(&scores, |class| class != *right));
    }
}

/// A parser in training.
struct Learning<'a> {
    learner: Learner,
    random: Random,
    moves: Moves,
    templates: &'a Templates,
    mistakes: usize,
}

impl Learning<'_> {
    fn learn(&mut self, sentence: &arcs::Sentence, gold: &[Arc], explore: bool) {
        let mut state = State::new(sentence.words());
        let mut scores = vec![0; self.moves.list.len()];
        let (mut atoms, mut keys) = (Vec::new(), Vec::new());
        while !state.is_done() {
            sentence.atoms(&state, &mut atoms);
            self.templates.fill(&atoms, &mut keys);
            self.learner.hide(&mut keys, &mut self.random);
            self.learner.score(&keys, &mut scores);
            let root = self.moves.root;
            let Some(said) = self.moves.best(&scores, |step| state.allows(step, root)) else { return };
            let oracle = Oracle::new(&state, gold, &self.moves);
            let Some(wanted) = self.moves.best(&scores, |step| oracle.is_free(step)) else { return };
            let rival = self.moves.best(&scores, |step| state.allows(step, root) && !oracle.is_free(step));
            self.learner.decide(&keys, &scores, wanted, rival);
            let right = self.moves.get(said).is_some_and(|step| oracle.is_free(step));
            self.mistakes += usize::from(!right);
            let follow = right || explore && self.random.below(100) < EXPLORE_SHARE;
            let Some(step) = self.moves.get(if follow { said } else { wanted }) else { return };
            state.make(step);
        }
    }
}

/// What each move costs in a state.
struct Oracle<'a> {
    state: &'a State,
    gold: &'a [Arc],
    root: u8,
    costs: [usize; 3],
    least: usize,
}

impl<'a> Oracle<'a> {
    fn new(state: &'a State, gold: &'a [Arc], moves: &Moves) -> Self {
        let mut oracle = Self { state, gold, root: moves.root, costs: state.costs(gold), least: 0 };
        let allowed = moves.list.iter().filter(|step| state.allows(**step, moves.root));
        oracle.least = allowed.map(|step| oracle.cost(*step)).min().unwrap_or_default();
        oracle
    }

    fn cost(&self, step: Move) -> usize {
        let [shift, left, right] = self.costs;
        match step {
            Move::Shift => shift,
            Move::Left(_) => left,
            Move::Right(_) => right,
        }
    }

    /// Whether a move is allowed, costs no more than any other that is, and labels its arc right.
    fn is_free(&self, step: Move) -> bool {
        self.state.allows(step, self.root) && self.cost(step) == self.least && !self.state.mislabels(step, self.gold)
    }
}
