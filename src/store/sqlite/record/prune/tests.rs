//! What giving up texts and facts promises.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::sample::{REPORT, archived, read_article, seen_later};
use super::super::tests::{assert_consistent, put, value};
use crate::dedup::scenarios::{REWRITE, WIRE};
use crate::model::Relation;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::tests::{noon, store};
use crate::store::{Cuts, PrunePlace, PruneReport, RecordedOutcome, Recording, Store, StoreError, StoryEdit};

/// A whole pass.
async fn prune(store: &SqliteStore, cuts: &Cuts, is_dry: bool) -> PruneReport {
    let mut report = PruneReport::default();
    let mut place = Some(PrunePlace::start());
    while let Some(at) = place {
        let step = store.prune(cuts, &at, is_dry).await.unwrap();
        report += step.pruned;
        place = step.next;
    }
    report
}

fn after(days: i64) -> Option<DateTime<Utc>> {
    Some(noon() + TimeDelta::days(days))
}

fn texts(days: i64) -> Cuts {
    Cuts {
        texts: after(days),
        ..Cuts::none(noon() + TimeDelta::days(1000))
    }
}

fn facts(days: i64) -> Cuts {
    Cuts {
        facts: after(days),
        ..Cuts::none(noon() + TimeDelta::days(1000))
    }
}

fn other(text: &str) -> String {
    text.replace("IANS", "NationPress")
}

/// The report, a copy of it, another report with the same quotation, and the copy with a new figure.
fn press() -> Vec<Recording> {
    let elsewhere = "Asked in Vilnius about the budget of the coming decade, the visitor would not be drawn on rail. \
        “We shall build the road this year,” Ivan Petrov said, as he had in Minsk.";
    let later = |recording, hours| seen_later(recording, TimeDelta::hours(hours));
    vec![
        archived("ians.example", "a", REPORT),
        later(archived("nation.example", "b", &other(REPORT)), 1),
        later(archived("vilnius.example", "c", elsewhere), 2),
        later(
            archived(
                "nation.example",
                "b",
                &other(REPORT).replace("54 percent", "61 percent"),
            ),
            3,
        ),
    ]
}

#[tokio::test]
async fn a_pruned_text_is_null_its_spans_and_facts_stay_and_the_search_has_its_title() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    let before: i64 = value(&store, "SELECT count(*) FROM v_fact").await;
    let would = prune(&store, &texts(30), true).await;
    let kept: i64 = value(
        &store,
        "SELECT count(*) FROM v_article WHERE text IS NOT NULL AND has_text = 1",
    )
    .await;
    assert_eq!(kept, 3, "a dry pass changes nothing");
    let did = prune(&store, &texts(30), false).await;
    assert_eq!(did, would);
    assert_eq!((did.texts.rows, did.old_texts.rows, did.facts.rows), (3, 1, 0));
    let left: i64 = value(
        &store,
        "SELECT count(*) FROM v_article WHERE text IS NOT NULL OR has_text = 1 OR has_facts = 0 OR title = ''",
    )
    .await;
    assert_eq!(left, 0);
    let (facts, found, gone): (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM v_fact WHERE length(text) = end_char - start_char),
                (SELECT count(*) FROM story_fts WHERE story_fts MATCH 'road'),
                (SELECT count(*) FROM story_fts WHERE story_fts MATCH 'motto')",
    )
    .fetch_one(&mut *store.reader().await.unwrap())
    .await
    .unwrap();
    assert_eq!((facts, found, gone), (before, 2, 0));
    assert_consistent(&store).await;
    assert_eq!(
        prune(&store, &texts(30), false).await,
        PruneReport::default(),
        "twice is once"
    );
}

