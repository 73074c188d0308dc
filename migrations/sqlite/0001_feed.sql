-- The feed side: who is asked, when, what came of it, and the entries until they have been read.
--
-- Instants are TEXT in one spelling, YYYY-MM-DDTHH:MM:SSZ: it sorts as text and every tool reads it as a time.
-- Columns that analysts never scan (raw, html, body) come last in their tables.
-- Every migration sets user_version to its own number: that is how an older program recognises a newer file.
PRAGMA user_version = 1;

-- Facts about the file itself: created_at and built_by (the version that made it), schema, last_version,
-- last_started_at.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Who is paced together. All of politeness is here, so that a restart neither bursts nor forgets a hold.
CREATE TABLE host (
    host_id       INTEGER PRIMARY KEY,
    host_key      TEXT NOT NULL UNIQUE,
    -- No request before then: the distance between two requests to one host.
    next_start_at TEXT CHECK (next_start_at GLOB '????-??-??T??:??:??Z'),
    -- No request before then: the host asked for peace, or did not answer at all.
    hold_until    TEXT CHECK (hold_until GLOB '????-??-??T??:??:??Z'),
    -- One of its feeds is being polled until then at the latest.
    lease_until   TEXT CHECK (lease_until GLOB '????-??-??T??:??:??Z'),
    -- When one of its feeds can next be leased: the latest of the three above and of its earliest next_at.
    -- Kept by every statement that changes one of them; null when there is no feed to come.
    due_at        TEXT CHECK (due_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX host_due ON host (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE feed (
    feed_id           INTEGER PRIMARY KEY,
    host_id           INTEGER NOT NULL REFERENCES host (host_id),
    url               TEXT NOT NULL UNIQUE,
    -- The operator's name for it; the feed's own is in title.
    given_title       TEXT,
    title             TEXT,
    home_url          TEXT,
    -- JSON array of texts.
    tags              TEXT NOT NULL DEFAULT '[]',
    state             TEXT NOT NULL DEFAULT 'active'
                      CHECK (state IN ('active', 'slow', 'missing', 'gone', 'blocked', 'paused')),
    created_at        TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    next_at           TEXT NOT NULL CHECK (next_at GLOB '????-??-??T??:??:??Z'),
    -- Grows by one with each lease; a poll made under an older one is refused.
    lease_gen         INTEGER NOT NULL DEFAULT 0,
    lease_until       TEXT CHECK (lease_until GLOB '????-??-??T??:??:??Z'),
    -- What the polling policy remembers; seconds end in _s.
    interval_s        INTEGER NOT NULL,
    gap_ewma_s        INTEGER,
    window_s          INTEGER,
    hint_floor_s      INTEGER,
    fail_count        INTEGER NOT NULL DEFAULT 0,
    fail_since_at     TEXT CHECK (fail_since_at GLOB '????-??-??T??:??:??Z'),
    last_error        TEXT,
    last_error_detail TEXT,
    successes         INTEGER NOT NULL DEFAULT 0,
    last_polled_at    TEXT CHECK (last_polled_at GLOB '????-??-??T??:??:??Z'),
    last_success_at   TEXT CHECK (last_success_at GLOB '????-??-??T??:??:??Z'),
    last_new_at       TEXT CHECK (last_new_at GLOB '????-??-??T??:??:??Z'),
    redirect_to       TEXT,
    redirect_since_at TEXT CHECK (redirect_since_at GLOB '????-??-??T??:??:??Z'),
    redirect_count    INTEGER NOT NULL DEFAULT 0,
    gone_since_at     TEXT CHECK (gone_since_at GLOB '????-??-??T??:??:??Z'),
    -- Totals since the feed was added, so that nobody has to count; entries are those ever seen.
    polls             INTEGER NOT NULL DEFAULT 0,
    not_modified      INTEGER NOT NULL DEFAULT 0,
    failures          INTEGER NOT NULL DEFAULT 0,
    entries           INTEGER NOT NULL DEFAULT 0,
    gaps              INTEGER NOT NULL DEFAULT 0,
    -- Repeated to the server byte for byte, hence blobs; committed together with the entries they stand for.
    etag              BLOB,
    last_modified     BLOB,
    validator_url     TEXT,
    body_sha256       BLOB
) STRICT;
CREATE INDEX feed_next ON feed (host_id, next_at) WHERE state <> 'paused';

-- What happened to a feed, other than polls: kind state (was and now are states) and kind rotation
-- (the feed gave known entries new identifiers; was is null, now is how many).
CREATE TABLE feed_event (
    feed_event_id INTEGER PRIMARY KEY,
    feed_id       INTEGER NOT NULL REFERENCES feed (feed_id),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    kind          TEXT NOT NULL CHECK (kind IN ('state', 'rotation')),
    was           TEXT,
    now           TEXT,
    detail        TEXT
) STRICT;
CREATE INDEX feed_event_feed ON feed_event (feed_id, at);

-- Stretches in which a feed probably published more than was seen.
CREATE TABLE feed_gap (
    feed_gap_id INTEGER PRIMARY KEY,
    feed_id     INTEGER NOT NULL REFERENCES feed (feed_id),
    from_at     TEXT NOT NULL CHECK (from_at GLOB '????-??-??T??:??:??Z'),
    to_at       TEXT NOT NULL CHECK (to_at GLOB '????-??-??T??:??:??Z'),
    entries     INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_gap_feed ON feed_gap (feed_id, to_at);

-- Counters for each feed and UTC day, kept by the polls: they outlive the log of single polls.
CREATE TABLE feed_day (
    feed_id      INTEGER NOT NULL REFERENCES feed (feed_id),
    day          TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    polls        INTEGER NOT NULL DEFAULT 0,
    not_modified INTEGER NOT NULL DEFAULT 0,
    failures     INTEGER NOT NULL DEFAULT 0,
    -- New ones.
    entries      INTEGER NOT NULL DEFAULT 0,
    gaps         INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (feed_id, day)
) STRICT;

-- One row for each poll.
CREATE TABLE poll (
    poll_id         INTEGER PRIMARY KEY,
    feed_id         INTEGER NOT NULL REFERENCES feed (feed_id),
    started_at      TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    duration_ms     INTEGER NOT NULL,
    outcome         TEXT NOT NULL CHECK (outcome IN ('fetched', 'not_modified', 'failed')),
    error_class     TEXT,
    http_status     INTEGER,
    bytes           INTEGER NOT NULL,
    entries         INTEGER NOT NULL,
    new_entries     INTEGER NOT NULL,
    changed_entries INTEGER NOT NULL,
    entries_dropped INTEGER NOT NULL,
    detail          TEXT
) STRICT;
CREATE INDEX poll_feed ON poll (feed_id, started_at);

-- The last document of a feed that could not be read, zstd.
CREATE TABLE poll_body (
    feed_id INTEGER PRIMARY KEY REFERENCES feed (feed_id),
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    body    BLOB NOT NULL
) STRICT;

-- One item of a feed, from the poll that showed it until it has been read and after.
CREATE TABLE entry (
    entry_id         INTEGER PRIMARY KEY,
    feed_id          INTEGER NOT NULL REFERENCES feed (feed_id),
    -- Identity inside the feed: guid, else link.
    entry_key        TEXT NOT NULL,
    content_hash     INTEGER NOT NULL,
    link             TEXT,
    -- page: its page is to be fetched; read: it is ready to be read; done: it has been; failed: the store
    -- refused what was read, see read_error_text.
    stage            TEXT NOT NULL CHECK (stage IN ('page', 'read', 'done', 'failed')),
    -- 1 when the entry changed while a reading of its former state may have been under way: that reading
    -- does not make it done.
    read_again       INTEGER NOT NULL DEFAULT 0 CHECK (read_again IN (0, 1)),
    first_seen_at    TEXT NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??Z'),
    last_changed_at  TEXT NOT NULL CHECK (last_changed_at GLOB '????-??-??T??:??:??Z'),
    -- Seconds between the poll that first showed it and the successful poll before; null on a first poll.
    polling_gap_s    INTEGER,
    page_host_key    TEXT,
    page_attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at      TEXT CHECK (next_try_at GLOB '????-??-??T??:??:??Z'),
    page_error       TEXT,
    page_error_text  TEXT,
    read_error_text  TEXT,
    -- zstd of the entry as JSON.
    raw              BLOB NOT NULL,
    UNIQUE (feed_id, entry_key)
) STRICT;
CREATE INDEX entry_link ON entry (feed_id, link) WHERE link IS NOT NULL;
CREATE INDEX entry_page ON entry (page_host_key, entry_id, next_try_at) WHERE stage = 'page';
CREATE INDEX entry_read ON entry (entry_id) WHERE stage = 'read';

-- The page of an entry, as fetched; html is zstd of the decoded text.
CREATE TABLE page (
    entry_id    INTEGER PRIMARY KEY REFERENCES entry (entry_id),
    final_url   TEXT NOT NULL,
    fetched_at  TEXT NOT NULL CHECK (fetched_at GLOB '????-??-??T??:??:??Z'),
    http_status INTEGER NOT NULL,
    -- 1 when the page was larger than is taken.
    is_truncated INTEGER NOT NULL DEFAULT 0 CHECK (is_truncated IN (0, 1)),
    html        BLOB NOT NULL
) STRICT;
