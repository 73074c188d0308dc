-- What a feed says of itself, where it has moved, and under which address its entries are found again.
PRAGMA user_version = 15;

-- The wishes and addresses of the feed's own document, as far as it has any.
ALTER TABLE feed ADD COLUMN ttl_s INTEGER;
ALTER TABLE feed ADD COLUMN update_period_s INTEGER;
-- Bits: hour of the day, day of the week from Monday, both in GMT.
ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;
-- The latest claimed time of an entry that lies in the hours or days in which the feed asks not to be asked:
-- for four weeks behind it the wish is not believed.
ALTER TABLE feed ADD COLUMN skip_broken_at TEXT CHECK (skip_broken_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE feed ADD COLUMN hub_url TEXT;
ALTER TABLE feed ADD COLUMN self_url TEXT;
ALTER TABLE feed ADD COLUMN cloud_url TEXT;

-- Where feeds were before: a permanent redirect seen for days has replaced the address was by the address now.
-- A feed added under an old address is the feed that moved.
CREATE TABLE feed_move (
    feed_move_id INTEGER PRIMARY KEY,
    feed_id      INTEGER NOT NULL REFERENCES feed (feed_id),
    at           TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    was          TEXT NOT NULL,
    now          TEXT NOT NULL
) STRICT;
CREATE INDEX feed_move_was ON feed_move (was);
CREATE INDEX feed_move_feed ON feed_move (feed_id);

-- The link without what says how a reader came: an entry that changed its guid is found by it. Of the entries
-- already there it is the link itself.
ALTER TABLE entry ADD COLUMN link_key TEXT;
UPDATE entry SET link_key = link;
DROP INDEX entry_link;
CREATE INDEX entry_link_key ON entry (feed_id, link_key) WHERE link_key IS NOT NULL;

UPDATE dictionary
SET meaning = 'How far claimed_at can be trusted: ok, ambiguous (day and month could be either), no_zone, unknown_zone, missing, future, ancient, unparsed'
WHERE view_name = 'v_article' AND column_name = 'claimed_quality';
