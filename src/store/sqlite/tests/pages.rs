//! Pages wanted, fetched, given up; and entries handed out to be read.

use super::*;
use crate::model::{ErrorClass, stamp};
use crate::store::{FinishedPage, PageResult, PendingEntry, StoredPage, WantedPage};

/// A store with `entries` in its one feed.
async fn store_with(entries: Vec<ParsedEntry>) -> (tempfile::TempDir, SqliteStore, LeasedFeed) {
    let (folder, store, feed) = store_with_lease().await;
    store.finish_poll(fetched(&feed, 0, entries)).await.unwrap();
    (folder, store, feed)
}

async fn wanted(store: &SqliteStore, minutes: i64) -> Vec<WantedPage> {
    store.pages_wanted(past_noon(minutes), 2, 100).await.unwrap()
}

async fn finish(store: &SqliteStore, entry_id: i64, result: PageResult) {
    store
        .finish_page(FinishedPage {
            entry_id,
            at: past_noon(1),
            result,
        })
        .await
        .unwrap();
}

fn page(html: &str) -> StoredPage {
    StoredPage {
        final_url: "https://a.example/final".to_owned(),
        fetched_at: past_noon(1),
        http_status: 200,
        html: html.to_owned(),
        is_truncated: false,
    }
}

async fn mark_read(store: &SqliteStore, entry_id: i64) {
    store
        .writer()
        .unwrap()
        .run(move |connection| Box::pin(super::super::entry::mark_read(connection, entry_id)))
        .await
        .unwrap();
}

fn keys(entries: &[PendingEntry]) -> Vec<&str> {
    entries.iter().map(|pending| pending.entry.key.as_str()).collect()
}

#[tokio::test]
async fn pages_are_shared_out_among_hosts() {
    let entries = (0..5)
        .map(|n| teaser(&format!("a{n}"), &format!("https://a.example/{n}"), n))
        .chain([
            teaser("b0", "https://b.example/0", 9),
            parsed("full", Some("https://a.example/full"), 10),
        ])
        .collect();
    let (_folder, store, _) = store_with(entries).await;
    let urls: Vec<String> = wanted(&store, 1).await.into_iter().map(|page| page.url).collect();
    assert_eq!(
        urls,
        [
            "https://a.example/0",
            "https://b.example/0",
            "https://a.example/1"
        ]
    );
    assert_eq!(store.pages_wanted(past_noon(1), 5, 2).await.unwrap().len(), 2);
    assert_eq!(keys(&store.entries_to_read(10).await.unwrap()), ["full"]);
}

#[tokio::test]
async fn a_kept_page_makes_its_entry_ready_to_be_read() {
    let (_folder, store, feed) = store_with(vec![teaser("a", "https://a.example/1", 1)]).await;
    let asked = wanted(&store, 1).await.remove(0);
    assert_eq!((asked.attempts, asked.host_key.as_str()), (0, "a.example"));
    let html = format!("<p>{}</p>", "Überall Wörter. ".repeat(10_000));
    finish(&store, asked.entry_id, PageResult::Kept(page(&html))).await;
    assert_eq!(wanted(&store, 1).await, []);
    let pending = store.entries_to_read(10).await.unwrap().remove(0);
    assert_eq!(pending.page, Some(page(&html)));
    assert_eq!(pending.feed_url, feed.url);
    assert_eq!(pending.feed_title.as_deref(), Some("News"));
    assert_eq!(pending.first_seen_at, noon());
    assert_eq!(
        number(&store, "SELECT max(length(html)) FROM page").await / 1000,
        0
    );
}

