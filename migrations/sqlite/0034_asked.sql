-- Questions of a large archive are answered by index: what belongs to a day is found by the day, what is told most by its
-- rank, and a view reads no more tables than its columns ask for.

-- The day: articles with their outlet, so that counting reads the index alone, and the facts of one kind of a revision.
DROP INDEX article_first_seen;
CREATE INDEX article_first_seen ON article (first_seen_at, outlet_id);
DROP INDEX fact_revision;
CREATE INDEX fact_revision ON fact (revision_id, kind);
CREATE INDEX story_first_seen ON story (first_seen_at);
CREATE INDEX entity_story_story ON entity_story (story_id);
CREATE INDEX claim_fact_article ON claim_fact (article_id);

-- The rank.
CREATE INDEX story_outlets ON story (outlets DESC, first_seen_at DESC);
CREATE INDEX story_unknown ON story (outlets DESC, first_seen_at) WHERE origin_kind = 'unknown';
CREATE INDEX story_merged ON story (merged DESC, articles DESC) WHERE merged > 0;
CREATE INDEX story_link_score ON story_link (kind, score DESC);
CREATE INDEX event_stories ON event (stories DESC, event_id) WHERE stories > 0;
CREATE INDEX event_link_score ON event_link (score DESC);
CREATE INDEX entity_stories ON entity (kind, stories DESC, entity_id) WHERE merged_into IS NULL AND articles > 0;

-- The few among the many.
CREATE INDEX article_doubtful ON article (article_id) WHERE grade = 'possible';
CREATE INDEX article_possible_score ON article (possible_score DESC) WHERE possible_story_id IS NOT NULL;
CREATE INDEX article_relabelled ON article (first_seen_at) WHERE relabelled <> 'no';
CREATE INDEX article_revised ON article (first_seen_at) WHERE revisions > 1;
CREATE INDEX revision_later ON revision (seen_at) WHERE number > 1;

-- What several stories state, most first. A key is that of facts of one kind.
ALTER TABLE fact_key ADD COLUMN kind TEXT;
UPDATE fact_key SET kind = (SELECT f.kind FROM fact f WHERE f.fact_key = fact_key.fact_key LIMIT 1);
DROP INDEX fact_by_key;
CREATE INDEX fact_by_key ON fact (fact_key, article_id, revision_id) WHERE fact_key IS NOT NULL;
CREATE INDEX fact_key_stories ON fact_key (story_count DESC, kind)
    WHERE story_count > 1 AND kind IN ('quote', 'figure', 'happening');

-- One row for each statement that two stories or more carry, told as its first fact has it.
CREATE VIEW v_statement AS
SELECT k.fact_key,
       k.kind,
       k.story_count AS stories,
       (SELECT count(DISTINCT n.article_id) FROM fact n
        JOIN article b ON b.article_id = n.article_id AND b.current_revision_id = n.revision_id
        WHERE n.fact_key = k.fact_key) AS articles,
       (SELECT count(DISTINCT b.outlet_id) FROM fact n
        JOIN article b ON b.article_id = n.article_id AND b.current_revision_id = n.revision_id
        WHERE n.fact_key = k.fact_key) AS outlets,
       f.text,
       f.form,
       f.attributed_to,
       f.value,
       f.value_text,
       f.unit,
       f.approx,
       f.of_what,
       f.happening_type AS type,
       f.modality,
       f.polarity,
       f.sentence,
       (SELECT n.sentence FROM fact n
        JOIN article b ON b.article_id = n.article_id AND b.current_revision_id = n.revision_id
        WHERE n.fact_key = k.fact_key AND b.story_id <> a.story_id
        ORDER BY n.article_id LIMIT 1) AS other_sentence,
       f.fact_id       AS first_fact_id,
       f.article_id    AS first_article_id,
       a.story_id      AS first_story_id,
       o.outlet_key    AS first_outlet,
       a.first_seen_at
