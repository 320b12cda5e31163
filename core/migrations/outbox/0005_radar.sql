-- 产业雷达. The rules reveal the interests of an enterprise: they are in no request.
CREATE TABLE radar (
  id TEXT NOT NULL PRIMARY KEY,
  made INTEGER NOT NULL,            -- ms, the phone's clock
  rule TEXT NOT NULL,               -- JSON
  fresh INTEGER NOT NULL DEFAULT 1  -- 1: not yet compared with what is on the phone
) STRICT;

-- The items that matched a rule. An item is new only once, whatever happens to the cache.
CREATE TABLE hit (
  rule TEXT NOT NULL REFERENCES radar (id) ON DELETE CASCADE,
  item TEXT NOT NULL,               -- an item's id
  time INTEGER NOT NULL,            -- ms, the phone's clock put right by the publisher's
  seen INTEGER NOT NULL DEFAULT 0,  -- 1: the person saw it, 2: it was here before the rule
  PRIMARY KEY (rule, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX hit_by_item ON hit (item);
CREATE INDEX hit_by_time ON hit (time);
CREATE INDEX hit_unseen ON hit (seen) WHERE seen = 0;
