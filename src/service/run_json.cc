#include "service/run_json.h"

namespace runseal::service {
namespace {

constexpr const char* where = "what was done to a run";

// A field into a member of its type; what is missing is no such document.
template <class T>
Result<> take(const Json& document, const char* name, T& into) {
  RUNSEAL_TRY(into, base::from_json<T>(document.value(name, Json()), where));
  return {};
}

Result<> take(const Json& document, const char* name, base::Path& into) {
  std::string text;
  RUNSEAL_CHECK(take(document, name, text));
  into = text;
  return {};
}

Result<> take(const Json& document, const char* name, std::atomic<std::uint64_t>& into) {
  std::uint64_t number = 0;
  RUNSEAL_CHECK(take(document, name, number));
  into = number;
  return {};
}

}  // namespace

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

Result<Sealed> sealed_from(const Json& document) {
  Sealed sealed;
  RUNSEAL_CHECK(take(document, "seal", sealed.seal));
  RUNSEAL_CHECK(take(document, "seal_sha256", sealed.sha256));
  RUNSEAL_CHECK(take(document, "folder", sealed.folder));
  RUNSEAL_CHECK(take(document, "kept", sealed.second));
  RUNSEAL_CHECK(take(document, "first", sealed.first));
  RUNSEAL_CHECK(take(document, "compared", sealed.compared));
  RUNSEAL_CHECK(take(document, "differs", sealed.differs));
  RUNSEAL_CHECK(take(document, "differing", sealed.differing));
  RUNSEAL_CHECK(take(document, "warnings", sealed.warnings));
  RUNSEAL_CHECK(take(document, "evidence", sealed.evidence));
  return sealed;
}

Result<SentRun> sent_from(const Json& document, transfer::Progress& progress) {
  SentRun run;
  run.seal_is_told = !document.value("seal", Json()).is_null();
  if (run.seal_is_told) RUNSEAL_CHECK(take(document, "seal", run.seal));
  RUNSEAL_CHECK(take(document, "seal_sha256", run.sha256));
  RUNSEAL_CHECK(take(document, "receipt", run.sent.receipt));
  RUNSEAL_CHECK(take(document, "was_there", run.sent.was_there));
  RUNSEAL_CHECK(take(document, "to", run.to));
  RUNSEAL_CHECK(take(document, "kept", run.kept));
  RUNSEAL_CHECK(take(document, "bytes_sent", progress.bytes_sent));
  RUNSEAL_CHECK(take(document, "bytes_resent", progress.bytes_resent));
  RUNSEAL_CHECK(take(document, "attempts", progress.connects));
  RUNSEAL_CHECK(take(document, "arrived_wrong", progress.wrong));
  RUNSEAL_CHECK(take(document, "changed_at_source", progress.changed));
  RUNSEAL_CHECK(take(document, "evidence", run.evidence));
  return run;
}

Result<RunCheck> check_from(const Json& document) {
  RunCheck check;
  RUNSEAL_CHECK(take(document, "refused", check.refused));
  RUNSEAL_CHECK(take(document, "next", check.next));
  if (check.refused.empty()) RUNSEAL_CHECK(take(document, "seal", check.seal));
  RUNSEAL_CHECK(take(document, "verification", check.verification));
  RUNSEAL_CHECK(take(document, "notes", check.notes));
  return check;
}

}  // namespace runseal::service
