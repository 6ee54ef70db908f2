//! The trained parser in one file: written by the training, read once, refused where it is damaged.
//!
//! `DEMARCHE`, a version, the SHA-256 of the rest, then the parts in the order of [`Parser::encode`].

use std::{borrow::Cow, path::Path};

use sha2::{Digest, Sha256};

use super::{
    arcs::{self, Given, Moves},
    codec::{Decoder, Encoder, Malformed},
    hash::{finish, mix},
    lemma::Lemmas,
    tagger::{self, tag},
    template::{Templates, fingerprint},
    transition::{Arc, Move},
    weights::Weights,
    word::{Facts, Lexicon},
};
use crate::engine::DataFault;

/// The model's path below the data folder.
pub(crate) const MODEL_FILE: &str = "model/english.model";

const MAGIC: &[u8] = b"DEMARCHE";
/// The layout of the file; it changes with every change of what a reader expects.
const VERSION: u32 = 1;
const DIGEST_BYTES: usize = 32;

/// The model compiled in.
static ENGLISH: &[u8] = include_bytes!("../../../config/model/english.model");

/// Finds tags, lemmas and arcs of English words, after Universal Dependencies version 2.
///
/// Built once, shared by all threads; it holds the whole model in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Parser {
    pub(crate) parts: Parts,
    templates: AllTemplates,
    /// For each tag, its number and its universal part's.
    pairs: Vec<(u8, u8)>,
    moves: Moves,
}

/// What the training makes and the file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) inventory: Inventory,
    pub(crate) lexicon: Lexicon,
    pub(crate) lemmas: Lemmas,
    pub(crate) tagger: Weights,
    pub(crate) roles: Weights,
    pub(crate) arcs: Weights,
}

/// The names behind the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inventory {
    /// Universal and treebank tag, with a tab between them.
    pub(crate) tags: Vec<String>,
    /// Roles; nothing but the training reads their names.
    pub(crate) roles: Vec<String>,
    /// Relations.
    pub(crate) labels: Vec<String>,
    /// Moves, in the order of their classes.
    pub(crate) moves: Vec<Move>,
}

impl Inventory {
    /// A tag's universal and treebank part.
    pub(crate) fn tag(&self, number: u8) -> (&str, &str) {
        let tag = self.tags.get(usize::from(number)).map(String::as_str).unwrap_or_default();
        tag.split_once('\t').unwrap_or((tag, ""))
    }

    /// For each tag, its number and that of the first tag with the same universal part.
    pub(crate) fn pairs(&self) -> Vec<(u8, u8)> {
        let universal = |tag: &str| tag.split('\t').next().unwrap_or_default().to_owned();
        let first = |tag: &String| (0..).zip(&self.tags).find(|(_, other)| universal(other) == universal(tag));
        let pair = |(number, tag): (u8, &String)| (number, first(tag).map_or(number, |(at, _)| at));
        (0..=u8::MAX).zip(&self.tags).map(pair).collect()
    }

    /// The moves with the label that the root alone has.
    pub(crate) fn moves(&self) -> Moves {
        let root = (0..=u8::MAX).zip(&self.labels).find(|(_, label)| *label == "root").map_or(0, |(number, _)| number);
        Moves { list: self.moves.clone(), root }
    }

