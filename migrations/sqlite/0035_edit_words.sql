-- What the record of edits means by its kinds, now that stories can also be told anew by changed rules.
UPDATE dictionary
SET meaning = 'split: articles were taken out, into a story of their own or into another; join: all articles of a story went into another'
WHERE view_name = 'v_story_edit' AND column_name = 'kind';
UPDATE dictionary
SET meaning = 'What the editor said; null when nothing. What the program did itself: late evidence, changed rules'
WHERE view_name = 'v_story_edit' AND column_name = 'reason';

PRAGMA user_version = 35;
