// Proof files: tshark reads them without complaint, and they hold headers, no payload.
#include "capture/proof_file.h"

#include <fmt/format.h>

#include "packets.h"

using namespace runseal;
using namespace runseal::test;

namespace {

const std::string secret = "PATIENT-4711";

Bytes tcp(const Bytes& payload) {
  base::Writer out;
  out.be16(50000).be16(445).be32(1).be32(1).u8(0x80).u8(0x18).be16(100).be32(0);
  out.bytes(bytes_of("0101080a0000000100000002")).bytes(payload);
  return std::move(out).take();
}

std::vector<Bytes> frames() {
  const auto said = base::as_bytes(secret);
  const Bytes payload(said.begin(), said.end());
  const auto segment = ethernet(0x0800, ipv4(tcp(payload), {.protocol = 6}));
  return {
      segment,
      ethernet(0x0800, ipv4(udp(1000, 53, payload))),
      ethernet(0x8100, joined({bytes_of("000a0800"), ipv4(tcp(payload), {.protocol = 6})})),
      ethernet(0x0800, ipv4(udp(50000, 4789, joined({bytes_of("0800000000002a00"), segment})))),
      ethernet(0x86dd, ipv6(tcp(payload), {.next = 6})),
      joined({ethernet(0x0806, bytes_of("00010800060400020200000000aa0a000001000000000000"
                                        "0a000002")),
              payload}),                                               // its padding
      ethernet(0x0800, ipv4(payload, {.protocol = 6, .place = 100})),  // a later fragment
      ethernet(0x0800, ipv4(payload, {.protocol = 50})),
      ethernet(0x88cc, payload),
      joined({ethernet(0x0800, ipv4(tcp({}), {.protocol = 6})), payload}),  // behind the end of IP
      Bytes(payload.begin(), payload.end()),
  };
}

class Proof : public ::testing::Test {
 protected:
  TemporaryFolder folder;
  std::vector<MadePacket> packets;
  std::filesystem::path capture = folder / "all.pcap";
  std::filesystem::path out = folder / "proof.pcapng";

  void SetUp() override {
    for (const auto& frame : frames()) {
      packets.push_back({1'700'000'000'000'000'001 + static_cast<std::int64_t>(packets.size()), frame, 0});
    }
    write_file(capture, pcap_of(packets));
  }

  Result<std::uint64_t> prove(const std::set<std::uint64_t>& numbers, bool with_payload = false) {
    return capture::write_proof(base::real_files(), capture.string(), numbers, out, with_payload);
  }
};

TEST_F(Proof, HoldsThePacketsAskedForWithTheirHeadersOnly) {
  std::set<std::uint64_t> all;
  for (std::size_t i = 1; i <= packets.size(); ++i) all.insert(i);
  const auto written = prove(all);
  ASSERT_TRUE(written) << written.error().describe();
  EXPECT_EQ(*written, packets.size());
  EXPECT_EQ(read_file(out).find(secret), std::string::npos);

  const auto rows = tshark(out, {"frame.time_epoch", "frame.cap_len", "frame.len", "tcp.dstport", "udp.dstport"});
  const std::vector<std::string> kept = {"66", "42", "70", "116", "86", "42", "34", "34", "14", "66", "0"};
  ASSERT_EQ(rows.size(), packets.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(rows[i][0], fmt::format("1700000000.{:09}", i + 1));
    EXPECT_EQ(rows[i][1], kept[i]);
    EXPECT_EQ(rows[i][2], std::to_string(packets[i].bytes.size()));
  }
  EXPECT_EQ(rows[4][3], "445");
  EXPECT_EQ(rows[1][4], "53");
}

TEST_F(Proof, HoldsThePayloadWhenThatIsAskedFor) {
  ASSERT_TRUE(prove({1, 3}, true));
  auto source = capture::open_capture(out.string());
  ASSERT_TRUE(source);
  const auto read = read_all(**source);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].bytes, packets[0].bytes);
  EXPECT_EQ(read[1].bytes, packets[2].bytes);
  EXPECT_EQ(read[1].packet.at.time_ns, packets[2].time_ns);
}

TEST_F(Proof, OfADamagedCaptureHoldsWhatCameBefore) {
  const auto whole = read_file(capture);
  write_file(capture, whole.substr(0, whole.size() - 3));
  ASSERT_TRUE(prove({1, packets.size() - 1}));
  EXPECT_FALSE(prove({1, packets.size()}));
}

TEST_F(Proof, OfPacketsThatAreNotThereLeavesNoFile) {
  const auto written = prove({1, 99});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(out));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
