//! `dateline demo`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Map, Value, json};

use super::output;
use crate::config::Config;
use crate::daemon::{Clock, Progress};
use crate::demo::press::Article;
use crate::demo::{self, Demo, NotOurs, Section};

/// Cells are cut to this, in characters, so that a row fits a line.
const CELL_CHARS_MAX: usize = 44;
/// The counters worth a column.
const SHOWN: [&str; 6] = [
    "polls",
    "polls_not_modified",
    "polls_failed",
    "pages",
    "articles",
    "revisions",
];

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Where to keep the articles; the file of an earlier demo, or a snapshot of one, is replaced, any
    /// other is left alone
    #[arg(long, value_name = "FILE", default_value = "dateline-demo.db")]
    db: String,
    /// Keep serving the press after the report, until Ctrl-C
    #[arg(long)]
    keep_serving: bool,
    /// Print the report as one JSON line
    #[arg(long)]
    json: bool,
}

/// A pass of the daemon: when, by the clock of the demo, and what it counted.
struct Pass {
    at: DateTime<Utc>,
    progress: Arc<Progress>,
}

pub(super) fn run(_config: Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let runtime = super::runtime()?;
    let ended = runtime.block_on(show(options, clock));
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended.map(|()| ExitCode::SUCCESS)
}

async fn show(options: &Options, clock: &Clock) -> anyhow::Result<()> {
    make_room(options, clock).await?;
    let demo = Demo::start().await?;
    let started = clock.now();
    let mut passes = Vec::new();
    for &at in &demo.press.passes {
        let progress = Arc::new(Progress::default());
        let watching = watch(at, Arc::clone(&progress));
        let ended = demo.pass(&options.db, at, Arc::clone(&progress)).await;
        watching.abort();
        ended?;
        passes.push(Pass { at, progress });
    }
    let sections = demo::sections(&options.db, &demo.press).await?;
    let took = (clock.now() - started).to_std().unwrap_or_default();
    if options.json {
        output::print_json(&as_json(options, &demo, &passes, &sections))?;
    } else {
        output::print(&as_text(options, &demo, &passes, &sections, took))?;
    }
    if options.keep_serving {
        output::say(&format!("the press is at {} until Ctrl-C", demo.address()));
        tokio::signal::ctrl_c().await.context("waiting for Ctrl-C")?;
    }
    Ok(())
}

async fn make_room(options: &Options, clock: &Clock) -> anyhow::Result<()> {
    let made = demo::make_room(&options.db, clock.now()).await;
    let is_replaced = made.map_err(|error| match error.downcast_ref::<NotOurs>() {
        Some(refused) => output::BadConfig(refused.to_string()).into(),
        None => error,
    })?;
    if is_replaced {
        output::say(&format!("{} was an earlier demo's: replaced", options.db));
    }
    Ok(())
}

