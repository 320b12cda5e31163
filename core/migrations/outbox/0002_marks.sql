-- What the person did, and it is nowhere else.

-- A log that folds as it grows: one row for each item, with the stamp of the last action. Stamps are milliseconds of the
-- phone's clock, made to ascend and never to repeat, whatever that clock does. NULL: not, or no longer.
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

-- Which book of marks this is, and its last stamp.
CREATE TABLE mark_book (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch TEXT NOT NULL,
  stamp INTEGER NOT NULL
) STRICT;

INSERT INTO mark_book (only, epoch, stamp) VALUES (1, lower(hex(randomblob(8))), 0);

-- Favourites in full, for the day when the cache is lost and the publisher no longer offers them.
CREATE TABLE keepsake (
  id TEXT NOT NULL PRIMARY KEY,
  origin TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

-- A row here: a keepsake was withdrawn and the file still has to be rebuilt without it.
CREATE TABLE scrub (
  number INTEGER PRIMARY KEY
) STRICT;

-- What the person wants to hear, in order.
CREATE TABLE listening (
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

-- What the person chose: retention, followed channels, the place in the listening queue. JSON.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
