-- 政策.
CREATE TABLE policy (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  published INTEGER NOT NULL,       -- as the item's
  deadline INTEGER                  -- ms: the end of the last day in China; NULL: none
) STRICT;

CREATE INDEX policy_by_time ON policy (published, item);
CREATE INDEX policy_by_deadline ON policy (deadline, item) WHERE deadline IS NOT NULL;

INSERT OR IGNORE INTO unsorted (item) SELECT key FROM item WHERE origin = 'publisher' AND kind = 'policy';

-- 产业雷达: a row exists while the person has rules; then new items are queued until they were compared with the rules.
CREATE TABLE scanning (
  only INTEGER PRIMARY KEY CHECK (only = 1)
) STRICT;

CREATE TABLE unscanned (
  item INTEGER PRIMARY KEY          -- a key; the item may be gone
) STRICT;

CREATE TRIGGER item_to_scan AFTER INSERT ON item WHEN EXISTS (SELECT 1 FROM scanning) BEGIN
  INSERT OR IGNORE INTO unscanned (item) VALUES (new.key);
END;

CREATE TRIGGER item_to_scan_again AFTER UPDATE OF sequence ON item
WHEN new.sequence IS NOT old.sequence AND EXISTS (SELECT 1 FROM scanning) BEGIN
  INSERT OR IGNORE INTO unscanned (item) VALUES (new.key);
END;
