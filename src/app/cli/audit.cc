// runseal audit DEVICE… | URL… | --all | --mounts | --from FILE…
#include <unistd.h>

#include <iostream>

#include <fmt/format.h>

#include "app/audit_screen.h"
#include "app/cli/audit_explain.h"
#include "app/cli/audit_saved.h"
#include "app/cli/audit_watch.h"
#include "app/context.h"
#include "audit/all_probes.h"
#include "service/measure.h"
#include "service/reports/report.h"

namespace runseal::app {
namespace {

using model::Protection;

struct AuditOptions {
  std::vector<std::string> names;
  bool all = false;
  bool mounts = false;
  bool explain = false;
  bool brief = false;
  bool diff = false;
  std::string credentials;
  std::string ca_file;
  std::string policy;
  std::string sarif;
  std::string html;
  std::string watch;
  int time_limit = 0;
  SavedOptions saved;
};

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

Json document_of(const service::Measured& one) {
  Json document{{"devices", one.now.devices},
                {"observation", one.now.observation},
                {"assessment", one.now.assessment},
                {"secure", one.now.assessment.secure()},
                {"borne", audit::borne(one.now.assessment)},
                {"policy", one.policy.empty() ? Json() : Json(one.policy)},
                {"difference", one.difference},
                {"evidence", one.evidence},
                {"worse_evidence", one.worse_evidence}};
  if (one.before) document["before"] = *one.before;
  return document;
}

// One after another: all of them as one document take ten times the memory of the observations.
void print_all(const std::vector<service::Measured>& all) {
  const char* between = "[\n  ";
  for (const auto& one : all) {
    auto text = Context::printed(document_of(one));
    text.pop_back();
    std::cout << between;
    for (const char c : text) std::cout << (c == '\n' ? "\n  " : std::string_view(&c, 1));
    between = ",\n  ";
  }
  std::cout << (all.empty() ? "[]\n" : "\n]\n");
}

// "12 of 64 measured", on a terminal, while more than one is asked
std::function<void(const model::Observation&)> progress(bool quiet, std::size_t total) {
  if (quiet || total < 2 || ::isatty(STDERR_FILENO) != 1) return {};
  auto done = std::make_shared<std::size_t>(0);
  return [done, total](const model::Observation&) {
    ++*done;
    const auto filled = *done * 30 / total;
    std::cerr << fmt::format("\r  [{}{}] {} of {} measured", std::string(filled, '#'), std::string(30 - filled, '.'),
                             *done, total)
              << (*done == total ? "\r\x1b[K" : "") << std::flush;
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

Result<> check_usage(const Context& context, const AuditOptions& options) {
  const bool saved = !options.saved.files.empty();
  if (saved && (options.all || options.mounts))
    return fail(ErrorCode::usage, "--from tells about named connections: leave out --all and --mounts");
  if (options.names.empty() && !options.all && !options.mounts && !saved)
    return fail(ErrorCode::usage, "say what to measure", {},
                "a device, an address such as smb://nas01/runs, --all, or --mounts");
  if (options.all && (!options.names.empty() || options.mounts))
    return fail(ErrorCode::usage, "--all measures every connection; leave out the names and --mounts");
  if (!options.watch.empty() && (saved || options.diff || !options.sarif.empty() || !options.html.empty()))
    return fail(ErrorCode::usage, "--watch says what became worse, a line each: leave out --from, --diff and reports");
  if (options.sarif == "-" && context.json)
    return fail(ErrorCode::usage, "--json and --sarif - both write to standard output", {}, "name a file for one");
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
  limits.on_done = progress(quiet, targets.size());
  if (!quiet)
    context.screen.paragraph(context.screen.dim(
        fmt::format("Measuring {} connection{}: asks, and writes nothing (--explain says what is sent).",
                    targets.size(), targets.size() == 1 ? "" : "s")));
  return service::measure(workspace, audit::all_probes(settings), targets, credentials, limits, policy_file(options));
}

Result<std::vector<service::Measured>> judge_saved_output(service::Workspace& workspace, const AuditOptions& options) {
  RUNSEAL_TRY(const auto outputs, read_saved(options.saved));
  auto names = options.names;
  names.insert(names.end(), options.saved.connections.begin(), options.saved.connections.end());
  return service::measure_saved(workspace, outputs, names, policy_file(options));
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

Result<int> audit_all(const Context& context, const AuditOptions& options) {
  if (options.explain) return explain(context, options.names, options.all, !options.credentials.empty());
  RUNSEAL_CHECK(check_usage(context, options));
  if (!options.watch.empty()) return watch_all(context, options);
  const bool quiet = context.json || options.sarif == "-";
  RUNSEAL_TRY(const auto names, names_now(options));
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto measured, !options.saved.files.empty() ? judge_saved_output(workspace, options)
                                                                : ask(context, workspace, options, names, quiet));
  if (context.json) print_all(measured);
  if (!quiet && options.diff) show_differences(context.screen, measured);
  if (!quiet && !options.diff) {
    for (const auto& one : measured) show_measured(context.screen, one, options.brief);
    say_summary(context, measured);
  }
  RUNSEAL_CHECK(write_reports(context, options, service::report_head(workspace), measured));
  return options.diff ? verdict_of_differences(measured) : verdict(measured);
}

}  // namespace

void add_audit_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<AuditOptions>();
  auto* command = add_command(program, context, "audit",
                              "measure connections: is what crosses the network protected, and what to change",
                              [&context, options] { return audit_all(context, *options); });
  command->add_option("TARGET", options->names,
                      "devices of the inventory, or addresses such as smb://nas01/runs or mount:///mnt/runs");
  command->add_flag("--all", options->all, "every connection of every device");
  command->add_flag("--mounts", options->mounts, "every share that is mounted on this machine, or declared to be");
  command->add_option(
      "--credentials", options->credentials,
      "file (mode 0600) with username = …, password = …, domain = …; else keys/audit.login in the data directory, "
      "else RUNSEAL_SMB_USER and RUNSEAL_SMB_PASSWORD");
  command
      ->add_option("--time-limit", options->time_limit,
                   "seconds for one connection (default: audit.time_limit_seconds)")
      ->check(CLI::Range(1, 600));
  command->add_option("--ca", options->ca_file,
                      "file (PEM) with the site's own authorities, for certificates (default: audit.ca_file)");
  command->add_option("--policy", options->policy, "policy file (default: policy.toml in the data directory)");
  command->add_flag("--diff", options->diff, "say what is different from the last time; exit 1 if anything is worse");
  command
      ->add_option("--watch", options->watch,
                   "measure again each time this has passed (30m, 24h, 7d), and say what became worse")
      ->type_name("TIME");
  command->add_option("--sarif", options->sarif, "also write the findings as SARIF 2.1.0 to this file (-: only that)");
  command->add_option("--html", options->html, "also write a report to read and print to this file");
  add_saved_options(*command, options->saved);
  command->add_flag("--brief", options->brief, "grades and finding ids only");
  command->add_flag("--explain", options->explain, "say what would be sent to them, and send nothing");
  command->footer(
      "Exit: 0 all protected (or accepted by the policy), 1 something is not, 3 something could not be measured.");
}

}  // namespace runseal::app
