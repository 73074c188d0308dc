-- What rewritten copies are found and judged by: anchors (the heaviest words of a text, which survive a
-- rewriting), the outlet's habit, and the signs that decided.

-- Postings of the second candidate index, in the same seven-day buckets as story_shingle. `weight` is the
-- anchor's share of the text's word vector, in thousandths.
CREATE TABLE story_anchor (
    bucket   INTEGER NOT NULL,
    anchor   INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES story (story_id),
    weight   INTEGER NOT NULL,
    PRIMARY KEY (bucket, anchor, story_id)
) STRICT, WITHOUT ROWID;

-- A story put together from parts of others: nothing may join it but its equals.
ALTER TABLE story ADD COLUMN is_roundup INTEGER NOT NULL DEFAULT 0 CHECK (is_roundup IN (0, 1));

-- How often the outlet was found rewriting, in weights that fade with each further article.
ALTER TABLE outlet ADD COLUMN habit_articles REAL NOT NULL DEFAULT 0;
ALTER TABLE outlet ADD COLUMN habit_rewritten REAL NOT NULL DEFAULT 0;

ALTER TABLE article ADD COLUMN possible_of_article_id INTEGER REFERENCES article (article_id);
ALTER TABLE article ADD COLUMN likeness REAL;
ALTER TABLE article ADD COLUMN is_release INTEGER NOT NULL DEFAULT 0 CHECK (is_release IN (0, 1));

-- Doubts of one outlet, to be asked again when its habit shows.
CREATE INDEX article_outlet_possible ON article (outlet_id) WHERE possible_story_id IS NOT NULL;

-- What spoke for and against a rewritten copy, certain or possible, when it was placed.
CREATE TABLE placement_sign (
    article_id INTEGER NOT NULL REFERENCES article (article_id),
    sign       TEXT    NOT NULL,
    weight     REAL    NOT NULL,
    holds      INTEGER NOT NULL CHECK (holds IN (0, 1)),
    PRIMARY KEY (article_id, sign)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_placement_sign AS
SELECT p.article_id,
       coalesce(a.possible_story_id, a.story_id)           AS story_id,
       o.outlet_key                                        AS outlet,
       CASE WHEN a.possible_story_id IS NULL THEN a.grade ELSE 'possible' END AS grade,
       coalesce(a.possible_of_article_id, a.of_article_id) AS of_article_id,
       a.likeness,
       p.sign,
       p.weight,
       p.holds
FROM placement_sign p
JOIN article a ON a.article_id = p.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id;

DROP VIEW v_outlet_originality;
CREATE VIEW v_outlet_originality AS
SELECT o.outlet_key AS outlet,
       o.agency_id  AS agency,
       o.is_aggregator,
       count(*)     AS articles,
       sum(CASE s.origin_kind WHEN 'agency' THEN coalesce(o.agency_id = s.origin_agency, 0)
                              WHEN 'outlet' THEN coalesce(w.outlet_id = a.outlet_id, 0) ELSE 0 END) AS own,
       sum(s.origin_kind = 'agency' AND NOT coalesce(o.agency_id = s.origin_agency, 0)) AS from_agency,
       sum(s.origin_kind = 'outlet' AND NOT coalesce(w.outlet_id = a.outlet_id, 0))     AS from_outlet,
       sum(s.origin_kind = 'unknown') AS of_unknown_origin,
       round(1.0 * sum(CASE s.origin_kind WHEN 'agency' THEN coalesce(o.agency_id = s.origin_agency, 0)
                              WHEN 'outlet' THEN coalesce(w.outlet_id = a.outlet_id, 0) ELSE 0 END)
             / count(*), 3) AS own_share,
       sum(a.relabelled = 'yes') AS relabelled,
       sum(a.possible_story_id IS NOT NULL) AS possible_copies,
       sum(s.outlets > 1 AND a.article_id =
           CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_article_id ELSE s.first_seen_article_id END)
           AS first_reports,
       CASE WHEN o.habit_articles > 0 THEN round(o.habit_rewritten / o.habit_articles, 3) END AS rewriting_habit,
       min(a.first_seen_at) AS first_seen_at,
       max(a.first_seen_at) AS last_seen_at
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
LEFT JOIN article w ON w.article_id = s.origin_article_id
GROUP BY o.outlet_id, o.outlet_key, o.agency_id, o.is_aggregator, o.habit_articles, o.habit_rewritten;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_placement_sign', 'article_id', 'INTEGER', NULL, 'An article in other words than another, for certain or possibly', '412'),
('v_placement_sign', 'story_id', 'INTEGER', NULL, 'The story it is, or may be, a copy of', '88'),
('v_placement_sign', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_placement_sign', 'grade', 'TEXT', NULL, 'certain: it counts as that story; possible: it does not', 'certain'),
('v_placement_sign', 'of_article_id', 'INTEGER', NULL, 'The text it was compared to', '397'),
('v_placement_sign', 'likeness', 'REAL', '0 to 1', 'How probable the two texts alone make a copy', '0.81'),
('v_placement_sign', 'sign', 'TEXT', NULL, 'What was looked for: habit, cites_source, soon_after, nothing_new, rare_wording, same_order, shared_statement', 'habit'),
('v_placement_sign', 'weight', 'REAL', 'log-odds', 'What it adds; negative when it speaks against a copy', '1.2'),
('v_placement_sign', 'holds', 'INTEGER', '0 or 1', 'Whether it was found', '1'),
('v_outlet_originality', 'rewriting_habit', 'REAL', '0 to 1', 'Share of its articles that were other reports in other words, older ones counting less; null before its first article', '0.35');

PRAGMA user_version = 11;
