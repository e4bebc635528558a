// Two machines as their operators meet them, on this one: a gateway that sends and a nas that receives, paired.
#pragma once

#include <signal.h>

#include <thread>

#include "base/hash.h"
#include "e2e/program.h"
#include "support/ports.h"

namespace runseal::e2e {

namespace fs = std::filesystem;

class TwoNodes : public Program {
 protected:
  TwoNodes() {
    fs::create_directories(run / "Data");
    fs::create_directories(into);
  }
  ~TwoNodes() override { receiver_.reset(); }

  void make_run(int files, std::size_t size) const {
    for (int i = 0; i < files; ++i) {
      std::string content(size, static_cast<char>('a' + i % 26));
      content += std::to_string(i);
      test::write_file(run / ("Data/" + std::to_string(i) + ".bcl"), content);
    }
    test::write_file(run / "notes.txt", "x");
  }

  std::vector<std::string> at(const char* node, std::vector<std::string> words) const {
    words.insert(words.begin(), {"--data", (folder / node).string()});
    return words;
  }
  Json json_at(const char* node, std::vector<std::string> words, int exit_code = 0) {
    return json(at(node, std::move(words)), exit_code);
  }

  void pair() {
    const auto invitation =
        json_at("nas", {"node", "pair", "--address", seen_at + ":" + std::to_string(port), "--name", "nas01"});
    const auto answer = json_at("gateway", {"node", "pair", invitation["line"], "--name", "gateway1"});
    EXPECT_EQ(json_at("nas", {"node", "pair", answer["line"]})["name"], "gateway1");
  }

  // `below`: a program and its arguments that runs it, such as strace.
  void receive(std::vector<std::string> more = {}, const std::vector<std::string>& below = {}) {
    std::vector<std::string> words{"receive", "--into", into.string(), "--listen",
                                   listens_at + ":" + std::to_string(port)};
    words.insert(words.end(), more.begin(), more.end());
    fs::remove(folder / "receive.log");  // an earlier one's
    receiver_.emplace(*base::Child::start(run_by(below, command(at("nas", words))), folder / "receive.log"));
    const auto log = [&] { return test::read_file(folder / "receive.log"); };
    for (int i = 0; i < 1200 && log().find("receiving") == std::string::npos; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    ASSERT_NE(log().find("receiving"), std::string::npos) << log();
  }
  static base::Command run_by(const std::vector<std::string>& below, base::Command command) {
    if (below.empty()) return command;
    command.arguments.insert(command.arguments.begin(), command.program);
    command.arguments.insert(command.arguments.begin(), below.begin() + 1, below.end());
    command.program = below.front();
    command.environment["ASAN_OPTIONS"] += ":detect_leaks=0";  // which cannot work below ptrace(2)
    return command;
  }
  void kill_receiver() {
    ::kill(receiver_->pid(), SIGKILL);
    receiver_.reset();
  }

  std::vector<std::string> send_words(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"send", run.string(), "runseal://nas01/"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  std::uint64_t arriving() const {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(into / ".runseal-incoming", error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code gone;  // meanwhile: its size is then no size
      const auto size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
      if (!gone) bytes += size;
    }
    return bytes;
  }
  void wait_until_arriving(std::uint64_t bytes) const {
    for (int i = 0; i < 400 && arriving() < bytes; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ASSERT_GE(arriving(), bytes);
  }

  static std::string shell(const std::string& script) {
    base::Command command;
    command.program = "sh";
    command.arguments = {"-c", script};
    const auto finished = base::run(command);
    return finished->out + finished->err;
  }
  static std::string check_with_coreutils(const fs::path& where) {
    return shell("cd '" + where.string() + "' && sha256sum --quiet --strict -c .runseal/manifest.sha256");
  }
  // What stands there is the source, by diff(1), and what its seal says, by sha256sum(1).
  void expect_arrived() const {
    EXPECT_EQ(shell("diff -rq --no-dereference -x .runseal '" + run.string() + "' '" + (into / "run1").string() + "'"),
              "");
    EXPECT_EQ(check_with_coreutils(into / "run1"), "");
    EXPECT_EQ(shell("ls '" + (into / "run1/.runseal").string() + "' | tr '\\n' ' '"),
              "manifest.sha256 receipt.json receipt.json.sig seal.json seal.json.sig tree.tsv ");
    EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
  }
  // Of the run that the gateway sends: where it is until it has arrived.
  fs::path hidden_tree() {
    const auto owner = json_at("gateway", {"node", "key"})["key"].get<std::string>();
    return into / ".runseal-incoming" / base::sha256_hex(base::as_bytes(owner + "\nrun1")).substr(0, 32) / "tree";
  }

  fs::path run = folder / "source/run1";
  fs::path into = folder / "storage";
  std::string listens_at = "127.0.0.1";  // the receiver
  std::string seen_at = "127.0.0.1";     // by the sender
  std::uint16_t port = test::free_port();
  std::optional<base::Child> receiver_;
};

}  // namespace runseal::e2e
