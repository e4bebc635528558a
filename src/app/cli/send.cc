// runseal send
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "app/all_sinks.h"
#include "app/context.h"
#include "app/progress.h"
#include "app/records_jobs.h"
#include "app/transfer_progress.h"
#include "base/text.h"
#include "service/run_json.h"

namespace runseal::app {
namespace {

struct SendCommand {
  service::SendRequest request;
  std::string hashed_at = "gateway";
  std::string limit;
  int quiet = -1;
  int retry_minutes = 5;
};

Result<std::uint64_t> bytes_a_second(const std::string& text) {
  if (text.empty()) return 0;
  return size_from_words(text);
}

void show(const Screen& screen, const service::SentRun& run, const transfer::Progress& progress, double seconds) {
  const auto& seal = run.seal;
  if (run.sent.was_there) {
    screen.line(fmt::format("{} {}: the same run stands there already, under its own seal, and was read again there",
                            screen.good("ok:"), seal.run));
  } else {
    screen.line(fmt::format(
        "{} {}: {} files, {} in {:.1f} s ({}/s), {}", screen.good("sent:"), seal.run, seal.files,
        size_in_words(seal.bytes), seconds,
        size_in_words(static_cast<std::uint64_t>(static_cast<double>(seal.bytes) / std::max(seconds, 0.001))),
        run.sent.receipt.receiver.empty() ? "verified by reading it back" : "verified, durable, countersigned"));
  }
  std::vector<std::vector<std::string>> rows{{"to", base::printable(run.to, 200)},
                                             {"seal", run.sha256.empty() ? "the one that stands there" : run.sha256}};
  if (run.seal_is_told) {
    rows.push_back(
        {"hashed at", fmt::format("{}, by {}", base::name_of(seal.hashed_at), base::printable(seal.host, 100))});
    rows.push_back(
        {"complete", seal.complete.empty() ? screen.warn("not known to be") : base::printable(seal.complete, 100)});
  }
  rows.push_back({"read back", run.sent.was_there || run.sent.receipt.read_back
                                   ? "yes, from the destination"
                                   : "no: verified as it arrived, then made durable"});
  rows.push_back({"evidence", std::to_string(run.evidence)});
  if (progress.connects > 1)
    rows.push_back({"interrupted", fmt::format("{} times; {} sent a second time", progress.connects - 1,
                                               size_in_words(progress.bytes_resent))});
  if (progress.wrong > 0)
    rows.push_back({"arrived wrong", screen.bad(fmt::format("{} files, asked for again", progress.wrong.load()))});
  if (progress.changed > 0)
    rows.push_back({"changed", screen.warn(fmt::format("{} times a file changed at the source while it was sent",
                                                       progress.changed.load()))});
  screen.table(rows);
}

Result<> check_of_service(const Context& context, const service::SendRequest& request) {
  for (const auto& [name, value] : request.settings)
    if (!value.empty())
      return fail(ErrorCode::usage, "a service knows itself how it reaches a place: --" + name + " is not sent",
                  context.server.url, "its administrator writes it into sinks.toml of its data directory");
  return {};
}

Result<int> send(const Context& context, const SendCommand& command) {
  auto request = command.request;
  request.hashed_at = base::named<model::HashedAt>(command.hashed_at).value_or(model::HashedAt::gateway);
  RUNSEAL_TRY(request.options.limit, bytes_a_second(command.limit));
  if (command.quiet >= 0) request.quiet = std::chrono::seconds(command.quiet);
  request.options.retry_for = std::chrono::minutes(command.retry_minutes);
  if (context.remote()) RUNSEAL_CHECK(check_of_service(context, request));
  watch_for_interrupts();
  request.options.stop = &interrupted();
  transfer::Progress numbers;
  TransferProgress shown("sending", numbers, context.json ? ProgressStyle::json_lines : bar_on_a_terminal());
  request.say = [&](const std::string& line, bool bad) {
    if (!context.json) shown.say((bad ? context.screen.warn("note: ") : std::string()) + base::printable(line, 600));
  };
  const auto began = std::chrono::steady_clock::now();
  const auto run = context.remote()
                       ? records::send(context, request, numbers)
                       : service::send_run([&] { return context.open(service::Access::write); }, request, numbers);
  shown.finish();
  if (!run) return fail(run.error());
  if (context.json)
    context.print(service::as_json(*run, numbers));
  else
    show(context.screen, *run, numbers,
         std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return holds;
}

}  // namespace

void add_send_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<SendCommand>();
  auto& request = options->request;
  auto* command = add_remote_command(program, context, "send", "bring a run to storage, verified, durable and sealed",
                                     [&context, options] { return send(context, *options); });
  command->add_option("RUN_DIR", request.run, "the run's folder")->required();
  request.sinks = all_sinks();
  std::string places =
      "runseal://host[:port]/[folder/][name] (a paired receiver; without a name the run keeps its own), file:///folder";
  for (const auto& kind : request.sinks) places += "; " + kind.description->help;
  command->add_option("SINK", request.sink, places)->required();
  command
      ->add_option("--hashed-at", options->hashed_at,
                   "what this machine is: source (it wrote the run), gateway (default), storage")
      ->check(CLI::IsMember({"source", "gateway", "storage"}));
  command->add_option("--streams", request.options.streams, "connections at once (default: one a core)")
      ->check(CLI::Range(1, 8));
  command->add_option("--limit", options->limit, "at most so many bytes a second: 200M, 1.5G");
  command->add_option("--retry-minutes", options->retry_minutes, "how long to go on trying after a cut (default 5)")
      ->check(CLI::Range(0, 10'000));
  for (const auto& kind : request.sinks)
    for (const auto& option : kind.description->options)
      command->add_option("--" + option.name, request.settings[option.name],
                          "for " + kind.description->scheme + ": " + option.help);
  command->add_flag("--follow", request.follow,
                    "the run is still being written: send what is complete, end with the run");
  command->add_option("--complete-when", request.complete_when,
                      "with --follow: the file that shows that the run is complete");
  command
      ->add_option("--quiet", options->quiet,
                   "with --follow: seconds without a change (default: by the rules, else 120)")
      ->check(CLI::Range(0, 86'400));
  command->add_option("--rules", request.rules, "rules of the instrument (default: those that fit)");
  command->add_option("--complete", request.complete, "who says that the run is complete: operator")
      ->check(CLI::IsMember({"operator"}));
  command->add_flag("--incomplete", request.incomplete, "also a run that is known not to be complete");
  command->footer(
      "Interrupted, it goes on where it stopped when the same command is given again.\n"
      "Exit: 0 the run stands there, verified; 1 something is wrong with it; 3 it could not be sent.");
}

}  // namespace runseal::app
