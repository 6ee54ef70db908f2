//! Tags, lemmas and arcs of English after Universal Dependencies version 2, by a model that is trained here.
//!
//! Takes words as given: where sentences and words begin is the tokenizer's. Knows nothing of features (`FEATS`) and of
//! enhanced dependencies.
//!
//! | module | does |
//! | --- | --- |
//! | [`conllu`] | reads and writes treebanks |
//! | `word`, `template`, `hash` | what is known of a word, and how it becomes features |
//! | `tagger`, `lemma`, `transition`, `arcs` | the three tasks |
//! | `weights`, `codec`, `model` | the model and its file |
//! | `learner`, `cluster`, `train`, `score` | how it is made, and how good it is |

mod arcs;
mod cluster;
mod codec;
pub mod conllu;
mod hash;
mod learner;
mod lemma;
mod model;
mod score;
mod tagger;
mod template;
#[cfg(test)]
mod tests;
mod train;
mod transition;
mod weights;
mod word;

pub use self::{
    learner::Caution,
    model::{ParsedWord, Parser},
    score::{Scores, score},
    train::{TrainError, TrainOptions, train},
};

impl Parser {
    /// The model as the bytes of its file.
    pub fn model(&self) -> Vec<u8> {
        self.to_bytes()
    }
}