#[tokio::test]
async fn only_what_is_older_goes_and_former_texts_go_by_themselves() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    let young = seen_later(
        archived("late.example", "z", "The bridge will wait, they said."),
        TimeDelta::days(40),
    );
    put(&store, vec![young]).await;
    let former = Cuts {
        old_texts: after(30),
        ..Cuts::none(noon())
    };
    let did = prune(&store, &former, false).await;
    assert_eq!((did.old_texts.rows, did.texts.rows), (1, 0));
    let text: String = value(
        &store,
        "SELECT text FROM revision WHERE text_pruned_at IS NOT NULL",
    )
    .await;
    assert_eq!(text, "");
    assert_eq!(prune(&store, &texts(30), false).await.texts.rows, 3);
    let kept: i64 = value(&store, "SELECT count(*) FROM v_article WHERE text IS NOT NULL").await;
    assert_eq!(kept, 1);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn the_same_articles_again_are_known_and_copies_of_pruned_ones_still_join() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    prune(&store, &texts(30), false).await;
    prune(&store, &facts(30), false).await;
    let again = press();
    let last = again.last().cloned().unwrap();
    for recording in [again[0].clone(), last, again[2].clone()] {
        assert_eq!(
            put(&store, vec![recording]).await[0].outcome,
            RecordedOutcome::Unchanged
        );
    }
    let copy = seen_later(archived("copy.example", "d", REPORT), TimeDelta::hours(5));
    let copy = put(&store, vec![copy]).await.remove(0);
    assert_eq!((copy.story_id, copy.relation), (1, Relation::Identical));
    let facts: i64 = value(&store, "SELECT count(*) FROM v_fact WHERE article_id = 4").await;
    assert!(facts >= 2, "the copy has facts of its own");
    assert_consistent(&store).await;
}

#[tokio::test]
async fn facts_go_with_their_claims_and_leave_nothing_behind_that_points_at_them() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    let claims: i64 = value(&store, "SELECT count(*) FROM v_claim").await;
    assert!(claims > 0);
    let would = prune(&store, &facts(30), true).await;
    let did = prune(&store, &facts(30), false).await;
    assert_eq!(did.facts, would.facts);
    assert_eq!(did.claims.rows, would.claims.rows);
    for gone in [
        "SELECT count(*) FROM fact",
        "SELECT count(*) FROM v_claim",
        "SELECT count(*) FROM v_claim_source",
        "SELECT count(*) FROM claim_fact",
        "SELECT count(*) FROM claim_story",
        "SELECT count(*) FROM claim_term",
        "SELECT count(*) FROM story_quote",
        "SELECT count(*) FROM fact_key",
        "SELECT count(*) FROM fact_key_story",
        "SELECT count(*) FROM v_article WHERE has_facts = 1",
    ] {
        let left: i64 = value(&store, gone).await;
        assert_eq!(left, 0, "{gone}");
    }
    let texts: i64 = value(&store, "SELECT count(*) FROM v_article WHERE text IS NOT NULL").await;
    assert_eq!(texts, 3);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_young_copy_keeps_the_facts_and_claims_of_its_whole_event() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    let copy = seen_later(archived("copy.example", "d", REPORT), TimeDelta::days(2));
    assert_eq!(put(&store, vec![copy]).await[0].story_id, 1);
    let claims = "SELECT group_concat(claim_id || ' ' || articles || ' ' || independent_reports) FROM v_claim
                  WHERE event_id = (SELECT event_id FROM v_story WHERE story_id = 1)";
    let before: String = value(&store, claims).await;
    prune(&store, &facts(1), false).await;
    let after: String = value(&store, claims).await;
    assert_eq!(after, before);
    let left: i64 = value(
        &store,
        "SELECT count(*) FROM v_article WHERE story_id = 1 AND has_facts = 1",
    )
    .await;
    assert_eq!(left, 3);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_pass_that_is_cut_off_anywhere_leaves_a_whole_store() {
    let (_folder, store) = store().await;
    for n in 0..60 {
        let report = format!("{REPORT} Line {} of {n}.", n / 20);
        let id = n.to_string();
        put(
            &store,
            vec![seen_later(
                archived(&format!("o{n}.example"), &id, &report),
                TimeDelta::minutes(n),
            )],
        )
        .await;
    }
    let cuts = Cuts {
        texts: after(30),
        ..facts(30)
    };
    let mut place = Some(PrunePlace::start());
    let mut steps = 0;
    while let Some(at) = place {
        let step = store.prune(&cuts, &at, false).await.unwrap();
        steps += i32::from(step.pruned != PruneReport::default());
        assert_consistent(&store).await;
        place = step.next;
    }
    assert!(steps > 3, "{steps} transactions");
    let left: i64 = value(
        &store,
        "SELECT (SELECT count(*) FROM fact) + (SELECT count(*) FROM story_quote)",
    )
    .await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_quotation_is_searched_by_another_article_when_the_one_it_stood_by_goes_first() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    let copy = seen_later(archived("copy.example", "d", REPORT), TimeDelta::hours(4));
    put(&store, vec![copy]).await;
    // The first article of the story alone, as if it had come out of its order.
    let report = {
        let writer = store.writer().unwrap();
        let cut = "2026-01-01T00:00:00Z";
        writer
            .run(move |connection| Box::pin(super::give_up_facts(connection, 1, cut)))
            .await
            .unwrap()
    };
    assert!(report.facts.rows > 0);
    let by: i64 = value(
        &store,
        "SELECT f.article_id FROM quote_fts q JOIN fact f ON f.fact_id = q.rowid
         JOIN article a ON a.article_id = f.article_id WHERE quote_fts MATCH 'road' AND a.story_id = 1",
    )
    .await;
    assert_ne!(by, 1);
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_further_revision_of_a_pruned_article_has_text_and_facts_and_no_count_of_changes() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    prune(&store, &texts(30), false).await;
    prune(&store, &facts(30), false).await;
    let edited = archived("ians.example", "a", &REPORT.replace("54 percent", "61 percent"));
    let recorded = put(&store, vec![edited]).await.remove(0);
    assert_eq!(recorded.outcome, RecordedOutcome::NewRevision);
    let (revision, changed, has_text, has_facts): (i64, Option<i64>, bool, bool) = sqlx::query_as(
        "SELECT r.revision, r.changed_words, a.has_text, a.has_facts FROM v_revision r JOIN v_article a USING (article_id)
         WHERE article_id = 1 ORDER BY revision DESC LIMIT 1",
    )
    .fetch_one(&mut *store.reader().await.unwrap())
    .await
    .unwrap();
    assert_eq!((revision, changed, has_text, has_facts), (2, None, true, true));
    assert_consistent(&store).await;
    let did = prune(&store, &texts(30), false).await;
    assert_eq!(
        (did.texts.rows, did.old_texts.rows),
        (1, 0),
        "it is as old as it was"
    );
    assert_consistent(&store).await;
}

