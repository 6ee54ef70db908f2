//! Where settings come from: a file, the environment, flags. Each value remembers its place.

use std::{fmt, path::PathBuf};

use toml::de::{DeTable, DeValue};

use super::Fault;

/// Settings in the environment begin with this; sections are parted by `__`: `DEMARCHE_KAFKA__GROUP`.
pub(super) const ENV_PREFIX: &str = "DEMARCHE_";

/// What to read, in rising order of precedence.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A TOML file: its name for messages, and its text.
    pub file: Option<(PathBuf, String)>,
    /// Environment variables, all or a selection.
    pub environment: Vec<(String, String)>,
    /// `key=value` pairs of the command line.
    pub flags: Vec<(String, String)>,
}

/// The place where a setting was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program's own default.
    Default,
    /// A line of the file.
    File(PathBuf, usize),
    /// An environment variable.
    Environment(String),
    /// A flag.
    Flag(String),
    /// Two or more settings together.
    Together,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(key) => write!(f, "flag for {key}"),
            Self::Together => f.write_str("settings"),
        }
    }
}

/// A value as given: numbers and truth values as their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single value.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// One setting as given somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Dotted name, such as `kafka.group`.
    pub key: String,
    /// What it was set to.
    pub value: Value,
    /// Where.
    pub origin: Origin,
}

impl Sources {
    /// All values in rising order of precedence, and what could not be read.
    pub(super) fn read(&self) -> (Vec<Given>, Vec<Fault>) {
        let (mut given, mut faults) = (Vec::new(), Vec::new());
        if let Some((path, text)) = &self.file {
            read_file(path, text, &mut given, &mut faults);
        }
        given.extend(self.environment.iter().filter_map(|(name, value)| from_environment(name, value)));
        given.extend(self.flags.iter().map(|(key, value)| Given {
            key: key.clone(),
            value: Value::One(value.clone()),
            origin: Origin::Flag(key.clone()),
        }));
        (given, faults)
    }
}

/// `DEMARCHE_KAFKA__GROUP` to `kafka.group`; variables without `__` are not ours (orchestrators set such ones).
fn from_environment(name: &str, value: &str) -> Option<Given> {
    let rest = name.strip_prefix(ENV_PREFIX)?;
    let key = rest.contains("__").then(|| rest.to_ascii_lowercase().replace("__", "."))?;
    Some(Given { key, value: Value::One(value.to_owned()), origin: Origin::Environment(name.to_owned()) })
}

fn read_file(path: &std::path::Path, text: &str, given: &mut Vec<Given>, faults: &mut Vec<Fault>) {
    let line_of = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    let origin = |at: usize| Origin::File(path.to_owned(), line_of(at));
    let (root, errors) = DeTable::parse_recoverable(text);
    faults.extend(errors.iter().map(|error| Fault {
        origin: origin(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    }));
    let mut open = vec![(String::new(), root.get_ref())];
    while let Some((prefix, table)) = open.pop() {
        for (name, value) in table {
            let key =
                if prefix.is_empty() { name.get_ref().to_string() } else { format!("{prefix}.{}", name.get_ref()) };
            match value.get_ref() {
                DeValue::Table(inner) => open.push((key, inner)),
                DeValue::Array(items) => match items.iter().map(|item| scalar(item.get_ref())).collect() {
                    Some(items) => {
                        given.push(Given { key, value: Value::Many(items), origin: origin(name.span().start) });
                    }
                    None => faults.push(Fault {
                        origin: origin(name.span().start),
                        message: format!("{key} takes a list of plain values"),
                    }),
                },
                plain => given.push(Given {
                    key,
                    value: Value::One(scalar(plain).unwrap_or_default()),
                    origin: origin(name.span().start),
                }),
            }
        }
    }
    given.sort_by_key(|entry| match &entry.origin {
        Origin::File(_, line) => *line,
        _ => 0,
    });
}

/// The text of a plain value; `None` for lists and tables.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
