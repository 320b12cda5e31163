-- 学习资料: a chapter of a series.
CREATE TABLE chapter (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  published INTEGER NOT NULL        -- as the item's
) STRICT;

CREATE INDEX chapter_by_series ON chapter (series, number, published, item);

-- 活动通知.
CREATE TABLE activity (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  module TEXT NOT NULL,             -- as the item's; empty when it has none
  starts INTEGER NOT NULL,          -- ms
  ends INTEGER NOT NULL             -- ms; the end of the day on which it starts when nothing else is said
) STRICT;

CREATE INDEX activity_by_end ON activity (module, ends, item);

INSERT OR IGNORE INTO unsorted (item) SELECT key FROM item WHERE origin = 'publisher' AND kind IN ('study', 'activity');
