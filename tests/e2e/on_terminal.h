// The program on a terminal of its own, as a person sees it and types into it.
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/process.h"

namespace runseal::e2e {

class OnTerminal {
 public:
  explicit OnTerminal(const base::Command& command) {
    std::vector<std::string> words{command.program};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> settings{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=xterm"};
    for (const auto& [name, value] : command.environment) settings.push_back(name + "=" + value);
    const auto arguments = pointers(words);
    const auto environment = pointers(settings);
    const winsize size{24, 100, 0, 0};
    int terminal = -1;
    pid_ = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (pid_ == 0) {
      ::execve(command.program.c_str(), arguments.data(), environment.data());
      ::_exit(127);
    }
    terminal_ = base::Fd(terminal);
    ::fcntl(terminal, F_SETFL, O_NONBLOCK);
  }
  OnTerminal(const OnTerminal&) = delete;
  OnTerminal& operator=(const OnTerminal&) = delete;
  ~OnTerminal() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  void type(const std::string& keys) const { (void)!::write(terminal_.get(), keys.data(), keys.size()); }
  // All that it has shown so far.
  const std::string& shown() {
    char piece[4096];
    for (;;) {
      const auto count = ::read(terminal_.get(), piece, sizeof piece);
      if (count <= 0) return shown_;
      shown_.append(piece, static_cast<std::size_t>(count));
    }
  }
  // Waits for its end, twenty seconds at most: its exit code.
  int ended() {
    int status = 0;
    for (int i = 0; i < 2'000; ++i) {
      shown();  // so that it is not held up
      if (::waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      }
      ::usleep(10'000);
    }
    return -1;
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
  }

  pid_t pid_ = -1;
  base::Fd terminal_;
  std::string shown_;
};

}  // namespace runseal::e2e
