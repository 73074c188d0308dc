//! Second stories inside articles: found when the article comes, or when the second story does.

use sqlx::SqliteConnection;

use super::edit::stored;
use super::values;
use crate::model::{Merged, Placement, Reading, Span};
use crate::store::{RecordRules, StoreError};
use crate::text::CharIndex;

/// Articles looked at when a story comes that they may tell: those it was found in, with their copies.
const HOLDERS_MAX: i64 = 16;

/// Writes the second stories of a new article.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    article_id: i64,
    reading: &Reading,
    placement: &Placement,
) -> Result<(), StoreError> {
    for merged in &placement.merged {
        insert_one(connection, article_id, &reading.article.text, merged).await?;
    }
    Ok(())
}

/// Writes down which articles, known before, tell the story that `article_id` of `reading` has opened: those
/// that its placement names, and the copies of these.
pub(super) async fn note_holders(
    connection: &mut SqliteConnection,
    article_id: i64,
    reading: &Reading,
    placement: &Placement,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    if placement.holders.is_empty() {
        return Ok(());
    }
    let holders: Vec<i64> = sqlx::query_scalar(
        "SELECT named.value FROM json_each($1) AS named
         UNION
         SELECT copy.article_id FROM json_each($1) AS named
         JOIN article holder ON holder.article_id = named.value
         JOIN article copy ON copy.story_id = holder.story_id AND copy.of_article_id = holder.article_id
         ORDER BY 1 LIMIT $2",
    )
    .bind(values::integer_list(placement.holders.iter().copied()))
    .bind(HOLDERS_MAX)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("merged_holders", error))?;
    for holder in holders {
        let stored = stored(connection, holder).await?;
        if stored.is_pruned {
            continue;
        }
        let holder_reading = (rules.again)(stored.text);
        if let Some(merged) = (rules.merged)(&holder_reading, &reading.fingerprint, article_id) {
            insert_one(connection, holder, &holder_reading.article.text, &merged).await?;
        }
    }
    Ok(())
}

async fn insert_one(
    connection: &mut SqliteConnection,
    article_id: i64,
    text: &str,
    merged: &Merged,
) -> Result<(), StoreError> {
    let place = merged.span.map(|span: Span| CharIndex::new(text).char_span(span));
    let story_id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO merged_part (article_id, of_article_id, revision_id, grade, score, coverage,
            coverage_of_origin, start_char, end_char)
         SELECT a.article_id, second.article_id, a.current_revision_id, $3, $4, $5, $6, $7, $8
         FROM article a JOIN article second ON second.article_id = $2
         WHERE a.article_id = $1
         ON CONFLICT (article_id, of_article_id) DO NOTHING
         RETURNING (SELECT story_id FROM article WHERE article.article_id = $2)",
    )
    .bind(article_id)
    .bind(merged.of_article_id)
    .bind(merged.grade.as_str())
    .bind(values::finite(merged.score))
    .bind(values::finite(merged.coverage))
    .bind(values::finite(merged.coverage_of_origin))
    .bind(place.map(|(start, _)| values::integer(start)))
    .bind(place.map(|(_, end)| values::integer(end)))
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("merged_insert", error))?;
    match story_id {
        Some(story_id) => count(connection, story_id).await,
        None => Ok(()),
    }
}

/// Finds the second stories of an article again in its text as it is read now; where one is not found any more, the
/// row stays without a place.
pub(super) async fn find_again(
    connection: &mut SqliteConnection,
    article_id: i64,
    reading: &Reading,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT m.of_article_id FROM merged_part m JOIN article a ON a.article_id = m.article_id
         WHERE m.article_id = $1 AND m.revision_id = a.current_revision_id ORDER BY m.of_article_id",
    )
    .bind(article_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("merged_known", error))?;
    let index = CharIndex::new(&reading.article.text);
    for of_article_id in found {
        let other = (rules.again)(stored(connection, of_article_id).await?.text);
        let merged = (rules.merged)(reading, &other.fingerprint, of_article_id);
        let place = merged
            .and_then(|merged| merged.span)
            .map(|span| index.char_span(span));
        sqlx::query(
            "UPDATE merged_part SET start_char = $3, end_char = $4 WHERE article_id = $1 AND of_article_id = $2",
        )
        .bind(article_id)
        .bind(of_article_id)
        .bind(place.map(|(start, _)| values::integer(start)))
        .bind(place.map(|(_, end)| values::integer(end)))
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("merged_again", error))?;
    }
    Ok(())
}

