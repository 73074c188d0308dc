//! What was probably meant by a query that SQLite does not understand.

use sqlx::SqliteConnection;

/// Two names this close (Jaro-Winkler, 0 to 1) are taken for a misspelling.
const SIMILAR_MIN: f64 = 0.8;
/// Where everything that may be asked is named.
const WHAT_THERE_IS: &str = "what there is: SELECT view_name, column_name FROM dictionary";
/// How other databases' tools ask what there is, in lower case.
const ASKING_WORDS: [&str; 3] = ["show", "describe", "desc"];

/// To be put behind `words`, SQLite's complaint about `sql`; empty when there is no idea.
pub(super) async fn hint(connection: &mut SqliteConnection, sql: &str, words: &str) -> String {
    let first = sql.split_whitespace().next().unwrap_or_default();
    if first.starts_with(['.', '\\']) {
        return format!("; a command of another shell; {WHAT_THERE_IS}");
    }
    if ASKING_WORDS.contains(&first.trim_end_matches(';').to_lowercase().as_str()) {
        return format!("; {WHAT_THERE_IS}");
    }
    // SQLite's words end with the place, in brackets.
    let name_after = |complaint: &str| {
        let name = words.strip_prefix(complaint)?;
        Some(name.rsplit_once(" (").map_or(name, |(name, _)| name))
    };
    if let Some(missing) = name_after("no such table: ") {
        let names = strings(connection, TABLES).await;
        return table_hint(missing, &names);
    }
    if let Some(missing) = name_after("no such column: ") {
        let tables = strings(connection, TABLES).await;
        let mut columns = Vec::new();
        for table in tables.iter().filter(|table| has_word(sql, table)) {
            columns.extend(strings(connection, &columns_of(table)).await);
        }
        return column_hint(sql, missing, &columns);
    }
    String::new()
}

const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB '*_fts_*' ORDER BY name";

fn columns_of(table: &str) -> String {
    // A name of the schema, not of the query.
    format!(
        "SELECT name FROM pragma_table_info('{}')",
        table.replace('\'', "''")
    )
}

async fn strings(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .unwrap_or_default()
}

/// Views come before the tables behind them: `story_v` and `stories` mean `v_story`.
fn table_hint(missing: &str, names: &[String]) -> String {
    let bare = |name: &str| {
        let name = name.to_lowercase();
        let name = name.strip_prefix("v_").unwrap_or(&name);
        name.strip_suffix("_v").unwrap_or(name).to_owned()
    };
    let (public, internal): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| is_public(name));
    let closest = closest(&public, |name| likeness(&bare(name), &bare(missing)))
        .or_else(|| closest(&internal, |name| likeness(name, missing)));
    match closest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => {
            let public: Vec<&str> = public.into_iter().map(String::as_str).collect();
            format!("; there are {}", public.join(", "))
        }
    }
}

fn column_hint(sql: &str, missing: &str, columns: &[String]) -> String {
    let missing = missing.trim_matches('"');
    let (of, column) = match missing.rsplit_once('.') {
        Some((of, column)) => (Some(of), column),
        None => (None, missing),
    };
    // `coastpress` of `coastpress.example` stands nowhere else; the name of a table does.
    let is_text = of.is_some_and(|of| !has_word(&sql.replace(missing, " "), of));
    let columns: Vec<&String> = columns.iter().collect();
    match closest(&columns, |name| likeness(name, column)) {
        Some(name) if !is_text => {
            let of = of.map_or(String::new(), |of| format!("{of}."));
            format!("; did you mean `{of}{name}`?")
        }
        _ if is_text => format!("; texts need single quotes: '{missing}'"),
        _ => format!("; a text needs single quotes, '{missing}'; {WHAT_THERE_IS}"),
    }
}

/// What analysts are promised; see the analysts' documentation.
fn is_public(name: &str) -> bool {
    name.starts_with("v_") || matches!(name, "dictionary" | "story_fts" | "quote_fts")
}

fn likeness(name: &str, missing: &str) -> f64 {
    strsim::jaro_winkler(&name.to_lowercase(), &missing.to_lowercase())
}

fn closest<'a>(names: &[&'a String], likeness: impl Fn(&str) -> f64) -> Option<&'a str> {
    names
        .iter()
        .map(|name| (likeness(name), name.as_str()))
        .filter(|(likeness, _)| *likeness >= SIMILAR_MIN)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// Whether `word` stands in `sql` as a whole name.
fn has_word(sql: &str, word: &str) -> bool {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_view_is_meant_before_the_table_behind_it() {
        let tables = names(&[
            "article",
            "dictionary",
            "story",
            "story_fts",
            "feed_gap",
            "v_article",
            "v_story",
        ]);
        for (missing, meant) in [
            ("story_v", "v_story"),
            ("v_storys", "v_story"),
            ("stories", "v_story"),
            ("V_ARTICEL", "v_article"),
            ("articles", "v_article"),
            ("story_fst", "story_fts"),
            ("dictionry", "dictionary"),
            ("feedgap", "feed_gap"),
        ] {
            let hint = table_hint(missing, &tables);
            assert_eq!(hint, format!("; did you mean `{meant}`?"), "{missing}");
        }
        assert_eq!(
            table_hint("xyzzy", &tables),
            "; there are dictionary, story_fts, v_article, v_story"
        );
    }

    #[test]
    fn a_misspelt_column_is_told_from_a_text_without_quotes() {
        let columns = names(&["outlet", "title", "first_seen_at"]);
        let hint = |sql: &str, missing: &str| column_hint(sql, missing, &columns);
        assert_eq!(
            hint("SELECT titel FROM v_story", "titel"),
            "; did you mean `title`?"
        );
        assert_eq!(
            hint("SELECT s.titel FROM v_story AS s", "s.titel"),
            "; did you mean `s.title`?"
        );
        assert_eq!(
            hint(
                "SELECT 1 FROM v_article WHERE outlet = coastpress.example",
                "coastpress.example"
            ),
            "; texts need single quotes: 'coastpress.example'"
        );
        assert!(hint("SELECT 1 FROM v_story WHERE origin = afp", "afp").contains("'afp'"));
        assert!(hint("", "").contains("dictionary"));
    }
}
