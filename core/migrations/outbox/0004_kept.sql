-- 离线: what the person wants on the phone with all that belongs to it.
CREATE TABLE kept (
  sort TEXT NOT NULL,               -- item, series
  name TEXT NOT NULL,               -- an item's id, a series' name
  time INTEGER NOT NULL,            -- ms, the phone's clock
  PRIMARY KEY (sort, name)
) STRICT, WITHOUT ROWID;
