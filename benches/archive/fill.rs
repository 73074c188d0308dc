//! Fills a store with a press of any size in short time: the rows that recording looks things up in, written
//! table by table in the order of their keys, as the real texts of the press would leave them.
//!
//! Left out are texts, credits, facts' rows and the full-text index: nothing is looked up in them when a further
//! article is placed.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::model::{Fingerprint, stamp};
use dateline::{dedup, model};
use rayon::prelude::*;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::press::{self, Dice};

/// Articles whose texts are in memory at once.
const CHUNK: u64 = 20_000;
/// Rows in one statement.
const ROWS: usize = 5_000;
/// Postings of one story, and the length of a bucket: as the store writes them.
const POSTED_MAX: usize = 64;
const BUCKET_S: i64 = 7 * 24 * 3600;
/// Lines of an article that its outlet's habits are learnt from, and facts that have a key.
const LINES: u64 = 8;
const FACTS: u64 = 10;

type Postings = BTreeMap<i64, Vec<(i64, i64, i64)>>;

/// Makes the store at `path` and puts `size` articles into it.
///
/// # Errors
/// Those of the database.
pub async fn fill(path: &Path, size: u64) -> anyhow::Result<()> {
    let store = press::open(&path.display().to_string()).await?;
    store.close().await;
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(false)
        .pragma("synchronous", "OFF")
        .pragma("cache_size", "-262144")
        .disable_statement_logging()
        .connect()
        .await?;
    let (mut shingles, mut anchors) = (Postings::new(), Postings::new());
    outlets(&mut connection).await?;
    for from in (0..size).step_by(usize::try_from(CHUNK)?) {
        let chunk: Vec<(u64, Fingerprint)> = (from..size.min(from + CHUNK))
            .into_par_iter()
            .map(|n| (n, fingerprint(n)))
            .collect();
        articles(&mut connection, &chunk, size).await?;
        for (n, print) in chunk.iter().filter(|(n, _)| press::is_original(*n)) {
            let bucket = press::seen_at(*n, size).timestamp().div_euclid(BUCKET_S);
            let story = i64::try_from(*n)? + 1;
            let posted = print.shingles.iter().take(POSTED_MAX);
            let list = shingles.entry(bucket).or_default();
            list.extend(posted.map(|shingle| (*shingle, story, 0)));
            let list = anchors.entry(bucket).or_default();
            list.extend(
                print
                    .anchors
                    .iter()
                    .map(|anchor| (anchor.key, story, anchor.weight)),
            );
        }
        // A bucket that no later article falls into is written and forgotten.
        let open = press::seen_at(from + CHUNK, size)
            .timestamp()
            .div_euclid(BUCKET_S);
        let is_last = from + CHUNK >= size;
        post(
            &mut connection,
            &mut shingles,
            open,
            is_last,
            dedup::POSTINGS_MAX,
            "shingle",
        )
        .await?;
        post(
            &mut connection,
            &mut anchors,
            open,
            is_last,
            dedup::ANCHOR_POSTINGS_MAX,
            "anchor",
        )
        .await?;
    }
    lines_and_facts(&mut connection, size).await?;
    connection.close().await?;
    Ok(())
}

fn fingerprint(n: u64) -> Fingerprint {
    let text = press::text(n);
    let article = model::Article {
        title: String::new(),
        byline: None,
        published_at: None,
        language: Some("en".to_owned()),
        url: None,
        canonical_url: None,
        site_name: None,
        section: None,
        sections: vec![model::Section {
            kind: model::SectionKind::Body,
            span: model::Span::new(0, text.len()),
        }],
        text,
        text_from: model::TextFrom::Archive,
        dateline: None,
    };
    dedup::fingerprint(&article, &[])
}

