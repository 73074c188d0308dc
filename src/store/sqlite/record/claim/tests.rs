//! What claims promise whatever was recorded, revised, split and joined.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sqlx::AssertSqlSafe;

use super::super::sample::{archived, rules, seen_later};
use super::super::tests::value;
use crate::model::ACCOUNT_OF;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{Recording, Store, StoreError, StoryEdit};

/// The tables of claims, row by row.
async fn rows(store: &SqliteStore) -> Vec<String> {
    let mut reader = store.reader().await.unwrap();
    let mut found = Vec::new();
    for (table, columns) in [
        (
            "claim WHERE event_id IS NOT NULL AND independent_reports > 0",
            "claim_id, event_id, kind, statement_id, speaker, independent_reports, independent_reports_max,
             primary_sources, conflict_kind",
        ),
        (
            "claim_fact WHERE is_current = 1",
            "statement_id, claim_id, fact_id, article_id, from_char, chars",
        ),
        (
            "claim_story",
            "claim_id, story_id, statement_id, source, source_story_id, why, is_folded",
        ),
        ("claim_statement", "event_id, fact_key, statement_id, claim_id"),
        ("claim_term", "event_id, term, statement_id"),
    ] {
        let sql = format!("SELECT json_array({columns}) AS row FROM {table} ORDER BY 1");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut *reader)
            .await
            .unwrap();
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    found
}

async fn retell_all(store: &SqliteStore) {
    store
        .writer()
        .unwrap()
        .run(|connection| {
            Box::pin(async move {
                let events: Vec<i64> = sqlx::query_scalar("SELECT event_id FROM event")
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(|error| StoreError::from_driver("test", error))?;
                super::retell(connection, &events.into_iter().collect::<BTreeSet<i64>>()).await
            })
        })
        .await
        .unwrap();
}

/// Everything that must hold of claims.
pub(in super::super) async fn assert_consistent(store: &SqliteStore) {
    for (law, wrong) in [
        (
            "every keyed fact of a current revision is in a claim of its event",
            "SELECT count(*) FROM fact f
             JOIN article a ON a.current_revision_id = f.revision_id
             JOIN event_story e ON e.story_id = a.story_id
             WHERE f.kind IN ('quote', 'figure', 'happening') AND f.fact_key IS NOT NULL
               AND (f.kind <> 'figure' OR f.value IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM claim_fact m JOIN claim c ON c.claim_id = m.claim_id
                               WHERE m.fact_id = f.fact_id AND m.is_current = 1 AND c.event_id = e.event_id)
               -- Claims of an event that has become old go before its facts.
               AND (EXISTS (SELECT 1 FROM claim c WHERE c.event_id = e.event_id)
                    OR NOT EXISTS (SELECT 1 FROM event_story o JOIN article p ON p.story_id = o.story_id
                                   WHERE o.event_id = e.event_id AND p.are_facts_kept = 0))",
        ),
        (
            "every time of the clock of a current revision is in a claim of its event",
            "SELECT count(*) FROM fact f
             JOIN article a ON a.current_revision_id = f.revision_id AND a.are_facts_kept = 1
             JOIN event_story e ON e.story_id = a.story_id
             WHERE f.kind = 'date' AND f.date_kind = 'time' AND f.fact_key IS NOT NULL
               AND f.value_text GLOB '*T[01][0-9]:[0-5][0-9]'
               AND EXISTS (SELECT 1 FROM claim c WHERE c.event_id = e.event_id)
               AND NOT EXISTS (SELECT 1 FROM claim_fact m WHERE m.fact_id = f.fact_id AND m.unit = 'clock')",
        ),
        (
            "the stories of a claim are those of its facts",
            "SELECT count(*) FROM claim c WHERE c.event_id IS NOT NULL AND c.independent_reports_max <>
                (SELECT count(DISTINCT a.story_id) FROM claim_fact m JOIN article a ON a.article_id = m.article_id
                 WHERE m.claim_id = c.claim_id AND m.is_current = 1)",
        ),
        (
            "a claim is printed where its facts are",
            "SELECT count(*) FROM v_claim c WHERE (c.articles, c.outlets) <>
                (SELECT count(DISTINCT s.article_id), count(DISTINCT s.outlet) FROM v_claim_source s
                 WHERE s.claim_id = c.claim_id)",
        ),
        (
            "the counts are those of the rows shown",
            "SELECT count(*) FROM v_claim c WHERE independent_reports <>
                (SELECT count(*) FROM v_claim_source s WHERE s.claim_id = c.claim_id AND counts_as = 'report')",
        ),
        (
            "a source's words stand where it says",
            "SELECT count(*) FROM v_claim_source s JOIN v_article a USING (article_id)
             WHERE substr(a.text, s.start_char + 1, s.end_char - s.start_char) <> s.text",
        ),
    ] {
        let found: i64 = value(store, wrong).await;
        assert_eq!(found, 0, "{law}");
    }
    let altered: i64 = value(
        store,
        "SELECT count(*) FROM article WHERE revisions > 1 OR are_facts_kept = 0",
    )
    .await;
    if altered == 0 {
        let before = rows(store).await;
        retell_all(store).await;
        assert_eq!(rows(store).await, before, "as told anew from the articles");
    }
}

