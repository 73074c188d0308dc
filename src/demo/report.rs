//! What an analyst would ask of the demo's file, and how the answers stand to the truth.

use std::collections::HashMap;

use serde_json::Value;

use super::press::{Article, Press, Truth};
use crate::store::{self, Rows, StoreError};

/// One question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Short, for machines.
    pub name: &'static str,
    pub title: &'static str,
    /// How to read the answer; may be empty.
    pub note: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// A question: its names, how to read the answer, and the SQL, which runs in any SQLite tool.
struct Question {
    name: &'static str,
    title: &'static str,
    note: &'static str,
    columns: &'static [&'static str],
    sql: &'static str,
}

const QUESTIONS: [Question; 8] = [
    Question {
        name: "stories",
        title: "Stories by number of outlets",
        note: "A story is one original report with all its copies: one source, however often it is printed.",
        columns: &["story", "outlets", "copies", "of these", "origin"],
        sql: "SELECT s.title, s.outlets, s.articles - s.originals,
                     rtrim(CASE WHEN s.identical > 0 THEN s.identical || ' identical, ' ELSE '' END
                        || CASE WHEN s.cut > 0 THEN s.cut || ' cut, ' ELSE '' END
                        || CASE WHEN s.edited > 0 THEN s.edited || ' edited, ' ELSE '' END
                        || CASE WHEN s.extended > 0 THEN s.extended || ' extended, ' ELSE '' END
                        || CASE WHEN s.rewritten > 0 THEN s.rewritten || ' rewritten, ' ELSE '' END
                        || CASE WHEN s.updates > 0 THEN s.updates || ' update, ' ELSE '' END, ', '),
                     CASE s.origin_kind WHEN 'agency' THEN 'agency ' || s.origin_agency
                                        WHEN 'outlet' THEN 'outlet ' || a.outlet
                                        ELSE 'unknown' END
              FROM v_story s LEFT JOIN v_article a ON a.article_id = s.origin_article_id
              WHERE s.outlets > 1
              ORDER BY s.outlets DESC, s.articles DESC, s.title",
    },
    Question {
        name: "first",
        title: "Who was first, and by which clock",
        note: "Claimed: the time the outlet gives. Seen: the pass of the daemon that first found it. A claim that \
               the polling could not have missed decides; else sight does.",
        columns: &["story", "first by claim", "claimed", "first seen by us", "seen", "decided by"],
        sql: "SELECT title, first_claimed_outlet, substr(first_claimed_at, 6, 11), first_seen_outlet,
                     substr(first_seen_at, 6, 11), first_basis
              FROM v_story WHERE outlets > 1
              ORDER BY outlets DESC, articles DESC, title LIMIT 8",
    },
    Question {
        name: "copy",
        title: "One copy explained",
        note: "Relabelled: the outlet's own name stands where the agency's stood.",
        columns: &[
            "outlet", "headline", "of", "relation", "its words in the original", "minutes later", "relabelled",
        ],
        sql: "SELECT c.outlet, a.title, coalesce(c.agency || ': ', '') || s.title, c.relation,
                     round(100 * c.coverage) || ' %', c.lag_minutes, c.relabelled
              FROM v_copy c
              JOIN v_article a ON a.article_id = c.article_id
              JOIN v_story s ON s.story_id = c.story_id
              WHERE c.relation IS NOT NULL
              ORDER BY c.is_relabelled DESC, c.coverage DESC, c.article_id LIMIT 1",
    },
    Question {
        name: "facts",
        title: "Facts in more than one independent report",
        note: "Copies of one story count once. What is not recognised as a copy counts as a report of its own, so \
               rewrites and a page that prints two stories raise some numbers here; see the end.",
        columns: &["fact", "kind", "independent reports", "articles", "stories of"],
        sql: "SELECT min(f.text) || CASE WHEN f.of_what IS NULL THEN '' ELSE ' (' || min(f.of_what) || ')' END,
                     f.kind, max(f.story_count), count(DISTINCT f.article_id),
                     group_concat(DISTINCT coalesce(s.origin_agency, replace(s.first_seen_outlet, '.example', '')))
              FROM (SELECT fact_id, text, 'figure' AS kind, of_what, fact_key, story_count, article_id, story_id
                    FROM v_figure WHERE of_what IS NOT NULL AND unit IS NOT NULL
                    UNION ALL
                    SELECT fact_id, text, 'quote', NULL, fact_key, story_count, article_id, story_id
                    FROM v_quote WHERE form = 'direct') f
              JOIN v_story s ON s.story_id = f.story_id
              WHERE f.story_count > 1
              GROUP BY f.fact_key, f.kind
              ORDER BY max(f.story_count) DESC, count(DISTINCT f.article_id) DESC, min(f.text) LIMIT 10",
    },
    Question {
        name: "quotes",
        title: "What was said",
        note: "",
        columns: &["speaker", "words", "articles", "independent reports"],
        sql: "SELECT coalesce(max(attributed_to), '?'), min(text), count(DISTINCT article_id), max(story_count)
              FROM v_quote
              WHERE form = 'direct'
              GROUP BY fact_key
              ORDER BY count(DISTINCT article_id) DESC, min(text) LIMIT 8",
    },
    Question {
        name: "revisions",
        title: "Headline changed after publication",
        note: "Both states are kept, with both texts. Words are counted that went and that came, in headline and text.",
        columns: &["outlet", "was", "is", "words out and in", "of these with a digit"],
        sql: "SELECT a.outlet, r.old_title, r.new_title, r.changed_words, r.figures_changed
              FROM v_revision r JOIN v_article a ON a.article_id = r.article_id
              WHERE r.revision > 1 AND r.old_title <> r.new_title
              ORDER BY r.seen_at",
    },
    Question {
        name: "suspects",
        title: "Perhaps somebody else's report",
        note: "An own name in the dateline and an agency cited in the text, but no source found: the origin stays \
               open.",
        columns: &["outlet", "headline", "origin", "cites", "likely source"],
        sql: "SELECT outlet, title, origin_kind, cited_agencies, likely_source_agency
              FROM v_article WHERE relabelled = 'possible' ORDER BY article_id",
    },
    Question {
        name: "feeds",
        title: "Feed health",
        note: "",
        columns: &["feed", "state", "polls", "unchanged", "failed", "entries", "last error"],
        sql: "SELECT title, state, polls, not_modified, failures, entries,
                     coalesce(last_error || ': ' || last_error_detail, '')
              FROM v_feed_health ORDER BY fail_count = 0, feed_id",
    },
];

