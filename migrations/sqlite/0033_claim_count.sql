-- How often a claim is printed is kept with it, so that the most printed, the best corroborated and the disputed ones of
-- a large archive are found by index.

ALTER TABLE claim ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;
UPDATE claim SET
    articles = (SELECT count(DISTINCT m.article_id) FROM claim_fact m
                WHERE m.claim_id = claim.claim_id AND m.is_current = 1),
    outlets = (SELECT count(DISTINCT a.outlet_id) FROM claim_fact m JOIN article a ON a.article_id = m.article_id
               WHERE m.claim_id = claim.claim_id AND m.is_current = 1)
WHERE event_id IS NOT NULL;

CREATE INDEX claim_printed ON claim (outlets DESC, articles DESC) WHERE event_id IS NOT NULL;
CREATE INDEX claim_reported ON claim (independent_reports DESC, outlets DESC) WHERE event_id IS NOT NULL;
CREATE INDEX claim_corroborated ON claim (primary_sources DESC, independent_reports DESC) WHERE event_id IS NOT NULL;
CREATE INDEX claim_disputed ON claim (independent_reports DESC) WHERE conflict_kind IS NOT NULL;

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
       c.articles,
       c.outlets,
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

PRAGMA user_version = 33;