FROM fact_key k
JOIN fact f ON f.fact_id =
    (SELECT n.fact_id FROM fact n
     JOIN article b ON b.article_id = n.article_id AND b.current_revision_id = n.revision_id
     WHERE n.fact_key = k.fact_key ORDER BY n.article_id LIMIT 1)
JOIN article a ON a.article_id = f.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
WHERE k.story_count > 1 AND k.kind IN ('quote', 'figure', 'happening');

-- Who is named in which story. Found by the entity, the story or its time, never by the kind of all entities.
CREATE VIEW v_entity_story AS
SELECT n.entity_id,
       CAST(e.kind AS TEXT) AS kind,
       e.name,
       e.country,
       e.latitude,
       e.longitude,
       n.story_id,
       n.articles,
       n.mentions,
       s.outlets,
       s.first_seen_at
FROM entity_story n
JOIN entity e ON e.entity_id = n.entity_id
JOIN story s ON s.story_id = n.story_id;

-- What an outlet is, without counting what it has.
CREATE VIEW v_outlet AS
SELECT o.outlet_key AS outlet,
       o.agency_id  AS agency,
       o.is_aggregator
FROM outlet o;

-- The days on which articles were first seen. Each day is found from the one before.
CREATE VIEW v_day AS
WITH RECURSIVE seen (day) AS (
    SELECT substr(min(a.first_seen_at), 1, 10) FROM article a
    UNION ALL
    SELECT (SELECT substr(min(a.first_seen_at), 1, 10) FROM article a WHERE a.first_seen_at > seen.day || 'Z')
    FROM seen
    WHERE seen.day IS NOT NULL
)
SELECT d.day,
       (SELECT count(*) FROM article a
        WHERE a.first_seen_at >= d.day AND a.first_seen_at < d.day || 'Z') AS articles,
       (SELECT count(DISTINCT a.outlet_id) FROM article a
        WHERE a.first_seen_at >= d.day AND a.first_seen_at < d.day || 'Z') AS outlets,
       (SELECT count(*) FROM story s
        WHERE s.first_seen_at >= d.day AND s.first_seen_at < d.day || 'Z' AND s.articles > 0) AS stories
FROM seen d
WHERE d.day IS NOT NULL;

-- Everything stated has the time at which its article was first seen.

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
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key;

DROP VIEW v_quote;
CREATE VIEW v_quote AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       m.claim_id,
       f.text,
       f.form,
       f.attributed_to,
       f.attributed_text,
       f.speaker_entity_id,
       f.cue,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'quote';

DROP VIEW v_figure;
CREATE VIEW v_figure AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       m.claim_id,
       f.text,
       f.figure_kind,
       f.value,
       f.value_text,
       f.value_high,
       f.unit,
       f.approx,
       f.rate,
       f.of_what,
       f.whose,
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
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'figure';

DROP VIEW v_date;
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
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'date';

DROP VIEW v_happening;
CREATE VIEW v_happening AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       m.claim_id,
       f.happening_type    AS type,
       f.text,
       f.date_from         AS happened_from,
       f.date_to           AS happened_to,
       f.happening_place   AS place,
       f.country,
       f.latitude,
       f.longitude,
       f.participants,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'happening';

DROP VIEW v_person;
CREATE VIEW v_person AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.name,
       f.name_form,
       f.mentions,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'person' AND f.mentions IS NOT NULL;

DROP VIEW v_org;
CREATE VIEW v_org AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.name,
       f.name_form,
       f.mentions,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'org' AND f.mentions IS NOT NULL;

DROP VIEW v_place;
CREATE VIEW v_place AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.name,
       f.mentions,
       f.country,
       f.latitude,
       f.longitude,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'place' AND f.mentions IS NOT NULL;

DROP VIEW v_role;
CREATE VIEW v_role AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
       f.text,
       f.name,
       f.role_title         AS title,
       f.role_org           AS org,
       f.role_country       AS country,
       f.attributed_to,
       f.via_agency,
       f.modality,
       f.polarity,
       f.sentence,
       f.section,
       f.start_char,
       f.end_char,
       f.confidence,
       coalesce(k.story_count, 1) AS story_count,
       a.first_seen_at
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'person' AND f.role_title IS NOT NULL;

