-- Second stories inside articles, and what belongs near a story without being one with it.

-- An article that tells a second story beside its own. Which story that is follows from the text it was found
-- by, so that the row stays right whatever story that text is moved to.
CREATE TABLE merged_part (
    article_id         INTEGER NOT NULL REFERENCES article (article_id),
    of_article_id      INTEGER NOT NULL REFERENCES article (article_id),
    revision_id        INTEGER NOT NULL REFERENCES revision (revision_id),  -- in which it was found
    grade              TEXT    NOT NULL CHECK (grade IN ('certain', 'possible')),
    score              REAL    NOT NULL,
    coverage           REAL    NOT NULL,
    coverage_of_origin REAL    NOT NULL,
    start_char         INTEGER,
    end_char           INTEGER,
    PRIMARY KEY (article_id, of_article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_part_of ON merged_part (of_article_id);

-- Two texts of one story lead to one row: that of the article known first.
CREATE VIEW v_merged AS
SELECT m.article_id,
       second.story_id,
       a.story_id      AS own_story_id,
       o.outlet_key    AS outlet,
       m.of_article_id,
       m.grade,
       m.score,
       m.coverage,
       m.coverage_of_origin,
       CASE WHEN m.revision_id = a.current_revision_id THEN m.start_char END AS start_char,
       CASE WHEN m.revision_id = a.current_revision_id THEN m.end_char END   AS end_char
FROM merged_part m
JOIN article second ON second.article_id = m.of_article_id
JOIN article a ON a.article_id = m.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
WHERE second.story_id <> a.story_id
  AND NOT EXISTS (SELECT 1 FROM merged_part e JOIN article es ON es.article_id = e.of_article_id
                  WHERE e.article_id = m.article_id AND e.of_article_id < m.of_article_id
                    AND es.story_id = second.story_id);

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
WHERE s.articles > 0 AND t.articles > 0;

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
       a.coverage_of_origin
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
       s.origin_agency,
       NULL
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.possible_story_id
WHERE a.possible_story_id IS NOT NULL
UNION ALL
SELECT m.article_id,
       m.story_id,
       m.outlet,
       m.of_article_id,
       'merged',
       m.grade,
       m.score,
       NULL,
       m.coverage,
       CASE WHEN a.claimed_quality = 'ok' AND f.claimed_quality = 'ok'
            THEN CAST(round((julianday(a.claimed_at) - julianday(f.claimed_at)) * 1440) AS INTEGER)
       END,
       NULL,
       NULL,
       s.origin_agency,
       m.coverage_of_origin
FROM v_merged m
JOIN article a ON a.article_id = m.article_id
JOIN story s ON s.story_id = m.story_id
LEFT JOIN article f ON f.article_id = coalesce(s.origin_article_id, s.representative_article_id);

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
       sum(a.relation = 'original')  AS originals,
       sum(a.relation = 'identical') AS identical,
       sum(a.relation = 'cut')       AS cut,
       sum(a.relation = 'edited')    AS edited,
       sum(a.relation = 'extended')  AS extended,
       sum(a.relation = 'rewritten') AS rewritten,
       sum(a.relation = 'update')    AS updates,
       coalesce(m.merged, 0)         AS merged,
       sum(a.relation <> 'original' AND a.grade = 'certain') AS certain_copies,
       sum(a.relabelled = 'possible') AS relabelled_possible,
       min(a.first_seen_at) AS first_seen_at,
       max(a.first_seen_at) AS last_seen_at
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
LEFT JOIN article w ON w.article_id = s.origin_article_id
LEFT JOIN (SELECT outlet, count(*) AS merged FROM v_merged WHERE grade = 'certain' GROUP BY outlet) AS m
    ON m.outlet = o.outlet_key
GROUP BY o.outlet_id, o.outlet_key, o.agency_id, o.is_aggregator, o.habit_articles, o.habit_rewritten, m.merged;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_merged', 'article_id', 'INTEGER', NULL, 'An article that tells a second story beside its own', '412'),
('v_merged', 'story_id', 'INTEGER', NULL, 'The second story', '88'),
('v_merged', 'own_story_id', 'INTEGER', NULL, 'The story the article is counted in', '90'),
('v_merged', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_merged', 'of_article_id', 'INTEGER', NULL, 'The text of the second story that it was found by', '397'),
('v_merged', 'grade', 'TEXT', NULL, 'certain: nearly all of the part is that text; possible: most of it', 'certain'),
('v_merged', 'score', 'REAL', '0 to 1', 'How much of the part, and of the second story''s lead, is the same wording', '0.96'),
('v_merged', 'coverage', 'REAL', '0 to 1', 'Share of the article that the part is', '0.4'),
('v_merged', 'coverage_of_origin', 'REAL', '0 to 1', 'Share of the second story''s text that the part has', '0.75'),
('v_merged', 'start_char', 'INTEGER', 'characters', 'Where the part begins in the article''s text, from 0, at the head of a paragraph; null once the article was edited', '1204'),
('v_merged', 'end_char', 'INTEGER', 'characters', 'One past the last character of its last paragraph', '2210'),
('v_story_link', 'story_id', 'INTEGER', NULL, 'The story whose article showed the link', '90'),
('v_story_link', 'title', 'TEXT', NULL, 'Its headline', 'Morning briefing'),
('v_story_link', 'to_story_id', 'INTEGER', NULL, 'The other story', '88'),
('v_story_link', 'to_title', 'TEXT', NULL, 'Its headline', 'Integration effort begins'),
('v_story_link', 'kind', 'TEXT', NULL, 'roundup: one is put together from parts of the other and more; same_statement: both quote the same words; background: they share other text. None of these makes a copy', 'roundup'),
('v_story_link', 'score', 'REAL', '0 to 1', 'Share of the one text that the other has, of the better covered one', '0.3'),
('v_story_link', 'article_id', 'INTEGER', NULL, 'The article that showed it', '412'),
('v_story_link', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_copy', 'coverage_of_origin', 'REAL', '0 to 1', 'Share of the other text''s words that it has; null for a possible copy', '0.7'),
('v_outlet_originality', 'originals', 'INTEGER', 'articles', 'Articles that are the original of their story; with the seven kinds of copies but merged they add up to articles', '130'),
('v_outlet_originality', 'identical', 'INTEGER', 'articles', 'Copies in the same words', '300'),
('v_outlet_originality', 'cut', 'INTEGER', 'articles', 'Copies of a part', '210'),
('v_outlet_originality', 'edited', 'INTEGER', 'articles', 'Copies with small changes', '120'),
('v_outlet_originality', 'extended', 'INTEGER', 'articles', 'Copies with other text added', '80'),
('v_outlet_originality', 'rewritten', 'INTEGER', 'articles', 'Copies in other words', '40'),
('v_outlet_originality', 'updates', 'INTEGER', 'articles', 'Later versions', '20'),
('v_outlet_originality', 'merged', 'INTEGER', 'stories', 'Second stories that its articles tell for certain; the articles are counted in their own story', '3'),
('v_outlet_originality', 'certain_copies', 'INTEGER', 'articles', 'Articles that count as copies; possible_copies may be some more', '770'),
('v_outlet_originality', 'relabelled_possible', 'INTEGER', 'articles', 'Articles that may carry an agency''s story under the outlet''s own name', '12');

UPDATE dictionary SET meaning = 'Articles of other stories that tell this one beside their own; not among articles'
WHERE view_name = 'v_story' AND column_name = 'merged';
UPDATE dictionary SET meaning = 'How it relates to the story: identical, cut, edited, extended, rewritten, update; merged when it tells the story beside its own, a further row; null for a possible copy'
WHERE view_name = 'v_copy' AND column_name = 'relation';
UPDATE dictionary SET meaning = 'Share of its words that the other text has; of a merged one the share of it that tells the story'
WHERE view_name = 'v_copy' AND column_name = 'coverage';
UPDATE dictionary SET meaning = 'How alike the two texts are, both ways; null for a merged or possible copy'
WHERE view_name = 'v_copy' AND column_name = 'similarity';
UPDATE dictionary SET meaning = 'Whether it carries an agency''s story under its own name; null for a merged one'
WHERE view_name = 'v_copy' AND column_name = 'is_relabelled';
UPDATE dictionary SET meaning = 'The same with doubt: no, possible, yes; null for a merged one'
WHERE view_name = 'v_copy' AND column_name = 'relabelled';

PRAGMA user_version = 13;
