// Any bytes as each of the small XML files of a run: no crash, nothing over its bound, no text that cannot be shown,
// and what was read can be judged. The same bytes as a path and as a pattern.
#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"
#include "runs/completion.h"
#include "runs/run_status.h"

using namespace runseal;

namespace {

void must_be_shown(const std::string& text) {
  if (text.size() > 200 || base::printable(text) != text) std::abort();
}

void judge(const runs::RunInfo& info, runs::RunParameters parameters, const std::optional<runs::RunStatus>& status) {
  if (info.run_id.empty() || info.lanes > 16 || info.reads.size() > 16 || info.cycles() > 160'000) std::abort();
  for (const auto* text : {&info.run_id, &info.instrument, &info.flowcell, &info.date}) must_be_shown(*text);
  if (info.cycles() > 2'000) return;  // each of them would be named as missing: slow, and nothing new
  const auto run = runs::identify(info, std::move(parameters), {});
  runs::Watch watch(runs::rules_for(run));
  watch.look({{"RTAComplete.txt", 1, 0, 0}, {"CopyComplete.txt", 1, 0, 0}}, Instant{});
  const auto judged = runs::completion(watch, run, status);
  if (run.family.empty() && judged.state != runs::CompletionState::unknown) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView bytes{data, size};
  const auto info = runs::parse_run_info(bytes);
  const auto parameters = runs::parse_run_parameters(bytes);
  const auto status = runs::parse_run_status(bytes);
  if (parameters)
    for (const auto* text : {&parameters->application, &parameters->version, &parameters->instrument_type,
                             &parameters->run_id, &parameters->instrument, &parameters->analysis_version})
      must_be_shown(*text);
  if (status) must_be_shown(status->word);
  if (info) judge(*info, {"NovaSeq Control Software", "1.7", {}, {}, {}, {}}, {});
  if (parameters) {
    runs::RunInfo promised;
    promised.run_id = "run";
    promised.instrument = parameters->instrument;
    promised.reads = {{3, false}};
    promised.lanes = promised.surfaces = promised.swaths = promised.tiles = 2;
    judge(promised, *parameters, runs::RunStatus{"?", {}, {}});
  }
  const auto text = base::as_text(bytes);
  for (const auto& rules : runs::all_rules()) (void)runs::class_of(&rules, text);
  if (const auto glob = runs::Glob::parse(text.substr(0, text.find('\n')))) (void)glob->matches(text);
  return 0;
}