async fn run(
    connection: &mut SqliteConnection,
    sql: &'static str,
    rows: Vec<serde_json::Value>,
) -> anyhow::Result<()> {
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    for rows in rows.chunks(ROWS) {
        let list = serde_json::Value::from(rows).to_string();
        sqlx::query(sql).bind(list).execute(&mut *connection).await?;
    }
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

async fn outlets(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    let rows = (0..press::OUTLETS).map(|n| serde_json::json!([n + 1, format!("post{n}.example")]));
    let sql = "INSERT INTO outlet (outlet_id, outlet_key, name)
         SELECT r.value ->> 0, r.value ->> 1, r.value ->> 1 FROM json_each($1) AS r";
    run(connection, sql, rows.collect()).await
}

/// Stories, articles with a revision each, exemplars. An article's id is its number and one, a story's that of
/// its first article.
async fn articles(
    connection: &mut SqliteConnection,
    chunk: &[(u64, Fingerprint)],
    size: u64,
) -> anyhow::Result<()> {
    let stories = chunk.iter().filter(|(n, _)| press::is_original(*n));
    let rows = stories.clone().map(|(n, _)| {
        let at = press::seen_at(*n, size);
        serde_json::json!([n + 1, stamp(at), at.timestamp().div_euclid(BUCKET_S)])
    });
    let sql = "INSERT INTO story (story_id, title, articles, outlets, originals, first_seen_at, last_seen_at,
             exemplars, posted_bucket, representative_article_id)
         SELECT r.value ->> 0, 'Report', 1, 1, 1, r.value ->> 1, r.value ->> 1, 1, r.value ->> 2, r.value ->> 0
         FROM json_each($1) AS r";
    run(connection, sql, rows.collect()).await?;
    let rows = chunk.iter().map(|(n, _)| {
        let source = press::source_of(*n);
        let relation = if source == *n { "original" } else { "identical" };
        let at = stamp(press::seen_at(*n, size));
        serde_json::json!([
            n + 1,
            press::outlet(*n) + 1,
            n.to_string(),
            at,
            source + 1,
            relation
        ])
    });
    let rows: Vec<serde_json::Value> = rows.collect();
    let sql = "INSERT INTO article (article_id, outlet_id, archive, external_id, claimed_at, claimed_quality,
             first_seen_at, seen_basis, text_from, words, current_revision_id, story_id, relation, grade, score,
             similarity, coverage, coverage_of_origin)
         SELECT r.value ->> 0, r.value ->> 1, 'bench', r.value ->> 2, r.value ->> 3, 'ok', r.value ->> 3, 'seen',
             'archive', 230, r.value ->> 0, r.value ->> 4, r.value ->> 5, 'certain', 1, 1, 1, 1
         FROM json_each($1) AS r";
    run(connection, sql, rows.clone()).await?;
    let sql =
        "INSERT INTO revision (revision_id, article_id, number, seen_at, text_from, text_hash, title, text)
         SELECT r.value ->> 0, r.value ->> 0, 1, r.value ->> 3, 'archive', r.value ->> 0, 'Report', ''
         FROM json_each($1) AS r";
    run(connection, sql, rows).await?;
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    for (n, print) in stories {
        sqlx::query(
            "INSERT INTO exemplar (story_id, article_id, version, body_hash, title, folded)
             VALUES ($1, $1, $2, $3, 'Report', $4)",
        )
        .bind(i64::try_from(*n)? + 1)
        .bind(print.version)
        .bind(print.body_hash)
        .bind(&print.folded)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

/// Writes the buckets before `open`, or all of them; a list ends one past `longest`.
async fn post(
    connection: &mut SqliteConnection,
    postings: &mut Postings,
    open: i64,
    is_last: bool,
    longest: usize,
    of: &str,
) -> anyhow::Result<()> {
    while let Some(entry) = postings.first_entry() {
        let bucket = *entry.key();
        if bucket >= open && !is_last {
            break;
        }
        let mut list = entry.remove();
        list.par_sort_unstable();
        let (mut last, mut length) = (None, 0);
        list.retain(|(key, ..)| {
            length = if last == Some(*key) { length + 1 } else { 1 };
            last = Some(*key);
            length <= longest + 1
        });
        let sql = match of {
            "shingle" => {
                "INSERT INTO story_shingle (bucket, shingle, story_id)
                 SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2 FROM json_each($1) AS r"
            }
            _ => {
                "INSERT INTO story_anchor (bucket, anchor, story_id, weight)
                 SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3 FROM json_each($1) AS r"
            }
        };
        for part in list.chunks(500_000) {
            let rows = part
                .iter()
                .map(|(key, story, weight)| serde_json::json!([bucket, key, story, weight]));
            run(connection, sql, rows.collect()).await?;
        }
    }
    Ok(())
}

/// What outlets' habits and facts' counts leave behind: random keys, as hashes are.
async fn lines_and_facts(connection: &mut SqliteConnection, size: u64) -> anyhow::Result<()> {
    let mut dice = Dice::of(11);
    let mut lines: Vec<(i64, u64, i64, u64)> = Vec::new();
    for n in 0..size {
        let day = press::seen_at(n, size).timestamp().div_euclid(86_400);
        let lines_of_it = (0..LINES).map(|_| {
            (
                day.div_euclid(14),
                press::outlet(n) + 1,
                dice.next().cast_signed(),
                n,
            )
        });
        lines.extend(lines_of_it);
    }
    lines.par_sort_unstable();
    for part in lines.chunks(500_000) {
        let rows = part
            .iter()
            .map(|(bucket, outlet, hash, n)| serde_json::json!([bucket, outlet, hash, n + 1]));
        let sql = "INSERT INTO outlet_line (bucket, outlet_id, line_hash, stories, days, last_story_id, last_day)
             SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, 1, 1, r.value ->> 3, 0 FROM json_each($1) AS r";
        run(connection, sql, rows.collect()).await?;
    }
    drop(lines);
    let mut keys: Vec<i64> = (0..size * FACTS / 2).map(|_| dice.next().cast_signed()).collect();
    keys.par_sort_unstable();
    for part in keys.chunks(500_000) {
        let rows = part.iter().map(|key| serde_json::json!(key));
        let sql = "INSERT INTO fact_key (fact_key, story_count) SELECT r.value, 1 FROM json_each($1) AS r WHERE true
             ON CONFLICT DO NOTHING";
        run(connection, sql, rows.collect()).await?;
    }
    Ok(())
}
