#include "service/run_json.h"

namespace runseal::service {

Json as_json(const Sealed& sealed) {
  return {{"seal", sealed.seal},
          {"seal_sha256", sealed.sha256},
          {"folder", sealed.folder.string()},
          {"kept", sealed.second.string()},
          {"first", sealed.first},
          {"compared", sealed.compared},
          {"differs", sealed.differs},
          {"differing", sealed.differing},
          {"warnings", sealed.warnings},
          {"evidence", sealed.evidence}};
}

Json as_json(const SentRun& run, const transfer::Progress& progress) {
  return {{"seal", run.seal_is_told ? Json(run.seal) : Json()},
          {"seal_sha256", run.sha256},
          {"receipt", run.sent.receipt},
          {"was_there", run.sent.was_there},
          {"to", run.to},
          {"kept", run.kept.string()},
          {"bytes_sent", progress.bytes_sent.load()},
          {"bytes_resent", progress.bytes_resent.load()},
          {"attempts", progress.connects.load()},
          {"arrived_wrong", progress.wrong.load()},
          {"changed_at_source", progress.changed.load()},
          {"evidence", run.evidence}};
}

Json as_json(const RunCheck& check, const std::optional<std::uint64_t>& evidence, const std::string& not_recorded) {
  return {{"holds", !check.wrong() && check.verification.complete()},
          {"refused", check.refused},
          {"next", check.next},
          {"seal", check.refused.empty() ? Json(check.seal) : Json()},
          {"verification", check.verification},
          {"notes", check.notes},
          {"evidence", evidence},
          {"not_recorded", not_recorded}};
}

}  // namespace runseal::service
