//! What editing a story promises.

use chrono::TimeDelta;

use super::super::sample::{REPORT, archived, rules, seen_later};
use super::super::tests::{assert_consistent, put, value};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{Store, StoreError, StoryEdit, StoryEdited};

async fn edit(store: &SqliteStore, edit: StoryEdit) -> Result<StoryEdited, StoreError> {
    let reason = Some("seen by eye".to_owned());
    store.edit_story(edit, reason, noon(), rules()).await
}

/// Everything said of stories and of the articles in them, as text.
async fn partition(store: &SqliteStore) -> Vec<(i64, String)> {
    sqlx::query_as(
        "SELECT a.article_id, s.story_id || ' ' || a.relation || ' ' || coalesce(a.of_article_id, 0) || ' '
            || a.is_representative || ' ' || a.coverage || ' ' || s.articles || ' ' || s.outlets || ' '
            || s.originals || ' ' || s.cut || ' ' || s.identical || ' ' || s.origin_kind || ' '
            || coalesce(s.origin_article_id, 0) || ' ' || s.first_seen_at || ' ' || s.last_seen_at || ' '
            || s.title || ' ' || (SELECT group_concat(f.fact_key || ':' || f.story_count, ' ') FROM v_fact f
                                  WHERE f.article_id = a.article_id)
         FROM article a JOIN story s USING (story_id) ORDER BY a.article_id",
    )
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap()
}

/// A report with two copies, a shortened one, and a second report.
async fn press(store: &SqliteStore) {
    let half = &REPORT[..REPORT.find(" Turnout").unwrap()];
    let other = "BONN (dpa) Quite another text about the river. Turnout was 61 percent in all of the valley.";
    let articles = [
        ("ians", REPORT),
        ("post", REPORT),
        ("herald", half),
        ("gazette", REPORT),
        ("dpa", other),
    ];
    let batch = articles
        .iter()
        .enumerate()
        .map(|(n, (outlet, text))| {
            seen_later(
                archived(outlet, &format!("a{n}"), text),
                TimeDelta::minutes(n as i64),
            )
        })
        .collect();
    let recorded = put(store, batch).await;
    let stories: Vec<i64> = recorded.iter().map(|one| one.story_id).collect();
    assert_eq!(stories, [1, 1, 1, 1, 2]);
}

#[tokio::test]
async fn articles_split_off_are_a_story_of_their_own_and_count_as_one() {
    let (_folder, store) = store().await;
    press(&store).await;
    let edited = edit(
        &store,
        StoryEdit::Split {
            article_ids: vec![2, 3],
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (edited.from_story_id, edited.to_story_id, edited.articles),
        (1, 3, 2)
    );
    let stands: Vec<(i64, String)> = sqlx::query_as(
        "SELECT story_id, relation FROM article WHERE article_id IN (1, 2, 3, 4) ORDER BY article_id",
    )
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap();
    let of = |at: usize| (stands[at].0, stands[at].1.as_str());
    assert_eq!(
        [of(0), of(1), of(2), of(3)],
        [(1, "original"), (3, "original"), (3, "cut"), (1, "identical")]
    );
    let reports: i64 = value(&store, "SELECT max(story_count) FROM v_fact").await;
    assert_eq!(reports, 2);
    let said: String = value(
        &store,
        "SELECT reason || ' ' || title FROM v_story_edit WHERE article_id = 3",
    )
    .await;
    assert_eq!(said, "seen by eye The road");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_story_split_and_joined_again_is_what_it_was() {
    for article_ids in [vec![1], vec![3], vec![1, 2], vec![2, 3, 4]] {
        let (_folder, store) = store().await;
        press(&store).await;
        let before = partition(&store).await;
        let split = edit(&store, StoryEdit::Split { article_ids }).await.unwrap();
        assert_ne!(partition(&store).await, before);
        let back = StoryEdit::Join {
            story_id: split.to_story_id,
            into: split.from_story_id,
        };
        edit(&store, back).await.unwrap();
        assert_eq!(partition(&store).await, before);
        let shown: i64 = value(&store, "SELECT count(*) FROM v_story").await;
        assert_eq!(shown, 2);
        assert_consistent(&store).await;
    }
}

#[tokio::test]
async fn what_the_rules_take_for_another_report_is_a_rewrite_once_it_is_joined_by_hand() {
    let (_folder, store) = store().await;
    press(&store).await;
    edit(&store, StoryEdit::Join { story_id: 2, into: 1 })
        .await
        .unwrap();
    let relation: String = value(&store, "SELECT relation FROM article WHERE article_id = 5").await;
    let (articles, rewritten): (i64, i64) = sqlx::query_as("SELECT articles, rewritten FROM v_story")
        .fetch_one(&mut *store.reader().await.unwrap())
        .await
        .unwrap();
    assert_eq!((relation.as_str(), articles, rewritten), ("rewritten", 5, 1));
    assert_consistent(&store).await;
}

#[tokio::test]
async fn copies_that_come_later_follow_the_article_that_was_moved() {
    let (_folder, store) = store().await;
    press(&store).await;
    edit(&store, StoryEdit::Join { story_id: 2, into: 1 })
        .await
        .unwrap();
    let other = "BONN (dpa) Quite another text about the river. Turnout was 61 percent in all of the valley.";
    let late = put(&store, vec![archived("times", "late", other)]).await;
    assert_eq!(late[0].story_id, 1);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let (_folder, store) = store().await;
    press(&store).await;
    let before = partition(&store).await;
    for nonsense in [
        StoryEdit::Split { article_ids: vec![] },
        StoryEdit::Split {
            article_ids: vec![99],
        },
        StoryEdit::Split {
            article_ids: vec![1, 99],
        },
        StoryEdit::Split {
            article_ids: vec![1, 5],
        },
        StoryEdit::Split { article_ids: vec![5] },
        StoryEdit::Join { story_id: 1, into: 1 },
        StoryEdit::Join { story_id: 1, into: 7 },
        StoryEdit::Join { story_id: 7, into: 1 },
    ] {
        let refused = edit(&store, nonsense.clone()).await;
        assert!(
            matches!(refused, Err(StoreError::Impossible(_))),
            "{nonsense:?}: {refused:?}"
        );
    }
    assert_eq!(partition(&store).await, before);
}
