-- Changes that the search index does not have yet. Triggers insert them, so that every statement that changes an item does.
CREATE TABLE unindexed (
  number INTEGER PRIMARY KEY,
  item INTEGER NOT NULL,            -- a key; the item may be gone
  erase INTEGER NOT NULL DEFAULT 0  -- 1: it was withdrawn, and must leave the index's file at once
) STRICT;

CREATE TRIGGER item_came AFTER INSERT ON item BEGIN
  INSERT INTO unindexed (item) VALUES (new.key);
END;

CREATE TRIGGER item_changed AFTER UPDATE OF sequence ON item WHEN new.sequence IS NOT old.sequence BEGIN
  INSERT INTO unindexed (item) VALUES (new.key);
END;

CREATE TRIGGER item_went AFTER DELETE ON item BEGIN
  INSERT INTO unindexed (item) VALUES (old.key);
END;

-- The name of this file: an index of another cache cannot be used.
CREATE TABLE epoch (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  name TEXT NOT NULL
) STRICT;

INSERT INTO epoch (only, name) VALUES (1, lower(hex(randomblob(16))));
