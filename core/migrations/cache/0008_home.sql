-- Counts the unread items for the front page in one scan.
CREATE INDEX item_unread ON item (read, module, module_front, channel, channel_front, front) WHERE read = 0;

-- Most items are articles, which are found by their module.
DROP INDEX item_by_kind;
CREATE INDEX item_by_kind ON item (module, kind, published) WHERE kind <> 'article';
