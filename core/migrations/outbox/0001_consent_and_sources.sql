-- What cannot be fetched again. Migrations of this file only add.

-- Every decision on consent; the last row is in force.
CREATE TABLE consent (
  number INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,            -- ms, the phone's clock
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  statement TEXT NOT NULL           -- which version of the privacy statement the person saw
) STRICT;

-- Feeds that the person added by address.
CREATE TABLE source (
  id TEXT NOT NULL PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  added INTEGER NOT NULL
) STRICT;

-- Incidents of this phone's storage that have to be shown to the person.
CREATE TABLE incident (
  number INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  told INTEGER NOT NULL DEFAULT 0   -- 1: the person knows
) STRICT;
