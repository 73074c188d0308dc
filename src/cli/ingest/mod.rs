//! `dateline ingest PATH...`.

mod lines;
mod remote;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use self::lines::Chunks;
use super::control::{self, Writer};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::archive::{ArchiveReader, ArchiveTotals};
use crate::daemon::{self, Clock};
use crate::store::{RecordRules, Store};

/// Rejected lines named one by one; beyond that only counted.
const COMPLAINTS_MAX: u64 = 20;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    store: StoreOption,
    /// Archives: JSON Lines, one article a line with id, outlet, url, published, seen, title, text or html;
    /// - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Name of the archive; articles are known by it and their id [default: the file's name]
    #[arg(long, value_name = "NAME")]
    archive: Option<String>,
    /// Print the summary as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let mut complaints = Complaints::default();
    let (totals, stories) = super::runtime()?.block_on(async {
        match control::writer(config, options.store.address(config), clock.now()).await? {
            Writer::Own(store) => {
                let ingested = directly(config, options, clock, store.as_ref(), &mut complaints).await;
                store.close().await;
                ingested
            }
            Writer::Daemon(mut daemon) => {
                output::say(&control::through(daemon.socket()));
                let (mut totals, mut stories) = (ArchiveTotals::default(), 0);
                for path in &options.paths {
                    let file = open(path, options.archive.as_deref())?;
                    let (more, now) = remote::ingest(&mut daemon, file, &mut complaints)
                        .await
                        .with_context(|| format!("ingesting {}", path.display()))?;
                    totals += more;
                    stories = now;
                }
                Ok((totals, stories))
            }
        }
    })?;
    tell(&totals, stories, started.elapsed().as_secs_f64(), options.json)?;
    let all_bad = totals.lines > 0 && totals.rejected == totals.lines;
    Ok(if all_bad {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Reads and records by ourselves; the totals and the stories in the store.
async fn directly(
    config: &Config,
    options: &Options,
    clock: &Clock,
    store: &dyn Store,
    complaints: &mut Complaints,
) -> anyhow::Result<(ArchiveTotals, i64)> {
    let reader = ArchiveReader::new(config)?;
    let rules: Arc<RecordRules> = Arc::new(daemon::record_rules(config));
    let mut totals = ArchiveTotals::default();
    for path in &options.paths {
        let mut file = open(path, options.archive.as_deref())?;
        let bar = output::bar(file.bytes, &file.archive);
        while let Some(chunk) = file.chunks.next().await {
            let chunk = chunk.with_context(|| format!("reading {}", file.source))?;
            bar.inc(chunk.bytes);
            let record = |batch| store.record(batch, Arc::clone(&rules));
            let taken = reader
                .take(&file.archive, &file.source, chunk.lines, clock.now(), record)
                .await?;
            bar.suspend(|| {
                for complaint in &taken.complaints {
                    complaints.tell(complaint);
                }
            });
            totals += taken.totals;
        }
        bar.finish_and_clear();
    }
    Ok((totals, store.stats().await?.stories))
}

/// An archive that is being read.
struct ArchiveFile {
    /// Its name: with an article's id, what it is known by.
    archive: String,
    /// What it is called in complaints.
    source: String,
    /// Its size; 0 when unknown.
    bytes: u64,
    chunks: Chunks,
}

fn open(path: &Path, name: Option<&str>) -> anyhow::Result<ArchiveFile> {
    let source = path.display().to_string();
    let is_stdin = source == "-";
    let stem = path
        .file_stem()
        .filter(|_| !is_stdin)
        .map_or_else(|| "stdin".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let (chunks, bytes) = if is_stdin {
        (Chunks::of(std::io::stdin()), 0)
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("reading {source}"))?;
        let bytes = file.metadata().map_or(0, |data| data.len());
        (Chunks::of(file), bytes)
    };
    Ok(ArchiveFile {
        archive: name.map_or(stem, str::to_owned),
        source,
        bytes,
        chunks,
    })
}

/// Names the first rejected lines, counts the rest.
#[derive(Default)]
struct Complaints(u64);

impl Complaints {
    fn tell(&mut self, complaint: &str) {
        self.0 += 1;
        if self.0 <= COMPLAINTS_MAX {
            output::say(complaint);
        } else if self.0 == COMPLAINTS_MAX + 1 {
            output::say("further rejected lines are only counted");
        }
    }
}

fn tell(totals: &ArchiveTotals, stories: i64, seconds: f64, json: bool) -> anyhow::Result<()> {
    let ArchiveTotals {
        lines,
        new,
        revisions,
        unchanged,
        copies,
        rejected,
    } = totals;
    if json {
        return output::print_json(&json!({
            "lines": lines, "new": new, "revisions": revisions, "unchanged": unchanged, "copies": copies,
            "rejected": rejected, "stories": stories, "seconds": seconds,
        }));
    }
    output::print(&format!(
        "{lines} lines: {new} new articles, {copies} of them copies; {revisions} revisions, {unchanged} unchanged, \
         {rejected} rejected; {stories} stories in the store; {seconds:.1} s\n"
    ))
}
