-- Cards, one for each story; the person's marks; pictures as files; the changes of a correction.

-- `card`: the card that the item is a version of: the publisher's story, the card that the similarity detector found, or the item's id.
-- The other columns are derived from the card's versions and marks, by story.rs alone:
-- which version represents the card in a list, and the person's marks of the card.
ALTER TABLE item ADD COLUMN card TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;       -- ms, the phone's clock, put right by its origin's
ALTER TABLE item ADD COLUMN front INTEGER NOT NULL DEFAULT 1;         -- 1: stands for its card in lists of everything
ALTER TABLE item ADD COLUMN module_front INTEGER NOT NULL DEFAULT 1;  -- … of its module
ALTER TABLE item ADD COLUMN channel_front INTEGER NOT NULL DEFAULT 1; -- … of its channel
ALTER TABLE item ADD COLUMN source_front INTEGER NOT NULL DEFAULT 1;  -- … of its origin
ALTER TABLE item ADD COLUMN versions INTEGER NOT NULL DEFAULT 1;
ALTER TABLE item ADD COLUMN read INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN liked INTEGER NOT NULL DEFAULT 0;

UPDATE item SET card = coalesce(story, id), arrived = published;
UPDATE item SET
  front = NOT EXISTS (SELECT 1 FROM item b WHERE b.story = item.story
    AND (b.stage IS 'flash', b.published, b.key) < (item.stage IS 'flash', item.published, item.key)),
  module_front = NOT EXISTS (SELECT 1 FROM item b WHERE b.story = item.story AND b.module IS item.module
    AND (b.stage IS 'flash', b.published, b.key) < (item.stage IS 'flash', item.published, item.key)),
  channel_front = NOT EXISTS (SELECT 1 FROM item b WHERE b.story = item.story AND b.channel IS item.channel
    AND (b.stage IS 'flash', b.published, b.key) < (item.stage IS 'flash', item.published, item.key)),
  source_front = NOT EXISTS (SELECT 1 FROM item b WHERE b.story = item.story AND b.origin = item.origin
    AND (b.stage IS 'flash', b.published, b.key) < (item.stage IS 'flash', item.published, item.key)),
  versions = (SELECT count(*) FROM item b WHERE b.story = item.story)
  WHERE story IS NOT NULL;

-- The pictures of the items that are stored already are not known: the next sync reads all items again.
UPDATE item SET sequence = -1;
UPDATE origin SET etag = NULL, last_modified = NULL, cursor = NULL;

DROP INDEX item_by_story;
CREATE INDEX item_by_card ON item (card, published);
CREATE INDEX item_by_arrival ON item (arrived);

-- Fingerprints for the similarity detector; only of items without a publisher's story.
CREATE TABLE likeness (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  print BLOB NOT NULL
) STRICT;

-- A copy of the outbox's marks, so that one query reads a list. Each column holds the stamp of the action; NULL: not
-- marked.
CREATE TABLE mark (
  id TEXT NOT NULL PRIMARY KEY,
  stamp INTEGER NOT NULL,
  read INTEGER,
  opened INTEGER,
  favourite INTEGER,
  liked INTEGER,
  hidden INTEGER,
  block INTEGER,                    -- where the person was in the text
  permille INTEGER                  -- how far down in that block
) STRICT, WITHOUT ROWID;

CREATE INDEX mark_by_favourite ON mark (favourite) WHERE favourite IS NOT NULL;
CREATE INDEX mark_by_opened ON mark (opened) WHERE opened IS NOT NULL;
CREATE INDEX mark_by_hidden ON mark (hidden) WHERE hidden IS NOT NULL;

-- How far the marks were copied, and from which outbox.
CREATE TABLE mark_place (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch TEXT NOT NULL,
  stamp INTEGER NOT NULL
) STRICT;

-- Items that their origin no longer has, until the saved copies of favourites are updated.
CREATE TABLE forgotten (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Favourites that a full read of their publisher's pages did not contain: expired there, or withdrawn without a notice that
-- this phone received. Their own page says which, as soon as it can be fetched.
CREATE TABLE doubted (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE
) STRICT;

-- A deleted version of a card, and the version that inherits its marks.
CREATE TABLE heir (
  gone TEXT NOT NULL PRIMARY KEY,
  heir TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The changes of a correction, if this phone had the earlier text: JSON, sentences before and after.
ALTER TABLE body ADD COLUMN changes TEXT;

-- A picture of items, fetched or not.
CREATE TABLE picture (
  key INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  sha256 TEXT,                      -- of the original, as announced
  announced INTEGER,                -- bytes of the original, as announced; once it was fetched, of its files
  placeholder TEXT,                 -- thumbhash, hexadecimal
  width INTEGER,                    -- of the original
  height INTEGER,
  bytes INTEGER NOT NULL DEFAULT 0, -- of its files
  used INTEGER,                     -- ms, the phone's clock; NULL: not fetched
  refused TEXT,                     -- why it could not be fetched
  tries INTEGER NOT NULL DEFAULT 0,
  retry INTEGER                     -- ms, the phone's clock: not before
) STRICT;

CREATE INDEX picture_by_use ON picture (used) WHERE used IS NOT NULL;

-- A picture in one of the sizes of the screens, as a file named by its content.
CREATE TABLE rendition (
  picture INTEGER NOT NULL REFERENCES picture (key) ON DELETE CASCADE,
  size INTEGER NOT NULL,            -- 0: for a list row, 1: for a page
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (picture, size)
) STRICT, WITHOUT ROWID;

CREATE INDEX rendition_by_file ON rendition (file);

-- The pictures of each item.
CREATE TABLE illustration (
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  place INTEGER NOT NULL,           -- 0: beside the title, then as in the text
  picture INTEGER NOT NULL REFERENCES picture (key),
  PRIMARY KEY (item, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX illustration_by_picture ON illustration (picture);

-- Files that no row names any more, until they are deleted.
CREATE TABLE doomed (
  file TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
