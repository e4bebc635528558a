// runseal verify
#include <algorithm>

#include <fmt/format.h>

#include "app/context.h"
#include "app/progress.h"
#include "app/records_jobs.h"
#include "base/one_line.h"
#include "base/text.h"
#include "service/run_json.h"

namespace runseal::app {
namespace {

using model::FileState;

constexpr std::size_t max_signers_file = 4U << 20U;
constexpr std::size_t most_shown = 200;  // verdicts on a terminal; --json has all

struct VerifyCommand {
  service::VerifyRequest request;
  std::string signers;
  unsigned threads = 0;
};

struct Outcome {
  service::RunCheck check;
  std::optional<std::uint64_t> evidence;
  std::string not_recorded;  // why
};

int exit_of(const service::RunCheck& check) {
  if (check.wrong()) return wrong;
  return check.verification.complete() ? holds : could_not_check;
}

std::string in_colour(const Screen& screen, FileState state) {
  const std::string name(base::name_of(state));
  if (state == FileState::late || state == FileState::unreadable) return screen.warn(name);
  return screen.bad(name);
}

void show_verdicts(const Screen& screen, const std::vector<model::FileVerdict>& verdicts) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& verdict : verdicts) {
    if (rows.size() == most_shown) break;
    rows.push_back({in_colour(screen, verdict.state), verdict.path, screen.dim(base::printable(verdict.detail, 500))});
  }
  screen.table(rows);
  if (verdicts.size() > most_shown)
    screen.line(fmt::format("  … and {} more (--json lists all)", verdicts.size() - most_shown));
}

void show_summary(const Screen& screen, const service::RunCheck& check) {
  const auto& found = check.verification;
  const auto counts = fmt::format("{} of {} {}files intact, {} read", found.intact, found.files,
                                  found.partial ? "chosen " : "", size_in_words(found.bytes));
  if (check.wrong())
    screen.line(fmt::format("{} {}. {}", screen.bad("WRONG:"), check.summary(), counts));
  else if (!found.complete())
    screen.line(fmt::format("{} {}. {}", screen.warn("not all could be checked:"), check.summary(), counts));
  else
    screen.line(fmt::format("{} {}", screen.good("ok:"), counts));
  if (found.retimed > 0)
    screen.line(screen.dim(fmt::format(
        "{} of them have another modification time than sealed; their bytes are the same.", found.retimed)));
}

void show(const Screen& screen, const Outcome& outcome) {
  const auto& check = outcome.check;
  if (!check.refused.empty()) {
    screen.line(screen.bad("WRONG: ") + base::printable(check.refused, 1000) + ". Nothing was checked against it.");
    if (!check.next.empty()) screen.line("  next: " + base::printable(check.next, 1000));
  } else {
    const auto& seal = check.seal;
    screen.line(fmt::format("{}: sealed {} by {} on {}", base::printable(seal.run, 300), seal.hashed_to,
                            check.verification.signer, base::printable(seal.host, 100)));
    show_verdicts(screen, check.verification.verdicts);
    show_summary(screen, check);
  }
  for (const auto& note : check.notes) screen.line(screen.dim("note: " + base::printable(note, 500)));
  if (outcome.evidence) screen.line(screen.dim(fmt::format("evidence {}", *outcome.evidence)));
  if (!outcome.not_recorded.empty()) screen.line(screen.warn("not recorded: ") + outcome.not_recorded);
}

Result<std::vector<service::KnownSigner>> signers_in(const std::string& file) {
  RUNSEAL_TRY(const auto content, base::real_files().read(file, max_signers_file));
  return service::parse_allowed_signers(base::as_text(content), file, base::system_clock().now());
}

// Nothing: there is no data directory, and the signers were named.
Result<std::optional<service::RunKnowledge>> knowledge(const Context& context, bool signers_named) {
  auto workspace = context.open(service::Access::read);
  if (!workspace && workspace.error().code == ErrorCode::not_found && signers_named) return std::nullopt;
  if (!workspace && workspace.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, "it cannot be checked: no signers are known", context.data_folder().string(),
                "name a file of keys that you trust: --signers FILE (OpenSSH allowed_signers)");
  if (!workspace) return fail(workspace.error());
  return service::run_knowledge(*workspace);
}

void record(const Context& context, const base::Path& run, Outcome& outcome) {
  auto workspace = context.open(service::Access::write);
  Result<std::uint64_t> entry = fail(ErrorCode::internal, "");
  if (workspace)
    entry = service::record_verification(*workspace, run, outcome.check);
  else
    entry = fail(workspace.error());
  if (entry)
    outcome.evidence = *entry;
  else
    outcome.not_recorded = base::one_line(entry.error());
}

Result<Outcome> verify_here(const Context& context, const VerifyCommand& command, Progress& progress) {
  auto request = command.request;
  if (!command.signers.empty()) {
    RUNSEAL_TRY(request.signers, signers_in(command.signers));
  }
  RUNSEAL_TRY(const auto known, knowledge(context, request.signers.has_value()));
  service::VerifyOptions options;
  options.hash.threads = command.threads;
  options.hash.stop = &interrupted();
  options.hash.progress = &progress.bytes;
  options.files_done = &progress.files;
  options.on_begin = [&](std::uint64_t files, std::uint64_t bytes) { progress.start(files, bytes); };
  auto check = service::verify_run(known.value_or(service::RunKnowledge{}), request, options);
  progress.finish();
  if (!check) return fail(check.error());
  Outcome outcome{std::move(*check), std::nullopt, ""};
  if (known)
    record(context, request.run, outcome);
  else
    outcome.not_recorded =
        "there is no data directory; an earlier seal in the place of a later one would not be noticed";
  return outcome;
}

Result<Outcome> verify_there(const Context& context, const VerifyCommand& command, Progress& progress) {
  if (!command.request.seal.empty() || !command.signers.empty() || command.threads > 0)
    return fail(ErrorCode::usage, "a service holds a run against its own seal, by the signers that it knows",
                context.server.url, "leave out --seal, --signers and --threads");
  RUNSEAL_TRY(auto checked, records::verify(context, command.request, progress));
  progress.finish();
  return Outcome{std::move(checked.check), checked.evidence, ""};
}

Result<int> verify(const Context& context, const VerifyCommand& command) {
  watch_for_interrupts();
  Progress progress("verifying", bar_on_a_terminal());
  RUNSEAL_TRY(const auto outcome,
              context.remote() ? verify_there(context, command, progress) : verify_here(context, command, progress));
  if (context.json)
    context.print(service::as_json(outcome.check, outcome.evidence, outcome.not_recorded));
  else
    show(context.screen, outcome);
  return exit_of(outcome.check);
}

}  // namespace

void add_verify_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<VerifyCommand>();
  auto* command = add_remote_command(program, context, "verify", "read a run again: is every byte as it was sealed?",
                                     [&context, options] { return verify(context, *options); });
  command->add_option("RUN_DIR", options->request.run, "the run's folder")->required();
  command->add_option("--seal", options->request.seal, "another place of its seal: a folder, or seal.json in it");
  command->add_option("--signers", options->signers,
                      "whose seals count: a file as ssh-keygen's allowed_signers (default: this node and its pairs)");
  command->add_option("--only", options->request.only, "these files or folders of the run only");
  command->add_option("--threads", options->threads, "default: one a core")->check(CLI::Range(1, 256));
  command->footer(
      "Exit: 0 intact, 1 something is wrong (also: the seal is not one, or not signed by a known signer),\n"
      "3 it could not be checked (no seal, no known signers, a file that cannot be read).");
}

}  // namespace runseal::app
