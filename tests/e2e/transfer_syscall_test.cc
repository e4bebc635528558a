// System calls that fail in the receiving program, one kind at a time (strace -e inject): the sender hears of a failure
// and nothing stands under the run's name, or the run is whole. What was confirmed is still there, and with a sound
// disk the same command finishes.
#include "e2e/two_nodes.h"

namespace runseal::e2e {
namespace {

enum class End {
  sent,     // all the same
  refused,  // and nothing stands under the name
  late,     // the run had its name already: whole, though the sender is told of a failure
};

struct Fault {
  const char* name;
  const char* syscall;
  const char* how;
  End end;
  const char* path = "";  // only calls on this path of the hidden tree's folder
  bool always = false;    // else only with RUNSEAL_ALL_TESTS
  const char* more = "";  // option of the receiver
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.syscall << ' ' << fault.how; }

class TracedReceiver : public TwoNodes {
 protected:
  void SetUp() override {
    if (shell("strace -qq -o /dev/null true 2>&1 || echo not allowed") != "")
      GTEST_SKIP() << "strace is not installed, or tracing is not allowed here";
    make_run(6, 3'000);
    test::write_file(run / "Data/large.bcl", std::string(2'500'000, 'L'));
    fs::create_directories(run / "Data/L001/C1.1");
    test::write_file(run / "Data/L001/C1.1/s_1.bcl", "tile");
    fs::create_symlink("notes.txt", run / "link");
    pair();
  }

  // `path`: only calls on it, from the hidden tree's home.
  std::vector<std::string> strace(const std::string& call, const std::string& how, const std::string& path) {
    std::vector<std::string> words{"strace", "-f", "-qq", "-o", log.string(), "-e", "trace=" + call};
    if (!how.empty()) words.insert(words.end(), {"-e", "inject=" + call + ":" + how});
    if (!path.empty())
      words.insert(words.end(), {"-P", (hidden_tree().parent_path() / path).lexically_normal().string()});
    return words;
  }

  // Every file that the journal calls durable is what the source has.
  void expect_confirmed_files_hold() {
    const auto home = hidden_tree().parent_path();
    if (!fs::exists(home / "journal")) return;
    EXPECT_EQ(shell("cd '" + home.string() +
                    "' && sed 's/^\\([0-9a-f]*\\) [0-9]* [0-9]* /\\1  tree\\//' journal > check; "
                    "[ ! -s check ] || sha256sum --quiet --strict -c check; rm -f check"),
              "");
  }

  fs::path log = folder / "strace.log";
};

// Killed when the run has its name and before that name is durable.
TEST_F(TracedReceiver, ANameThatMayNotBeDurableIsMadeSoBeforeAnybodyHearsOfSuccess) {
  receive({}, strace("fsync", "signal=KILL:when=2", "../.."));
  const auto cut = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_EQ(cut.exit_code, 3) << cut.out;
  receiver_.reset();
  ASSERT_TRUE(fs::exists(into / "run1"));
  receive({}, strace("fsync", "", "../.."));
  EXPECT_TRUE(json_at("gateway", send_words())["was_there"].get<bool>());
  receiver_.reset();
  EXPECT_NE(test::read_file(log).find("= 0"), std::string::npos) << "the folder was not synced";
}

// A write that is said to have happened, and did not: found where the destination is read back, and said as what it is.
TEST_F(TracedReceiver, ADiskThatLiesIsSaidToLie) {
  const std::string lie = "retval=100:when=1";
  receive({"--read-back"}, strace("pwrite64", lie, "tree/Data/large.bcl"));
  for (const auto& sink : {std::string("runseal://nas01/"), "file://" + into.string()}) {
    std::vector<std::string> below;
    if (sink.starts_with("file")) {
      receiver_.reset();
      below = strace("pwrite64", lie, "tree/Data/large.bcl");
    }
    const auto sent = base::run(run_by(below, command(at("gateway", {"send", run.string(), sink}))));
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->exit_code, 1) << sink << sent->out << sent->err;
    EXPECT_NE(sent->err.find("Data/large.bcl"), std::string::npos) << sent->err;
    EXPECT_NE(sent->err.find("the disk gives back other bytes than were written to it"), std::string::npos)
        << sent->err;
    EXPECT_FALSE(fs::exists(into / "run1"));
  }
}

// A sync failed, and what it may have lost cannot be taken away file by file: nothing of it is trusted the next time.
TEST_F(TracedReceiver, WhatADiskMayHaveLostAndCannotRemoveIsNotTrusted) {
  fs::remove(run / "link");  // whose place is cleared first
  auto below = strace("syncfs,unlinkat", "", "");
  below.insert(below.end(), {"-e", "inject=syncfs:error=EIO:when=1", "-e", "inject=unlinkat:error=EIO"});
  receive({}, below);
  const auto refused = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_EQ(refused.exit_code, 3) << refused.out;
  EXPECT_FALSE(fs::exists(hidden_tree())) << shell("find '" + into.string() + "'");
  receiver_.reset();
  receive();
  const auto sent = json_at("gateway", send_words());
  EXPECT_GE(sent["bytes_sent"], sent["seal"]["bytes"]) << "all of it came again";
  expect_arrived();
}

// Nor can it be got out of the way as a whole: then a person has to.
TEST_F(TracedReceiver, WhatADiskMayHaveLostAndKeepsIsSaid) {
  fs::remove(run / "link");  // whose place is cleared first
  auto below = strace("syncfs,unlinkat,rename", "", "");
  below.insert(below.end(), {"-e", "inject=syncfs:error=EIO:when=1", "-e", "inject=unlinkat,rename:error=EIO"});
  receive({}, below);
  const auto refused = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_EQ(refused.exit_code, 3) << refused.out;
  EXPECT_NE(refused.err.find("by hand"), std::string::npos) << refused.err;
}

TEST_F(TracedReceiver, ATimeThatIsNotKeptIsSaid) {
  receive({}, strace("utimensat", "error=EPERM", ""));
  json_at("gateway", send_words());
  receiver_.reset();
  const auto said = test::read_file(folder / "receive.log");
  EXPECT_NE(said.find("did not keep the time"), std::string::npos) << said;
  EXPECT_EQ(json_at("nas", {"run", "show", "run1"})["events"][0]["details"]["not_as_sent"], 13);
}

class FailingSystemCall : public TracedReceiver, public testing::WithParamInterface<Fault> {};

TEST_P(FailingSystemCall, NeverEndsInAFalseSuccess) {
  const auto& fault = GetParam();
  std::vector<std::string> more;
  if (*fault.more != '\0') more.emplace_back(fault.more);
  receive(more, strace(fault.syscall, fault.how, fault.path));
  const auto sent = runseal(at("gateway", send_words({"--streams", "2", "--retry-minutes", "0"})));
  receiver_.reset();
  const auto trace = test::read_file(log);
  EXPECT_TRUE(trace.find("(INJECTED)") != std::string::npos || trace.find("(DELAYED)") != std::string::npos) << trace;
  if (fault.end == End::sent) {
    EXPECT_EQ(sent.exit_code, 0) << sent.err;
    return expect_arrived();
  }
  EXPECT_TRUE(sent.exit_code == 1 || sent.exit_code == 3) << sent.exit_code << sent.out;
  EXPECT_NE(sent.err, "");
  if (fault.end == End::late)
    EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  else
    EXPECT_FALSE(fs::exists(into / "run1"));
  if (*fault.more == '\0') expect_confirmed_files_hold();  // else the disk lied about one, and it was thrown away

  receive();
  json_at("gateway", send_words());
  expect_arrived();
}

constexpr Fault faults[] = {
    {"WriteEio", "pwrite64", "error=EIO:when=1", End::refused, "tree/Data/large.bcl", true},
    {"SmallWriteEio", "pwrite64", "error=EIO:when=1", End::refused, "tree/Data/3.bcl"},
    {"LaterWriteEio", "pwrite64", "error=EIO:when=3", End::refused, "tree/Data/large.bcl"},
    {"WriteNoSpace", "pwrite64", "error=ENOSPC:when=2", End::refused, "tree/Data/large.bcl", true},
    {"WriteQuota", "pwrite64", "error=EDQUOT:when=2", End::refused, "tree/Data/large.bcl"},
    {"WriteInterrupted", "pwrite64", "error=EINTR:when=1..9+2", End::sent, "tree/Data/large.bcl", true},
    {"WriteOfNothing", "pwrite64", "retval=0:when=2", End::sent, "tree/Data/large.bcl"},
    {"WriteThatLies", "pwrite64", "retval=100:when=1", End::refused, "tree/Data/large.bcl", true, "--read-back"},
    {"WriteSlow", "pwrite64", "delay_enter=400000:when=1..3", End::sent, "tree/Data/large.bcl"},
    {"JournalEio", "write", "error=EIO:when=1", End::refused, "journal", true},
    {"JournalNoSpace", "write", "error=ENOSPC:when=1", End::refused, "journal"},
    {"JournalInterrupted", "write", "error=EINTR:when=1", End::sent, "journal"},
    {"JournalFdatasyncEio", "fdatasync", "error=EIO:when=1", End::refused, "journal", true},
    {"JournalFdatasyncSlow", "fdatasync", "delay_enter=1500000:when=1", End::sent, "journal"},
    {"OpenEio", "openat", "error=EIO:when=2", End::refused, "tree/Data"},
    {"OpenNoSpace", "openat", "error=ENOSPC:when=1", End::refused, "tree/Data", true},
    {"OpenNoDescriptors", "openat", "error=EMFILE:when=1", End::refused, "tree/Data"},
    {"IncomingFsyncEio", "fsync", "error=EIO:when=1", End::refused, "../..", true},
    {"SealFsyncEio", "fsync", "error=EIO:when=2", End::refused, "tree/.runseal"},
    {"NameFsyncEio", "fsync", "error=EIO:when=2", End::refused, "../..", true},
    {"SyncfsEio", "syncfs", "error=EIO:when=1", End::refused, "", true},
    {"SyncfsNoSpace", "syncfs", "error=ENOSPC:when=1", End::refused},
    {"SyncfsSlow", "syncfs", "delay_exit=1500000:when=1", End::sent},
    {"RenameEio", "renameat2", "error=EIO:when=1", End::refused, "", true},
    {"RenameNoSpace", "renameat2", "error=ENOSPC:when=1", End::refused},
    {"MkdirEio", "mkdirat", "error=EIO:when=1", End::refused},
    {"MkdirNoSpace", "mkdirat", "error=ENOSPC:when=2", End::refused, "", true},
    {"IncomingMkdirNoSpace", "mkdir", "error=ENOSPC:when=1", End::refused},
    {"LinkEio", "symlinkat", "error=EIO:when=1", End::refused},
    {"TimeEio", "utimensat", "error=EIO", End::sent},
    {"EvidenceFsyncEio", "fsync", "error=EIO:when=2", End::late, "../../../nas/evidence", true},
};

std::vector<Fault> chosen() {
  std::vector<Fault> out;
  for (const auto& fault : faults)
    if (fault.always || std::getenv("RUNSEAL_ALL_TESTS") != nullptr) out.push_back(fault);
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, FailingSystemCall, testing::ValuesIn(chosen()),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace runseal::e2e
