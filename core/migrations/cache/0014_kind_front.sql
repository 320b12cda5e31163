-- In the lists of one kind (notices, policies, guides, services, activities) a card is represented by a version of that kind: a
-- report of the same story does not stand for the notice that it reports.
ALTER TABLE item ADD COLUMN kind_front INTEGER NOT NULL DEFAULT 1; -- 1: it represents its card in the lists of its module and kind

UPDATE item SET kind_front = 0
 WHERE NOT EXISTS (SELECT 1 FROM item face WHERE face.card = item.card AND face.front = 1)
    OR EXISTS (SELECT 1 FROM item other
                WHERE other.card = item.card AND other.module IS item.module AND other.kind = item.kind
                  AND (other.stage IS 'flash', 1 - other.module_front, other.published, other.key)
                    < (item.stage IS 'flash', 1 - item.module_front, item.published, item.key));
