#include "store/migrations.h"

namespace runseal::store {
namespace {

// `body` is the record as JSON (docs/formats/); the other columns are what it is found by.
// evidence: the outbox. A record and its entry are written in one transaction, position stays NULL until the evidence
// log has the entry durably.
constexpr const char* first = R"sql(
CREATE TABLE evidence (
  entry_id TEXT PRIMARY KEY,
  body     TEXT NOT NULL,
  position INTEGER UNIQUE,
  sequence INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;
CREATE TABLE notice (
  id       TEXT PRIMARY KEY,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE TABLE device (
  id       TEXT PRIMARY KEY,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE TABLE measurement (
  id         TEXT PRIMARY KEY,
  endpoint   TEXT NOT NULL,
  at         TEXT NOT NULL,
  body       TEXT NOT NULL,
  entry_id   TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX measurement_by_endpoint ON measurement (endpoint, at);
CREATE TABLE action (
  id        INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES notice,
  body      TEXT NOT NULL,
  entry_id  TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX action_by_notice ON action (notice_id);
CREATE TABLE exception (
  id        INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES notice,
  body      TEXT NOT NULL,
  entry_id  TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX exception_by_notice ON exception (notice_id);
CREATE TABLE person (
  name     TEXT PRIMARY KEY,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE TABLE reply (
  id        TEXT PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES notice,
  body      TEXT NOT NULL,
  entry_id  TEXT NOT NULL REFERENCES evidence
) STRICT
)sql";

// A run's story, and the nodes that this one has been paired with.
constexpr const char* runs_and_nodes = R"sql(
CREATE TABLE run_event (
  id       TEXT PRIMARY KEY,
  run      TEXT NOT NULL,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX run_event_by_run ON run_event (run);
CREATE TABLE node (
  name     TEXT PRIMARY KEY,
  key      TEXT NOT NULL UNIQUE,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT
)sql";

// The console: who signs in, and what runs in the background. Of secrets, only their SHA-256.
constexpr const char* console = R"sql(
CREATE TABLE account (
  name     TEXT PRIMARY KEY,
  subject  TEXT UNIQUE,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE TABLE session (
  secret_sha256 TEXT PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  account       TEXT NOT NULL REFERENCES account,
  expires       TEXT NOT NULL,
  body          TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account);
CREATE TABLE api_token (
  secret_sha256 TEXT PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  account       TEXT NOT NULL REFERENCES account,
  body          TEXT NOT NULL,
  entry_id      TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX api_token_by_account ON api_token (account);
CREATE TABLE login_link (
  secret_sha256 TEXT PRIMARY KEY,
  account       TEXT NOT NULL REFERENCES account,
  expires       TEXT NOT NULL
) STRICT;
CREATE TABLE job (
  id       TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE,
  open     INTEGER NOT NULL,
  body     TEXT NOT NULL
) STRICT;
CREATE INDEX job_open ON job (open, sequence);
CREATE TABLE schedule (
  name     TEXT PRIMARY KEY,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT
)sql";

// What evidence entries are found by (store/entries.cc), over a million of them.
constexpr const char* finding_entries = R"sql(
CREATE INDEX evidence_by_kind ON evidence (json_extract(body, '$.kind'), position);
CREATE INDEX evidence_by_subject ON evidence (json_extract(body, '$.subject'), position);
CREATE INDEX evidence_by_time ON evidence (json_extract(body, '$.at'), position)
)sql";

// What people corrected in letters. And what lists show, sort and search by, so that no request reads every record:
// kept by store/lists.cc whenever a device or a measurement is saved. `rests_on` is the time of the measurement that
// grades come from: output that was saved elsewhere and agrees with it does not make it younger. Grades and severities
// are the numbers of their enums; `words` is folded, to be searched.
constexpr const char* lists = R"sql(
CREATE INDEX device_by_entry ON device (entry_id);
CREATE INDEX run_event_failed ON run_event (run)
  WHERE json_extract(body, '$.kind') = 'verified' AND json_extract(body, '$.outcome') <> 'ok';
CREATE TABLE inventory (
  id               TEXT PRIMARY KEY REFERENCES device,
  name             TEXT NOT NULL COLLATE NOCASE,
  site             TEXT NOT NULL COLLATE NOCASE,
  role             TEXT NOT NULL,
  catalogue_number TEXT NOT NULL COLLATE NOCASE,
  serial           TEXT NOT NULL COLLATE NOCASE,
  words            TEXT NOT NULL
) STRICT;
CREATE INDEX inventory_by_name ON inventory (name, id);
CREATE INDEX inventory_by_site ON inventory (site, id);
CREATE INDEX inventory_by_role ON inventory (role, id);
CREATE INDEX inventory_by_catalogue_number ON inventory (catalogue_number, id);
CREATE INDEX inventory_by_serial ON inventory (serial, id);
CREATE TABLE device_connection (
  endpoint  TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES device,
  PRIMARY KEY (endpoint, device_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_connection_by_device ON device_connection (device_id);
CREATE TABLE grade (
  measurement_id    TEXT PRIMARY KEY REFERENCES measurement,
  endpoint          TEXT NOT NULL,
  sequence          INTEGER NOT NULL,
  at                TEXT NOT NULL,
  rests_on          TEXT NOT NULL,
  method            TEXT NOT NULL,
  protocol          TEXT NOT NULL,
  complete          INTEGER NOT NULL,
  integrity         INTEGER NOT NULL,
  confidentiality   INTEGER NOT NULL,
  peer_authenticity INTEGER NOT NULL,
  worst             INTEGER NOT NULL,
  findings          INTEGER NOT NULL,
  trend             TEXT NOT NULL
) STRICT;
INSERT INTO grade
SELECT m.id, m.endpoint, e.sequence, m.at, COALESCE(json_extract(m.body, '$.assessment.at'), m.at),
       COALESCE(json_extract(m.body, '$.observation.method'), ''),
       COALESCE(json_extract(m.body, '$.observation.protocol'), ''),
       COALESCE(json_extract(m.body, '$.observation.complete'), 0),
       CASE json_extract(m.body, '$.assessment.integrity.grade')
         WHEN 'absent' THEN 1 WHEN 'optional' THEN 2 WHEN 'protected' THEN 3 ELSE 0 END,
       CASE json_extract(m.body, '$.assessment.confidentiality.grade')
         WHEN 'absent' THEN 1 WHEN 'optional' THEN 2 WHEN 'protected' THEN 3 ELSE 0 END,
       CASE json_extract(m.body, '$.assessment.peer_authenticity.grade')
         WHEN 'absent' THEN 1 WHEN 'optional' THEN 2 WHEN 'protected' THEN 3 ELSE 0 END,
       COALESCE((SELECT MAX(CASE json_extract(f.value, '$.severity')
                   WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 WHEN 'critical' THEN 4 ELSE 0 END)
                 FROM json_each(m.body, '$.assessment.findings') f
                 WHERE json_extract(f.value, '$.accepted') IS NULL), 0),
       COALESCE(json_array_length(m.body, '$.assessment.findings'), 0),
       ''
  FROM measurement m JOIN evidence e ON e.entry_id = m.entry_id;
CREATE INDEX grade_by_endpoint ON grade (endpoint, sequence);
CREATE TABLE connection (
  endpoint          TEXT PRIMARY KEY,
  host              TEXT NOT NULL,
  protocol          TEXT NOT NULL,
  devices           INTEGER NOT NULL DEFAULT 0,
  measurement_id    TEXT REFERENCES measurement,
  at                TEXT NOT NULL DEFAULT '',
  complete          INTEGER NOT NULL DEFAULT 0,
  integrity         INTEGER NOT NULL DEFAULT 0,
  confidentiality   INTEGER NOT NULL DEFAULT 0,
  peer_authenticity INTEGER NOT NULL DEFAULT 0,
  worst             INTEGER NOT NULL DEFAULT 0,
  findings          INTEGER NOT NULL DEFAULT 0,
  words             TEXT NOT NULL
) STRICT;
CREATE TABLE notice_correction (
  notice_id TEXT PRIMARY KEY REFERENCES notice,
  body      TEXT NOT NULL,
  entry_id  TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX connection_by_at ON connection (at, endpoint);
CREATE INDEX connection_by_worst ON connection (worst, endpoint);
CREATE INDEX connection_by_grades ON connection (integrity, confidentiality, peer_authenticity, at)
)sql";

// Wrong passwords by the place that they came from, and the browsers that each account was signed in from.
constexpr const char* attempts = R"sql(
CREATE TABLE wrong_attempt (
  account  TEXT NOT NULL REFERENCES account,
  source   TEXT NOT NULL,
  failures INTEGER NOT NULL,
  at       TEXT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE known_browser (
  account       TEXT NOT NULL REFERENCES account,
  secret_sha256 TEXT NOT NULL,
  until         TEXT NOT NULL,
  PRIMARY KEY (account, secret_sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_browser_by_secret ON known_browser (secret_sha256)
)sql";

// Mail to people. `tells`: of alerts, and no test; `mail` of an alert: the one that tells it.
constexpr const char* mail = R"sql(
CREATE TABLE mail (
  id       TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE,
  address  TEXT NOT NULL,
  open     INTEGER NOT NULL,
  tells    INTEGER NOT NULL,
  created  TEXT NOT NULL,
  next     TEXT NOT NULL,
  body     TEXT NOT NULL
) STRICT;
CREATE INDEX mail_open ON mail (open, next);
CREATE INDEX mail_by_address ON mail (address, sequence);
CREATE TABLE mail_alert (
  key      TEXT NOT NULL,
  address  TEXT NOT NULL,
  sequence INTEGER NOT NULL UNIQUE,
  at       TEXT NOT NULL,
  mail     TEXT,
  body     TEXT NOT NULL,
  PRIMARY KEY (key, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_alert_untold ON mail_alert (address, sequence) WHERE mail IS NULL;
CREATE TABLE alerts_taken (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL,
  at       TEXT NOT NULL
) STRICT
)sql";

// Captures that the service read. `words` is folded, to be searched; what files crossed readable is kept here alone,
// and goes when somebody has the capture forgotten.
constexpr const char* captures = R"sql(
CREATE TABLE capture (
  id       TEXT PRIMARY KEY,
  at       TEXT NOT NULL,
  words    TEXT NOT NULL,
  body     TEXT NOT NULL,
  entry_id TEXT NOT NULL REFERENCES evidence
) STRICT;
CREATE INDEX capture_by_at ON capture (at, id);
CREATE TABLE captured_flow (
  capture_id TEXT NOT NULL REFERENCES capture,
  number     INTEGER NOT NULL,
  words      TEXT NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (capture_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE captured_file (
  capture_id TEXT NOT NULL REFERENCES capture,
  number     INTEGER NOT NULL,
  words      TEXT NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (capture_id, number)
) STRICT, WITHOUT ROWID
)sql";

// More to sort devices by. And of what a capture showed the columns that it is sorted, narrowed and searched by, out of
// the way of the JSON.
constexpr const char* narrow_lists = R"sql(
ALTER TABLE inventory ADD COLUMN operating_system TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
ALTER TABLE inventory ADD COLUMN connections INTEGER NOT NULL DEFAULT 0;
UPDATE inventory SET (operating_system, connections) =
  (SELECT COALESCE(json_extract(body, '$.operating_system'), ''), COALESCE(json_array_length(body, '$.connections'), 0)
     FROM device WHERE device.id = inventory.id);
CREATE INDEX inventory_by_operating_system ON inventory (operating_system, id);
CREATE INDEX inventory_by_connections ON inventory (connections, id);
CREATE TABLE captured_flow_list (
  capture_id        TEXT NOT NULL REFERENCES capture,
  number            INTEGER NOT NULL,
  client            TEXT NOT NULL,
  server            TEXT NOT NULL,
  device            TEXT NOT NULL,
  port              INTEGER NOT NULL,
  protocol          TEXT NOT NULL,
  flows             INTEGER NOT NULL,
  "from"            TEXT NOT NULL,
  integrity         TEXT NOT NULL,
  confidentiality   TEXT NOT NULL,
  peer_authenticity TEXT NOT NULL,
  bytes             INTEGER NOT NULL,
  words             TEXT NOT NULL,
  PRIMARY KEY (capture_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO captured_flow_list
SELECT capture_id, number, json_extract(body, '$.client'), json_extract(body, '$.server'),
       COALESCE(json_extract(body, '$.device'), ''), json_extract(body, '$.port'), json_extract(body, '$.protocol'),
       json_extract(body, '$.flows'), json_extract(body, '$.seen.from'), json_extract(body, '$.integrity.grade'),
       json_extract(body, '$.confidentiality.grade'), json_extract(body, '$.peer_authenticity.grade'),
       json_extract(body, '$.bytes_to_server') + json_extract(body, '$.bytes_to_client'), words
  FROM captured_flow;
ALTER TABLE captured_flow DROP COLUMN words;
CREATE TABLE captured_file_list (
  capture_id    TEXT NOT NULL REFERENCES capture,
  number        INTEGER NOT NULL,
  path          TEXT NOT NULL,
  place         TEXT NOT NULL,
  client        TEXT NOT NULL,
  server        TEXT NOT NULL,
  device        TEXT NOT NULL,
  bytes_read    INTEGER NOT NULL,
  bytes_written INTEGER NOT NULL,
  "from"        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  words         TEXT NOT NULL,
  PRIMARY KEY (capture_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO captured_file_list
SELECT capture_id, number, json_extract(body, '$.path'), json_extract(body, '$.place'),
       json_extract(body, '$.client'), json_extract(body, '$.server'), COALESCE(json_extract(body, '$.device'), ''),
       json_extract(body, '$.bytes_read'), json_extract(body, '$.bytes_written'), json_extract(body, '$.seen.from'),
       COALESCE(json_extract(body, '$.reason'), ''), words
  FROM captured_file;
ALTER TABLE captured_file DROP COLUMN words
)sql";

constexpr const char* all[] = {first,    runs_and_nodes, console,  lists,       finding_entries,
                               attempts, mail,           captures, narrow_lists};

}  // namespace

std::span<const char* const> migrations() { return all; }

}  // namespace runseal::store