/// Counts again the articles that tell the story beside their own.
pub(super) async fn count(connection: &mut SqliteConnection, story_id: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE story SET merged = (SELECT count(*) FROM v_merged m WHERE m.story_id = $1 AND m.grade = 'certain')
         WHERE story_id = $1",
    )
    .bind(story_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("merged_count", error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::sample::{read_article, real_rules};
    use super::super::tests::{assert_consistent, value};
    use crate::dedup::scenarios::{OTHER_WIRE, WIRE, two_in_one};
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::tests::{noon, store};
    use crate::store::{Recording, Store, StoryEdit};

    const MINE: &str = "Equinor to close Hammerlund refinery";
    const OTHER: &str = "Lake Ohrid hotels to close";

    fn press() -> [Recording; 3] {
        [
            read_article("wire", MINE, WIRE, 0),
            read_article("gazette", MINE, &two_in_one(), 30),
            read_article("echo", OTHER, OTHER_WIRE, 60),
        ]
    }

    async fn put(store: &SqliteStore, recording: Recording) -> i64 {
        let recorded = store
            .record(Arc::new(vec![recording]), real_rules())
            .await
            .unwrap();
        recorded[0].story_id
    }

    /// Article, second story, grade and relation of every merged row.
    async fn rows(store: &SqliteStore) -> Vec<(i64, i64, String)> {
        sqlx::query_as(
            "SELECT article_id, story_id, grade FROM v_copy WHERE relation = 'merged' ORDER BY article_id",
        )
        .fetch_all(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
    }

    fn certain(article_id: i64, story_id: i64) -> Vec<(i64, i64, String)> {
        vec![(article_id, story_id, "certain".to_owned())]
    }

    #[tokio::test]
    async fn a_second_story_is_a_further_row_in_whatever_order_the_three_come() {
        for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let (_folder, store) = store().await;
            for place in order {
                put(&store, press()[place].clone()).await;
            }
            let holder = 1 + order.iter().position(|place| *place == 1).unwrap() as i64;
            let found = rows(&store).await;
            assert_eq!(found.len(), 1, "{order:?}: {found:?}");
            assert_eq!(found[0].0, holder, "{order:?}");
            let stories: i64 = value(&store, "SELECT count(*) FROM v_story").await;
            let counted: (i64, i64) = sqlx::query_as("SELECT sum(articles), sum(merged) FROM v_story")
                .fetch_one(&mut *store.reader().await.unwrap())
                .await
                .unwrap();
            assert_eq!((stories, counted), (2, (3, 1)), "{order:?}");
            let part: String = value(
                &store,
                "SELECT substr(a.text, m.start_char + 1, m.end_char - m.start_char)
                 FROM v_merged m JOIN v_article a USING (article_id)",
            )
            .await;
            assert!(
                part.starts_with("OHRID") || part.starts_with("OSLO"),
                "{order:?}: {part}"
            );
            assert_consistent(&store).await;
        }
    }

    #[tokio::test]
    async fn the_row_follows_the_second_story_through_splits_and_joins() {
        let (_folder, store) = store().await;
        for recording in press() {
            put(&store, recording).await;
        }
        assert_eq!(
            put(&store, read_article("herald", OTHER, OTHER_WIRE, 90)).await,
            2
        );
        assert_eq!(rows(&store).await, certain(2, 2));
        let edit = |edit| store.edit_story(edit, None, noon(), real_rules());
        let split = edit(StoryEdit::Split { article_ids: vec![3] }).await.unwrap();
        assert_eq!(rows(&store).await, certain(2, split.to_story_id));
        assert_consistent(&store).await;
        let back = StoryEdit::Join {
            story_id: split.to_story_id,
            into: 2,
        };
        edit(back).await.unwrap();
        assert_eq!(rows(&store).await, certain(2, 2));
        edit(StoryEdit::Join { story_id: 2, into: 1 }).await.unwrap();
        assert_eq!(rows(&store).await, [], "nobody tells his own story twice");
        assert_consistent(&store).await;
        let again = edit(StoryEdit::Split {
            article_ids: vec![3, 4],
        })
        .await
        .unwrap();
        assert_eq!(rows(&store).await, certain(2, again.to_story_id));
        assert_consistent(&store).await;
    }

    #[tokio::test]
    async fn copies_of_an_article_that_tells_two_stories_tell_two_stories() {
        for late in [false, true] {
            let (_folder, store) = store().await;
            let [one, holder, other] = press();
            let copy = read_article("upland", MINE, &two_in_one(), 70);
            let order = if late {
                [one, holder, copy, other]
            } else {
                [one, holder, other, copy]
            };
            for recording in order {
                put(&store, recording).await;
            }
            let found = rows(&store).await;
            assert_eq!(found.len(), 2, "{late}: {found:?}");
            assert_consistent(&store).await;
        }
    }
}
