// runseal backup | restore
#include <fmt/format.h>

#include "app/context.h"
#include "app/progress.h"
#include "service/backup.h"

namespace runseal::app {
namespace {

Result<int> back_up(const Context& context, const std::string& file) {
  RUNSEAL_TRY(const bool there, base::real_files().exists(context.data_folder() / "keys" / "evidence.vkey"));
  if (!there) return fail(ErrorCode::not_found, "there is nothing to back up", context.data_folder().string());
  watch_for_interrupts();
  service::Directory directory(context.data_folder());
  service::BackupOptions options;
  options.stop = &interrupted();
  RUNSEAL_TRY(const auto made, service::back_up(directory, file, options));
  if (context.json) {
    context.print({{"file", made.file.string()},
                   {"files", made.files},
                   {"bytes", made.bytes},
                   {"evidence", made.evidence},
                   {"sha256", made.sha256}});
    return holds;
  }
  context.screen.line(fmt::format("{} {}: {} files, {}, evidence of {} entries; read again, durable",
                                  context.screen.good("backed up:"), made.file.string(), made.files,
                                  size_in_words(made.bytes), made.evidence));
  context.screen.table({{"sha256", made.sha256}});
  context.screen.line(context.screen.warn("It holds the keys of this site: keep it where nobody else can read it."));
  return holds;
}

Result<int> restore(const Context& context, const std::string& file, const std::string& into) {
  RUNSEAL_TRY(const auto restored, service::restore(file, into));
  if (context.json) {
    context.print({{"into", into},
                   {"files", restored.files},
                   {"evidence", restored.evidence},
                   {"made", restored.made},
                   {"key", restored.key}});
    return holds;
  }
  context.screen.line(fmt::format("{} {}: {} files as they were at {}; the evidence holds, {} entries",
                                  context.screen.good("restored:"), into, restored.files, restored.made,
                                  restored.evidence));
  context.screen.line("Use it with --data " + into +
                      ". What was recorded after the backup is not in it: do not go on\n"
                      "with both, or their evidence will tell two stories.");
  return holds;
}

}  // namespace

void add_backup_commands(CLI::App& program, Context& context) {
  {
    auto file = std::make_shared<std::string>();
    auto* command =
        add_command(program, context, "backup", "all of the data directory in one file, also while the service runs",
                    [&context, file] { return back_up(context, *file); });
    command->add_option("FILE", *file, "the archive to make (tar); it must not be there yet")->required();
    command->footer(
        "The file holds the site's keys. Its last member lists the SHA-256 of all others: tar -xf FILE and\n"
        "sha256sum -c SHA256SUMS check it without runseal.");
  }
  auto file = std::make_shared<std::string>();
  auto into = std::make_shared<std::string>();
  auto* command = add_command(program, context, "restore", "a backup into a new folder, checked down to the evidence",
                              [&context, file, into] { return restore(context, *file, *into); });
  command->add_option("FILE", *file, "what `runseal backup` made")->required();
  command->add_option("--into", *into, "the data directory to make; it must not be there, or be empty")->required();
}

}  // namespace runseal::app
