// QUIC, WireGuard, IPsec and IKE as they went by, in recordings of real programs (tests/golden/capture/record_tunnels),
// read as whole captures. What each holds is told by tshark.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "capture/read.h"
#include "support/packet_file.h"
#include "support/temporary.h"

namespace runseal::capture {
namespace {

using model::Protection;
using testing::HasSubstr;

std::filesystem::path recording(const std::string& name) {
  return test::source_file("tests/golden/capture/" + name + ".pcap");
}

Conversation only_one(const std::filesystem::path& file) {
  const auto report = read_captures({file.string()});
  EXPECT_TRUE(report) << report.error().describe();
  if (!report || report->conversations.size() != 1) {
    ADD_FAILURE() << "not one conversation, but " << (report ? report->conversations.size() : 0);
    return {};
  }
  return report->conversations.front();
}

Conversation seen(const std::string& name) { return only_one(recording(name)); }

Json fact(const Conversation& of, const std::string& id) {
  const auto found = of.facts.find(id);
  return found == of.facts.end() ? Json() : found->second.value;
}

std::vector<std::string> tshark(const std::string& name, const std::string& filter, const std::string& field) {
  base::Command command;
  command.program = "tshark";
  command.arguments = {"-r", recording(name).string(), "-Y", filter, "-T", "fields", "-E", "occurrence=f", "-e", field};
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << (done ? done->err : done.error().describe());
  std::vector<std::string> values;
  if (done)
    for (const auto line : base::lines(done->out)) values.emplace_back(line);
  return values;
}

// Each part of the recording is read as a capture of its own.
void expect_never_safer(const std::string& name) {
  const auto packets = test::read_packets(recording(name));
  const auto whole = seen(name);
  test::TemporaryFolder folder;
  const auto hold = [&](const test::Packets& part, const std::string& how) {
    const auto bytes = test::as_pcap(part);
    test::write_file(folder / "part.pcap", std::string(bytes.begin(), bytes.end()));
    const auto report = read_captures({(folder / "part.pcap").string()});
    ASSERT_TRUE(report) << report.error().describe();
    for (const auto& one : report->conversations) {
      for (const auto axis :
           {&Conversation::integrity, &Conversation::confidentiality, &Conversation::peer_authenticity})
        EXPECT_TRUE((one.*axis).grade == (whole.*axis).grade || (one.*axis).grade == Protection::unknown)
            << name << ", " << how << ": " << (one.*axis).reason;
    }
  };
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const auto at = packets.begin() + static_cast<std::ptrdiff_t>(i);
    hold(test::Packets(packets.begin(), at), "the first " + std::to_string(i));
    hold(test::Packets(at, packets.end()), "from " + std::to_string(i));
    test::Packets one_less(packets.begin(), at);
    one_less.insert(one_less.end(), at + 1, packets.end());
    hold(one_less, "without " + std::to_string(i));
  }
}

TEST(Tunnels, QuicIsEncryptedByDesign) {
  const auto quic = seen("quic");
  EXPECT_EQ(quic.protocol, "quic");
  EXPECT_EQ(quic.versions, std::vector<std::string>{"1"});
  EXPECT_EQ(tshark("quic", "quic.version", "quic.version").front(), "0x00000001");
  EXPECT_EQ(quic.confidentiality.grade, Protection::protected_) << quic.confidentiality.reason;
  EXPECT_EQ(quic.integrity.grade, Protection::protected_);
  EXPECT_EQ(quic.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(quic.peer_authenticity.reason, HasSubstr("certificate is encrypted"));
}

TEST(Tunnels, WireGuardIsATunnelBetweenTwoThatKnowEachOther) {
  const auto tunnel = seen("wireguard");
  EXPECT_EQ(tunnel.protocol, "wireguard");
  EXPECT_EQ(tunnel.confidentiality.grade, Protection::protected_) << tunnel.confidentiality.reason;
  EXPECT_EQ(tunnel.peer_authenticity.grade, Protection::protected_);
  EXPECT_EQ(fact(tunnel, "wireguard.handshakes"), tshark("wireguard", "wg.type == 1", "frame.number").size());
  std::uint64_t bytes = 0;
  for (const auto& size : tshark("wireguard", "wg.type == 4", "udp.length")) bytes += std::stoul(size) - 8;
  EXPECT_EQ(fact(tunnel, "wireguard.bytes-from-client").get<std::uint64_t>() +
                fact(tunnel, "wireguard.bytes-from-server").get<std::uint64_t>(),
            bytes);
}

TEST(Tunnels, IkeTellsItsOwnAlgorithmsAndNotThoseOfTheTunnel) {
  const auto report = read_captures({recording("ike").string()});
  ASSERT_TRUE(report);
  Conversation initial;
  Conversation tunnel;
  for (const auto& one : report->conversations) (one.port == 500 ? initial : tunnel) = one;
  EXPECT_EQ(initial.protocol, "ipsec");
  EXPECT_EQ(initial.versions, std::vector<std::string>{"IKE 2.0"});
  // as configured for the recording: aes256-sha256-curve25519
  EXPECT_EQ(fact(initial, "ipsec.ike-algorithms"), Json({"AES-CBC 256", "SHA2-256-128", "PRF-SHA2-256", "curve25519"}));
  EXPECT_EQ(fact(initial, "ipsec.ike-exchanges"), Json({"IKE_SA_INIT"}));
  EXPECT_EQ(fact(tunnel, "ipsec.ike-exchanges"), Json({"IKE_AUTH"}));
  EXPECT_EQ(fact(tunnel, "ipsec.esp-packets"), tshark("ike", "esp", "frame.number").size());
  EXPECT_EQ(fact(tunnel, "ipsec.esp-readable"), false);
  for (const auto& one : report->conversations) EXPECT_EQ(one.confidentiality.grade, Protection::unknown);
  EXPECT_THAT(tunnel.confidentiality.reason, HasSubstr("do not show with which cipher"));
}

TEST(Tunnels, EspThatDoesNotEncryptIsFoundOut) {
  const auto clear = seen("esp_null");
  EXPECT_EQ(clear.transport, "ip protocol 50");
  EXPECT_EQ(clear.confidentiality.grade, Protection::absent) << clear.confidentiality.reason;
  EXPECT_EQ(fact(clear, "ipsec.esp-readable"), true);
  const auto encrypted = seen("esp_aes");
  EXPECT_EQ(encrypted.confidentiality.grade, Protection::unknown);
  EXPECT_EQ(fact(encrypted, "ipsec.esp-packets"), tshark("esp_aes", "esp", "frame.number").size());
}

TEST(Tunnels, AhEncryptsNothing) {
  const auto ah = seen("ah");
  EXPECT_EQ(ah.protocol, "ipsec");
  EXPECT_EQ(ah.versions, std::vector<std::string>{"AH"});
  EXPECT_EQ(ah.confidentiality.grade, Protection::absent);
  EXPECT_EQ(ah.integrity.grade, Protection::protected_);
}

TEST(Tunnels, PartOfThemIsNeverSafer) {
  for (const auto* name : {"quic", "wireguard", "esp_null", "esp_aes", "ah"}) expect_never_safer(name);
}

// The marker is in the raw bytes if and only if they are said to be readable.
TEST(Tunnels, WhatIsReadableIsSaidToBe) {
  for (const auto* name : {"quic", "wireguard", "ike", "esp_null", "esp_aes", "ah"}) {
    bool readable = false;
    for (const auto& packet : test::read_packets(recording(name)))
      readable = readable || base::as_text(packet.bytes).find("marker") != std::string::npos;
    const auto report = read_captures({recording(name).string()});
    ASSERT_TRUE(report);
    EXPECT_EQ(std::ranges::any_of(report->conversations,
                                  [](const auto& one) { return one.confidentiality.grade == Protection::absent; }),
              readable)
        << name;
  }
}

}  // namespace
}  // namespace runseal::capture
