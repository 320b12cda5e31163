-- What holds an item of another site together with its earlier form, and a feed that is closed.

-- A hash of the feed, of the title and of the page without its query, of items of other sites: an item whose id changes, or
-- whose address holds a token of the moment, is looked up by it.
ALTER TABLE item ADD COLUMN page INTEGER;
CREATE INDEX item_by_page ON item (page) WHERE page IS NOT NULL;

-- When the site said that the feed is closed for good: ms, the phone's clock.
ALTER TABLE origin ADD COLUMN closed INTEGER;

-- Fingerprints have a new version; those of another one can be compared with none.
DELETE FROM likeness_anchor;
DELETE FROM likeness;
