// A run to send, a receiver that knows its sender, and what stands at the destination afterwards.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "base/confined.h"
#include "base/process.h"
#include "base/sshsig.h"
#include "base/time.h"
#include "support/temporary.h"
#include "transfer/engine/receiver.h"
#include "transfer/engine/send.h"

namespace runseal::test {

namespace fs = std::filesystem;

inline std::string noise(std::size_t size, unsigned seed) {
  std::string out(size, '\0');
  std::uint64_t x = seed * 2654435761U + 88172645463325252ULL;
  for (auto& c : out) {
    x ^= x << 13U;
    x ^= x >> 7U;
    x ^= x << 17U;
    c = static_cast<char>(x);
  }
  return out;
}

inline std::string shell(const std::string& script) {
  base::Command command;
  command.program = "sh";
  command.arguments = {"-c", script};
  const auto finished = base::run(command);
  return finished ? finished->out + finished->err : finished.error().describe();
}

class Receiving {
 public:
  Receiving(const base::Path& into, const base::PrivateKey& key, const base::PublicKey& sender, std::string folder = {},
            bool read_back = false, std::chrono::milliseconds stall = std::chrono::milliseconds(1'500)) {
    transfer::ReceiveOptions options;
    options.into = into;
    options.read_back = read_back;
    options.stall = stall;
    options.handshake = stall;
    options.stop = &stop_;
    options.who = [sender, folder](const base::PublicKey& key_of_peer) -> Result<transfer::Peer> {
      if (key_of_peer != sender) return fail(ErrorCode::denied, "unknown");
      return transfer::Peer{"sequencer", folder};
    };
    options.record = [this](const transfer::ReceivedRun& run) -> Result<> {
      recorded_.push_back(run);
      return {};
    };
    options.say = [this](const std::string& line, bool) {
      const std::lock_guard lock(mutex_);
      said_ += line + "\n";
    };
    receiver_.emplace(*transfer::Receiver::open(std::move(options), key, {"127.0.0.1", 0}));
    thread_ = std::thread([this] { EXPECT_TRUE(receiver_->serve()); });
  }
  ~Receiving() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return receiver_->port(); }
  [[nodiscard]] const std::vector<transfer::ReceivedRun>& recorded() const { return recorded_; }
  [[nodiscard]] std::string said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<transfer::ReceivedRun> recorded_;
  std::mutex mutex_;
  std::string said_;
  std::optional<transfer::Receiver> receiver_;
  std::thread thread_;
};

class TransferSite : public testing::Test {
 protected:
  TransferSite() {
    fs::create_directories(run);
    fs::create_directories(into);
  }

  void small_run() {
    fs::create_directories(run / "Data/Intensities/BaseCalls/L001/C1.1");
    fs::create_directories(run / "empty folder");
    write_file(run / "RunInfo.xml", "<RunInfo/>");
    write_file(run / "Data/empty.filter", "");
    for (int i = 0; i < 40; ++i)
      write_file(run / ("Data/Intensities/BaseCalls/L001/C1.1/s_" + std::to_string(i) + ".bcl"),
                 noise(static_cast<std::size_t>(1'000 + i * 777), static_cast<unsigned>(i)));
    write_file(run / "a \\ name\nwith \xff bytes", "odd");
    write_file(run / "program.sh", "#!/bin/sh\n");
    fs::permissions(run / "program.sh", fs::perms::owner_all);
    fs::create_symlink("Data/empty.filter", run / "a link");
    shell("touch -d '2024-05-08 09:30:00.123456789' '" + (run / "RunInfo.xml").string() + "' '" +
          (run / "empty folder").string() + "'");
  }
  void large_files(int count, std::size_t size) {
    fs::create_directories(run / "L001");
    for (int i = 0; i < count; ++i)
      write_file(run / ("L001/" + std::to_string(i) + ".cbcl"),
                 noise(size + static_cast<std::size_t>(i), static_cast<unsigned>(100 + i)));
  }

  Result<transfer::Sent> send(std::uint16_t port, const std::string& name = "run1",
                              transfer::SendOptions options = {}) {
    RUNSEAL_TRY(const auto source, base::open_folder(run));
    transfer::WholeTree feed(source.get());
    return send(feed, port, name, options);
  }
  Result<transfer::Sent> send(transfer::Feed& feed, std::uint16_t port, const std::string& name = "run1",
                              transfer::SendOptions options = {}) {
    if (options.retry_for == transfer::SendOptions{}.retry_for) options.retry_for = std::chrono::milliseconds(4'000);
    options.stall = std::chrono::milliseconds(1'500);
    progress.emplace();
    RUNSEAL_TRY(const auto source, base::open_folder(run));
    const transfer::Destination to{{"127.0.0.1", port}, name, receiver_key.public_key()};
    return transfer::send_run(
        source.get(), feed, to, sender_key,
        [&](const transfer::EntryRefs& entries) {
          model::Seal seal;
          seal.run = "run1";
          seal.hashed_at = model::HashedAt::gateway;
          seal.hashed_from = seal.hashed_to = base::format_instant(base::system_clock().now());
          return transfer::make_seal(seal, entries, sender_key);
        },
        options, *progress);
  }

  // The destination is what the source is, by diff(1), stat(1), sha256sum(1) and ssh-keygen(1).
  void expect_arrived(const std::string& name = "run1") {
    const auto there = (into / name).string();
    EXPECT_EQ(shell("diff -r --no-dereference -x .runseal '" + run.string() + "' '" + there + "'"), "");
    const std::string list =
        "find . -path ./.runseal -prune -o -mindepth 1 -printf '%P %y %s %T@ %l %m\\n' | sed 's/ d [0-9]* / d /' | "
        "LC_ALL=C sort";
    const std::string files = "find . -path ./.runseal -prune -o -mindepth 1 -printf '%P %y %T@ %l\\n' | LC_ALL=C sort";
    EXPECT_EQ(shell("cd '" + run.string() + "' && " + files), shell("cd '" + there + "' && " + files));
    EXPECT_EQ(shell("cd '" + there + "' && sha256sum --quiet --strict -c .runseal/manifest.sha256"), "");
    write_file(folder / "signers", "sender " + base::ssh_public_key(sender_key.public_key()) + "\nreceiver " +
                                       base::ssh_public_key(receiver_key.public_key()) + "\n");
    const auto check = [&](const std::string& who, const std::string& file) {
      return shell("cd '" + there + "/.runseal' && ssh-keygen -Y verify -f '" + (folder / "signers").string() +
                   "' -I " + who + " -n runseal -s " + file + ".sig < " + file);
    };
    EXPECT_NE(check("sender", "seal.json").find("Good \"runseal\" signature for sender"), std::string::npos);
    EXPECT_NE(check("receiver", "receipt.json").find("Good \"runseal\" signature for receiver"), std::string::npos);
    EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
  }
  void expect_nothing(const std::string& name = "run1") { EXPECT_FALSE(fs::exists(fs::symlink_status(into / name))); }

  TemporaryFolder folder;
  fs::path run = folder / "source/run1";
  fs::path into = folder / "storage";
  base::PrivateKey sender_key = base::PrivateKey::generate();
  base::PrivateKey receiver_key = base::PrivateKey::generate();
  std::optional<transfer::Progress> progress;
};

}  // namespace runseal::test
