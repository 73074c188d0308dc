//! Every query of `docs/sql.md` runs on a file made by this program.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// The `sql` blocks of the page.
fn queries() -> Vec<String> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sql.md")).unwrap();
    page.split("```sql\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_the_page_runs() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let now = dateline::model::parse_instant("2025-03-14T12:00:00Z").unwrap();
    let store = dateline::store::open(db.to_str().unwrap(), now).await.unwrap();
    store.close().await;
    let queries = queries();
    assert!(queries.len() >= 10);
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    for query in queries {
        sqlx::query(AssertSqlSafe(query.clone()))
            .fetch_all(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{query}"));
    }
}
