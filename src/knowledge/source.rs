//! The data files: those compiled in, or those of a folder laid out alike; those that a user adds; and their digest.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write, io, path::Path};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::table::{TABLES, is_of_table};
use crate::engine::DataFault;

static LEXICON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/lexicon");
static KNOWLEDGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/knowledge");

/// Folders below the data folder that hold data, and the endings that count in each.
const FOLDERS: [(&str, &str); 2] = [("lexicon", "toml"), ("knowledge", "tsv")];

/// Data files by their path below the data folder, such as `knowledge/places.tsv`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataFiles {
    files: BTreeMap<String, Cow<'static, str>>,
    /// Tables that a user adds, by their file name.
    added: BTreeMap<String, Added>,
}

#[derive(Debug, Clone)]
struct Added {
    /// The path as the user knows it, for faults.
    path: String,
    text: String,
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
                    Some(text) => drop(found.files.insert(name, Cow::Borrowed(text))),
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
            match read_folder(&root.join(folder), ending) {
                Ok(texts) => {
                    let named = texts.into_iter().map(|(name, text)| (format!("{folder}/{name}"), Cow::Owned(text)));
                    found.files.extend(named);
                }
                Err(error) => faults.push(DataFault::of_file(folder, &format!("cannot be read: {error}"))),
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    /// Adds a user's tables: every `<table>-<anything>.tsv` of a folder is read with its table.
    ///
    /// # Errors
    ///
    /// A folder or a file that cannot be read, a file that belongs to no table.
    pub(crate) fn add_knowledge(&mut self, folder: &Path) -> Result<(), Vec<DataFault>> {
        let texts = read_folder(folder, "tsv").map_err(|error| {
            vec![DataFault::of_file(&folder.display().to_string(), &format!("cannot be read: {error}"))]
        })?;
        let mut faults = Vec::new();
        for (name, text) in texts {
            let path = folder.join(&name).display().to_string();
            if TABLES.iter().any(|table| is_of_table(&name, table)) {
                self.added.insert(name, Added { path, text });
            } else {
                let tables = TABLES.join(", ");
                let message =
                    format!("belongs to no table: name it TABLE-ANYTHING.tsv, where TABLE is one of {tables}");
                faults.push(DataFault::of_file(&path, &message));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The same with another text under a name.
    #[cfg(test)]
    pub(super) fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), Cow::Owned(text.to_owned()));
        self
    }

    /// One file's text; none where there is no such file.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(AsRef::as_ref)
    }

    /// Files of a folder, sorted by name; those that a user adds are left out.
    pub(crate) fn of(&self, folder: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let inside = move |name: &&String| name.split('/').next() == Some(folder);
        self.files.iter().filter(move |(name, _)| inside(name)).map(|(name, text)| (name.as_str(), text.as_ref()))
    }

    /// All files of a table, ours first, each by the name that its reader knows.
    pub(super) fn of_table(&self, table: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let named = move |name: &str| is_of_table(name.rsplit('/').next().unwrap_or_default(), table);
        let added = self.added.iter().filter(move |(name, _)| named(name));
        let added = added.map(|(_, file)| (file.path.as_str(), file.text.as_str()));
        self.of("knowledge").filter(move |(name, _)| named(name)).chain(added)
    }

    /// First 16 hexadecimal digits of the SHA-256 over all names and texts, in the order of the names, ours first. The
    /// folder of what a user adds does not count.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let ours = self.files.iter().map(|(name, text)| (name.as_str(), text.as_ref()));
        let added = self.added.iter().map(|(name, file)| (name.as_str(), file.text.as_str()));
        for (name, text) in ours.chain(added) {
            for part in [name, text] {
                hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        hex(&hash.finalize(), 8)
    }
}

/// Names and texts of the files of a folder that end so.
fn read_folder(path: &Path, ending: &str) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|e| e == ending)) {
            let name = name.display().to_string();
            let text = std::fs::read_to_string(&path)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            found.push((name, text));
        }
    }
    Ok(found)
}

/// The first bytes of a digest as hexadecimal digits, two for a byte.
pub(crate) fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
