// A run, an SFTP server to send it to, and what stands there afterwards.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/sshd.h"
#include "support/transfer_site.h"
#include "transfer/engine/deposit.h"

namespace runseal::test {

// Calls back before a file is read from the sink, or written to it.
class HookedSession : public transfer::SinkSession {
 public:
  using Hook = std::function<Result<>(const std::string& path)>;
  HookedSession(std::unique_ptr<transfer::SinkSession> of, Hook before_get, Hook before_put)
      : of_(std::move(of)), before_get_(std::move(before_get)), before_put_(std::move(before_put)) {}
  Result<transfer::Standing> prepare() override { return of_->prepare(); }
  Result<std::optional<std::uint64_t>> free_bytes() override { return of_->free_bytes(); }
  Result<transfer::FoundList> list(transfer::Area area) override { return of_->list(area); }
  Result<std::unique_ptr<transfer::Upload>> put(const transfer::Entry& file, std::uint64_t from) override {
    if (before_put_) RUNSEAL_CHECK(before_put_(file.path));
    return of_->put(file, from);
  }
  Result<std::unique_ptr<transfer::Download>> get(transfer::Area area, const std::string& path) override {
    if (before_get_) RUNSEAL_CHECK(before_get_(path));
    return of_->get(area, path);
  }
  Result<> make_folder(const std::string& path) override { return of_->make_folder(path); }
  Result<> make_link(const transfer::Entry& link) override { return of_->make_link(link); }
  Result<> set_time(const transfer::Entry& folder) override { return of_->set_time(folder); }
  Result<> remove(const transfer::Found& what) override { return of_->remove(what); }
  Result<> copy(const transfer::Entry& file) override { return of_->copy(file); }
  Result<bool> copy_again(const transfer::Entry& file) override { return of_->copy_again(file); }
  Result<> take_back() override { return of_->take_back(); }
  Result<> publish() override { return of_->publish(); }
  Result<> still_there() override { return of_->still_there(); }
  void cut() override { of_->cut(); }

 private:
  std::unique_ptr<transfer::SinkSession> of_;
  Hook before_get_;
  Hook before_put_;
};

class HookedSink : public transfer::Sink {
 public:
  HookedSink(transfer::Sink& of, HookedSession::Hook before_get, HookedSession::Hook before_put)
      : of_(of), before_get_(std::move(before_get)), before_put_(std::move(before_put)) {}
  [[nodiscard]] const transfer::SinkDescription& description() const override { return of_.description(); }
  [[nodiscard]] std::string url() const override { return of_.url(); }
  Result<std::unique_ptr<transfer::SinkSession>> connect(const std::string& run, const std::string& owner) override {
    RUNSEAL_TRY(auto session, of_.connect(run, owner));
    return std::make_unique<HookedSession>(std::move(session), before_get_, before_put_);
  }

 private:
  transfer::Sink& of_;
  HookedSession::Hook before_get_;
  HookedSession::Hook before_put_;
};

class DepositSite : public TransferSite {
 protected:
  Result<transfer::Deposited> deposit_to(transfer::Sink& sink, const std::string& name = "run1") {
    RUNSEAL_TRY(const auto source, base::open_folder(run));
    transfer::WholeTree feed(source.get());
    return deposit_feed(sink, source.get(), feed, name);
  }

