#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string_view>

#include "app/context.h"
#include "app/help.h"

namespace runseal::app {
namespace {

void report(const Context& context, const Error& error) {
  if (context.json) {
    context.print({{"error", {{"what", error.what}, {"where", error.where}, {"next", error.next}}}});
    return;
  }
  std::cout.flush();
  std::cerr << "runseal: " << error.describe() << '\n';
}

constexpr const char* in_order =
    "A laboratory answers a notice:\n"
    "  runseal notice import LETTER      read the letter, confirm what was read\n"
    "  runseal device import INVENTORY   the devices and what they connect to\n"
    "  runseal notice match NOTICE       which of them are affected\n"
    "  runseal audit --all               measure every connection; what to change\n"
    "  runseal plan --all                what to do first, and what remains\n"
    "  runseal case show NOTICE          what is done and what is open\n"
    "  runseal reply NOTICE              the signed form, with its evidence\n"
    "  runseal evidence verify           check all of it\n\n"
    "A run is sealed, and checked later:\n"
    "  runseal send RUN SINK             bring a run to storage, verified and sealed\n"
    "  runseal seal RUN                  hash every file and sign the list\n"
    "  runseal verify RUN                is every byte as it was sealed?\n"
    "  runseal run show RUN              where it was, and who checked it when\n\n"
    "See it work on this machine:  runseal demo";

void add_everything(CLI::App& program, Context& context) {
  program.set_help_flag("-h,--help", "print this help, and end");
  program.set_version_flag("--version", "runseal " RUNSEAL_VERSION, "print the version, and end");
  program.add_option("--data", context.data, "data directory (default: RUNSEAL_DATA, else ~/.local/share/runseal)")
      ->check([](const std::string& given) { return std::string(given.empty() ? "no folder is named" : ""); });
  program.add_flag("--json", context.json, "answer in JSON");
  program.add_option("--server", context.server.url, "a running service to work with instead: https://host:7443");
  program
      .add_option("--server-fingerprint", context.server.fingerprint,
                  "SHA-256 of its certificate, as `runseal serve` prints it (default: its authority is trusted)")
      ->envname("RUNSEAL_SERVER_FINGERPRINT");
  program.add_option("--server-ca", context.server.authority, "certificates (PEM) of the authority to trust for it");
  program.add_option("--server-token-file", context.server.token_file,
                     "file (mode 0600) with your token (default: RUNSEAL_TOKEN)");
  program.require_subcommand(1);
  program.fallthrough();
  program.formatter(std::make_shared<Help>());
  add_notice_commands(program, context);
  add_device_commands(program, context);
  add_audit_command(program, context);
  add_capture_command(program, context);
  add_plan_command(program, context);
  add_case_commands(program, context);
  add_reply_command(program, context);
  add_evidence_commands(program, context);
  add_person_commands(program, context);
  add_seal_command(program, context);
  add_verify_command(program, context);
  add_run_commands(program, context);
  add_config_command(program, context);
  add_node_commands(program, context);
  add_send_command(program, context);
  add_receive_command(program, context);
  add_serve_command(program, context);
  add_init_command(program, context);
  add_account_commands(program, context);
  add_backup_commands(program, context);
  add_schedule_commands(program, context);
  add_mail_commands(program, context);
  add_demo_command(program, context);
  program.footer(in_order);  // after the commands, which would each take it over
}

Result<> can_work(const Context& context) {
  if (!context.remote()) return {};
  if (!context.data.empty())
    return fail(ErrorCode::usage, "--data and --server exclude each other: the records are there or here");
  if (!context.chosen_works_remotely)
    return fail(ErrorCode::usage, "this command works with the data directory only", context.server.url,
                "run it on the service's host, without --server");
  return {};
}

int run(int argc, char** argv) {
  Context context;
  CLI::App program{"runseal: seal the path between sequencers and storage, and prove it.", "runseal"};
  add_everything(program, context);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // help, version
    context.json =
        std::any_of(argv + 1, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
    report(context, wrong_usage(program, error));
    return usage_error;
  }
  const auto allowed = can_work(context);
  const auto ended = allowed ? context.chosen() : Result<int>(fail(allowed.error()));
  if (ended) return *ended;
  report(context, ended.error());
  return exit_code(ended.error());
}

// What could not be printed was not told: a full disk behind a report is no success.
int told(int code) {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  std::cerr << "runseal: the output cannot be written: nothing says that it holds\n";
  return could_not_check;
}

}  // namespace
}  // namespace runseal::app

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return runseal::app::told(runseal::app::run(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "runseal: a fault of runseal itself: " << error.what() << '\n';
    return runseal::app::could_not_check;
  }
}
