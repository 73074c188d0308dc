//! Entities merged and split by hand. Names keep to what was decided: later articles find the entity under them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::model::{Entity, FactKind, stamp};
use crate::store::{EntityEdit, EntityEdited, RecordRules, StoreError};

/// Does what `edit` says, as somebody decided for a reason; see [`crate::store::Store::edit_entity`].
///
/// # Errors
/// [`StoreError::Impossible`], or those of the driver; the caller's transaction is then to be undone.
pub(in crate::store) async fn edit_entity(
    connection: &mut SqliteConnection,
    edit: &EntityEdit,
    (by_whom, reason): (Option<&str>, Option<&str>),
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<EntityEdited, StoreError> {
    let done = match edit {
        EntityEdit::Merge { entity_id, into } => merge(connection, *entity_id, *into).await?,
        EntityEdit::Split { entity_id, folded } => split(connection, *entity_id, folded, rules).await?,
    };
    let edit_id: i64 = sqlx::query_scalar(
        "INSERT INTO entity_edit (at, kind, from_entity_id, to_entity_id, alias, by_whom, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING edit_id",
    )
    .bind(stamp(now))
    .bind(done.kind)
    .bind(done.from)
    .bind(done.to)
    .bind(done.alias)
    .bind(by_whom)
    .bind(reason)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_edit_insert", error))?;
    Ok(EntityEdited {
        edit_id,
        from_entity_id: done.from,
        to_entity_id: done.to,
        articles: done.articles.unsigned_abs(),
    })
}

/// What an edit did to whom.
struct Done {
    kind: &'static str,
    from: i64,
    to: Option<i64>,
    alias: Option<String>,
    articles: i64,
}

#[derive(sqlx::FromRow)]
struct Held {
    kind: String,
    name: String,
    articles: i64,
    merged_into: Option<i64>,
}

async fn held(connection: &mut SqliteConnection, entity_id: i64) -> Result<Held, StoreError> {
    let found: Option<Held> =
        sqlx::query_as("SELECT kind, name, articles, merged_into FROM entity WHERE entity_id = $1")
            .bind(entity_id)
            .fetch_optional(connection)
            .await
            .map_err(|error| StoreError::from_driver("entity_held", error))?;
    let held = found.ok_or_else(|| impossible(format!("there is no entity {entity_id}")))?;
    match held.merged_into {
        Some(into) => Err(impossible(format!(
            "entity {entity_id} was merged into {into}; give that one"
        ))),
        None => Ok(held),
    }
}

const fn impossible(why: String) -> StoreError {
    StoreError::Impossible(why)
}

async fn merge(connection: &mut SqliteConnection, from: i64, into: i64) -> Result<Done, StoreError> {
    let (one, other) = (held(connection, from).await?, held(connection, into).await?);
    if from == into {
        return Err(impossible(format!("entity {from} cannot be merged with itself")));
    }
    if one.kind != other.kind {
        return Err(impossible(format!(
            "`{}` ({}) and `{}` ({}) are of two kinds",
            one.name, one.kind, other.name, other.kind
        )));
    }
    let steps = [
        (
            "entity_merge_full",
            "UPDATE entity_alias SET entity_id = $2 WHERE entity_id = $1 AND known_by = 'full'",
        ),
        (
            "entity_merge_short",
            "INSERT INTO entity_alias (kind, folded, country, known_by, entity_id, middle, name, home_entity_id,
                is_barred)
             SELECT kind, folded, country, known_by, $2, middle, name, home_entity_id, is_barred
             FROM entity_alias WHERE entity_id = $1 ON CONFLICT DO NOTHING",
        ),
        (
            "entity_merge_rest",
            "DELETE FROM entity_alias WHERE entity_id = $1 AND $2 IS NOT NULL",
        ),
        (
            "entity_merge_facts",
            "UPDATE fact SET entity_id = $2 WHERE entity_id = $1",
        ),
        (
            "entity_merge_said",
            "UPDATE fact SET speaker_entity_id = $2 WHERE speaker_entity_id = $1",
        ),
        (
            "entity_merge_earlier",
            "UPDATE entity SET merged_into = $2 WHERE merged_into = $1",
        ),
        (
            "entity_merge",
            "UPDATE entity SET merged_into = $2 WHERE entity_id = $1",
        ),
        (
            "entity_merge_seen",
            "UPDATE entity
             SET first_seen_at = CASE WHEN one.first_seen_at < entity.first_seen_at THEN one.first_seen_at
                                      ELSE entity.first_seen_at END,
                 last_seen_at = CASE WHEN one.last_seen_at > entity.last_seen_at THEN one.last_seen_at
                                     ELSE entity.last_seen_at END
             FROM (SELECT first_seen_at, last_seen_at FROM entity WHERE entity_id = $1) AS one
             WHERE entity.entity_id = $2",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, from, into).await?;
    }
    recount(connection, from).await?;
    recount(connection, into).await?;
    Ok(Done {
        kind: "merge",
        from,
        to: Some(into),
        alias: None,
        articles: one.articles,
    })
}

#[derive(sqlx::FromRow)]
struct Name {
    country: String,
    known_by: String,
    name: String,
    home_entity_id: i64,
}

async fn split(
    connection: &mut SqliteConnection,
    from: i64,
    folded: &str,
    rules: &RecordRules,
) -> Result<Done, StoreError> {
    let entity = held(connection, from).await?;
    let names: Vec<Name> = sqlx::query_as(
        "SELECT country, known_by, name, home_entity_id FROM entity_alias
         WHERE kind = $1 AND folded = $2 AND entity_id = $3 AND is_barred = 0 ORDER BY known_by DESC",
    )
    .bind(&entity.kind)
    .bind(folded)
    .bind(from)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_split_names", error))?;
    let full = names.iter().find(|name| name.known_by == "full");
    let short = names
        .iter()
        .any(|name| matches!(name.known_by.as_str(), "surname" | "acronym"));
    let kind = kind_of(&entity.kind)?;
    let to = match (full, short) {
        (Some(name), _) => {
            let to = split_full(connection, from, kind, folded, name).await?;
            move_facts(connection, (kind, from, Some(to)), folded, &name.country, rules).await?;
            recount(connection, to).await?;
            Some(to)
        }
        (None, true) => {
            sqlx::query(
                "UPDATE entity_alias SET is_barred = 1
                 WHERE kind = $1 AND folded = $2 AND country = '' AND entity_id = $3",
            )
            .bind(&entity.kind)
            .bind(folded)
            .bind(from)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("entity_split_short", error))?;
            move_facts(connection, (kind, from, None), folded, "", rules).await?;
            None
        }
        (None, false) => {
            return Err(impossible(format!("`{folded}` is no name of `{}`", entity.name)));
        }
    };
    recount(connection, from).await?;
    let left = held(connection, from).await?;
    Ok(Done {
        kind: "split",
        from,
        to,
        alias: Some(folded.to_owned()),
        articles: entity.articles - left.articles,
    })
}