DROP VIEW v_credit;
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
       c.rule,
       a.first_seen_at
FROM credit c
JOIN article a ON a.article_id = c.article_id AND a.current_revision_id = c.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id;

-- Columns of the three parts have one affinity each: then a filter goes into each part, whatever it is made of.
DROP VIEW v_copy;
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
       s.origin_agency      AS agency,
       a.coverage_of_origin,
       a.first_seen_at
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
       CAST(NULL AS INTEGER),
       CAST(NULL AS TEXT),
       CAST('possible' AS TEXT),
       a.possible_score,
       CAST(NULL AS DOUBLE),
       CAST(NULL AS DOUBLE),
       NULL,
       a.relabelled = 'yes',
       a.relabelled,
       s.origin_agency,
       CAST(NULL AS DOUBLE),
       a.first_seen_at
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.possible_story_id
WHERE a.possible_story_id IS NOT NULL
UNION ALL
SELECT m.article_id,
       m.story_id,
       m.outlet,
       m.of_article_id,
       CAST('merged' AS TEXT),
       m.grade,
       m.score,
       CAST(NULL AS DOUBLE),
       m.coverage,
       CASE WHEN a.claimed_quality = 'ok' AND f.claimed_quality = 'ok'
            THEN CAST(round((julianday(a.claimed_at) - julianday(f.claimed_at)) * 1440) AS INTEGER)
       END,
       NULL,
       CAST(NULL AS TEXT),
       s.origin_agency,
       m.coverage_of_origin,
       a.first_seen_at
FROM v_merged m
JOIN article a ON a.article_id = m.article_id
JOIN story s ON s.story_id = m.story_id
LEFT JOIN article f ON f.article_id = coalesce(s.origin_article_id, s.representative_article_id);

-- Title and text are looked up where they are asked for.
DROP VIEW v_article;
CREATE VIEW v_article AS
SELECT a.article_id,
       a.external_id,
       o.outlet_key              AS outlet,
       a.url,
       a.canonical_url,
       (SELECT r.title FROM revision r WHERE r.revision_id = a.current_revision_id) AS title,
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
       es.event_id,
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
       a.dateline_place,
       a.dateline_country,
       a.dateline_on,
       a.revisions,
       a.archive,
       a.is_text_kept            AS has_text,
       a.are_facts_kept          AS has_facts,
       (SELECT CASE WHEN r.text_pruned_at IS NULL THEN r.text END FROM revision r
        WHERE r.revision_id = a.current_revision_id) AS text
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
LEFT JOIN event_story es ON es.story_id = a.story_id;

-- Nearly every story has articles: that is no way to find one.
DROP VIEW v_story;
CREATE VIEW v_story AS
SELECT s.story_id,
       s.title,
       es.event_id,
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
LEFT JOIN event_story es ON es.story_id = s.story_id
LEFT JOIN article ca ON ca.article_id = s.first_claimed_article_id
LEFT JOIN outlet co ON co.outlet_id = ca.outlet_id
LEFT JOIN article sa ON sa.article_id = s.first_seen_article_id
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id
WHERE +s.articles > 0;

