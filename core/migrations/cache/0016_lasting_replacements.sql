-- What a notice said of a replacement stays when its text is evicted or withdrawn: a rule that was replaced does not come back into
-- force because the phone forgot by what.
CREATE TABLE lasting_replacement (
  old TEXT NOT NULL,                -- an item's id
  new TEXT NOT NULL,
  said_by TEXT NOT NULL,            -- the id of the notice that says it; it may be gone
  PRIMARY KEY (old, new, said_by)
) STRICT, WITHOUT ROWID;

INSERT INTO lasting_replacement SELECT old, new, item.id FROM replacement JOIN item ON item.key = replacement.said_by;
DROP TABLE replacement;
ALTER TABLE lasting_replacement RENAME TO replacement;
CREATE INDEX replacement_by_new ON replacement (new);
CREATE INDEX replacement_by_item ON replacement (said_by);
