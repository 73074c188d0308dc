//! Who may ask which feed, and when.

use std::sync::Arc;

use super::*;
use crate::model::FeedState;
use crate::store::StoreError;

#[tokio::test]
async fn a_leased_feed_is_not_leased_again_until_the_lease_ends() {
    let (_folder, store, feed) = store_with_lease().await;
    assert_eq!(lease(&store, 4).await, []);
    assert_eq!(store.next_due_at().await.unwrap(), Some(past_noon(5)));
    let again = lease(&store, 5).await.remove(0);
    assert_eq!(
        (again.feed_id, again.lease_gen),
        (feed.feed_id, feed.lease_gen + 1)
    );
}

#[tokio::test]
async fn callers_at_the_same_moment_never_get_the_same_feed() {
    let (_folder, store) = store().await;
    for host in 0..20 {
        add(&store, &format!("https://h{host}.example/rss")).await;
    }
    let take = || store.lease_due_feeds(noon(), past_noon(5), 6);
    let (a, b, c, d) = tokio::join!(take(), take(), take(), take());
    let mut ids: Vec<i64> = [a, b, c, d]
        .into_iter()
        .flat_map(Result::unwrap)
        .map(|feed| feed.feed_id)
        .collect();
    assert_eq!(ids.len(), 20);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn a_host_is_asked_for_one_feed_at_a_time_and_at_its_distance() {
    let (_folder, store) = store().await;
    add(&store, "https://news.example/a").await;
    add(&store, "https://news.example/b").await;
    add(&store, "https://other.example/c").await;
    let first = lease(&store, 0).await;
    assert_eq!(
        first.iter().map(|feed| feed.url.as_str()).collect::<Vec<_>>(),
        ["https://news.example/a", "https://other.example/c"]
    );
    let mut poll = fetched(&first[0], 1, Vec::new());
    poll.host_next_start_at = past_noon(3);
    store.finish_poll(poll).await.unwrap();
    assert_eq!(lease(&store, 2).await, []);
    assert_eq!(store.next_due_at().await.unwrap(), Some(past_noon(3)));
    assert_eq!(lease(&store, 3).await[0].url, "https://news.example/b");
}

#[tokio::test]
async fn the_feed_longest_overdue_comes_first_in_its_host() {
    let (_folder, store, feed) = store_with_lease().await;
    store.finish_poll(fetched(&feed, 0, Vec::new())).await.unwrap();
    let late = NewFeed {
        url: "https://news.example/late".to_owned(),
        host_key: "news.example".to_owned(),
        title: None,
        tags: Vec::new(),
    };
    store.add_feed(late, past_noon(90)).await.unwrap();
    assert_eq!(lease(&store, 100).await[0].feed_id, feed.feed_id);
}

#[tokio::test]
async fn a_held_host_stays_held_whatever_comes_after() {
    let (_folder, store, feed) = store_with_lease().await;
    add(&store, "https://news.example/b").await;
    let mut poll = fetched(&feed, 1, Vec::new());
    poll.schedule = Arc::new(|feed, observation| NextPoll {
        host_hold_until: Some(past_noon(60)),
        ..hourly(feed, observation)
    });
    store.finish_poll(poll).await.unwrap();
    store.make_all_due(past_noon(2)).await.unwrap();
    assert_eq!(lease(&store, 59).await, []);
    assert_eq!(store.next_due_at().await.unwrap(), Some(past_noon(60)));

    // A shorter hold does not cut the longer one.
    let feed = lease(&store, 60).await.remove(0);
    let mut poll = fetched(&feed, 60, Vec::new());
    poll.schedule = Arc::new(|feed, observation| NextPoll {
        host_hold_until: Some(past_noon(10)),
        ..hourly(feed, observation)
    });
    store.finish_poll(poll).await.unwrap();
    assert_eq!(
        rows::<(String,)>(&store, "SELECT hold_until FROM host").await[0].0,
        "2025-03-14T13:00:00Z"
    );
}

#[tokio::test]
async fn all_feeds_can_be_made_due_at_once() {
    let (_folder, store, feed) = store_with_lease().await;
    store.finish_poll(fetched(&feed, 0, Vec::new())).await.unwrap();
    assert_eq!(lease(&store, 10).await, []);
    store.make_all_due(past_noon(10)).await.unwrap();
    assert_eq!(store.next_due_at().await.unwrap(), Some(past_noon(10)));
    assert_eq!(lease(&store, 10).await[0].feed_id, feed.feed_id);
}

#[tokio::test]
async fn a_poll_under_an_old_lease_is_refused_and_leaves_nothing() {
    let (_folder, store, old) = store_with_lease().await;
    let new = lease(&store, 6).await.remove(0);
    let refused = store
        .finish_poll(fetched(&old, 7, vec![parsed("a", None, 1)]))
        .await;
    assert!(matches!(refused, Err(StoreError::StaleLease { feed_id }) if feed_id == old.feed_id));
    assert_eq!(number(&store, "SELECT count(*) FROM entry").await, 0);
    assert_eq!(number(&store, "SELECT count(*) FROM poll").await, 0);
    assert_eq!(
        number(&store, "SELECT count(*) FROM feed WHERE etag IS NOT NULL").await,
        0
    );
    store
        .finish_poll(fetched(&new, 7, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    // The same poll handed in twice counts once.
    assert!(matches!(
        store.finish_poll(fetched(&new, 7, Vec::new())).await,
        Err(StoreError::StaleLease { .. })
    ));
    assert_eq!(number(&store, "SELECT count(*) FROM poll").await, 1);
}

#[tokio::test]
async fn leases_of_a_former_run_are_given_back_and_its_polls_refused() {
    let (_folder, store, old) = store_with_lease().await;
    store.release_leases().await.unwrap();
    assert_eq!(store.next_due_at().await.unwrap(), Some(noon()));
    assert!(matches!(
        store.finish_poll(fetched(&old, 1, Vec::new())).await,
        Err(StoreError::StaleLease { .. })
    ));
    assert_eq!(lease(&store, 1).await.len(), 1);
}

#[tokio::test]
async fn a_paused_feed_is_never_due() {
    let (_folder, store, feed) = store_with_lease().await;
    let mut poll = fetched(&feed, 1, Vec::new());
    poll.schedule = Arc::new(|feed, observation| {
        let mut next = hourly(feed, observation);
        next.history.state = FeedState::Paused;
        next.state_was = Some(FeedState::Gone);
        next
    });
    assert_eq!(store.finish_poll(poll).await.unwrap().next_at, None);
    store.make_all_due(past_noon(2)).await.unwrap();
    assert_eq!(store.next_due_at().await.unwrap(), None);
    assert_eq!(lease(&store, 10_000).await, []);
    let listing = store.feeds().await.unwrap().remove(0);
    assert_eq!((listing.state, listing.next_at), (FeedState::Paused, None));
}

#[tokio::test]
async fn a_known_address_is_reported_and_left_as_it_is() {
    let (_folder, store) = store().await;
    let feed = NewFeed {
        url: "https://news.example/rss".to_owned(),
        host_key: "news.example".to_owned(),
        title: Some("Mine".to_owned()),
        tags: vec!["world/asia".to_owned()],
    };
    let first = store.add_feed(feed.clone(), noon()).await.unwrap();
    let again = store
        .add_feed(
            NewFeed {
                title: None,
                ..feed.clone()
            },
            past_noon(9),
        )
        .await
        .unwrap();
    assert!(first.is_new && !again.is_new);
    assert_eq!(first.feed_id, again.feed_id);
    let leased = lease(&store, 0).await.remove(0);
    store
        .finish_poll(fetched(&leased, 0, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    let listing = store.feeds().await.unwrap().remove(0);
    assert_eq!(listing.title.as_deref(), Some("Mine"));
    assert_eq!(listing.tags, feed.tags);
    assert_eq!(listing.entries, 1);
    assert_eq!(listing.next_at, Some(past_noon(60)));
}

#[tokio::test]
async fn what_is_due_is_found_through_an_index() {
    let (_folder, store) = store().await;
    let plan = async |sql: &'static str| {
        let rows: Vec<(i64, i64, i64, String)> = rows(&store, sql).await;
        rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("; ")
    };
    let due = plan(
        "EXPLAIN QUERY PLAN SELECT host_id, host_key FROM host WHERE due_at <= 'x' ORDER BY due_at, host_id LIMIT 9",
    );
    assert!(due.await.contains("INDEX host_due"));
    let feed = plan(
        "EXPLAIN QUERY PLAN SELECT due.feed_id FROM feed AS due WHERE due.host_id = 1 AND due.state <> 'paused'
         AND due.next_at <= 'x' ORDER BY due.next_at, due.feed_id LIMIT 1",
    );
    assert!(feed.await.contains("INDEX feed_next"));
}

#[tokio::test]
async fn the_census_counts_feeds_by_state_and_hosts_on_hold() {
    let (_folder, store) = store().await;
    for url in [
        "https://a.example/1",
        "https://a.example/2",
        "https://b.example/1",
    ] {
        add(&store, url).await;
    }
    let feed = lease(&store, 0).await.remove(0);
    let mut poll = fetched(&feed, 1, Vec::new());
    poll.schedule = Arc::new(|feed, observation| NextPoll {
        host_hold_until: Some(past_noon(30)),
        ..hourly(feed, observation)
    });
    store.finish_poll(poll).await.unwrap();
    let census = store.census(past_noon(2)).await.unwrap();
    assert_eq!(census.feed_states, [("active".to_owned(), 3)]);
    assert_eq!((census.feeds(), census.hosts_held), (3, 1));
    assert_eq!(store.census(past_noon(30)).await.unwrap().hosts_held, 0);
}

#[tokio::test]
async fn the_gauges_show_the_files_and_the_last_write() {
    let (_folder, store) = store().await;
    store.heartbeat().await.unwrap();
    assert_eq!(store.gauges().await.last_write_age, None);
    add(&store, "https://a.example/1").await;
    let gauges = store.gauges().await;
    assert!(gauges.last_write_age.is_some() && gauges.bytes + gauges.wal_bytes > 0 && gauges.queued == 0);
    assert!(store.checkpoint().await.unwrap());
    assert_eq!(store.gauges().await.wal_bytes, 0);
}
