-- What an update or a cancellation ended stays when its text is evicted: an alert does not come back into force because the phone
-- forgot what ended it. What a withdrawn one ended stays ended by what ended that one in turn.
CREATE TABLE lasting_reference (
  identifier TEXT NOT NULL,         -- of the message that is ended
  said_by TEXT NOT NULL,            -- the id of the item of the message that ends it; it may be gone
  own TEXT NOT NULL,                -- the identifier of that message, and what else it is
  status TEXT NOT NULL,
  message TEXT NOT NULL,
  effective INTEGER NOT NULL,       -- ms
  gone INTEGER NOT NULL DEFAULT 0,  -- 1: its item is no alert any more
  PRIMARY KEY (identifier, said_by)
) STRICT, WITHOUT ROWID;

INSERT INTO lasting_reference (identifier, said_by, own, status, message, effective)
  SELECT alert_reference.identifier, item.id, alert.identifier, alert.status, alert.message, alert.effective
    FROM alert_reference JOIN alert ON alert.item = alert_reference.item JOIN item ON item.key = alert.item;
DROP TABLE alert_reference;
ALTER TABLE lasting_reference RENAME TO alert_reference;
CREATE INDEX alert_reference_by_item ON alert_reference (said_by);

-- A withdrawal that is forgotten, because the publisher is another one, revives nothing that it took back.
CREATE TRIGGER alert_withdrawal_forgotten AFTER DELETE ON withdrawal BEGIN
  UPDATE alert_reference SET gone = 1 WHERE said_by = old.id;
END;

-- Identifiers and times are read in all the forms in which senders write them: what the stored items say is derived again.
INSERT OR IGNORE INTO unsorted (item) SELECT key FROM item WHERE kind = 'alert';
