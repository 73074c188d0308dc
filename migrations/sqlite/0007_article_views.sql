-- The public views over articles, stories and facts. Their names and columns are a promise: columns may be
-- added, never renamed. They run on SQLite 3.40, and every one is a plain join that the planner flattens, so
-- a filter on a view uses the tables' indexes and columns that are not asked for cost nothing.

CREATE VIEW v_article AS
SELECT a.article_id,
       a.external_id,
       o.outlet_key              AS outlet,
       a.url,
       a.canonical_url,
       r.title,
       a.byline,
       a.section,
       a.language,
       a.claimed_at,
       a.claimed_quality,
       a.page_published_at,
       a.first_seen_at,
       substr(a.first_seen_at, 1, 10) AS day,
       a.words,
       a.text_from,
       a.story_id,
       NULL                      AS event_id,
       a.relation,
       a.grade,
       a.similarity,
       a.is_representative       AS is_story_representative,
       s.origin_kind,
       s.origin_agency,
       a.cited_agencies,
       s.likely_source_agency,
       a.relabelled = 'yes'      AS is_relabelled,
       a.relabelled,
       a.revisions,
       a.archive,
       r.text
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
JOIN revision r ON r.revision_id = a.current_revision_id;

CREATE VIEW v_credit AS
SELECT a.article_id,
       a.story_id,
       o.outlet_key AS outlet,
       c.agency,
       c.kind,
       c.text,
       c.confidence,
       c.start_char,
       c.end_char,
       c.rule
FROM credit c
JOIN article a ON a.article_id = c.article_id AND a.current_revision_id = c.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id;

CREATE VIEW v_story AS
SELECT s.story_id,
       s.title,
       NULL          AS event_id,
       s.articles,
       s.outlets,
       s.originals,
       s.identical,
       s.cut,
       s.edited,
       s.extended,
       s.rewritten,
       s.updates,
       s.merged,
       s.origin_kind,
       s.origin_agency,
       s.origin_article_id,
       s.origin_confidence,
       s.likely_source_agency,
       co.outlet_key AS first_claimed_outlet,
       s.first_claimed_at,
       so.outlet_key AS first_seen_outlet,
       s.first_seen_at,
       s.first_basis,
       s.last_seen_at,
       s.representative_article_id
FROM story s
LEFT JOIN article ca ON ca.article_id = s.first_claimed_article_id
LEFT JOIN outlet co ON co.outlet_id = ca.outlet_id
LEFT JOIN article sa ON sa.article_id = s.first_seen_article_id
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id;

-- A lag needs two trustworthy claims; our own first sight says when we looked, not when they published. A copy
-- of a later version could not be there before it, so its lag counts from that version.
CREATE VIEW v_copy AS
SELECT a.article_id,
       a.story_id,
       o.outlet_key         AS outlet,
       a.of_article_id,
       a.relation,
       a.grade,
       a.score,
       a.similarity,
       a.coverage,
       CASE WHEN a.claimed_quality = 'ok' AND f.claimed_quality = 'ok'
            THEN CAST(round((julianday(a.claimed_at) - julianday(f.claimed_at)) * 1440) AS INTEGER)
       END                  AS lag_minutes,
       a.relabelled = 'yes' AS is_relabelled,
       a.relabelled,
       s.origin_agency      AS agency
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
LEFT JOIN article u ON u.article_id = a.of_article_id AND u.relation = 'update' AND a.relation <> 'update'
LEFT JOIN article f ON f.article_id = coalesce(u.article_id, s.origin_article_id, s.representative_article_id)
WHERE a.relation <> 'original'
UNION ALL
SELECT a.article_id,
       a.possible_story_id,
       o.outlet_key,
       NULL,
       NULL,
       'possible',
       a.possible_score,
       NULL,
       NULL,
       NULL,
       a.relabelled = 'yes',
       a.relabelled,
       s.origin_agency
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.possible_story_id
WHERE a.possible_story_id IS NOT NULL;

CREATE VIEW v_placement AS
SELECT a.external_id,
       a.story_id,
       a.relation,
       a.grade,
       CASE WHEN a.relation = 'original' THEN a.external_id ELSE f.external_id END AS origin_external_id,
       a.possible_story_id,
       a.archive,
       a.article_id
FROM article a
JOIN story s ON s.story_id = a.story_id
LEFT JOIN article f ON f.article_id = coalesce(s.origin_article_id, s.representative_article_id)
WHERE a.external_id IS NOT NULL;

CREATE VIEW v_revision AS
SELECT r.article_id,
       r.number     AS revision,
       r.seen_at,
       was.title   AS old_title,
       r.title      AS new_title,
       r.changed_words,
       r.figures_changed
FROM revision r
LEFT JOIN revision was ON was.article_id = r.article_id AND was.number = r.number - 1;

CREATE VIEW v_fact AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key;

CREATE VIEW v_quote AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.form,
       f.attributed_to,
       f.attributed_text,
       f.cue,
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'quote';

CREATE VIEW v_figure AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.figure_kind,
       f.value,
       f.value_text,
       f.value_high,
       f.unit,
       f.approx,
       f.rate,
       f.of_what,
       f.period_from,
       f.period_to,
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'figure';

CREATE VIEW v_date AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.date_kind,
       f.value_text        AS value,
       f.date_from,
       f.date_to,
       f.granularity,
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'date';

PRAGMA user_version = 7;
