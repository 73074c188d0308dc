//! `dateline open`: how to open the file in other tools, without harm to it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, StoreError};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Every line opens the file read-only, beside a running daemon. Nothing is run: copy a line, or let the shell do it, \
as in the second example. A star marks the tools that are on the path here.

Examples:
  dateline open
  eval \"$(dateline open sqlite3)\"")]
pub(super) struct Options {
    #[command(flatten)]
    store: StoreOption,
    /// Only the line for this tool, bare
    #[arg(value_name = "TOOL", value_enum)]
    tool: Option<Tool>,
    /// All lines as one JSON object
    #[arg(long, conflicts_with = "tool")]
    json: bool,
}

impl Options {
    /// Whether the command line names the store.
    pub(super) const fn is_store_given(&self) -> bool {
        self.store.db.is_some()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// The SQLite shell
    Sqlite3,
    /// Pages in a browser
    Datasette,
    /// DuckDB's shell
    Duckdb,
    /// Python with pandas
    Pandas,
}

const TOOLS: [Tool; 4] = [Tool::Sqlite3, Tool::Datasette, Tool::Duckdb, Tool::Pandas];

impl Tool {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite3 => "sqlite3",
            Self::Datasette => "datasette",
            Self::Duckdb => "duckdb",
            Self::Pandas => "pandas",
        }
    }

    const fn program(self) -> &'static str {
        match self {
            Self::Pandas => "python3",
            _ => self.name(),
        }
    }

    /// The command line that opens the file at `path` to read.
    fn line(self, path: &Path) -> String {
        let path = path.to_string_lossy();
        match self {
            Self::Sqlite3 => format!("sqlite3 -box {}", quoted(&read_only_uri(&path))),
            // Opens to read by itself; `-i` would take the file for one that nobody writes.
            Self::Datasette => format!("datasette {}", quoted(&path)),
            Self::Duckdb => {
                let sql = format!(
                    "INSTALL sqlite; LOAD sqlite; CREATE MACRO julianday(t) AS julian(t::TIMESTAMP); \
                     ATTACH {} AS news (TYPE sqlite, READ_ONLY);",
                    sql_text(&path)
                );
                format!("duckdb -cmd {}", quoted(&sql))
            }
            Self::Pandas => {
                let uri = serde_json::Value::from(read_only_uri(&path));
                let program = format!(
                    "import sqlite3, pandas as pd; file = sqlite3.connect({uri}, uri=True); \
                     print(pd.read_sql_query(\"SELECT * FROM v_story ORDER BY outlets DESC LIMIT 10\", file))"
                );
                format!("python3 -i -c {}", quoted(&program))
            }
        }
    }
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let path = store::file_of(options.store.address(config))?;
    if !path.exists() {
        let reason = "there is no such file yet; `dateline run` or `dateline ingest` makes it".to_owned();
        return Err(StoreError::CannotOpen { path, reason }.into());
    }
    if let Some(tool) = options.tool {
        output::print(&format!("{}\n", tool.line(&path)))?;
    } else if options.json {
        let lines: serde_json::Map<String, serde_json::Value> = TOOLS
            .iter()
            .map(|tool| (tool.name().to_owned(), tool.line(&path).into()))
            .collect();
        output::print_json(&json!({ "path": path.display().to_string(), "lines": lines }))?;
    } else {
        let mut text = String::new();
        for tool in TOOLS {
            let star = if is_on_path(tool.program()) { "*" } else { " " };
            text += &format!("{star} {}\n    {}\n", tool.name(), tool.line(&path));
        }
        output::print(&format!(
            "{text}\nRead-only, beside a running daemon. What to ask: docs/sql.md; what a column means: \
             SELECT * FROM dictionary.\nA copy to give away: dateline snapshot FILE.\n"
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn is_on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder: PathBuf| folder.join(program).is_file())
}

/// `text` for a POSIX shell: as it is when it is plain, else within single quotes.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn sql_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The address of the file that opens it read-only, by the rules of SQLite's `file:` addresses.
fn read_only_uri(path: &str) -> String {
    let mut uri = "file:".to_owned();
    for c in path.chars() {
        match c {
            '%' | '?' | '#' => uri += &format!("%{:02X}", u32::from(c)),
            c => uri.push(c),
        }
    }
    uri + "?mode=ro"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_everything_in_it_reaches_the_tool_whole() {
        let path = Path::new("/srv/it's 100% news?.db");
        assert_eq!(
            Tool::Sqlite3.line(path),
            r"sqlite3 -box 'file:/srv/it'\''s 100%25 news%3F.db?mode=ro'"
        );
        assert_eq!(
            Tool::Datasette.line(path),
            r"datasette '/srv/it'\''s 100% news?.db'"
        );
        assert!(
            Tool::Duckdb
                .line(path)
                .contains(r"ATTACH '\''/srv/it'\'''\''s 100% news?.db'\'' AS news")
        );
        assert!(
            Tool::Pandas
                .line(path)
                .contains(r#"connect("file:/srv/it'\''s 100%25 news%3F.db?mode=ro", uri=True)"#)
        );
        assert_eq!(
            Tool::Datasette.line(Path::new("/srv/news.db")),
            "datasette /srv/news.db"
        );
    }
}
