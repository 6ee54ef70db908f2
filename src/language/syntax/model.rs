//! The trained parser in one file: written by the training, read once, refused where it is damaged.
//!
//! `DEMARCHE`, a version, the SHA-256 of the rest, then the parts in the order of `Parts::encode`.

use std::{borrow::Cow, path::Path};

use sha2::{Digest, Sha256};

use super::{
    codec::{Decoder, Encoder, Malformed},
    features::Keys,
    lemma::Lemmas,
    network::{Batch, Input, Network},
    tree::best_tree,
    vectors::Vectors,
};
use crate::engine::DataFault;

/// The model's path below the data folder.
pub(crate) const MODEL_FILE: &str = "model/english.model";

const MAGIC: &[u8] = b"DEMARCHE";
/// The layout of the file; it changes with every change of what a reader expects.
const VERSION: u32 = 2;
const DIGEST_BYTES: usize = 32;

/// The model compiled in.
static ENGLISH: &[u8] = include_bytes!("../../../config/model/english.model");

/// Words that are parsed together: enough for products to be fast, few enough to stay near the processor.
const BATCH_WORDS: usize = 768;

/// A sentence with more words than this is parsed in pieces: the cost of its arcs is quadratic.
const PIECE_WORDS: usize = 256;

/// The relation of a later piece's root to the first one's.
const NEXT_PIECE: &str = "parataxis";

/// Finds tags, lemmas and arcs of English words, after Universal Dependencies version 2.
///
/// Built once, shared by all threads; it holds the whole model in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Parser {
    pub(crate) parts: Parts,
    root: u8,
    next_piece: u8,
}

/// What the training makes and the file holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    pub(crate) inventory: Inventory,
    /// Features that have a row of the network each.
    pub(crate) features: Keys,
    pub(crate) vectors: Vectors,
    pub(crate) lemmas: Lemmas,
    pub(crate) network: Network,
}

/// The names behind the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inventory {
    /// Universal and treebank tag, with a tab between them.
    pub(crate) tags: Vec<String>,
    /// Relations.
    pub(crate) labels: Vec<String>,
}

impl Inventory {
    /// A tag's universal and treebank part.
    fn tag(&self, number: u8) -> (&str, &str) {
        let tag = self.tags.get(usize::from(number)).map(String::as_str).unwrap_or_default();
        tag.split_once('\t').unwrap_or((tag, ""))
    }

    fn label(&self, number: u8) -> &str {
        self.labels.get(usize::from(number)).map(String::as_str).unwrap_or_default()
    }

    /// The number of a relation; the first one's where there is none of the name.
    fn label_number(&self, name: &str) -> u8 {
        (0..=u8::MAX).zip(&self.labels).find(|(_, label)| *label == name).map_or(0, |(number, _)| number)
    }

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let found = Self { tags: decoder.texts()?, labels: decoder.texts()? };
        let fits = |count: usize| (1..=usize::from(u8::MAX)).contains(&count);
        if !fits(found.tags.len()) || !fits(found.labels.len()) || !found.labels.iter().any(|label| label == "root") {
            return Err(Malformed("it lacks tags or relations that every sentence needs"));
        }
        Ok(found)
    }
}

impl Parts {
    /// The file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = Encoder::default();
        self.encode(&mut encoder);
        let digest = Sha256::digest(&encoder.bytes);
        [MAGIC, &VERSION.to_le_bytes(), digest.as_slice(), &encoder.bytes].concat()
    }

    fn encode(&self, encoder: &mut Encoder) {
        encoder.texts(&self.inventory.tags);
        encoder.texts(&self.inventory.labels);
        self.features.encode(encoder);
        self.vectors.encode(encoder);
        self.lemmas.encode(encoder);
        self.network.encode(encoder);
    }

    fn decode(body: &[u8]) -> Result<Self, Malformed> {
        let mut decoder = Decoder::new(body);
        let inventory = Inventory::decode(&mut decoder)?;
        let features = Keys::decode(&mut decoder)?;
        let vectors = Vectors::decode(&mut decoder)?;
        let lemmas = Lemmas::decode(&mut decoder)?;
        let network = Network::decode(&mut decoder)?;
        decoder.finish()?;
        let sizes = network.sizes();
        let wanted = (features.len(), vectors.width(), inventory.tags.len(), inventory.labels.len());
        if (sizes.rows, sizes.vector, sizes.tags, sizes.labels) != wanted {
            return Err(Malformed("its network has another size than its tables"));
        }
        Ok(Self { inventory, features, vectors, lemmas, network })
    }
}

/// One word of a parsed sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedWord<'p> {
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: &'p str,
    /// Penn Treebank part of speech.
    pub xpos: &'p str,
    /// The head's place in the sentence counted from 1; 0 for the root, which is exactly one word.
    pub head: usize,
    /// Universal relation to the head, with its subtype (`nsubj:pass`).
    pub deprel: &'p str,
}

