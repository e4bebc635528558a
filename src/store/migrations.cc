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

constexpr const char* all[] = {first, runs_and_nodes, console, finding_entries};

}  // namespace

std::span<const char* const> migrations() { return all; }

}  // namespace runseal::store
