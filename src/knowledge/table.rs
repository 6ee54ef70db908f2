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
    columns: [&str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    let mut rows = Vec::new();
    let path = format!("knowledge/{name}.tsv");
    let added = format!("knowledge/{name}-added.tsv");
    let mut found = false;
    for (file, text) in files.of("knowledge").filter(|(file, _)| *file == path || *file == added) {
        found |= file == path;
        rows.extend(read_table(file, text, columns, faults));
    }
    if !found {
        faults.push(DataFault::of_file(&path, "is missing"));
    }
    rows
}

fn read_table<'a, const N: usize>(
    file: &'a str,
    text: &'a str,
    columns: [&str; N],
    faults: &mut Vec<DataFault>,
) -> Vec<Row<'a, N>> {
    let fault = |line: usize, message: String| DataFault { file: file.to_owned(), line, message };
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
    let mut rows: Vec<Row<'a, N>> = Vec::new();
    let mut last = "";
    for (line, entry) in lines {
        if entry <= last {
            let what = if entry == last { "stands here twice" } else { "is out of order: sort by bytes" };
            faults.push(fault(line, format!("the entry {what}")));
        }
        last = entry;
        match <[&str; N]>::try_from(entry.split('\t').collect::<Vec<_>>()) {
            Ok(cells) => rows.push(Row { file, line, cells }),
            Err(cells) => faults.push(fault(line, format!("{} cells, not {N}", cells.len()))),
        }
    }
    rows
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
        let found = faults_of("# about\na\tc\nx\ty\nx\ty\nb\ty\nz\n");
        let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').nth(1)).collect();
        assert_eq!(lines, ["1", "2", "4", "5", "6"], "{found:?}");
    }
}
