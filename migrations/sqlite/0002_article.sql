-- Articles and what was read from them. An article row is narrow and is what analysts scan; title and
-- text live in `revision`, so that counting and filtering never touch the bodies.
-- Instants are YYYY-MM-DDTHH:MM:SSZ; spans are half-open ranges of characters in `revision.text`.

CREATE TABLE outlet (
    outlet_id     INTEGER PRIMARY KEY,
    outlet_key    TEXT    NOT NULL UNIQUE,   -- configured name, else host without www., else the archive's word
    agency_id     TEXT,                      -- id in agencies.toml when the outlet is an agency itself
    is_aggregator INTEGER NOT NULL DEFAULT 0 CHECK (is_aggregator IN (0, 1))
) STRICT;

CREATE TABLE article (
    article_id          INTEGER PRIMARY KEY,
    outlet_id           INTEGER NOT NULL REFERENCES outlet (outlet_id),
    archive             TEXT,                -- name of the archive; null for an article from a feed
    external_id         TEXT,                -- its id in that archive
    url                 TEXT,
    canonical_url       TEXT,
    byline              TEXT,
    section             TEXT,
    language            TEXT,
    claimed_raw         TEXT,                -- publication time as the feed or archive wrote it
    claimed_at          TEXT CHECK (claimed_at GLOB '????-??-??T??:??:??Z'),
    claimed_quality     TEXT NOT NULL,
    page_published_at   TEXT CHECK (page_published_at GLOB '????-??-??T??:??:??Z'),
    first_seen_at       TEXT NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??Z'),
    seen_basis          TEXT NOT NULL,       -- feed: our clock; seen, published, now: an archive's word
    polling_gap_s       INTEGER,             -- longest time it may have been out before we could see it
    text_from           TEXT NOT NULL,       -- page, feed, archive
    words               INTEGER NOT NULL,
    cited_agencies      TEXT,                -- ids of inline credits of the current revision, sorted, with commas
    revisions           INTEGER NOT NULL DEFAULT 1,
    current_revision_id INTEGER REFERENCES revision (revision_id),
    story_id            INTEGER NOT NULL REFERENCES story (story_id),
    relation            TEXT    NOT NULL CHECK (relation IN
        ('original', 'identical', 'cut', 'edited', 'extended', 'rewritten', 'update', 'merged')),
    grade               TEXT    NOT NULL CHECK (grade IN ('certain', 'possible')),
    of_article_id       INTEGER REFERENCES article (article_id),   -- the text it was compared to
    score               REAL    NOT NULL,
    similarity          REAL    NOT NULL,
    coverage            REAL    NOT NULL,    -- share of its words that the other text has
    coverage_of_origin  REAL    NOT NULL,    -- share of the other text's words that it has
    relabelled          TEXT    NOT NULL DEFAULT 'no' CHECK (relabelled IN ('no', 'possible', 'yes')),
    possible_story_id   INTEGER REFERENCES story (story_id),
    possible_score      REAL,
    is_representative   INTEGER NOT NULL DEFAULT 0 CHECK (is_representative IN (0, 1)),
    UNIQUE (archive, external_id)
) STRICT;
CREATE INDEX article_story ON article (story_id, article_id);
CREATE INDEX article_outlet_story ON article (outlet_id, story_id);
CREATE INDEX article_canonical ON article (canonical_url, outlet_id) WHERE archive IS NULL;
CREATE INDEX article_first_seen ON article (first_seen_at);
CREATE INDEX article_possible ON article (possible_story_id) WHERE possible_story_id IS NOT NULL;

-- Which feed entries showed an article: one entry has one article, one article may stand in many feeds.
CREATE TABLE article_entry (
    entry_id   INTEGER PRIMARY KEY REFERENCES entry (entry_id),
    article_id INTEGER NOT NULL REFERENCES article (article_id)
) STRICT;
CREATE INDEX article_entry_article ON article_entry (article_id);

-- One state of an article's title and text. `text` stands last: a row is read without its overflow pages
-- unless the text is asked for.
CREATE TABLE revision (
    revision_id     INTEGER PRIMARY KEY,
    article_id      INTEGER NOT NULL REFERENCES article (article_id),
    number          INTEGER NOT NULL,        -- 1 is the first
    seen_at         TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    text_from       TEXT    NOT NULL,
    text_hash       INTEGER NOT NULL,        -- of title and text
    changed_words   INTEGER,                 -- words that came or went since the revision before; null in the first
    figures_changed INTEGER,                 -- those among them that hold a digit, out and in
    notes           TEXT,                    -- JSON array of what was odd about the text; null when nothing was
    title           TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    UNIQUE (article_id, number)
) STRICT;

CREATE TABLE section (
    revision_id INTEGER NOT NULL REFERENCES revision (revision_id),
    position    INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    start_char  INTEGER NOT NULL,
    end_char    INTEGER NOT NULL,
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

-- A place that names an agency. Agencies are listed in a data file, so their ids are plain text here.
CREATE TABLE credit (
    credit_id   INTEGER PRIMARY KEY,
    revision_id INTEGER NOT NULL REFERENCES revision (revision_id),
    article_id  INTEGER NOT NULL REFERENCES article (article_id),
    agency      TEXT,                        -- null for a name that is not listed
    kind        TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    start_char  INTEGER,                     -- null when it stands in markup or the byline field
    end_char    INTEGER,
    confidence  REAL    NOT NULL,
    rule        TEXT    NOT NULL
) STRICT;
CREATE INDEX credit_revision ON credit (revision_id);
CREATE INDEX credit_agency ON credit (agency, kind) WHERE agency IS NOT NULL;

PRAGMA user_version = 2;
