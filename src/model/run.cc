#include "model/run.h"

#include <algorithm>

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Seal, format, run, manifest_sha256, files, bytes, tree_sha256, entries, hashed_at, host, version,
                    hashed_from, hashed_to, reused, rules, complete, signer, previous)
RUNSEAL_JSON_FIELDS(Receipt, format, seal_sha256, run, sender, receiver, host, version, received_from, received_to,
                    files, bytes, connections, wrong_files, read_back)
RUNSEAL_JSON_FIELDS(FileVerdict, path, state, detail)
RUNSEAL_JSON_FIELDS(RunVerification, run, seal_sha256, signer, hashed_at, at, files, bytes, intact, retimed, partial,
                    verdicts)
RUNSEAL_JSON_FIELDS(Node, name, key, address, folder, paired_at, expires, revoked)
RUNSEAL_JSON_FIELDS(RunEvent, id, run, kind, at, from, to, seal_sha256, outcome, details)

bool RunVerification::holds() const {
  return std::ranges::all_of(verdicts, [](const FileVerdict& verdict) {
    return verdict.state == FileState::intact || verdict.state == FileState::late;
  });
}

bool RunVerification::complete() const {
  return std::ranges::none_of(verdicts,
                              [](const FileVerdict& verdict) { return verdict.state == FileState::unreadable; });
}

}  // namespace runseal::model
