//! The reading stage: reads ready entries on all cores and records them in their order.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use rayon::prelude::*;

use super::Mode;
use super::desk::{Desk, Progress};
use crate::attribute::{Agencies, Outlet};
use crate::model::{PageSource, ReadInput, Reading, Relation};
use crate::pipeline;
use crate::store::{
    OutletRef, PendingEntry, RecordRules, RecordSource, Recorded, RecordedOutcome, Recording, StoreError,
};

/// Entries read and recorded together: the measured knee of the batch-size curve.
const BATCH: u32 = 256;
/// How often to look when no hint comes.
const IDLE: Duration = Duration::from_secs(5);

/// Reads until told to stop; in a single pass until nothing is left to read.
pub(super) async fn run(desk: Arc<Desk>, mode: Mode) -> anyhow::Result<()> {
    let rules = Arc::new(super::record_rules(&desk.config));
    // The batch being written is still `read` in the store; its ids are left out of the next look.
    let mut in_hand: HashSet<i64> = HashSet::new();
    let mut writing: Option<tokio::task::JoinHandle<Result<(), StoreError>>> = None;
    loop {
        let stopping = desk.stop.is_cancelled();
        let is_last_look = mode == Mode::Once && desk.pages_done.is_cancelled();
        let batch = if stopping {
            Vec::new()
        } else {
            next_batch(&desk, &in_hand).await?
        };
        let ids: HashSet<i64> = batch.iter().map(|pending| pending.entry_id).collect();
        let recordings = if batch.is_empty() {
            Vec::new()
        } else {
            read_batch(&desk, batch).await?
        };
        if let Some(written) = writing.take() {
            written.await.context("the recording task")??;
        }
        if recordings.is_empty() {
            if stopping || (is_last_look && in_hand.is_empty()) {
                return Ok(());
            }
            let had_work = !in_hand.is_empty();
            in_hand.clear();
            if had_work {
                continue;
            }
            tokio::select! {
                () = desk.stop.cancelled() => {}
                () = desk.reading_news.notified() => {}
                () = tokio::time::sleep(IDLE) => {}
            }
            continue;
        }
        in_hand = ids;
        writing = Some(tokio::spawn(write(
            Arc::clone(&desk),
            recordings,
            Arc::clone(&rules),
        )));
    }
}

async fn next_batch(desk: &Desk, in_hand: &HashSet<i64>) -> Result<Vec<PendingEntry>, StoreError> {
    let limit = BATCH + u32::try_from(in_hand.len()).unwrap_or(BATCH);
    let mut found = desk.store.entries_to_read(limit).await?;
    found.retain(|pending| !in_hand.contains(&pending.entry_id));
    found.truncate(BATCH as usize);
    Ok(found)
}

/// Reads a batch on all cores; the order stays.
async fn read_batch(desk: &Arc<Desk>, batch: Vec<PendingEntry>) -> anyhow::Result<Vec<Recording>> {
    let desk = Arc::clone(desk);
    let reading = tokio::task::spawn_blocking(move || {
        batch
            .into_par_iter()
            .map(|pending| read_entry(&desk, &pending))
            .collect()
    });
    reading.await.context("the reading task")
}

fn read_entry(desk: &Desk, pending: &PendingEntry) -> Recording {
    let entry = &pending.entry;
    let url = entry
        .link
        .as_deref()
        .or_else(|| pending.page.as_ref().map(|page| page.final_url.as_str()));
    let page = pending
        .page
        .as_ref()
        .map(|page| (page.html.as_str(), page.final_url.as_str()));
    let mut input = pipeline::input_of_entry(entry, page);
    let address = desk.outlets.address_of(&input).or(url);
    let outlet = desk
        .outlets
        .outlet_of(address, None, Some(&pending.feed_url), &desk.agencies);
    input.outlet = Some(outlet.key.clone());
    Recording {
        reading: read_guarded(input, &outlet, &desk.agencies),
        outlet: outlet_ref(outlet),
        source: RecordSource::Entry {
            entry_id: pending.entry_id,
            feed_id: pending.feed_id,
            first_seen_at: pending.first_seen_at,
            polling_gap_s: pending.polling_gap_s,
        },
        recorded_at: desk.clock.now(),
    }
}

/// Reads `input`; should a parser panic on its markup, reads it once more as plain text and says so.
pub fn read_guarded(mut input: ReadInput, outlet: &Outlet, agencies: &Agencies) -> Reading {
    if let Ok(reading) = catch_unwind(AssertUnwindSafe(|| pipeline::read(&input, outlet, agencies))) {
        return reading;
    }
    tracing::error!(
        article.url = input.url.as_deref(),
        "a reader panicked; reading the feed's words only"
    );
    input.page = None;
    input.feed_text = input.title.clone().map(PageSource::Text);
    let mut reading = catch_unwind(AssertUnwindSafe(|| pipeline::read(&input, outlet, agencies)))
        .unwrap_or_else(|_| pipeline::read(&ReadInput::new(input.id.clone()), outlet, agencies));
    reading.notes.push("reader_fault".to_owned());
    reading
}

/// Who publishes, as the store takes it.
pub fn outlet_ref(outlet: Outlet) -> OutletRef {
    OutletRef {
        key: outlet.key,
        agency_id: outlet.agency_id,
        is_aggregator: outlet.is_aggregator,
    }
}

/// Records a batch; if the store refuses it, each reading alone, so that one bad one costs only itself.
async fn write(
    desk: Arc<Desk>,
    recordings: Vec<Recording>,
    rules: Arc<RecordRules>,
) -> Result<(), StoreError> {
    let batch = Arc::new(recordings);
    match desk.store.record(Arc::clone(&batch), Arc::clone(&rules)).await {
        Ok(recorded) => {
            count(&desk, &recorded);
            return Ok(());
        }
        Err(error @ StoreError::Refused { .. }) => {
            tracing::warn!(
                error = format!("{:#}", anyhow::Error::from(error)),
                "a batch was refused; recording one by one"
            );
        }
        Err(error) => return Err(error),
    }
    for recording in batch.iter() {
        match desk
            .store
            .record(Arc::new(vec![recording.clone()]), Arc::clone(&rules))
            .await
        {
            Ok(recorded) => count(&desk, &recorded),
            Err(error @ StoreError::Refused { .. }) => {
                let detail = format!("{:#}", anyhow::Error::from(error));
                tracing::error!(
                    article.url = recording.reading.article.url.as_deref(),
                    error = detail,
                    "not recorded"
                );
                Progress::count(&desk.progress.entries_failed);
                if let RecordSource::Entry { entry_id, .. } = recording.source {
                    desk.store.give_up_entry(entry_id, &detail).await?;
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn count(desk: &Desk, recorded: &[Recorded]) {
    let progress = &desk.progress;
    for one in recorded {
        match one.outcome {
            RecordedOutcome::NewArticle => {
                Progress::count(&progress.articles);
                if one.relation != Relation::Original {
                    Progress::count(&progress.copies);
                }
            }
            RecordedOutcome::NewRevision => Progress::count(&progress.revisions),
            RecordedOutcome::Unchanged => {}
        }
    }
    tracing::info!(articles = recorded.len(), "recorded");
}
