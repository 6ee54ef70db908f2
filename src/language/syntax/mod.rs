//! Tags, lemmas and arcs of English after Universal Dependencies version 2, by a model that is trained here.
//!
//! Takes words as given: where sentences and words begin is the tokenizer's. Knows nothing of features (`FEATS`) and of
//! enhanced dependencies.
//!
//! | module | does |
//! | --- | --- |
//! | [`conllu`] | reads and writes treebanks |
//! | `features`, `vectors`, `hash` | what is known of a word by itself |
//! | `network` | from there to scores of tags, heads and relations, and how it learns |
//! | `tree`, `lemma` | the best tree, and dictionary forms |
//! | `model`, `codec`, `packed` | the model and its file |
//! | `train`, `score` | how it is made, and how good it is |

mod codec;
pub mod conllu;
mod features;
mod hash;
mod lemma;
mod model;
mod network;
mod packed;
mod score;
#[cfg(test)]
mod tests;
mod train;
mod tree;
mod vectors;

pub use self::{
    model::{ParsedWord, Parser},
    score::{Scores, score},
    train::{Material, TrainError, TrainOptions, Trained, train},
};
