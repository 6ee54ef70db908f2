//! Tables of the knowledge: tab-separated, with a head that tells where they come from.
//!
//! A table is `<table>.tsv` with every `<table>-<anything>.tsv`. Lines that begin with `#` are a file's head and must
//! name a source; then one line of column names; then one entry a line, sorted by bytes, no two alike. All faults of a
//! table are told, not the first only.

use super::source::DataFiles;
use crate::engine::DataFault;

/// The tables that there are.
pub(super) const TABLES: [&str; 18] = [
    "atlas-abbreviations",
    "atlas-areas",
    "atlas-cities",
    "atlas-common",
    "atlas-words",
    "atlas-world",
    "countries",
    "country-names",
    "given-names",
    "groups",
    "members",
    "offices",
    "organisations",
    "personal-names",
    "persons",
    "place-meaning",
    "place-toponym",
    "roles",
];

/// Whether a file of this name is read with a table: `persons.tsv` and `persons-ours.tsv` with `persons`.
pub(super) fn is_of_table(name: &str, table: &str) -> bool {
    let stem = name.strip_suffix(".tsv").and_then(|stem| stem.strip_prefix(table));
    stem.is_some_and(|rest| rest.is_empty() || rest.starts_with('-') && rest.len() > 1)
}

/// One entry with the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row<'a, const N: usize> {
    /// The file, for faults.
    pub(crate) file: &'a str,
    /// Line, from 1.
    pub(crate) line: usize,
    /// The cells; empty where nothing is known.
    pub(crate) cells: [&'a str; N],
}

impl<const N: usize> Row<'_, N> {
    /// A fault of this entry.
    pub(crate) fn fault(&self, message: impl Into<String>) -> DataFault {
        DataFault { file: self.file.to_owned(), line: self.line, message: message.into() }
    }
}

/// Reads a table that must be there, with all that is added to it.
pub(super) fn read_tables<'a, const N: usize>(
    files: &'a DataFiles,
    table: &'static str,
    columns: [&str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    let path = format!("knowledge/{table}.tsv");
    if files.get(&path).is_none() {
        faults.push(DataFault::of_file(&path, "is missing"));
    }
    read_optional(files, table, columns, faults)
}

/// Reads a table that may be missing.
pub(super) fn read_optional<'a, const N: usize>(
    files: &'a DataFiles,
    table: &'static str,
    columns: [&str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    files.of_table(table).flat_map(|(file, text)| read_table(file, text, columns, faults)).collect()
}

/// A table that must be there, entry by entry, for tables that are too large to stand in memory twice.
pub(super) fn rows_of_tables<'a, const N: usize>(
    files: &'a DataFiles,
    table: &'static str,
    columns: [&'a str; N],
) -> impl Iterator<Item = Result<Row<'a, N>, DataFault>> {
    let path = format!("knowledge/{table}.tsv");
    let missing = files.get(&path).is_none().then(|| Err(DataFault::of_file(&path, "is missing")));
    missing.into_iter().chain(files.of_table(table).flat_map(move |(file, text)| rows_of_table(file, text, columns)))
}

