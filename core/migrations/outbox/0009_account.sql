-- 联络站: whose account is on this phone. Tokens are in the platform's secret store alone, never here. Times are milliseconds
-- of the phone's clock. There is at most one row; nobody is logged in without one.

CREATE TABLE account (
  id TEXT NOT NULL PRIMARY KEY,        -- the publisher's
  name TEXT NOT NULL,
  station TEXT NOT NULL,               -- a code of the catalogue
  park TEXT,                           -- a code of the catalogue
  since INTEGER NOT NULL,              -- when the person logged in
  refresh_started INTEGER,             -- when new tokens were asked for; NULL once they are stored
  expired INTEGER                      -- when the publisher said that the person has to log in again
) STRICT;
