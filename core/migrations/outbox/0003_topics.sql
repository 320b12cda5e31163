-- What the person did in the topics; it is stored nowhere else. Only an appeal that the person sends is ever in a request.

-- The materials of a guide that the person ticked, by their text: a revised guide keeps the ticks of what it still names.
CREATE TABLE tick (
  item TEXT NOT NULL,
  material TEXT NOT NULL,
  PRIMARY KEY (item, material)
) STRICT, WITHOUT ROWID;

-- 投诉建议. Only the person deletes a row.
CREATE TABLE appeal (
  id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7, chosen here: sending twice is sending once
  made INTEGER NOT NULL,            -- ms, the phone's clock, as all moments here that do not say otherwise
  changed INTEGER NOT NULL,
  kind TEXT NOT NULL,               -- consultation, complaint, suggestion, complex
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  town TEXT,
  name TEXT,
  phone TEXT,
  state TEXT NOT NULL,              -- draft, queued, parked, received, accepted, answered, refused
  body TEXT,                        -- JSON as it is sent: frozen when the person sends, so that a second try is the same
  reason TEXT,                      -- why it is parked: a name of a fault or of a member
  number TEXT,                      -- the case number and the query code: all that leads to the answer
  code TEXT,
  received INTEGER,                 -- ms, the publisher's clock
  events TEXT NOT NULL DEFAULT '[]',-- JSON as it came
  etag TEXT,
  asked INTEGER,
  unseen INTEGER NOT NULL DEFAULT 0 -- 1: something happened that the person has not looked at
) STRICT;

CREATE INDEX appeal_by_time ON appeal (made, id);
CREATE INDEX appeal_by_state ON appeal (state);

-- Alerts that the person confirmed.
CREATE TABLE acknowledged (
  identifier TEXT NOT NULL PRIMARY KEY,
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
