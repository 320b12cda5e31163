-- 离线: items and series that the person keeps offline with all their files.
CREATE TABLE kept (
  sort TEXT NOT NULL,               -- item, series
  name TEXT NOT NULL,               -- an item's id, a series' name
  time INTEGER NOT NULL,            -- ms, the phone's clock
  PRIMARY KEY (sort, name)
) STRICT, WITHOUT ROWID;
