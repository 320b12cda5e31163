-- By which items of other sites find the items that may tell the same story, without comparing each.

-- A few hashes of each print. `bucket`: four days of publication, so that what is compared lies together in the file.
CREATE TABLE likeness_anchor (
  bucket INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  item INTEGER NOT NULL,            -- a key; the item may be gone
  PRIMARY KEY (bucket, hash, item)
) STRICT, WITHOUT ROWID;

-- The bucket of an item's anchors. NULL: the print was stored before there were anchors, and gets them before the next
-- search.
ALTER TABLE likeness ADD COLUMN bucket INTEGER;

CREATE INDEX likeness_without_anchors ON likeness (item) WHERE bucket IS NULL;
