-- What a front page counts: everything that was not read, in one walk.
CREATE INDEX item_unread ON item (read, module, module_front, channel, channel_front, front) WHERE read = 0;

-- Reports are most of what there is, and are found by their module.
DROP INDEX item_by_kind;
CREATE INDEX item_by_kind ON item (module, kind, published) WHERE kind <> 'article';
