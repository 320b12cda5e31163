-- References of alerts are read in all the forms in which senders write them, and their spans may be months: what the stored
-- items say is derived again.
INSERT OR IGNORE INTO unsorted (item) SELECT item FROM alert;
