//! Wrong joins set right by hand.
//!
//! Both stories are then told anew from their articles, in the order in which those came: who is the
//! original, how the others relate to it, whose story it is. So that a story split and joined again is what
//! it was, and nothing of a decision that was wrong is left.

mod retell;
mod stored;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

pub(super) use self::retell::{forget, forget_exemplars, forget_quotes, tell_anew, tell_quotes_anew};
pub(super) use self::stored::read_again;
pub(in crate::store) use self::stored::stored;
use super::{claim, event, fact, prune, story, values};
use crate::model::stamp;
use crate::store::{RecordRules, StoreError, StoryEdit, StoryEdited};

/// Articles of one story that are told anew; a story with more is a page that everybody shows, not a report.
const ARTICLES_MAX: i64 = 5_000;

/// The same for joins that rules decide on, in the middle of recording.
const LATE_ARTICLES_MAX: i64 = 300;

/// Does what `edit` says; see [`crate::store::Store::edit_story`].
///
/// # Errors
/// [`StoreError::Impossible`], or those of the driver; the caller's transaction is then to be undone.
pub(in crate::store) async fn edit(
    connection: &mut SqliteConnection,
    edit: &StoryEdit,
    reason: Option<&str>,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<StoryEdited, StoreError> {
    let (kind, from, to, moved) = match edit {
        StoryEdit::Split { article_ids } => {
            let from = story_of(connection, article_ids).await?;
            let to = open_beside(connection, article_ids).await?;
            ("split", from, to, article_ids.clone())
        }
        StoryEdit::Join { story_id, into } => {
            let moved = members(connection, *story_id).await?;
            let there = members(connection, *into).await?;
            if story_id == into || moved.is_empty() || there.is_empty() {
                return Err(impossible(story_id, into, moved.is_empty()));
            }
            ("join", *story_id, *into, moved)
        }
    };
    refuse_pruned(connection, from, to, &moved).await?;
    let change = Move {
        kind,
        from,
        to,
        moved,
    };
    let edit_id = change.carry_out(connection, reason, now, rules).await?;
    Ok(StoryEdited {
        edit_id,
        from_story_id: from,
        to_story_id: to,
        articles: change.moved.len() as u64,
    })
}

/// Moves all articles of `from` into `into`, as rules decided after the fact; whether it did. Stories that
/// together have more than three hundred articles stay apart: telling them anew would hold up the writer. So do
/// stories with texts that have been given up: they cannot be told anew.
pub(super) async fn join(
    connection: &mut SqliteConnection,
    from: i64,
    into: i64,
    reason: &str,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<bool, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM article WHERE story_id IN ($1, $2)")
        .bind(from)
        .bind(into)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("edit_count", error))?;
    if count > LATE_ARTICLES_MAX {
        return Ok(false);
    }
    let moved = members(connection, from).await?;
    let there = members(connection, into).await?;
    if moved.is_empty() || there.is_empty() {
        return Ok(false);
    }
    if prune::is_any_pruned(connection, moved.iter().chain(&there).copied()).await? {
        return Ok(false);
    }
    let join = Move {
        kind: "join",
        from,
        to: into,
        moved,
    };
    join.carry_out(connection, Some(reason), now, rules).await?;
    Ok(true)
}

/// Articles that go from one story to another.
struct Move {
    kind: &'static str,
    from: i64,
    to: i64,
    moved: Vec<i64>,
}

impl Move {
    /// Moves them, tells both stories anew, and gives the id under which that is on record.
    async fn carry_out(
        &self,
        connection: &mut SqliteConnection,
        reason: Option<&str>,
        now: DateTime<Utc>,
        rules: &RecordRules,
    ) -> Result<i64, StoreError> {
        let (from, to) = (self.from, self.to);
        let mut events = claim::events_around(connection, &[from, to]).await?;
        relocate(connection, from, to, &self.moved).await?;
        if self.kind == "join" {
            hand_over(connection, from, to).await?;
        }
        for story_id in [from, to] {
            tell_anew(connection, story_id, rules).await?;
            event::retell(connection, story_id, now, rules).await?;
        }
        events.extend(claim::events_around(connection, &[from, to]).await?);
        claim::retell(connection, &events).await?;
        put_on_record(connection, self.kind, from, to, reason, now, &self.moved).await
    }
}

fn impossible(story_id: &i64, into: &i64, is_from_empty: bool) -> StoreError {
    StoreError::Impossible(if story_id == into {
        format!("story {story_id} cannot be joined with itself")
    } else {
        let missing = if is_from_empty { story_id } else { into };
        format!("there is no story {missing}, or it has no articles any more")
    })
}

/// Both stories are told anew from the texts of all their articles, `moved` among them.
async fn refuse_pruned(
    connection: &mut SqliteConnection,
    from: i64,
    to: i64,
    moved: &[i64],
) -> Result<(), StoreError> {
    let mut told = members(connection, from).await?;
    told.extend(members(connection, to).await?);
    told.extend(moved);
    if prune::is_any_pruned(connection, told).await? {
        return Err(StoreError::Impossible(
            "texts of these stories have been pruned for their age; without them the stories cannot be told anew"
                .to_owned(),
        ));
    }
    Ok(())
}

