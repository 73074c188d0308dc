-- Happenings: the columns of the fact table that only they have, and the view over them. When and where they took
-- place stands in the columns of dates and places; `text` is the clause that says so.

ALTER TABLE fact ADD COLUMN happening_place TEXT;
ALTER TABLE fact ADD COLUMN participants TEXT;      -- full names, with semicolons
CREATE INDEX fact_happening ON fact (happening_type, date_from) WHERE happening_type IS NOT NULL;

CREATE VIEW v_happening AS
SELECT f.fact_id,
       f.fact_key,
       f.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       a.is_representative AS is_story_representative,
       NULL                AS claim_id,
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
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.happening_type IS NOT NULL;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example)
SELECT 'v_happening', column_name, type, unit, meaning, example
FROM dictionary WHERE view_name = 'v_figure' AND column_name IN
    ('fact_id', 'fact_key', 'article_id', 'story_id', 'outlet', 'relation', 'is_story_representative', 'claim_id',
     'attributed_to', 'via_agency', 'modality', 'polarity', 'section', 'start_char', 'end_char', 'confidence');

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_happening', 'type', 'TEXT', NULL, 'accident, appointment, arrest, attack, build, business, charge, court, deal, death, disaster, election, find, injury, investigation, law, life, meeting, protest, release, rescue, sport, statement, travel; others may come', 'arrest'),
('v_happening', 'text', 'TEXT', NULL, 'The clause that says so; substr(article text, start_char + 1, end_char - start_char)', 'Police arrested two dockers in Nairobi'),
('v_happening', 'happened_from', 'TEXT', 'the article''s own days', 'First moment of the day or days on which it happens; null where none is named', '2025-03-14T00:00:00'),
('v_happening', 'happened_to', 'TEXT', 'the article''s own days', 'First moment after them', '2025-03-15T00:00:00'),
('v_happening', 'place', 'TEXT', NULL, 'Where: the gazetteer''s name, or the article''s', 'Nairobi'),
('v_happening', 'country', 'TEXT', 'ISO 3166-1 alpha-2', 'Where that place lies', 'KE'),
('v_happening', 'latitude', 'REAL', 'degrees north', 'Of towns', '-1.28'),
('v_happening', 'longitude', 'REAL', 'degrees east', 'Of towns', '36.82'),
('v_happening', 'participants', 'TEXT', NULL, 'Persons, organisations and countries that take part, by full name, with semicolons', 'Ada Lind; Portside Bank'),
('v_happening', 'sentence', 'TEXT', NULL, 'The sentence; very long ones only around it', 'Police arrested two dockers in Nairobi on Friday, the harbour master said.'),
('v_happening', 'story_count', 'INTEGER', 'stories', 'How many stories say the same: copies count once', '3');

UPDATE dictionary SET meaning = 'quote, figure, date, happening, person, org, place; others may come'
WHERE view_name = 'v_fact' AND column_name = 'kind';

PRAGMA user_version = 23;
