-- 联络站: a submission whose content can arrive under another id only has at most one draft with that content.

ALTER TABLE submission ADD COLUMN copy TEXT;   -- the id of that draft; stays when it is sent or deleted