impl Parser {
    /// Reads the model of a data folder, or the one compiled in. Takes some 20 ms: checksum and unpacking.
    ///
    /// # Errors
    ///
    /// [`DataFault`] for a file that cannot be read, is no model, is of another version or is damaged. Training it
    /// again, or taking the one compiled in, helps.
    pub fn load(data_dir: Option<&Path>) -> Result<Self, DataFault> {
        let fault = |message: &str| DataFault::of_file(MODEL_FILE, message);
        let bytes = match data_dir {
            None => Cow::Borrowed(ENGLISH),
            Some(folder) => {
                let read = std::fs::read(folder.join(MODEL_FILE));
                Cow::Owned(read.map_err(|error| fault(&format!("cannot be read: {error}")))?)
            }
        };
        Self::from_bytes(&bytes)
            .map_err(|error| fault(&format!("is refused: {error}; put the original there or train it again")))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Malformed("it is no model"))?;
        let (version, rest) = rest.split_first_chunk().ok_or(Malformed("it ends early"))?;
        if u32::from_le_bytes(*version) != VERSION {
            return Err(Malformed("it has another version than this program reads"));
        }
        let (digest, body) = rest.split_first_chunk::<DIGEST_BYTES>().ok_or(Malformed("it ends early"))?;
        if Sha256::digest(body).as_slice() != digest {
            return Err(Malformed("its checksum is wrong"));
        }
        Parts::decode(body).map(Self::new)
    }

    fn new(parts: Parts) -> Self {
        let number = |name| parts.inventory.label_number(name);
        Self { root: number("root"), next_piece: number(NEXT_PIECE), parts }
    }

    /// Parses one sentence, given its words: one result for each, in order; exactly one has head 0, and following heads
    /// leads to it from every word. Cost is linear in the words; any text has a tree.
    pub fn parse<S: AsRef<str>>(&self, forms: &[S]) -> Vec<ParsedWord<'_>> {
        self.parse_all(&[forms]).pop().unwrap_or_default()
    }

    /// Parses sentences, each as [`Parser::parse`] does; many at once take less time than one after another.
    pub fn parse_all<S: AsRef<str>>(&self, sentences: &[&[S]]) -> Vec<Vec<ParsedWord<'_>>> {
        let cut = |(number, sentence): (usize, &&'_ [S])| -> Vec<(usize, std::ops::Range<usize>)> {
            let starts = (0..sentence.len()).step_by(PIECE_WORDS);
            starts.map(|start| (number, start..sentence.len().min(start + PIECE_WORDS))).collect()
        };
        let pieces: Vec<Piece<'_, S>> = sentences
            .iter()
            .enumerate()
            .flat_map(cut)
            .map(|(sentence, range)| Piece { sentence, forms: &sentences[sentence][range] })
            .collect();
        let mut parsed: Vec<Vec<ParsedWord<'_>>> =
            sentences.iter().map(|forms| Vec::with_capacity(forms.len())).collect();
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let mut words = 0;
            let fits = |piece: &&Piece<'_, S>| {
                words += piece.forms.len();
                words <= BATCH_WORDS
            };
            let (taken, left) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            self.parse_batch(taken, &mut parsed);
            rest = left;
        }
        parsed
    }

    fn parse_batch<'p, S: AsRef<str>>(&'p self, pieces: &[Piece<'_, S>], parsed: &mut [Vec<ParsedWord<'p>>]) {
        let Parts { features, vectors, network, .. } = &self.parts;
        let mut batch = Batch::new(vectors.width());
        for piece in pieces {
            let words = piece.forms.iter().map(|form| Input::of(form.as_ref(), features, vectors));
            batch.add_sentence(words, vectors);
        }
        let (tags, scores) = network.score(&batch);
        for (piece, words) in pieces.iter().zip(&batch.sentences) {
            let heads = best_tree(&scores.arcs(network, words));
            let labels = scores.labels(network, words, &heads);
            let Some(found) = parsed.get_mut(piece.sentence) else { continue };
            let before = found.len();
            let root = found.iter().position(|word| word.head == 0);
            for ((at, form), head) in piece.forms.iter().enumerate().zip(heads) {
                let arc = match (head, root) {
                    (0, None) => (0, self.root),
                    (0, Some(root)) => (root + 1, self.next_piece),
                    (head, _) => (before + head, best_class(labels.row(at), |label| label != self.root)),
                };
                found.push(self.word(form.as_ref(), best_class(tags.row(words.start + at), |_| true), arc));
            }
        }
    }

    fn word(&self, form: &str, tag: u8, (head, label): (usize, u8)) -> ParsedWord<'_> {
        let (upos, xpos) = self.parts.inventory.tag(tag);
        let lemma = self.parts.lemmas.lemma(form, tag);
        ParsedWord { lemma, upos, xpos, head, deprel: self.parts.inventory.label(label) }
    }
}

/// A sentence, or a part of a long one.
struct Piece<'s, S> {
    /// Which one.
    sentence: usize,
    forms: &'s [S],
}

/// The class of the highest score among those that may be; 0 where none may.
fn best_class(scores: &[f32], may: impl Fn(u8) -> bool) -> u8 {
    let mut best = (0, f32::MIN);
    for (class, score) in (0..=u8::MAX).zip(scores) {
        if *score > best.1 && may(class) {
            best = (class, *score);
        }
    }
    best.0
}
