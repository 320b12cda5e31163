-- A print says where clauses and sentences end, and how much a text says. Those that were stored before can be compared with
-- none, and their anchors could no longer be derived when their items are evicted.
DELETE FROM likeness_anchor;
DELETE FROM likeness;
