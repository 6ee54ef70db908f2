//! Article to events: the function to read first.

use crate::{article::Article, event::Event};

/// What an engine is built with.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineOptions {
    /// Articles of more words are refused.
    pub max_words: usize,
    /// Emit neutral statements as type `STATEMENT` too.
    pub statements: bool,
    /// Events below this confidence are left out, 0 to 1.
    pub min_confidence: f64,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { max_words: 50_000, statements: false, min_confidence: 0.0 }
    }
}

/// The article has more words than the engine takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{words} words, more than the {limit} of engine.max_words")]
pub struct OverBudget {
    /// Words counted.
    pub words: usize,
    /// Words allowed.
    pub limit: usize,
}

/// Data that cannot be used: which file, which line, what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DataFault {
    /// Path below the data folder.
    pub file: String,
    /// Line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// Lexicon, knowledge and model, checked and immutable; shared by all threads behind one `Arc`.
pub struct Engine {}

impl Engine {
    /// Reads and checks the data: those compiled in, or those of the folder `data_dir` instead.
    ///
    /// # Errors
    ///
    /// Every fault of every file, not the first only.
    pub fn load(data_dir: Option<&std::path::Path>, options: EngineOptions) -> Result<Self, Vec<DataFault>> {
        let _ = (data_dir, options);
        Ok(Self {})
    }

    /// Digest of all data: the same for the same lexicon, knowledge and model. 16 hexadecimal digits.
    pub fn digest(&self) -> &str {
        ""
    }

    /// x
    pub fn check(&self) -> Vec<DataFault> {
        Vec::new()
    }

    /// Codes one article. Pure: the same article gives the same events, byte for byte.
    ///
    /// # Errors
    ///
    /// [`OverBudget`] where the article has more words than `max_words`.
    pub fn extract(&self, article: &Article) -> Result<Vec<Event>, OverBudget> {
        let _ = article;
        Ok(Vec::new())
    }
}
