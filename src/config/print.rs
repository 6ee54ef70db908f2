//! The table of settings as TOML with comments and as Markdown.

use super::table::{OPEN_TABLES, SETTINGS};

/// The text of `config/demarche.toml`: every setting with its default and a line of comment.
pub fn default_toml() -> String {
    let mut out = String::from(
        "# Every setting of demarche with its default. A file like this is given by --config or DEMARCHE_CONFIG.\n\
         # The environment overrides it (DEMARCHE_KAFKA__GROUP for kafka.group), flags override both\n\
         # (--set kafka.group=desk). Unknown names are refused. `demarche check` tells all that is wrong at once.\n\
         # Printed by `demarche check --print-defaults`.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (this, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if this != section {
            out.push_str(&open_tables(section));
            out.push_str(&format!("\n[{this}]\n"));
            section = this;
        }
        out.push_str(&format!("# {}\n{name} = {}\n", setting.help, setting.default));
    }
    out
}

/// The tables that follow a section.
fn open_tables(section: &str) -> String {
    let of_section = OPEN_TABLES.iter().filter(|(name, _)| name.split('.').next() == Some(section));
    of_section.map(|(name, help)| format!("\n# {help}\n[{name}]\n")).collect()
}

/// The README's table of settings.
pub fn markdown_table() -> String {
    let rows = SETTINGS.iter().map(|setting| (setting.key.to_owned(), setting.default, setting.help));
    let open = OPEN_TABLES.iter().map(|(name, help)| (format!("[{name}]"), "", *help));
    let mut out = String::from("| setting | default | what it does |\n| --- | --- | --- |\n");
    for (key, default, help) in rows.chain(open) {
        let default = if default.is_empty() { String::new() } else { format!("`{default}`") };
        out.push_str(&format!("| `{key}` | {default} | {help} |\n"));
    }
    out
}
