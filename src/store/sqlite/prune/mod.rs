//! Gives up what is old: a step finds a page of rows on a reader's connection, by index, and the writer takes them
//! away in one transaction of its own, after looking again whether they may go.
//!
//! So a pass never holds up the writer for longer than a page takes, a killed pass has lost nothing, and the next one
//! finds what is left.

mod log;
mod raw;

use sqlx::SqliteConnection;

use super::{SqliteStore, record};
use crate::model::stamp;
use crate::store::retention::Aged;
use crate::store::{Cuts, PrunePlace, PruneReport, PruneStep, StoreError};

/// A row that may go: the time by which it is old, and its id.
pub(super) type Old = (String, i64);

/// Rows of one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) old: Vec<Old>,
    /// Where the next page begins; `None` after the last.
    pub(super) last: Option<Old>,
}

impl Page {
    /// A page of at most `max` rows, all of which may go.
    pub(super) fn of(old: Vec<Old>, max: i64) -> Self {
        let is_full = i64::try_from(old.len()).is_ok_and(|rows| rows >= max);
        Self {
            last: old.last().filter(|_| is_full).cloned(),
            old,
        }
    }
}

/// One step; see [`crate::store::Store::prune`].
pub(super) async fn step(
    store: &SqliteStore,
    cuts: &Cuts,
    place: &PrunePlace,
    is_dry: bool,
) -> Result<PruneStep, StoreError> {
    let Some(cut) = cuts.of(place.kind).map(stamp) else {
        return Ok(PruneStep {
            pruned: PruneReport::default(),
            next: place.behind(None),
        });
    };
    let kind = place.kind;
    let page = {
        let mut reader = store.reader().await?;
        let page = find(&mut reader, kind, &cut, place.after.as_ref()).await?;
        if is_dry {
            let pruned = measure(&mut reader, kind, &page.old).await?;
            return Ok(PruneStep {
                pruned,
                next: place.behind(page.last),
            });
        }
        page
    };
    let next = place.behind(page.last);
    if page.old.is_empty() {
        return Ok(PruneStep {
            pruned: PruneReport::default(),
            next,
        });
    }
    let (now, old) = (stamp(cuts.now), page.old);
    let pruned = store
        .writer()?
        .run_alone(move |connection| {
            Box::pin(async move { give_up(connection, kind, &cut, &now, &old).await })
        })
        .await?;
    Ok(PruneStep { pruned, next })
}

/// Rows that may go, in the order in which they are looked through.
async fn find(
    connection: &mut SqliteConnection,
    kind: Aged,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    match kind {
        Aged::Raw => raw::find(connection, cut, after).await,
        Aged::Documents => raw::find_documents(connection, cut).await,
        Aged::OldTexts => record::prune::find_old_texts(connection, cut, after).await,
        Aged::Texts => record::prune::find_texts(connection, cut, after).await,
        Aged::Facts => record::prune::find_facts(connection, cut, after).await,
        Aged::Polls => log::find_polls(connection, cut, after).await,
        Aged::FeedEvents => log::find_events(connection, cut, after).await,
    }
}

/// What would go with `old`.
async fn measure(
    connection: &mut SqliteConnection,
    kind: Aged,
    old: &[Old],
) -> Result<PruneReport, StoreError> {
    let mut report = PruneReport::default();
    for (_, id) in old {
        report += match kind {
            Aged::Raw => raw::measure(connection, *id).await?,
            Aged::Documents => raw::measure_document(connection, *id).await?,
            Aged::OldTexts => record::prune::measure_old_texts(connection, *id).await?,
            Aged::Texts => record::prune::measure_texts(connection, *id).await?,
            Aged::Facts => record::prune::measure_facts(connection, *id).await?,
            Aged::Polls => log::measure_poll(connection, *id).await?,
            Aged::FeedEvents => log::measure_event(connection, *id).await?,
        };
    }
    Ok(report)
}

/// Takes `old` away, as far as it still may go, at `now`.
async fn give_up(
    connection: &mut SqliteConnection,
    kind: Aged,
    cut: &str,
    now: &str,
    old: &[Old],
) -> Result<PruneReport, StoreError> {
    let mut report = PruneReport::default();
    for (_, id) in old {
        report += match kind {
            Aged::Raw => raw::give_up(connection, *id, cut, now).await?,
            Aged::Documents => raw::give_up_document(connection, *id, cut).await?,
            Aged::OldTexts => record::prune::give_up_old_texts(connection, *id, now).await?,
            Aged::Texts => record::prune::give_up_texts(connection, *id, now).await?,
            Aged::Facts => record::prune::give_up_facts(connection, *id, cut).await?,
            Aged::Polls => log::give_up_poll(connection, *id, cut).await?,
            Aged::FeedEvents => log::give_up_event(connection, *id, cut).await?,
        };
    }
    Ok(report)
}