fn read_table<'a, const N: usize>(
    file: &'a str,
    text: &'a str,
    columns: [&str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    let mut rows: Vec<Row<'a, N>> = Vec::with_capacity(text.len() / 64);
    for row in rows_of_table(file, text, columns) {
        match row {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    rows
}

fn rows_of_table<'a, const N: usize>(
    file: &'a str,
    text: &'a str,
    columns: [&str; N],
) -> impl Iterator<Item = Result<Row<'a, N>, DataFault>> + use<'a, N> {
    let fault = |line: usize, message: String| DataFault { file: file.to_owned(), line, message };
    let mut faults = Vec::new();
    let encoding = encoding_fault(text).map(|(line, message)| fault(line, message.into()));
    // A file that cannot be read as a whole has one fault, not one in each line.
    let readable = encoding.is_none();
    faults.extend(encoding);
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
    let mut sourced = false;
    while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('#')) {
        sourced |= line.contains("Source:");
    }
    if readable && !sourced {
        faults.push(fault(1, "the head names no source: begin with a line `# Source: ...`".into()));
    }
    let head = lines.next();
    let headed = head.is_some_and(|(_, head)| head.split('\t').eq(columns));
    if readable && !headed {
        faults.push(fault(head.map_or(0, |(line, _)| line), format!("the columns are {}", columns.join(", "))));
    }
    let mut last = "";
    let rows = lines.filter(move |_| readable && headed).flat_map(move |(line, entry)| {
        let fault = |message: String| DataFault { file: file.to_owned(), line, message };
        let disorder = (entry <= last).then(|| {
            let what = if entry == last { "stands here twice" } else { "is out of order: sort by bytes" };
            Err(fault(format!("the entry {what}")))
        });
        last = entry;
        let row = cells_of(entry).map(|cells| Row { file, line, cells }).map_err(fault);
        disorder.into_iter().chain([row])
    });
    faults.into_iter().map(Err).chain(rows)
}

/// What makes a file unreadable as a whole, at its first line: a byte-order mark, Windows line ends, control characters.
fn encoding_fault(text: &str) -> Option<(usize, &'static str)> {
    if text.starts_with('\u{feff}') {
        return Some((1, "begins with a byte-order mark: save as UTF-8 without one"));
    }
    let control = |letter: char| letter.is_control() && letter != '\n' && letter != '\t' || letter == '\u{feff}';
    // Bytes first: nearly all files have no control character at all.
    let suspect = |byte: u8| byte < 0x20 && byte != b'\n' && byte != b'\t' || matches!(byte, 0x7f | 0xc2 | 0xef);
    if !text.bytes().any(suspect) {
        return None;
    }
    // `lines` would drop carriage returns.
    let found = |line: &str| line.chars().find(|letter| control(*letter));
    let (index, letter) = text.split('\n').enumerate().find_map(|(index, line)| Some((index, found(line)?)))?;
    let message = if letter == '\r' {
        "ends in a carriage return: save with line ends of Unix"
    } else {
        "holds a control character"
    };
    Some((index + 1, message))
}

/// The cells of an entry; no cell has blanks around it, and the first is never empty.
fn cells_of<const N: usize>(entry: &str) -> Result<[&str; N], String> {
    let mut cells = [""; N];
    let mut count = 0;
    for cell in entry.split('\t') {
        if let Some(place) = cells.get_mut(count) {
            *place = cell;
        }
        if has_blank_ends(cell) {
            return Err(format!("`{cell}` has blanks around it"));
        }
        count += 1;
    }
    match cells.first() {
        _ if count != N => Err(format!("{count} cells, not {N}")),
        Some(&"") => Err("the first cell is blank".into()),
        _ => Ok(cells),
    }
}

/// Whether a cell begins or ends with white space; most are told by their first and last byte.
fn has_blank_ends(cell: &str) -> bool {
    let inside = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_graphic());
    let mut bytes = cell.bytes();
    !(inside(bytes.next()) && inside(bytes.next_back())) && cell.trim() != cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        read_table("knowledge/t.tsv", text, ["a", "b"], &mut faults);
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_table_tells_all_its_faults_with_their_lines() {
        assert_eq!(faults_of("# Source: us\na\tb\nx\ty\nz\t\n"), Vec::<String>::new());
        let found = faults_of("# about\na\tb\nx\ty\nx\ty\nb\ty\nz\n");
        let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').nth(1)).collect();
        assert_eq!(lines, ["1", "4", "5", "6"], "{found:?}");
    }

    #[test]
    fn a_file_is_of_a_table_by_its_name() {
        for (name, table, expected) in [
            ("persons.tsv", "persons", true),
            ("persons-added.tsv", "persons", true),
            ("persons-.tsv", "persons", false),
            ("persons.csv", "persons", false),
            ("personsx.tsv", "persons", false),
            ("country-names.tsv", "country", true),
            ("countries.tsv", "country-names", false),
        ] {
            assert_eq!(is_of_table(name, table), expected, "{name}");
        }
    }
}
