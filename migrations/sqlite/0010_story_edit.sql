-- Wrong joins set right by hand, on record. A story whose articles all went into another keeps its id and
-- has no articles; the views do not show it.

CREATE TABLE story_edit (
    edit_id       INTEGER PRIMARY KEY,
    at            TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    kind          TEXT    NOT NULL CHECK (kind IN ('split', 'join')),
    from_story_id INTEGER NOT NULL REFERENCES story (story_id),
    to_story_id   INTEGER NOT NULL REFERENCES story (story_id),
    reason        TEXT
) STRICT;

-- The articles that an edit moved.
CREATE TABLE story_edit_article (
    edit_id    INTEGER NOT NULL REFERENCES story_edit (edit_id),
    article_id INTEGER NOT NULL REFERENCES article (article_id),
    PRIMARY KEY (edit_id, article_id)
) STRICT, WITHOUT ROWID;

DROP VIEW v_story;
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
LEFT JOIN outlet so ON so.outlet_id = sa.outlet_id
WHERE s.articles > 0;

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
WHERE s.articles > 0;

CREATE VIEW v_story_edit AS
SELECT e.edit_id,
       e.at,
       e.kind,
       e.from_story_id,
       e.to_story_id,
       e.reason,
       m.article_id,
       o.outlet_key AS outlet,
       r.title
FROM story_edit e
JOIN story_edit_article m ON m.edit_id = e.edit_id
JOIN article a ON a.article_id = m.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN revision r ON r.revision_id = a.current_revision_id;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_story_edit', 'edit_id', 'INTEGER', NULL, 'Id of the edit; one row for each article it moved', '3'),
('v_story_edit', 'at', 'TEXT', 'UTC', 'When it was made', '2025-03-15T09:12:00Z'),
('v_story_edit', 'kind', 'TEXT', NULL, 'split: articles were taken out into a story of their own; join: all articles of a story went into another', 'split'),
('v_story_edit', 'from_story_id', 'INTEGER', NULL, 'The story they were in', '88'),
('v_story_edit', 'to_story_id', 'INTEGER', NULL, 'The story they are in since', '131'),
('v_story_edit', 'reason', 'TEXT', NULL, 'What the editor said; null when nothing', 'written from the same release'),
('v_story_edit', 'article_id', 'INTEGER', NULL, 'The article moved', '412'),
('v_story_edit', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_story_edit', 'title', 'TEXT', NULL, 'Its headline', 'Integration effort begins');

PRAGMA user_version = 10;
