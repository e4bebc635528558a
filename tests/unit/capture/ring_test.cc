#include "capture/ring.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <random>
#include <thread>

#include "capture/read.h"
#include "packets.h"

using namespace runseal;
using namespace runseal::test;

namespace {

constexpr std::uint64_t most = capture::Ring::least_bytes;

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::uint64_t bytes_in(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& file : files_in(folder)) bytes += std::filesystem::file_size(file);
  return bytes;
}

// Numbers the packets in their bytes.
void fill(capture::Ring& ring, std::uint64_t from, std::uint64_t count, std::size_t size = 3000) {
  for (std::uint64_t i = from; i < from + count; ++i) {
    auto bytes = std::move(base::Writer().be64(i).zeros(size - 8)).take();
    ASSERT_TRUE(ring.keep({{1'700'000'000'000'000'000 + static_cast<std::int64_t>(i), i}, 1, bytes, bytes.size()}));
  }
}

// The numbers of all packets in the files of the folder, oldest file first.
std::vector<std::uint64_t> numbers_in(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> numbers;
  for (const auto& file : files_in(folder)) {
    auto source = capture::open_capture(file.string());
    if (!source)
      ADD_FAILURE() << source.error().describe();
    else
      for (const auto& read : read_all(**source)) numbers.push_back(base::Reader(read.bytes).be64());
  }
  return numbers;
}

void expect_the_newest(const std::vector<std::uint64_t>& numbers, std::uint64_t last) {
  ASSERT_FALSE(numbers.empty());
  for (std::size_t i = 1; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], numbers[i - 1] + 1);
  EXPECT_EQ(numbers.back(), last);
}

void expect_tshark_reads(const std::filesystem::path& file) {
  base::Command command;
  command.program = "capinfos";
  command.arguments = {"-c", file.string()};
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->exit_code == 0) << done->err;
}

TEST(Ring, KeepsTheNewestPacketsInNoMoreBytesThanItMay) {
  TemporaryFolder folder;
  write_file(folder / "notes.pcapng", "not ours");
  auto ring = capture::Ring::open(folder.path(), most);
  ASSERT_TRUE(ring) << ring.error().describe();
  for (std::uint64_t i = 0; i < 12'000; i += 500) {
    fill(*ring, i, 500);
    ASSERT_LE(bytes_in(folder.path()), most + 8);
    ASSERT_EQ(bytes_in(folder.path()), ring->bytes() + 8);
  }
  EXPECT_GT(ring->bytes(), most * 3 / 4);
  EXPECT_EQ(read_file(folder / "notes.pcapng"), "not ours");
  std::filesystem::remove(folder / "notes.pcapng");
  for (const auto& file : files_in(folder.path())) expect_tshark_reads(file);
  expect_the_newest(numbers_in(folder.path()), 11'999);
}

TEST(Ring, GoesOnWhereAnEarlierOneEnded) {
  TemporaryFolder folder;
  {
    auto ring = capture::Ring::open(folder.path(), 2 * most);
    ASSERT_TRUE(ring);
    fill(*ring, 0, 10'000);
  }
  auto ring = capture::Ring::open(folder.path(), most);
  ASSERT_TRUE(ring);
  EXPECT_LE(bytes_in(folder.path()), most);
  fill(*ring, 10'000, 100);
  EXPECT_LE(bytes_in(folder.path()), most);
  expect_the_newest(numbers_in(folder.path()), 10'099);
}

TEST(Ring, OfWhatIsKilledIsWholeButForThePacketAtHand) {
  TemporaryFolder folder;
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto ring = capture::Ring::open(folder.path(), most);
    for (std::uint64_t i = 0; ring; ++i) {
      fill(*ring, i, 1);
      (void)!::write(told[1], &i, sizeof i);
    }
    ::_exit(1);
  }
  ::close(told[1]);
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; last < 7'000 && ::read(told[0], &i, sizeof i) == sizeof i;) last = i;
  ::kill(child, SIGKILL);
  for (std::uint64_t i = 0; ::read(told[0], &i, sizeof i) == sizeof i;) last = i;
  ::close(told[0]);
  ::waitpid(child, nullptr, 0);
  EXPECT_LE(bytes_in(folder.path()), most);
  const auto numbers = numbers_in(folder.path());
  ASSERT_FALSE(numbers.empty());
  expect_the_newest(numbers, numbers.back());
  EXPECT_GE(numbers.back(), last);
}

TEST(Ring, KeepsWhatPassesFromASource) {
  TemporaryFolder folder;
  const auto ring_folder = folder / "ring";
  std::filesystem::create_directory(ring_folder);
  const std::vector<MadePacket> packets = {{5, ethernet(0x0800, ipv4(udp(1, 2, Bytes(9)))), 0},
                                           {1'700'000'000'000'000'123, ethernet(0x0800, ipv4({})), 900}};
  write_file(folder / "x.pcap", pcap_of(packets));
  auto ring = capture::Ring::open(ring_folder, most);
  auto source = capture::open_capture((folder / "x.pcap").string());
  ASSERT_TRUE(ring && source);
  const auto passing = capture::keeping(std::move(*source), std::move(*ring));
  EXPECT_EQ(read_all(*passing).size(), 2U);
  auto again = capture::open_capture(files_in(ring_folder).at(0).string());
  ASSERT_TRUE(again);
  const auto read = read_all(**again);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[1].bytes, packets[1].bytes);
  EXPECT_EQ(read[1].packet.at.time_ns, packets[1].time_ns);
  EXPECT_EQ(read[1].packet.size, 900U);
}

// As on a full disk; what was captured until then is told.
TEST(Ring, ThatCannotBeWrittenAnyMoreIsNamedInTheReport) {
  TemporaryFolder folder;
  const auto ring_folder = folder / "ring";
  std::filesystem::create_directory(ring_folder);
  std::vector<MadePacket> packets;
  for (int i = 0; i < 200; ++i) packets.push_back({i, ethernet(0x0800, ipv4(udp(1, 2, Bytes(1'000)))), 0});
  write_file(folder / "x.pcap", pcap_of(packets));
  auto ring = capture::Ring::open(ring_folder, most);
  auto source = capture::open_capture((folder / "x.pcap").string());
  ASSERT_TRUE(ring && source);
  const auto passing = capture::keeping(std::move(*source), std::move(*ring));
  const auto before = ::signal(SIGXFSZ, SIG_IGN);
  rlimit whole{};
  ::getrlimit(RLIMIT_FSIZE, &whole);
  rlimit little = whole;
  little.rlim_cur = 100'000;
  ::setrlimit(RLIMIT_FSIZE, &little);
  const auto report = capture::read_source(*passing, "eth0");
  ::setrlimit(RLIMIT_FSIZE, &whole);
  ::signal(SIGXFSZ, before);
  EXPECT_FALSE(report.whole);
  EXPECT_GT(report.packets, 50U);
  ASSERT_FALSE(report.notes.empty());
  EXPECT_NE(report.notes[0].find("kept in the ring any more"), std::string::npos) << report.notes[0];
}

TEST(Ring, SaysWhatItCannotDo) {
  TemporaryFolder folder;
  EXPECT_EQ(capture::Ring::open(folder.path(), 1000).error().code, ErrorCode::usage);
  EXPECT_EQ(capture::Ring::open(folder / "missing", most).error().code, ErrorCode::not_found);
}

}  // namespace
