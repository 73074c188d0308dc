//! Kept articles read again after a change of the rules: in small batches, on all cores, written by whoever writes the
//! store.
//!
//! A run stands in the store, with how far it has come; each batch moves it on in the transaction that writes the batch.
//! So a run that is cut off goes on where it was, and what reads as it did before is not written.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::reading::{READER_FAULT, input_of, is_batchs_own, note_truncated, outlet_ref, read_guarded};
use crate::attribute::{Agencies, Outlet, OutletRules, RULES_VERSION};
use crate::config::Config;
use crate::model::{PageSource, ReadInput, Reading, TextFrom};
use crate::pipeline::{self, StoredArticle};
use crate::store::{
    KeptArticle, RecordRules, Reread, RereadFilter, RereadFrom, RereadReport, RereadRun, RereadStage,
    RereadTask, Store, StoreError,
};
use crate::{dedup, telemetry};

/// Articles read together and written in one transaction: few, as others wait for the writer meanwhile.
const BATCH_ARTICLES: u32 = 64;
/// Articles placed again in one step, in a file that nobody else waits for.
const BATCH_PLACED: u32 = 128;
/// Stories told anew in one transaction; each may bring an event with all its claims.
const BATCH_STORIES: u32 = 16;

/// Reads kept articles by the present rules.
#[derive(Clone)]
pub struct Rereader {
    agencies: Arc<Agencies>,
    outlets: Arc<OutletRules>,
    rules: Arc<RecordRules>,
}

