-- Words of a withdrawn item leave the index without a merge of the whole index: FTS5 can delete a token of an item from the
-- page where it is ('secure-delete'), but not in a table with contentless_delete. A plain table is told the tokens that it
-- deletes, so the codes are kept beside the text. Sizes of items are not used, and only cost space.
-- The index is rebuilt from the cache; a withdrawal that the old one still had to follow is followed by leaving it.
DROP TABLE tokens;
CREATE VIRTUAL TABLE tokens USING fts5(token, tokenize='ascii', detail=none, content='', columnsize=0);
INSERT INTO tokens (tokens, rank) VALUES ('automerge', 8);
-- One FTS5 page fills one page of the file; two of the default size would not fit, and half of the page would be empty.
INSERT INTO tokens (tokens, rank) VALUES ('pgsz', 8130);

DELETE FROM doc;
DELETE FROM text;
DELETE FROM state;
ALTER TABLE text ADD COLUMN codes TEXT NOT NULL DEFAULT '';
-- The lowest and highest place of items that were marked as deleted since the last merge: no other item may have one of them.
ALTER TABLE state ADD COLUMN lowest INTEGER;
ALTER TABLE state ADD COLUMN highest INTEGER;
-- 1: words that corrections removed are only marked as deleted; a withdrawal has to merge.
ALTER TABLE state ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
INSERT INTO scrub DEFAULT VALUES;
