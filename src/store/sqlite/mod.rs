//! The embedded store: one file, one writer, readers apart.

mod claim_list;
mod disk;
mod dossier;
mod entity;
mod entry;
mod event_dossier;
mod explanation;
mod export;
mod feed;
mod feed_dossier;
pub(super) mod fence;
mod hint;
mod host;
mod intake;
mod lease;
mod lock;
mod open;
mod page;
mod persist;
mod poll;
mod prune;
mod record;
mod rows;
pub(super) mod sandbox;
pub(super) mod search;
pub(super) mod snapshot;
mod stats;
#[cfg(test)]
mod tests;
mod values;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use prometheus_client::metrics::histogram::Histogram;
use sqlx::SqlitePool;
use sqlx::pool::PoolConnection;
use tokio::sync::Mutex;

pub(super) use self::export::Reader;
pub(super) use self::open::readable;
use self::record::replay::Scratch;
use self::writer::Writer;
use super::{
    AddedFeed, Census, ClaimList, ClaimQuery, Cuts, EntityDossier, EntityEdit, EntityEdited, EntityRow,
    EventDossier, Explanation, FeedDossier, FeedListing, FinishedPage, FinishedPoll, Gauges, KeptArticle,
    LookupFigures, NameSought, NewFeed, PassLeft, PendingEntry, PollRecorded, PrunePlace, PruneStep,
    RecordRules, Recorded, Recording, Reread, RereadForeseen, RereadReport, RereadRun, RereadStage,
    RereadTask, Rows, Stats, Store, StoreError, StoryDossier, StoryEdit, StoryEdited, WantedPage,
};
use crate::model::LeasedFeed;

/// A store in one SQLite file.
pub(super) struct SqliteStore {
    /// `None` when opened to read.
    writer: Option<Writer>,
    /// Read-only connections.
    readers: SqlitePool,
    lookups: LookupFigures,
    /// Where a run through stories places articles.
    scratch: Mutex<Option<Scratch>>,
    path: PathBuf,
}

impl SqliteStore {
    fn writer(&self) -> Result<&Writer, StoreError> {
        self.writer.as_ref().ok_or(StoreError::ReadOnly)
    }

