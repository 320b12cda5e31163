-- The last step in which this index took changes of the cache; see the cache's table of the same name.
CREATE TABLE index_step (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  step INTEGER NOT NULL
) STRICT;

INSERT INTO index_step (only, step) VALUES (1, 0);