async fn put(store: &SqliteStore, recording: Recording) -> i64 {
    let recorded = store.record(vec![recording].into(), rules()).await.unwrap();
    recorded[0].story_id
}

const SAID: &str = "“We shall build the road this year,” Ivan Petrov said.";

/// Reports of one event, each of its own making, that share the minister's words and give two values.
fn press() -> Vec<Recording> {
    let texts = [
        (
            "ians",
            format!("MINSK (IANS) One report of the vote on the road. {SAID} Turnout was 54 percent."),
        ),
        (
            "herald",
            format!("Quite another one came from the north of the valley. {SAID} Turnout was 61 percent."),
        ),
        (
            "post",
            format!("MINSK (IANS) One report of the vote on the road. {SAID} Turnout was 54 percent."),
        ),
        (
            "gazette",
            format!("Nobody in the south had seen it, wrote a third. {SAID} It rained all day."),
        ),
    ];
    let seen = |(n, (outlet, text)): (usize, (&'static str, String))| {
        seen_later(
            archived(outlet, &format!("a{n}"), &text),
            TimeDelta::minutes(n as i64),
        )
    };
    texts.into_iter().enumerate().map(seen).collect()
}

async fn counts(store: &SqliteStore, canonical: &'static str) -> Vec<(i64, i64, i64, i64)> {
    sqlx::query_as(
        "SELECT articles, outlets, independent_reports, primary_sources FROM v_claim WHERE canonical LIKE $1
         ORDER BY claim_id",
    )
    .bind(canonical)
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap()
}

#[tokio::test]
async fn copies_add_articles_to_a_claim_and_no_reports() {
    let (_folder, store) = store().await;
    let mut stories = Vec::new();
    for recording in press() {
        stories.push(put(&store, recording).await);
    }
    assert_eq!(stories, [1, 2, 1, 3]);
    assert_eq!(counts(&store, "We shall build%").await, [(4, 4, 3, 1)]);
    let events: i64 = value(&store, "SELECT count(*) FROM v_event").await;
    assert_eq!(events, 1, "one title, one event");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_story_split_and_joined_again_leaves_its_claims_as_they_were() {
    let (_folder, store) = store().await;
    for recording in press() {
        put(&store, recording).await;
    }
    let before = rows(&store).await;
    let edit = |edit| store.edit_story(edit, None, noon(), rules());
    let split = edit(StoryEdit::Split { article_ids: vec![3] }).await.unwrap();
    assert_eq!(counts(&store, "We shall build%").await, [(4, 4, 4, 1)]);
    assert_consistent(&store).await;
    edit(StoryEdit::Join {
        story_id: split.to_story_id,
        into: 1,
    })
    .await
    .unwrap();
    assert_eq!(rows(&store).await, before, "ids included");
    edit(StoryEdit::Join { story_id: 2, into: 1 }).await.unwrap();
    assert_eq!(counts(&store, "We shall build%").await, [(4, 4, 2, 1)]);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_revision_takes_its_old_value_out_of_the_counts_and_leaves_it_in_the_history() {
    let (_folder, store) = store().await;
    let first = press().remove(0);
    put(&store, first.clone()).await;
    let text = first.reading.article.text.replace("54 percent", "61 percent");
    put(
        &store,
        seen_later(archived("ians", "a0", &text), TimeDelta::hours(3)),
    )
    .await;
    assert_eq!(counts(&store, "54 percent").await, []);
    assert_eq!(counts(&store, "61 percent").await, [(1, 1, 1, 1)]);
    assert_eq!(counts(&store, "We shall build%").await, [(1, 1, 1, 1)]);
    let told: i64 = value(&store, "SELECT count(*) FROM claim_fact WHERE is_current = 0").await;
    assert_eq!(
        told, 2,
        "the old turnout, and the words as the first revision had them"
    );
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_possible_copy_is_a_report_only_in_the_larger_count() {
    let (_folder, store) = store().await;
    for recording in press() {
        put(&store, recording).await;
    }
    super::super::tests::execute(
        &store,
        "UPDATE article SET possible_story_id = 1, possible_score = 0.5 WHERE article_id = 2",
    )
    .await;
    retell_all(&store).await;
    let counted: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT independent_reports, independent_reports_max FROM v_claim WHERE canonical LIKE 'We shall%'",
    )
    .fetch_all(&mut *store.reader().await.unwrap())
    .await
    .unwrap();
    assert_eq!(counted, [(2, 3)]);
    let counts_as: String = value(
        &store,
        "SELECT group_concat(counts_as, ' ') FROM (SELECT counts_as FROM v_claim_source
         WHERE text LIKE 'We shall%' ORDER BY article_id)",
    )
    .await;
    assert_eq!(counts_as, "report possible_copy copy report");
}

/// Three papers retell a magazine's account; two say so, the third names it once.
#[tokio::test]
async fn reports_that_retell_one_account_have_one_source_though_one_names_it_far_from_the_fact() {
    let (_folder, store) = store().await;
    for (n, (outlet, text, account)) in [
        (
            "herald",
            "Doctors told the mayor that turnout on the road was 54 percent. So writes the Lighthouse at length.",
            Some("Lighthouse"),
        ),
        (
            "post",
            "A clerk wrote down how long the vote on the road took: 54 percent. He had never seen one like it, he said.",
            Some("Lighthouse"),
        ),
        (
            "gazette",
            "Quite another hall was empty in the south, but turnout on the road was 54 percent. Nobody ate, a guest told \
             the Lighthouse.",
            None,
        ),
        (
            "courier",
            "Up in the hills one still waits for the bus; turnout on the road was 54 percent, as the radio had it too.",
            None,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mut recording = archived(outlet, &format!("a{n}"), text);
        let note = account.map(|newsroom| format!("{ACCOUNT_OF}{newsroom}"));
        recording.reading.notes.extend(note);
        put(&store, seen_later(recording, TimeDelta::minutes(n as i64))).await;
    }
    assert_eq!(counts(&store, "%54 percent%").await, [(4, 4, 4, 2)]);
    let sources: String = value(
        &store,
        "SELECT group_concat(coalesce(source, '-') || ' ' || why) FROM (SELECT source, why FROM v_claim c
         JOIN claim_story USING (claim_id) WHERE c.canonical LIKE '%54 percent%' ORDER BY story_id)",
    )
    .await;
    assert_eq!(
        sources,
        "Lighthouse standing,Lighthouse standing,Lighthouse standing,- own"
    );
    assert_consistent(&store).await;
}
