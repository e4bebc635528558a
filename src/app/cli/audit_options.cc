#include "app/cli/audit_options.h"

namespace runseal::app {
namespace {

// What lies on this machine, and is not sent.
Result<> check_of_service(const Context& context, const AuditOptions& options) {
  const auto no = [&](const char* what, const char* next) {
    return fail(ErrorCode::usage, what, context.server.url, next);
  };
  if (options.mounts)
    return no("a service measures what is mounted on its own machine, not on this one",
              "send what this machine says: --from /proc/self/mountinfo --saved-by \"YOUR NAME\"");
  if (!options.credentials.empty())
    return no("a password is not sent to a service: it logs in with keys/audit.login of its data directory",
              "leave out --credentials");
  if (!options.ca_file.empty())
    return no("a service believes the authorities in its own audit.ca_file", "leave out --ca");
  if (!options.watch.empty())
    return no("a service measures again by itself", "runseal schedule add NAME audit --every TIME");
  return {};
}

}  // namespace

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
  return context.remote() ? check_of_service(context, options) : Result<>{};
}

void add_audit_options(CLI::App& command, AuditOptions& options) {
  command.add_option("TARGET", options.names,
                     "devices of the inventory, or addresses such as smb://nas01/runs or mount:///mnt/runs");
  command.add_flag("--all", options.all, "every connection of every device");
  command.add_flag("--mounts", options.mounts, "every share that is mounted on this machine, or declared to be");
  command.add_option(
      "--credentials", options.credentials,
      "file (mode 0600) with username = …, password = …, domain = …; else keys/audit.login in the data directory, "
      "else RUNSEAL_SMB_USER and RUNSEAL_SMB_PASSWORD");
  command
      .add_option("--time-limit", options.time_limit, "seconds for one connection (default: audit.time_limit_seconds)")
      ->check(CLI::Range(1, 600));
  command.add_option("--ca", options.ca_file,
                     "file (PEM) with the site's own authorities, for certificates (default: audit.ca_file)");
  command.add_option("--policy", options.policy, "policy file (default: policy.toml in the data directory)")
      ->check(CLI::ExistingFile);
  command.add_flag("--diff", options.diff, "say what is different from the last time; exit 1 if anything is worse");
  command
      .add_option("--watch", options.watch,
                  "measure again each time this has passed (30m, 24h, 7d), and say what became worse")
      ->type_name("TIME");
  command.add_option("--sarif", options.sarif, "also write the findings as SARIF 2.1.0 to this file (-: only that)");
  command.add_option("--html", options.html, "also write a report to read and print to this file");
  add_saved_options(command, options.saved);
  command.add_flag("--brief", options.brief, "grades and finding ids only");
  command.add_flag("--explain", options.explain, "say what would be sent to them, and send nothing");
}

}  // namespace runseal::app
