// Capture files in every form that editcap and mergecap write, read as tshark reads them.
#include <fcntl.h>

#include <algorithm>

#include "capture/capture_reader.h"
#include "packets.h"

using namespace runseal;
using namespace runseal::test;

namespace {

constexpr std::int64_t noon = 1'700'000'000'123'456'789;

std::vector<MadePacket> some_packets() {
  std::vector<MadePacket> packets;
  for (int i = 0; i < 12; ++i) {
    const Bytes payload(static_cast<std::size_t>(i * 97), static_cast<std::uint8_t>(i));
    packets.push_back({noon + i * 1'000'000'001LL, ethernet(0x0800, ipv4(udp(1000, 2000, payload))), 0});
  }
  packets[5].size = packets[5].bytes.size() + 1000;  // cut by a snap length
  return packets;
}

void run_tool(const std::string& program, const std::vector<std::string>& arguments) {
  base::Command command;
  command.program = program;
  command.arguments = arguments;
  const auto done = base::run(command);
  ASSERT_TRUE(done) << done.error().describe();
  ASSERT_EQ(done->exit_code, 0) << program << ": " << done->err;
}

// Seconds with nine decimals, as tshark's frame.time_epoch.
std::string epoch(std::int64_t ns) {
  auto fraction = std::to_string(ns % 1'000'000'000);
  return std::to_string(ns / 1'000'000'000) + "." + std::string(9 - fraction.size(), '0') + fraction;
}

// Everything that is read from `file` is what tshark reads.
void expect_as_tshark(const std::filesystem::path& file, std::size_t count) {
  SCOPED_TRACE(file);
  auto source = capture::open_capture(file.string());
  ASSERT_TRUE(source) << source.error().describe();
  const auto packets = read_all(**source);
  const auto rows = tshark(file, {"frame.number", "frame.time_epoch", "frame.cap_len", "frame.len"});
  ASSERT_EQ(rows.size(), count);
  ASSERT_EQ(packets.size(), count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& packet = packets[i].packet;
    const std::vector<std::string> ours = {std::to_string(packet.at.packet), epoch(packet.at.time_ns),
                                           std::to_string(packets[i].bytes.size()), std::to_string(packet.size)};
    EXPECT_EQ(ours, rows[i]);
  }
  const auto status = (*source)->status();
  EXPECT_EQ(status.packets, count);
  EXPECT_TRUE(status.notes.empty()) << status.notes[0];
  EXPECT_EQ(status.bytes_read, std::filesystem::file_size(file));
  EXPECT_EQ(status.bytes_whole, status.bytes_read);
}

void expect_same_bytes(const std::filesystem::path& file, const std::vector<MadePacket>& packets) {
  auto source = capture::open_capture(file.string());
  ASSERT_TRUE(source) << source.error().describe();
  const auto found = read_all(**source);
  ASSERT_EQ(found.size(), packets.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].bytes, packets[i].bytes) << i;
}

// The words of a pcap file (in nanoseconds) in the other byte order.
std::string byte_order_swapped(std::string file) {
  const auto swap = [&](std::size_t at, std::size_t width) {
    std::reverse(file.begin() + static_cast<std::ptrdiff_t>(at),
                 file.begin() + static_cast<std::ptrdiff_t>(at + width));
  };
  for (const std::size_t at : {0, 8, 12, 16, 20}) swap(at, 4);
  for (const std::size_t at : {4, 6}) swap(at, 2);
  for (std::size_t at = 24; at < file.size();) {
    const auto kept = base::Reader(base::as_bytes(file).subspan(at + 8, 4)).le32();
    for (std::size_t word = 0; word < 4; ++word) swap(at + word * 4, 4);
    at += 16 + kept;
  }
  return file;
}

class CaptureFiles : public ::testing::Test {
 protected:
  TemporaryFolder folder;
  std::vector<MadePacket> packets = some_packets();
  std::filesystem::path original = folder / "original.pcap";

  void SetUp() override { write_file(original, pcap_of(packets)); }
};

TEST_F(CaptureFiles, EveryFormOfPcapIsReadAsTsharkReadsIt) {
  expect_as_tshark(original, packets.size());
  for (const std::string form : {"pcap", "nsecpcap", "modpcap", "pcapng"}) {
    const auto file = folder / form;
    run_tool("editcap", {"-F", form, original.string(), file.string()});
    expect_as_tshark(file, packets.size());
    expect_same_bytes(file, packets);
  }
  write_file(folder / "swapped", byte_order_swapped(read_file(original)));
  expect_as_tshark(folder / "swapped", packets.size());
  expect_same_bytes(folder / "swapped", packets);
}

TEST_F(CaptureFiles, GzipIsOpenedEvenInSeveralMembers) {
  run_tool("gzip", {"-k", original.string()});
  const auto zipped = folder / "original.pcap.gz";
  expect_as_tshark(zipped, packets.size());
  expect_same_bytes(zipped, packets);
  const auto plain = read_file(original);
  write_file(folder / "a", plain.substr(0, 1000));
  write_file(folder / "b", plain.substr(1000));
  run_tool("gzip", {(folder / "a").string(), (folder / "b").string()});
  write_file(folder / "both", read_file(folder / "a.gz") + read_file(folder / "b.gz"));
  expect_same_bytes(folder / "both", packets);
}

TEST_F(CaptureFiles, DamagedAndCutGzipGivesWhatCameBeforeAndSaysIt) {
  const auto whole = pcap_of(packets);
  std::string larger = whole;
  while (larger.size() < 2'000'000) larger += whole.substr(24);
  write_file(folder / "larger", larger);
  run_tool("gzip", {"-1", (folder / "larger").string()});
  const auto zipped = read_file(folder / "larger.gz");
  const auto count = (larger.size() - 24) / (whole.size() - 24) * packets.size();
  struct Case {
    const char* name;
    std::string bytes;
    bool damaged;
    std::size_t least;
  };
  auto other_checksum = zipped;
  other_checksum[zipped.size() - 8] ^= 1;
  auto no_block = zipped;
  no_block.replace(zipped.size() / 2, 2000, std::string(2000, '\xff'));
  const std::vector<Case> cases = {
      {"another checksum", other_checksum, true, count},
      {"bytes replaced", no_block, true, 500},
      {"cut in its last bytes", zipped.substr(0, zipped.size() - 4), false, count},
      {"cut", zipped.substr(0, zipped.size() * 2 / 3), false, 500},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    write_file(folder / "x.gz", one.bytes);
    auto source = capture::open_capture((folder / "x.gz").string());
    ASSERT_TRUE(source);
    Error error;
    const auto read = read_all(**source, &error);
    EXPECT_GE(read.size(), one.least);
    EXPECT_EQ((*source)->status().packets, read.size());
    EXPECT_EQ(error.code == ErrorCode::invalid, one.damaged) << error.what;
    EXPECT_EQ((*source)->status().notes.empty(), one.damaged);
  }
}

TEST_F(CaptureFiles, APcapngOfSeveralLinksAndResolutionsIsReadWhole) {
  const auto raw = folder / "raw.pcap";
  const auto micro = folder / "micro.pcap";
  const auto all = folder / "all.pcapng";
  write_file(raw, pcap_of({{noon + 500, ipv4(udp(1, 2, Bytes(10))), 0}}, 101));
  run_tool("editcap", {"-F", "pcap", original.string(), micro.string()});
  run_tool("mergecap", {"-F", "pcapng", "-w", all.string(), raw.string(), micro.string(), original.string()});
  expect_as_tshark(all, 2 * packets.size() + 1);
  auto source = capture::open_capture(all.string());
  ASSERT_TRUE(source);
  const auto read = read_all(**source);
  EXPECT_EQ(std::ranges::count(read, 101U, [](const auto& one) { return one.packet.link; }), 1);
  EXPECT_EQ(std::ranges::count(read, 1U, [](const auto& one) { return one.packet.link; }), 2 * packets.size());
}

TEST_F(CaptureFiles, StandardInputIsAFileToo) {
  const int before = ::dup(STDIN_FILENO);
  const int file = ::open(original.c_str(), O_RDONLY);
  ::dup2(file, STDIN_FILENO);
  auto source = capture::open_capture("-");
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  ::close(file);
  ASSERT_TRUE(source) << source.error().describe();
  EXPECT_EQ(read_all(**source).size(), packets.size());
}

TEST_F(CaptureFiles, AFileThatEndsAnywhereGivesWhatCameBeforeAndSaysIt) {
  run_tool("editcap", {"-F", "pcapng", original.string(), (folder / "ng").string()});
  for (const auto& whole : {read_file(original), read_file(folder / "ng")}) {
    for (std::size_t length = 0; length < whole.size(); length += 7) {
      SCOPED_TRACE(length);
      const auto front = base::as_bytes(std::string_view(whole).substr(0, length));
      auto source = capture::read_capture(capture::ByteInput::over(Bytes(front.begin(), front.end())),
                                          std::make_shared<capture::InputProgress>());
      if (!source) continue;  // not even a header
      const auto read = read_all(**source);
      ASSERT_LE(read.size(), packets.size());
      for (std::size_t i = 0; i < read.size(); ++i) ASSERT_EQ(read[i].bytes, packets[i].bytes);
      const auto notes = (*source)->status().notes;
      if (notes.empty()) continue;
      EXPECT_NE(notes[0].find(std::to_string(read.size() + (whole[0] == '\n' ? 0 : 1))), std::string::npos) << notes[0];
    }
  }
}

TEST_F(CaptureFiles, ANonsensicalLengthSaysWhichPacketAndWhere) {
  auto damaged = read_file(original);
  const auto third = 24 + 16 + packets[0].bytes.size() + 16 + packets[1].bytes.size();
  damaged.replace(third + 8, 4, "\xff\xff\xff\x7f");
  write_file(original, damaged);
  auto source = capture::open_capture(original.string());
  ASSERT_TRUE(source);
  Error error;
  EXPECT_EQ(read_all(**source, &error).size(), 2U);
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_NE(error.what.find("packet 3 (at byte " + std::to_string(third) + ")"), std::string::npos) << error.what;
  capture::Packet packet;
  const auto after = (*source)->next(packet);
  EXPECT_TRUE(after && !*after);
}

TEST_F(CaptureFiles, WhatIsNoCaptureIsRefused) {
  for (const std::string content : {"", "MZ", "this is a text that goes on for a while and is no capture"}) {
    write_file(folder / "other", content);
    const auto source = capture::open_capture((folder / "other").string());
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().code, ErrorCode::invalid);
  }
  EXPECT_EQ(capture::open_capture((folder / "missing").string()).error().code, ErrorCode::not_found);
}

// A section of pcapng in either byte order, with a block of each kind.
class Section {
 public:
  explicit Section(bool big) : big_(big) {}

  Section& block(std::uint32_t type, const Section& body) {
    const auto padded = (body.bytes_.size() + 3) / 4 * 4;
    u32(type).u32(static_cast<std::uint32_t>(padded + 12)).raw(body.bytes_).raw(Bytes(padded - body.bytes_.size()));
    return u32(static_cast<std::uint32_t>(padded + 12));
  }
  Section& raw(const Bytes& bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  Section& u16(std::uint16_t value) {
    return raw((big_ ? base::Writer().be16(value) : base::Writer().le16(value)).data());
  }
  Section& u32(std::uint32_t value) {
    return raw((big_ ? base::Writer().be32(value) : base::Writer().le32(value)).data());
  }
  Section& u64(std::uint64_t value) {
    return raw((big_ ? base::Writer().be64(value) : base::Writer().le64(value)).data());
  }
  Section& option(std::uint16_t code, const Bytes& value) {
    u16(code).u16(static_cast<std::uint16_t>(value.size())).raw(value);
    return raw(Bytes((4 - value.size() % 4) % 4));
  }
  [[nodiscard]] Section body() const { return Section(big_); }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  bool big_;
  Bytes bytes_;
};

// Interfaces that count in 2^-20 s (and begin 1000 s late), in 10^-9 s, and in microseconds.
Bytes section_of_all_blocks(bool big) {
  const auto packet = ipv4(udp(1, 2, Bytes(30)));
  const auto size = static_cast<std::uint32_t>(packet.size());
  Section all(big);
  all.block(0x0a0d0d0a, all.body().u32(0x1a2b3c4d).u16(1).u16(0).u64(~0ULL));
  const auto late = (big ? base::Writer().be64(1000) : base::Writer().le64(1000)).data();
  all.block(1, all.body().u16(101).u16(0).u32(40).option(9, {0x94}).option(14, late).u32(0));
  all.block(1, all.body().u16(101).u16(0).u32(0).option(2, bytes_of("65746830")).option(9, {9}).u32(0));
  all.block(1, all.body().u16(1).u16(0).u32(0));
  all.block(6, all.body().u32(0).u32(0).u32(3U << 19U).u32(size).u32(size + 5).raw(packet));
  all.block(0x1234, all.body().raw(Bytes(100'000)));
  all.block(6, all.body()
                   .u32(1)
                   .u32(0x17979cfe)
                   .u32(0x362a0015)
                   .u32(size)
                   .u32(size)
                   .raw(packet)
                   .raw({0, 0})
                   .option(2, {0, 0, 0, 1}));
  all.block(2, all.body().u16(2).u16(9).u32(0x00060a24).u32(0x181e4000).u32(20).u32(60).raw(Bytes(20)));
  all.block(3, all.body().u32(size).raw(Bytes(packet.begin(), packet.begin() + 40)));
  for (const auto dropped : {3U, 5U}) {  // counted on
    all.block(5, all.body().u32(0).u64(0).option(
                     5, big ? base::Writer().be64(dropped).data() : base::Writer().le64(dropped).data()));
  }
  return all.bytes();
}

TEST_F(CaptureFiles, BlocksOfEveryKindInBothByteOrdersAreReadAsTsharkReadsThem) {
  const auto file = folder / "blocks.pcapng";
  write_file(file, base::as_text(joined({section_of_all_blocks(false), section_of_all_blocks(true)})));
  auto source = capture::open_capture(file.string());
  ASSERT_TRUE(source) << source.error().describe();
  const auto read = read_all(**source);
  const auto rows = tshark(file, {"frame.time_epoch", "frame.cap_len", "frame.len"});
  ASSERT_EQ(rows.size(), 8U);
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& packet = read[i].packet;
    SCOPED_TRACE(i);
    EXPECT_EQ(std::to_string(read[i].bytes.size()), rows[i][1]);
    EXPECT_EQ(std::to_string(packet.size), rows[i][2]);
    EXPECT_EQ(packet.link, i % 4 == 2 ? 1U : 101U);
    const bool simple = i % 4 == 3;  // has no time
    EXPECT_EQ(epoch(packet.at.time_ns), simple ? epoch(read[i - 1].packet.at.time_ns) : rows[i][0]);
  }
  EXPECT_EQ((*source)->status().dropped, 10U);
}

}  // namespace
