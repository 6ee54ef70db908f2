//! Training: treebank sentences to a [`Parser`]. The same sentences, vectors and options give the same bytes on
//! machines whose products of matrices round alike.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    panic::resume_unwind,
    thread,
};

use super::{
    conllu::{Sentence, Word},
    features::{Keys, OWN_FEATURES, features},
    hash::Random,
    lemma::Lemmas,
    model::{Inventory, Parser, Parts},
    network::{Adam, Batch, Gold, Hiding, Input, Loss, NO_ROW, Network, Sizes, learn, merge},
    vectors::Vectors,
};

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainOptions {
    /// Of all random numbers.
    pub seed: u64,
    /// Times that the treebank is seen.
    pub epochs: usize,
    /// Words of machine-parsed text for each word that people parsed in an epoch.
    pub silver_share: f32,
    /// Times that the further sentences are seen in an epoch.
    pub further_times: usize,
    /// Last epochs without machine-parsed text.
    pub pure_epochs: usize,
    /// Step at its longest.
    pub rate: f32,
    /// Shares of numbers that are hidden: in the layers, at the ends of arcs, of the own features of a word (and half as
    /// often its vector).
    pub hidden: [f32; 3],
    /// Features that have a row of their own, the most frequent.
    pub features: usize,
    /// Vectors of words that are kept, the most frequent.
    pub vectors: usize,
    /// Numbers of a feature's row.
    pub row: usize,
    /// Numbers of a word in the layers.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Numbers of a word as end of an arc.
    pub arc: usize,
    /// Numbers of a word as end of a relation.
    pub label: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 20_220_121,
            epochs: 16,
            silver_share: 5.0,
            further_times: 4,
            pure_epochs: 1,
            rate: 0.003,
            hidden: [0.05, 0.08, 0.03],
            features: 24_000,
            vectors: 50_000,
            row: 128,
            width: 256,
            layers: 3,
            arc: 128,
            label: 128,
        }
    }
}

/// Why a treebank cannot be learned from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No sentence, or none whose words all have heads and are not too many.
    #[error("the treebank has no sentence of at most {MOST_WORDS} words that all have heads")]
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
    /// A certainty in `MISC`.
    #[error("{0} is no certainty: it must be from 0 to 1")]
    Certainty(String),
    /// What was written cannot be read: sizes that do not fit together.
    #[error("the model that was made is refused: {0}")]
    Refused(&'static str),
}

/// What there is to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// Parsed by people; tags, relations and lemmas are those that it has.
    pub treebank: &'a [Sentence],
    /// Parsed by people, too, of the kind of text that the parser is for; what a column lacks (`_`) is not learned, and no
    /// tag where either of the two tags lacks.
    pub further: &'a [Sentence],
    /// Parsed by a machine; `TagP=` and `ArcP=` in `MISC` say how sure it is of a word.
    pub silver: &'a [Sentence],
    /// Vectors of words in `GloVe`'s text format.
    pub vectors: Option<&'a str>,
}

/// A trained parser, and the file that it is read from.
#[derive(Debug)]
pub struct Trained {
    /// Reads and parses as any other.
    pub parser: Parser,
    /// The bytes of `english.model`.
    pub model: Vec<u8>,
}

/// Words of a part of a step; parts are learned side by side.
const PART_WORDS: usize = 256;
/// Parts of a step: fixed, so that the sums do not hang on the machine.
const PARTS: usize = 2;
/// A sentence with more words is left out: its cost is quadratic.
const MOST_WORDS: usize = 150;
/// Features seen less often have no row.
const LEAST_COUNT: usize = 3;
/// A word of the treebank counts as so many machine-parsed ones.
const GOLD_COUNT: usize = 3;
/// Share of the steps in which their length grows from 0.
const WARM_UP: f32 = 0.03;

/// One sentence to learn from.
#[derive(Debug, Clone)]
struct Example {
    words: Vec<Input>,
    gold: Vec<Gold>,
}

