-- The key of a deleted row is never given to another row: work that waits for the network, queues and the search index
-- know rows by their keys.
CREATE TABLE last_key (
  family TEXT NOT NULL PRIMARY KEY, -- a table: item, picture, document
  key INTEGER NOT NULL              -- the highest key that a deleted row had
) STRICT, WITHOUT ROWID;

INSERT INTO last_key (family, key) VALUES
  ('item', max(coalesce((SELECT max(item) FROM unindexed), 0), coalesce((SELECT max(item) FROM unscanned), 0),
               coalesce((SELECT max(item) FROM unsorted), 0))),
  ('picture', 0),
  ('document', 0);

CREATE TRIGGER item_key_spent AFTER DELETE ON item
WHEN old.key > (SELECT key FROM last_key WHERE family = 'item') BEGIN
  UPDATE last_key SET key = old.key WHERE family = 'item';
END;

CREATE TRIGGER picture_key_spent AFTER DELETE ON picture
WHEN old.key > (SELECT key FROM last_key WHERE family = 'picture') BEGIN
  UPDATE last_key SET key = old.key WHERE family = 'picture';
END;

CREATE TRIGGER document_key_spent AFTER DELETE ON document
WHEN old.key > (SELECT key FROM last_key WHERE family = 'document') BEGIN
  UPDATE last_key SET key = old.key WHERE family = 'document';
END;

-- The steps in which the search index took the changes of this file. The index holds the number of its last step; a number
-- outside of these two means that one of the two files lost its last transactions, as at a power loss.
CREATE TABLE index_step (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  begun INTEGER NOT NULL,
  done INTEGER NOT NULL
) STRICT;

INSERT INTO index_step (only, begun, done) VALUES (1, 0, 0);

-- An item that is queued already stays queued. OR IGNORE in a trigger does not say so: where the statement that fires it has a
-- conflict clause of its own, as an upsert has, that one counts, and a second revision before the next scan failed.
DROP TRIGGER item_to_scan;
DROP TRIGGER item_to_scan_again;

CREATE TRIGGER item_to_scan AFTER INSERT ON item WHEN EXISTS (SELECT 1 FROM scanning) BEGIN
  INSERT INTO unscanned (item) SELECT new.key WHERE NOT EXISTS (SELECT 1 FROM unscanned WHERE item = new.key);
END;

CREATE TRIGGER item_to_scan_again AFTER UPDATE OF sequence ON item
WHEN new.sequence IS NOT old.sequence AND EXISTS (SELECT 1 FROM scanning) BEGIN
  INSERT INTO unscanned (item) SELECT new.key WHERE NOT EXISTS (SELECT 1 FROM unscanned WHERE item = new.key);
END;
