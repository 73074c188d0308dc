-- Events: stories about the same happening. The grouping is kept by the writer in the transaction that opens
-- a story; a copy changes nothing.

CREATE TABLE event (
    event_id INTEGER PRIMARY KEY,
    title    TEXT    NOT NULL,               -- of its first story
    from_at  TEXT    NOT NULL CHECK (from_at GLOB '????-??-??T??:??:??Z'),
    to_at    TEXT    NOT NULL CHECK (to_at GLOB '????-??-??T??:??:??Z'),
    stories  INTEGER NOT NULL DEFAULT 0,
    centroid BLOB    NOT NULL                -- sum of its stories' gists
) STRICT;
CREATE INDEX event_to ON event (to_at);

CREATE TABLE event_story (
    story_id   INTEGER PRIMARY KEY REFERENCES story (story_id),
    event_id   INTEGER NOT NULL REFERENCES event (event_id),
    score      REAL,                         -- cosine to the event when it joined; null for the one that opened it
    is_central INTEGER NOT NULL CHECK (is_central IN (0, 1)), -- a round-up says nothing of what the event is about
    seen_at    TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    gist       BLOB    NOT NULL
) STRICT;
CREATE INDEX event_story_event ON event_story (event_id);

-- Postings: which events hold a heavy word, in seven-day stretches as those of stories.
CREATE TABLE event_term (
    bucket   INTEGER NOT NULL,
    term     INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event (event_id),
    weight   INTEGER NOT NULL,
    PRIMARY KEY (bucket, term, event_id)
) STRICT, WITHOUT ROWID;

-- An event that takes up an earlier one again.
CREATE TABLE event_link (
    event_id    INTEGER NOT NULL REFERENCES event (event_id),
    to_event_id INTEGER NOT NULL REFERENCES event (event_id),
    kind        TEXT    NOT NULL CHECK (kind IN ('follow_up', 'background')),
    story_id    INTEGER NOT NULL REFERENCES story (story_id),
    score       REAL    NOT NULL,
    PRIMARY KEY (event_id, to_event_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_link_to ON event_link (to_event_id);

-- Stories that left an event, on record: their story was joined to another, or was told anew.
CREATE TABLE event_edit (
    event_edit_id INTEGER PRIMARY KEY,
    at            TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    story_id      INTEGER NOT NULL REFERENCES story (story_id),
    from_event_id INTEGER NOT NULL REFERENCES event (event_id),
    to_event_id   INTEGER REFERENCES event (event_id)   -- null when the story is no more
) STRICT;

PRAGMA user_version = 19;
