-- Only the publisher's own word removes what a person keeps: no web page of an item is asked for it any more, and what the
-- publisher's pages do not show does not count as withdrawn.

-- A sequence: the publisher's list of withdrawals has to be read from there on. NULL: there is no need to.
ALTER TABLE origin ADD COLUMN withdrawals INTEGER;

UPDATE origin SET withdrawals = 0 WHERE id = 'publisher' AND EXISTS (SELECT 1 FROM doubted);

DROP TABLE doubted;
DROP TABLE forgotten;

-- The time of the last sync, as far as clocks that nobody vouches for can tell it.
CREATE TABLE settled_time (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  moment INTEGER NOT NULL,          -- ms: what the clocks said without a jump, or a day apart
  jumped INTEGER                    -- ms: what they said after a jump that is not believed yet; NULL: there was none
) STRICT;