  Result<transfer::Deposited> deposit_feed(transfer::Sink& sink, int source, transfer::Feed& feed,
                                           const std::string& name = "run1") {
    progress.emplace();
    if (options.retry_for == transfer::DepositOptions{}.retry_for) options.retry_for = std::chrono::milliseconds(6'000);
    const auto seal = [&](const transfer::EntryRefs& entries) {
      model::Seal made;
      made.run = "run1";
      made.hashed_at = model::HashedAt::gateway;
      made.hashed_from = made.hashed_to = base::format_instant(base::system_clock().now());
      return transfer::make_seal(made, entries, sender_key);
    };
    return transfer::deposit_run(source, feed, sink, name, base::ssh_public_key(sender_key.public_key()), seal, options,
                                 *progress);
  }

  Result<transfer::Deposited> deposit(const transfer::SftpOptions& to, const std::string& name = "run1") {
    RUNSEAL_TRY(const auto sink, transfer::open_sftp(to));
    return deposit_to(*sink, name);
  }

  using OpenSink = std::function<Result<std::unique_ptr<transfer::Sink>>()>;
  Result<transfer::Deposited> deposit_by(const OpenSink& open) {
    RUNSEAL_TRY(const auto sink, open());
    return deposit_to(*sink);
  }

  // After "run1", with a RunInfo.xml, was sent there.
  void expect_same_again_is_a_success_and_another_is_not(const OpenSink& open) {
    const auto again = deposit_by(open);
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_TRUE(again->was_there);
    EXPECT_EQ(again->outcome, transfer::DepositOutcome::verified);
    EXPECT_EQ(progress->bytes_sent, 0U);
    EXPECT_EQ(progress->bytes_read_back, progress->bytes_total);
    const auto before = read_file(run / "RunInfo.xml");
    write_file(run / "RunInfo.xml", "<RunInfO/>");
    const auto other = deposit_by(open);
    write_file(run / "RunInfo.xml", before);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::exists) << other.error().describe();
  }

  // Another sender of the same run begins when this one has all but its name.
  void expect_older_gives_way(const OpenSink& open) {
    const auto older = open();
    const auto newer = open();
    ASSERT_TRUE(older && newer);
    HookedSink hooked(**older,
                      [&](const std::string& path) -> Result<> {
                        if (!path.ends_with("seal.json")) return {};
                        const auto session = (*newer)->connect("run1", base::ssh_public_key(sender_key.public_key()));
                        EXPECT_TRUE(session && (*session)->prepare());
                        return {};
                      },
                      {});
    const auto refused = deposit_to(hooked);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict) << refused.error().describe();
  }

  // A sender of its own, killed as soon as `enough` of the run is there.
  void send_and_kill(const OpenSink& open, const std::function<bool()>& enough) {
    const auto child = ::fork();
    if (child == 0) {
      options.streams = 1;
      (void)deposit_by(open);
      ::_exit(0);
    }
    for (int i = 0; i < 600 && !enough(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it was faster";
  }

  // The destination is what the source is, by diff(1), find(1), sha256sum(1) and ssh-keygen(1).
  void expect_deposited(const std::string& name = "run1") {
    const auto there = (into / name).string();
    EXPECT_EQ(shell("diff -r --no-dereference -x .runseal '" + run.string() + "' '" + there + "'"), "");
    // kind, time to the second (links keep none), the owner's x bit, where a link leads
    const std::string list =
        "find . -path ./.runseal -prune -o -mindepth 1 -type l -printf '%P l %l\\n' -o -mindepth 1 -perm -u+x -printf "
        "'%P %y %Ts x\\n' -o -mindepth 1 -printf '%P %y %Ts -\\n' | LC_ALL=C sort";
    EXPECT_EQ(shell("cd '" + run.string() + "' && " + list), shell("cd '" + there + "' && " + list));
    EXPECT_EQ(shell("cd '" + there + "' && sha256sum --quiet --strict -c .runseal/manifest.sha256"), "");
    write_file(folder / "signers", "sender " + base::ssh_public_key(sender_key.public_key()) + "\n");
    const auto checked = shell("cd '" + there + "/.runseal' && ssh-keygen -Y verify -f '" +
                               (folder / "signers").string() + "' -I sender -n runseal -s seal.json.sig < seal.json");
    EXPECT_NE(checked.find("Good \"runseal\" signature for sender"), std::string::npos) << checked;
    EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
  }
  // Of the one run that is arriving.
  fs::path hidden_tree() {
    for (const auto& home : fs::directory_iterator(into / ".runseal-incoming")) return home.path() / "tree";
    return {};
  }

  transfer::DepositOptions options;
};

}  // namespace runseal::test
