-- What new articles are compared with is given up once it lies further back than any of them can reach: this
-- finds the stories whose texts are still kept for it, by the newest stretch of time that they were posted in.
CREATE INDEX story_compared ON story (posted_bucket) WHERE exemplars > 0;

PRAGMA user_version = 12;
