-- Retention: what is old can be given up, kind by kind. Rows that others point at stay, without what made them
-- large; a text that was pruned is told from one that was empty by the instant at which it went.
PRAGMA user_version = 30;

-- What the feed sent of an entry: raw is then empty. Of that an entry's identity needs two things still, whether its
-- guid now names another article: they are kept here from then on. Entries that are not done keep what they are to be
-- read from.
ALTER TABLE entry ADD COLUMN raw_pruned_at TEXT CHECK (raw_pruned_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE entry ADD COLUMN pruned_title TEXT;
ALTER TABLE entry ADD COLUMN pruned_published_at TEXT CHECK (pruned_published_at GLOB '????-??-??T??:??:??Z');
CREATE INDEX entry_raw_kept ON entry (last_changed_at) WHERE stage = 'done' AND raw_pruned_at IS NULL;

-- The text of a revision: text is then empty. Title, hash, spans, sections and credits stay.
ALTER TABLE revision ADD COLUMN text_pruned_at TEXT CHECK (text_pruned_at GLOB '????-??-??T??:??:??Z');

-- What an article still has: the text of its current revision, texts of earlier ones, facts. Ages are those of the
-- article, so what can go is found by its first sight alone.
ALTER TABLE article ADD COLUMN is_text_kept INTEGER NOT NULL DEFAULT 1 CHECK (is_text_kept IN (0, 1));
ALTER TABLE article ADD COLUMN old_texts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN are_facts_kept INTEGER NOT NULL DEFAULT 1 CHECK (are_facts_kept IN (0, 1));
UPDATE article SET old_texts = revisions - 1 WHERE revisions > 1;
CREATE INDEX article_text_kept ON article (first_seen_at) WHERE is_text_kept = 1;
CREATE INDEX article_old_texts ON article (first_seen_at) WHERE old_texts > 0;
CREATE INDEX article_facts_kept ON article (first_seen_at) WHERE are_facts_kept = 1;

-- A fact that goes is looked for among the facts of claims, one by one.
CREATE INDEX claim_fact_fact ON claim_fact (fact_id);

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
       CASE WHEN r.text_pruned_at IS NULL THEN r.text END AS text
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
JOIN revision r ON r.revision_id = a.current_revision_id
LEFT JOIN event_story es ON es.story_id = a.story_id;

-- A line without its words is no line.
DROP VIEW v_boilerplate;
DROP VIEW v_section;
CREATE VIEW v_section AS
SELECT a.article_id,
       a.story_id,
       o.outlet_key AS outlet,
       s.position,
       s.kind,
       CASE WHEN r.text_pruned_at IS NULL THEN substr(r.text, s.start_char + 1, s.end_char - s.start_char) END AS text,
       s.start_char,
       s.end_char
FROM section s
JOIN article a ON a.current_revision_id = s.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN revision r ON r.revision_id = s.revision_id;
CREATE VIEW v_boilerplate AS
SELECT outlet,
       text,
       count(*)        AS articles,
       min(article_id) AS example_article_id
FROM v_section
WHERE kind = 'boilerplate' AND text IS NOT NULL
GROUP BY outlet, text;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_article', 'has_text', 'INTEGER', '0 or 1', '0 when its text has been pruned for its age: text is null then, spans point at nothing', '1'),
('v_article', 'has_facts', 'INTEGER', '0 or 1', '0 when its facts have been pruned for their age: it is in none of the views of facts and claims then', '1');

UPDATE dictionary SET meaning = rtrim(meaning, '.') || '; null when it has been pruned for its age'
WHERE view_name IN ('v_article', 'v_section') AND column_name = 'text';
UPDATE dictionary SET meaning = meaning || '; null also when the text before had been pruned'
WHERE view_name = 'v_revision' AND column_name IN ('changed_words', 'figures_changed');
UPDATE dictionary SET meaning = meaning || '; texts that have been pruned are not counted'
WHERE view_name = 'v_boilerplate' AND column_name = 'articles';
