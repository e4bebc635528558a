#include "base/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/fd.h"
#include "base/text.h"

namespace runseal::base {
namespace {

using SteadyClock = std::chrono::steady_clock;

// sbin is where Debian keeps smbd, and it is not on an ordinary user's PATH
std::string search_path() {
  const char* path = std::getenv("PATH");
  return std::string(path ? path : "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin";
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos)
    return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
  for (const auto& folder : split(search_path(), ':')) {
    const auto candidate = folder + "/" + name;
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

// Everything exec needs, made before fork: between fork and exec nothing may allocate.
struct Launch {
  std::string program;
  std::vector<std::string> words;
  std::vector<char*> argv;
  std::vector<char*> envp;

  Launch(const Command& command, std::string found) : program(std::move(found)) {
    std::vector<std::string> variables{"PATH=" + search_path()};
    const char* home = std::getenv("HOME");
    variables.push_back(std::string("HOME=") + (home ? home : "/"));
    if (!command.environment.contains("LANG")) variables.emplace_back("LANG=C.UTF-8");
    for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
    words.push_back(command.program);
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    const auto argument_count = words.size();
    words.insert(words.end(), variables.begin(), variables.end());
    for (std::size_t i = 0; i < words.size(); ++i) (i < argument_count ? argv : envp).push_back(words[i].data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
  }
};

[[noreturn]] void become(const Launch& launch, const Command& command, int in, int out, int err, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // the parent died before the line above
  if (command.memory > 0) {
    const rlimit limit{command.memory, command.memory};
    ::setrlimit(RLIMIT_AS, &limit);
  }
  if (command.run_as) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(command.run_as->group) != 0 || ::setuid(command.run_as->user) != 0)
      ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a change of user clears it
  }
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (in < 0 || out < 0 || err < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(127);
  ::execve(launch.program.c_str(), launch.argv.data(), launch.envp.data());
  ::_exit(127);
}

Result<pid_t> spawn(const Command& command, int in, int out, int err) {
  auto program = find_program(command.program);
  if (!program)
    return fail(ErrorCode::unavailable, "the program \"" + command.program + "\" is not installed", {},
                "install it with script/bootstrap, or with your package manager");
  const Launch launch(command, *std::move(program));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(system_error("cannot start", command.program, errno));
  if (pid == 0) become(launch, command, in, out, err, parent);
  ::setpgid(pid, pid);  // in both, so that neither has to wait for the other
  return pid;
}

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error("cannot make a pipe", {}, errno));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// Reads what is there; false at the end of the stream.
bool drain(const Fd& fd, std::string& into, std::size_t limit, bool& cut) {
  char block[16384];
  const auto got = ::read(fd.get(), block, sizeof block);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  const auto fits = std::min(static_cast<std::size_t>(got), limit - into.size());
  into.append(block, fits);
  if (fits < static_cast<std::size_t>(got)) cut = true;
  return got > 0;
}

bool feed(Fd& fd, const std::string& input, std::size_t& fed) {
  const auto put = ::write(fd.get(), input.data() + fed, input.size() - fed);
  if (put < 0) return errno == EAGAIN || errno == EINTR;
  fed += static_cast<std::size_t>(put);
  return fed < input.size();
}

// Moves bytes until both outputs end, the time is over or too much was said.
void converse(const Command& command, Fd input, Fd out, Fd err, Finished& finished) {
  const auto deadline = SteadyClock::now() + command.time;
  std::size_t fed = 0;
  if (command.input.empty()) input.reset();
  for (const auto* fd : {&input, &out, &err})
    if (*fd) ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
  while (out || err) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    if (left <= 0 || (command.stop && *command.stop)) {
      finished.timed_out = true;
      return;
    }
    pollfd waiting[] = {{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}, {input.get(), POLLOUT, 0}};
    if (::poll(waiting, 3, static_cast<int>(command.stop ? std::min<long>(left, 100) : left)) < 0 && errno != EINTR)
      return;
    if (waiting[0].revents != 0 && !drain(out, finished.out, command.output, finished.cut)) out.reset();
    if (waiting[1].revents != 0 && !drain(err, finished.err, command.output, finished.cut)) err.reset();
    if (waiting[2].revents != 0 && !feed(input, command.input, fed)) input.reset();
    if (finished.cut) return;
  }
}

// Waits until `deadline` for the process to end; nothing when it is still there.
std::optional<int> reap(pid_t pid, SteadyClock::time_point deadline) {
  int status = 0;
  for (;;) {
    const auto reaped = ::waitpid(pid, &status, WNOHANG);
    if (reaped == pid) return status;
    if (reaped < 0 && errno != EINTR) return 0;
    if (SteadyClock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

int kill_and_reap(pid_t pid) {
  ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

bool program_exists(const std::string& name) { return find_program(name).has_value(); }

Result<Finished> run(const Command& command) {
  ::signal(SIGPIPE, SIG_IGN);
  RUNSEAL_TRY(auto in, make_pipe());
  RUNSEAL_TRY(auto out, make_pipe());
  RUNSEAL_TRY(auto err, make_pipe());
  RUNSEAL_TRY(const auto pid, spawn(command, in.read.get(), out.write.get(), err.write.get()));
  in.read.reset();
  out.write.reset();
  err.write.reset();

  Finished finished;
  const auto deadline = SteadyClock::now() + command.time;
  converse(command, std::move(in.write), std::move(out.read), std::move(err.read), finished);
  std::optional<int> status;
  if (!finished.timed_out && !finished.cut) {
    status = reap(pid, deadline);
    if (!status) finished.timed_out = true;
  }
  if (!status) status = kill_and_reap(pid);
  ::kill(-pid, SIGKILL);  // whatever it left behind in its group
  if (WIFEXITED(*status)) finished.exit_code = WEXITSTATUS(*status);
  if (WIFSIGNALED(*status)) finished.signal = WTERMSIG(*status);
  return finished;
}

Result<Child> Child::start(const Command& command, const Path& log) {
  const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd output(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!output) return fail(system_error("cannot open log", log, errno));
  RUNSEAL_TRY(const auto pid, spawn(command, nothing.get(), output.get(), output.get()));
  return Child(pid);
}

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    stop();
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

bool Child::running() {
  if (pid_ < 0) return false;
  if (!reap(pid_, SteadyClock::now())) return true;
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
  return false;
}

void Child::stop() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGTERM);
  if (!reap(pid_, SteadyClock::now() + std::chrono::seconds(2))) (void)kill_and_reap(pid_);
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
}

}  // namespace runseal::base
