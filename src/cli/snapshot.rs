//! `dateline snapshot FILE`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::{StoreOption, exit, output};
use crate::config::Config;
use crate::store::{self, SnapshotError};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Works beside a running daemon. The copy is one state of the store, compact, checked, and without a \
write-ahead log, so that it opens read-only from any folder, also with immutable=1. It is written under a \
hidden name first, synced, and then given its own. While it is being made the store's write-ahead log grows.")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// Where to write the copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace FILE if it exists
    #[arg(long)]
    force: bool,
    /// Print the summary as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let bar = output::bar(0, "bytes copied");
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done.min(total));
    };
    let written = super::runtime()?.block_on(async {
        let writing = store::snapshot(
            options.store.address(config),
            &options.file,
            options.force,
            &progress,
        );
        tokio::select! {
            written = writing => Some(written),
            // Dropping the work removes what there is of it.
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    bar.finish_and_clear();
    let Some(written) = written else {
        return Ok(ExitCode::from(exit::INTERRUPTED));
    };
    let snapshot = written.map_err(|error| match error {
        // On its own, for the exit code.
        SnapshotError::Store(error) => error.into(),
        other => anyhow::Error::from(other),
    })?;
    let seconds = started.elapsed().as_secs_f64();
    let path = snapshot.path.display();
    if options.json {
        output::print_json(&json!({
            "path": path.to_string(), "bytes": snapshot.bytes, "schema": snapshot.schema,
            "articles": snapshot.articles, "stories": snapshot.stories, "seconds": seconds,
        }))?;
    } else {
        output::print(&format!(
            "{path}: {} articles, {} stories, {} bytes, checked; {seconds:.1} s\n",
            snapshot.articles, snapshot.stories, snapshot.bytes
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
