-- What a front page counts: everything that was not read, in one walk.
CREATE INDEX item_unread ON item (read, module, module_front, channel, channel_front, front) WHERE read = 0;