/// Trains a parser; `tell` hears of each epoch, with the parser as it then is.
///
/// # Errors
///
/// [`TrainError`] for a treebank or vectors that nothing can be learned from.
pub fn train(
    material: &Material<'_>,
    options: &TrainOptions,
    tell: &mut dyn FnMut(&str, &Parser),
) -> Result<Trained, TrainError> {
    let whole: Vec<&Sentence> = material.treebank.iter().filter(|sentence| is_whole(sentence)).collect();
    let further: Vec<&Sentence> = material.further.iter().filter(|sentence| is_whole(sentence)).collect();
    let silver: Vec<&Sentence> = material.silver.iter().filter(|sentence| is_whole(sentence)).collect();
    let inventory = take_inventory(&whole)?;
    [&whole, &further, &silver].into_iter().try_for_each(|sentences| check_certainties(sentences))?;
    let (keys, vectors) =
        tables(&[(&whole, GOLD_COUNT), (&further, GOLD_COUNT), (&silver, 1)], material.vectors, options)?;
    let words = whole.iter().flat_map(|sentence| sentence.words()).filter(|word| !is_blank(&word.lemma));
    let lemmas = Lemmas::learn(words.map(|word| (word.form.as_str(), tag_number(word, &inventory), &*word.lemma)));
    let sizes = sizes((&inventory, &keys, &vectors), options);
    let mut random = Random::new(options.seed);
    let network = Network::random(&sizes, &mut random);
    let mut parts = Parts { inventory, features: keys, vectors, lemmas, network };
    let mut gold = examples(&whole, &parts);
    if gold.is_empty() {
        return Err(TrainError::Empty);
    }
    let further = examples(&further, &parts);
    (0..options.further_times).for_each(|_| gold.extend_from_slice(&further));
    let silver = examples(&silver, &parts);
    let mut course = Course::new(&parts.network, options, random, steps(&gold, &silver, options));
    for epoch in 0..options.epochs {
        let loss = course.epoch(&mut parts, (&gold, &silver), epoch);
        tell(&format!("epoch {}: {}", epoch + 1, describe(&loss)), &finish(&parts)?.parser);
    }
    finish(&parts)
}

fn sizes((inventory, keys, vectors): (&Inventory, &Keys, &Vectors), options: &TrainOptions) -> Sizes {
    Sizes {
        rows: keys.len(),
        vector: vectors.width(),
        row: options.row,
        width: options.width,
        layers: options.layers,
        tags: inventory.tags.len(),
        labels: inventory.labels.len(),
        arc: options.arc,
        label: options.label,
    }
}

/// The parser as its file has it, so that what was scored is what is shipped.
fn finish(parts: &Parts) -> Result<Trained, TrainError> {
    let model = parts.to_bytes();
    let parser = Parser::from_bytes(&model).map_err(|error| TrainError::Refused(error.0))?;
    Ok(Trained { parser, model })
}

fn describe(loss: &Loss) -> String {
    let words = f64::from(count(loss.words.max(1)));
    let of_word = |sum: f64| sum / words;
    let (tags, arcs, labels) = (of_word(loss.tags), of_word(loss.arcs), of_word(loss.labels));
    format!("{} words, loss {tags:.3} tags, {arcs:.3} arcs, {labels:.3} relations", loss.words)
}

/// Whether it has words, and all have heads.
fn is_whole(sentence: &Sentence) -> bool {
    let mut words = sentence.words().peekable();
    words.peek().is_some() && words.all(|word| word.head.is_some())
}

/// Whether a column says nothing.
fn is_blank(column: &str) -> bool {
    column.is_empty() || column == "_"
}

fn tag_name(word: &Word) -> String {
    format!("{}\t{}", word.upos, word.xpos)
}

fn number_of(names: &[String], name: &str) -> Option<u8> {
    names.binary_search_by(|other| other.as_str().cmp(name)).ok().and_then(|at| u8::try_from(at).ok())
}

fn tag_number(word: &Word, inventory: &Inventory) -> u8 {
    number_of(&inventory.tags, &tag_name(word)).unwrap_or(0)
}

/// Names in alphabetical order, so that numbers do not hang on the order of sentences.
fn take_inventory(treebank: &[&Sentence]) -> Result<Inventory, TrainError> {
    if treebank.is_empty() {
        return Err(TrainError::Empty);
    }
    let words = || treebank.iter().flat_map(|sentence| sentence.words());
    let root = std::iter::once("root".to_owned());
    let labels = words().map(|word| word.deprel.clone()).chain(root).collect();
    Ok(Inventory { tags: numbered("tags", words().map(tag_name).collect())?, labels: numbered("relations", labels)? })
}

fn numbered(what: &'static str, names: BTreeSet<String>) -> Result<Vec<String>, TrainError> {
    if names.len() > usize::from(u8::MAX) {
        return Err(TrainError::TooMany { what, count: names.len() });
    }
    Ok(names.into_iter().collect())
}

