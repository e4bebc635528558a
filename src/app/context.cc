#include "app/context.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace runseal::app {
namespace {
std::atomic<bool> stop_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // it is set in a signal handler
}  // namespace

const std::atomic<bool>& interrupted() { return stop_wanted; }

void watch_for_interrupts() {
  struct sigaction action{};
  action.sa_handler = [](int) {
    constexpr std::string_view words = "\nstopping …\n";
    if (!stop_wanted.exchange(true)) (void)!::write(STDERR_FILENO, words.data(), words.size());
  };
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
}

base::Path Context::data_folder() const {
  if (!data.empty()) return data;
  if (const char* given = std::getenv("RUNSEAL_DATA"); given && *given) return given;
  if (const char* share = std::getenv("XDG_DATA_HOME"); share && *share == '/') return base::Path(share) / "runseal";
  const char* home = std::getenv("HOME");
  return base::Path(home ? home : ".") / ".local/share/runseal";
}

Result<service::Workspace> Context::open(service::Access access) const {
  constexpr auto pause = std::chrono::milliseconds(200);
  for (int tries = 150;; --tries) {
    auto workspace = service::Workspace::open(data_folder(), access);
    if (workspace || workspace.error().code != ErrorCode::conflict || tries == 0 || interrupted()) return workspace;
    std::this_thread::sleep_for(pause);
  }
}

std::string Context::printed(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void Context::print(const Json& document) const { std::cout << printed(document); }

CLI::App* add_command(CLI::App& parent, Context& context, const std::string& name, const std::string& help,
                      std::function<Result<int>()> run) {
  auto* command = parent.add_subcommand(name, help);
  command->callback([&context, run = std::move(run)] { context.chosen = run; });
  return command;
}

CLI::App* add_remote_command(CLI::App& parent, Context& context, const std::string& name, const std::string& help,
                             std::function<Result<int>()> run) {
  auto* command = parent.add_subcommand(name, help);
  command->callback([&context, run = std::move(run)] {
    context.chosen = run;
    context.chosen_works_remotely = true;
  });
  return command;
}

int exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return usage_error;
    case ErrorCode::corrupt: return wrong;
    default: return could_not_check;
  }
}

}  // namespace runseal::app