fn kind_of(word: &str) -> Result<FactKind, StoreError> {
    [FactKind::Person, FactKind::Org, FactKind::Place]
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .ok_or_else(|| StoreError::unreadable("entity_kind", word.to_owned()))
}

/// Gives a full name to the entity it had before a merge, else to a new one; which.
async fn split_full(
    connection: &mut SqliteConnection,
    from: i64,
    kind: FactKind,
    folded: &str,
    name: &Name,
) -> Result<i64, StoreError> {
    let others: i64 =
        sqlx::query_scalar("SELECT count(*) FROM entity_alias WHERE entity_id = $1 AND known_by = 'full'")
            .bind(from)
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("entity_split_others", error))?;
    if others < 2 {
        return Err(impossible(format!(
            "`{folded}` is the only full name of entity {from}; there is nothing to split"
        )));
    }
    let revived =
        sqlx::query("UPDATE entity SET merged_into = NULL WHERE entity_id = $1 AND merged_into = $2")
            .bind(name.home_entity_id)
            .bind(from)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("entity_split_revive", error))?
            .rows_affected();
    let to = if revived > 0 {
        name.home_entity_id
    } else {
        sqlx::query_scalar(
            "INSERT INTO entity (entity_id, kind, name, country, latitude, longitude, first_seen_at, last_seen_at)
             SELECT (SELECT coalesce(max(entity_id), 0) + 1 FROM entity), kind, $2, country, latitude, longitude,
                    first_seen_at, last_seen_at
             FROM entity WHERE entity_id = $1 RETURNING entity_id",
        )
        .bind(from)
        .bind(&name.name)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("entity_split_new", error))?
    };
    // Short names follow the full one that has them; what only the others have stays.
    for (step, sql) in [
        (
            "entity_split_alias",
            "UPDATE entity_alias SET entity_id = $2, home_entity_id = $2
             WHERE kind = $3 AND folded = $4 AND country = $5 AND known_by = 'full' AND entity_id = $1",
        ),
        (
            "entity_split_core",
            "UPDATE entity_alias SET entity_id = $2, home_entity_id = $2
             WHERE entity_id = $1 AND known_by = 'core' AND name IN
                (SELECT n.name FROM entity_alias n
                 WHERE n.kind = $3 AND n.folded = $4 AND n.country = $5 AND n.known_by = 'full')",
        ),
        (
            "entity_split_shorts",
            "INSERT INTO entity_alias (kind, folded, country, known_by, entity_id, middle, name, home_entity_id)
             SELECT kind, folded, country, known_by, $2, middle, name, $2 FROM entity_alias
             WHERE entity_id = $1 AND kind = $3 AND known_by <> 'full' AND is_barred = 0 AND country = ''
               AND substr(' ' || $4, -length(folded) - 1) = ' ' || folded AND $5 IS NOT NULL
             ON CONFLICT DO NOTHING",
        ),
    ] {
        sqlx::query(sql)
            .bind(from)
            .bind(to)
            .bind(kind.as_str())
            .bind(folded)
            .bind(&name.country)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver(step, error))?;
    }
    Ok(to)
}