DROP VIEW v_first_reporter;
CREATE VIEW v_first_reporter AS
SELECT s.story_id,
       s.title,
       fo.outlet_key AS outlet,
       fo.agency_id  AS agency,
       f.article_id,
       CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_at ELSE s.first_seen_at END AS at,
       s.first_basis AS basis,
       co.outlet_key AS claimed_outlet,
       s.first_claimed_at AS claimed_at,
       so.outlet_key AS seen_outlet,
       s.first_seen_at AS seen_at,
       CASE WHEN ca.article_id IS NOT NULL THEN ca.outlet_id = sa.outlet_id END AS clocks_agree,
       s.outlets,
       CASE s.first_basis
           WHEN 'claimed' THEN
               (SELECT min(n.claimed_at) FROM article n
                WHERE n.story_id = s.story_id AND n.outlet_id <> f.outlet_id
                  AND n.claimed_quality = 'ok' AND n.claimed_at >= s.first_claimed_at)
           ELSE
               (SELECT min(n.first_seen_at) FROM article n
                WHERE n.story_id = s.story_id AND n.outlet_id <> f.outlet_id)
       END AS next_at,
       CASE s.first_basis
           WHEN 'claimed' THEN
               (SELECT CAST(round((julianday(min(n.claimed_at)) - julianday(s.first_claimed_at)) * 1440) AS INTEGER)
                FROM article n
                WHERE n.story_id = s.story_id AND n.outlet_id <> f.outlet_id
                  AND n.claimed_quality = 'ok' AND n.claimed_at >= s.first_claimed_at)
           ELSE
               (SELECT CAST(round((julianday(min(n.first_seen_at)) - julianday(s.first_seen_at)) * 1440) AS INTEGER)
                FROM article n
                WHERE n.story_id = s.story_id AND n.outlet_id <> f.outlet_id)
       END AS lead_minutes
FROM story s
LEFT JOIN article ca ON ca.article_id = s.first_claimed_article_id
LEFT JOIN outlet co ON co.outlet_id = ca.outlet_id
LEFT JOIN article sa ON sa.article_id = s.first_seen_article_id
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id
LEFT JOIN article f ON f.article_id =
    CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_article_id ELSE s.first_seen_article_id END
LEFT JOIN outlet fo ON fo.outlet_id = f.outlet_id
WHERE +s.articles > 0;

DROP VIEW v_story_link;
CREATE VIEW v_story_link AS
SELECT l.story_id,
       s.title,
       l.to_story_id,
       t.title      AS to_title,
       l.kind,
       l.score,
       l.article_id,
       o.outlet_key AS outlet
FROM story_link l
JOIN story s ON s.story_id = l.story_id
JOIN story t ON t.story_id = l.to_story_id
JOIN article a ON a.article_id = l.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
WHERE +s.articles > 0 AND +t.articles > 0;

-- The first article of a claim is looked for where it is asked for: nothing else may hang on it.
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
       (SELECT fo.outlet_key FROM outlet fo WHERE fo.outlet_id = fa.outlet_id) AS first_outlet,
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
WHERE c.event_id IS NOT NULL AND c.independent_reports > 0;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example)
SELECT v.column1, 'first_seen_at', 'TEXT', 'UTC', 'When its article was first seen', '2025-03-14T12:03:00Z'
FROM (VALUES ('v_fact'), ('v_quote'), ('v_figure'), ('v_date'), ('v_happening'), ('v_person'), ('v_org'), ('v_place'),
             ('v_role'), ('v_credit'), ('v_copy')) AS v;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_statement', 'fact_key', 'INTEGER', NULL, 'What is stated; equal in v_quote, v_figure and v_happening for facts that say the same', '-5127719482710'),
