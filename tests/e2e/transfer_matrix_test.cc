// Every end that can fail, against every shape of a run and every kind of destination: the run arrives whole, or the
// sender says that it did not and nothing stands under its name. Then the same command brings it.
#include <sys/mount.h>

#include <tuple>

#include "e2e/two_nodes.h"
#include "support/s3_server.h"
#include "support/sshd.h"
#include "transfer/sinks/s3_bucket.h"

namespace runseal::e2e {
namespace {

enum class Shape { small, large, mixed };
enum class Fault { sender_killed, receiver_killed, disk_full, write_error, shrinks, grows, replaced };
enum class Sink { receiver, folder, sftp, s3 };

using Case = std::tuple<Sink, Fault, Shape, int>;

std::string name_of(const testing::TestParamInfo<Case>& of) {
  const auto [sink, fault, shape, streams] = of.param;
  const char* sinks[] = {"Receiver", "Folder", "Sftp", "S3"};
  const char* faults[] = {"SenderKilled", "ReceiverKilled", "DiskFull", "WriteError", "Shrinks", "Grows", "Replaced"};
  const char* shapes[] = {"Small", "Large", "Mixed"};
  return std::string(sinks[static_cast<int>(sink)]) + faults[static_cast<int>(fault)] +
         shapes[static_cast<int>(shape)] + std::to_string(streams);
}

class EndsThatFail : public TwoNodes, public testing::WithParamInterface<Case> {
 protected:
  ~EndsThatFail() override {
    receiver_.reset();
    tracing_.reset();
    if (mounted_) ::umount2(into.c_str(), MNT_DETACH);
  }

