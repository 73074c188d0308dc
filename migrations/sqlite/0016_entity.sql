-- Persons, organisations and places: the columns of the fact table that only they have, and the views over them.
-- One row for each name of a revision and each role given to it, not one for each mention: an article names its
-- people dozens of times, and the sentence beside each would be most of the store. `mentions` says how often.

ALTER TABLE fact ADD COLUMN name_form TEXT CHECK (name_form IN ('full', 'short', 'acronym'));
ALTER TABLE fact ADD COLUMN mentions INTEGER;
ALTER TABLE fact ADD COLUMN country TEXT;
ALTER TABLE fact ADD COLUMN latitude REAL;
ALTER TABLE fact ADD COLUMN longitude REAL;
ALTER TABLE fact ADD COLUMN role_title TEXT;
ALTER TABLE fact ADD COLUMN role_org TEXT;
ALTER TABLE fact ADD COLUMN role_country TEXT;
CREATE INDEX fact_name ON fact (name) WHERE name IS NOT NULL;

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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'person' AND f.mentions IS NOT NULL;

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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'org' AND f.mentions IS NOT NULL;

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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'place' AND f.mentions IS NOT NULL;

-- Who holds which office, as the articles say it.
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
       coalesce(k.story_count, 1) AS story_count
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'person' AND f.role_title IS NOT NULL;

-- The columns that all views of facts share.
INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example)
SELECT v.column1, d.column_name, d.type, d.unit, d.meaning, d.example
FROM (VALUES ('v_person'), ('v_org'), ('v_place'), ('v_role')) AS v
JOIN dictionary d ON d.view_name = 'v_figure' AND d.column_name IN
    ('fact_id', 'fact_key', 'article_id', 'story_id', 'outlet', 'relation', 'is_story_representative', 'claim_id',
     'attributed_to', 'via_agency', 'modality', 'polarity', 'section', 'start_char', 'end_char', 'confidence');

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example)
SELECT v.column1, c.column1, c.column2, c.column3, c.column4, c.column5
FROM (VALUES ('v_person'), ('v_org'), ('v_place'), ('v_role')) AS v
CROSS JOIN (VALUES
    ('sentence', 'TEXT', NULL, 'The sentence of the first mention; very long ones only around it', 'Ada Lind left Nairobi for Portside Bank.'),
    ('story_count', 'INTEGER', 'stories', 'How many stories name it so: copies count once', '3')
) AS c;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_person', 'text', 'TEXT', NULL, 'The words of the first mention; substr(article text, start_char + 1, end_char - start_char)', 'Lind'),
('v_person', 'name', 'TEXT', NULL, 'The person''s name as fully as the article has it, without titles', 'Ada Lind'),
('v_person', 'name_form', 'TEXT', NULL, 'How text relates to name: full, short (a surname or first name), acronym', 'short'),
('v_person', 'mentions', 'INTEGER', 'mentions', 'How often the article names the person', '4'),
('v_org', 'text', 'TEXT', NULL, 'The words of the first mention; substr(article text, start_char + 1, end_char - start_char)', 'PB'),
('v_org', 'name', 'TEXT', NULL, 'The organisation''s name as fully as the article has it', 'Portside Bank'),
('v_org', 'name_form', 'TEXT', NULL, 'How text relates to name: full, acronym', 'acronym'),
('v_org', 'mentions', 'INTEGER', 'mentions', 'How often the article names the organisation', '4'),
('v_place', 'text', 'TEXT', NULL, 'The words of the first mention; substr(article text, start_char + 1, end_char - start_char)', 'NAIROBI'),
('v_place', 'name', 'TEXT', NULL, 'The gazetteer''s name, or the article''s for places it does not know', 'Nairobi'),
('v_place', 'mentions', 'INTEGER', 'mentions', 'How often the article names the place', '2'),
('v_place', 'country', 'TEXT', 'ISO 3166-1 alpha-2', 'Where it lies; null for places that the gazetteer does not know or several share', 'KE'),
('v_place', 'latitude', 'REAL', 'degrees north', 'Of towns', '-1.28'),
('v_place', 'longitude', 'REAL', 'degrees east', 'Of towns', '36.82'),
('v_role', 'text', 'TEXT', NULL, 'The words that name the person beside the role', 'Ada Lind'),
('v_role', 'name', 'TEXT', NULL, 'The person''s name as fully as the article has it', 'Ada Lind'),
('v_role', 'title', 'TEXT', NULL, 'Office, rank or trade, as written', 'deputy director'),
('v_role', 'org', 'TEXT', NULL, 'The organisation it is held in, where it is named', 'Portside Bank'),
('v_role', 'country', 'TEXT', 'ISO 3166-1 alpha-2', 'The country it is held for, where it is named', 'KE');

UPDATE dictionary SET meaning = 'quote, figure, date, person, org, place; others may come'
WHERE view_name = 'v_fact' AND column_name = 'kind';

PRAGMA user_version = 16;
