-- Reading again: how far it has come, and what it has changed. One row for each time it was asked for; it is written
-- in the transaction that writes what was read again, so that a reading cut off goes on where it was.

CREATE TABLE reread (
    reread_id   INTEGER PRIMARY KEY,
    stage       TEXT    NOT NULL CHECK (stage IN ('read', 'facts', 'stories', 'events')),
    filter      TEXT    NOT NULL,            -- JSON: since, until, outlet, article_id; null where nothing is asked
    rules       TEXT    NOT NULL,            -- equal for the same program with the same agencies and outlets
    next_id     INTEGER NOT NULL,            -- articles (stories, events) below this one are done
    last_id     INTEGER NOT NULL,            -- the last there was when it began
    total       INTEGER NOT NULL,            -- how many are to be read
    started_at  TEXT    NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??Z'),
    is_dropped  INTEGER NOT NULL DEFAULT 0 CHECK (is_dropped IN (0, 1)),  -- another one was asked for before its end
    report      TEXT    NOT NULL             -- JSON: what was read, what it changed, first examples
) STRICT;

-- Whether an archive gave the article as HTML: its sections then cannot be told from its text alone. Null for
-- articles of feeds and for those recorded before this was kept.
ALTER TABLE article ADD COLUMN is_markup INTEGER CHECK (is_markup IN (0, 1));

PRAGMA user_version = 31;