  // `victim`: of the large shapes.
  void make(Shape shape, std::size_t large_victim) {
    if (shape != Shape::large)
      for (int i = 0; i < 60; ++i) test::write_file(run / ("Data/s" + std::to_string(i)), std::string(20'000, 's'));
    if (shape != Shape::small)
      for (int i = 0; i < 3; ++i) test::write_file(run / ("Data/l" + std::to_string(i)), std::string(1'500'000, 'l'));
    test::write_file(victim, std::string(shape == Shape::small ? 20'000 : large_victim, 'v'));
    for (const auto& entry : fs::recursive_directory_iterator(run))
      if (entry.is_regular_file()) total += entry.file_size();
  }

  void start_sink(Sink sink) {
    if (sink == Sink::receiver) pair();
    if (sink == Sink::receiver) receive();
    if (sink == Sink::sftp) sshd.emplace(folder / "sshd");
    if (sink == Sink::s3) bucket = test::radosgw().small_bucket();
  }

  std::vector<std::string> words(Sink sink, int streams, std::vector<std::string> more = {}) {
    std::vector<std::string> out{"send", run.string(), "runseal://nas01/", "--streams", std::to_string(streams)};
    if (sink == Sink::folder) out[2] = "file://" + into.string();
    if (sink == Sink::sftp) {
      const auto to = sshd->options(into, sshd->port()).to;
      out[2] = "sftp://" + to.user + "@127.0.0.1:" + std::to_string(sshd->port()) + into.string();
      out.insert(out.end(), {"--identity", to.identity.string(), "--known-hosts", to.known_hosts.string()});
    }
    if (sink == Sink::s3) {
      out[2] = "s3://" + bucket->bucket;
      const auto keys = file("keys", "aws_access_key_id = " + bucket->credentials.access_key +
                                         "\naws_secret_access_key = " + bucket->credentials.secret_key);
      out.insert(out.end(),
                 {"--s3-endpoint", bucket->endpoint, "--s3-ca", bucket->ca.string(), "--s3-credentials", keys});
    }
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  // Of the run, hidden; of a file on its way to S3 nothing is seen.
  std::uint64_t arriving_at(Sink sink) {
    if (sink != Sink::s3) return arriving();
    std::uint64_t bytes = 0;
    transfer::S3Client client(*bucket);
    const auto there = transfer::s3_list(client, ".runseal-incoming/");
    EXPECT_TRUE(there) << there.error().describe();
    if (there)
      for (const auto& object : *there) bytes += object.size;
    return bytes;
  }
  void wait_until_a_tenth_arrives(Sink sink) {
    for (int i = 0; i < 400 && arriving_at(sink) < total / 10; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ASSERT_GE(arriving_at(sink), total / 10);
  }
  // What stands at the S3 server is fetched by another client, to be looked at where the others' runs stand.
  void fetch() {
    fs::create_directories(into / "run1");
    const auto host = bucket->endpoint.substr(bucket->endpoint.find("//") + 2);
    EXPECT_EQ(shell("s3cmd --config=/dev/null --access_key='" + bucket->credentials.access_key + "' --secret_key='" +
                    bucket->credentials.secret_key + "' --host=" + host + " --host-bucket=" + host + " --ca-certs='" +
                    bucket->ca.string() + "' --region=us-east-1 get -q -r --force --no-preserve 's3://" +
                    bucket->bucket + "/run1/' '" + (into / "run1").string() + "/' 2>&1"),
              "");
    EXPECT_EQ(arriving_at(Sink::s3), 0U) << "hidden objects were left";
  }

  // Everything that writes to the victim's file gets EIO.
  std::vector<std::string> strace(const std::vector<std::string>& what) {
    std::vector<std::string> out{"strace",
                                 "-f",
                                 "-qq",
                                 "-o",
                                 (folder / "strace.log").string(),
                                 "-e",
                                 "trace=write,pwrite64",
                                 "-e",
                                 "inject=write,pwrite64:error=EIO",
                                 "-P",
                                 (hidden_tree() / victim.lexically_relative(run)).string()};
    out.insert(out.end(), what.begin(), what.end());
    return out;
  }
  void trace(pid_t server) {
    base::Command command;
    const auto all = strace({"-p", std::to_string(server)});
    command.program = all.front();
    command.arguments.assign(all.begin() + 1, all.end());
    tracing_.emplace(*base::Child::start(command, folder / "tracer.log"));
    shell("for i in $(seq 500); do grep -q '^TracerPid:.[1-9]' /proc/" + std::to_string(server) +
          "/status && break; sleep 0.02; done");
  }

  void harm(Fault fault, Sink sink) {
    wait_until_a_tenth_arrives(sink);
    switch (fault) {
      case Fault::receiver_killed:
        if (sink == Sink::sftp) {
          shell("kill -9 $(ps -o pid= --ppid " + std::to_string(sshd->pid()) + ")");
        } else {
          kill_receiver();
          receive();
        }
        break;
      case Fault::disk_full:
        if (sink == Sink::s3)
          test::radosgw().let_hold(total / 2);
        else
          shell("cat /dev/zero > '" + (into / "filler").string() + "'");
        break;
      case Fault::shrinks: shell("truncate -s -1000 '" + victim.string() + "'"); break;
      case Fault::grows: shell("echo more >> '" + victim.string() + "'"); break;
      case Fault::replaced:
        test::write_file(run / "Data/.new", "other");
        fs::rename(run / "Data/.new", victim);
        break;
      case Fault::sender_killed:
      case Fault::write_error: break;
    }
  }

  void expect_whole(Sink sink) {
    if (sink == Sink::s3) fetch();
    EXPECT_EQ(shell("diff -rq -x .runseal '" + run.string() + "' '" + (into / "run1").string() + "'"), "");
    EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  }

  void expect_no_run(Sink sink) {
    EXPECT_FALSE(fs::exists(into / "run1"));
    if (sink != Sink::s3) return;
    transfer::S3Client client(*bucket);
    EXPECT_EQ(transfer::s3_is_there(client, "run1/.runseal/seal.json"), false);
  }

  fs::path victim = run / "Data/victim";
  std::uint64_t total = 0;
  bool mounted_ = false;
  std::optional<test::Sshd> sshd;
  std::optional<transfer::S3Options> bucket;
  std::optional<base::Child> tracing_;
};

TEST_P(EndsThatFail, EndInAVerifiedRunOrAClearFailure) {
  const auto [sink, fault, shape, streams] = GetParam();
  if (fault == Fault::write_error && shell("strace -qq -o /dev/null true") != "")
    GTEST_SKIP() << "strace is not installed, or tracing is not allowed here";
  if (fault == Fault::disk_full && sink != Sink::s3) {
    mounted_ = ::mount("none", into.c_str(), "tmpfs", 0, "size=28m") == 0;
    if (!mounted_) GTEST_SKIP() << "mounting a small disk is not allowed here";
  }
  make(shape, sink == Sink::s3 ? 6'500'000 : 1'500'000);  // there, of two parts
  start_sink(sink);
  const auto first = words(sink, streams, {"--limit", std::to_string(total), "--retry-minutes", "1"});

  if (fault == Fault::sender_killed) {
    auto child = base::Child::start(command(at("gateway", first)), folder / "send.log");
    wait_until_a_tenth_arrives(sink);
    ::kill(child->pid(), SIGKILL);
    child->stop();
    expect_no_run(sink);
  } else {
    std::vector<std::string> below;
    if (fault == Fault::write_error && sink == Sink::folder) below = strace({});
    if (fault == Fault::write_error && sink == Sink::sftp) trace(sshd->pid());
    if (fault == Fault::write_error && sink == Sink::receiver) receive({}, strace({}));
    std::optional<base::Finished> sent;
    std::thread sending([&, below] { sent = *base::run(run_by(below, command(at("gateway", first)))); });
    if (fault != Fault::write_error) harm(fault, sink);
    sending.join();
    const bool must_fail = fault == Fault::disk_full || fault == Fault::write_error;
    const bool may_fail = must_fail || ((sink == Sink::sftp || sink == Sink::s3) && fault != Fault::receiver_killed);
    EXPECT_TRUE((!must_fail && sent->exit_code == 0) || (may_fail && (sent->exit_code == 1 || sent->exit_code == 3)))
        << sent->exit_code << sent->err;
    if (sent->exit_code == 0)
      expect_whole(sink);
    else
      expect_no_run(sink);
    if (fault == Fault::disk_full && sink == Sink::s3) {
      EXPECT_NE(sent->err.find("QuotaExceeded"), std::string::npos) << sent->err;
      EXPECT_NE(sent->err.find("make room"), std::string::npos) << sent->err;
    }
    if (fault == Fault::write_error) {
      EXPECT_NE(test::read_file(folder / "strace.log").find("INJECTED"), std::string::npos);
    }
  }

  tracing_.reset();
  fs::remove(into / "filler");
  if (fault == Fault::disk_full && sink == Sink::s3) test::radosgw().let_hold(0);
  if (fault == Fault::write_error && sink == Sink::receiver) receive();
  const auto again = runseal(at("gateway", words(sink, streams)));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  expect_whole(sink);
  EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
}

// All of them take minutes: script/test --all sets RUNSEAL_ALL_TESTS.
std::vector<Case> cases() {
  const bool all = std::getenv("RUNSEAL_ALL_TESTS") != nullptr;
  std::vector<Case> chosen;
  for (const auto sink : {Sink::receiver, Sink::folder, Sink::sftp, Sink::s3})
    for (const auto fault : {Fault::sender_killed, Fault::receiver_killed, Fault::disk_full, Fault::write_error,
                             Fault::shrinks, Fault::grows, Fault::replaced})
      for (const auto shape : {Shape::mixed, Shape::small, Shape::large})
        for (const int streams : {4, 1}) {
          if (sink == Sink::folder && fault == Fault::receiver_killed) continue;  // it is the sender
          const bool its_own = fault == Fault::receiver_killed || fault == Fault::write_error;
          if (sink == Sink::s3 && its_own) continue;  // the server of all of these tests
          const auto quick = sink == Sink::s3 ? Shape::large : Shape::mixed;
          const bool often = shape == quick && streams == 4 &&
                             (fault == Fault::disk_full || fault == Fault::write_error ||
                              ((sink == Sink::receiver || sink == Sink::s3) && fault == Fault::replaced));
          if (all || often) chosen.emplace_back(sink, fault, shape, streams);
        }
  return chosen;
}

INSTANTIATE_TEST_SUITE_P(All, EndsThatFail, testing::ValuesIn(cases()), name_of);

}  // namespace
}  // namespace runseal::e2e
