-- Entities: persons, organisations and places that several articles name, each once.

CREATE TABLE entity (
    entity_id     INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL CHECK (kind IN ('person', 'org', 'place')),
    name          TEXT    NOT NULL,          -- as fully as the first article had it
    country       TEXT,                      -- of places: ISO 3166-1 alpha-2
    latitude      REAL,
    longitude     REAL,
    first_seen_at TEXT    NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??Z'),
    last_seen_at  TEXT    NOT NULL CHECK (last_seen_at GLOB '????-??-??T??:??:??Z'),
    articles      INTEGER NOT NULL DEFAULT 0,  -- whose current revision names it
    stories       INTEGER NOT NULL DEFAULT 0,  -- copies count once
    mentions      INTEGER NOT NULL DEFAULT 0,
    merged_into   INTEGER REFERENCES entity (entity_id)
) STRICT;
CREATE INDEX entity_merged ON entity (merged_into) WHERE merged_into IS NOT NULL;

-- Names under which entities are found, folded: no case, accents or marks. A name in full belongs to one entity of
-- its kind and country; surnames, acronyms and names without their middle may belong to several.
CREATE TABLE entity_alias (
    kind           TEXT    NOT NULL CHECK (kind IN ('person', 'org', 'place')),
    folded         TEXT    NOT NULL,
    country        TEXT    NOT NULL,         -- of places; empty where it is not known, and for others
    known_by       TEXT    NOT NULL CHECK (known_by IN ('full', 'core', 'surname', 'acronym')),
    entity_id      INTEGER NOT NULL REFERENCES entity (entity_id),
    middle         TEXT    NOT NULL,         -- core: the middle names that were left out
    name           TEXT    NOT NULL,         -- as first written
    home_entity_id INTEGER NOT NULL REFERENCES entity (entity_id),  -- whose it was before merges by hand
    is_barred      INTEGER NOT NULL DEFAULT 0 CHECK (is_barred IN (0, 1)),  -- split off: names the entity no more
    PRIMARY KEY (kind, folded, country, known_by, entity_id, middle)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entity_alias_full ON entity_alias (kind, folded, country) WHERE known_by = 'full';
CREATE INDEX entity_alias_entity ON entity_alias (entity_id);

-- How often each story names an entity.
CREATE TABLE entity_story (
    entity_id INTEGER NOT NULL REFERENCES entity (entity_id),
    story_id  INTEGER NOT NULL REFERENCES story (story_id),
    articles  INTEGER NOT NULL,
    mentions  INTEGER NOT NULL,
    PRIMARY KEY (entity_id, story_id)
) STRICT, WITHOUT ROWID;

-- Entities merged and split by hand, on record.
CREATE TABLE entity_edit (
    edit_id        INTEGER PRIMARY KEY,
    at             TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    kind           TEXT    NOT NULL CHECK (kind IN ('merge', 'split')),
    from_entity_id INTEGER NOT NULL REFERENCES entity (entity_id),
    to_entity_id   INTEGER REFERENCES entity (entity_id),  -- null when a short name was taken from the one it meant
    alias          TEXT,                                   -- the name that was split off, folded
    by_whom        TEXT,
    reason         TEXT
) STRICT;

-- Of names: whom they mean. Of quotations: who says them. Facts recorded before have none.
ALTER TABLE fact ADD COLUMN entity_id INTEGER REFERENCES entity (entity_id);
ALTER TABLE fact ADD COLUMN speaker_entity_id INTEGER REFERENCES entity (entity_id);
CREATE INDEX fact_entity ON fact (entity_id) WHERE entity_id IS NOT NULL;
CREATE INDEX fact_speaker_entity ON fact (speaker_entity_id) WHERE speaker_entity_id IS NOT NULL;

CREATE VIEW v_entity AS
SELECT e.entity_id,
       e.kind,
       e.name,
       e.country,
       e.latitude,
       e.longitude,
       (SELECT group_concat(name, '; ')
        FROM (SELECT DISTINCT n.name FROM entity_alias n
              WHERE n.entity_id = e.entity_id AND n.known_by IN ('full', 'acronym') AND n.is_barred = 0
              ORDER BY n.name)) AS aliases,
       e.articles,
       e.stories,
       e.mentions,
       e.first_seen_at,
       e.last_seen_at
FROM entity e
WHERE e.merged_into IS NULL AND e.articles > 0;

CREATE VIEW v_entity_edit AS
SELECT d.edit_id,
       d.at,
       d.kind,
       d.from_entity_id,
       f.name AS from_name,
       d.to_entity_id,
       t.name AS to_name,
       d.alias,
       d.by_whom,
       d.reason
FROM entity_edit d
JOIN entity f ON f.entity_id = d.from_entity_id
LEFT JOIN entity t ON t.entity_id = d.to_entity_id;

DROP VIEW v_person;
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
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'person' AND f.mentions IS NOT NULL;

DROP VIEW v_org;
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
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'org' AND f.mentions IS NOT NULL;

DROP VIEW v_place;
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
       coalesce(k.story_count, 1) AS story_count,
       f.entity_id
FROM fact f
JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
JOIN outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN fact_key k ON k.fact_key = f.fact_key
WHERE f.kind = 'place' AND f.mentions IS NOT NULL;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example)
SELECT v.column1, 'entity_id', 'INTEGER', NULL,
       'Whom the name means, across articles: v_entity; null where several may be meant, and in articles recorded before entities were', '7'
