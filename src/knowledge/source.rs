//! The data files: those compiled in, or those of a folder laid out alike; and their digest.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::engine::DataFault;

static LEXICON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/lexicon");
static KNOWLEDGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/knowledge");

/// Folders below the data folder that hold data, and the endings that count in each.
const FOLDERS: [(&str, &str); 2] = [("lexicon", "toml"), ("knowledge", "tsv")];

/// Data files by their path below the data folder, such as `knowledge/places.tsv`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataFiles {
    files: BTreeMap<String, String>,
}

impl DataFiles {
    /// The files compiled in.
    ///
    /// # Errors
    ///
    /// A file that is not UTF-8.
    pub(crate) fn compiled_in() -> Result<Self, Vec<DataFault>> {
        let mut found = Self::default();
        let mut faults = Vec::new();
        for (dir, (folder, ending)) in [&LEXICON, &KNOWLEDGE].into_iter().zip(FOLDERS) {
            for file in dir.files().filter(|file| file.path().extension().is_some_and(|e| e == ending)) {
                let name = format!("{folder}/{}", file.path().display());
                match file.contents_utf8() {
                    Some(text) => drop(found.files.insert(name, text.to_owned())),
                    None => faults.push(DataFault::of_file(&name, "is not UTF-8")),
                }
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    /// The files of a folder.
    ///
    /// # Errors
    ///
    /// Folders and files that cannot be read.
    pub(crate) fn of_folder(root: &Path) -> Result<Self, Vec<DataFault>> {
        let mut found = Self::default();
        let mut faults = Vec::new();
        for (folder, ending) in FOLDERS {
            if let Err(error) = found.read_folder(&root.join(folder), folder, ending) {
                faults.push(DataFault::of_file(folder, &format!("cannot be read: {error}")));
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn read_folder(&mut self, path: &Path, folder: &str, ending: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(path)? {
            let path = entry?.path();
            if let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|e| e == ending)) {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", name.display())))?;
                self.files.insert(format!("{folder}/{}", name.display()), text);
            }
        }
        Ok(())
    }

    /// One file's text; none where there is no such file.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// Files of a folder, sorted by name.
    pub(crate) fn of(&self, folder: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let inside = move |name: &&String| name.split('/').next() == Some(folder);
        self.files.iter().filter(move |(name, _)| inside(name)).map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// First 16 hexadecimal digits of the SHA-256 over all names and texts, in the order of the names.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in &self.files {
            for part in [name, text] {
                hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        hex(&hash.finalize(), 8)
    }
}

/// The first bytes of a digest as hexadecimal digits, two for a byte.
pub(crate) fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
