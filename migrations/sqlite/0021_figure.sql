-- Whose a figure is: whom or what it measures, of those the article names. A profit, a toll, a turnout says little
-- without it, and `of_what` holds only what is counted.
ALTER TABLE fact ADD COLUMN whose TEXT;

DROP VIEW v_figure;
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'figure';

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_figure', 'whose', 'TEXT', NULL, 'Whom or what it measures, of those the article names, as fully as it does; null when it is not told', 'Portside Bank');

-- Measures on a scale, and figures told as plurals, came with the same rules.
UPDATE dictionary SET meaning = 'exact, about, at_most, at_least (also of dozens and hundreds of), more_than, less_than, nearly, range'
WHERE view_name = 'v_figure' AND column_name = 'approx';
UPDATE dictionary SET meaning = 'TIMEX3 value, of several years the first and the last (2024/2025); null when not resolved'
WHERE view_name = 'v_date' AND column_name = 'value';

PRAGMA user_version = 21;