FROM (VALUES ('v_person'), ('v_org'), ('v_place')) AS v;

INSERT INTO dictionary (view_name, column_name, type, unit, meaning, example) VALUES
('v_entity', 'entity_id', 'INTEGER', NULL, 'Number of the person, organisation or place; stable', '7'),
('v_entity', 'kind', 'TEXT', NULL, 'person, org, place', 'person'),
('v_entity', 'name', 'TEXT', NULL, 'As fully as the first article had it, without titles', 'Ada Lind'),
('v_entity', 'country', 'TEXT', 'ISO 3166-1 alpha-2', 'Of places: where it lies; null where it is not known', 'KE'),
('v_entity', 'latitude', 'REAL', 'degrees north', 'Of towns', '-1.28'),
('v_entity', 'longitude', 'REAL', 'degrees east', 'Of towns', '36.82'),
('v_entity', 'aliases', 'TEXT', NULL, 'All full names and acronyms it is known by, with semicolons', 'Ada B. Lind; Ada Lind'),
('v_entity', 'articles', 'INTEGER', 'articles', 'How many articles name it now', '12'),
('v_entity', 'stories', 'INTEGER', 'stories', 'How many stories name it: copies count once', '4'),
('v_entity', 'mentions', 'INTEGER', 'mentions', 'How often they do', '31'),
('v_entity', 'first_seen_at', 'TEXT', 'UTC', 'First sight of the first article that named it', '2025-03-14T10:00:00Z'),
('v_entity', 'last_seen_at', 'TEXT', 'UTC', 'First sight of the latest article that named it', '2025-03-16T08:30:00Z'),
('v_entity_edit', 'edit_id', 'INTEGER', NULL, 'Number of the edit', '1'),
('v_entity_edit', 'at', 'TEXT', 'UTC', 'When it was made', '2025-03-16T08:30:00Z'),
('v_entity_edit', 'kind', 'TEXT', NULL, 'merge: two entities are one; split: a name means somebody else', 'merge'),
('v_entity_edit', 'from_entity_id', 'INTEGER', NULL, 'The entity that went into another, or lost a name', '9'),
('v_entity_edit', 'from_name', 'TEXT', NULL, 'Its name', 'A. Lind'),
('v_entity_edit', 'to_entity_id', 'INTEGER', NULL, 'The entity that has it now; null for a short name taken away', '7'),
('v_entity_edit', 'to_name', 'TEXT', NULL, 'Its name', 'Ada Lind'),
('v_entity_edit', 'alias', 'TEXT', NULL, 'Split: the name, in small letters without accents', 'a lind'),
('v_entity_edit', 'by_whom', 'TEXT', NULL, 'Who made it, as given or as the system calls the user', 'ana'),
('v_entity_edit', 'reason', 'TEXT', NULL, 'Why, as given', 'same person');

PRAGMA user_version = 22;
