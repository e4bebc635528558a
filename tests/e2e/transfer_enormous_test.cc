// A file far larger than any memory. Takes up to half an hour and 66 GiB of disk, so with RUNSEAL_ALL_TESTS only.
#include <sys/statvfs.h>

#include <fstream>

#include "e2e/two_nodes.h"

namespace runseal::e2e {
namespace {

class Enormous : public TwoNodes {
 protected:
  static constexpr std::uint64_t size = 64ULL << 30U;

  // Peak memory in kB, of the program alone.
  static std::uint64_t peak(pid_t pid) {
    return std::stoull("0" + shell("sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/" + std::to_string(pid) +
                                   "/status | tr -d '\\n'"));
  }
};

TEST_F(Enormous, AFileOf64GiBArrivesInFlatMemory) {
  if (std::getenv("RUNSEAL_ALL_TESTS") == nullptr) GTEST_SKIP() << "takes minutes: set RUNSEAL_ALL_TESTS";
  struct statvfs disk{};
  ASSERT_EQ(::statvfs(folder.path().c_str(), &disk), 0);
  if (disk.f_bavail * disk.f_frsize < size + (2ULL << 30U)) GTEST_SKIP() << "not enough space on the disk";
  test::write_file(run / "Data/sparse.bcl", "begins");
  fs::resize_file(run / "Data/sparse.bcl", size);
  std::ofstream(run / "Data/sparse.bcl", std::ios::in | std::ios::binary).seekp(size - 1) << 'E';
  pair();
  receive();
  auto child = base::Child::start(command(at("gateway", send_words())), folder / "send.log");
  ASSERT_TRUE(child);
  std::uint64_t sender_peak = 0;
  while (child->running()) {
    sender_peak = std::max(sender_peak, peak(child->pid()));
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  const auto receiver_peak = peak(receiver_->pid());
  RecordProperty("sender_kB", std::to_string(sender_peak));
  RecordProperty("receiver_kB", std::to_string(receiver_peak));
  EXPECT_LT(sender_peak, 64'000U);
  EXPECT_LT(receiver_peak, 64'000U);
  ASSERT_TRUE(fs::exists(into / "run1")) << test::read_file(folder / "send.log");
  EXPECT_EQ(fs::file_size(into / "run1/Data/sparse.bcl"), size);
  auto verify = command(at("nas", {"verify", (into / "run1").string()}));
  verify.time = std::chrono::minutes(30);
  EXPECT_EQ(base::run(verify)->exit_code, 0);
  // our list says of it what another implementation says
  base::Command hash;
  hash.program = "openssl";
  hash.arguments = {"dgst", "-sha256", "-r", (run / "Data/sparse.bcl").string()};
  hash.time = std::chrono::minutes(30);
  const auto theirs = base::run(hash);
  ASSERT_TRUE(theirs);
  EXPECT_EQ(test::read_file(into / "run1/.runseal/manifest.sha256").substr(0, 64), theirs->out.substr(0, 64));
}

}  // namespace
}  // namespace runseal::e2e
