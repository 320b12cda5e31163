-- What the person did; it is stored nowhere else.

-- A compacted log: one row for each item, with the stamps of its last actions. Stamps are milliseconds of the phone's clock,
-- made to increase strictly whatever that clock does. NULL: never done, or undone.
CREATE TABLE mark (
  id TEXT NOT NULL PRIMARY KEY,     -- an item's; the item may be long gone
  stamp INTEGER NOT NULL UNIQUE,
  read INTEGER,
  opened INTEGER,
  favourite INTEGER,
  liked INTEGER,
  hidden INTEGER,
  block INTEGER,                    -- where the person was in the text
  permille INTEGER                  -- how far down in that block
) STRICT, WITHOUT ROWID;

-- The epoch of these marks, and their last stamp.
CREATE TABLE mark_book (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch TEXT NOT NULL,
  stamp INTEGER NOT NULL
) STRICT;

INSERT INTO mark_book (only, epoch, stamp) VALUES (1, lower(hex(randomblob(8))), 0);

-- Whole copies of favourites, in case the cache is lost and the publisher no longer offers them.
CREATE TABLE keepsake (
  id TEXT NOT NULL PRIMARY KEY,
  origin TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

-- A row: a saved copy was deleted, and the file still has to be rebuilt without it.
CREATE TABLE scrub (
  number INTEGER PRIMARY KEY
) STRICT;

-- The listening queue, in its order.
CREATE TABLE listening (
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

-- The person's choices as JSON: retention, followed channels, the position in the listening queue.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