#[tokio::test]
async fn a_failed_page_is_tried_again_at_its_time_and_then_given_up() {
    let (_folder, store, _) = store_with(vec![teaser("a", "https://a.example/1", 1)]).await;
    let entry_id = wanted(&store, 1).await[0].entry_id;
    let retry = PageResult::Retry {
        next_try_at: past_noon(30),
        class: ErrorClass::Timeout,
        detail: "no answer".to_owned(),
    };
    finish(&store, entry_id, retry).await;
    assert_eq!(wanted(&store, 29).await, []);
    assert_eq!(wanted(&store, 30).await[0].attempts, 1);
    assert_eq!(store.entries_to_read(10).await.unwrap(), []);
    finish(
        &store,
        entry_id,
        PageResult::GivenUp {
            class: ErrorClass::NotFound,
            detail: String::new(),
        },
    )
    .await;
    assert_eq!(wanted(&store, 99).await, []);
    let pending = store.entries_to_read(10).await.unwrap().remove(0);
    assert_eq!((pending.entry.key.as_str(), pending.page), ("a", None));
    let kept: Vec<(String, i64)> = rows(&store, "SELECT page_error, page_attempts FROM entry").await;
    assert_eq!(kept, [("not_found".to_owned(), 2)]);
}

#[tokio::test]
async fn a_late_page_changes_nothing() {
    let (_folder, store, _) = store_with(vec![parsed("a", Some("https://a.example/1"), 1)]).await;
    let entry_id = store.entries_to_read(1).await.unwrap()[0].entry_id;
    mark_read(&store, entry_id).await;
    finish(&store, entry_id, PageResult::Kept(page("<p>late</p>"))).await;
    finish(&store, 4711, PageResult::Kept(page("<p>nobody's</p>"))).await;
    assert_eq!(number(&store, "SELECT count(*) FROM page").await, 0);
    assert_eq!(store.entries_to_read(10).await.unwrap(), []);
}

#[tokio::test]
async fn pages_of_a_held_host_wait() {
    let (_folder, store, _) = store_with(vec![teaser("a", "https://news.example/1", 1)]).await;
    let hold = stamp(past_noon(60));
    store
        .writer()
        .unwrap()
        .run(move |connection| {
            Box::pin(async move {
                sqlx::query("UPDATE host SET hold_until = $1")
                    .bind(hold)
                    .execute(connection)
                    .await
                    .unwrap();
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(wanted(&store, 59).await, []);
    assert_eq!(wanted(&store, 60).await.len(), 1);
}

#[tokio::test]
async fn a_teaser_without_an_address_is_read_as_it_is() {
    let mut entry = teaser("a", "https://a.example/1", 1);
    entry.page_host_key = None;
    let (_folder, store, _) = store_with(vec![entry]).await;
    assert_eq!(keys(&store.entries_to_read(10).await.unwrap()), ["a"]);
}

#[tokio::test]
async fn entries_are_handed_out_by_id_until_they_are_done() {
    let (_folder, store, _) = store_with((0..5).map(|n| parsed(&format!("{n}"), None, n)).collect()).await;
    let first = store.entries_to_read(2).await.unwrap();
    assert_eq!(keys(&first), ["0", "1"]);
    mark_read(&store, first[0].entry_id).await;
    assert_eq!(keys(&store.entries_to_read(2).await.unwrap()), ["1", "2"]);
}

#[tokio::test]
async fn an_entry_that_changes_while_it_is_read_is_read_again() {
    let (_folder, store, _) = store_with(vec![parsed("a", None, 1)]).await;
    let in_hand = store.entries_to_read(1).await.unwrap().remove(0);
    let feed = lease(&store, 60).await.remove(0);
    store
        .finish_poll(fetched(&feed, 60, vec![parsed("a", None, 2)]))
        .await
        .unwrap();
    mark_read(&store, in_hand.entry_id).await;
    let again = store.entries_to_read(1).await.unwrap().remove(0);
    assert_eq!(again.entry.title.as_deref(), Some("Title 2"));
    mark_read(&store, again.entry_id).await;
    assert_eq!(store.entries_to_read(1).await.unwrap(), []);
}

#[tokio::test]
async fn a_damaged_entry_does_not_stop_the_others() {
    let (_folder, store, _) = store_with(vec![parsed("a", None, 1), parsed("b", None, 2)]).await;
    store
        .writer()
        .unwrap()
        .run(|connection| {
            Box::pin(async move {
                sqlx::query("UPDATE entry SET raw = x'00' WHERE entry_key = 'a'")
                    .execute(connection)
                    .await
                    .unwrap();
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(keys(&store.entries_to_read(10).await.unwrap()), ["b"]);
}