/// A line of counters on a terminal, redrawn until aborted.
fn watch(at: DateTime<Utc>, progress: Arc<Progress>) -> tokio::task::JoinHandle<()> {
    let spinner = output::spinner();
    tokio::spawn(async move {
        loop {
            let counts = progress.counts();
            let words: Vec<String> = counts
                .iter()
                .filter(|(name, count)| *count > 0 && SHOWN.contains(name))
                .map(|(name, count)| format!("{count} {}", name.replace('_', " ")))
                .collect();
            spinner.set_message(format!("{}: {}", at.format("%-d %B %H:%M"), words.join(", ")));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
}

fn as_json(options: &Options, demo: &Demo, passes: &[Pass], sections: &[Section]) -> Value {
    let passes: Vec<Value> = passes
        .iter()
        .map(|pass| {
            let counts: Map<String, Value> = pass
                .progress
                .counts()
                .iter()
                .map(|(name, count)| ((*name).to_owned(), Value::from(*count)))
                .collect();
            json!({ "at": crate::model::stamp(pass.at), "counts": counts })
        })
        .collect();
    let sections: Map<String, Value> = sections
        .iter()
        .map(|section| {
            let rows: Vec<Value> = section
                .rows
                .iter()
                .map(|row| {
                    let cells = section.columns.iter().cloned().zip(row.iter().cloned());
                    Value::Object(cells.collect())
                })
                .collect();
            (section.name.to_owned(), rows.into())
        })
        .collect();
    json!({
        "db": options.db,
        "outlets": demo.press.outlets.len(),
        "articles": demo.press.articles.len(),
        "passes": passes,
        "sections": sections,
    })
}

fn as_text(options: &Options, demo: &Demo, passes: &[Pass], sections: &[Section], took: Duration) -> String {
    let press = &demo.press;
    let agencies = press
        .outlets
        .iter()
        .filter(|outlet| outlet.agency.is_some())
        .count();
    let day = |article: Option<&Article>| {
        article.map_or(String::new(), |article| {
            article.published.format("%-d %B %Y").to_string()
        })
    };
    let opening = format!(
        "A press of {} outlets, {agencies} of them agencies, published {} articles from {} to {}. All of it is \
         invented; the agencies named exist, but never sent these reports. The daemon polled it over HTTP on \
         loopback in {} passes, with its clock set to those days; that took {:.1} seconds.",
        press.outlets.len(),
        press.articles.len(),
        day(press.articles.first()),
        day(press.articles.last()),
        passes.len(),
        took.as_secs_f64(),
    );
    let mut text = format!("{}\n", wrapped(&opening));
    text.push_str(&headed("The passes", "", &passes_table(passes)));
    for section in sections {
        text.push_str(&headed(section.title, &section.note, &answer(section)));
    }
    text.push_str(&format!(
        "\nEverything is in {db}. Look for yourself, read-only:\n\n  \
         sqlite3 -header -column \"file:{db}?mode=ro\" \\\n    \
         \"SELECT outlet, relation, title FROM v_article WHERE story_id =\n       \
              (SELECT story_id FROM v_story ORDER BY outlets DESC LIMIT 1) ORDER BY claimed_at\"\n\n\
         The views and what their columns mean: SELECT * FROM dictionary, and docs/sql.md.\n",
        db = options.db
    ));
    if !options.keep_serving {
        text.push_str(
            "The articles' addresses died with the press: read v_article.text, or run the demo with --keep-serving.\n",
        );
    }
    text
}

fn headed(title: &str, note: &str, body: &str) -> String {
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("{}\n", wrapped(note))
    };
    format!("\n== {title}\n{note}\n{body}")
}

fn passes_table(passes: &[Pass]) -> String {
    let mut rows = vec![vec!["at".to_owned()]];
    rows[0].extend(SHOWN.iter().map(|name| name.replace('_', " ")));
    for pass in passes {
        let counts = pass.progress.counts();
        let count = |name: &str| {
            let found = counts.iter().find(|(counter, _)| *counter == name);
            found.map_or(0, |(_, count)| *count).to_string()
        };
        let mut row = vec![pass.at.format("%-d March %H:%M").to_string()];
        row.extend(SHOWN.iter().map(|name| count(name)));
        rows.push(row);
    }
    output::table(&rows)
}

/// A table; of a single row the columns one below the other.
fn answer(section: &Section) -> String {
    if section.rows.is_empty() {
        return "(nothing)\n".to_owned();
    }
    if let [row] = section.rows.as_slice() {
        let lines: Vec<Vec<String>> = section
            .columns
            .iter()
            .zip(row)
            .map(|(column, value)| vec![column.clone(), cell(value, usize::MAX)])
            .collect();
        return output::table(&lines);
    }
    let mut rows = vec![section.columns.clone()];
    rows.extend(
        section
            .rows
            .iter()
            .map(|row| row.iter().map(|value| cell(value, CELL_CHARS_MAX)).collect()),
    );
    output::table(&rows)
}

fn cell(value: &Value, chars_max: usize) -> String {
    let text = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().count() <= chars_max {
        return text;
    }
    let mut cut: String = text.chars().take(chars_max - 1).collect();
    cut.push('…');
    cut
}

/// Lines of at most 100 characters.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 100 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