/// Features that get a row, and vectors that are kept: the most frequent.
fn tables(
    texts: &[(&[&Sentence], usize)],
    vectors: Option<&str>,
    options: &TrainOptions,
) -> Result<(Keys, Vectors), TrainError> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for (sentences, count) in texts {
        for word in sentences.iter().flat_map(|sentence| sentence.words()) {
            features(&word.form).into_iter().for_each(|key| *counts.entry(key).or_default() += *count);
        }
    }
    let mut frequent: Vec<(usize, u32)> =
        counts.into_iter().map(|(key, count)| (count, key)).filter(|(count, _)| *count >= LEAST_COUNT).collect();
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    let keys = Keys::new(frequent.into_iter().take(options.features).map(|(_, key)| key).collect());
    let read = |text| Vectors::read(text, options.vectors).map_err(TrainError::Vectors);
    Ok((keys, vectors.map(read).transpose()?.unwrap_or_default()))
}

fn examples(sentences: &[&Sentence], parts: &Parts) -> Vec<Example> {
    let short = sentences.iter().filter(|sentence| sentence.words().count() <= MOST_WORDS);
    short.map(|sentence| example(sentence, parts)).collect()
}

fn example(sentence: &Sentence, parts: &Parts) -> Example {
    let gold = |word: &Word| {
        let tag = number_of(&parts.inventory.tags, &tag_name(word));
        let label = number_of(&parts.inventory.labels, &word.deprel);
        Gold {
            tag: tag.unwrap_or(0),
            head: word.head.unwrap_or(0),
            label: label.unwrap_or(0),
            tag_weight: if tag.is_some() { certainty(word, TAG_CERTAINTY) } else { 0.0 },
            arc_weight: if label.is_some() { certainty(word, ARC_CERTAINTY) } else { 0.0 },
        }
    };
    Example {
        words: sentence.words().map(|word| Input::of(&word.form, &parts.features, &parts.vectors)).collect(),
        gold: sentence.words().map(gold).collect(),
    }
}

/// How sure the machine was of a word's tag,
const TAG_CERTAINTY: &str = "TagP=";
/// and of its arc.
const ARC_CERTAINTY: &str = "ArcP=";

/// What `MISC` says under a name; 1 where it says nothing.
fn certainty(word: &Word, name: &str) -> f32 {
    let value = word.misc.split('|').find_map(|part| part.strip_prefix(name));
    value.and_then(|value| value.parse().ok()).unwrap_or(1.0)
}

fn check_certainties(sentences: &[&Sentence]) -> Result<(), TrainError> {
    let is_wrong = |part: &&str| {
        let value = part.strip_prefix(TAG_CERTAINTY).or_else(|| part.strip_prefix(ARC_CERTAINTY));
        value.is_some_and(|value| !value.parse().is_ok_and(|value: f32| (0.0..=1.0).contains(&value)))
    };
    let words = sentences.iter().flat_map(|sentence| sentence.words());
    let wrong = words.flat_map(|word| word.misc.split('|')).find(is_wrong);
    wrong.map_or(Ok(()), |part| Err(TrainError::Certainty(part.to_owned())))
}

fn count_words(examples: &[Example]) -> usize {
    examples.iter().map(|example| example.words.len()).sum()
}

/// A count as a number to reckon with.
#[allow(clippy::cast_precision_loss, reason = "counts of words; seven digits are enough for shares and means")]
fn count(count: usize) -> f32 {
    count as f32
}

/// About as many steps as all epochs will take.
fn steps(gold: &[Example], silver: &[Example], options: &TrainOptions) -> f32 {
    let mixed = if silver.is_empty() { 0.0 } else { count(options.epochs.saturating_sub(options.pure_epochs)) };
    // Parts overflow by half a sentence.
    let step = count(PARTS * PART_WORDS) * 1.05;
    count(count_words(gold)) * (count(options.epochs) + mixed * options.silver_share) / step + 1.0
}

/// The way through the epochs.
struct Course<'a> {
    options: &'a TrainOptions,
    adam: Adam,
    /// One for each part of a step.
    gradients: [Network; PARTS],
    random: Random,
    step: f32,
    steps: f32,
    /// The next machine-parsed sentence.
    silver: usize,
}

impl<'a> Course<'a> {
    fn new(network: &Network, options: &'a TrainOptions, random: Random, steps: f32) -> Self {
        let gradients = std::array::from_fn(|_| network.zeros());
        Self { options, adam: Adam::new(network), gradients, random, step: 0.0, steps, silver: 0 }
    }

