//! The reading stage: reads ready entries on all cores and records them in their order.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rayon::prelude::*;
use tracing::Instrument;

use super::Mode;
use super::desk::{Desk, Progress};
use super::metrics::Item;
use super::rulebook::Rulebook;
use crate::attribute::{Agencies, Outlet, OutletRules};
use crate::model::{PageSource, ReadInput, Reading, Relation};
use crate::pipeline;
use crate::store::{
    OutletRef, PendingEntry, RecordRules, RecordSource, Recorded, RecordedOutcome, Recording, StoreError,
};

/// Entries read and recorded together: the measured knee of the batch-size curve.
const BATCH: u32 = 256;
/// Note of an article whose page was larger than we take; `parse::page` says the same of one it cuts itself.
const PAGE_TRUNCATED: &str = "page_truncated";
/// Note of an article that no reader could take as it came.
pub(super) const READER_FAULT: &str = "reader_fault";
/// Time from which a page has overrun. Extraction cannot be ended from outside, so the guards bound it
/// and this only sees to it that the host's next pages are read the quick way.
const OVERRUN: Duration = Duration::from_secs(5);
/// Slow hosts remembered; more of them would mean that the machine is slow.
const SLOW_HOSTS_MAX: usize = 10_000;
/// How often to look when no hint comes.
const IDLE: Duration = Duration::from_secs(5);

/// Hosts whose pages have overrun, for as long as the process lives.
#[derive(Debug, Default)]
struct SlowHosts(Mutex<HashSet<String>>);

impl SlowHosts {
    fn holds(&self, address: Option<&str>) -> bool {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !hosts.is_empty() && host_of(address).is_some_and(|host| hosts.contains(&host))
    }

    fn add(&self, address: Option<&str>) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() < SLOW_HOSTS_MAX {
            hosts.extend(host_of(address));
        }
    }
}

fn host_of(address: Option<&str>) -> Option<String> {
    let url = url::Url::parse(address?).ok()?;
    url.host_str().map(str::to_owned)
}

/// Reads until told to stop; in a single pass until nothing is left to read.
pub(super) async fn run(desk: Arc<Desk>, mode: Mode) -> anyhow::Result<()> {
    // The batch being written is still `read` in the store; its ids are left out of the next look.
    let mut in_hand: HashSet<i64> = HashSet::new();
    let slow_hosts = Arc::new(SlowHosts::default());
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
            read_batch(&desk, &slow_hosts, batch).await?
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
        let recording = write(
            Arc::clone(&desk),
            recordings,
            Arc::clone(&desk.rulebook().record_rules),
        );
        writing = Some(tokio::spawn(recording.instrument(tracing::info_span!("record"))));
    }
}

async fn next_batch(desk: &Desk, in_hand: &HashSet<i64>) -> Result<Vec<PendingEntry>, StoreError> {
    let limit = BATCH + u32::try_from(in_hand.len()).unwrap_or(BATCH);
    let mut found = desk.patiently(|| desk.store.entries_to_read(limit)).await?;
    found.retain(|pending| !in_hand.contains(&pending.entry_id));
    found.truncate(BATCH as usize);
    Ok(found)
}

/// Reads a batch on all cores; the order stays.
async fn read_batch(
    desk: &Arc<Desk>,
    slow_hosts: &Arc<SlowHosts>,
    batch: Vec<PendingEntry>,
) -> anyhow::Result<Vec<Recording>> {
    let (desk, slow_hosts) = (Arc::clone(desk), Arc::clone(slow_hosts));
    let rulebook = desk.rulebook();
    let reading = tokio::task::spawn_blocking(move || {
        batch
            .into_par_iter()
            .map(|pending| read_entry(&desk, &rulebook, &slow_hosts, &pending))
            .collect()
    });
    reading.await.context("the reading task")
}

/// What is to be read of an entry, and who publishes it.
pub(super) fn input_of(
    pending: &PendingEntry,
    outlets: &OutletRules,
    agencies: &Agencies,
) -> (ReadInput, Outlet) {
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
    let address = outlets.address_of(&input).or(url);
    let outlet = outlets.outlet_of(address, None, Some(&pending.feed_url), agencies);
    input.outlet = Some(outlet.key.clone());
    (input, outlet)
}

/// Says of the reading that its page was larger than we take, if it was.
pub(super) fn note_truncated(reading: &mut Reading, pending: &PendingEntry) {
    let is_truncated = pending.page.as_ref().is_some_and(|page| page.is_truncated);
    if is_truncated && !reading.notes.iter().any(|note| note == PAGE_TRUNCATED) {
        reading.notes.push(PAGE_TRUNCATED.to_owned());
    }
}