('v_statement', 'kind', 'TEXT', NULL, 'quote, figure, happening', 'quote'),
('v_statement', 'stories', 'INTEGER', 'stories', 'How many stories state it, two at least: copies count once', '3'),
('v_statement', 'articles', 'INTEGER', 'articles', 'How many articles print it', '14'),
('v_statement', 'outlets', 'INTEGER', 'outlets', 'How many outlets print it', '12'),
('v_statement', 'text', 'TEXT', NULL, 'Its words, where they stand first', 'We will rebuild the bridge'),
('v_statement', 'form', 'TEXT', NULL, 'Of a quotation: direct, mixed, indirect', 'direct'),
('v_statement', 'attributed_to', 'TEXT', NULL, 'Who says so there; null when nobody is named', 'Daro Ishkan'),
('v_statement', 'value', 'REAL', 'see unit', 'Of a figure: for comparison and arithmetic', '14.0'),
('v_statement', 'value_text', 'TEXT', 'see unit', 'Of a figure: as an exact decimal', '14'),
('v_statement', 'unit', 'TEXT', NULL, 'Of a figure, as in v_figure', 'person'),
('v_statement', 'approx', 'TEXT', NULL, 'Of a figure, as in v_figure', 'exact'),
('v_statement', 'of_what', 'TEXT', NULL, 'Of a figure: what is counted or measured, as written there', 'people'),
('v_statement', 'type', 'TEXT', NULL, 'Of a happening, as in v_happening', 'arrest'),
('v_statement', 'modality', 'TEXT', NULL, 'How it is put forward there, as in v_fact', 'asserted'),
('v_statement', 'polarity', 'TEXT', NULL, 'pos, neg: whether it is negated there', 'pos'),
('v_statement', 'sentence', 'TEXT', NULL, 'The sentence it stands in first', 'The quake killed 14 people.'),
('v_statement', 'other_sentence', 'TEXT', NULL, 'The sentence of the next story that states it', 'Fourteen people died in the quake.'),
('v_statement', 'first_fact_id', 'INTEGER', NULL, 'Id of the first fact that states it', '9001'),
('v_statement', 'first_article_id', 'INTEGER', NULL, 'Its article', '412'),
('v_statement', 'first_story_id', 'INTEGER', NULL, 'Its story', '88'),
('v_statement', 'first_outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_statement', 'first_seen_at', 'TEXT', 'UTC', 'When its article was first seen', '2025-03-14T12:03:00Z'),
('v_entity_story', 'entity_id', 'INTEGER', NULL, 'The person, organisation or place: v_entity', '7'),
('v_entity_story', 'kind', 'TEXT', NULL, 'person, org, place', 'person'),
('v_entity_story', 'name', 'TEXT', NULL, 'Its name, as in v_entity', 'Ada Lind'),
('v_entity_story', 'country', 'TEXT', 'ISO 3166-1 alpha-2', 'Of places, as in v_entity', 'KE'),
('v_entity_story', 'latitude', 'REAL', 'degrees north', 'Of towns', '-1.28'),
('v_entity_story', 'longitude', 'REAL', 'degrees east', 'Of towns', '36.82'),
('v_entity_story', 'story_id', 'INTEGER', NULL, 'A story that names it', '88'),
('v_entity_story', 'articles', 'INTEGER', 'articles', 'How many articles of the story name it', '5'),
('v_entity_story', 'mentions', 'INTEGER', 'mentions', 'How often they do', '9'),
('v_entity_story', 'outlets', 'INTEGER', 'outlets', 'Outlets that carry the story', '12'),
('v_entity_story', 'first_seen_at', 'TEXT', 'UTC', 'When the story was first seen', '2025-03-14T12:03:00Z'),
('v_outlet', 'outlet', 'TEXT', NULL, 'The outlet', 'nationpress.example'),
('v_outlet', 'agency', 'TEXT', NULL, 'Id of the agency when the outlet is one', 'ians'),
('v_outlet', 'is_aggregator', 'INTEGER', '0 or 1', 'Whether it shows other outlets'' articles', '0'),
('v_day', 'day', 'TEXT', 'UTC', 'A day on which articles were first seen', '2025-03-14'),
('v_day', 'articles', 'INTEGER', 'articles', 'How many', '3100'),
('v_day', 'outlets', 'INTEGER', 'outlets', 'Of how many outlets', '120'),
('v_day', 'stories', 'INTEGER', 'stories', 'Stories that were first seen on that day', '890');

