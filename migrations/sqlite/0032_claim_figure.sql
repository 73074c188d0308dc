-- A figure of a claim is shown with the words beside it that say how exact it is and what it counts: it may begin
-- before its fact (from_char below 0) and end behind it. Durations and times of the clock are figures of claims too;
-- their facts are dates and have no number, so it stands here.
ALTER TABLE claim_fact ADD COLUMN value REAL;
ALTER TABLE claim_fact ADD COLUMN value_high REAL;
ALTER TABLE claim_fact ADD COLUMN unit TEXT CHECK (unit IN ('duration', 'clock'));
ALTER TABLE claim_fact ADD COLUMN approx TEXT;

DROP VIEW v_claim;
CREATE VIEW v_claim AS
SELECT c.claim_id,
       c.event_id,
       c.kind,
       CASE WHEN o.from_char < 0 OR o.from_char + o.chars > f.end_char - f.start_char
            THEN substr(f.sentence, f.start_char - f.sentence_start_char + o.from_char + 1, o.chars)
            ELSE substr(f.text, o.from_char + 1, o.chars)
       END AS canonical,
       coalesce(o.value, f.value) AS value,
       coalesce(o.unit, f.unit) AS unit,
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

DROP VIEW v_claim_source;
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
       CASE WHEN m.from_char < 0 OR m.from_char + m.chars > f.end_char - f.start_char
            THEN substr(f.sentence, f.start_char - f.sentence_start_char + m.from_char + 1, m.chars)
            ELSE substr(f.text, m.from_char + 1, m.chars)
       END AS text,
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

DROP VIEW v_claim_history;
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
       CASE WHEN m.from_char < 0 OR m.from_char + m.chars > f.end_char - f.start_char
            THEN substr(f.sentence, f.start_char - f.sentence_start_char + m.from_char + 1, m.chars)
            ELSE substr(f.text, m.from_char + 1, m.chars)
       END AS text,
       coalesce(m.value, f.value) AS value,
       coalesce(m.value_high, f.value_high) AS value_high,
       coalesce(m.unit, f.unit) AS unit,
       coalesce(m.approx, f.approx) AS approx,
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

DROP VIEW v_corroboration;
CREATE VIEW v_corroboration AS
SELECT c.claim_id,
       c.event_id,
       c.kind,
       CASE WHEN m.from_char < 0 OR m.from_char + m.chars > f.end_char - f.start_char
            THEN substr(f.sentence, f.start_char - f.sentence_start_char + m.from_char + 1, m.chars)
            ELSE substr(f.text, m.from_char + 1, m.chars)
       END AS canonical,
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

UPDATE dictionary SET meaning = 'The words that stated it first here; of a figure with those beside it that say how exact it is and what it counts'
WHERE view_name IN ('v_claim', 'v_corroboration') AND column_name = 'canonical';
UPDATE dictionary SET meaning = 'The words: of the fact, or of one sentence of a quotation; of a figure with those beside it that say how exact it is and what it counts'
WHERE view_name = 'v_claim_source' AND column_name = 'text';
UPDATE dictionary SET meaning = 'The words, as in v_claim_source'
WHERE view_name = 'v_claim_history' AND column_name = 'text';
UPDATE dictionary SET meaning = 'Of a figure, as in v_figure; duration (value in seconds), clock (value in minutes since midnight, of the place it speaks of)'
WHERE view_name IN ('v_claim', 'v_claim_history') AND column_name = 'unit';
UPDATE dictionary SET meaning = 'The claim it supports; of a quotation of several sentences that of the first. Null for names and for dates but durations and times of the clock'
WHERE view_name = 'v_fact' AND column_name = 'claim_id';

PRAGMA user_version = 32;