/// The one story that all of `article_ids` and others are in.
async fn story_of(connection: &mut SqliteConnection, article_ids: &[i64]) -> Result<i64, StoreError> {
    let found: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT a.story_id, count(*) FROM json_each($1) AS wanted
         JOIN article a ON a.article_id = wanted.value GROUP BY a.story_id ORDER BY a.story_id",
    )
    .bind(values::integer_list(article_ids.iter().copied()))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("edit_story_of", error))?;
    let wanted = values::integer(article_ids.len());
    let &[(story_id, count)] = found.as_slice() else {
        let stories: Vec<String> = found.iter().map(|(story_id, _)| story_id.to_string()).collect();
        return Err(StoreError::Impossible(if stories.is_empty() {
            "there is no such article".to_owned()
        } else {
            format!("the articles are in several stories: {}", stories.join(", "))
        }));
    };
    if count != wanted {
        return Err(StoreError::Impossible(format!(
            "only {count} of these {wanted} articles are there, each named once"
        )));
    }
    if members(connection, story_id).await?.len() == article_ids.len() {
        return Err(StoreError::Impossible(format!(
            "story {story_id} has no other articles; there is nothing to split"
        )));
    }
    Ok(story_id)
}

/// Opens the story that `article_ids` go into.
pub(super) async fn open_beside(
    connection: &mut SqliteConnection,
    article_ids: &[i64],
) -> Result<i64, StoreError> {
    let (title, seen_at): (String, String) = sqlx::query_as(
        "SELECT r.title, a.first_seen_at FROM json_each($1) AS wanted
         JOIN article a ON a.article_id = wanted.value
         JOIN revision r ON r.revision_id = a.current_revision_id ORDER BY a.article_id LIMIT 1",
    )
    .bind(values::integer_list(article_ids.iter().copied()))
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("edit_first_article", error))?;
    story::open(
        connection,
        &title,
        values::read_instant("edit_first_article", &seen_at)?,
        false,
    )
    .await
}

/// Articles of a story in the order in which they came.
async fn members(connection: &mut SqliteConnection, story_id: i64) -> Result<Vec<i64>, StoreError> {
    let found: Vec<i64> =
        sqlx::query_scalar("SELECT article_id FROM article WHERE story_id = $1 ORDER BY article_id LIMIT $2")
            .bind(story_id)
            .bind(ARTICLES_MAX + 1)
            .fetch_all(connection)
            .await
            .map_err(|error| StoreError::from_driver("edit_members", error))?;
    if values::integer(found.len()) > ARTICLES_MAX {
        return Err(StoreError::Impossible(format!(
            "story {story_id} has more than {ARTICLES_MAX} articles, too many to be told anew"
        )));
    }
    Ok(found)
}

/// Moves articles with what they state from one story to the other.
pub(super) async fn relocate(
    connection: &mut SqliteConnection,
    from: i64,
    to: i64,
    articles: &[i64],
) -> Result<(), StoreError> {
    for story_id in [from, to] {
        forget_quotes(connection, story_id).await?;
    }
    for &article_id in articles {
        let revision_id: i64 = sqlx::query_scalar(
            "UPDATE article SET story_id = $2, is_representative = 0, possible_story_id = NULL,
                possible_score = NULL
             WHERE article_id = $1 RETURNING current_revision_id",
        )
        .bind(article_id)
        .bind(to)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("edit_relocate", error))?;
        fact::uncount(connection, revision_id, from).await?;
        fact::count(connection, revision_id, to).await?;
    }
    Ok(())
}

/// Hands what points at `from`, which has no articles any more, over to `to`.
pub(super) async fn hand_over(
    connection: &mut SqliteConnection,
    from: i64,
    to: i64,
) -> Result<(), StoreError> {
    let steps = [
        (
            "edit_possible",
            "UPDATE article SET
                possible_score = CASE WHEN story_id = $2 THEN NULL ELSE possible_score END,
                possible_story_id = CASE WHEN story_id = $2 THEN NULL ELSE $2 END
             WHERE possible_story_id = $1",
        ),
        (
            "edit_links_from",
            "INSERT INTO story_link (story_id, to_story_id, kind, article_id, score)
             SELECT $2, to_story_id, kind, article_id, score FROM story_link
             WHERE story_id = $1 AND to_story_id <> $2
             ON CONFLICT (story_id, to_story_id, kind) DO NOTHING",
        ),
        (
            "edit_links_to",
            "INSERT INTO story_link (story_id, to_story_id, kind, article_id, score)
             SELECT story_id, $2, kind, article_id, score FROM story_link
             WHERE to_story_id = $1 AND story_id <> $2
             ON CONFLICT (story_id, to_story_id, kind) DO NOTHING",
        ),
        (
            "edit_links_delete",
            "DELETE FROM story_link WHERE (story_id = $1 OR to_story_id = $1) AND $2 IS NOT NULL",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, &[from, to]).await?;
    }
    Ok(())
}

pub(super) async fn put_on_record(
    connection: &mut SqliteConnection,
    kind: &str,
    from: i64,
    to: i64,
    reason: Option<&str>,
    now: DateTime<Utc>,
    moved: &[i64],
) -> Result<i64, StoreError> {
    let edit_id: i64 = sqlx::query_scalar(
        "INSERT INTO story_edit (at, kind, from_story_id, to_story_id, reason)
         VALUES ($1, $2, $3, $4, $5) RETURNING edit_id",
    )
    .bind(stamp(now))
    .bind(kind)
    .bind(from)
    .bind(to)
    .bind(reason)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_edit_insert", error))?;
    sqlx::query(
        "INSERT INTO story_edit_article (edit_id, article_id) SELECT $1, moved.value FROM json_each($2) AS moved",
    )
    .bind(edit_id)
    .bind(values::integer_list(moved.iter().copied()))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_edit_articles", error))?;
    Ok(edit_id)
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    ids: &[i64],
) -> Result<(), StoreError> {
    ids.iter()
        .fold(sqlx::query(sql), sqlx::query::Query::bind)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}