-- How large the tables of an archive of a hundred thousand articles are, and how many rows an index finds, so that every
-- client reads days, stories and persons first, and then what hangs on them. The figures do not change: plans stay the
-- same in every file.
ANALYZE meta;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
('article', 'article_facts_kept', '85632 1'), ('article', 'article_first_seen', '85632 1 1'),
('article', 'article_outlet_possible', '2138 17'), ('article', 'article_outlet_story', '85632 659 1'),
('article', 'article_possible', '2138 2'), ('article', 'article_possible_score', '2138 2'),
('article', 'article_relabelled', '32296 1'), ('article', 'article_revised', '4281 1'),
('article', 'article_story', '85632 6 1'), ('article', 'article_text_kept', '85632 1'),
('article', 'sqlite_autoindex_article_1', '85632 85632 1'), ('claim', NULL, '224728'),
('claim', 'claim_corroborated', '224657 2006 903'), ('claim', 'claim_disputed', '6745 69'),
('claim', 'claim_event', '224657 61'), ('claim', 'claim_printed', '224657 2100 292'),
('claim', 'claim_reported', '224657 2062 285'), ('claim_fact', 'claim_fact_article', '1320362 16'),
('claim_fact', 'claim_fact_claim', '1320362 6 2'), ('claim_fact', 'claim_fact_fact', '1320362 1'),
('claim_statement', 'claim_statement', '407519 110 1'), ('claim_story', 'claim_story', '314534 2 1'),
('claim_term', 'claim_term', '4130440 1356 2 1'), ('credit', 'credit_agency', '111291 3092 1427'),
('credit', 'credit_revision', '111315 2'), ('entity', NULL, '28524'), ('entity', 'entity_stories', '28524 9508 73 1'),
('entity_alias', 'entity_alias', '39048 13016 1 1 1 1 1'), ('entity_alias', 'entity_alias_entity', '39048 2'),
('entity_alias', 'entity_alias_full', '28549 9517 1 1'), ('entity_story', 'entity_story', '204078 8 1'),
('entity_story', 'entity_story_story', '204078 14'), ('event', 'event_stories', '3747 94 1'),
('event', 'event_to', '3750 1'), ('event_link', 'event_link', '1680 1 1 1'),
('event_link', 'event_link_score', '1680 1'), ('event_link', 'event_link_to', '1680 2'),
('event_story', 'event_story_event', '15697 5'), ('event_term', 'event_term', '190134 47534 3 1'),
('evidence', 'evidence_story', '87465 6'), ('exemplar', 'exemplar_body', '25620 1 1'),
('exemplar', 'exemplar_story', '25622 2'), ('fact', 'fact_by_key', '2627577 10 2 1'),
('fact', 'fact_entity', '815471 29'), ('fact', 'fact_happening', '128152 5340 52'),
('fact', 'fact_name', '847196 27'), ('fact', 'fact_revision', '2669941 32 6'), ('fact', 'fact_speaker', '1101864 59'),
('fact', 'fact_speaker_entity', '166270 34'), ('fact_key', NULL, '273344'),
('fact_key', 'fact_key_stories', '65022 845 547'), ('fact_key_story', 'fact_key_story', '769597 50 1'),
('merged_part', 'merged_part', '2000 2 1'), ('merged_part', 'merged_part_of', '2000 2 1'),
('outlet', 'sqlite_autoindex_outlet_1', '130 1'), ('outlet_line', 'outlet_line', '551375 275688 2121 1'),
('placement_sign', 'placement_sign', '7469 7 1'), ('revision', 'revision_later', '4281 1'),
('revision', 'sqlite_autoindex_revision_1', '85632 1 1'), ('section', 'section', '423451 5 1'),
('section', 'section_boilerplate', '103039 2'), ('story', 'story_articles', '15776 214 56'),
('story', 'story_compared', '15697 3925'), ('story', 'story_first_seen', '15776 1'),
('story', 'story_last_seen', '15776 1'), ('story', 'story_merged', '55 8 2'),
('story', 'story_origin', '12220 1222 1'), ('story', 'story_outlets', '15776 236 1'),
('story', 'story_unknown', '138 35 1'), ('story_anchor', 'story_anchor', '384454 96114 4 1'),
('story_link', 'story_link', '75502 6 1 1'), ('story_link', 'story_link_score', '75502 25168 7'),
('story_link', 'story_link_to', '75502 7'), ('story_quote', 'sqlite_autoindex_story_quote_1', '167187 12 1'),
('story_shingle', 'story_shingle', '1162609 290653 2 1'), ('story_text', NULL, '15697');
ANALYZE sqlite_schema;

PRAGMA user_version = 34;
