// What every subcommand shares: the options before it, the screen, and how it ends.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/remote.h"
#include "app/screen.h"
#include "base/json.h"
#include "service/workspace.h"

namespace runseal::app {

// DESIGN.md, "CLI": 0 = holds, 1 = something is wrong with what was checked, 2 = wrong usage, 3 = could not check
enum Exit { holds = 0, wrong = 1, usage_error = 2, could_not_check = 3 };

struct Context {
  std::string data;
  bool json = false;
  Screen screen;
  Server server;                        // --server: a running service instead of the data directory
  std::function<Result<int>()> chosen;  // set by the subcommand that was given
  bool chosen_works_remotely = false;   // by this one too

  [[nodiscard]] bool remote() const { return !server.url.empty(); }

  [[nodiscard]] base::Path data_folder() const;  // --data, RUNSEAL_DATA unless empty, else ~/.local/share/runseal
  // Waits up to half a minute for another writer: a service, a receiver or a watch writes now and then. Errors:
  // conflict (it did not come free), and those of Workspace::open.
  [[nodiscard]] Result<service::Workspace> open(service::Access access) const;
  void print(const Json& json) const;  // one document on standard output
  [[nodiscard]] static std::string printed(const Json& json);
};

// A subcommand whose callback only remembers what to run, so that parsing ends before anything is done.
CLI::App* add_command(CLI::App& parent, Context& context, const std::string& name, const std::string& help,
                      std::function<Result<int>()> run);

// The same for one that works with the data directory and with a running service alike.
CLI::App* add_remote_command(CLI::App& parent, Context& context, const std::string& name, const std::string& help,
                             std::function<Result<int>()> run);

[[nodiscard]] int exit_code(const Error& error);

// For long work that must end cleanly: after watch_for_interrupts(), Ctrl-C and SIGTERM only set interrupted().
// Everything else ends at once, as usual: what was acknowledged is durable.
[[nodiscard]] const std::atomic<bool>& interrupted();
void watch_for_interrupts();

void add_notice_commands(CLI::App&, Context&);
void add_device_commands(CLI::App&, Context&);
void add_audit_command(CLI::App&, Context&);
void add_capture_command(CLI::App&, Context&);
void add_case_commands(CLI::App&, Context&);
void add_reply_command(CLI::App&, Context&);
void add_evidence_commands(CLI::App&, Context&);
void add_person_commands(CLI::App&, Context&);
void add_plan_command(CLI::App&, Context&);
void add_seal_command(CLI::App&, Context&);
void add_verify_command(CLI::App&, Context&);
void add_run_commands(CLI::App&, Context&);
void add_config_command(CLI::App&, Context&);
void add_node_commands(CLI::App&, Context&);
void add_send_command(CLI::App&, Context&);
void add_receive_command(CLI::App&, Context&);
void add_serve_command(CLI::App&, Context&);
void add_init_command(CLI::App&, Context&);
void add_account_commands(CLI::App&, Context&);
void add_backup_commands(CLI::App&, Context&);
void add_schedule_commands(CLI::App&, Context&);
void add_mail_commands(CLI::App&, Context&);
void add_demo_command(CLI::App&, Context&);

}  // namespace runseal::app
