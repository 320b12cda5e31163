-- The search index: derived from the cache and rebuilt from it, so it may be lost at any time.

-- Tokens only; the text beside it answers for precision. Three options that cost dearly when they are missing:
-- detail=none halves the index, contentless_delete lets an item go by its place, and merging deletes at once
-- (deletemerge) made the longest batch ten times as long under rolling eviction: maintenance does it in steps.
CREATE VIRTUAL TABLE tokens USING fts5(token, tokenize='ascii', detail=none, content='', contentless_delete=1);
INSERT INTO tokens (tokens, rank) VALUES ('automerge', 8);
INSERT INTO tokens (tokens, rank) VALUES ('deletemerge', 0);
-- One of its pages fills one of the file's; two of the usual size would not fit there, and leave half of it empty.
INSERT INTO tokens (tokens, rank) VALUES ('pgsz', 8130);

-- Where an item stands in the index. Places are dense, because every token lists them as differences, and nearly in the
-- order of publication: `ceiling` says by how much not. No item at a lower place was published after it.
CREATE TABLE doc (
  place INTEGER PRIMARY KEY,
  item INTEGER NOT NULL UNIQUE,     -- the cache's key
  published INTEGER NOT NULL,       -- ms, as in the cache
  ceiling INTEGER NOT NULL
) STRICT;

CREATE INDEX doc_by_time ON doc (published, item);

-- What candidates are checked against and snippets are cut from: UTF-16, two bytes for what takes three in UTF-8, and
-- the unit in which screens count.
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

-- As in the cache: the file has to be rebuilt without what was withdrawn.
CREATE TABLE scrub (
  number INTEGER PRIMARY KEY
) STRICT;