#[tokio::test]
async fn a_source_that_comes_after_its_rewrite_was_pruned_joins_and_turns_the_story_round() {
    let (_folder, store) = store().await;
    let rewrite = read_article(
        "NationPress",
        "640 jobs go as Equinor shuts refinery",
        REWRITE,
        40,
    );
    let source = read_article("wire", "Equinor to close Hammerlund refinery", WIRE, 0);
    let copy = read_article("herald", "Hammerlund refinery to close", WIRE, 60);
    super::super::late::tests::put(&store, rewrite).await;
    prune(&store, &texts(30), false).await;
    for recording in [source, copy] {
        let recorded = super::super::late::tests::put(&store, recording).await;
        assert_eq!(recorded.story_id, 1);
        assert_consistent(&store).await;
    }
    let origin: i64 = value(&store, "SELECT origin_article_id FROM v_story").await;
    assert_eq!(origin, 2);
}

#[tokio::test]
async fn stories_with_pruned_texts_cannot_be_edited_and_nothing_of_them_changes() {
    let (_folder, store) = store().await;
    put(&store, press()).await;
    prune(&store, &texts(30), false).await;
    for edit in [
        StoryEdit::Split { article_ids: vec![2] },
        StoryEdit::Join { story_id: 2, into: 1 },
    ] {
        let refused = store
            .edit_story(edit, None, noon(), super::super::sample::rules())
            .await;
        assert!(
            matches!(&refused, Err(StoreError::Impossible(why)) if why.contains("pruned")),
            "{refused:?}"
        );
    }
    let stories: i64 = value(&store, "SELECT count(*) FROM v_story").await;
    assert_eq!(stories, 2);
    assert_consistent(&store).await;
}