    fn encode(&self, encoder: &mut Encoder) {
        encoder.texts(&self.tags);
        encoder.texts(&self.roles);
        encoder.texts(&self.labels);
        encoder.length(self.moves.len());
        for step in &self.moves {
            let (kind, label) = match step {
                Move::Shift => (0, 0),
                Move::Left(label) => (1, *label),
                Move::Right(label) => (2, *label),
            };
            encoder.byte(kind);
            encoder.byte(label);
        }
    }

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let (tags, roles, labels) = (decoder.texts()?, decoder.texts()?, decoder.texts()?);
        let mut moves = Vec::new();
        for _ in 0..decoder.length()? {
            let (kind, label) = (decoder.byte()?, decoder.byte()?);
            if usize::from(label) >= labels.len() {
                return Err(Malformed("it has a move with a label that is not there"));
            }
            moves.push(match kind {
                0 => Move::Shift,
                1 => Move::Left(label),
                2 => Move::Right(label),
                _ => return Err(Malformed("it has a move that is none")),
            });
        }
        let found = Self { tags, roles, labels, moves };
        if found.ends_every_parse() { Ok(found) } else { Err(Malformed("it lacks moves that every sentence needs")) }
    }

    /// Whether a move is there for every state, so that every sentence becomes a tree.
    fn ends_every_parse(&self) -> bool {
        let fits = |count: usize| (1..=usize::from(u8::MAX)).contains(&count);
        let root = self.moves().root;
        let has_right = self.moves.iter().any(|step| matches!(step, Move::Right(_)));
        [self.tags.len(), self.roles.len(), self.labels.len(), self.moves.len()].into_iter().all(fits)
            && has_right
            && self.moves.contains(&Move::Shift)
            && self.moves.contains(&Move::Left(root))
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
    /// Reads the model of a data folder, or the one compiled in. Takes some 10 ms, nearly all of it for the checksum.
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
        Self::decode(body).map(Self::new)
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = Encoder::default();
        self.encode(&mut encoder);
        let digest = Sha256::digest(&encoder.bytes);
        [MAGIC, &VERSION.to_le_bytes(), digest.as_slice(), &encoder.bytes].concat()
    }

    pub(crate) fn new(parts: Parts) -> Self {
        let (pairs, moves) = (parts.inventory.pairs(), parts.inventory.moves());
        Self { parts, templates: AllTemplates::default(), pairs, moves }
    }

    fn encode(&self, encoder: &mut Encoder) {
        encoder.bytes.extend(fingerprint_of_all().to_le_bytes());
        self.parts.inventory.encode(encoder);
        self.parts.lexicon.encode(encoder);
        self.parts.lemmas.encode(encoder);
        self.parts.tagger.encode(encoder);
        self.parts.roles.encode(encoder);
        self.parts.arcs.encode(encoder);
    }

    fn decode(body: &[u8]) -> Result<Parts, Malformed> {
        let (print, body) = body.split_first_chunk().ok_or(Malformed("it ends early"))?;
        if u64::from_le_bytes(*print) != fingerprint_of_all() {
            return Err(Malformed("it was trained with other features than this program has"));
        }
        let mut decoder = Decoder::new(body);
        let inventory = Inventory::decode(&mut decoder)?;
        let lexicon = Lexicon::decode(&mut decoder)?;
        let lemmas = Lemmas::decode(&mut decoder)?;
        let tagger = Weights::decode(&mut decoder, inventory.tags.len())?;
        let roles = Weights::decode(&mut decoder, inventory.roles.len())?;
        let arcs = Weights::decode(&mut decoder, inventory.moves.len())?;
        decoder.finish()?;
        Ok(Parts { inventory, lexicon, lemmas, tagger, roles, arcs })
    }

    /// Parses one sentence, given its words: one result for each, in order; exactly one has head 0, and following heads
    /// leads to it from every word. Cost is linear in the words; any text has a tree.
    pub fn parse<S: AsRef<str>>(&self, forms: &[S]) -> Vec<ParsedWord<'_>> {
        let inventory = &self.parts.inventory;
        let facts: Vec<Facts> = forms.iter().map(|form| Facts::of(form.as_ref(), &self.parts.lexicon)).collect();
        let first = tagger::Sentence::new(&facts, &[]);
        let tags = tag(&first, &self.templates.tags, &self.parts.tagger, inventory.tags.len());
        let arcs = self.arcs(&facts, &tags);
        let word = |((form, tag), arc): ((&S, &u8), &Arc)| {
            let (upos, xpos) = inventory.tag(*tag);
            ParsedWord {
                lemma: self.parts.lemmas.lemma(form.as_ref(), *tag),
                upos,
                xpos,
                head: if arc.head == forms.len() { 0 } else { arc.head + 1 },
                deprel: inventory.labels.get(usize::from(arc.label)).map(String::as_str).unwrap_or_default(),
            }
        };
        forms.iter().zip(&tags).zip(&arcs).map(word).collect()
    }

    fn arcs(&self, facts: &[Facts], tags: &[u8]) -> Vec<Arc> {
        let second = tagger::Sentence::new(facts, tags);
        let roles = tag(&second, &self.templates.roles, &self.parts.roles, self.parts.inventory.roles.len());
        let sentence = arcs::Sentence::new(facts, &given(&self.pairs, tags, &roles));
        arcs::parse(&sentence, &self.templates.arcs, &self.parts.arcs, &self.moves)
    }
}

/// Tags and roles of a sentence, as the arcs' features take them.
pub(crate) fn given(pairs: &[(u8, u8)], tags: &[u8], roles: &[u8]) -> Vec<Given> {
    let of_word = |(tag, role): (&u8, &u8)| {
        let (tag, universal) = pairs.get(usize::from(*tag)).copied().unwrap_or_default();
        Given { tag, universal, role: *role }
    };
    tags.iter().zip(roles).map(of_word).collect()
}

/// The templates of the three passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllTemplates {
    pub(crate) tags: Templates,
    pub(crate) roles: Templates,
    pub(crate) arcs: Templates,
}

impl Default for AllTemplates {
    fn default() -> Self {
        let names = arcs::atom_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Self {
            tags: Templates::read(tagger::TAG_TEMPLATES, &tagger::ATOMS),
            roles: Templates::read(tagger::ROLE_TEMPLATES, &tagger::ATOMS),
            arcs: Templates::read(arcs::TEMPLATES, &names),
        }
    }
}

fn fingerprint_of_all() -> u64 {
    let names = arcs::atom_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let prints = [
        fingerprint(tagger::TAG_TEMPLATES, &tagger::ATOMS),
        fingerprint(tagger::ROLE_TEMPLATES, &tagger::ATOMS),
        fingerprint(arcs::TEMPLATES, &names),
    ];
    finish(prints.into_iter().fold(0, mix))
}
