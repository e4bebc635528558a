// runseal seal
#include <fmt/format.h>

#include "app/context.h"
#include "app/progress.h"
#include "app/records_jobs.h"
#include "base/text.h"
#include "service/run_json.h"

namespace runseal::app {
namespace {

struct SealCommand {
  service::SealRequest request;
  std::string hashed_at = "storage";
  unsigned threads = 0;
};

void show_earlier(const Screen& screen, const service::Sealed& sealed) {
  if (sealed.first || !sealed.compared) return;
  if (sealed.differs == 0) {
    screen.line(screen.dim("Every file is as the seal before had it."));
    return;
  }
  screen.line(screen.warn(fmt::format("{} file{} not as the seal before had {}:", sealed.differs,
                                      sealed.differs == 1 ? " is" : "s are", sealed.differs == 1 ? "it" : "them")));
  for (const auto& path : sealed.differing) screen.line("  " + path);
  if (sealed.differs > sealed.differing.size()) screen.line("  …");
}

void show(const Screen& screen, const service::Sealed& sealed) {
  const auto& seal = sealed.seal;
  screen.line(fmt::format("{} {}: {} file{}, {}", screen.good("sealed:"), seal.run, seal.files,
                          seal.files == 1 ? "" : "s", size_in_words(seal.bytes)));
  std::vector<std::vector<std::string>> rows{
      {"seal", sealed.sha256},
      {"hashed at", fmt::format("{}, by {}", base::name_of(seal.hashed_at), base::printable(seal.host, 100))},
      {"rules", seal.rules.empty() ? "none fit; every file is judged strictly" : seal.rules},
      {"complete", seal.complete.empty() ? "not known to be" : base::printable(seal.complete, 100)},
      {"kept", base::printable(sealed.second.string(), 300)},
      {"signer", seal.signer},
      {"evidence", std::to_string(sealed.evidence)}};
  if (!sealed.folder.empty())
    rows.insert(rows.begin() + 4, {"in the run", base::printable(sealed.folder.string(), 300)});
  if (seal.reused > 0)
    rows.push_back(
        {"not read", fmt::format("{} files: their hashes were taken over from the seal before", seal.reused)});
  screen.table(rows);
  show_earlier(screen, sealed);
  for (const auto& warning : sealed.warnings) screen.line(screen.warn("warning: ") + base::printable(warning, 500));
}

Result<service::Sealed> seal_here(const Context& context, const SealCommand& command,
                                  const service::SealRequest& request, Progress& progress) {
  transfer::TakeOptions options;
  options.hash.threads = command.threads;
  options.hash.stop = &interrupted();
  options.hash.progress = &progress.bytes;
  options.files_done = &progress.files;
  options.on_scanned = [&](std::uint64_t files, std::uint64_t bytes) { progress.start(files, bytes); };
  return service::seal_run([&] { return context.open(service::Access::write); }, request, options);
}

Result<int> seal(const Context& context, const SealCommand& command) {
  auto request = command.request;
  request.hashed_at = base::named<model::HashedAt>(command.hashed_at).value_or(model::HashedAt::storage);
  if (context.remote() && (!request.seal_store.empty() || command.threads > 0))
    return fail(ErrorCode::usage, "a service keeps its second copies in its own place, with its own threads",
                context.server.url, "leave out --seal-store and --threads");
  watch_for_interrupts();
  Progress progress("sealing", bar_on_a_terminal());
  const auto sealed =
      context.remote() ? records::seal(context, request, progress) : seal_here(context, command, request, progress);
  progress.finish();
  if (!sealed) return fail(sealed.error());
  if (context.json)
    context.print(service::as_json(*sealed));
  else
    show(context.screen, *sealed);
  return holds;
}

}  // namespace

void add_seal_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<SealCommand>();
  auto& request = options->request;
  auto* command = add_remote_command(program, context, "seal", "hash every file of a run and sign the list of them",
                                     [&context, options] { return seal(context, *options); });
  command->add_option("RUN_DIR", request.run, "the run's folder")->required();
  command
      ->add_option("--hashed-at", options->hashed_at,
                   "where the bytes are read: source (the machine that wrote them), gateway, storage (default)")
      ->check(CLI::IsMember({"source", "gateway", "storage"}));
  command->add_option("--seal-store", request.seal_store, "second place (default: seals/ of the data directory)");
  command->add_flag("--seal-store-only", request.seal_store_only, "write nothing to the run");
  command->add_flag("--trust-stat", request.trust_stat,
                    "take over hashes of files with the same size, times and inode; the seal says of how many");
  command->add_option("--rules", request.rules,
                      "rules that say which files may still change (default: those that fit)");
  command->add_option("--complete", request.complete, "who says that the run is complete: operator")
      ->check(CLI::IsMember({"operator"}));
  command->add_flag("--incomplete", request.incomplete, "also a run that is known not to be complete");
  command->add_option("--threads", options->threads, "default: one a core")->check(CLI::Range(1, 256));
  command->footer(
      "Exit: 0 sealed, 3 it could not be (a file moved or cannot be read, the run is not complete).\n"
      "What a seal proves, and how to check it with sha256sum and ssh-keygen: docs/formats/seal.md");
}

}  // namespace runseal::app
