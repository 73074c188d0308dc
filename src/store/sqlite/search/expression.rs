//! A person's words as an FTS5 expression that cannot be wrong.

/// All words of `text`, each in quotation marks, so that none is an operator; `None` when there is none.
///
/// `"..."` is a phrase, a star behind a word or phrase asks for any word that begins so. A mark that is not
/// closed reaches to the end.
pub(super) fn of_words(text: &str) -> Option<String> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (term, after) = match rest.strip_prefix(is_mark) {
            Some(inside) => inside.split_once(is_mark).unwrap_or((inside, "")),
            None => rest.split_at(
                rest.find(|c: char| c.is_whitespace() || is_mark(c))
                    .unwrap_or(rest.len()),
            ),
        };
        let (after, star_behind) = match after.strip_prefix('*') {
            Some(after) => (after, true),
            None => (after, false),
        };
        let is_prefix = star_behind || term.ends_with('*');
        // A term of signs alone would match nothing and make the whole expression match nothing.
        if term.chars().any(char::is_alphanumeric) {
            let star = if is_prefix { " *" } else { "" };
            let words = term.replace(['"', '\0'], " ");
            terms.push(format!("\"{}\"{star}", words.trim().trim_end_matches('*')));
        }
        rest = after.trim_start();
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// Quotation marks that people's keyboards write.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    #[test]
    fn words_phrases_and_beginnings_are_kept_apart() {
        let expression = of_words("quay \"eastern harbour\" repair* -- AND").unwrap();
        assert_eq!(expression, "\"quay\" \"eastern harbour\" \"repair\" * \"AND\"");
        assert_eq!(
            of_words("“one two”* three"),
            Some("\"one two\" * \"three\"".to_owned())
        );
        assert_eq!(
            of_words("open \"never closed"),
            Some("\"open\" \"never closed\"".to_owned())
        );
        assert_eq!(of_words(" \"\" -- * ( "), None);
    }

    #[tokio::test]
    async fn no_text_is_a_wrong_expression() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::query("CREATE VIRTUAL TABLE t USING fts5 (title, text)")
            .execute(&mut connection)
            .await
            .unwrap();
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let texts = "(NEAR|AND|OR|NOT|title:|\\PC|[\"*^(){}:+ -]){0,20}";
        for _ in 0..300 {
            let text = texts.new_tree(&mut runner).unwrap().current();
            if let Some(expression) = of_words(&text) {
                sqlx::query("SELECT rowid FROM t WHERE t MATCH $1")
                    .bind(&expression)
                    .fetch_all(&mut connection)
                    .await
                    .unwrap_or_else(|error| panic!("{text:?} -> {expression}: {error}"));
            }
        }
    }
}
