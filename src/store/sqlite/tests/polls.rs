//! What a poll writes, and what it does not.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{ErrorClass, FeedGap, FeedState};
use crate::store::{Cuts, PageResult, PollRecorded, PrunePlace, PruneReport, StoreError, StoredPage};

/// Rows the writer has changed so far.
async fn changes(store: &SqliteStore) -> i64 {
    store
        .writer()
        .unwrap()
        .run(|connection| {
            Box::pin(async move {
                Ok(sqlx::query_scalar("SELECT total_changes()")
                    .fetch_one(connection)
                    .await
                    .unwrap())
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn validators_and_entries_come_together_or_not_at_all() {
    let (_folder, store, feed) = store_with_lease().await;
    let mut poll = fetched(&feed, 1, vec![parsed("a", None, 1)]);
    poll.schedule = Arc::new(|_, _| panic!("no idea"));
    assert!(matches!(
        store.finish_poll(poll).await,
        Err(StoreError::Panicked(_))
    ));
    assert_eq!(number(&store, "SELECT count(*) FROM entry").await, 0);
    assert_eq!(
        number(&store, "SELECT count(*) FROM feed WHERE etag IS NOT NULL").await,
        0
    );

    let recorded = store
        .finish_poll(fetched(&feed, 1, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    assert_eq!(
        recorded,
        PollRecorded {
            new_entries: 1,
            changed_entries: 0,
            next_at: Some(past_noon(61))
        }
    );
    let again = lease(&store, 61).await.remove(0);
    assert_eq!(again.validators.etag.as_deref(), Some(b"W/\"1\"".as_slice()));
    assert_eq!(again.validators.url.as_deref(), Some(feed.url.as_str()));
    assert_eq!(again.body_sha256, Some(vec![7; 32]));
    assert_eq!(again.history.successes, 1);
    assert_eq!(again.history.last_new_at, Some(past_noon(1)));
}

#[tokio::test]
async fn an_unchanged_document_writes_no_entry_rows() {
    let (_folder, store, feed) = store_with_lease().await;
    let document = || {
        (0..70)
            .map(|n| parsed(&format!("k{n}"), Some(&format!("https://a.example/{n}")), n))
            .collect()
    };
    store.finish_poll(fetched(&feed, 0, document())).await.unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let before = changes(&store).await;
    store.finish_poll(fetched(&feed, 60, Vec::new())).await.unwrap();
    let empty = changes(&store).await - before;
    let feed = lease(&store, 120).await.remove(0);
    let before = changes(&store).await;
    let recorded = store.finish_poll(fetched(&feed, 120, document())).await.unwrap();
    assert_eq!((recorded.new_entries, recorded.changed_entries), (0, 0));
    assert_eq!(changes(&store).await - before, empty);
}

#[tokio::test]
async fn the_schedule_is_told_how_many_entries_are_new() {
    let (_folder, store, feed) = store_with_lease().await;
    store
        .finish_poll(fetched(&feed, 0, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let mut poll = fetched(
        &feed,
        60,
        vec![parsed("a", None, 1), parsed("b", None, 2), parsed("c", None, 3)],
    );
    poll.schedule = Arc::new(|feed, observation| {
        assert_eq!((observation.entries, observation.new_entries), (3, 2));
        hourly(feed, observation)
    });
    assert_eq!(store.finish_poll(poll).await.unwrap().new_entries, 2);
    let gaps: Vec<(String, Option<i64>)> = rows(
        &store,
        "SELECT entry_key, polling_gap_s FROM entry ORDER BY entry_id",
    )
    .await;
    assert_eq!(
        gaps,
        [
            ("a".into(), None),
            ("b".into(), Some(3600)),
            ("c".into(), Some(3600))
        ]
    );
}

#[tokio::test]
async fn a_changed_entry_is_to_be_read_again_without_its_old_page() {
    let (_folder, store, feed) = store_with_lease().await;
    store
        .finish_poll(fetched(&feed, 0, vec![teaser("a", "https://a.example/1", 1)]))
        .await
        .unwrap();
    let entry_id = store.pages_wanted(noon(), 1, 1).await.unwrap()[0].entry_id;
    let kept = StoredPage {
        final_url: "https://a.example/1".into(),
        fetched_at: noon(),
        http_status: 200,
        html: "<p>".into(),
        is_truncated: false,
    };
    let finished = crate::store::FinishedPage {
        entry_id,
        at: noon(),
        result: PageResult::Kept(kept),
    };
    store.finish_page(finished).await.unwrap();

    let feed = lease(&store, 60).await.remove(0);
    let recorded = store
        .finish_poll(fetched(&feed, 60, vec![teaser("a", "https://a.example/1", 2)]))
        .await
        .unwrap();
    assert_eq!((recorded.new_entries, recorded.changed_entries), (0, 1));
    assert_eq!(store.entries_to_read(9).await.unwrap(), []);
    assert_eq!(number(&store, "SELECT count(*) FROM page").await, 0);
    assert_eq!(
        store.pages_wanted(past_noon(60), 1, 1).await.unwrap()[0].attempts,
        0
    );
    let seen: Vec<(String, String)> = rows(&store, "SELECT first_seen_at, last_changed_at FROM entry").await;
    assert_eq!(
        seen,
        [("2025-03-14T12:00:00Z".into(), "2025-03-14T13:00:00Z".into())]
    );
}

#[tokio::test]
async fn a_known_link_under_a_new_key_is_the_same_entry() {
    let (_folder, store, feed) = store_with_lease().await;
    let link = |n: i64| format!("https://a.example/{n}");
    let document = |prefix: &str| {
        (0..3)
            .map(|n| parsed(&format!("{prefix}{n}"), Some(&link(n)), n))
            .collect()
    };
    store
        .finish_poll(fetched(&feed, 0, document("old")))
        .await
        .unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let recorded = store
        .finish_poll(fetched(&feed, 60, document("new")))
        .await
        .unwrap();
    assert_eq!((recorded.new_entries, recorded.changed_entries), (0, 0));
    let events: Vec<(String, Option<String>, String)> =
        rows(&store, "SELECT kind, was, now FROM feed_event").await;
    assert_eq!(events, [("rotation".into(), None, "3".into())]);
    // From now on they are known by the new keys.
    let feed = lease(&store, 120).await.remove(0);
    store
        .finish_poll(fetched(&feed, 120, document("new")))
        .await
        .unwrap();
    assert_eq!(
        number(&store, "SELECT count(*) FROM entry WHERE entry_key LIKE 'new%'").await,
        3
    );
    assert_eq!(number(&store, "SELECT count(*) FROM feed_event").await, 1);
}

#[tokio::test]
async fn a_link_that_several_entries_share_identifies_none() {
    let (_folder, store, feed) = store_with_lease().await;
    let live = Some("https://a.example/live");
    let first = vec![parsed("1", live, 1)];
    store.finish_poll(fetched(&feed, 0, first)).await.unwrap();
    // Its owner is still in the document: the other is another entry.
    let feed = lease(&store, 60).await.remove(0);
    let both = vec![parsed("2", live, 2), parsed("1", live, 1)];
    assert_eq!(
        store
            .finish_poll(fetched(&feed, 60, both))
            .await
            .unwrap()
            .new_entries,
        1
    );
    // Two in the feed have it: a third is new.
    let feed = lease(&store, 120).await.remove(0);
    assert_eq!(
        store
            .finish_poll(fetched(&feed, 120, vec![parsed("3", live, 3)]))
            .await
            .unwrap()
            .new_entries,
        1
    );
    // Two in the document have it: both are new, though only one in the feed does.
    add(&store, "https://other.example/rss").await;
    let other = store
        .lease_due_feeds(past_noon(121), past_noon(125), 9)
        .await
        .unwrap()
        .remove(0);
    store
        .finish_poll(fetched(&other, 121, vec![parsed("1", live, 1)]))
        .await
        .unwrap();
    let other = store
        .lease_due_feeds(past_noon(181), past_noon(185), 9)
        .await
        .unwrap();
    let other = other.into_iter().find(|feed| feed.url.contains("other")).unwrap();
    let two = vec![parsed("2", live, 2), parsed("3", live, 3)];
    assert_eq!(
        store
            .finish_poll(fetched(&other, 181, two))
            .await
            .unwrap()
            .new_entries,
        2
    );
}

#[tokio::test]
async fn a_key_that_comes_twice_counts_once() {
    let (_folder, store, feed) = store_with_lease().await;
    let document = || vec![parsed("a", None, 1), parsed("a", None, 2)];
    assert_eq!(
        store
            .finish_poll(fetched(&feed, 0, document()))
            .await
            .unwrap()
            .new_entries,
        1
    );
    let feed = lease(&store, 60).await.remove(0);
    let again = store.finish_poll(fetched(&feed, 60, document())).await.unwrap();
    assert_eq!((again.new_entries, again.changed_entries), (0, 0));
}

#[tokio::test]
async fn a_failure_keeps_the_validators_and_says_what_went_wrong() {
    let (_folder, store, feed) = store_with_lease().await;
    store
        .finish_poll(fetched(&feed, 0, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let mut poll = fetched(&feed, 60, Vec::new());
    poll.outcome = PollOutcome::Failed(ErrorClass::Unparsable);
    poll.observation.outcome = poll.outcome;
    poll.validators = None;
    poll.body_sha256 = None;
    poll.detail = Some("no <rss>\r\nin line 1".to_owned());
    poll.kept_body = Some(b"<html>".to_vec());
    poll.schedule = Arc::new(|feed, observation| {
        let mut next = hourly(feed, observation);
        next.history.state = FeedState::Blocked;
        next.state_was = Some(FeedState::Active);
        next
    });
    store.finish_poll(poll).await.unwrap();
    let feed = lease(&store, 120).await.remove(0);
    assert_eq!(feed.validators.etag.as_deref(), Some(b"W/\"0\"".as_slice()));
    assert_eq!(feed.history.state, FeedState::Blocked);
    assert_eq!(
        (feed.history.fail_count, feed.history.last_error),
        (1, Some(ErrorClass::Unparsable))
    );
    let listing = store.feeds().await.unwrap().remove(0);
    assert_eq!(listing.last_error_detail.as_deref(), Some("no <rss> in line 1"));
    let events: Vec<(String, String, String)> = rows(&store, "SELECT was, now, detail FROM feed_event").await;
    assert_eq!(
        events,
        [(
            "active".into(),
            "blocked".into(),
            "unparsable: no <rss> in line 1".into()
        )]
    );
    assert_eq!(number(&store, "SELECT count(*) FROM poll_body").await, 1);

    store.finish_poll(fetched(&feed, 120, Vec::new())).await.unwrap();
    let listing = store.feeds().await.unwrap().remove(0);
    assert_eq!((listing.last_error, listing.last_error_detail), (None, None));
}

#[tokio::test]
async fn empty_validators_clear_the_stored_ones() {
    let (_folder, store, feed) = store_with_lease().await;
    store.finish_poll(fetched(&feed, 0, Vec::new())).await.unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let mut poll = fetched(&feed, 60, Vec::new());
    poll.validators = Some(Validators::default());
    store.finish_poll(poll).await.unwrap();
    assert_eq!(lease(&store, 120).await[0].validators, Validators::default());
}

#[tokio::test]
async fn polls_gaps_and_days_are_counted() {
    let (_folder, store, feed) = store_with_lease().await;
    store
        .finish_poll(fetched(&feed, 0, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    let feed = lease(&store, 60).await.remove(0);
    let mut poll = fetched(&feed, 60, vec![parsed("b", None, 2)]);
    poll.schedule = Arc::new(|feed, observation| NextPoll {
        gap: Some(FeedGap {
            from_at: noon(),
            to_at: past_noon(60),
            entries: 1,
        }),
        ..hourly(feed, observation)
    });
    store.finish_poll(poll).await.unwrap();
    let feed = lease(&store, 12 * 60).await.remove(0);
    let mut poll = fetched(&feed, 12 * 60, Vec::new());
    poll.outcome = PollOutcome::NotModified;
    poll.observation.outcome = poll.outcome;
    store.finish_poll(poll).await.unwrap();

    let days: Vec<(String, i64, i64, i64, i64, i64)> = rows(
        &store,
        "SELECT day, polls, not_modified, failures, entries, gaps FROM v_feed_day ORDER BY day",
    )
    .await;
    assert_eq!(
        days,
        [
            ("2025-03-14".into(), 2, 0, 0, 2, 1),
            ("2025-03-15".into(), 1, 1, 0, 0, 0)
        ]
    );
    let gaps: Vec<(String, String, i64)> = rows(&store, "SELECT from_at, to_at, entries FROM feed_gap").await;
    assert_eq!(
        gaps,
        [("2025-03-14T12:00:00Z".into(), "2025-03-14T13:00:00Z".into(), 1)]
    );
    let health: Vec<(String, String, i64, i64, i64, String)> = rows(
        &store,
        "SELECT host, state, polls, entries, gaps, last_gap_at FROM v_feed_health",
    )
    .await;
    assert_eq!(
        health,
        [(
            "news.example".into(),
            "active".into(),
            3,
            2,
            1,
            "2025-03-14T13:00:00Z".into()
        )]
    );
    let stats = store.stats().await.unwrap();
    assert_eq!((stats.feeds, stats.polls, stats.polls_failed), (1, 3, 0));
    assert_eq!(
        (
            stats.entries,
            stats.entries_to_read,
            stats.entries_waiting_for_page
        ),
        (2, 2, 0)
    );
    assert_eq!(stats.feed_states, [("active".to_owned(), 1)]);
    assert!(stats.bytes + stats.wal_bytes > 8192);
}

#[tokio::test]
async fn a_large_first_document_is_taken_whole() {
    let (_folder, store, feed) = store_with_lease().await;
    let document = || {
        (0..2000)
            .map(|n| parsed(&format!("k{n}"), Some(&format!("https://a.example/{n}")), n))
            .collect()
    };
    assert_eq!(
        store
            .finish_poll(fetched(&feed, 0, document()))
            .await
            .unwrap()
            .new_entries,
        2000
    );
    let feed = lease(&store, 60).await.remove(0);
    assert_eq!(
        store.finish_poll(fetched(&feed, 60, document())).await.unwrap(),
        PollRecorded {
            next_at: Some(past_noon(120)),
            ..PollRecorded::default()
        }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_in_an_entry_it_is_kept_once_and_comes_back(
        keys in proptest::collection::vec(any::<String>(), 1..6),
        link in proptest::option::of(any::<String>()),
        detail in any::<String>(),
        etag in any::<Vec<u8>>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, store, feed) = store_with_lease().await;
            let document: Vec<ParsedEntry> = keys.iter().map(|key| parsed(key, link.as_deref(), 1)).collect();
            let mut poll = fetched(&feed, 0, document.clone());
            poll.detail = Some(detail);
            poll.validators = Some(Validators { etag: Some(etag.clone()), last_modified: None, url: None });
            let recorded = store.finish_poll(poll).await.unwrap();
            let read = store.entries_to_read(100).await.unwrap();
            assert_eq!(recorded.new_entries, i64::try_from(read.len()).unwrap());
            for pending in &read {
                assert!(document.iter().any(|parsed| parsed.entry == pending.entry));
            }
            let feed = lease(&store, 60).await.remove(0);
            assert_eq!(feed.validators.etag.as_deref(), Some(etag.as_slice()));
            let again = store.finish_poll(fetched(&feed, 60, document)).await.unwrap();
            assert_eq!((again.new_entries, again.changed_entries), (0, 0));
        });
    }
}

/// An entry under the guid `g` at `link`, published `days` after noon.
fn dated(link: &str, content_hash: i64, days: i64) -> ParsedEntry {
    let mut parsed = parsed("g", Some(link), content_hash);
    parsed.entry.published.at = Some(past_noon(days * 24 * 60));
    parsed
}

#[tokio::test]
async fn a_guid_used_again_is_known_also_when_what_the_feed_sent_has_been_given_up() {
    for (days, new, changed) in [(30, 1, 0), (0, 0, 1)] {
        let (_folder, store, feed) = store_with_lease().await;
        let first = dated("https://news.example/a", 1, 0);
        store.finish_poll(fetched(&feed, 0, vec![first])).await.unwrap();
        let cuts = Cuts {
            raw: Some(past_noon(60)),
            logs: Some(past_noon(60)),
            ..Cuts::none(past_noon(120))
        };
        assert_eq!(prune(&store, &cuts).await.raw.rows, 0, "it has yet to be read");
        store
            .writer()
            .unwrap()
            .run(|connection| Box::pin(super::super::entry::mark_read(connection, 1)))
            .await
            .unwrap();
        let pruned = prune(&store, &cuts).await;
        assert_eq!(
            (pruned.raw.rows, pruned.polls.rows),
            (1, 0),
            "the poll went before"
        );
        assert_eq!(number(&store, "SELECT length(raw) FROM entry").await, 0);
        let feed = lease(&store, 60).await.remove(0);
        let other = dated("https://news.example/b", 2, days);
        let brought = store.finish_poll(fetched(&feed, 60, vec![other])).await.unwrap();
        assert_eq!(
            (brought.new_entries, brought.changed_entries),
            (new, changed),
            "{days}"
        );
        let kept =
            "SELECT count(*) FROM entry WHERE stage = 'read' AND raw_pruned_at IS NULL AND length(raw) > 0";
        assert_eq!(number(&store, kept).await, 1);
        assert_eq!(store.entries_to_read(10).await.unwrap().len(), 1);
    }
}

async fn prune(store: &SqliteStore, cuts: &Cuts) -> PruneReport {
    let mut report = PruneReport::default();
    let mut place = Some(PrunePlace::start());
    while let Some(at) = place {
        let step = store.prune(cuts, &at, false).await.unwrap();
        report += step.pruned;
        place = step.next;
    }
    report
}
