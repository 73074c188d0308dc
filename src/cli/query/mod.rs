//! `dateline query`: an analyst's own SQL, read only, in a form for people or for programs.

mod table;

use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::rows::{Form, Pace, csv, json};
use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, QueryEnd, QueryError, QueryLimits};

/// Memory of the database in this process, in bytes: enough to sort some million rows.
const MEMORY_BYTES_MAX: i64 = 512 << 20;
/// Longest time that can be allowed: what takes longer is a job for a snapshot and another tool.
const TIME_MAX: Duration = Duration::from_secs(3600);
/// Longest SQL text that is read before the store refuses it, in bytes.
const SQL_BYTES_MAX: u64 = 1 << 20;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Reads only, whatever the SQL says: writing, ATTACH, temporary tables, extensions and PRAGMAs that set \
something are refused; values beyond 10 MB and more than 512 MiB of memory as well. It works beside a \
running daemon and sees one state of the file. The views and their columns are explained in the table \
`dictionary`.

In CSV (RFC 4180) a text that a spreadsheet would run as a formula, one that begins with = + - @, a tab or \
a line break and is no number, gets an apostrophe (') before it. NULL is an empty cell. In CSV and JSON a \
blob is written in hexadecimal digits. In JSON an infinity is a text; a column name that repeats gets _2, _3.

Examples:
  dateline query \"SELECT title, articles, origin_agency FROM v_story ORDER BY articles DESC LIMIT 5\"
  dateline query --file daily.sql --format csv > daily.csv")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// One statement; - or nothing for standard input
    #[arg(value_name = "SQL", conflicts_with = "file")]
    sql: Option<String>,
    /// Read the SQL from this file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Short for --format jsonl
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Stop after so many rows, and say so
    #[arg(long, value_name = "ROWS", default_value_t = 10_000)]
    max_rows: u64,
    /// Stop after this time: 500ms, 10s, 2m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns for people; long cells are cut with … on a terminal only
    Table,
    /// Comma-separated values with a head, safe to open in a spreadsheet
    Csv,
    /// One JSON object a line
    Jsonl,
    /// One JSON array of objects
    Json,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let sql = sql(options)?;
    store::cap_memory(MEMORY_BYTES_MAX);
    let limits = QueryLimits {
        rows_max: options.max_rows,
        time_max: options.timeout,
    };
    let format = if options.json {
        Format::Jsonl
    } else {
        options.format
    };
    let mut form = form(format, std::io::stdout());
    let runtime = super::runtime()?;
    let ended = runtime.block_on(async {
        tokio::spawn(super::end_when_interrupted());
        store::query(options.store.address(config), &sql, limits, form.as_mut()).await
    });
    // A thread that cannot be interrupted must not hold up the end.
    runtime.shutdown_background();
    match ended {
        Ok(end) => {
            form.finish()?;
            tell(end, options.max_rows);
            Ok(ExitCode::SUCCESS)
        }
        Err(QueryError::Output(error)) => Err(error).context("writing the rows"),
        // On its own, for the exit code.
        Err(QueryError::Store(error)) => Err(error.into()),
        Err(error) => Err(error.into()),
    }
}

fn form(format: Format, out: std::io::Stdout) -> Box<dyn Form> {
    let width = if out.is_terminal() {
        super::grid::terminal_width()
    } else {
        None
    };
    let out = Box::new(std::io::BufWriter::with_capacity(1 << 16, out));
    match format {
        Format::Table => Box::new(table::Table::new(out, width)),
        Format::Csv => Box::new(csv::Csv::new(out, Pace::EachRow)),
        Format::Jsonl => Box::new(json::Json::lines(out, Pace::EachRow)),
        Format::Json => Box::new(json::Json::array(out)),
    }
}

fn tell(end: QueryEnd, rows_max: u64) {
    if end.is_cut {
        output::say(&format!(
            "stopped after {rows_max} rows, there are more: see --max-rows"
        ));
    }
}

/// The statement: from the command line, a file, or standard input.
fn sql(options: &Options) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let (name, read) = match (&options.sql, &options.file) {
        (Some(sql), _) if sql != "-" => return Ok(sql.clone()),
        (_, Some(path)) => {
            let name = path.display().to_string();
            let file = std::fs::File::open(path).with_context(|| format!("reading {name}"))?;
            (name, file.take(SQL_BYTES_MAX).read_to_end(&mut bytes))
        }
        _ => {
            let input = std::io::stdin();
            if input.is_terminal() {
                output::say("type one SQL statement, then Ctrl-D");
            }
            let read = input.lock().take(SQL_BYTES_MAX).read_to_end(&mut bytes);
            ("standard input".to_owned(), read)
        }
    };
    read.with_context(|| format!("reading {name}"))?;
    match String::from_utf8(bytes) {
        Ok(sql) => Ok(sql.trim_start_matches('\u{feff}').to_owned()),
        Err(_) => bail!("{name} is not UTF-8"),
    }
}

/// `500ms`, `10s`, `2m`; a bare number is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits
        .parse()
        .map_err(|_| "give a whole number with ms, s or m, such as 500ms, 10s or 2m".to_owned())?;
    let duration = match &text[digits.len()..] {
        "ms" => Duration::from_millis(number),
        "" | "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.saturating_mul(60)),
        other => return Err(format!("`{other}` is no unit of time here; give ms, s or m")),
    };
    if duration.is_zero() || duration > TIME_MAX {
        return Err(format!("give 1ms to {}m", TIME_MAX.as_secs() / 60));
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit_and_bounds() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("3"), Ok(Duration::from_secs(3)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for wrong in [
            "",
            "s",
            "0s",
            "-1s",
            "1h",
            "1.5s",
            "61m",
            "99999999999999999999s",
            "10 s",
        ] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
