-- Documents of items that the person keeps offline; once fetched, files of the file store.
CREATE TABLE document (
  key INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  address TEXT NOT NULL,
  sha256 TEXT,                      -- as announced
  file TEXT,                        -- NULL: not fetched
  bytes INTEGER NOT NULL DEFAULT 0, -- of the file
  tries INTEGER NOT NULL DEFAULT 0,
  retry INTEGER,                    -- ms, the phone's clock: not before
  UNIQUE (item, address)
) STRICT;

CREATE INDEX document_by_file ON document (file) WHERE file IS NOT NULL;

-- Triggers, so that however an item is deleted, its files are deleted too.
CREATE TRIGGER document_went AFTER DELETE ON document WHEN old.file IS NOT NULL BEGIN
  INSERT OR IGNORE INTO doomed (file) VALUES (old.file);
END;

CREATE TRIGGER document_changed AFTER UPDATE OF file ON document WHEN old.file IS NOT NULL AND old.file IS NOT new.file BEGIN
  INSERT OR IGNORE INTO doomed (file) VALUES (old.file);
END;
