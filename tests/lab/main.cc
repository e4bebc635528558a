// lab list [--json] | lab run [NAME…]: the servers of the lab, for people; script/lab is its front door. As JSON, the
// list also has what was written down beforehand.
// `run` prints a line for each server that has started and goes on until SIGINT or SIGTERM.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "lab/lab.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

volatile std::sig_atomic_t over = 0;

int list() {
  for (const auto& entry : all_entries()) std::cout << fmt::format("{:<32} {}\n", entry.name, entry.what);
  return 0;
}

int list_as_json() {
  Json all = Json::array();
  for (const auto& entry : all_entries())
    all.push_back(
        {{"name", entry.name},
         {"what", entry.what},
         {"expected", {entry.expected.integrity, entry.expected.confidentiality, entry.expected.peer_authenticity}},
         {"findings", entry.findings},
         {"not_findings", entry.not_findings}});
  std::cout << all.dump(2) << "\n";
  return 0;
}

std::optional<Entry> named(const std::string& name) {
  for (auto& entry : all_entries())
    if (entry.name == name) return entry;
  return std::nullopt;
}

// A credentials file as `runseal audit --credentials` takes it.
std::string write_credentials(const Running& server, const std::filesystem::path& file) {
  const auto given = server.credentials();
  if (!given) return {};
  std::ofstream(file) << "username = " << given->user << "\npassword = " << given->password << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return " --credentials " + file.string();
}

int run(const std::vector<std::string>& names) {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { over = 1; });
  const test::TemporaryFolder folder;
  std::vector<std::unique_ptr<Running>> servers;
  int status = 0;
  for (const auto& name : names) {
    if (over != 0) return 0;
    const auto entry = named(name);
    if (!entry) {
      std::cerr << "lab: no server is called " << name << "; `script/lab list` shows them\n";
      return 2;
    }
    auto server = entry->start(folder / name);
    if (!server) {
      std::cerr << "lab: " << name << ": " << server.error().describe() << "\n";
      status = 3;
      continue;
    }
    const auto credentials = write_credentials(**server, folder / (name + ".credentials"));
    const auto authority = (*server)->authority();
    std::cout << fmt::format("{:<32} runseal audit {}{}{}", name, (*server)->url(), credentials,
                             authority ? " --ca " + authority->string() : "")
              << std::endl;
    servers.push_back(std::move(*server));
  }
  if (servers.empty()) return status;
  std::cout << "ready" << std::endl;
  while (over == 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return status;
}

int main_of(std::vector<std::string> words) {
  if (words.size() == 1 && words[0] == "list") return list();
  if (words.size() == 2 && words[0] == "list" && words[1] == "--json") return list_as_json();
  if (words.empty() || words[0] != "run") {
    std::cerr << "usage: lab list [--json] | lab run [NAME...]\n";
    return 2;
  }
  words.erase(words.begin());
  if (words.empty())
    for (const auto& entry : all_entries()) words.push_back(entry.name);
  return run(words);
}

}  // namespace
}  // namespace runseal::lab

int main(int count, char** words) { return runseal::lab::main_of({words + 1, words + count}); }
