-- The columns by which the lists of the topics are filtered and ordered. An item's payload stays in its body's detail as it
-- was received; all of this can be derived from it again.

-- The sectors and parks of each item.
CREATE TABLE about (
  family TEXT NOT NULL,             -- sector, park
  code TEXT NOT NULL,
  published INTEGER NOT NULL,       -- as the item's
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  PRIMARY KEY (family, code, published, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX about_by_item ON about (item);
CREATE INDEX item_by_kind ON item (module, kind, published);

-- 公开 notices, and 办事指南 guides, which are filtered by topic alone.
CREATE TABLE paper (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  module TEXT NOT NULL,             -- as the item's; empty when it has none
  kind TEXT NOT NULL,               -- notice, guide
  published INTEGER NOT NULL,       -- as the item's
  issuer TEXT,
  number TEXT,                      -- the document number without brackets and blanks
  topic TEXT,
  expires INTEGER                   -- ms: the end of its last valid day
) STRICT;

CREATE INDEX paper_by_time ON paper (module, kind, published);
CREATE INDEX paper_by_issuer ON paper (module, kind, issuer, published);
CREATE INDEX paper_by_topic ON paper (module, kind, topic, published);
CREATE INDEX paper_by_number ON paper (number) WHERE number IS NOT NULL;

-- A notice and the one that it replaces, as the notice says. By id: either may arrive first.
CREATE TABLE replacement (
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  said_by INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  PRIMARY KEY (old, new, said_by)
) STRICT, WITHOUT ROWID;

CREATE INDEX replacement_by_new ON replacement (new);
CREATE INDEX replacement_by_item ON replacement (said_by);

-- 服务: an entry of the directory.
CREATE TABLE entry (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  category TEXT NOT NULL,
  title TEXT NOT NULL               -- as the item's
) STRICT;

CREATE INDEX entry_by_category ON entry (category, title, item);

-- 应急: a message of CAP 1.2.
CREATE TABLE alert (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  identifier TEXT NOT NULL,
  status TEXT NOT NULL,             -- Actual, Exercise, …
  message TEXT NOT NULL,            -- Alert, Update, Cancel
  severity INTEGER NOT NULL,        -- 4 Extreme … 1 Minor, 0 Unknown
  effective INTEGER NOT NULL,       -- ms
  expires INTEGER NOT NULL          -- ms
) STRICT;

CREATE INDEX alert_by_expiry ON alert (expires);
CREATE INDEX alert_by_identifier ON alert (identifier);

-- The messages that an update or a cancellation refers to.
CREATE TABLE alert_reference (
  identifier TEXT NOT NULL,
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  PRIMARY KEY (identifier, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_reference_by_item ON alert_reference (item);

-- Items that were stored before: the tables above are filled from their detail before a list is read.
CREATE TABLE unsorted (
  item INTEGER PRIMARY KEY
) STRICT;

INSERT INTO unsorted (item) SELECT key FROM item WHERE origin = 'publisher';
