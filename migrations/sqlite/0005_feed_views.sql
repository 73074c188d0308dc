-- The public views of the feed side: names and columns stay; columns may be added.
-- They run on SQLite 3.40, the oldest that analysts bring.
PRAGMA user_version = 5;

-- One row a feed: how it is treated and why.
CREATE VIEW v_feed_health AS
SELECT
    feed.feed_id,
    feed.url,
    COALESCE(feed.given_title, feed.title)                         AS title,
    host.host_key                                                  AS host,
    feed.tags,
    feed.state,
    CASE WHEN feed.state <> 'paused' THEN feed.next_at END         AS next_at,
    host.hold_until                                                AS host_hold_until,
    feed.interval_s,
    feed.last_polled_at,
    feed.last_success_at,
    feed.last_new_at,
    feed.fail_count,
    feed.fail_since_at,
    feed.last_error,
    feed.last_error_detail,
    feed.redirect_to,
    feed.polls,
    feed.not_modified,
    feed.failures,
    feed.entries,
    feed.gaps,
    (SELECT max(feed_gap.to_at) FROM feed_gap WHERE feed_gap.feed_id = feed.feed_id) AS last_gap_at,
    feed.created_at
FROM feed
JOIN host ON host.host_id = feed.host_id;

-- One row for each feed and UTC day on which it was polled.
CREATE VIEW v_feed_day AS
SELECT
    feed_day.feed_id,
    feed.url                               AS feed,
    COALESCE(feed.given_title, feed.title) AS title,
    feed_day.day,
    feed_day.polls,
    feed_day.not_modified,
    feed_day.failures,
    feed_day.entries,
    feed_day.gaps,
    feed_day.bytes
FROM feed_day
JOIN feed ON feed.feed_id = feed_day.feed_id;