fn read_entry(desk: &Desk, rulebook: &Rulebook, slow_hosts: &SlowHosts, pending: &PendingEntry) -> Recording {
    let agencies = &rulebook.agencies;
    let (mut input, outlet) = input_of(pending, &rulebook.outlets, agencies);
    let page = pending.page.as_ref();
    let page_url = page.map(|page| page.final_url.as_str());
    input.is_page_slow = slow_hosts.holds(page_url);
    let started = desk.monotonic();
    let mut reading = read_guarded(input, &outlet, agencies);
    if page.is_some() && desk.monotonic().saturating_duration_since(started) > OVERRUN {
        desk.metrics.extract_overran();
        slow_hosts.add(page_url);
    }
    if reading.notes.iter().any(|note| note == READER_FAULT) {
        desk.metrics.extract_failed();
    }
    note_truncated(&mut reading, pending);
    Recording {
        reading,
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
    reading.notes.push(READER_FAULT.to_owned());
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
    let started = desk.monotonic();
    let batch = Arc::new(recordings);
    match record(&desk, &batch, &rules).await {
        Ok(recorded) => {
            let took = desk.monotonic().saturating_duration_since(started);
            let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(articles = recorded.len(), duration_ms, "recorded");
            count(&desk, &batch, &recorded);
            return Ok(());
        }
        Err(error) if is_batchs_own(&error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::warn!(error, "a batch was refused; recording one by one");
        }
        Err(error) => return Err(error),
    }
    for recording in batch.iter() {
        let alone = Arc::new(vec![recording.clone()]);
        match record(&desk, &alone, &rules).await {
            Ok(recorded) => count(&desk, &alone, &recorded),
            Err(error) if is_batchs_own(&error) => give_up(&desk, recording, error).await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn record(
    desk: &Desk,
    batch: &Arc<Vec<Recording>>,
    rules: &Arc<RecordRules>,
) -> Result<Vec<Recorded>, StoreError> {
    desk.patiently(|| desk.store.record(Arc::clone(batch), Arc::clone(rules)))
        .await
}

/// Whether it is what was to be recorded that the store could not take, rather than the store's state.
pub(super) fn is_batchs_own(error: &StoreError) -> bool {
    matches!(error, StoreError::Refused { .. } | StoreError::Panicked(_))
}

async fn give_up(desk: &Desk, recording: &Recording, error: StoreError) -> Result<(), StoreError> {
    let detail = format!("{:#}", anyhow::Error::from(error));
    let url = recording.reading.article.url.as_deref();
    tracing::error!(article.url = url, error = detail, "not recorded");
    Progress::count(&desk.progress.entries_failed);
    desk.metrics.item(Item::Rejected);
    match recording.source {
        RecordSource::Entry { entry_id, .. } => desk.store.give_up_entry(entry_id, &detail).await,
        RecordSource::Archive { .. } => Ok(()),
    }
}

fn count(desk: &Desk, batch: &[Recording], recorded: &[Recorded]) {
    let progress = &desk.progress;
    for (recording, one) in batch.iter().zip(recorded) {
        let item = match one.outcome {
            RecordedOutcome::NewArticle if one.relation == Relation::Original => Item::New,
            RecordedOutcome::NewArticle => Item::Copy,
            RecordedOutcome::NewRevision => Item::Revised,
            RecordedOutcome::Unchanged => Item::Seen,
        };
        match item {
            Item::New => Progress::count(&progress.articles),
            Item::Copy => {
                Progress::count(&progress.articles);
                Progress::count(&progress.copies);
            }
            Item::Revised => Progress::count(&progress.revisions),
            Item::Seen | Item::Rejected => {}
        }
        desk.metrics.item(item);
        if item != Item::Seen {
            for fact in &recording.reading.facts {
                desk.metrics.fact(fact.kind);
            }
        }
        tracing::debug!(
            article.url = recording.reading.article.url.as_deref(),
            article.id = one.article_id,
            story.id = one.story_id,
            relation = one.relation.as_str(),
            outcome = ?one.outcome,
            "article"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_host_is_known_by_its_name_alone() {
        let slow = SlowHosts::default();
        assert!(!slow.holds(Some("https://valley.example/a")));
        slow.add(Some("https://valley.example/a"));
        slow.add(None);
        slow.add(Some("no address"));
        assert!(slow.holds(Some("http://valley.example:8080/b?c")));
        assert!(!slow.holds(Some("https://www.valley.example/a")) && !slow.holds(None));
    }
}
