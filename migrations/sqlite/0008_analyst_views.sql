-- Views that make an analyst's standing questions plain: who had it first, who writes and who copies, how
-- much each agency is used, how a number moved, and why a story is said to come from where it comes from.
-- They run on SQLite 3.40. v_first_reporter, v_figure_history and v_evidence are plain joins that the planner
-- flattens; v_outlet_originality and v_agency_daily count over all articles, whose rows are narrow.

-- DuckDB runs a view's SQL itself where it understands all of it, and gets the types right; else it takes what
-- SQLite answers for text. So every column stands in its GROUP BY.

-- Tools that show one table's key in another (Datasette among them) label it by a column `name` or `title`.
-- It is the outlet's key until outlets get names of their own.
ALTER TABLE outlet ADD COLUMN name TEXT;
UPDATE outlet SET name = outlet_key;

-- One row a story. The next outlet is looked for on the clock that decided: two clocks give no distance.
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
LEFT JOIN outlet fo ON fo.outlet_id = f.outlet_id;

-- One row an outlet. own + from_agency + from_outlet + of_unknown_origin = articles.
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
       min(a.first_seen_at) AS first_seen_at,
       max(a.first_seen_at) AS last_seen_at
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN story s ON s.story_id = a.story_id
LEFT JOIN article w ON w.article_id = s.origin_article_id
GROUP BY o.outlet_id, o.outlet_key, o.agency_id, o.is_aggregator;

-- One row for each UTC day and agency. Carried, credited and cited are three things, and each is counted
-- by articles: a copy may credit nobody, and a citation is not an origin. An agency that names itself in its own
-- text cites nobody.
CREATE VIEW v_agency_daily AS
SELECT u.day,
       u.agency,
       count(DISTINCT CASE WHEN u.what = 'carried' THEN u.story_id END)   AS stories,
       count(DISTINCT CASE WHEN u.what = 'carried' THEN u.article_id END) AS articles,
       count(DISTINCT CASE WHEN u.what = 'carried' THEN u.outlet_id END)  AS outlets,
       sum(u.is_own)        AS own,
       sum(u.is_relabelled) AS relabelled,
       count(DISTINCT CASE WHEN u.what = 'credited' THEN u.article_id END) AS credited,
       count(DISTINCT CASE WHEN u.what = 'cited' THEN u.article_id END)    AS cited
FROM (
    SELECT substr(a.first_seen_at, 1, 10) AS day, s.origin_agency AS agency, 'carried' AS what,
           a.story_id, a.article_id, a.outlet_id,
           coalesce(o.agency_id = s.origin_agency, 0) AS is_own,
           a.relabelled = 'yes'                       AS is_relabelled
    FROM article a
    JOIN outlet o ON o.outlet_id = a.outlet_id
    JOIN story s ON s.story_id = a.story_id
    WHERE s.origin_agency IS NOT NULL
    UNION ALL
    SELECT substr(a.first_seen_at, 1, 10), c.agency,
           CASE c.kind WHEN 'inline' THEN 'cited' ELSE 'credited' END,
           a.story_id, a.article_id, a.outlet_id, 0, 0
    FROM credit c
    JOIN article a ON a.article_id = c.article_id AND a.current_revision_id = c.revision_id
    JOIN outlet o ON o.outlet_id = a.outlet_id
    WHERE c.agency IS NOT NULL AND (c.kind <> 'inline' OR o.agency_id IS NULL OR o.agency_id <> c.agency)
) AS u
GROUP BY u.day, u.agency;

-- The figures of all revisions; v_figure has those of the current ones.
CREATE VIEW v_figure_history AS
SELECT f.fact_id,
       f.fact_key,
       a.article_id,
       a.story_id,
       o.outlet_key        AS outlet,
       a.relation,
       r.number            AS revision,
       r.seen_at,
       r.revision_id = a.current_revision_id AS is_current,
       f.text,
       f.figure_kind,
       f.value,
       f.value_text,
       f.value_high,
       f.unit,
       f.approx,
       f.rate,
       f.of_what,
       f.attributed_to,
       f.via_agency,
       f.sentence
FROM article a
JOIN outlet o ON o.outlet_id = a.outlet_id
JOIN revision r ON r.article_id = a.article_id
JOIN fact f ON f.revision_id = r.revision_id
WHERE f.kind = 'figure';

CREATE VIEW v_evidence AS
SELECT e.story_id,
       e.article_id,
       o.outlet_key AS outlet,
       e.kind,
       e.agency,
       e.weight,
       e.text
