-- Several notices, policies or entries of one story are rows of their own in the lists of their kind (reader/story/document.rs).
-- Until their card is derived again, one with a title of its own is shown.
UPDATE item SET kind_front = 1
 WHERE kind <> 'article' AND versions > 1
   AND EXISTS (SELECT 1 FROM item face WHERE face.card = item.card AND face.front = 1)
   AND NOT EXISTS (SELECT 1 FROM item other
                    WHERE other.card = item.card AND other.module IS item.module AND other.kind = item.kind
                      AND other.title = item.title AND (other.published, other.key) < (item.published, item.key));