/// Moves what was said under the name `folded`: whoever is named so, and what is attributed to that name.
async fn move_facts(
    connection: &mut SqliteConnection,
    (kind, from, to): (FactKind, i64, Option<i64>),
    folded: &str,
    country: &str,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let is_it = |name: &str, country: Option<String>| {
        let entity = Entity {
            name: name.to_owned(),
            country,
            ..Entity::default()
        };
        (rules.name_key)(kind, &entity).is_some_and(|key| key.folded == folded)
    };
    let of_country = || (!country.is_empty()).then(|| country.to_owned());
    for (name, find, change) in [
        (
            "entity_split_facts",
            "SELECT DISTINCT name FROM fact WHERE entity_id = $1 AND name IS NOT NULL",
            "UPDATE fact SET entity_id = $2
             WHERE entity_id = $1 AND name IN (SELECT wanted.value FROM json_each($3) AS wanted)",
        ),
        (
            "entity_split_said",
            "SELECT DISTINCT attributed_to FROM fact WHERE speaker_entity_id = $1 AND attributed_to IS NOT NULL",
            "UPDATE fact SET speaker_entity_id = $2
             WHERE speaker_entity_id = $1 AND attributed_to IN (SELECT wanted.value FROM json_each($3) AS wanted)",
        ),
    ] {
        let written: Vec<String> = sqlx::query_scalar(find)
            .bind(from)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver(name, error))?;
        let moved: Vec<String> = written.into_iter().filter(|name| is_it(name, of_country())).collect();
        sqlx::query(change)
            .bind(from)
            .bind(to)
            .bind(serde_json::Value::from(moved).to_string())
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver(name, error))?;
    }
    Ok(())
}

/// Counts an entity's articles, stories and mentions from its facts.
async fn recount(connection: &mut SqliteConnection, entity_id: i64) -> Result<(), StoreError> {
    let steps = [
        (
            "entity_recount_clear",
            "DELETE FROM entity_story WHERE entity_id = $1 AND $2 IS NOT NULL",
        ),
        (
            "entity_recount_stories",
            "INSERT INTO entity_story (entity_id, story_id, articles, mentions)
             SELECT f.entity_id, a.story_id, count(DISTINCT a.article_id), coalesce(sum(f.mentions), 0)
             FROM fact f JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
             WHERE f.entity_id = $1 AND $2 IS NOT NULL GROUP BY f.entity_id, a.story_id",
        ),
        (
            "entity_recount",
            "UPDATE entity
             SET articles = told.articles, stories = told.stories, mentions = told.mentions
             FROM (SELECT coalesce(sum(articles), 0) AS articles, count(*) AS stories,
                          coalesce(sum(mentions), 0) AS mentions
                   FROM entity_story WHERE entity_id = $1) AS told
             WHERE entity.entity_id = $1 AND $2 IS NOT NULL",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, entity_id, entity_id).await?;
    }
    Ok(())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    one: i64,
    other: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(one)
        .bind(other)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}
