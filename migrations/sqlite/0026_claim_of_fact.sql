-- Quotations, figures and happenings show the claim they support, quotations also who says them across articles.

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
       coalesce(k.story_count, 1) AS story_count
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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'figure';

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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN claim_fact m ON m.statement_id = 16 * f.fact_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.happening_type IS NOT NULL;

UPDATE dictionary SET meaning = 'The claim it supports; of a quotation of several sentences that of the first', example = '310'
WHERE view_name IN ('v_quote', 'v_figure', 'v_happening') AND column_name = 'claim_id';

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_quote', 'speaker_entity_id', 'INTEGER', NULL, 'Who says so, across articles; null where the name is of nobody known', '17');

PRAGMA user_version = 26;
