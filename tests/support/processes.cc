#include "support/processes.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace runseal::test {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();  // a process that ends meanwhile is no error
  return out.str();
}

Process read(const std::filesystem::path& folder) {
  Process process;
  process.pid = std::stoi(folder.filename().string());
  const auto stat = content(folder / "stat");
  const auto name_end = stat.rfind(')');
  if (name_end != std::string::npos && name_end + 2 < stat.size()) process.state = stat[name_end + 2];
  std::string word;
  for (const char c : content(folder / "cmdline")) {
    if (c != '\0')
      word += c;
    else
      process.command.push_back(std::exchange(word, {}));
  }
  return process;
}

}  // namespace

std::vector<Process> processes_with(const std::string& text) {
  std::vector<Process> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    auto process = read(entry.path());
    const bool holds = std::any_of(process.command.begin(), process.command.end(),
                                   [&](const std::string& word) { return word.find(text) != std::string::npos; });
    if (holds && process.state != 'Z') found.push_back(std::move(process));
  }
  return found;
}

bool all_gone(const std::string& text) {
  for (int i = 0; i < 1000; ++i) {
    if (processes_with(text).empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace runseal::test
