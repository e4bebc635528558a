// Links, tags and mirror tunnels: what is found in them is what tshark finds.
#include <fmt/format.h>

#include "packets.h"

using namespace runseal;
using namespace runseal::test;

namespace {

struct OnLink {
  const char* name;
  std::uint32_t link;
  Bytes bytes;
};

const Bytes words = joined({bytes_of("0123456789abcdef"), Bytes(100, 0x55)});
// The datagram that must be found in all of them; in those of a tunnel it is the inner one.
const Bytes inner = ipv4(udp(1111, 2222, words), {.from = "0a010203", .to = "0a010204", .protocol = 17, .hops = 9});
const Bytes inner6 = ipv6(udp(1111, 2222, words), {.next = 17, .hops = 9});

Bytes gre(const std::string& header, const Bytes& payload) {
  return ethernet(0x0800, ipv4(joined({bytes_of(header), payload}), {.protocol = 47}));
}

std::vector<OnLink> all_links() {
  const auto frame = ethernet(0x0800, inner);
  const auto vlan = [](const std::string& tag, const Bytes& rest) { return joined({bytes_of(tag), rest}); };
  return {
      {"Ethernet", 1, frame},
      {"Ethernet with padding and a checksum", 1, joined({frame, Bytes(10)})},
      {"VLAN", 1, ethernet(0x8100, vlan("00050800", inner))},
      {"QinQ", 1, ethernet(0x88a8, vlan("00648100", vlan("00050800", inner)))},
      {"old QinQ", 1, ethernet(0x9100, vlan("00648100", vlan("00050800", inner)))},
      {"VLAN, IPv6", 1, ethernet(0x8100, vlan("000586dd", inner6))},
      {"SNAP", 1,
       ethernet(static_cast<std::uint16_t>(8 + inner.size()), joined({bytes_of("aaaa030000000800"), inner}))},
      {"MPLS", 1,
       ethernet(0x8847, joined({bytes_of("000640ff"
                                         "000651ff"),
                                inner}))},
      {"MPLS, IPv6", 1, ethernet(0x8847, joined({bytes_of("000651ff"), inner6}))},
      {"MPLS, pseudowire", 1,
       ethernet(0x8847, joined({bytes_of("000661ff"
                                         "00000000"),
                                frame}))},
      {"MPLS, pseudowire without its control word", 1,
       ethernet(0x8847, joined({bytes_of("000671ff"), bytes_of("48000000000248000000000e0800"), inner}))},
      {"MPLS, the same of a maker whose addresses begin with 0", 1,
       ethernet(0x8847, joined({bytes_of("000671ff"), frame}))},
      {"Linux cooked", 113,
       joined({bytes_of("0000000100060200000000010000"
                        "0800"),
               inner})},
      {"Linux cooked, VLAN", 113,
       joined({bytes_of("0000000100060200000000010000"
                        "8100"
                        "00050800"),
               inner})},
      {"Linux cooked 2", 276,
       joined({bytes_of("0800"
                        "0000"
                        "00000002"
                        "0001"
                        "00"
                        "06"
                        "0200000000010000"),
               inner})},
      {"raw IPv4", 101, inner},
      {"raw IPv6", 101, inner6},
      {"IPv4 only", 228, inner},
      {"IPv6 only", 229, inner6},
      {"BSD null, little end first", 0, joined({bytes_of("02000000"), inner})},
      {"BSD null, IPv6 of macOS", 0, joined({bytes_of("1e000000"), inner6})},
      {"BSD loop", 108, joined({bytes_of("00000002"), inner})},
      {"VXLAN", 1,
       ethernet(0x0800, ipv4(udp(50000, 4789,
                                 joined({bytes_of("08000000"
                                                  "00002a00"),
                                         frame}))))},
      {"VXLAN with a VLAN inside, on IPv6", 1,
       ethernet(0x86dd, ipv6(udp(50000, 4789,
                                 joined({bytes_of("08000000"
                                                  "00002a00"),
                                         ethernet(0x8100, vlan("00050800", inner))}))))},
      {"VXLAN with a policy group, on the port that Linux had before", 1,
       ethernet(0x0800, ipv4(udp(50000, 8472,
                                 joined({bytes_of("88000007"
                                                  "00002a01"),
                                         frame}))))},
      {"GRE", 1, gre("00000800", inner)},
      {"GRE with checksum, key and sequence", 1,
       gre("b0000800"
           "00000000"
           "00000001"
           "00000002",
           inner)},
      {"GRE, IPv6", 1, gre("000086dd", inner6)},
      {"GRE, Ethernet", 1, gre("00006558", frame)},
      {"ERSPAN I", 1, gre("000088be", frame)},
      {"ERSPAN II", 1,
       gre("100088be"
           "00000001"
           "10050000"
           "00000000",
           frame)},
      {"ERSPAN II, VLAN", 1,
       gre("100088be"
           "00000001"
           "10050000"
           "00000000",
           ethernet(0x8100, vlan("00050800", inner)))},
      {"ERSPAN III", 1,
       gre("100022eb"
           "00000001"
           "20050000"
           "00000000"
           "00000000",
           frame)},
      {"ERSPAN III with its subheader", 1,
       gre("100022eb"
           "00000001"
           "20050000"
           "00000000"
           "00000001"
           "0000000000000000",
           frame)},
      {"IP in IP", 1, ethernet(0x0800, ipv4(inner, {.protocol = 4}))},
      {"IPv6 in IPv4", 1, ethernet(0x0800, ipv4(inner6, {.protocol = 41}))},
      {"IPv4 in IPv6", 1, ethernet(0x86dd, ipv6(inner, {.next = 4}))},
      {"IPv4 options", 1,
       ethernet(0x0800,
                ipv4(udp(1111, 2222, words),
                     {.from = "0a010203", .to = "0a010204", .hops = 9, .options = bytes_of("0101010194040000")}))},
      {"IPv6 hop-by-hop, destination options and routing", 1,
       ethernet(0x86dd, ipv6(joined({bytes_of("3c00010400000000"
                                              "2b00010400000000"
                                              "1102000200000000"),
                                     Bytes(16), udp(1111, 2222, words)}),
                             {.next = 0, .hops = 9}))},
      {"IPv6, a fragment that is all", 1,
       ethernet(0x86dd, ipv6(joined({bytes_of("1100000012345678"), udp(1111, 2222, words)}), {.next = 44, .hops = 9}))},
  };
}

std::vector<std::string> ours(const Kept::Seen& seen) {
  const auto& datagram = seen.datagram;
  base::Reader reader(seen.payload);
  const auto from = reader.be16();
  const auto to = reader.be16();
  return {datagram.from.text(),          datagram.to.text(),           std::to_string(from), std::to_string(to),
          std::to_string(datagram.size), std::to_string(datagram.hops)};
}

TEST(Links, TheSameDatagramIsFoundInAllOfThem) {
  for (const auto& one : all_links()) {
    SCOPED_TRACE(one.name);
    Kept kept;
    capture::PacketDecoder decoder(kept);
    decoder.packet({{1, 1}, one.link, one.bytes, one.bytes.size()});
    ASSERT_EQ(kept.datagrams.size(), 1U);
    const auto& seen = kept.datagrams[0];
    EXPECT_EQ(seen.datagram.protocol, 17);
    EXPECT_EQ(seen.datagram.hops, 9);
    EXPECT_EQ(seen.datagram.size, 8 + words.size());
    EXPECT_EQ(seen.payload, udp(1111, 2222, words));
  }
}

TEST(Links, TsharkFindsTheSame) {
  TemporaryFolder folder;
  std::vector<std::string> arguments = {"-F", "pcapng", "-a", "-w", (folder / "all.pcapng").string()};
  const auto links = all_links();
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto file = folder / fmt::format("{:02}.pcap", i);
    write_file(file, pcap_of({{static_cast<std::int64_t>(i) * 1'000'000'000, links[i].bytes, 0}}, links[i].link));
    arguments.push_back(file.string());
  }
  base::Command merge;
  merge.program = "mergecap";
  merge.arguments = arguments;
  const auto merged = base::run(merge);
  ASSERT_TRUE(merged && merged->exit_code == 0) << merged->err;
  const auto rows = tshark(folder / "all.pcapng",
                           {"ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.srcport", "udp.dstport", "udp.length",
                            "ip.ttl", "ipv6.hlim", "frame.protocols"},
                           {"-E", "occurrence=l", "-d", "mpls.label==102,pwethcw", "-d", "mpls.label==103,pwethnocw",
                            "-d", "udp.port==8472,vxlan"});
  Kept kept;
  capture::PacketDecoder decoder(kept);
  const auto source = capture::open_capture((folder / "all.pcapng").string());
  ASSERT_TRUE(source);
  capture::Packet packet;
  for (auto more = (*source)->next(packet); more && *more; more = (*source)->next(packet)) decoder.packet(packet);
  ASSERT_EQ(rows.size(), links.size());
  ASSERT_EQ(kept.datagrams.size(), links.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(links[i].name);
    const auto& row = rows[i];
    const bool v6 = row[9].rfind("ipv6") != std::string::npos &&
                    (row[9].rfind(":ip:") == std::string::npos || row[9].rfind("ipv6") > row[9].rfind(":ip:"));
    const std::vector<std::string> theirs = {v6 ? row[2] : row[0], v6 ? row[3] : row[1], row[4], row[5], row[6],
                                             v6 ? row[8] : row[7]};
    EXPECT_EQ(ours(kept.datagrams[i]), theirs) << row[9];
  }
}

}  // namespace
