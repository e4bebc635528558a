// runseal audit DEVICE… | URL… | --all | --mounts | --from FILE…
#include <unistd.h>

#include <iostream>
#include <set>

#include <fmt/format.h>

#include "app/cli/audit_saved.h"
#include "app/context.h"
#include "audit/all_probes.h"
#include "base/text.h"
#include "service/measure.h"

namespace runseal::app {
namespace {

using model::Assessment;
using model::Protection;

struct AuditOptions {
  std::vector<std::string> names;
  bool all = false;
  bool mounts = false;
  bool explain = false;
  bool brief = false;
  std::string credentials;
  std::string ca_file;
  int time_limit = 0;
  SavedOptions saved;
};

Result<std::optional<audit::Credentials>> credentials_for(const AuditOptions& options) {
  if (options.credentials.empty()) return audit::credentials_from_environment();
  RUNSEAL_TRY(auto credentials, audit::read_credentials(base::real_files(), options.credentials));
  return std::optional(std::move(credentials));
}

Result<audit::ProbeSettings> settings_for(const AuditOptions& options, const base::Config& config) {
  const auto& file = options.ca_file.empty() ? config.audit_ca_file : options.ca_file;
  audit::ProbeSettings settings;
  if (!file.empty()) {
    RUNSEAL_TRY(settings.trust, base::Trust::system_and(file));
  }
  return settings;
}

void explain(const Context& context) {
  Json documents = Json::array();
  for (const auto& probe : audit::all_probes()) {
    const auto info = probe->describe();
    documents.push_back({{"name", info.name}, {"schemes", info.schemes}, {"port", info.port}, {"sends", info.sends}});
    if (context.json) continue;
    context.screen.heading(fmt::format("{} (port {})", info.name, info.port));
    context.screen.paragraph(info.sends, 2);
  }
  if (context.json) context.print(documents);
}

std::string severity_in_colour(const Screen& screen, model::Severity severity) {
  const std::string name(base::name_of(severity));
  if (severity >= model::Severity::high) return screen.bad(name);
  return severity == model::Severity::medium ? screen.warn(name) : screen.dim(name);
}

void show_axis(const Screen& screen, std::vector<std::vector<std::string>>& rows, const std::string& name,
               const model::Axis& now, const model::Axis* before) {
  std::string grade = screen.grade(now.grade);
  if (before && before->grade != now.grade) grade = screen.grade(before->grade) + " → " + grade;
  rows.push_back({name, grade, now.reason});
}

void show_finding(const Screen& screen, const model::Finding& finding) {
  screen.line(fmt::format("  {} {} ({})", severity_in_colour(screen, finding.severity), screen.bold(finding.title),
                          finding.id));
  screen.paragraph(finding.explanation, 4);
  std::vector<std::string> harms;
  for (const auto harm : finding.harms) harms.emplace_back(base::name_of(harm));
  std::vector<std::string> clauses;
  for (const auto& clause : finding.clauses)
    clauses.push_back(clause.id.empty() ? clause.standard : clause.standard + " " + clause.id);
  if (!harms.empty()) screen.paragraph("harms: " + base::join(harms, ", "), 4);
  if (!clauses.empty()) screen.paragraph("clauses: " + base::join(clauses, "; "), 4);
}

void show_remedies(const Screen& screen, const Assessment& assessment) {
  std::set<std::string> shown;
  for (const auto& finding : assessment.findings) {
    for (const auto& remedy : finding.remedies) {
      if (!shown.insert(remedy.target + remedy.text).second) continue;
      screen.line();
      screen.line(fmt::format("  {} ({})", screen.bold("Remedy: " + remedy.target), remedy.language));
      if (remedy.language == "text")
        screen.paragraph(remedy.text, 6);
      else
        screen.verbatim(remedy.text, 6);
      if (!remedy.undo.empty()) screen.paragraph("undo: " + remedy.undo, 4);
      if (!remedy.may_break.empty()) screen.paragraph("may break: " + remedy.may_break, 4);
    }
  }
}

void show(const Context& context, const service::Measured& measured, bool brief) {
  const auto& screen = context.screen;
  const auto& assessment = measured.now.assessment;
  const auto* before = measured.before ? &*measured.before : nullptr;
  screen.heading(assessment.endpoint);
  if (!measured.now.devices.empty())
    screen.paragraph(screen.dim("used by " + base::join(measured.now.devices, ", ")), 2);
  std::vector<std::vector<std::string>> rows;
  show_axis(screen, rows, "integrity", assessment.integrity, before ? &before->integrity : nullptr);
  show_axis(screen, rows, "confidentiality", assessment.confidentiality, before ? &before->confidentiality : nullptr);
  show_axis(screen, rows, "peer authenticity", assessment.peer_authenticity,
            before ? &before->peer_authenticity : nullptr);
  screen.table(rows);
  if (before) screen.line(screen.dim("  before: " + before->at.substr(0, 16) + "Z"));
  for (const auto& finding : assessment.findings) {
    if (!brief) screen.line();
    if (brief)
      screen.line(fmt::format("  {} {}", severity_in_colour(screen, finding.severity), finding.id));
    else
      show_finding(screen, finding);
  }
  for (const auto& settle : assessment.would_settle) screen.paragraph("would settle it: " + settle, 2);
  if (!brief) show_remedies(screen, assessment);
}

int verdict(const std::vector<service::Measured>& all) {
  bool unknown = false;
  for (const auto& one : all) {
    const auto& assessment = one.now.assessment;
    for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity}) {
      if (axis->grade == Protection::absent || axis->grade == Protection::optional) return wrong;
      if (axis->grade == Protection::unknown) unknown = true;
    }
  }
  return unknown ? could_not_check : holds;
}

