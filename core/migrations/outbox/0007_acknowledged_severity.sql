-- How severe the alert was that the person confirmed: one that became more severe is told again. 0 Minor, 1 not stated,
-- 2 Moderate, 3 Severe, 4 Extreme. What was confirmed before counts for any.
ALTER TABLE acknowledged ADD COLUMN severity INTEGER NOT NULL DEFAULT 4;
