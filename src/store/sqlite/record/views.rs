//! What the public views promise.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;

use super::sample::{REPORT, archived};
use super::tests::put;
use crate::store::sqlite::tests::store;

#[tokio::test]
async fn every_column_of_every_view_is_in_the_dictionary_and_nothing_else_is() {
    let (_folder, store) = store().await;
    let mut reader = store.reader().await.unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT s.name, c.name FROM sqlite_master s JOIN pragma_table_info(s.name) c
         WHERE s.type = 'view' AND s.name LIKE 'v!_%' ESCAPE '!'",
    )
    .fetch_all(&mut *reader)
    .await
    .unwrap();
    let described: Vec<(String, String)> = sqlx::query_as("SELECT view_name, column_name FROM dictionary")
        .fetch_all(&mut *reader)
        .await
        .unwrap();
    let columns: BTreeSet<_> = columns.into_iter().collect();
    let described: BTreeSet<_> = described.into_iter().collect();
    assert_eq!(
        columns.difference(&described).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new()
    );
    assert_eq!(
        described.difference(&columns).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new()
    );
}

#[tokio::test]
async fn every_view_can_be_read() {
    let (_folder, store) = store().await;
    put(
        &store,
        vec![
            archived("a.example", "a", REPORT),
            archived("b.example", "b", REPORT),
        ],
    )
    .await;
    let mut reader = store.reader().await.unwrap();
    let views: Vec<String> = sqlx::query_scalar("SELECT DISTINCT view_name FROM dictionary")
        .fetch_all(&mut *reader)
        .await
        .unwrap();
    assert!(views.len() >= 10);
    for view in views {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {view}")))
            .fetch_all(&mut *reader)
            .await;
        assert!(rows.is_ok(), "{view}: {rows:?}");
    }
}

#[tokio::test]
async fn a_filter_on_a_view_uses_an_index_and_leaves_the_texts_alone() {
    let (_folder, store) = store().await;
    let mut reader = store.reader().await.unwrap();
    for (sql, index) in [
        (
            "SELECT article_id FROM v_article WHERE story_id = 1",
            "article_story",
        ),
        (
            "SELECT count(*) FROM v_article WHERE first_seen_at >= '2025-03-14T00:00:00Z'",
            "article_first_seen",
        ),
        (
            "SELECT text FROM v_quote WHERE attributed_to = 'Ivan Petrov'",
            "fact_speaker",
        ),
        ("SELECT outlet FROM v_fact WHERE fact_key = 7", "fact_by_key"),
        ("SELECT outlet FROM v_fact WHERE article_id = 7", "fact_revision"),
        (
            "SELECT outlet FROM v_credit WHERE agency = 'ians' AND kind = 'dateline'",
            "credit_agency",
        ),
        (
            "SELECT title FROM v_story ORDER BY articles DESC LIMIT 20",
            "story_articles",
        ),
        (
            "SELECT outlet, lag_minutes FROM v_copy WHERE story_id = 1",
            "article_story",
        ),
        (
            "SELECT lead_minutes FROM v_first_reporter WHERE story_id = 1",
            "article_story",
        ),
        (
            "SELECT value FROM v_figure_history WHERE article_id = 1",
            "fact_revision",
        ),
        ("SELECT text FROM v_evidence WHERE story_id = 1", "evidence_story"),
    ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                .fetch_all(&mut *reader)
                .await
                .unwrap();
        assert!(plan.iter().any(|step| step.3.contains(index)), "{sql}: {plan:?}");
    }
}

#[tokio::test]
async fn other_tools_recognise_the_full_text_indexes_and_label_the_keys() {
    let (_folder, store) = store().await;
    put(&store, vec![archived("a.example", "a", REPORT)]).await;
    let mut reader = store.reader().await.unwrap();
    for table in ["story_text", "story_quote"] {
        // The spelling that Datasette and sqlite-utils look for; with other quotes they offer no search.
        let found: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sqlite_master
             WHERE sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"' || replace($1, '_', '!_') || '\"%' ESCAPE '!'",
        )
        .bind(table)
        .fetch_one(&mut *reader)
        .await
        .unwrap();
        assert_eq!(found, 1, "{table}");
    }
    for table in ["outlet", "story", "revision", "feed"] {
        let labels: i64 =
            sqlx::query_scalar("SELECT count(*) FROM pragma_table_info($1) WHERE name IN ('name', 'title')")
                .bind(table)
                .fetch_one(&mut *reader)
                .await
                .unwrap();
        assert_eq!(labels, 1, "{table}");
    }
    let names: Vec<(String, String)> = sqlx::query_as("SELECT outlet_key, name FROM outlet")
        .fetch_all(&mut *reader)
        .await
        .unwrap();
    assert_eq!(names, [("a.example".to_owned(), "a.example".to_owned())]);
}
