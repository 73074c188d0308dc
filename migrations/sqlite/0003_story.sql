-- Stories: one original report with every copy of it, the unit that counts as one source. Counters are
-- kept by the writer in the transaction that adds an article, so that the promised questions are index
-- reads however many copies there are.

CREATE TABLE story (
    story_id                  INTEGER PRIMARY KEY,
    title                     TEXT    NOT NULL,            -- of the representative article
    articles                  INTEGER NOT NULL DEFAULT 0,
    outlets                   INTEGER NOT NULL DEFAULT 0,
    originals                 INTEGER NOT NULL DEFAULT 0,
    identical                 INTEGER NOT NULL DEFAULT 0,
    cut                       INTEGER NOT NULL DEFAULT 0,
    edited                    INTEGER NOT NULL DEFAULT 0,
    extended                  INTEGER NOT NULL DEFAULT 0,
    rewritten                 INTEGER NOT NULL DEFAULT 0,
    updates                   INTEGER NOT NULL DEFAULT 0,
    merged                    INTEGER NOT NULL DEFAULT 0,
    origin_kind               TEXT    NOT NULL DEFAULT 'unknown' CHECK (origin_kind IN ('agency', 'outlet', 'unknown')),
    origin_agency             TEXT,
    origin_article_id         INTEGER REFERENCES article (article_id),
    origin_confidence         REAL    NOT NULL DEFAULT 0,
    likely_source_agency      TEXT,
    first_claimed_article_id  INTEGER REFERENCES article (article_id),
    first_claimed_at          TEXT CHECK (first_claimed_at GLOB '????-??-??T??:??:??Z'),
    first_seen_article_id     INTEGER REFERENCES article (article_id),
    first_seen_at             TEXT    NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??Z'),
    first_basis               TEXT    NOT NULL DEFAULT 'seen' CHECK (first_basis IN ('claimed', 'seen')),
    last_seen_at              TEXT    NOT NULL CHECK (last_seen_at GLOB '????-??-??T??:??:??Z'),
    representative_article_id INTEGER REFERENCES article (article_id),
    exemplars                 INTEGER NOT NULL DEFAULT 0,
    posted_bucket             INTEGER,                     -- newest bucket of story_shingle that knows the story
    evidence_hash             INTEGER                      -- of the rows in evidence
) STRICT;
CREATE INDEX story_last_seen ON story (last_seen_at);
CREATE INDEX story_articles ON story (articles, outlets);
CREATE INDEX story_origin ON story (origin_agency, first_seen_at) WHERE origin_agency IS NOT NULL;

-- The few texts of a story that new articles are compared to.
CREATE TABLE exemplar (
    exemplar_id INTEGER PRIMARY KEY,
    story_id    INTEGER NOT NULL REFERENCES story (story_id),
    article_id  INTEGER NOT NULL REFERENCES article (article_id),
    version     INTEGER NOT NULL,            -- of the normalisation; only equal ones are compared
    body_hash   INTEGER NOT NULL,
    title       TEXT    NOT NULL,
    folded      BLOB    NOT NULL
) STRICT;
CREATE INDEX exemplar_story ON exemplar (story_id);
CREATE INDEX exemplar_body ON exemplar (body_hash, version) WHERE body_hash <> 0;

-- Postings: which stories hold a shingle. `bucket` is the seven-day stretch in which the text was seen:
-- writes stay close together however large the archive grows, an old archive finds the stories of its
-- own time, and old stretches can be dropped whole.
CREATE TABLE story_shingle (
    bucket   INTEGER NOT NULL,
    shingle  INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES story (story_id),
    PRIMARY KEY (bucket, shingle, story_id)
) STRICT, WITHOUT ROWID;

-- Why a story has the origin it has; replaced whenever the origin is decided again.
CREATE TABLE evidence (
    evidence_id INTEGER PRIMARY KEY,
    story_id    INTEGER NOT NULL REFERENCES story (story_id),
    article_id  INTEGER NOT NULL REFERENCES article (article_id),
    kind        TEXT    NOT NULL,
    agency      TEXT,
    weight      REAL    NOT NULL,
    text        TEXT    NOT NULL
) STRICT;
CREATE INDEX evidence_story ON evidence (story_id);

-- Stories that belong near each other without being one: seen when `article_id` arrived.
CREATE TABLE story_link (
    story_id      INTEGER NOT NULL REFERENCES story (story_id),
    to_story_id   INTEGER NOT NULL REFERENCES story (story_id),
    kind          TEXT    NOT NULL CHECK (kind IN ('background', 'roundup', 'same_statement')),
    article_id    INTEGER NOT NULL REFERENCES article (article_id),
    score         REAL    NOT NULL,
    PRIMARY KEY (story_id, to_story_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_link_to ON story_link (to_story_id);

-- The representative text of each story, and its full-text index. Copies are not indexed: a copy then
-- costs a fraction of a story. Double quotes around the content table let Datasette and sqlite-utils
-- recognise the index.
CREATE TABLE story_text (
    story_id INTEGER PRIMARY KEY REFERENCES story (story_id),
    title    TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE story_fts USING fts5 (
    title, text,
    content="story_text", content_rowid="story_id", tokenize="unicode61 remove_diacritics 2"
);

PRAGMA user_version = 3;
