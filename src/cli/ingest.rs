//! `dateline ingest PATH...`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::{StoreOption, output};
use crate::attribute::{Agencies, OutletRules};
use crate::config::Config;
use crate::daemon::{self, Clock};
use crate::model::{ArchiveItem, Relation};
use crate::store::{self, RecordRules, RecordSource, Recorded, RecordedOutcome, Recording, Store};
use crate::{parse, pipeline};

/// Articles read together on all cores and written in one transaction.
const BATCH: usize = 256;
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

#[derive(Debug, Default)]
struct Totals {
    lines: u64,
    new: u64,
    revisions: u64,
    unchanged: u64,
    copies: u64,
    rejected: u64,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let agencies = daemon::agencies(config)?;
    let outlets = OutletRules::shipped().with_rules(config.outlet.clone());
    let (totals, stories) = super::runtime()?.block_on(async {
        let store = store::open(options.store.address(config), clock.now()).await?;
        let rules = Arc::new(daemon::record_rules(config));
        let mut archive = Archive {
            store: store.as_ref(),
            rules,
            agencies,
            outlets,
            clock,
            totals: Totals::default(),
        };
        for path in &options.paths {
            archive.file(path, options.archive.as_deref()).await?;
        }
        let stories = store.stats().await?.stories;
        let totals = archive.totals;
        store.close().await;
        anyhow::Ok((totals, stories))
    })?;
    tell(&totals, stories, started.elapsed().as_secs_f64(), options.json)?;
    let all_bad = totals.lines > 0 && totals.rejected == totals.lines;
    Ok(if all_bad {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn tell(totals: &Totals, stories: i64, seconds: f64, json: bool) -> anyhow::Result<()> {
    let Totals {
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

struct Archive<'a> {
    store: &'a dyn Store,
    rules: Arc<RecordRules>,
    agencies: Agencies,
    outlets: OutletRules,
    clock: &'a Clock,
    totals: Totals,
}

/// A line with its place, for complaints.
type Line = (String, Vec<u8>);

impl Archive<'_> {
    async fn file(&mut self, path: &Path, name: Option<&str>) -> anyhow::Result<()> {
        let shown = path.display().to_string();
        let stem = path
            .file_stem()
            .map_or_else(|| "stdin".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let archive = name
            .unwrap_or(if shown == "-" { "stdin" } else { &stem })
            .to_owned();
        let (reader, bytes): (Box<dyn BufRead>, u64) = if shown == "-" {
            (Box::new(BufReader::new(std::io::stdin())), 0)
        } else {
            let file = std::fs::File::open(path).with_context(|| format!("reading {shown}"))?;
            let bytes = file.metadata().map_or(0, |data| data.len());
            (Box::new(BufReader::with_capacity(1 << 20, file)), bytes)
        };
        let bar = output::bar(bytes, &archive);
        let mut lines: Vec<Line> = Vec::with_capacity(BATCH);
        for (number, line) in reader.split(b'\n').enumerate() {
            let line = line.with_context(|| format!("reading {shown}"))?;
            bar.inc(line.len() as u64 + 1);
            if line.trim_ascii().is_empty() {
                continue;
            }
            lines.push((format!("{shown}:{}", number + 1), line));
            if lines.len() == BATCH {
                self.batch(&archive, std::mem::take(&mut lines)).await?;
            }
        }
        self.batch(&archive, lines).await?;
        bar.finish_and_clear();
        Ok(())
    }

    async fn batch(&mut self, archive: &str, lines: Vec<Line>) -> anyhow::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        self.totals.lines += lines.len() as u64;
        let now = self.clock.now();
        let read: Vec<Result<Recording, String>> = {
            let (agencies, outlets) = (&self.agencies, &self.outlets);
            tokio::task::block_in_place(|| {
                lines
                    .par_iter()
                    .map(|line| read_line(line, archive, now, agencies, outlets))
                    .collect()
            })
        };
        let mut good = Vec::with_capacity(read.len());
        for result in read {
            match result {
                Ok(recording) => good.push(recording),
                Err(complaint) => self.reject(&complaint),
            }
        }
        let batch = Arc::new(good);
        let recorded = self
            .store
            .record(Arc::clone(&batch), Arc::clone(&self.rules))
            .await;
        match recorded {
            Ok(recorded) => self.count(&recorded),
            Err(store::StoreError::Refused { .. }) => {
                // One bad article costs only itself.
                for recording in batch.iter() {
                    match self
                        .store
                        .record(Arc::new(vec![recording.clone()]), Arc::clone(&self.rules))
                        .await
                    {
                        Ok(recorded) => self.count(&recorded),
                        Err(error @ store::StoreError::Refused { .. }) => {
                            let reason = format!("{:#}", anyhow::Error::from(error));
                            self.reject(&format!(
                                "{}: rejected by the store: {reason}",
                                recording.reading.id
                            ));
                        }
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn reject(&mut self, complaint: &str) {
        self.totals.rejected += 1;
        if self.totals.rejected <= COMPLAINTS_MAX {
            output::say(complaint);
        } else if self.totals.rejected == COMPLAINTS_MAX + 1 {
            output::say("further rejected lines are only counted");
        }
    }

    fn count(&mut self, recorded: &[Recorded]) {
        for one in recorded {
            match one.outcome {
                RecordedOutcome::NewArticle => {
                    self.totals.new += 1;
                    self.totals.copies += u64::from(one.relation != Relation::Original);
                }
                RecordedOutcome::NewRevision => self.totals.revisions += 1,
                RecordedOutcome::Unchanged => self.totals.unchanged += 1,
            }
        }
    }
}

fn read_line(
    (place, line): &Line,
    archive: &str,
    now: DateTime<Utc>,
    agencies: &Agencies,
    outlets: &OutletRules,
) -> Result<Recording, String> {
    let item: ArchiveItem =
        serde_json::from_slice(line).map_err(|error| format!("{place}: rejected: {error}"))?;
    let seen = item.seen.clone();
    // Without an id the article's address names it, else its place in the file.
    let fallback = item.url.clone().unwrap_or_else(|| place.clone());
    let input = pipeline::input_of_archive(item, &fallback, now)
        .map_err(|error| format!("{place}: rejected: {error}"))?;
    let seen_at = seen
        .as_deref()
        .and_then(|raw| parse::date::read(Some(raw), now).at);
    let (first_seen_at, seen_basis) = match (seen_at, input.published.at) {
        (Some(at), _) => (at, "seen"),
        (None, Some(at)) => (at, "published"),
        (None, None) => (now, "now"),
    };
    let outlet = outlets.outlet_of(
        outlets.address_of(&input),
        input.outlet.as_deref(),
        None,
        agencies,
    );
    let external_id = input.id.clone();
    Ok(Recording {
        reading: daemon::read_guarded(input, &outlet, agencies),
        outlet: daemon::outlet_ref(outlet),
        source: RecordSource::Archive {
            archive: archive.to_owned(),
            external_id,
            first_seen_at,
            seen_basis,
        },
        recorded_at: now,
    })
}