/// Where every article went, for the comparison with the truth.
///
/// A merged article is called so by its further row.
const PLACED: &str = "SELECT a.url, a.story_id, CASE WHEN m.article_id IS NULL THEN a.relation ELSE 'merged' END
                      FROM v_article a LEFT JOIN (SELECT DISTINCT article_id FROM v_merged) m USING (article_id)
                      ORDER BY a.article_id";

/// The answers of the file at `db`, then how the copies of `press` were found.
///
/// # Errors
/// Those of [`store::read_rows`].
pub async fn sections(db: &str, press: &Press) -> Result<Vec<Section>, StoreError> {
    let mut sql: Vec<&'static str> = QUESTIONS.iter().map(|question| question.sql).collect();
    sql.push(PLACED);
    let mut answers = store::read_rows(db, &sql).await?;
    let placed = answers.pop().unwrap_or_default();
    let mut sections: Vec<Section> = QUESTIONS
        .iter()
        .zip(answers)
        .map(|(question, answer)| Section {
            name: question.name,
            title: question.title,
            note: question.note.to_owned(),
            columns: question.columns.iter().map(|&column| column.to_owned()).collect(),
            rows: answer.rows,
        })
        .collect();
    sections.push(compared(press, &placed));
    Ok(sections)
}

/// Truth against store: for each kind of copy how many stand in a story of their sources.
fn compared(press: &Press, placed: &Rows) -> Section {
    let placed: HashMap<&str, (i64, &str)> = placed
        .rows
        .iter()
        .filter_map(|row| {
            let id = row.first()?.as_str()?.rsplit('/').next()?;
            Some((id, (row.get(1)?.as_i64()?, row.get(2)?.as_str()?)))
        })
        .collect();
    let story = |article: &Article| placed.get(article.id.as_str()).map(|(story_id, _)| *story_id);
    let is_called_so = |article: &&Article| {
        let stored = placed.get(article.id.as_str()).map(|(_, relation)| *relation);
        stored == Some(article.relation.as_str())
    };
    let mut rows = Vec::new();
    for relation in [
        Truth::Identical,
        Truth::Cut,
        Truth::Edited,
        Truth::Extended,
        Truth::Update,
        Truth::Merged,
        Truth::Rewritten,
    ] {
        let of_kind = || {
            press
                .articles
                .iter()
                .filter(move |article| article.relation == relation)
        };
        let is_found = |article: &&Article| {
            story(article).is_some()
                && article
                    .of
                    .iter()
                    .filter_map(|id| press.article(id))
                    .any(|source| story(source) == story(article))
        };
        let missed: Vec<&str> = of_kind()
            .filter(|article| !is_found(article))
            .map(|article| article.id.as_str())
            .collect();
        rows.push(vec![
            relation.as_str().into(),
            of_kind().count().into(),
            of_kind().filter(is_found).count().into(),
            of_kind()
                .filter(|article| is_found(article) && is_called_so(article))
                .count()
                .into(),
            missed.join(", ").into(),
        ]);
    }
    // Reports of their own that were taken for copies.
    let originals = || {
        press
            .articles
            .iter()
            .filter(|article| article.relation == Truth::Original)
    };
    let mut first_of: HashMap<i64, &str> = HashMap::new();
    let mut joined = Vec::new();
    for article in originals() {
        if let Some(story_id) = story(article)
            && first_of.insert(story_id, &article.id).is_some()
        {
            joined.push(article.id.as_str());
        }
    }
    rows.push(vec![
        "none (own report)".into(),
        originals().count().into(),
        (originals().count() - joined.len()).into(),
        originals().filter(is_called_so).count().into(),
        joined.join(", ").into(),
    ]);
    Section {
        name: "truth",
        title: "Against the truth",
        note: "The press says of each article what it was made from; the daemon was not told. A merged one is right \
               in either of its stories."
            .to_owned(),
        columns: ["kind of copy", "in the press", "in the right story", "called so", "missed or mistaken"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }
}
