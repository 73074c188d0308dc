//! Archive lines into the store: read on all cores, recorded in their order, whole batches.
//!
//! Whoever holds the store's lock does it: `dateline ingest` alone, or the daemon for an `ingest` beside it.
//! Both go through here, so that the same lines give the same stories.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::attribute::{Agencies, OutletRules};
use crate::config::Config;
use crate::model::{ArchiveItem, PageSource, Relation};
use crate::store::{RecordSource, Recorded, RecordedOutcome, Recording, StoreError};
use crate::{parse, pipeline, telemetry};

/// Articles read together on all cores and written in one transaction: the knee of the batch-size curve.
pub const BATCH_LINES: usize = 256;
/// A batch is closed at so many bytes, so that long lines do not pile up in memory.
pub const BATCH_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Longest line read: six times the largest page that is fetched. A longer one is rejected.
pub const LINE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One line of an archive that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveLine {
    /// Its place in the file, from 1, blank lines counted.
    pub number: u64,
    /// The line without its line break; empty when it was too long to be kept.
    pub bytes: Vec<u8>,
    /// Longer than [`LINE_BYTES_MAX`].
    pub is_too_long: bool,
}

/// What became of an archive's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveTotals {
    /// Lines taken, blank ones left out.
    pub lines: u64,
    pub new: u64,
    pub revisions: u64,
    pub unchanged: u64,
    /// Those of `new` that are copies.
    pub copies: u64,
    pub rejected: u64,
}

impl std::ops::AddAssign for ArchiveTotals {
    fn add_assign(&mut self, more: Self) {
        self.lines += more.lines;
        self.new += more.new;
        self.revisions += more.revisions;
        self.unchanged += more.unchanged;
        self.copies += more.copies;
        self.rejected += more.rejected;
    }
}

/// What became of one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchTaken {
    pub totals: ArchiveTotals,
    /// One for each rejected line: `file:line: rejected: why`.
    pub complaints: Vec<String>,
}

/// Collects lines until they make a batch.
#[derive(Debug, Default)]
pub struct Batch {
    lines: Vec<ArchiveLine>,
    bytes: usize,
}

impl Batch {
    /// Adds a line; returns whether the batch is full and should be taken.
    pub fn push(&mut self, line: ArchiveLine) -> bool {
        self.bytes += line.bytes.len();
        self.lines.push(line);
        self.lines.len() >= BATCH_LINES || self.bytes >= BATCH_BYTES_MAX
    }

    /// The lines so far; what follows begins the next batch.
    pub fn take(&mut self) -> Vec<ArchiveLine> {
        self.bytes = 0;
        std::mem::take(&mut self.lines)
    }
}

/// What reading an archive needs beside its lines.
#[derive(Clone)]
pub struct ArchiveReader {
    agencies: Arc<Agencies>,
    outlets: Arc<OutletRules>,
}

