//! What `record` promises.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::sample::{REPORT, archived, credits, facts, from_entry, rules, seen_later};
use crate::model::{Fingerprint, Relation, TextFrom};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{Recorded, RecordedOutcome, Recording, Store, StoreError};

/// Records `batch` in one call.
pub(super) async fn put(store: &SqliteStore, batch: Vec<Recording>) -> Vec<Recorded> {
    store.record(Arc::new(batch), rules()).await.unwrap()
}

/// One value out of the store.
pub(super) async fn value<T>(store: &SqliteStore, sql: &'static str) -> T
where
    T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static,
{
    sqlx::query_scalar(sql)
        .fetch_one(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
}

/// Runs a statement of the test's own on the writing connection.
pub(super) async fn execute(store: &SqliteStore, sql: &'static str) {
    store
        .writer()
        .unwrap()
        .run(move |connection| {
            Box::pin(async move {
                sqlx::query(sql)
                    .execute(connection)
                    .await
                    .map(drop)
                    .map_err(|error| StoreError::from_driver("test", error))
            })
        })
        .await
        .unwrap();
}

/// Everything that must hold whatever was recorded.
pub(super) async fn assert_consistent(store: &SqliteStore) {
    execute(
        store,
        "INSERT INTO story_fts (story_fts, rank) VALUES ('integrity-check', 1)",
    )
    .await;
    execute(
        store,
        "INSERT INTO quote_fts (quote_fts, rank) VALUES ('integrity-check', 1)",
    )
    .await;
    let broken: i64 = value(store, "SELECT count(*) FROM pragma_foreign_key_check()").await;
    assert_eq!(broken, 0, "foreign keys");
    let spans: i64 = value(
        store,
        "SELECT count(*) FROM fact f JOIN revision r ON r.revision_id = f.revision_id
         WHERE r.text_pruned_at IS NULL
           AND (substr(r.text, f.start_char + 1, f.end_char - f.start_char) <> f.text
            OR substr(r.text, f.sentence_start_char + 1, f.sentence_end_char - f.sentence_start_char) <> f.sentence)",
    )
    .await;
    assert_eq!(spans, 0, "spans of facts");
    let spans: i64 = value(
        store,
        "SELECT count(*) FROM credit c JOIN revision r ON r.revision_id = c.revision_id
         WHERE r.text_pruned_at IS NULL AND c.start_char IS NOT NULL AND substr(r.text, c.start_char + 1, c.end_char - c.start_char) <> c.text",
    )
    .await;
    assert_eq!(spans, 0, "spans of credits");
    let counters: i64 = value(
        store,
        "SELECT count(*) FROM story s
         WHERE articles <> (SELECT count(*) FROM article a WHERE a.story_id = s.story_id)
            OR outlets <> (SELECT count(DISTINCT outlet_id) FROM article a WHERE a.story_id = s.story_id)
            OR articles <> originals + identical + cut + edited + extended + rewritten + updates
            OR merged <> (SELECT count(DISTINCT m.article_id) FROM v_merged m WHERE m.story_id = s.story_id AND grade = 'certain')
            OR identical <> (SELECT count(*) FROM article a WHERE a.story_id = s.story_id AND relation = 'identical')
            OR 1 <> (SELECT sum(is_representative) FROM article a WHERE a.story_id = s.story_id)
            OR exemplars <> (SELECT count(*) FROM exemplar e WHERE e.story_id = s.story_id)
            OR title <> (SELECT title FROM story_text t WHERE t.story_id = s.story_id)",
    )
    .await;
    assert_eq!(counters, 0, "counters of stories");
    let keys: i64 = value(
        store,
        "SELECT count(*) FROM
            (SELECT f.fact_key, count(DISTINCT a.story_id) AS stories
             FROM fact f JOIN article a ON a.current_revision_id = f.revision_id
             WHERE f.fact_key IS NOT NULL GROUP BY f.fact_key) AS counted
         LEFT JOIN fact_key k ON k.fact_key = counted.fact_key
         WHERE k.story_count IS NULL OR k.story_count <> counted.stories",
    )
    .await;
    assert_eq!(keys, 0, "stories by fact");
    let left: i64 = value(store, "SELECT count(*) FROM fact_key WHERE story_count < 1").await;
    assert_eq!(left, 0, "facts nobody states");
    let named: i64 = value(
        store,
        "SELECT count(*) FROM entity e
         LEFT JOIN (SELECT f.entity_id, count(DISTINCT a.article_id) AS articles,
                           count(DISTINCT a.story_id) AS stories, sum(f.mentions) AS mentions
                    FROM fact f JOIN article a ON a.current_revision_id = f.revision_id
                    GROUP BY f.entity_id) AS counted USING (entity_id)
         WHERE e.articles <> coalesce(counted.articles, 0) OR e.stories <> coalesce(counted.stories, 0)
            OR e.mentions <> coalesce(counted.mentions, 0)
            OR e.stories <> (SELECT count(*) FROM entity_story s WHERE s.entity_id = e.entity_id)",
    )
    .await;
    assert_eq!(named, 0, "counters of entities");
    super::claim::tests::assert_consistent(store).await;
}

#[tokio::test]
async fn a_first_article_opens_a_story_of_its_own() {
    let (_folder, store) = store().await;
    let recorded = put(&store, vec![archived("ians.example", "a", REPORT)]).await;
    assert_eq!(recorded[0].outcome, RecordedOutcome::NewArticle);
    assert_eq!(recorded[0].relation, Relation::Original);
    let (agency, cited): (String, String) =
        sqlx::query_as("SELECT origin_agency, cited_agencies FROM v_article")
            .fetch_one(&mut *store.reader().await.unwrap())
            .await
            .unwrap();
    assert_eq!((agency.as_str(), cited.as_str()), ("ians", "xinhua"));
    assert_consistent(&store).await;
}

#[tokio::test]
async fn an_identical_copy_joins_and_its_facts_count_once() {
    let (_folder, store) = store().await;
    let first = put(&store, vec![archived("ians.example", "a", REPORT)]).await;
    let copy = put(
        &store,
        vec![archived(
            "nation.example",
            "b",
            &REPORT.replace("IANS", "NationPress"),
        )],
    )
    .await;
    // The dateline is part of this test's body, so the copy differs by a word and is found by its shingles.
    assert_eq!(copy[0].story_id, first[0].story_id);
    let half_an_hour_later = seen_later(archived("third.example", "c", REPORT), TimeDelta::minutes(30));
    let same = put(&store, vec![half_an_hour_later]).await;
    let lag: i64 = value(
        &store,
        "SELECT lag_minutes FROM v_copy WHERE outlet = 'third.example'",
    )
    .await;
    assert_eq!(lag, 30);
    assert_eq!(
        (same[0].story_id, same[0].relation),
        (first[0].story_id, Relation::Identical)
    );
    let most: i64 = value(&store, "SELECT max(story_count) FROM v_fact").await;
    assert_eq!(most, 1);
    let facts: i64 = value(&store, "SELECT count(*) FROM v_fact WHERE kind = 'figure'").await;
    assert_eq!(facts, 3);
    let outlets: i64 = value(&store, "SELECT outlets FROM v_story").await;
    assert_eq!(outlets, 3);
    let hidden: String = value(&store, "SELECT outlet FROM v_copy WHERE is_relabelled").await;
    assert_eq!(hidden, "nation.example");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn another_story_that_states_the_same_counts_as_a_second() {
    let (_folder, store) = store().await;
    let other = "Half of the country stayed at home. Officials put it at 54 percent on Friday evening.";
    put(
        &store,
        vec![
            archived("a.example", "a", REPORT),
            archived("b.example", "b", other),
        ],
    )
    .await;
    let count: i64 = value(&store, "SELECT max(story_count) FROM v_figure WHERE value = 54").await;
    assert_eq!(count, 2);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn copies_in_one_batch_see_each_other() {
    let (_folder, store) = store().await;
    let batch = ["a", "b", "c"].map(|id| archived(&format!("{id}.example"), id, REPORT));
    let recorded = put(&store, batch.into()).await;
    assert!(recorded.iter().all(|one| one.story_id == recorded[0].story_id));
    assert_eq!(recorded[2].relation, Relation::Identical);
    let again = put(
        &store,
        vec![
            archived("a.example", "a", REPORT),
            archived("a.example", "a", REPORT),
        ],
    )
    .await;
    assert!(again.iter().all(|one| one.outcome == RecordedOutcome::Unchanged));
}

#[tokio::test]
async fn a_replay_changes_nothing() {
    let (_folder, store) = store().await;
    let batch = || {
        vec![
            archived("a.example", "a", REPORT),
            archived("b.example", "b", REPORT),
        ]
    };
    let before = put(&store, batch()).await;
    let changes: i64 = value(&store, "SELECT count(*) FROM fact").await;
    let after = put(&store, batch()).await;
    assert!(after.iter().all(|one| one.outcome == RecordedOutcome::Unchanged));
    assert_eq!(
        before.iter().map(|r| r.article_id).collect::<Vec<_>>(),
        after.iter().map(|r| r.article_id).collect::<Vec<_>>()
    );
    assert_eq!(changes, value::<i64>(&store, "SELECT count(*) FROM fact").await);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_changed_text_is_a_revision_in_the_same_story() {
    let (_folder, store) = store().await;
    let first = put(&store, vec![archived("a.example", "a", REPORT)]).await;
    let changed = REPORT
        .replace("54 percent", "61 percent")
        .replace("We shall build the road this year,", "No,");
    let second = put(&store, vec![archived("a.example", "a", &changed)]).await;
    assert_eq!(second[0].outcome, RecordedOutcome::NewRevision);
    assert_eq!(
        (second[0].article_id, second[0].story_id),
        (first[0].article_id, first[0].story_id)
    );
    let figures: i64 = value(
        &store,
        "SELECT figures_changed FROM v_revision WHERE revision = 2",
    )
    .await;
    assert_eq!(figures, 2);
    let value_now: f64 = value(&store, "SELECT value FROM v_figure").await;
    assert!((value_now - 61.0).abs() < f64::EPSILON);
    let hits: i64 = value(
        &store,
        "SELECT count(*) FROM quote_fts WHERE quote_fts MATCH 'road'",
    )
    .await;
    assert_eq!(hits, 0, "the quotation is gone from the search");
    let hits: i64 = value(
        &store,
        "SELECT count(*) FROM story_fts WHERE story_fts MATCH '\"61 percent\"'",
    )
    .await;
    assert_eq!(hits, 1);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_quotation_another_copy_still_has_stays_searchable() {
    let (_folder, store) = store().await;
    put(
        &store,
        vec![
            archived("a.example", "a", REPORT),
            archived("b.example", "b", REPORT),
        ],
    )
    .await;
    put(
        &store,
        vec![archived(
            "a.example",
            "a",
            &REPORT.replace("build the road", "see"),
        )],
    )
    .await;
    let hits: i64 = value(
        &store,
        "SELECT count(*) FROM quote_fts WHERE quote_fts MATCH 'road'",
    )
    .await;
    assert_eq!(hits, 1);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn copies_of_either_state_of_a_revised_article_find_its_story() {
    let (_folder, store) = store().await;
    let newer =
        "MINSK, March 14 (IANS) — Everything is new here and nothing of the old report was left standing.";
    let first = put(&store, vec![archived("a.example", "a", REPORT)]).await;
    put(&store, vec![archived("a.example", "a", newer)]).await;
    let copies = put(
        &store,
        vec![
            archived("b.example", "b", REPORT),
            archived("c.example", "c", newer),
        ],
    )
    .await;
    assert!(copies.iter().all(|copy| copy.story_id == first[0].story_id));
    assert_consistent(&store).await;
}

#[tokio::test]
async fn the_whole_report_that_comes_after_its_shortened_copy_becomes_the_original() {
    let (_folder, store) = store().await;
    let whole = format!("{REPORT} More was to follow on the road later that day, the ministry added.");
    let short = REPORT.replace("(IANS)", "(NationPress)");
    let early = put(
        &store,
        vec![
            archived("b.example", "b", &short),
            archived("c.example", "c", &short),
        ],
    )
    .await;
    let late = put(&store, vec![archived("ians.example", "a", &whole)]).await;
    assert_eq!(
        (late[0].story_id, late[0].relation),
        (early[0].story_id, Relation::Original)
    );
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT external_id, relation, origin_external_id FROM v_placement ORDER BY external_id",
    )
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap();
    let expected = [("a", "original", "a"), ("b", "cut", "a"), ("c", "cut", "a")];
    assert_eq!(
        rows,
        expected.map(|(id, relation, of)| (id.to_owned(), relation.to_owned(), of.to_owned()))
    );
    let hits: i64 = value(
        &store,
        "SELECT count(*) FROM story_fts WHERE story_fts MATCH 'ministry'",
    )
    .await;
    assert_eq!(hits, 1, "the original represents the story");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_story_out_of_the_window_takes_no_more_articles() {
    let (_folder, store) = store().await;
    let first = put(&store, vec![archived("a.example", "a", REPORT)]).await;
    let month_later = seen_later(archived("b.example", "b", REPORT), TimeDelta::days(30));
    let later = put(&store, vec![month_later]).await;
    assert_ne!(first[0].story_id, later[0].story_id);
}

#[tokio::test]
async fn a_story_that_goes_on_is_found_in_every_bucket_it_reaches() {
    let (_folder, store) = store().await;
    let first = put(&store, vec![archived("a.example", "a", REPORT)]).await;
    for step in 1..10 {
        // Each differs by a word, so only postings lead to the story.
        let text = format!("{REPORT} Edition {step}.");
        let copy = seen_later(
            archived("b.example", &step.to_string(), &text),
            TimeDelta::days(2 * step),
        );
        assert_eq!(
            put(&store, vec![copy]).await[0].story_id,
            first[0].story_id,
            "step {step}"
        );
    }
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_phrase_that_everybody_uses_leads_nowhere_and_its_list_stays_short() {
    let (_folder, store) = store().await;
    let phrase = "all rights are reserved by the publisher";
    let batch = (0..120_u32).map(|n| {
        let text = format!(
            "{phrase} {}",
            (0..20).map(|k| format!("w{n}x{k}")).collect::<Vec<_>>().join(" ")
        );
        archived("a.example", &n.to_string(), &text)
    });
    put(&store, batch.collect()).await;
    let longest: i64 = value(
        &store,
        "SELECT max(n) FROM (SELECT count(*) AS n FROM story_shingle GROUP BY bucket, shingle)",
    )
    .await;
    assert_eq!(longest, 49);
    let stories: i64 = value(&store, "SELECT count(*) FROM story").await;
    assert_eq!(stories, 120);
}

async fn add_entries(store: &SqliteStore) {
    let feed = crate::store::NewFeed {
        url: "https://press.example/rss".to_owned(),
        host_key: "press.example".to_owned(),
        title: None,
        tags: Vec::new(),
    };
    store.add_feed(feed, noon()).await.unwrap();
    execute(
        store,
        "INSERT INTO entry (feed_id, entry_key, content_hash, stage, first_seen_at, last_changed_at, raw)
         SELECT 1, value, 0, 'read', '2025-03-14T12:00:00Z', '2025-03-14T12:00:00Z', x'' FROM json_each('[1,2,3]')",
    )
    .await;
}

#[tokio::test]
async fn an_entry_is_done_with_its_article_and_two_entries_may_show_one() {
    let (_folder, store) = store().await;
    add_entries(&store).await;
    let first = put(&store, vec![from_entry(1, "press.example", "a", REPORT)]).await;
    let other_feed = put(&store, vec![from_entry(2, "press.example", "a", REPORT)]).await;
    assert_eq!(other_feed[0].outcome, RecordedOutcome::Unchanged);
    assert_eq!(first[0].article_id, other_feed[0].article_id);
    let done: i64 = value(&store, "SELECT count(*) FROM entry WHERE stage = 'done'").await;
    assert_eq!(done, 2);
    let elsewhere = put(&store, vec![from_entry(3, "other.example", "a", REPORT)]).await;
    assert_eq!(
        elsewhere[0].outcome,
        RecordedOutcome::NewArticle,
        "the address counts inside one outlet"
    );
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_teaser_does_not_replace_a_page() {
    let (_folder, store) = store().await;
    add_entries(&store).await;
    put(&store, vec![from_entry(1, "press.example", "a", REPORT)]).await;
    let mut teaser = from_entry(1, "press.example", "a", "MINSK — The road.");
    teaser.reading.article.text_from = TextFrom::Feed;
    assert_eq!(
        put(&store, vec![teaser]).await[0].outcome,
        RecordedOutcome::Unchanged
    );
    let shorter = from_entry(2, "press.example", "a", "MINSK — The road, once more.");
    assert_eq!(
        put(&store, vec![shorter]).await[0].outcome,
        RecordedOutcome::Unchanged
    );
    assert_consistent(&store).await;
}

#[tokio::test]
async fn odd_readings_are_stored_and_never_hold_up_their_batch() {
    let (_folder, store) = store().await;
    let mut odd = archived("a.example", "odd", "");
    odd.reading.fingerprint = Fingerprint::default();
    odd.reading.article.title = String::new();
    odd.reading.article.published_at = "+20000-01-01T00:00:00Z".parse::<DateTime<Utc>>().ok();
    odd.reading.credits = credits(REPORT);
    odd.reading.facts = facts(REPORT);
    for fact in &mut odd.reading.facts {
        fact.confidence = f64::NAN;
        fact.key = i64::MIN;
    }
    let recorded = put(&store, vec![odd, archived("b.example", "b", REPORT)]).await;
    assert_eq!(recorded.len(), 2);
    assert_ne!(recorded[0].story_id, recorded[1].story_id);
}

#[tokio::test]
async fn a_store_that_died_reopens_whole() {
    let (folder, store) = store().await;
    put(&store, vec![archived("a.example", "a", REPORT)]).await;
    drop(store);
    let path = folder.path().join("news.db");
    let reopened = async {
        // The lock goes with the writer's task, which ends a moment after its last handle.
        loop {
            match SqliteStore::open(path.to_str().unwrap(), noon()).await {
                Err(StoreError::Locked { .. }) => tokio::task::yield_now().await,
                opened => return opened.unwrap(),
            }
        }
    };
    let store = tokio::time::timeout(Duration::from_secs(60), reopened)
        .await
        .unwrap();
    let copy = put(&store, vec![archived("b.example", "b", REPORT)]).await;
    assert_eq!(copy[0].relation, Relation::Identical);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_story_with_hundreds_of_copies_is_still_counted_right() {
    let (_folder, store) = store().await;
    for half in 0..2 {
        let batch = (0..150).map(|n| {
            let id = format!("{half}-{n}");
            archived(&format!("{id}.example"), &id, REPORT)
        });
        put(&store, batch.collect()).await;
    }
    let (articles, outlets): (i64, i64) = sqlx::query_as("SELECT articles, outlets FROM v_story")
        .fetch_one(&mut *store.reader().await.unwrap())
        .await
        .unwrap();
    assert_eq!((articles, outlets), (300, 300));
    let stats = store.stats().await.unwrap();
    assert_eq!((stats.articles, stats.stories), (300, 1));
    assert_eq!(
        stats.facts,
        [("figure".to_owned(), 300), ("quote".to_owned(), 300)]
    );
    assert_consistent(&store).await;
}
