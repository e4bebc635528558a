// runseal audit DEVICE… | URL… | --all | --mounts | --from FILE…
#include <unistd.h>

#include <iostream>
#include <utility>

#include <fmt/format.h>

#include "app/audit_screen.h"
#include "app/cli/audit_explain.h"
#include "app/cli/audit_options.h"
#include "app/cli/audit_watch.h"
#include "app/context.h"
#include "app/records_audit.h"
#include "audit/all_probes.h"
#include "service/compared.h"
#include "service/reports/report.h"

namespace runseal::app {
namespace {

using model::Protection;

constexpr std::size_t most_policy_sent = 64U << 10U;

Result<std::optional<audit::Credentials>> credentials_for(service::Workspace& workspace, const AuditOptions& options) {
  if (options.credentials.empty()) return service::usual_credentials(workspace);
  RUNSEAL_TRY(auto credentials, audit::read_credentials(base::real_files(), options.credentials));
  return std::optional(std::move(credentials));
}

int verdict(const std::vector<service::Measured>& all) {
  bool unknown = false;
  for (const auto& one : all) {
    const auto& assessment = one.now.assessment;
    if (audit::borne(assessment)) continue;
    for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity}) {
      if (axis->grade == Protection::absent || axis->grade == Protection::optional) return wrong;
      if (axis->grade == Protection::unknown) unknown = true;
    }
  }
  return unknown ? could_not_check : holds;
}

int verdict_of_differences(const std::vector<service::Measured>& all) {
  const auto any = [&](auto&& is) { return std::ranges::any_of(all, is); };
  if (any([](const auto& one) { return one.difference.trend == model::Trend::worse; })) return wrong;
  return any([](const auto& one) { return !one.now.observation.complete; }) ? could_not_check : holds;
}

// One after another: all of them as one document take ten times the memory of the observations.
void print_all(const std::vector<service::Measured>& all) {
  const char* between = "[\n  ";
  for (const auto& one : all) {
    auto text = Context::printed(service::as_json(one));
    text.pop_back();
    std::cout << between;
    for (const char c : text) std::cout << (c == '\n' ? "\n  " : std::string_view(&c, 1));
    between = ",\n  ";
  }
  std::cout << (all.empty() ? "[]\n" : "\n]\n");
}

using Progress = std::function<void(std::size_t done, std::size_t total)>;

// Says how many are measured, before and, on a terminal, while they are asked.
Progress progress(const Context& context, bool quiet) {
  if (quiet) return {};
  return [&context, begun = false](std::size_t done, std::size_t total) mutable {
    if (!std::exchange(begun, true))
      context.screen.paragraph(context.screen.dim(
          fmt::format("Measuring {} connection{}: asks, and writes nothing (--explain says what is sent).", total,
                      total == 1 ? "" : "s")));
    if (done == 0 || total < 2 || ::isatty(STDERR_FILENO) != 1) return;
    const auto filled = std::min<std::size_t>(done * 30 / total, 30);
    std::cerr << fmt::format("\r  [{}{}] {} of {} measured", std::string(filled, '#'), std::string(30 - filled, '.'),
                             done, total)
              << (done == total ? "\r\x1b[K" : "") << std::flush;
  };
}

void say_summary(const Context& context, const std::vector<service::Measured>& all) {
  const auto secure = std::ranges::count_if(all, [](const auto& one) { return one.now.assessment.secure(); });
  const auto borne = std::ranges::count_if(all, [](const auto& one) { return audit::borne(one.now.assessment); });
  if (all.size() > 1) show_summary(context.screen, all);
  context.screen.line();
  auto words = fmt::format("{} of {} connections protected on all three axes", secure, all.size());
  if (borne > 0) words += fmt::format(", {} accepted as {} by the policy", borne, borne == 1 ? "it is" : "they are");
  context.screen.line(static_cast<std::size_t>(secure + borne) == all.size() ? context.screen.good(words)
                                                                             : context.screen.bad(words));
}

Result<> write_report(const Context& context, const std::string& file, const std::string& text) {
  if (const auto written = base::write_durably(base::real_files(), file, base::as_bytes(text)); !written) {
    auto error = written.error();
    error.what = "measured and recorded, but the report was not written: " + error.what;
    return fail(std::move(error));
  }
  if (!context.json) context.screen.line("written: " + file);
  return {};
}

Result<> write_reports(const Context& context, const AuditOptions& options, const service::ReportHead& head,
                       const std::vector<service::Measured>& measured) {
  if (!options.html.empty()) RUNSEAL_CHECK(write_report(context, options.html, service::html_report(head, measured)));
  if (options.sarif.empty()) return {};
  const auto log = service::sarif_log(head, measured);
  if (options.sarif == "-")
    context.print(log);
  else
    RUNSEAL_CHECK(write_report(context, options.sarif, Context::printed(log)));
  return {};
}

