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
  std::size_t held_against = 0;
  RUNSEAL_TRY(const auto found, check_evidence(run.directory(), &held_against));
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
              {"known_checkpoints", held_against},
              {"problems", problems},
              {"problems_in_all", found.problems.size()}};
}

}  // namespace

Result<evidence::Verification> check_evidence(Directory& directory, std::size_t* held_against) {
  // first what the records remember: the log can only have grown since
  RUNSEAL_TRY(const auto known, directory.read<Known>(known_to));
  if (held_against != nullptr) *held_against = known.checkpoints.size();
  return evidence::verify(base::real_files(), directory.folder() / "evidence", known.verifier, known.checkpoints);
}

JobKind check_evidence_job() {
  const auto title = [](const Json& request) -> Result<std::string> {
    RUNSEAL_CHECK(has_only(request, {}));
    return std::string("Check the evidence");
  };
  return {"check-evidence", run, title, true};
}

}  // namespace runseal::service
