#include "service/evidence_check.h"

#include "service/job_request.h"
#include "store/outbox.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_problems = 1000;  // in a job's result

struct Known {
  evidence::Verifier verifier;
  std::vector<evidence::Checkpoint> checkpoints;
};

Result<Known> known_to(Workspace& workspace) {
  Known known{workspace.verifier(), {}};
  RUNSEAL_TRY(const auto notes, store::remembered_checkpoints(workspace.database()));
  for (const auto& note : notes) {
    RUNSEAL_TRY(auto checkpoint, evidence::parse_checkpoint(note, known.verifier));
    known.checkpoints.push_back(std::move(checkpoint));
  }
  return known;
}

Result<Json> run(JobRun& run) {
  run.progress(0, 0, "entries", "reading the log");
  RUNSEAL_TRY(const auto checked, check_evidence(run.directory()));
  const auto& found = checked.found;
  run.progress(found.entries, found.entries, "entries");
  Json problems = Json::array();
  for (const auto& problem : found.problems) {
    if (problems.size() == most_problems) break;
    problems.push_back({{"what", problem.what}, {"where", problem.where}});
  }
  return Json{{"holds", found.holds()},
              {"entries", found.entries},
              {"origin", found.checkpoint.origin},
              {"size", found.checkpoint.size},
              {"root", base::to_base64(found.checkpoint.root)},
              {"known_checkpoints", checked.known_checkpoints},
              {"problems", problems},
              {"problems_in_all", found.problems.size()}};
}

}  // namespace

Result<CheckedEvidence> check_evidence(Directory& directory) {
  // first what the records remember: the log can only have grown since
  RUNSEAL_TRY(const auto known, directory.read<Known>(known_to));
  RUNSEAL_TRY(auto found,
              evidence::verify(base::real_files(), directory.folder() / "evidence", known.verifier, known.checkpoints));
  return CheckedEvidence{std::move(found), known.checkpoints.size()};
}

JobKind check_evidence_job() {
  const auto title = [](const Json& request) -> Result<std::string> {
    RUNSEAL_CHECK(has_only(request, {}));
    return std::string("Check the evidence");
  };
  return {"check-evidence", run, title, true};
}

}  // namespace runseal::service
