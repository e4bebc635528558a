#include "evidence/prover.h"

namespace runseal::evidence {

Result<Checkpoint> read_checkpoint(base::Files& files, const base::Path& folder, const Verifier& verifier) {
  RUNSEAL_TRY(const auto note, read_note(files, folder));
  auto checkpoint = parse_checkpoint(base::as_text(note), verifier);
  if (!checkpoint && checkpoint.error().where.empty()) checkpoint.error().where = (folder / checkpoint_name).string();
  return checkpoint;
}

Result<Json> read_entry(base::Files& files, const base::Path& folder, const Checkpoint& checkpoint,
                        std::uint64_t index) {
  RUNSEAL_TRY(const auto proven, Prover(files, folder, checkpoint).prove(index));
  auto json = base::parse_json(base::as_text(proven.entry), max_entry);
  if (!json) return fail(ErrorCode::corrupt, json.error().what, "entry " + std::to_string(index));
  return json;
}

}  // namespace runseal::evidence
