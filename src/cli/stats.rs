//! `dateline stats`.

use std::process::ExitCode;

use clap::Args;

use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, Stats};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// As one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let stats = super::runtime()?.block_on(async {
        let store = store::open_to_read(options.store.address(config)).await?;
        let stats = store.stats().await?;
        store.close().await;
        anyhow::Ok(stats)
    })?;
    if options.json {
        output::print_json(&serde_json::to_value(&stats)?)?;
    } else {
        output::print(&output::table(&rows(&stats)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn rows(stats: &Stats) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = |name: &str, count: i64| rows.push(vec![name.to_owned(), count.to_string()]);
    row("feeds", stats.feeds);
    for (state, count) in &stats.feed_states {
        row(&format!("  {state}"), *count);
    }
    row("polls", stats.polls);
    row("  failed", stats.polls_failed);
    row("entries", stats.entries);
    row("  waiting for their page", stats.entries_waiting_for_page);
    row("  ready to be read", stats.entries_to_read);
    row("articles", stats.articles);
    for (relation, count) in &stats.relations {
        row(&format!("  {relation}"), *count);
    }
    row("revisions", stats.revisions);
    row("stories", stats.stories);
    row("outlets", stats.outlets);
    row("credits", stats.credits);
    row("facts", stats.facts.iter().map(|(_, count)| count).sum());
    for (kind, count) in &stats.facts {
        row(&format!("  {kind}"), *count);
    }
    row("bytes", stats.bytes);
    row("  of them write-ahead log", stats.wal_bytes);
    rows
}
