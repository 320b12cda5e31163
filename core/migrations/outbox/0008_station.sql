-- 联络站: what a clerk writes and sends. It is stored nowhere else until the publisher has acknowledged it. Times are milliseconds
-- of the phone's clock where nothing else is said.

CREATE TABLE submission (
  id TEXT NOT NULL PRIMARY KEY,        -- UUIDv7, chosen here
  account TEXT NOT NULL,               -- whose; never shown to or sent as another
  station TEXT NOT NULL,
  version INTEGER NOT NULL,            -- the newest version on this phone
  phase TEXT NOT NULL,                 -- draft, queued, paused, parked, delivered  (of the newest version)
  created INTEGER NOT NULL, changed INTEGER NOT NULL,   -- ms, the phone's clock
  queued INTEGER,                      -- when the person sent it: the order of sending
  unmetered_only INTEGER NOT NULL DEFAULT 0,
  reason TEXT,                         -- why it is parked: a code, or the publisher's words as JSON
  tries INTEGER NOT NULL DEFAULT 0, retry INTEGER,      -- as in appeal
  arrived INTEGER NOT NULL DEFAULT 0,  -- 1: the text of the newest version was acknowledged
  state TEXT,                          -- the publisher's newest state
  state_sequence INTEGER NOT NULL DEFAULT 0,
  item TEXT,                           -- the published item
  unseen INTEGER NOT NULL DEFAULT 0,
  withdraw INTEGER NOT NULL DEFAULT 0  -- 1: the person withdrew it, 2: the publisher knows
) STRICT;
CREATE TABLE submission_version (
  submission TEXT NOT NULL, version INTEGER NOT NULL,
  fields TEXT NOT NULL,                -- JSON object, by code
  body TEXT,                           -- JSON as it is sent, frozen when queued
  received INTEGER,                    -- ms, the publisher's clock
  account TEXT NOT NULL DEFAULT '',    -- as in submission: a damaged file may lose that row
  tried INTEGER NOT NULL DEFAULT 0,    -- tries that may have reached the publisher and have no answer; only an answer takes them back
  PRIMARY KEY (submission, version)
) STRICT;
CREATE TABLE submission_save (         -- autosaved states of the version that is written
  submission TEXT NOT NULL, number INTEGER NOT NULL,
  version INTEGER NOT NULL, fields TEXT NOT NULL, changed INTEGER NOT NULL,
  account TEXT NOT NULL DEFAULT '',    -- as in submission_version
  PRIMARY KEY (submission, number)
) STRICT;
CREATE TABLE submission_file (
  id TEXT NOT NULL PRIMARY KEY,        -- UUIDv7: id of the media and of its upload
  submission TEXT NOT NULL,
  first_version INTEGER NOT NULL, last_version INTEGER,  -- the versions that hold it; NULL: still
  position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  caption TEXT NOT NULL DEFAULT '', notes TEXT NOT NULL DEFAULT '[]',   -- words about what was removed or kept
  upload_url TEXT, upload_expires INTEGER, upload_offset INTEGER NOT NULL DEFAULT 0, upload_shown INTEGER NOT NULL DEFAULT 0,
  upload_state TEXT NOT NULL DEFAULT 'fresh',            -- fresh, creating, sending, whole, parked; missing: no file
  upload_tries INTEGER NOT NULL DEFAULT 0, upload_retry INTEGER,
  upload_mismatches INTEGER NOT NULL DEFAULT 0,          -- how often what arrived had another digest than what was sent
  modified INTEGER,                    -- ms, of the file when its content last agreed with sha256
  account TEXT NOT NULL DEFAULT ''     -- as in submission_version
) STRICT;
CREATE TABLE review_event (
  submission TEXT NOT NULL, sequence INTEGER NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
  role TEXT, reviewer TEXT, reason TEXT, marks TEXT NOT NULL DEFAULT '[]', item TEXT, seen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (submission, sequence)
) STRICT;
CREATE TABLE station_cursor (account TEXT NOT NULL PRIMARY KEY, cursor INTEGER NOT NULL, checked INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE station_wait (
  publisher TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,    -- connections that failed in a row
  asked INTEGER NOT NULL DEFAULT 0     -- 1: the publisher asked for the pause, so that nothing ends it early
) STRICT, WITHOUT ROWID;
CREATE TABLE remembered_field (account TEXT NOT NULL, code TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, code)) STRICT, WITHOUT ROWID;

CREATE INDEX submission_by_account ON submission (account, changed);
CREATE INDEX submission_by_phase ON submission (phase);
CREATE INDEX file_of_submission ON submission_file (submission, position);