    fn epoch(&mut self, parts: &mut Parts, (gold, silver): (&[Example], &[Example]), epoch: usize) -> Loss {
        let mut order: Vec<&Example> = gold.iter().collect();
        if epoch + self.options.pure_epochs < self.options.epochs {
            self.add_silver(silver, count_words(gold), &mut order);
        }
        self.random.shuffle(&mut order);
        let mut loss = Loss::default();
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let batches: [Vec<&Example>; PARTS] = std::array::from_fn(|_| {
                let (taken, left) = rest.split_at(fill(rest));
                rest = left;
                taken.to_vec()
            });
            loss.add(&self.step(parts, &batches));
        }
        loss
    }

    /// Adds the next machine-parsed sentences, so many that their words are the wanted share of the treebank's.
    fn add_silver<'e>(&mut self, silver: &'e [Example], words: usize, order: &mut Vec<&'e Example>) {
        let mut left = count(words) * self.options.silver_share;
        while left > 0.0 && !silver.is_empty() {
            let example = &silver[self.silver % silver.len()];
            self.silver += 1;
            left -= count(example.words.len());
            order.push(example);
        }
    }

    /// The length of this step: grows, then falls in a line to 0.
    fn rate(&self) -> f32 {
        let done = self.step / self.steps;
        let share = (done / WARM_UP).min((1.0 - done) / (1.0 - WARM_UP)).max(0.0);
        self.options.rate * share
    }

    fn step(&mut self, parts: &mut Parts, batches: &[Vec<&Example>; PARTS]) -> Loss {
        let (network, vectors, hidden) = (&parts.network, &parts.vectors, self.options.hidden);
        let seeds: [u64; PARTS] = std::array::from_fn(|_| self.random.next());
        let run = |(examples, seed): (&Vec<&Example>, u64), gradient: &mut Network| {
            let mut random = Random::new(seed);
            let (batch, gold) = gather(examples, vectors, hidden[2], &mut random);
            let hiding = Hiding { layers: hidden[0], ends: hidden[1] };
            let loss = learn(network, (&batch, &gold), hiding, &mut random, gradient);
            (loss, rows_of(&batch))
        };
        let done: Vec<(Loss, BTreeSet<usize>)> = thread::scope(|scope| {
            let work = batches.iter().zip(seeds).zip(&mut self.gradients);
            let threads: Vec<_> = work.map(|(part, gradient)| scope.spawn(move || run(part, gradient))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        let rate = self.rate();
        let mut loss = Loss::default();
        let mut touched = BTreeSet::new();
        let [first, others @ ..] = &mut self.gradients;
        for (at, (part, rows)) in done.into_iter().enumerate() {
            loss.add(&part);
            touched.extend(rows.iter().copied());
            if let Some(other) = at.checked_sub(1).and_then(|at| others.get_mut(at)) {
                merge(first, other, &rows.into_iter().collect::<Vec<usize>>());
            }
        }
        let touched: Vec<usize> = touched.into_iter().collect();
        // From the sum over words to their mean.
        first.scale(&touched, 1.0 / count(loss.words.max(1)));
        self.adam.step(&mut parts.network, first, &touched, rate);
        self.step += 1.0;
        loss
    }
}

/// How many of the next examples fill a part of a step.
fn fill(rest: &[&Example]) -> usize {
    let mut words = 0;
    let mut fits = |example: &&&Example| {
        let fits = words < PART_WORDS;
        words += example.words.len();
        fits
    };
    rest.iter().take_while(|example| fits(example)).count()
}

/// Examples as one batch, with a share of their words' features hidden.
fn gather(examples: &[&Example], vectors: &Vectors, hidden: f32, random: &mut Random) -> (Batch, Vec<Gold>) {
    let mut batch = Batch::new(vectors.width());
    let mut gold = Vec::new();
    for example in examples {
        let words: Vec<Input> = example.words.iter().map(|word| partly_hidden(word, hidden, random)).collect();
        batch.add_sentence(words.into_iter(), vectors);
        gold.extend_from_slice(&example.gold);
    }
    (batch, gold)
}

fn partly_hidden(word: &Input, share: f32, random: &mut Random) -> Input {
    let mut word = word.clone();
    let own: Range<usize> = 0..OWN_FEATURES;
    if random.unit() < share {
        word.rows[own].fill(NO_ROW);
    }
    if random.unit() < share / 2.0 {
        word.vector = None;
    }
    word
}

fn rows_of(batch: &Batch) -> BTreeSet<usize> {
    let rows = batch.words.iter().flat_map(|word| word.rows).filter(|row| *row != NO_ROW);
    rows.filter_map(|row| usize::try_from(row).ok()).collect()
}
