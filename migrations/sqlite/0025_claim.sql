-- Claims: facts of different articles that say the same, inside one event. Kept by the writer in the transaction
-- that adds an article; a copy adds a row for each fact and is compared with nothing.
--
-- A statement is a fact, or a sentence of a quotation, as outlets quote sentences apart: 16 times the id of the fact,
-- and the number of the sentence.

CREATE TABLE claim (
    claim_id                INTEGER PRIMARY KEY,
    event_id                INTEGER REFERENCES event (event_id),  -- null when its facts are in other claims now
    kind                    TEXT    NOT NULL CHECK (kind IN ('quote', 'figure', 'happening')),
    statement_id            INTEGER NOT NULL,            -- who said it first, in whose words it is shown
    speaker                 TEXT,
    independent_reports     INTEGER NOT NULL,            -- possible copies folded in; 0 when nobody says so any more
    independent_reports_max INTEGER NOT NULL,
    primary_sources         INTEGER NOT NULL,
    conflict_kind           TEXT CHECK (conflict_kind IN ('contradiction', 'update', 'correction'))
) STRICT;
CREATE INDEX claim_event ON claim (event_id) WHERE event_id IS NOT NULL;

-- Which facts it rests on. Those of earlier revisions stay, for the history.
CREATE TABLE claim_fact (
    statement_id INTEGER PRIMARY KEY,
    claim_id     INTEGER NOT NULL REFERENCES claim (claim_id),
    fact_id      INTEGER NOT NULL REFERENCES fact (fact_id),
    article_id   INTEGER NOT NULL REFERENCES article (article_id),
    from_char    INTEGER NOT NULL,           -- where the statement begins in the fact
    chars        INTEGER NOT NULL,
    is_current   INTEGER NOT NULL CHECK (is_current IN (0, 1))
) STRICT;
CREATE INDEX claim_fact_claim ON claim_fact (claim_id, article_id);

-- The stories that state it, each by its first telling, and whose word each of them is.
CREATE TABLE claim_story (
    claim_id        INTEGER NOT NULL REFERENCES claim (claim_id),
    story_id        INTEGER NOT NULL REFERENCES story (story_id),
    statement_id    INTEGER NOT NULL,
    source          TEXT,                                -- null where a story speaks for itself
    source_story_id INTEGER NOT NULL REFERENCES story (story_id),
    why             TEXT    NOT NULL,
    is_folded       INTEGER NOT NULL CHECK (is_folded IN (0, 1)), -- may be a copy of another that states it
    PRIMARY KEY (claim_id, story_id)
) STRICT, WITHOUT ROWID;

-- What is stated in an event, each once, by its first statement. The key is the fact's, or that of a sentence.
CREATE TABLE claim_statement (
    event_id     INTEGER NOT NULL REFERENCES event (event_id),
    fact_key     INTEGER NOT NULL,
    statement_id INTEGER NOT NULL,
    claim_id     INTEGER NOT NULL REFERENCES claim (claim_id),
    PRIMARY KEY (event_id, fact_key)
) STRICT, WITHOUT ROWID;

