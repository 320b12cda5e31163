-- What is known of the tries to send an appeal. Only an answer of the publisher takes `arrived` back: a later try that
-- failed says nothing about an earlier one.
ALTER TABLE appeal ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0; -- 1: a try may have reached the publisher
ALTER TABLE appeal ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;   -- that failed after the phone was connected
ALTER TABLE appeal ADD COLUMN retry INTEGER;                      -- ms, the phone's clock: no sync tries before

UPDATE appeal SET arrived = 1 WHERE state = 'queued' AND asked IS NOT NULL;

-- How long a publisher asked to be left alone.
CREATE TABLE appeal_wait (
  publisher TEXT NOT NULL PRIMARY KEY, -- an address
  until INTEGER NOT NULL               -- ms, the phone's clock
) STRICT, WITHOUT ROWID;

-- Feeds that the person removed, until they are added again. What the cache has of them is deleted; that the outbox does not
-- name a feed is no reason.
CREATE TABLE removed_source (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The newest hits of each rule.
CREATE INDEX hit_by_rule ON hit (rule, time);
