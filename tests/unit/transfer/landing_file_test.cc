#include "transfer/engine/landing_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <deque>
#include <thread>

#include "base/confined.h"
#include "base/random.h"
#include "support/temporary.h"

namespace runseal::transfer {
namespace {

class ALandingFile : public testing::TestWithParam<bool> {
 protected:
  Result<LandingFile> open(std::uint64_t size) {
    entry.path = "file";
    entry.size = size;
    return LandingFile::open({tree.get(), "file"}, entry, GetParam(), writer);
  }
  static Result<> write(LandingFile& file, ByteView content, std::size_t step) {
    while (!content.empty()) {
      const auto some = content.first(std::min(step, content.size()));
      RUNSEAL_CHECK(file.write(some));
      content = content.subspan(some.size());
    }
    return {};
  }
  [[nodiscard]] Bytes on_the_disk() const {
    const auto text = test::read_file(folder / "file");
    return {text.begin(), text.end()};
  }

  ALandingFile() { std::filesystem::permissions(folder.path(), std::filesystem::perms(0777)); }

  test::TemporaryFolder folder;
  base::Fd tree{*base::open_folder(folder.path())};
  Entry entry;
  BlockWriter writer;
};

TEST_P(ALandingFile, HoldsWhatWasWrittenWhateverTheSizes) {
  for (const std::size_t size : {0U, 1U, 4'096U, 1'048'575U, 1'048'576U, 1'048'577U, 3'145'728U, 4'200'017U})
    for (const std::size_t step : {348'160U, 1'048'576U, 99'991U}) {
      std::filesystem::remove(folder / "file");
      const auto content = base::random_bytes(size);
      auto file = open(size);
      ASSERT_TRUE(file) << file.error().describe();
      ASSERT_TRUE(write(*file, content, step));
      EXPECT_EQ(file->size(), size);
      ASSERT_TRUE(file->finish());
      EXPECT_EQ(on_the_disk(), content) << size << " in steps of " << step;
    }
}

TEST_P(ALandingFile, ThatIsAbandonedKeepsWhatHasArrivedAndGoesOn) {
  const auto content = base::random_bytes(3'000'001);
  {
    auto file = open(content.size());
    ASSERT_TRUE(write(*file, ByteView(content).first(2'500'003), 100'000));
  }
  auto file = open(content.size());
  EXPECT_EQ(file->size(), 2'500'003U);
  Bytes back(2'500'003);
  EXPECT_EQ(*file->read(back, 0), back.size());
  EXPECT_EQ(back, Bytes(content.begin(), content.begin() + 2'500'003));
  ASSERT_TRUE(write(*file, ByteView(content).subspan(2'500'003), 100'000));
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(on_the_disk(), content);
}

TEST_P(ALandingFile, ThatIsThrownAwayBeginsAnew) {
  const auto content = base::random_bytes(2'600'000);
  auto file = open(content.size());
  ASSERT_TRUE(write(*file, base::random_bytes(2'600'000), 300'000));
  ASSERT_TRUE(file->throw_away());
  EXPECT_EQ(std::filesystem::file_size(folder / "file"), 0U);
  EXPECT_EQ(file->size(), 0U);
  ASSERT_TRUE(write(*file, content, 300'000));
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(on_the_disk(), content);
}

// The system refuses to let the file grow, as it would on a full disk.
TEST_P(ALandingFile, ThatCannotBeWrittenSaysSo) {
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{2'000'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto content = base::random_bytes(4'000'000);
  auto file = open(content.size());
  auto written = write(*file, content, 348'160);
  if (written) written = file->finish();
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().describe().find("File too large"), std::string::npos) << written.error().describe();
}

// The system lets a user have no thread more: blocks are then written by the thread that fills them.
TEST_P(ALandingFile, IsWholeAlsoWhereNoThreadCanBeMade) {
  const auto content = base::random_bytes(4'200'017);
  const auto child = ::fork();
  if (child == 0) {
    ::alarm(20);
    const rlimit none{0, 0};
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
    if (::setrlimit(RLIMIT_NPROC, &none) != 0) ::_exit(2);
    try {
      std::thread([] {}).join();
      ::_exit(3);
    } catch (const std::system_error&) {
    }
    auto file = open(content.size());
    ::_exit(file && write(*file, content, 348'160) && file->finish() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 3) GTEST_SKIP() << "the number of threads cannot be limited here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(on_the_disk(), content);
}

TEST_P(ALandingFile, IsNoLinkAndNoPipe) {
  std::filesystem::create_symlink("elsewhere", folder / "file");
  EXPECT_FALSE(open(2'000'000));
  std::filesystem::remove(folder / "file");
  ASSERT_EQ(::mkfifo((folder / "file").c_str(), 0600), 0);
  EXPECT_FALSE(open(2'000'000));
}

// A sender that opens many large files at once costs no more memory than a few do, and each is whole.
TEST_P(ALandingFile, OfManyAtOnceIsWholeAndTheMemoryBounded) {
  const auto content = base::random_bytes(2'000'003);
  std::deque<Entry> entries(40);
  std::vector<LandingFile> files;
  for (auto& one : entries) {
    one.path = "f" + std::to_string(files.size());
    one.size = content.size();
    auto file = LandingFile::open({tree.get(), one.path.str()}, one, GetParam(), writer);
    ASSERT_TRUE(file);
    files.push_back(*std::move(file));
  }
  EXPECT_EQ(writer.has_room(), !GetParam());
  for (auto& file : files) ASSERT_TRUE(write(file, ByteView(content).first(1'500'000), 500'000));
  for (auto& file : files) ASSERT_TRUE(write(file, ByteView(content).subspan(1'500'000), 500'000) && file.finish());
  EXPECT_TRUE(writer.has_room());
  for (const auto& one : entries) {
    const auto text = test::read_file(folder / one.path.str());
    EXPECT_TRUE(Bytes(text.begin(), text.end()) == content) << one.path.str();
  }
}

INSTANTIATE_TEST_SUITE_P(ThroughAndPastTheCache, ALandingFile, testing::Bool());

}  // namespace
}  // namespace runseal::transfer
