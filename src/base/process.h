// Other programs, run with limits and never through a shell. Own code rather than Boost.Process because the limits, the
// process group and "die with the parent" are what keeps a hostile PDF or a Ctrl-C harmless, and it has none of them.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

struct Command {
  std::string program;  // a name looked up in PATH, or a path
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  // added to PATH, HOME and LANG=C.UTF-8; nothing else is passed on
  std::string input;                               // what it reads on standard input
  std::chrono::milliseconds time{30'000};          // wall time; then its whole process group is killed
  std::size_t memory = 0;                          // bytes of address space; 0 = no limit
  std::size_t output = 16U << 20U;                 // bytes kept of standard output, and as many of standard error
  struct Owner {
    uid_t user;
    gid_t group;
  };
  std::optional<Owner> run_as;              // drop to this user first (only root can)
  const std::atomic<bool>* stop = nullptr;  // set by somebody else: as if the time were over
};

struct Finished {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  bool timed_out = false;
  bool cut = false;  // it said more than `output`
  std::string out;
  std::string err;

  [[nodiscard]] bool ok() const { return exit_code == 0 && !timed_out && !cut; }
};

// Waits for the end. Errors: unavailable (no such program), io. A program that fails is no error: look at Finished.
[[nodiscard]] Result<Finished> run(const Command& command);

// A program that goes on, such as a server. Killed, with all its children, when the object goes or runseal dies.
class Child {
 public:
  // `log` gets what it prints.
  [[nodiscard]] static Result<Child> start(const Command& command, const Path& log);
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Child& operator=(Child&& other) noexcept;
  ~Child() { stop(); }

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();
  void stop();  // SIGTERM to the group, two seconds, SIGKILL

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
};

[[nodiscard]] bool program_exists(const std::string& name);

}  // namespace runseal::base