    async fn reader(&self) -> Result<PoolConnection<sqlx::Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(|error| match error {
            sqlx::Error::PoolClosed => StoreError::Closed,
            other => StoreError::from_driver("connect", other),
        })
    }

    /// Takes away the scratch of a run through stories, if there is one.
    async fn drop_scratch(&self) {
        if let Some(scratch) = self.scratch.lock().await.take() {
            scratch.discard(&self.path).await;
        }
        record::replay::remove(&self.path);
    }

    /// See [`super::read_rows`].
    pub(super) async fn read_rows(&self, sql: &'static str) -> Result<Rows, StoreError> {
        rows::read(&mut *self.reader().await?, sql).await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn add_feed(&self, feed: NewFeed, now: DateTime<Utc>) -> Result<AddedFeed, StoreError> {
        self.writer()?
            .run(move |connection| Box::pin(async move { feed::add(connection, &feed, now).await }))
            .await
    }

    async fn feeds(&self) -> Result<Vec<FeedListing>, StoreError> {
        feed::list(&mut *self.reader().await?).await
    }

    async fn feed(&self, feed_id: Option<i64>, url: &str) -> Result<Option<FeedDossier>, StoreError> {
        feed_dossier::feed(&mut *self.reader().await?, feed_id, url).await
    }

    async fn make_all_due(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.writer()?
            .run(move |connection| Box::pin(lease::make_all_due(connection, now)))
            .await
    }

    async fn lease_due_feeds(
        &self,
        now: DateTime<Utc>,
        lease_end: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LeasedFeed>, StoreError> {
        // Most ticks find nothing; they need not disturb the writer.
        if !lease::is_any_due(&mut *self.reader().await?, now).await? {
            return Ok(Vec::new());
        }
        self.writer()?
            .run(move |connection| Box::pin(lease::take(connection, now, lease_end, limit)))
            .await
    }

    async fn next_due_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        lease::next_due_at(&mut *self.reader().await?).await
    }

    async fn release_leases(&self) -> Result<(), StoreError> {
        self.writer()?
            .run(move |connection| Box::pin(lease::release_all(connection)))
            .await
    }

    async fn pass_left(&self, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<PassLeft, StoreError> {
        lease::pass_left(&mut *self.reader().await?, due_at, now).await
    }

    async fn finish_poll(&self, poll: FinishedPoll) -> Result<PollRecorded, StoreError> {
        self.writer()?
            .run(move |connection| Box::pin(poll::finish(connection, poll)))
            .await
    }

    async fn pages_wanted(
        &self,
        now: DateTime<Utc>,
        per_host: u32,
        limit: u32,
    ) -> Result<Vec<WantedPage>, StoreError> {
        page::wanted(&mut *self.reader().await?, now, per_host, limit).await
    }

    async fn finish_page(&self, page: FinishedPage) -> Result<(), StoreError> {
        let page = page::packed(page).await?;
        self.writer()?
            .run(move |connection| Box::pin(async move { page::finish(connection, &page).await }))
            .await
    }

    async fn entries_to_read(&self, limit: u32) -> Result<Vec<PendingEntry>, StoreError> {
        entry::to_read(&mut *self.reader().await?, limit).await
    }

    async fn give_up_entry(&self, entry_id: i64, detail: &str) -> Result<(), StoreError> {
        let detail = values::detail(detail);
        self.writer()?
            .run(move |connection| {
                Box::pin(async move { entry::give_up(connection, entry_id, &detail).await })
            })
            .await
    }

    async fn record(
        &self,
        batch: Arc<Vec<Recording>>,
        rules: Arc<RecordRules>,
    ) -> Result<Vec<Recorded>, StoreError> {
        let figures = self.lookups.clone();
        self.writer()?
            .run_alone(move |connection| {
                Box::pin(async move { record::record(connection, &batch, &rules, &figures).await })
            })
            .await
    }

    async fn edit_story(
        &self,
        edit: StoryEdit,
        reason: Option<String>,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<StoryEdited, StoreError> {
        let reason = reason.map(|reason| values::detail(&reason));
        self.writer()?
            .run(move |connection| {
                Box::pin(async move { record::edit(connection, &edit, reason.as_deref(), now, &rules).await })
            })
            .await
    }

    async fn begin_reread(
        &self,
        task: RereadTask,
        resumes: bool,
        now: DateTime<Utc>,
    ) -> Result<RereadRun, StoreError> {
        let run = self
            .writer()?
            .run(move |connection| Box::pin(record::begin_reread(connection, task, resumes, now)))
            .await?;
        if run.task.stage != RereadStage::Stories {
            // Of a run through stories that this one has dropped.
            self.drop_scratch().await;
        }
        Ok(run)
    }

    async fn plan_reread(&self, task: RereadTask, now: DateTime<Utc>) -> Result<RereadRun, StoreError> {
        record::plan_reread(&mut *self.reader().await?, task, now).await
    }

    async fn last_reread(&self) -> Result<Option<RereadRun>, StoreError> {
        record::last_reread(&mut *self.reader().await?).await
    }

    async fn kept_articles(&self, run: &RereadRun, limit: u32) -> Result<Vec<KeptArticle>, StoreError> {
        let what = (run.task.stage, &run.task.filter);
        let range = (run.next_id, run.last_id);
        record::kept_articles(&mut *self.reader().await?, what, range, limit).await
    }

    async fn foresee_reread(
        &self,
        batch: Arc<Vec<Reread>>,
        run: &RereadRun,
        rules: Arc<RecordRules>,
    ) -> Result<RereadForeseen, StoreError> {
        record::foresee_reread(&mut *self.reader().await?, &batch, &run.report.outlets, &rules).await
    }

    async fn write_reread(
        &self,
        run: &RereadRun,
        next: i64,
        batch: Arc<Vec<Reread>>,
        base: RereadReport,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError> {
        let place = (run.reread_id, run.next_id, next);
        self.writer()?
            .run_alone(move |connection| {
                Box::pin(async move { record::write_reread(connection, place, &batch, base, &rules).await })
            })
            .await
    }

    async fn retell_events(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError> {
        let place = (run.reread_id, run.next_id);
        self.writer()?
            .run_alone(move |connection| {
                Box::pin(async move { record::retell_events(connection, place, limit, now, &rules).await })
            })
            .await
    }

    async fn retell_stories(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError> {
        record::replay::step(self, run, limit, now, rules).await
    }

    async fn foresee_stories(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError> {
        record::replay::foresee(self, run, limit, now, &rules).await
    }

    async fn finish_reread(&self, run: &RereadRun, now: DateTime<Utc>) -> Result<RereadRun, StoreError> {
        let (reread_id, from) = (run.reread_id, run.next_id);
        let ended = self
            .writer()?
            .run(move |connection| Box::pin(record::finish_reread(connection, reread_id, from, now)))
            .await?;
        self.drop_scratch().await;
        Ok(ended)
    }

    async fn explanation(
        &self,
        article_id: i64,
        rules: &RecordRules,
    ) -> Result<Option<Explanation>, StoreError> {
        explanation::explanation(&mut *self.reader().await?, article_id, rules).await
    }

    async fn articles_named(&self, name: &str, canonical_url: Option<&str>) -> Result<Vec<i64>, StoreError> {
        dossier::articles_named(&mut *self.reader().await?, name, canonical_url).await
    }

    async fn entity(&self, entity_id: i64) -> Result<Option<EntityDossier>, StoreError> {
        entity::entity(&mut *self.reader().await?, entity_id).await
    }

    async fn entities_named(&self, sought: &NameSought) -> Result<Vec<EntityRow>, StoreError> {
        entity::named(&mut *self.reader().await?, sought).await
    }

    async fn entities_near(&self, beginnings: &[String]) -> Result<Vec<EntityRow>, StoreError> {
        entity::near(&mut *self.reader().await?, beginnings).await
    }

    async fn edit_entity(
        &self,
        edit: EntityEdit,
        by_whom: Option<String>,
        reason: Option<String>,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<EntityEdited, StoreError> {
        let reason = reason.map(|reason| values::detail(&reason));
        let by_whom = by_whom.map(|by_whom| values::detail(&by_whom));
        self.writer()?
            .run(move |connection| {
                Box::pin(async move {
                    let why = (by_whom.as_deref(), reason.as_deref());
                    record::edit_entity(connection, &edit, why, now, &rules).await
                })
            })
            .await
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        let mut stats = Stats::default();
        let mut reader = self.reader().await?;
        stats::feed_stats(&mut reader, &mut stats).await?;
        record::article_stats(&mut reader, &mut stats).await?;
        (stats.bytes, stats.wal_bytes) = stats::file_bytes(&self.path);
        Ok(stats)
    }

    async fn story(&self, story_id: i64) -> Result<Option<StoryDossier>, StoreError> {
        dossier::story(&mut *self.reader().await?, story_id).await
    }

    async fn event(&self, event_id: i64) -> Result<Option<EventDossier>, StoreError> {
        event_dossier::event(&mut *self.reader().await?, event_id).await
    }

    async fn claims(&self, query: &ClaimQuery) -> Result<ClaimList, StoreError> {
        claim_list::claims(&mut *self.reader().await?, query).await
    }

    async fn stories_named(&self, name: &str, canonical_url: Option<&str>) -> Result<Vec<i64>, StoreError> {
        dossier::named(&mut *self.reader().await?, name, canonical_url).await
    }

    fn file(&self) -> Option<&Path> {
        Some(&self.path)
    }

    async fn heartbeat(&self) -> Result<(), StoreError> {
        self.writer()?.beat().await
    }

    async fn gauges(&self) -> Gauges {
        let path = self.path.clone();
        // A network file system may take its time.
        let asked = tokio::task::spawn_blocking(move || (stats::file_bytes(&path), disk::free_bytes(&path)));
        let ((bytes, wal_bytes), disk_free_bytes) = asked.await.unwrap_or_default();
        Gauges {
            queued: self.writer.as_ref().map_or(0, Writer::queued),
            bytes,
            wal_bytes,
            disk_free_bytes,
            last_write_age: self
                .writer
                .as_ref()
                .and_then(Writer::last_commit)
                .map(|at| at.elapsed()),
        }
    }

    fn commit_seconds(&self) -> Histogram {
        self.writer
            .as_ref()
            .map_or_else(|| Histogram::new([1.0]), Writer::commit_seconds)
    }

    fn lookups(&self) -> LookupFigures {
        self.lookups.clone()
    }

    async fn census(&self, now: DateTime<Utc>) -> Result<Census, StoreError> {
        stats::census(&mut *self.reader().await?, now).await
    }

    async fn checkpoint(&self) -> Result<bool, StoreError> {
        self.writer()?.checkpoint().await
    }

    async fn prune(&self, cuts: &Cuts, place: &PrunePlace, is_dry: bool) -> Result<PruneStep, StoreError> {
        prune::step(self, cuts, place, is_dry).await
    }

    async fn close(&self) {
        // Readers first: the writer's last checkpoint then finds nobody in its way.
        self.readers.close().await;
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
    }
}