-- Postings: by which runs of words, values and heavy words the statements of an event are found. An event with a
-- single report has none.
CREATE TABLE claim_term (
    event_id     INTEGER NOT NULL REFERENCES event (event_id),
    term         INTEGER NOT NULL,
    statement_id INTEGER NOT NULL,
    PRIMARY KEY (event_id, term, statement_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_claim AS
SELECT c.claim_id,
       c.event_id,
       c.kind,
       substr(f.text, o.from_char + 1, o.chars) AS canonical,
       f.value,
       f.unit,
       f.of_what,
       c.speaker,
       (SELECT count(DISTINCT m.article_id) FROM claim_fact m
        WHERE m.claim_id = c.claim_id AND m.is_current = 1) AS articles,
       (SELECT count(DISTINCT a.outlet_id) FROM claim_fact m JOIN article a ON a.article_id = m.article_id
        WHERE m.claim_id = c.claim_id AND m.is_current = 1) AS outlets,
       c.independent_reports,
       c.independent_reports_max,
       c.primary_sources,
       EXISTS (SELECT 1 FROM claim_story m JOIN story s ON s.story_id = m.story_id
               WHERE m.claim_id = c.claim_id AND s.origin_kind = 'unknown') AS has_unknown_origin,
       c.conflict_kind IS NOT NULL AS conflict,
       c.conflict_kind,
       fo.outlet_key AS first_outlet,
       fa.article_id AS first_article_id,
       CASE WHEN fa.claimed_quality = 'ok' THEN fa.claimed_at ELSE fa.first_seen_at END AS first_at,
       CASE WHEN fa.claimed_quality = 'ok' THEN 'claimed' ELSE 'seen' END AS first_basis
FROM claim c
JOIN claim_fact o ON o.statement_id = c.statement_id
JOIN fact f ON f.fact_id = o.fact_id
LEFT JOIN article fa ON fa.article_id =
    (SELECT a.article_id FROM claim_fact m JOIN article a ON a.article_id = m.article_id
     WHERE m.claim_id = c.claim_id AND m.is_current = 1
     ORDER BY CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END, a.article_id LIMIT 1)
LEFT JOIN outlet fo ON fo.outlet_id = fa.outlet_id
WHERE c.event_id IS NOT NULL AND c.independent_reports > 0;

CREATE VIEW v_claim_source AS
SELECT c.claim_id,
       f.fact_id,
       a.article_id,
       a.external_id,
       a.story_id,
       o.outlet_key AS outlet,
       CASE WHEN cs.statement_id <> m.statement_id THEN CASE WHEN t.article_id = a.article_id THEN 'repeated' ELSE 'copy' END
            WHEN cs.is_folded = 1 THEN 'possible_copy'
            ELSE 'report'
       END AS counts_as,
       coalesce(cs.source, ss.origin_agency, so.outlet_key) AS primary_source,
       cs.why,
       substr(f.text, m.from_char + 1, m.chars) AS text,
       f.start_char + m.from_char           AS start_char,
       f.start_char + m.from_char + m.chars AS end_char
FROM claim c
JOIN claim_fact m ON m.claim_id = c.claim_id AND m.is_current = 1
JOIN fact f ON f.fact_id = m.fact_id
JOIN article a ON a.article_id = m.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN claim_story cs ON cs.claim_id = c.claim_id AND cs.story_id = a.story_id
JOIN claim_fact t ON t.statement_id = cs.statement_id
JOIN story ss ON ss.story_id = cs.source_story_id
LEFT JOIN article sa ON sa.article_id = coalesce(ss.origin_article_id, ss.representative_article_id)
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id
WHERE c.event_id IS NOT NULL AND c.independent_reports > 0;

-- Who gave which value when, revisions that are no longer current included.
CREATE VIEW v_claim_history AS
SELECT c.claim_id,
       CASE WHEN r.number > 1 THEN r.seen_at
            WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END AS at,
       f.fact_id,
       a.article_id,
       a.story_id,
       o.outlet_key AS outlet,
       a.relation,
       m.is_current,
       substr(f.text, m.from_char + 1, m.chars) AS text,
       f.value,
       f.value_high,
       f.unit,
       f.approx,
       f.polarity,
       f.attributed_to,
       f.sentence
FROM claim c
JOIN claim_fact m ON m.claim_id = c.claim_id
JOIN fact f ON f.fact_id = m.fact_id
JOIN revision r ON r.revision_id = f.revision_id
JOIN article a ON a.article_id = m.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
WHERE c.event_id IS NOT NULL AND c.independent_reports > 0;

-- One row for each claim and independent report of it.
CREATE VIEW v_corroboration AS
SELECT c.claim_id,
       c.event_id,
       c.kind,
       substr(f.text, m.from_char + 1, m.chars) AS canonical,
       c.independent_reports,
       c.primary_sources,
       cs.story_id,
       o.outlet_key AS outlet,
       a.article_id,
       CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END AS at,
       s.origin_kind,
       s.origin_agency,
       coalesce(cs.source, ss.origin_agency, so.outlet_key) AS primary_source,
       cs.why,
       cs.is_folded AS is_possible_copy,
       (SELECT count(DISTINCT n.article_id) FROM claim_fact g JOIN article n ON n.article_id = g.article_id
        WHERE g.claim_id = c.claim_id AND g.is_current = 1 AND n.story_id = cs.story_id) AS articles
FROM claim c
JOIN claim_fact m ON m.statement_id = c.statement_id
JOIN fact f ON f.fact_id = m.fact_id
JOIN claim_story cs ON cs.claim_id = c.claim_id
JOIN story s ON s.story_id = cs.story_id
JOIN claim_fact t ON t.statement_id = cs.statement_id
JOIN article a ON a.article_id = t.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story ss ON ss.story_id = cs.source_story_id
LEFT JOIN article sa ON sa.article_id = coalesce(ss.origin_article_id, ss.representative_article_id)
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id
WHERE c.event_id IS NOT NULL AND c.independent_reports > 0;

DROP VIEW v_fact;
CREATE VIEW v_fact AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       m.claim_id,
       f.kind,
       f.text,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key;

UPDATE dictionary SET meaning = 'The claim it supports; of a quotation of several sentences that of the first. Null for dates and names',
    example = '310'
WHERE view_name = 'v_fact' AND column_name = 'claim_id';

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_claim', 'claim_id', 'INTEGER', NULL, 'Id of the claim: facts of different articles that say the same, inside one event', '310'),
('v_claim', 'event_id', 'INTEGER', NULL, 'The event it is about', '31'),
('v_claim', 'kind', 'TEXT', NULL, 'quote, figure, happening', 'figure'),
('v_claim', 'canonical', 'TEXT', NULL, 'The words of the fact that stated it first here', 'at least seven people'),
('v_claim', 'value', 'REAL', 'see unit', 'Of a figure, the value first stated; v_claim_history has all', '7.0'),
('v_claim', 'unit', 'TEXT', NULL, 'Of a figure, as in v_figure', 'person'),
('v_claim', 'of_what', 'TEXT', NULL, 'Of a figure, what is counted or measured, as written', 'people'),
('v_claim', 'speaker', 'TEXT', NULL, 'Who says so, as the first fact that names anybody has it; null when none does', 'Ana Rube'),
('v_claim', 'articles', 'INTEGER', 'articles', 'Articles that state it, copies included', '19'),
('v_claim', 'outlets', 'INTEGER', 'outlets', 'Outlets that state it, copies included', '15'),
('v_claim', 'independent_reports', 'INTEGER', 'stories', 'Stories that state it, whatever value they give; possible copies are folded into what they may be copies of: the careful number', '3'),
('v_claim', 'independent_reports_max', 'INTEGER', 'stories', 'The same with possible copies apart', '4'),
('v_claim', 'primary_sources', 'INTEGER', 'sources', 'Different sources behind those reports: whom they name, or themselves', '2'),
('v_claim', 'has_unknown_origin', 'INTEGER', '0 or 1', 'Whether one of the reports has an unknown origin, so that two may be one', '0'),
('v_claim', 'conflict', 'INTEGER', '0 or 1', 'Whether the values given cannot all be right', '1'),
('v_claim', 'conflict_kind', 'TEXT', NULL, 'update (a later value takes the place of an earlier one), correction (a value is taken back), contradiction; null for none', 'update'),
('v_claim', 'first_outlet', 'TEXT', NULL, 'Outlet of the article that stated it first', 'coastpress.example'),
('v_claim', 'first_article_id', 'INTEGER', NULL, 'That article', '412'),
('v_claim', 'first_at', 'TEXT', 'UTC', 'When: as it claims where that can be trusted, else when it was seen', '2025-03-14T12:00:00Z'),
('v_claim', 'first_basis', 'TEXT', NULL, 'Which clock first_at is: claimed, seen', 'claimed'),
('v_claim_source', 'claim_id', 'INTEGER', NULL, 'The claim', '310'),
('v_claim_source', 'fact_id', 'INTEGER', NULL, 'A fact that states it', '9001'),
('v_claim_source', 'article_id', 'INTEGER', NULL, 'Its article', '412'),
('v_claim_source', 'external_id', 'TEXT', NULL, 'The article''s id in the archive it was ingested from', 'np-2025-0314-7'),
('v_claim_source', 'story_id', 'INTEGER', NULL, 'Its story', '88'),
('v_claim_source', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_claim_source', 'counts_as', 'TEXT', NULL, 'report (an independent report), possible_copy (one only in independent_reports_max), copy, repeated (the article says it again)', 'report'),
('v_claim_source', 'primary_source', 'TEXT', NULL, 'Whose word it is: whom the report names, else the agency or outlet of the story itself', 'Ellery police'),
('v_claim_source', 'why', 'TEXT', NULL, 'The rule: named (beside the fact), standing (elsewhere in the article), followed (it names another report of the event), own (it names nobody), same_statement (it names nobody and takes up the statement of another report)', 'named'),
('v_claim_source', 'text', 'TEXT', NULL, 'The words: of the fact, or of one sentence of a quotation', 'at least seven people'),
('v_claim_source', 'start_char', 'INTEGER', 'characters', 'Where it begins in the article''s text, from 0', '120'),
('v_claim_source', 'end_char', 'INTEGER', 'characters', 'Where it ends, half open', '141'),
('v_claim_history', 'claim_id', 'INTEGER', NULL, 'The claim', '310'),
('v_claim_history', 'at', 'TEXT', 'UTC', 'When it was stated: the article''s claimed time where it can be trusted, else first sight; of later revisions when they were seen', '2025-03-14T12:00:00Z'),
('v_claim_history', 'fact_id', 'INTEGER', NULL, 'The fact', '9001'),
('v_claim_history', 'article_id', 'INTEGER', NULL, 'Its article', '412'),
('v_claim_history', 'story_id', 'INTEGER', NULL, 'Its story', '88'),
('v_claim_history', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_claim_history', 'relation', 'TEXT', NULL, 'How the article relates to its story, as in v_article', 'original'),
('v_claim_history', 'is_current', 'INTEGER', '0 or 1', 'Whether the article still says so', '1'),
('v_claim_history', 'text', 'TEXT', NULL, 'The words of the fact', 'nine people'),
('v_claim_history', 'value', 'REAL', 'see unit', 'Of a figure, the value', '9.0'),
('v_claim_history', 'value_high', 'REAL', 'see unit', 'Of a figure, the upper end of a range', NULL),
('v_claim_history', 'unit', 'TEXT', NULL, 'Of a figure, as in v_figure', 'person'),
('v_claim_history', 'approx', 'TEXT', NULL, 'Of a figure: exact, about, at_most, at_least, more_than, less_than, nearly, range', 'exact'),
('v_claim_history', 'polarity', 'TEXT', NULL, 'pos, neg (denied)', 'pos'),
('v_claim_history', 'attributed_to', 'TEXT', NULL, 'Who says so; null when nobody is named beside it', 'Ellery police'),
('v_claim_history', 'sentence', 'TEXT', NULL, 'The sentence it stands in', 'Nine people were killed, Ellery police said.'),
('v_corroboration', 'claim_id', 'INTEGER', NULL, 'The claim', '310'),
('v_corroboration', 'event_id', 'INTEGER', NULL, 'The event it is about', '31'),
('v_corroboration', 'kind', 'TEXT', NULL, 'quote, figure, happening', 'figure'),
('v_corroboration', 'canonical', 'TEXT', NULL, 'The words of the fact that stated it first here', 'at least seven people'),
('v_corroboration', 'independent_reports', 'INTEGER', 'stories', 'As in v_claim', '3'),
('v_corroboration', 'primary_sources', 'INTEGER', 'sources', 'As in v_claim', '2'),
('v_corroboration', 'story_id', 'INTEGER', NULL, 'A story that states it: one report with its copies', '88'),
('v_corroboration', 'outlet', 'TEXT', NULL, 'Outlet of its article that came here first with it', 'coastpress.example'),
('v_corroboration', 'article_id', 'INTEGER', NULL, 'That article', '412'),
('v_corroboration', 'at', 'TEXT', 'UTC', 'Its time: as claimed where that can be trusted, else first sight', '2025-03-14T12:00:00Z'),
('v_corroboration', 'origin_kind', 'TEXT', NULL, 'Whom the story comes from: agency, outlet, unknown', 'agency'),
('v_corroboration', 'origin_agency', 'TEXT', NULL, 'The agency it comes from', 'ians'),
('v_corroboration', 'primary_source', 'TEXT', NULL, 'As in v_claim_source', 'Ellery police'),
('v_corroboration', 'why', 'TEXT', NULL, 'As in v_claim_source', 'named'),
('v_corroboration', 'is_possible_copy', 'INTEGER', '0 or 1', 'Whether it may be a copy of another that states it, and is not in independent_reports', '0'),
('v_corroboration', 'articles', 'INTEGER', 'articles', 'Articles of the story that state it', '12');

PRAGMA user_version = 25;
