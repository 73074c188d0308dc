-- The agency that an agency's own report cites as its source is kept: the chain `ians <- xinhua`. Only what the
-- dictionary says of the columns changes.
PRAGMA user_version = 14;

UPDATE dictionary
SET meaning = 'A kind of credit as in v_credit, or own_feed, earliest, contains, chain (the agency itself cites another as its source)'
WHERE view_name = 'v_evidence' AND column_name = 'kind';

UPDATE dictionary
SET meaning = 'The words it rests on; of own_feed and earliest the outlet; of chain both agencies, as ians <- xinhua'
WHERE view_name = 'v_evidence' AND column_name = 'text';

UPDATE dictionary
SET meaning = 'A cited agency that is probably the source: of a story of unknown origin, or of the origin agency''s own report'
WHERE column_name = 'likely_source_agency';
