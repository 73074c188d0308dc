//! `dateline datasette-metadata`: what Datasette shows beside the data: meanings, facets, search, ready questions.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, Export, ViewShape};

/// The page of questions, whose queries become ready ones: one place for both.
const QUESTIONS: &str = include_str!("../../docs/sql.md");
/// Columns worth a list of their values beside the rows, in this order; the first few that a view has are offered.
const FACETS: [&str; 10] = [
    "outlet",
    "relation",
    "grade",
    "origin_agency",
    "agency",
    "kind",
    "modality",
    "country",
    "language",
    "state",
];
const FACETS_MAX: usize = 4;
/// Columns by which the newest or the most come first, the first that a view has.
const SORTS: [&str; 5] = [
    "first_seen_at",
    "independent_reports",
    "outlets",
    "articles",
    "day",
];

#[derive(Debug, Args)]
#[command(after_long_help = "\
Datasette opens the file without it; with it, views and columns say what they mean, have their facets and, where a \
story's or a quotation's text can be searched, a search box, and the questions of docs/sql.md stand ready as queries. \
It is printed for the file's name: rename the file and print it again.

Example:
  dateline datasette-metadata > metadata.json
  datasette dateline.db --metadata metadata.json")]
pub(super) struct Options {
    #[command(flatten)]
    store: StoreOption,
}

impl Options {
    /// Whether the command line names the store.
    pub(super) const fn is_store_given(&self) -> bool {
        self.store.db.is_some()
    }
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let path = store::file_of(address)?;
    let views = super::runtime()?.block_on(async { Export::open(address).await?.views().await })?;
    let metadata = metadata(&path, &views);
    output::print(&format!("{}\n", serde_json::to_string_pretty(&metadata)?))?;
    Ok(ExitCode::SUCCESS)
}

fn metadata(path: &Path, views: &[ViewShape]) -> Value {
    // Datasette calls a database by its file's name without the ending.
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let tables: Map<String, Value> = views
        .iter()
        .map(|view| (view.name.clone(), of_view(view)))
        .collect();
    let queries: Map<String, Value> = questions(QUESTIONS)
        .map(|question| {
            let query = json!({
                "title": question.title, "description": question.says, "sql": question.sql, "hide_sql": true,
            });
            (slug(question.title), query)
        })
        .collect();
    json!({
        "title": "Dateline",
        "description": "Every story once; who had it first; which outlets copied it; what it states.",
        "databases": { name: { "tables": tables, "queries": queries } },
    })
}

fn of_view(view: &ViewShape) -> Value {
    let columns: Map<String, Value> = view
        .columns
        .iter()
        .map(|column| {
            let meaning = match column.unit.as_str() {
                "" => column.meaning.clone(),
                unit => format!("{} ({unit})", column.meaning),
            };
            (column.name.clone(), meaning.into())
        })
        .collect();
    let has = |name: &&&str| view.columns.iter().any(|column| column.name == **name);
    let mut about = json!({
        "columns": columns,
        "facets": FACETS.iter().filter(has).take(FACETS_MAX).collect::<Vec<_>>(),
    });
    if let Some(sort) = SORTS.iter().find(has) {
        about["sort_desc"] = (*sort).into();
    }
    // A quotation is found by its own words, everything else of a story by the story's.
    if view.name == "v_quote" {
        about["fts_table"] = "quote_fts".into();
        about["fts_pk"] = "fact_id".into();
    } else if has(&&"story_id") {
        about["fts_table"] = "story_fts".into();
        about["fts_pk"] = "story_id".into();
    }
    about
}

/// A question with the query that answers it.
struct Question<'a> {
    title: &'a str,
    /// The words between the two; empty when there are none.
    says: String,
    sql: &'a str,
}

/// The sections of `page` that hold a query.
fn questions(page: &str) -> impl Iterator<Item = Question<'_>> {
    page.split("\n### ").skip(1).filter_map(|part| {
        let (title, rest) = part.split_once('\n')?;
        let (says, rest) = rest.split_once("```sql\n")?;
        let (sql, _) = rest.split_once("\n```")?;
        Some(Question {
            title: title.trim(),
            says: says.split_whitespace().collect::<Vec<_>>().join(" "),
            sql: sql.trim(),
        })
    })
}

/// `What may be a copy?` as `what_may_be_a_copy`, for an address.
fn slug(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase);
    words.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ViewColumn;

    #[test]
    fn the_page_of_questions_gives_ready_queries_under_names_of_their_own() {
        let names: std::collections::BTreeSet<String> = questions(QUESTIONS)
            .map(|question| slug(question.title))
            .collect();
        assert_eq!(names.len(), questions(QUESTIONS).count());
        assert!(names.len() >= 30);
        for question in questions(QUESTIONS) {
            assert!(
                !question.sql.is_empty() && !question.sql.contains("```"),
                "{}",
                question.title
            );
        }
        assert_eq!(slug("Who copied this story, how?"), "who_copied_this_story_how");
    }

    #[test]
    fn a_view_says_what_its_columns_mean_and_how_it_is_searched() {
        let column = |name: &str, unit: &str| ViewColumn {
            name: name.to_owned(),
            type_: "TEXT".to_owned(),
            unit: unit.to_owned(),
            meaning: "What it is".to_owned(),
        };
        let view = ViewShape {
            name: "v_copy".to_owned(),
            columns: vec![
                column("story_id", ""),
                column("relation", ""),
                column("lag", "minutes"),
            ],
            has_days: true,
        };
        let told = metadata(Path::new("/srv/news.db"), &[view]);
        let told = &told["databases"]["news"]["tables"]["v_copy"];
        assert_eq!(told["columns"]["lag"], "What it is (minutes)");
        assert_eq!(told["facets"], json!(["relation"]));
        assert_eq!(
            (&told["fts_table"], &told["fts_pk"]),
            (&json!("story_fts"), &json!("story_id"))
        );
    }
}
