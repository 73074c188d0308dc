//! Results to standard output, complaints and progress to standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::config::ConfigErrors;

/// A configuration that reads well but cannot be used for this command. Exit code 78.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct BadConfig(pub(super) String);

/// Writes `text` to standard output.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes one JSON value as a line.
pub(super) fn print_json(value: &Value) -> anyhow::Result<()> {
    print(&format!("{value}\n"))
}

/// `error: ...` with the chain of causes, to standard error.
#[expect(clippy::print_stderr, reason = "the one place that complains to people")]
pub(super) fn complain(error: &anyhow::Error) {
    // Each mistake is a line that begins with its place, as editors and scripts read them.
    if let Some(errors) = error.downcast_ref::<ConfigErrors>() {
        eprintln!("{errors}");
        return;
    }
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut shown: Vec<&str> = Vec::new();
    for cause in &causes {
        // Drivers repeat their source's text in their own.
        if !shown.iter().any(|earlier| earlier.contains(cause.as_str())) {
            shown.push(cause);
        }
    }
    eprintln!("error: {}", shown.join(": "));
}

/// A word to people, to standard error.
#[expect(clippy::print_stderr, reason = "the one place that speaks to people")]
pub(super) fn say(text: &str) {
    eprintln!("{text}");
}

/// A progress bar on a terminal, nothing elsewhere.
pub(super) fn bar(total: u64, what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    let template = "{msg} {wide_bar} {pos}/{len} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}

/// A line that is redrawn while something of unknown length goes on; nothing off a terminal.
pub(super) fn spinner() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// `rows` in columns as wide as their widest cell; the first row is the head.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            line.push_str(cell);
            let padding = widths[column] - cell.chars().count() + 2;
            line.extend(std::iter::repeat_n(' ', padding));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