FROM evidence e
JOIN article a ON a.article_id = e.article_id
JOIN outlet o ON o.outlet_id = a.outlet_id;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_first_reporter', 'story_id', 'INTEGER', NULL, 'The story', '88'),
('v_first_reporter', 'title', 'TEXT', NULL, 'Headline of its representative article', 'Integration effort begins'),
('v_first_reporter', 'outlet', 'TEXT', NULL, 'Who had it first, by the clock named in basis', 'ians.example'),
('v_first_reporter', 'agency', 'TEXT', NULL, 'Id of the agency when that outlet is one; null for other outlets', 'ians'),
('v_first_reporter', 'article_id', 'INTEGER', NULL, 'The article that was first', '409'),
('v_first_reporter', 'at', 'TEXT', 'UTC', 'When that was, by the same clock', '2025-03-14T11:40:00Z'),
('v_first_reporter', 'basis', 'TEXT', NULL, 'The clock that decides: claimed, the outlets'' own times where they can be trusted; else seen, ours', 'claimed'),
('v_first_reporter', 'claimed_outlet', 'TEXT', NULL, 'Who was first by claimed times; null when none can be trusted', 'ians.example'),
('v_first_reporter', 'claimed_at', 'TEXT', 'UTC', 'Time of claimed_outlet', '2025-03-14T11:40:00Z'),
('v_first_reporter', 'seen_outlet', 'TEXT', NULL, 'Who was first by the time we saw it', 'nationpress.example'),
('v_first_reporter', 'seen_at', 'TEXT', 'UTC', 'Time of seen_outlet', '2025-03-14T12:03:00Z'),
('v_first_reporter', 'clocks_agree', 'INTEGER', '0 or 1', 'Whether both clocks name the same outlet; null when there is only one clock', '0'),
('v_first_reporter', 'outlets', 'INTEGER', 'outlets', 'Outlets that carry the story', '12'),
('v_first_reporter', 'next_at', 'TEXT', 'UTC', 'When the next outlet had it, by the clock of basis; null when there is none', '2025-03-14T11:52:00Z'),
('v_first_reporter', 'lead_minutes', 'INTEGER', 'minutes', 'Time from at to next_at', '12'),
('v_outlet_originality', 'outlet', 'TEXT', NULL, 'The outlet', 'nationpress.example'),
('v_outlet_originality', 'agency', 'TEXT', NULL, 'Id of the agency when the outlet is one', 'ians'),
('v_outlet_originality', 'is_aggregator', 'INTEGER', '0 or 1', 'Whether it shows other outlets'' articles', '0'),
('v_outlet_originality', 'articles', 'INTEGER', 'articles', 'Its articles: the sum of the four kinds of origin', '900'),
('v_outlet_originality', 'own', 'INTEGER', 'articles', 'Articles of stories that come from this outlet itself, later versions included', '120'),
('v_outlet_originality', 'from_agency', 'INTEGER', 'articles', 'Articles of stories that come from an agency', '640'),
('v_outlet_originality', 'from_outlet', 'INTEGER', 'articles', 'Articles of stories that come from another outlet', '90'),
('v_outlet_originality', 'of_unknown_origin', 'INTEGER', 'articles', 'Articles of stories whose origin is not known', '50'),
('v_outlet_originality', 'own_share', 'REAL', '0 to 1', 'own divided by articles; what nobody else in the store carries counts as own unless an agency is credited', '0.133'),
('v_outlet_originality', 'relabelled', 'INTEGER', 'articles', 'Articles that carry an agency''s story under the outlet''s own name', '35'),
('v_outlet_originality', 'possible_copies', 'INTEGER', 'articles', 'Articles with a story of their own that may be copies: so many fewer may be own', '14'),
('v_outlet_originality', 'first_reports', 'INTEGER', 'stories', 'Stories of several outlets that it had first, by the clock that decides', '22'),
('v_outlet_originality', 'first_seen_at', 'TEXT', 'UTC', 'When its first article was seen', '2025-03-01T00:04:00Z'),
('v_outlet_originality', 'last_seen_at', 'TEXT', 'UTC', 'When its latest article was first seen', '2025-03-14T12:03:00Z'),
('v_agency_daily', 'day', 'TEXT', 'UTC', 'Day on which the articles were first seen', '2025-03-14'),
('v_agency_daily', 'agency', 'TEXT', NULL, 'Id of the agency', 'xinhua'),
('v_agency_daily', 'stories', 'INTEGER', 'stories', 'Stories that come from it and were carried that day', '31'),
('v_agency_daily', 'articles', 'INTEGER', 'articles', 'Articles of those stories seen that day, the agency''s own included', '140'),
('v_agency_daily', 'outlets', 'INTEGER', 'outlets', 'Outlets that carried them', '25'),
('v_agency_daily', 'own', 'INTEGER', 'articles', 'Those among the articles that the agency published itself', '30'),
('v_agency_daily', 'relabelled', 'INTEGER', 'articles', 'Those among the articles that stand under the outlet''s own name', '9'),
('v_agency_daily', 'credited', 'INTEGER', 'articles', 'Articles of that day that name the agency as source, whatever their story''s origin; its own articles included', '96'),
('v_agency_daily', 'cited', 'INTEGER', 'articles', 'Articles of that day, its own left out, that cite the agency in the running text; a citation is not an origin', '40'),
('v_figure_history', 'fact_id', 'INTEGER', NULL, 'Id of the fact', '9001'),
('v_figure_history', 'fact_key', 'INTEGER', NULL, 'Equal for figures that say the same; null when a figure has none', '-5127719482710'),
('v_figure_history', 'article_id', 'INTEGER', NULL, 'The article that states it, or did', '412'),
('v_figure_history', 'story_id', 'INTEGER', NULL, 'Its story', '88'),
('v_figure_history', 'outlet', 'TEXT', NULL, 'Its outlet', 'nationpress.example'),
('v_figure_history', 'relation', 'TEXT', NULL, 'How the article relates to its story, as in v_article', 'update'),
('v_figure_history', 'revision', 'INTEGER', NULL, 'Number of the revision that states it; 1 is the article as first seen', '2'),
('v_figure_history', 'seen_at', 'TEXT', 'UTC', 'When that revision was first seen', '2025-03-14T14:10:00Z'),
('v_figure_history', 'is_current', 'INTEGER', '0 or 1', 'Whether the article still says so', '1'),
('v_figure_history', 'text', 'TEXT', NULL, 'The words of the figure; kept also when the revision''s text has been pruned', '14'),
('v_figure_history', 'figure_kind', 'TEXT', NULL, 'percent, money, count, measure, age, ordinal, temperature, ratio', 'count'),
('v_figure_history', 'value', 'REAL', 'see unit', 'The value, for comparison and arithmetic', '14.0'),
('v_figure_history', 'value_text', 'TEXT', 'see unit', 'The value as an exact decimal', '14'),
('v_figure_history', 'value_high', 'REAL', 'see unit', 'Upper end of a range', NULL),
('v_figure_history', 'unit', 'TEXT', NULL, 'percent, a currency code in lower case, a singular unit, or the noun that is counted', 'person'),
('v_figure_history', 'approx', 'TEXT', NULL, 'exact, about, at_most, at_least, more_than, less_than, nearly, range', 'exact'),
('v_figure_history', 'rate', 'TEXT', NULL, 'Unit of time it is counted by', NULL),
('v_figure_history', 'of_what', 'TEXT', NULL, 'What is counted or measured, as written', 'people'),
('v_figure_history', 'attributed_to', 'TEXT', NULL, 'Who says so; null when nobody is named', 'Daro Ishkan'),
('v_figure_history', 'via_agency', 'TEXT', NULL, 'The agency that carried the statement', NULL),
('v_figure_history', 'sentence', 'TEXT', NULL, 'The sentence it stands in', 'The quake killed 14 people.'),
('v_evidence', 'story_id', 'INTEGER', NULL, 'The story whose origin it speaks for', '88'),
('v_evidence', 'article_id', 'INTEGER', NULL, 'The article it was found in', '409'),
('v_evidence', 'outlet', 'TEXT', NULL, 'Its outlet', 'coastpress.example'),
('v_evidence', 'kind', 'TEXT', NULL, 'A kind of credit as in v_credit, or own_feed, earliest, contains', 'dateline'),
('v_evidence', 'agency', 'TEXT', NULL, 'The agency it speaks for; null when it speaks for the outlet', 'ians'),
('v_evidence', 'weight', 'REAL', '0 to 1', 'How much it counts', '0.95'),
('v_evidence', 'text', 'TEXT', NULL, 'The words it rests on; of own_feed and earliest the outlet', 'IANS');

PRAGMA user_version = 8;