void print_all(const Context& context, const std::vector<service::Measured>& all) {
  Json documents = Json::array();
  for (const auto& one : all) {
    Json document{{"devices", one.now.devices},
                  {"observation", one.now.observation},
                  {"assessment", one.now.assessment},
                  {"secure", one.now.assessment.secure()},
                  {"evidence", one.evidence}};
    if (one.before) document["before"] = *one.before;
    documents.push_back(std::move(document));
  }
  context.print(documents);
}

// "12 of 64 measured", on a terminal, while more than one is asked
std::function<void(const model::Observation&)> progress(const Context& context, std::size_t total) {
  if (context.json || total < 2 || ::isatty(STDERR_FILENO) != 1) return {};
  auto done = std::make_shared<std::size_t>(0);
  return [done, total](const model::Observation&) {
    ++*done;
    const auto filled = *done * 30 / total;
    std::cerr << fmt::format("\r  [{}{}] {} of {} measured", std::string(filled, '#'), std::string(30 - filled, '.'),
                             *done, total)
              << (*done == total ? "\r\x1b[K" : "") << std::flush;
  };
}

Result<std::vector<service::Measured>> ask(const Context& context, service::Workspace& workspace,
                                           const AuditOptions& options, const std::vector<std::string>& names) {
  RUNSEAL_TRY(const auto credentials, credentials_for(options));
  RUNSEAL_TRY(const auto targets, service::targets_named(workspace, names));
  RUNSEAL_TRY(const auto settings, settings_for(options, workspace.config()));
  audit::Options limits;
  const auto& config = workspace.config();
  limits.time_limit = options.time_limit > 0 ? std::chrono::seconds(options.time_limit) : config.audit_time_limit;
  limits.parallel = config.audit_parallel;
  limits.per_host = config.audit_per_host;
  watch_for_interrupts();
  limits.stop = &interrupted();
  limits.on_done = progress(context, targets.size());
  if (!context.json)
    context.screen.line(context.screen.dim(
        fmt::format("Measuring {} connection{}: asks, and writes nothing (--explain says what is sent).",
                    targets.size(), targets.size() == 1 ? "" : "s")));
  return service::measure(workspace, audit::all_probes(settings), targets, credentials, limits);
}

Result<std::vector<service::Measured>> judge_saved_output(service::Workspace& workspace, const AuditOptions& options) {
  RUNSEAL_TRY(const auto outputs, read_saved(options.saved));
  auto names = options.names;
  names.insert(names.end(), options.saved.connections.begin(), options.saved.connections.end());
  return service::measure_saved(workspace, outputs, names);
}

Result<int> audit_all(const Context& context, const AuditOptions& options) {
  if (options.explain) {
    explain(context);
    return holds;
  }
  const bool saved = !options.saved.files.empty();
  if (saved && (options.all || options.mounts))
    return fail(ErrorCode::usage, "--from tells about named connections: leave out --all and --mounts");
  if (options.names.empty() && !options.all && !options.mounts && !saved)
    return fail(ErrorCode::usage, "say what to measure", {},
                "a device, an address such as smb://nas01/runs, --all, or --mounts");
  if (options.all && (!options.names.empty() || options.mounts))
    return fail(ErrorCode::usage, "--all measures every connection; leave out the names and --mounts");
  auto names = options.names;
  if (options.mounts) {
    RUNSEAL_TRY(const auto mounts, service::mounts_of_this_machine());
    names.insert(names.end(), mounts.begin(), mounts.end());
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto measured,
              saved ? judge_saved_output(workspace, options) : ask(context, workspace, options, names));
  if (context.json) {
    print_all(context, measured);
    return verdict(measured);
  }
  for (const auto& one : measured) show(context, one, options.brief);
  const auto secure = std::ranges::count_if(measured, [](const auto& one) { return one.now.assessment.secure(); });
  context.screen.line();
  const auto summary = fmt::format("{} of {} connections protected on all three axes", secure, measured.size());
  context.screen.line(static_cast<std::size_t>(secure) == measured.size() ? context.screen.good(summary)
                                                                          : context.screen.bad(summary));
  return verdict(measured);
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
      "file (mode 0600) with username = …, password = …, domain = …; else RUNSEAL_SMB_USER and RUNSEAL_SMB_PASSWORD");
  command->add_option("--ca", options->ca_file,
                      "file (PEM) with the site's own authorities, for certificates (default: audit.ca_file)");
  command
      ->add_option("--time-limit", options->time_limit,
                   "seconds for one connection (default: audit.time_limit_seconds)")
      ->check(CLI::Range(1, 600));
  add_saved_options(*command, options->saved);
  command->add_flag("--brief", options->brief, "grades and finding ids only");
  command->add_flag("--explain", options->explain, "say what would be sent, and send nothing");
  command->footer("Exit: 0 all protected, 1 something is not, 3 something could not be measured.");
}

}  // namespace runseal::app
