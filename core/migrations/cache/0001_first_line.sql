-- What can be fetched again.

-- The origins of items, and how far each has been read. The publisher's id is 'publisher'; an added feed has the id of its source.
CREATE TABLE origin (
  id TEXT NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  etag TEXT,                        -- of the next question: ?after=cursor, or the feed itself
  last_modified TEXT,
  cursor INTEGER,                   -- the highest sequence seen
  lost INTEGER NOT NULL DEFAULT 0,  -- 1: our place is no longer kept there; take the newest page and compare
  older TEXT,                       -- the address of the next older page; NULL when the end was reached
  catalogue TEXT,                   -- the entity tag of the catalogue that is stored
  refused_until INTEGER,            -- ms, the phone's clock: do not ask before
  succeeded INTEGER,                -- ms, the phone's clock
  skew INTEGER                      -- ms, the publisher's clock minus the phone's
) STRICT;

-- The publisher's catalogue: channels, modules, sectors, parks, stations.
CREATE TABLE catalogue (
  origin TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL            -- JSON as it came, so that a later version may read more from it
) STRICT;

CREATE TABLE term (
  family TEXT NOT NULL,             -- module, channel, sector, park, town
  code TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (family, code)
) STRICT, WITHOUT ROWID;

-- The columns of a list row; the text is in body. Keys are dense and ascend with arrival.
CREATE TABLE item (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  module TEXT,
  channel TEXT,
  story TEXT,
  stage TEXT,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  published INTEGER NOT NULL,       -- ms, the publisher's clock
  modified INTEGER,
  corrected INTEGER,                -- ms; NULL when never corrected
  image TEXT                        -- JSON: url, width, height, alt
) STRICT;

CREATE INDEX item_by_time ON item (published);
CREATE INDEX item_by_channel ON item (channel, published);
CREATE INDEX item_by_module ON item (module, published);
CREATE INDEX item_by_origin ON item (origin, published);
CREATE INDEX item_by_story ON item (story, published) WHERE story IS NOT NULL;

CREATE TABLE body (
  key INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  html TEXT,
  plain TEXT,                       -- instead of html when the publisher sent text
  detail TEXT NOT NULL              -- JSON: url, authors, tags, sectors, parks, attachments, correction, and the kind's own object
) STRICT;

-- Withdrawn items, so that no older page and no copy restores them. It holds nothing of their text.
CREATE TABLE withdrawal (
  id TEXT NOT NULL PRIMARY KEY,
  origin TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  time INTEGER,
  reason TEXT NOT NULL
) STRICT;

-- A row: an item was withdrawn, and the file still has to be rebuilt without it.
CREATE TABLE scrub (
  number INTEGER PRIMARY KEY
) STRICT;
