-- Events are shown: one row each, with what it follows, and the event of every article and story. An event whose
-- stories have all gone keeps its number and is not shown.

CREATE VIEW v_event AS
SELECT e.event_id,
       e.title,
       e.from_at,
       e.to_at,
       e.stories,
       (SELECT sum(s.articles) FROM event_story es JOIN story s ON s.story_id = es.story_id
        WHERE es.event_id = e.event_id) AS articles,
       (SELECT count(DISTINCT a.outlet_id) FROM event_story es JOIN article a ON a.story_id = es.story_id
        WHERE es.event_id = e.event_id) AS outlets
FROM event e
WHERE e.stories > 0;

CREATE VIEW v_event_link AS
SELECT l.event_id,
       e.title,
       l.to_event_id,
       t.title AS to_title,
       l.kind,
       l.story_id,
       l.score
FROM event_link l
JOIN event e ON e.event_id = l.event_id AND e.stories > 0
JOIN event t ON t.event_id = l.to_event_id AND t.stories > 0;

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
       r.text
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
JOIN revision r ON r.revision_id = a.current_revision_id
LEFT JOIN event_story es ON es.story_id = a.story_id;

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
WHERE s.articles > 0;

UPDATE dictionary SET meaning = 'The event its story belongs to: stories about the same happening', example = '31'
WHERE view_name = 'v_article' AND column_name = 'event_id';
UPDATE dictionary SET meaning = 'The event it belongs to: stories about the same happening', example = '31'
WHERE view_name = 'v_story' AND column_name = 'event_id';

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_event', 'event_id', 'INTEGER', NULL, 'Id of the event: stories, written independently, about the same happening', '31'),
('v_event', 'title', 'TEXT', NULL, 'Headline of its first story', 'Ferry Halcyon sinks off Tornby'),
('v_event', 'from_at', 'TEXT', 'UTC', 'When its first story was first seen', '2025-03-14T12:03:00Z'),
('v_event', 'to_at', 'TEXT', 'UTC', 'When its latest story was first seen; round-ups do not lengthen an event', '2025-03-15T08:20:00Z'),
('v_event', 'stories', 'INTEGER', 'stories', 'Independent reports of it: copies count once', '4'),
('v_event', 'articles', 'INTEGER', 'articles', 'Articles of those stories', '19'),
('v_event', 'outlets', 'INTEGER', 'outlets', 'Outlets that carry one of them', '15'),
('v_event_link', 'event_id', 'INTEGER', NULL, 'The later event', '47'),
('v_event_link', 'title', 'TEXT', NULL, 'Its title', 'Court fines operator of the Halcyon'),
('v_event_link', 'to_event_id', 'INTEGER', NULL, 'The earlier event that it takes up again', '31'),
('v_event_link', 'to_title', 'TEXT', NULL, 'Title of the earlier event', 'Ferry Halcyon sinks off Tornby'),
('v_event_link', 'kind', 'TEXT', NULL, 'follow_up, background', 'follow_up'),
('v_event_link', 'story_id', 'INTEGER', NULL, 'The story that shows it', '120'),
('v_event_link', 'score', 'REAL', '0 to 1', 'How alike its title and lead are to the earlier event', '0.29');

PRAGMA user_version = 24;
