//! Tables of the knowledge: tab-separated, with a head that tells where they come from.
//!
//! Lines that begin with `#` are the head and must name a source; then one line of column names; then one entry a
//! line, sorted by bytes, no two alike. All faults of a table are told, not the first only.

use super::source::DataFiles;
use crate::engine::DataFault;

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

/// Reads a table, and its `-added` twin where there is one.
pub(crate) fn read_tables<'a, const N: usize>(
    files: &'a DataFiles,
    name: &str,
    columns: [&'a str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    let mut rows = Vec::new();
    for row in rows_of_tables(files, name, columns) {
        match row {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    rows
}

/// The same one after another, for tables that are too large to stand in memory twice.
pub(super) fn rows_of_tables<'a, const N: usize>(
    files: &'a DataFiles,
    name: &str,
    columns: [&'a str; N],
) -> impl Iterator<Item = Result<Row<'a, N>, DataFault>> {
    let path = format!("knowledge/{name}.tsv");
    let added = format!("knowledge/{name}-added.tsv");
    let missing = files.get(&path).is_none().then(|| Err(DataFault::of_file(&path, "is missing")));
    let tables = files.of("knowledge").filter(move |(file, _)| *file == path || *file == added);
    missing.into_iter().chain(tables.flat_map(move |(file, text)| rows_of_table(file, text, columns)))
}

fn rows_of_table<'a, const N: usize>(
    file: &'a str,
    text: &'a str,
    columns: [&str; N],
) -> impl Iterator<Item = Result<Row<'a, N>, DataFault>> {
    let fault = |line: usize, message: String| DataFault { file: file.to_owned(), line, message };
    let mut faults = Vec::new();
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
    let mut sourced = false;
    while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('#')) {
        sourced |= line.contains("Source:");
    }
    if !sourced {
        faults.push(fault(1, "the head names no source: begin with a line `# Source: ...`".into()));
    }
    match lines.next() {
        Some((_, head)) if head.split('\t').eq(columns) => {}
        other => faults.push(fault(other.map_or(0, |(n, _)| n), format!("the columns are {}", columns.join(", ")))),
    }
    let mut last = "";
    let rows = lines.flat_map(move |(line, entry)| {
        let disorder = (entry <= last).then(|| {
            let what = if entry == last { "stands here twice" } else { "is out of order: sort by bytes" };
            Err(fault(line, format!("the entry {what}")))
        });
        last = entry;
        let cells = cells(entry).ok_or_else(|| fault(line, format!("{} cells, not {N}", entry.split('\t').count())));
        disorder.into_iter().chain([cells.map(|cells| Row { file, line, cells })])
    });
    faults.into_iter().map(Err).chain(rows)
}

/// The cells of a line, where there are as many as there should be.
fn cells<const N: usize>(entry: &str) -> Option<[&str; N]> {
    let mut parts = entry.split('\t');
    let mut cells = [""; N];
    for cell in &mut cells {
        *cell = parts.next()?;
    }
    parts.next().is_none().then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> Vec<String> {
        let rows = rows_of_table("knowledge/t.tsv", text, ["a", "b"]);
        rows.filter_map(Result::err).map(|fault| fault.to_string()).collect()
    }

    #[test]
    fn a_table_tells_all_its_faults_with_their_lines() {
        assert_eq!(faults_of("# Source: us\na\tb\nx\ty\nz\t\n"), Vec::<String>::new());
        let found = faults_of("# about\na\tc\nx\ty\nx\ty\nb\ty\nz\n");
        let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').nth(1)).collect();
        assert_eq!(lines, ["1", "2", "4", "5", "6"], "{found:?}");
    }
}
