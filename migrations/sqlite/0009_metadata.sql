-- What a page says about itself with who says it, where a report was filed, and the lines an outlet sets
-- under story after story.

CREATE TABLE metadata (
    revision_id INTEGER NOT NULL REFERENCES revision (revision_id),
    position    INTEGER NOT NULL,            -- order of the fields, and of the values of a repeated field
    field       TEXT    NOT NULL,
    value       TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE article ADD COLUMN dateline_place TEXT;
ALTER TABLE article ADD COLUMN dateline_country TEXT;
ALTER TABLE article ADD COLUMN dateline_on TEXT CHECK (dateline_on GLOB '????-??-??');

-- Lines of an outlet's reports, by hash, in stretches of a fortnight: the present and the one before are
-- looked into, older ones are dropped whole. A line of several stories is boilerplate.
CREATE TABLE outlet_line (
    bucket        INTEGER NOT NULL,
    outlet_id     INTEGER NOT NULL REFERENCES outlet (outlet_id),
    line_hash     INTEGER NOT NULL,
    stories       INTEGER NOT NULL,          -- stories it stood in, counted when the story changes
    days          INTEGER NOT NULL,          -- days on which that happened, likewise
    last_story_id INTEGER NOT NULL,
    last_day      INTEGER NOT NULL,          -- days since 1970
    PRIMARY KEY (bucket, outlet_id, line_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX section_boilerplate ON section (revision_id) WHERE kind = 'boilerplate';

DROP VIEW v_article;
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
       a.dateline_place,
       a.dateline_country,
       a.dateline_on,
       a.revisions,
       a.archive,
       r.text
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
JOIN revision r ON r.revision_id = a.current_revision_id;

CREATE VIEW v_metadata AS
SELECT a.article_id,
       o.outlet_key AS outlet,
       m.field,
       m.value,
       m.source,
       m.position
FROM metadata m
JOIN article a ON a.current_revision_id = m.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id;

CREATE VIEW v_section AS
SELECT a.article_id,
       a.story_id,
       o.outlet_key AS outlet,
       s.position,
       s.kind,
       substr(r.text, s.start_char + 1, s.end_char - s.start_char) AS text,
       s.start_char,
       s.end_char
FROM section s
JOIN article a ON a.current_revision_id = s.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN revision r ON r.revision_id = s.revision_id;

-- Which lines were taken for boilerplate: each with how many articles it was set under.
CREATE VIEW v_boilerplate AS
SELECT outlet,
       text,
       count(*)        AS articles,
       min(article_id) AS example_article_id
FROM v_section
WHERE kind = 'boilerplate'
GROUP BY outlet, text;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_article', 'dateline_place', 'TEXT', NULL, 'Where the report was filed, as its dateline says; null without one', 'MOSCOW'),
('v_article', 'dateline_country', 'TEXT', NULL, 'ISO 3166-1 code of the country of that place; null when several countries have one of that name', 'RU'),
('v_article', 'dateline_on', 'TEXT', 'date', 'Day of the dateline, its year taken from the day of publication', '2025-03-14'),
('v_metadata', 'article_id', 'INTEGER', NULL, 'The article it was said about', '412'),
('v_metadata', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_metadata', 'field', 'TEXT', NULL, 'What the value is: title, byline, person, agency, section, tag, image_url, site_name, language, canonical_url, published_at, published_on (the day as the outlet counts days), modified_at', 'person'),
('v_metadata', 'value', 'TEXT', NULL, 'The value chosen; instants as in all other columns, agencies by id', 'Jane Roe'),
('v_metadata', 'source', 'TEXT', NULL, 'Where it was found: json_ld, opengraph, meta, microdata, html (the visible page), url, feed, archive, detector', 'json_ld'),
('v_metadata', 'position', 'INTEGER', NULL, 'Order of the values of one article, from 0', '3'),
('v_section', 'article_id', 'INTEGER', NULL, 'The article', '412'),
('v_section', 'story_id', 'INTEGER', NULL, 'Its story', '88'),
('v_section', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_section', 'position', 'INTEGER', NULL, 'Order in the article, from 0', '2'),
('v_section', 'kind', 'TEXT', NULL, 'What the stretch is: headline, synopsis, key_takeaways, highlights, faq, body, caption, credit, related, subscribe, advertisement, disclaimer, live_blog, boilerplate', 'key_takeaways'),
('v_section', 'text', 'TEXT', NULL, 'Its words', 'Key Takeaways'),
('v_section', 'start_char', 'INTEGER', 'characters', 'Where it begins in the article''s text, from 0', '214'),
('v_section', 'end_char', 'INTEGER', 'characters', 'One past its last character', '580'),
('v_boilerplate', 'outlet', 'TEXT', NULL, 'The outlet that sets the line under its stories', 'nationpress.example'),
('v_boilerplate', 'text', 'TEXT', NULL, 'The line', 'Subscribe to our newsletter'),
('v_boilerplate', 'articles', 'INTEGER', 'articles', 'Articles in which it was taken for boilerplate', '120'),
('v_boilerplate', 'example_article_id', 'INTEGER', NULL, 'One of them, the first', '415');

UPDATE dictionary
SET meaning = 'The section of the text it stands in; facts in boilerplate count for nobody (their fact_key is null)'
WHERE column_name = 'section' AND view_name IN ('v_fact', 'v_quote', 'v_figure', 'v_date');

PRAGMA user_version = 9;
