#include "app/ask.h"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "base/files.h"
#include "base/text.h"

namespace runseal::app {
namespace {

Result<std::string> typed_line(const std::string& question, const std::string& option) {
  if (::isatty(STDIN_FILENO) != 1)
    return fail(ErrorCode::usage, "there is no terminal to ask at: " + question, {}, "give " + option);
  std::cerr << question << ' ' << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) return fail(ErrorCode::cancelled, "no answer; nothing was changed");
  return std::string(base::trim(line));
}

termios echo_before{};

// Ctrl-C at the prompt must not leave a terminal that shows nothing.
void echo_again_and_end(int number) {
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &echo_before);
  ::signal(number, SIG_DFL);
  ::raise(number);
}

class WithoutEcho {
 public:
  WithoutEcho() {
    if (::tcgetattr(STDIN_FILENO, &echo_before) != 0) return;
    active_ = true;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, echo_again_and_end);
    auto silent = echo_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~WithoutEcho() {
    if (!active_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &echo_before);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
    std::cerr << '\n';
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  bool active_ = false;
};

Result<std::string> passphrase_from_file(const std::string& name) {
  struct stat status{};
  if (::stat(name.c_str(), &status) != 0) return fail(base::system_error("cannot look at", name, errno));
  if ((status.st_mode & 0077U) != 0)
    return fail(ErrorCode::denied, "the passphrase file can be read by others", name, "chmod 600 " + name);
  RUNSEAL_TRY(const auto content, base::real_files().read(name, 4096));
  const auto text = base::as_text(content);
  const auto lines = base::lines(text);
  return lines.empty() ? std::string() : std::string(lines.front());
}

}  // namespace

Result<bool> confirm(const std::string& question, const std::string& option) {
  RUNSEAL_TRY(const auto answer, typed_line(question + " [y/N]", option));
  return answer == "y" || answer == "Y" || answer == "yes";
}

Result<std::string> ask_line(const std::string& question, const std::string& option) {
  return typed_line(question, option);
}

Result<std::string> ask_passphrase(const std::string& whose, bool twice) {
  if (const char* given = std::getenv("RUNSEAL_PASSPHRASE")) return std::string(given);
  if (const char* file = std::getenv("RUNSEAL_PASSPHRASE_FILE")) return passphrase_from_file(file);
  const std::string option = "RUNSEAL_PASSPHRASE_FILE=FILE (mode 0600) in the environment";
  const WithoutEcho silent;
  RUNSEAL_TRY(auto first, typed_line("Passphrase of " + whose + ":", option));
  if (!twice) return first;
  std::cerr << '\n';
  RUNSEAL_TRY(const auto second, typed_line("Once more:", option));
  if (first != second) return fail(ErrorCode::usage, "the two passphrases differ; nothing was changed");
  return first;
}

}  // namespace runseal::app
