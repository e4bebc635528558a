// The processes that run now, as /proc shows them.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace runseal::test {

struct Process {
  pid_t pid = 0;
  char state = '?';                  // 'Z': dead, not yet collected
  std::vector<std::string> command;  // its words
};

// Living processes (no dead, uncollected ones) one of whose words holds `text`.
std::vector<Process> processes_with(const std::string& text);
// Waits, at most ten seconds, until none is left.
bool all_gone(const std::string& text);

}  // namespace runseal::test
