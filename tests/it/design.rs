//! The columns that analysts were promised, view by view, against the real schema.

use std::collections::HashSet;

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::control::{complaint, dateline};

/// Views and the columns they were designed with. Others may be added; none of these may go or change its name.
const PROMISED: [(&str, &str); 19] = [
    (
        "v_article",
        "article_id, external_id, outlet, url, canonical_url, title, byline, section, language, claimed_at,
         claimed_quality, page_published_at, first_seen_at, day, words, text_from, story_id, event_id, relation,
         grade, similarity, is_story_representative, origin_kind, origin_agency, cited_agencies,
         likely_source_agency, is_relabelled, revisions, text",
    ),
    (
        "v_credit",
        "article_id, story_id, outlet, agency, kind, text, confidence, start_char, end_char",
    ),
    (
        "v_story",
        "story_id, title, event_id, articles, outlets, originals, identical, cut, edited, extended, rewritten,
         updates, merged, origin_kind, origin_agency, origin_article_id, origin_confidence, first_claimed_outlet,
         first_claimed_at, first_seen_outlet, first_seen_at, first_basis, last_seen_at",
    ),
    (
        "v_copy",
        "article_id, story_id, outlet, of_article_id, relation, grade, score, similarity, coverage, lag_minutes,
         is_relabelled, agency",
    ),
    (
        "v_placement",
        "external_id, story_id, relation, grade, origin_external_id, possible_story_id",
    ),
    (
        "v_outlet_originality",
        "outlet, articles, originals, identical, cut, edited, extended, rewritten, updates, merged, certain_copies,
         possible_copies, relabelled, rewriting_habit",
    ),
    ("v_agency_daily", "day, agency, stories, articles, outlets, relabelled"),
    (
        "v_fact",
        "fact_id, fact_key, article_id, story_id, outlet, relation, is_story_representative, claim_id, text,
         attributed_to, via_agency, modality, sentence, start_char, end_char, story_count",
    ),
    ("v_quote", "fact_id, text, attributed_to, via_agency, story_count"),
    (
        "v_figure",
        "fact_id, value, unit, approx, of_what, period_from, period_to, story_count",
    ),
    (
        "v_revision",
        "article_id, revision, seen_at, old_title, new_title, changed_words, figures_changed",
    ),
    (
        "v_merged",
        "article_id, story_id, own_story_id, of_article_id, grade, score, coverage, start_char, end_char",
    ),
    ("v_event", "event_id, title, from_at, to_at, stories, articles, outlets"),
    (
        "v_claim",
        "claim_id, event_id, kind, canonical, value, unit, speaker, articles, outlets, independent_reports,
         independent_reports_max, primary_sources, has_unknown_origin, conflict, conflict_kind, first_outlet,
         first_article_id, first_at",
    ),
    (
        "v_claim_source",
        "claim_id, fact_id, article_id, external_id, story_id, outlet, counts_as, primary_source, why, text,
         start_char, end_char",
    ),
    ("v_claim_history", "claim_id, at, fact_id, article_id, story_id, outlet, value, unit, text"),
    ("v_corroboration", "claim_id, event_id, story_id, outlet, primary_source, independent_reports"),
    ("v_event_link", "event_id, to_event_id, kind, story_id, score"),
    ("v_story_link", "story_id, to_story_id, kind, score, article_id"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_promised_column_is_there_and_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("none.jsonl"), "").unwrap();
    let made = dateline(folder.path(), &["ingest", "none.jsonl", "--db", "d.db"]);
    assert_eq!(made.status.code(), Some(0), "{}", complaint(&made));
    let db = folder.path().join("d.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    for (view, columns) in PROMISED {
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(view)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let known: HashSet<&str> = names.iter().map(String::as_str).collect();
        let lacking: Vec<&str> = columns
            .split(',')
            .map(str::trim)
            .filter(|column| !known.contains(column))
            .collect();
        assert!(lacking.is_empty(), "{view} lacks {lacking:?}");
        sqlx::query(AssertSqlSafe(format!("SELECT {columns} FROM {view}")))
            .fetch_all(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{view}: {error}"));
    }
}
