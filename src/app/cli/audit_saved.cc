#include "app/cli/audit_saved.h"

#include <sys/stat.h>

#include "base/files.h"
#include "base/text.h"
#include "base/time.h"

namespace runseal::app {
namespace {

std::string kinds() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : base::EnumNames<audit::SavedKind>::table) names.emplace_back(name);
  return base::join(names, ", ");
}

// As the file's own time says, where nobody says it better.
Result<std::string> when_saved(const SavedOptions& options, const std::string& file) {
  if (!options.at.empty()) {
    RUNSEAL_TRY(const auto at, base::parse_instant(options.at));
    return base::format_instant(at);
  }
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return fail(base::system_error("cannot look at", file, errno));
  return base::format_instant(Instant{std::chrono::seconds(status.st_mtim.tv_sec)});
}

}  // namespace

void add_saved_options(CLI::App& command, SavedOptions& options) {
  command
      .add_option("--from", options.files,
                  "judge output saved on another machine (smb.conf, testparm -s, exports, Get-SmbServerConfiguration, "
                  "sshd -T, a mount table …); may be given several times")
      ->allow_extra_args(false);
  command.add_option("--from-kind", options.kind, "what it is, where its content does not tell: " + kinds());
  command.add_option("--connection", options.connections, "the connection that it is about, as an address")
      ->allow_extra_args(false);
  command.add_option("--saved-by", options.by, "who saved it");
  command.add_option("--saved-at", options.at, "when, such as 2024-05-08T09:30:00Z (default: the file's own time)");
}

Result<std::vector<audit::SavedOutput>> read_saved(const SavedOptions& options) {
  if (options.by.empty())
    return fail(ErrorCode::usage, "say who saved the output", {},
                "--saved-by \"NAME\"; it is kept with what was judged");
  std::optional<audit::SavedKind> kind;
  if (!options.kind.empty()) {
    kind = base::named<audit::SavedKind>(options.kind);
    if (!kind) return fail(ErrorCode::usage, "no kind of output is called \"" + options.kind + "\"", {}, kinds());
  }
  std::vector<audit::SavedOutput> outputs;
  for (const auto& file : options.files) {
    RUNSEAL_TRY(auto content, base::real_files().read(file, audit::max_saved));
    RUNSEAL_TRY(auto at, when_saved(options, file));
    outputs.push_back({base::Path(file).filename().string(), std::move(content), kind, options.by, std::move(at)});
  }
  return outputs;
}

}  // namespace runseal::app