impl ArchiveReader {
    /// A reader with the agencies and the outlet map of `config`.
    ///
    /// # Errors
    /// When the operator's agency file cannot be read.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            agencies: Arc::new(super::agencies(config)?),
            outlets: Arc::new(OutletRules::shipped().with_rules(config.outlet.clone())),
        })
    }

    /// A reader with tables that are there already.
    pub(super) const fn with(agencies: Arc<Agencies>, outlets: Arc<OutletRules>) -> Self {
        Self { agencies, outlets }
    }

    /// Reads a batch on all cores and hands it to `record`, which writes it in one transaction. What the
    /// store refuses whole is handed over again one by one, so that a bad article costs only itself.
    ///
    /// `archive` and a line's id are what the article is known by; `source` names the file in complaints, and
    /// an article that has neither id nor address.
    ///
    /// # Errors
    /// What `record` could not do for reasons of the store's own. Nothing of this batch is promised then;
    /// taking it again changes nothing that was recorded.
    pub async fn take<A>(
        &self,
        archive: &str,
        source: &str,
        lines: Vec<ArchiveLine>,
        now: DateTime<Utc>,
        record: impl Fn(Arc<Vec<Recording>>) -> A,
    ) -> Result<BatchTaken, StoreError>
    where
        A: Future<Output = Result<Vec<Recorded>, StoreError>>,
    {
        let mut taken = BatchTaken::default();
        taken.totals.lines = lines.len() as u64;
        let mut good = Vec::with_capacity(lines.len());
        for result in self.read(archive, source, lines, now).await? {
            match result {
                Ok(recording) => good.push(recording),
                Err(complaint) => taken.reject(complaint),
            }
        }
        if good.is_empty() {
            return Ok(taken);
        }
        let batch = Arc::new(good);
        match record(Arc::clone(&batch)).await {
            Ok(recorded) => {
                taken.count(&recorded);
                return Ok(taken);
            }
            Err(error) if super::reading::is_batchs_own(&error) => {}
            Err(error) => return Err(error),
        }
        for recording in batch.iter() {
            match record(Arc::new(vec![recording.clone()])).await {
                Ok(recorded) => taken.count(&recorded),
                Err(error) if super::reading::is_batchs_own(&error) => {
                    let id = telemetry::field(&recording.reading.id);
                    let reason = format!("{:#}", anyhow::Error::from(error));
                    taken.reject(format!("{id}: rejected by the store: {reason}"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(taken)
    }

    /// The lines read, in their order, off the async threads.
    async fn read(
        &self,
        archive: &str,
        source: &str,
        lines: Vec<ArchiveLine>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<Recording, String>>, StoreError> {
        let (reader, archive, source) = (self.clone(), archive.to_owned(), source.to_owned());
        tokio::task::spawn_blocking(move || {
            lines
                .par_iter()
                .map(|line| reader.read_line(&archive, &source, line, now))
                .collect()
        })
        .await
        .map_err(|error| StoreError::Panicked(format!("reading a batch: {error}")))
    }

    fn read_line(
        &self,
        archive: &str,
        source: &str,
        line: &ArchiveLine,
        now: DateTime<Utc>,
    ) -> Result<Recording, String> {
        let place = format!("{source}:{}", line.number);
        if line.is_too_long {
            return Err(too_long(source, line.number));
        }
        let item: ArchiveItem =
            serde_json::from_slice(&line.bytes).map_err(|error| format!("{place}: rejected: {error}"))?;
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
        let outlet = self.outlets.outlet_of(
            self.outlets.address_of(&input),
            input.outlet.as_deref(),
            None,
            &self.agencies,
        );
        let external_id = input.id.clone();
        let is_markup = !matches!(input.page, Some(PageSource::Text(_)));
        Ok(Recording {
            reading: super::read_guarded(input, &outlet, &self.agencies),
            outlet: super::outlet_ref(outlet),
            source: RecordSource::Archive {
                archive: archive.to_owned(),
                external_id,
                first_seen_at,
                seen_basis,
                is_markup,
            },
            recorded_at: now,
        })
    }
}

/// The complaint about a line longer than [`LINE_BYTES_MAX`].
pub fn too_long(source: &str, number: u64) -> String {
    format!(
        "{source}:{number}: rejected: the line is longer than {} MiB",
        LINE_BYTES_MAX >> 20
    )
}

impl BatchTaken {
    fn reject(&mut self, complaint: String) {
        self.totals.rejected += 1;
        self.complaints.push(complaint);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, bytes: usize) -> ArchiveLine {
        ArchiveLine {
            number,
            bytes: vec![b'x'; bytes],
            is_too_long: false,
        }
    }

    #[test]
    fn a_batch_is_full_by_lines_or_by_bytes_whichever_comes_first() {
        let mut batch = Batch::default();
        let lines = (1..).find(|n| batch.push(line(*n, 10))).unwrap();
        assert_eq!(lines as usize, BATCH_LINES);
        assert_eq!(batch.take().len(), BATCH_LINES);
        assert!(!batch.push(line(1, BATCH_BYTES_MAX - 1)));
        assert!(batch.push(line(2, 1)));
        batch.take();
        assert!(!batch.push(line(3, 1)), "a batch taken counts its bytes anew");
    }

    #[tokio::test]
    async fn bad_lines_are_named_by_their_place_and_cost_only_themselves() {
        let now = crate::model::parse_instant("2025-03-14T12:00:00Z").unwrap();
        let reader = ArchiveReader::new(&Config::default()).unwrap();
        let mut lines = vec![line(3, 5), line(7, 0)];
        lines[1].is_too_long = true;
        let good = br#"{"id":"a","text":"The quay was closed."}"#;
        lines.push(ArchiveLine {
            bytes: good.to_vec(),
            ..line(9, 0)
        });
        let taken = reader
            .take("coast", "c.jsonl", lines, now, |batch| async move {
                assert_eq!(batch.len(), 1);
                Err(StoreError::Panicked("a bad article".into()))
            })
            .await
            .unwrap();
        assert_eq!((taken.totals.lines, taken.totals.rejected), (3, 3));
        assert!(taken.complaints[0].starts_with("c.jsonl:3: rejected"));
        assert!(taken.complaints[1].starts_with("c.jsonl:7: rejected: the line is longer than 32 MiB"));
        assert!(
            taken.complaints[2].starts_with("a: rejected by the store"),
            "{:?}",
            taken.complaints
        );
    }
}
