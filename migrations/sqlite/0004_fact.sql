-- Facts: one wide table with nullable columns by kind. Analysts filter and join one table, a fact is one
-- insert, and null columns cost a byte each; detail tables would double the writes for no saving.
-- A fact keeps its own words for ever, also when the text of its revision has been pruned.

CREATE TABLE fact (
    fact_id             INTEGER PRIMARY KEY,
    revision_id         INTEGER NOT NULL REFERENCES revision (revision_id),
    article_id          INTEGER NOT NULL REFERENCES article (article_id),
    fact_key            INTEGER,             -- equal for facts that say the same; null when it has none
    kind                TEXT    NOT NULL CHECK (kind IN
        ('quote', 'figure', 'date', 'happening', 'person', 'org', 'place')),
    section             TEXT    NOT NULL,    -- kind of the section it stands in
    start_char          INTEGER NOT NULL,
    end_char            INTEGER NOT NULL,
    text                TEXT    NOT NULL,
    sentence_start_char INTEGER NOT NULL,
    sentence_end_char   INTEGER NOT NULL,
    sentence            TEXT    NOT NULL,
    polarity            TEXT    NOT NULL CHECK (polarity IN ('pos', 'neg')),
    modality            TEXT    NOT NULL,
    attributed_to       TEXT,                -- fullest name in the article, else the words of the mention
    attributed_text     TEXT,                -- the mention as written
    cue                 TEXT,                -- said, according to
    via_agency          TEXT,                -- the agency that carried it: the channel, not the speaker
    attribution_rule    TEXT,
    confidence          REAL    NOT NULL,
    form                TEXT,                -- quote: direct, mixed, indirect
    figure_kind         TEXT,
    value_text          TEXT,                -- figure: exact decimal; date: TIMEX3 value
    value               REAL,                -- figure: for comparison and arithmetic
    value_high          REAL,                -- figure: upper end of a range
    unit                TEXT,
    approx              TEXT,
    rate                TEXT,
    of_what             TEXT,
    period_from         TEXT,
    period_to           TEXT,
    date_kind           TEXT,
    date_from           TEXT,                -- half open, in the article's own days
    date_to             TEXT,
    granularity         TEXT,
    name                TEXT,                -- person, org, place: fullest name in the article
    happening_type      TEXT
) STRICT;
CREATE INDEX fact_revision ON fact (revision_id);
CREATE INDEX fact_by_key ON fact (fact_key) WHERE fact_key IS NOT NULL;
CREATE INDEX fact_speaker ON fact (attributed_to) WHERE attributed_to IS NOT NULL;

-- How many articles of a story state a fact in their current revision; no row when none does. The story
-- comes first in the key: the facts of an article then lie on one page, not on as many as there are facts.
CREATE TABLE fact_key_story (
    story_id INTEGER NOT NULL REFERENCES story (story_id),
    fact_key INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (story_id, fact_key)
) STRICT, WITHOUT ROWID;

-- How many stories state it: copies of one story count once.
CREATE TABLE fact_key (
    fact_key    INTEGER PRIMARY KEY,
    story_count INTEGER NOT NULL
) STRICT;

-- Each quotation of a story once, whichever of its articles has it, and the full-text index over them.
CREATE TABLE story_quote (
    fact_id  INTEGER PRIMARY KEY REFERENCES fact (fact_id),
    story_id INTEGER NOT NULL REFERENCES story (story_id),
    fact_key INTEGER NOT NULL,
    speaker  TEXT,
    text     TEXT    NOT NULL,
    UNIQUE (story_id, fact_key)
) STRICT;
CREATE VIRTUAL TABLE quote_fts USING fts5 (
    speaker, text,
    content="story_quote", content_rowid="fact_id", tokenize="unicode61 remove_diacritics 2"
);

PRAGMA user_version = 4;