std::optional<base::Path> policy_file(const AuditOptions& options) {
  return options.policy.empty() ? std::nullopt : std::optional<base::Path>(options.policy);
}

Result<std::vector<service::Measured>> ask(const Context& context, service::Workspace& workspace,
                                           const AuditOptions& options, const std::vector<std::string>& names,
                                           bool quiet) {
  RUNSEAL_TRY(const auto credentials, credentials_for(workspace, options));
  RUNSEAL_TRY(const auto targets, service::targets_named(workspace, names));
  RUNSEAL_TRY(const auto settings, service::probe_settings(workspace.config(), options.ca_file));
  auto limits = service::limits_of(workspace.config());
  if (options.time_limit > 0) limits.time_limit = std::chrono::seconds(options.time_limit);
  watch_for_interrupts();
  limits.stop = &interrupted();
  const auto tell = progress(context, quiet);
  if (tell) tell(0, targets.size());
  if (tell) limits.on_done = [&, done = std::size_t{0}](const auto&) mutable { tell(++done, targets.size()); };
  return service::measure(workspace, audit::all_probes(settings), targets, credentials, limits, policy_file(options));
}

std::vector<std::string> names_of_saved(const AuditOptions& options) {
  auto names = options.names;
  names.insert(names.end(), options.saved.connections.begin(), options.saved.connections.end());
  return names;
}

Result<std::vector<std::string>> names_now(const AuditOptions& options) {
  auto names = options.names;
  if (options.mounts) {
    RUNSEAL_TRY(const auto mounts, service::mounts_of_this_machine());
    names.insert(names.end(), mounts.begin(), mounts.end());
  }
  return names;
}

Result<int> watch_all(const Context& context, const AuditOptions& options) {
  RUNSEAL_TRY(const auto interval, watch_interval(options.watch));
  return watch(context, interval, [&](service::Workspace& workspace) -> Result<std::vector<service::Measured>> {
    RUNSEAL_TRY(const auto names, names_now(options));
    return ask(context, workspace, options, names, true);
  });
}

Result<records::Audited> audited_here(const Context& context, const AuditOptions& options, bool quiet) {
  RUNSEAL_TRY(const auto names, names_now(options));
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  const auto measure = [&]() -> Result<std::vector<service::Measured>> {
    if (options.saved.files.empty()) return ask(context, workspace, options, names, quiet);
    RUNSEAL_TRY(const auto outputs, read_saved(options.saved));
    return service::measure_saved(workspace, outputs, names_of_saved(options), policy_file(options));
  };
  RUNSEAL_TRY(auto measured, measure());
  return records::Audited{std::move(measured), service::report_head(workspace)};
}

Result<records::Audited> audited_there(const Context& context, const AuditOptions& options, bool quiet) {
  records::AuditRequest wanted{options.names, options.time_limit, {}};
  if (!options.policy.empty()) {
    RUNSEAL_TRY(const auto policy, base::real_files().read(options.policy, most_policy_sent));
    wanted.policy = base::as_text(policy);
  }
  if (options.saved.files.empty()) return records::audit(context, wanted, progress(context, quiet));
  wanted.names = names_of_saved(options);
  RUNSEAL_TRY(const auto outputs, read_saved(options.saved));
  return records::audit_saved(context, outputs, wanted);
}

Result<int> audit_all(const Context& context, const AuditOptions& options) {
  if (options.explain) return explain(context, options.names, options.all, !options.credentials.empty());
  RUNSEAL_CHECK(check_usage(context, options));
  if (!options.watch.empty()) return watch_all(context, options);
  const bool quiet = context.json || options.sarif == "-";
  RUNSEAL_TRY(const auto audited,
              context.remote() ? audited_there(context, options, quiet) : audited_here(context, options, quiet));
  const auto& measured = audited.measured;
  if (context.json) print_all(measured);
  if (!quiet && options.diff) show_differences(context.screen, measured);
  if (!quiet && !options.diff) {
    for (const auto& one : measured) show_measured(context.screen, one, options.brief);
    say_summary(context, measured);
  }
  RUNSEAL_CHECK(write_reports(context, options, audited.head, measured));
  return options.diff ? verdict_of_differences(measured) : verdict(measured);
}

}  // namespace

void add_audit_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<AuditOptions>();
  auto* command = add_remote_command(program, context, "audit",
                                     "measure connections: is what crosses the network protected, and what to change",
                                     [&context, options] { return audit_all(context, *options); });
  add_audit_options(*command, *options);
  command->footer(
      "Exit: 0 all protected (or accepted by the policy), 1 something is not, 3 something could not be measured.");
}

}  // namespace runseal::app
