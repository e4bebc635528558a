// The built program, and how much memory it took.
#pragma once

#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>

#include "e2e/program.h"

extern char** environ;

namespace runseal::e2e {

class Measured : public Program {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer's own memory would be measured";
#endif
  }

  pid_t start(std::vector<std::string> words) const {
    words.insert(words.begin(), the_program());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, (folder / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    forget_own_peak();
    pid_t child = 0;
    EXPECT_EQ(::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
  }
  // The kernel counts the most that this program ever held as the child's, which begins as its copy.
  static void forget_own_peak() {
    (void)::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5;  // proc(5)
  }

  // In bytes, as the kernel tells it; the program must have ended so.
  long peak_of(pid_t child, int exit_code = 0) const {
    int status = 0;
    rusage used{};
    EXPECT_EQ(::wait4(child, &status, 0, &used), child);
    EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, exit_code) << test::read_file(folder / "log");
    return used.ru_maxrss * 1024;
  }
};

}  // namespace runseal::e2e
