//! Which story of the store a story of the scratch is.

use sqlx::SqliteConnection;

use crate::store::StoreError;

/// A story of the scratch in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Home {
    /// The story of the store whose first article is the first of this one; `None` when it has still to be opened.
    pub(super) kept: Option<i64>,
    /// The first of its articles that stays, with the story of the store in which it does.
    settled: Option<(i64, i64)>,
    /// Stories of the store in which articles of it stay.
    stays: Vec<i64>,
    /// Neither it nor the story of the store that it is has an article that stays: it can be written whole.
    pub(super) is_free: bool,
    /// Texts are gone where its articles stay, so nothing can be put there.
    is_closed: bool,
}

impl Home {
    /// Where an article of it, now in the story `kept`, belongs: with those that came before it. `None`: in a story that
    /// has still to be opened.
    pub(super) fn of(&self, article_id: i64, kept: i64) -> Option<i64> {
        match self.settled {
            _ if self.is_closed => Some(kept),
            Some((first, _)) if article_id > first && self.stays.contains(&kept) => Some(kept),
            Some((first, home)) if article_id > first => Some(home),
            _ => self.kept,
        }
    }

    /// What points at it points at this story of the store, once there is one.
    pub(super) fn target(&self) -> Option<i64> {
        self.kept.or(self.settled.map(|(_, home)| home))
    }
}

/// The story of the store that `told` is: the one whose first article is its own first article. So a story keeps its
/// number as long as it keeps the article that opened it, and no two are the same. Articles that come behind one that
/// has to stay are with that one.
pub(super) async fn home(connection: &mut SqliteConnection, told: i64) -> Result<Home, StoreError> {
    let failed = |error| StoreError::from_driver("replay_home", error);
    let staying: Vec<(i64, i64, bool)> = sqlx::query_as(
        "SELECT s.article_id, s.kept, coalesce((SELECT p.is_pruned FROM pinned p WHERE p.story_id = s.kept), 0)
         FROM standing s WHERE s.told = $1 AND s.stays ORDER BY s.article_id",
    )
    .bind(told)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let kept: Option<(i64, bool)> = sqlx::query_as(
        "SELECT a.story_id, EXISTS (SELECT 1 FROM standing s WHERE s.kept = a.story_id AND s.stays)
         FROM kept.article a
         WHERE a.article_id = (SELECT min(m.article_id) FROM main.article m WHERE m.story_id = $1)
           AND NOT EXISTS (SELECT 1 FROM kept.article e
                           WHERE e.story_id = a.story_id AND e.article_id < a.article_id)",
    )
    .bind(told)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    let first = staying.first();
    Ok(Home {
        kept: kept.map(|(kept, _)| kept),
        settled: first.map(|(article_id, kept, _)| (*article_id, *kept)),
        is_free: staying.is_empty() && !kept.is_some_and(|(_, has_staying)| has_staying),
        is_closed: first.is_some_and(|(_, _, is_pruned)| *is_pruned),
        stays: staying.iter().map(|(_, kept, _)| *kept).collect(),
    })
}

/// Notes whose articles stay: those of stories that somebody has split or joined by hand, and of stories of which a
/// text is gone, as they cannot be told anew. The second are looked for only with `looks_for_pruned`: that goes
/// through all articles.
pub(super) async fn pin(connection: &mut SqliteConnection, looks_for_pruned: bool) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_driver("replay_pin", error);
    sqlx::query(
        "WITH by_hand AS (
             SELECT edit_id, from_story_id, to_story_id FROM kept.story_edit
             WHERE reason IS NULL OR reason NOT IN ($1, $2))
         INSERT INTO pinned (story_id, is_pruned)
         SELECT from_story_id, 0 FROM by_hand
         UNION SELECT to_story_id, 0 FROM by_hand
         UNION SELECT a.story_id, 0 FROM by_hand
             JOIN kept.story_edit_article m ON m.edit_id = by_hand.edit_id
             JOIN kept.article a ON a.article_id = m.article_id
         WHERE true ON CONFLICT (story_id) DO NOTHING",
    )
    .bind(super::super::late::REASON)
    .bind(super::REASON)
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    if looks_for_pruned {
        sqlx::query(
            "INSERT INTO pinned (story_id, is_pruned)
             SELECT DISTINCT story_id, 1 FROM kept.article WHERE is_text_kept = 0
             ON CONFLICT (story_id) DO UPDATE SET is_pruned = 1",
        )
        .execute(connection)
        .await
        .map_err(failed)?;
    }
    Ok(())
}