impl Rereader {
    /// A reader with the agencies and the outlet map of `config`.
    ///
    /// # Errors
    /// When the operator's agency file cannot be read.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self::with(
            Arc::new(super::agencies(config)?),
            Arc::new(OutletRules::shipped().with_rules(config.outlet.clone())),
            Arc::new(super::record_rules(config)),
        ))
    }

    /// A reader with tables that are there already.
    pub(super) const fn with(
        agencies: Arc<Agencies>,
        outlets: Arc<OutletRules>,
        rules: Arc<RecordRules>,
    ) -> Self {
        Self {
            agencies,
            outlets,
            rules,
        }
    }

    /// The task of reading again by these rules.
    pub fn task(&self, stage: RereadStage, filter: RereadFilter) -> RereadTask {
        let outlets = format!("{:?}", self.outlets);
        RereadTask {
            stage,
            filter,
            rules: format!(
                "{} {RULES_VERSION}.{} {} {:016x} {}",
                env!("CARGO_PKG_VERSION"),
                dedup::VERSION,
                self.agencies.version(),
                xxh3_64(outlets.as_bytes()),
                self.rules.window_s
            ),
        }
    }

    /// Goes on with `run` by one batch; the run as it is then, ended when nothing is left.
    ///
    /// # Errors
    /// [`StoreError::Impossible`] when somebody else goes on with the same run; those of the store's own. Nothing of
    /// the batch is kept then.
    pub async fn step(
        &self,
        store: &dyn Store,
        run: &RereadRun,
        now: DateTime<Utc>,
    ) -> Result<RereadRun, StoreError> {
        let rules = Arc::clone(&self.rules);
        match run.task.stage {
            RereadStage::Stories | RereadStage::Events if run.next_id > run.last_id => {
                return store.finish_reread(run, now).await;
            }
            RereadStage::Stories => return store.retell_stories(run, BATCH_PLACED, now, rules).await,
            RereadStage::Events => return store.retell_events(run, BATCH_STORIES, now, rules).await,
            RereadStage::Read | RereadStage::Facts => {}
        }
        let Some((batch, next, skipped)) = self.next_batch(store, run).await? else {
            return store.finish_reread(run, now).await;
        };
        let base = RereadReport::of_batch(&batch, skipped);
        let batch = Arc::new(batch);
        let foreseen = store.foresee_reread(Arc::clone(&batch), run, rules).await?;
        let changed = foreseen.changed.iter().filter_map(|at| batch.get(*at).cloned());
        let changed: Arc<Vec<Reread>> = Arc::new(changed.collect());
        let written = self.write(store, run, next, &changed, base.clone()).await;
        match written {
            Err(error) if is_batchs_own(&error) => {
                self.write_one_by_one(store, run, next, &changed, base).await
            }
            written => written,
        }
    }

    /// Goes on with `run`, which is nowhere on record, by one batch of which nothing is written: its report tells
    /// what would change about the articles themselves, or about the stories that they are in.
    ///
    /// # Errors
    /// Those of the store; [`StoreError::Impossible`] for telling events anew.
    pub async fn foresee(
        &self,
        store: &dyn Store,
        run: &RereadRun,
        now: DateTime<Utc>,
    ) -> Result<RereadRun, StoreError> {
        match run.task.stage {
            RereadStage::Events => {
                return Err(StoreError::Impossible(
                    "what telling events anew would change cannot be told beforehand".to_owned(),
                ));
            }
            RereadStage::Stories => {
                let rules = Arc::clone(&self.rules);
                return store.foresee_stories(run, BATCH_PLACED, now, rules).await;
            }
            RereadStage::Read | RereadStage::Facts => {}
        }
        let mut run = run.clone();
        let Some((batch, next, skipped)) = self.next_batch(store, &run).await? else {
            run.finished_at = Some(now);
            return Ok(run);
        };
        run.report.add(RereadReport::of_batch(&batch, skipped));
        let foreseen = store
            .foresee_reread(Arc::new(batch), &run, Arc::clone(&self.rules))
            .await?;
        run.report.add(foreseen.report);
        run.next_id = next;
        Ok(run)
    }

    async fn write(
        &self,
        store: &dyn Store,
        run: &RereadRun,
        next: i64,
        batch: &Arc<Vec<Reread>>,
        base: RereadReport,
    ) -> Result<RereadRun, StoreError> {
        store
            .write_reread(run, next, Arc::clone(batch), base, Arc::clone(&self.rules))
            .await
    }

    /// Each article of a batch that the store refused alone, so that a bad one costs only itself.
    async fn write_one_by_one(
        &self,
        store: &dyn Store,
        run: &RereadRun,
        next: i64,
        batch: &[Reread],
        mut base: RereadReport,
    ) -> Result<RereadRun, StoreError> {
        let mut run = run.clone();
        for again in batch {
            let alone = Arc::new(vec![again.clone()]);
            // The place stays until the end: an article written twice is written once.
            let here = run.next_id;
            match self
                .write(store, &run, here, &alone, RereadReport::default())
                .await
            {
                Ok(written) => run = written,
                Err(error) if is_batchs_own(&error) => {
                    let detail = format!("{:#}", anyhow::Error::from(error));
                    tracing::error!(
                        article.id = again.article_id,
                        error = telemetry::field(&detail),
                        "not written again"
                    );
                    base.skipped += 1;
                }
                Err(error) => return Err(error),
            }
        }
        self.write(store, &run, next, &Arc::default(), base).await
    }

    /// The next articles read, where the run then is, and how many of them no reader could take; `None` at the end.
    async fn next_batch(
        &self,
        store: &dyn Store,
        run: &RereadRun,
    ) -> Result<Option<(Vec<Reread>, i64, u64)>, StoreError> {
        let kept = store.kept_articles(run, BATCH_ARTICLES).await?;
        let Some(last) = kept.last() else {
            return Ok(None);
        };
        let next = last.article_id + 1;
        let total = kept.len();
        let (reader, stage) = (self.clone(), run.task.stage);
        let batch: Vec<Reread> = tokio::task::spawn_blocking(move || {
            kept.par_iter()
                .filter_map(|kept| reader.again(stage, kept))
                .collect()
        })
        .await
        .map_err(|error| StoreError::Panicked(format!("reading a batch again: {error}")))?;
        let skipped = total.saturating_sub(batch.len()) as u64;
        Ok(Some((batch, next, skipped)))
    }

    /// The article read by the present rules; `None` when nothing is kept of it or a reader panics on what is, as
    /// what was read of it before is better than nothing.
    fn again(&self, stage: RereadStage, kept: &KeptArticle) -> Option<Reread> {
        // A text that is not kept any more says nothing about what it said.
        let has_text = !kept.article.text.is_empty();
        let (from, outlet, reading) = match (stage, kept.archived_as_markup) {
            (RereadStage::Read, None) if !has_text => self.read_entries(kept)?,
            _ if !has_text => return None,
            (_, Some(false)) => self.read_text(kept),
            (RereadStage::Read, None) => self.read_entries(kept).or_else(|| self.read_stored(kept))?,
            _ => self.read_stored(kept)?,
        };
        let is_fault = |notes: &[String]| notes.iter().any(|note| note == READER_FAULT);
        if is_fault(&reading.notes) && !is_fault(&kept.notes) {
            return None;
        }
        Some(Reread {
            article_id: kept.article_id,
            revision_id: kept.revision_id,
            from,
            outlet: outlet_ref(outlet),
            reading,
            boilerplate: kept.boilerplate.clone(),
        })
    }

    /// From an archive's text, as `ingest` reads it.
    fn read_text(&self, kept: &KeptArticle) -> (RereadFrom, Outlet, Reading) {
        let mut input = ReadInput::new("");
        input.url.clone_from(&kept.article.url);
        input.title = Some(kept.article.title.clone()).filter(|title| !title.is_empty());
        input.published = kept.claimed.clone();
        input.page = Some(PageSource::Text(kept.article.text.clone()));
        let (word, outlet) = self.archived_outlet(kept, &input);
        input.outlet = word;
        let reading = read_guarded(input, &outlet, &self.agencies);
        (RereadFrom::Text, outlet, reading)
    }

    /// The outlet of an archive's article, and the archive's word for it, if it had one beside the address.
    fn archived_outlet(&self, kept: &KeptArticle, input: &ReadInput) -> (Option<String>, Outlet) {
        let known = &kept.outlet;
        let named = |word: Option<&str>| {
            let address = self.outlets.address_of(input);
            self.outlets.outlet_of(address, word, None, &self.agencies)
        };
        let word = Some(known.key.clone()).filter(|word| !word.is_empty());
        let (bare, worded) = (named(None), named(word.as_deref()));
        let is_known = |outlet: &Outlet| outlet.key == known.key && outlet.agency_id == known.agency_id;
        if is_known(&bare) || bare.key == known.key && !is_known(&worded) {
            return (None, bare);
        }
        (word, self.staying(kept, worded))
    }

    /// `outlet`, or the one the article was recorded under: the map of outlets names new articles only.
    fn staying(&self, kept: &KeptArticle, outlet: Outlet) -> Outlet {
        let known = &kept.outlet;
        if outlet.key == known.key {
            return outlet;
        }
        Outlet {
            key: known.key.clone(),
            agency_id: known.agency_id.clone(),
            is_aggregator: known.is_aggregator,
        }
    }

    /// From the entries and their pages: the one that gives the text we have, else the one that tells most, the first
    /// of them. `None` where nothing is kept, or only the teaser of an article that was read from its page.
    fn read_entries(&self, kept: &KeptArticle) -> Option<(RereadFrom, Outlet, Reading)> {
        let words = |reading: &Reading| reading.article.text.split_whitespace().count();
        let mut best: Option<(Outlet, Reading)> = None;
        for pending in &kept.entries {
            let (mut input, outlet) = input_of(pending, &self.outlets, &self.agencies);
            let outlet = self.staying(kept, outlet);
            input.outlet = Some(outlet.key.clone());
            let mut reading = read_guarded(input, &outlet, &self.agencies);
            note_truncated(&mut reading, pending);
            let is_lesser =
                kept.article.text_from == TextFrom::Page && reading.article.text_from == TextFrom::Feed;
            if is_lesser {
                continue;
            }
            let is_it =
                reading.article.title == kept.article.title && reading.article.text == kept.article.text;
            let tells_more = best
                .as_ref()
                .is_none_or(|(_, known)| words(&reading) > words(known));
            if is_it || tells_more {
                best = Some((outlet, reading));
            }
            if is_it {
                break;
            }
        }
        let (outlet, reading) = best?;
        let from = match reading.article.text_from {
            TextFrom::Page => RereadFrom::Page,
            TextFrom::Feed | TextFrom::Archive => RereadFrom::Feed,
        };
        Some((from, outlet, reading))
    }

    /// From the stored text in its stored sections; `None` when a reader panics.
    fn read_stored(&self, kept: &KeptArticle) -> Option<(RereadFrom, Outlet, Reading)> {
        let outlet = match (kept.archived_as_markup, kept.entries.first()) {
            (None, Some(entry)) => {
                let (_, outlet) = input_of(entry, &self.outlets, &self.agencies);
                self.staying(kept, outlet)
            }
            _ => {
                let mut input = ReadInput::new("");
                input.url.clone_from(&kept.article.url);
                self.archived_outlet(kept, &input).1
            }
        };
        let published = match kept.entries.as_slice() {
            // The feed may have changed its claim with the text.
            [entry] => entry.entry.published.clone(),
            _ => kept.claimed.clone(),
        };
        let stored = StoredArticle {
            article: kept.article.clone(),
            published,
            credits: kept.credits.clone(),
            notes: kept.notes.clone(),
        };
        let read = || pipeline::read_stored(stored, &outlet, &self.agencies);
        let reading = catch_unwind(AssertUnwindSafe(read)).ok()?;
        Some((RereadFrom::Stored, outlet, reading))
    }
}
