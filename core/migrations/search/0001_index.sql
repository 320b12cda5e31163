-- The search index: derived from the cache and rebuilt from it, so it may be lost at any time.

-- Tokens only; candidates are checked against the text in the table below. Three options matter:
-- detail=none halves the index, contentless_delete allows deleting an item by its place, and deletemerge is off,
-- because it made the longest batch ten times as long under rolling eviction: the indexer merges in steps instead.
CREATE VIRTUAL TABLE tokens USING fts5(token, tokenize='ascii', detail=none, content='', contentless_delete=1);
INSERT INTO tokens (tokens, rank) VALUES ('automerge', 8);
INSERT INTO tokens (tokens, rank) VALUES ('deletemerge', 0);
-- One FTS5 page fills one page of the file; two of the default size would not fit, and half of the page would be empty.
INSERT INTO tokens (tokens, rank) VALUES ('pgsz', 8130);

-- The place of each item in the index. Places are dense, because every token stores their differences, and nearly in the
-- order of publication: no item at a lower place was published after `ceiling`.
CREATE TABLE doc (
  place INTEGER PRIMARY KEY,
  item INTEGER NOT NULL UNIQUE,     -- the cache's key
  published INTEGER NOT NULL,       -- ms, as in the cache
  ceiling INTEGER NOT NULL
) STRICT;

CREATE INDEX doc_by_time ON doc (published, item);

-- The text for checking candidates and cutting snippets, in UTF-16: two bytes for what takes three in UTF-8, and the unit in
-- which platforms count.
CREATE TABLE text (
  place INTEGER PRIMARY KEY,
  title BLOB NOT NULL,
  text BLOB NOT NULL
) STRICT;

CREATE TABLE state (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  rules INTEGER NOT NULL,           -- of which version folding and tokens are
  epoch TEXT,                       -- of which cache
  below_published INTEGER,          -- the first fill has come down to here, from the newest; NULL: not begun, or done
  below_item INTEGER,
  filled INTEGER NOT NULL,          -- 1: every item of the cache is in, but for what its list of changes names
  gone INTEGER NOT NULL,            -- items that went since the last merge
  merging INTEGER NOT NULL,         -- 1: a merge is under way
  erasing INTEGER NOT NULL          -- 1: something was withdrawn; the merge has to be a whole one, and the file rebuilt
) STRICT;

-- A row: the file still has to be rebuilt without a withdrawn item.
CREATE TABLE scrub (
  number INTEGER PRIMARY KEY
) STRICT;
