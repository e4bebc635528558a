// Datagrams to the ports of protocols, in packets made by hand: what they are is told by their bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/read.h"
#include "packets.h"

namespace runseal::capture {
namespace {

using model::Protection;
using testing::HasSubstr;
using testing::IsEmpty;

Bytes text(std::string_view said) { return {said.begin(), said.end()}; }

// One datagram to `port`; `missing` of its bytes are not in the capture.
Conversation datagram(std::uint16_t port, const Bytes& payload, std::size_t missing = 0) {
  auto frame = test::ethernet(0x0800, test::ipv4(test::udp(40000, port, payload)));
  const auto size = frame.size();
  frame.resize(size - missing);
  const test::TemporaryFolder folder;
  test::write_file(folder / "one.pcap", test::pcap_of({{1, frame, size}}));
  const auto report = read_captures({(folder / "one.pcap").string()});
  if (!report || report->conversations.size() != 1) {
    ADD_FAILURE() << "not one conversation";
    return {};
  }
  return report->conversations.front();
}

void expect_only_guessed(const Conversation& one, const std::string& protocol, const std::string& name) {
  EXPECT_EQ(one.protocol, protocol);
  EXPECT_THAT(one.facts, IsEmpty());
  for (const auto* axis : {&one.integrity, &one.confidentiality, &one.peer_authenticity}) {
    EXPECT_EQ(axis->grade, Protection::unknown);
    EXPECT_THAT(axis->reason, HasSubstr("could be " + name + " by its port"));
  }
}

const std::string words = "sample=NA12878 result=positive; please file it";

TEST(Datagrams, ThatAreSomethingElseAreNotNamedByTheirPort) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{500, 88, 51820, 2049, 111}) {
    const auto one = datagram(port, text(words));
    EXPECT_EQ(one.protocol, "unknown") << port;
    EXPECT_EQ(one.confidentiality.grade, Protection::unknown) << port;
    EXPECT_THAT(one.confidentiality.reason, IsEmpty()) << port;
  }
}

// RFC 6347 4.1: a record of DTLS 1.2. RFC 9000 17: the second bit of QUIC's packets is set, there it is not.
TEST(Datagrams, OfDtlsAreNotQuic) {
  EXPECT_EQ(datagram(443, test::joined({test::bytes_of("16fefd0000000000000000"), Bytes(80)})).protocol, "unknown");
}

// RFC 7296 3.1: where a message of IKE has its version, this has a space, which is 2.0; its length does not fit.
TEST(Datagrams, OfTextWithASpaceInTheRightPlaceAreNotIke) {
  const auto said = text("0123456789abcdefg more than the twenty-eight bytes");
  ASSERT_EQ(said[17], 0x20);
  EXPECT_EQ(datagram(500, said).protocol, "unknown");
}

// Neither a packet of ESP nor one of an established QUIC connection has anything that text could not have.
TEST(Datagrams, ThatMayBeWhatTheirPortSaysAreOnlyGuessed) {
  expect_only_guessed(datagram(4500, text(words)), "ipsec", "IPsec");
  expect_only_guessed(datagram(443, text(words)), "quic", "QUIC");
}

// RFC 4303 2.1: such a number is reserved. RFC 3948 2.3: a byte that keeps the translation alive.
TEST(Datagrams, ThatCannotBeEspAreNotGuessed) {
  EXPECT_EQ(datagram(4500, test::bytes_of("000000ff00000001aabbccddeeff00112233")).protocol, "unknown");
  EXPECT_EQ(datagram(4500, test::bytes_of("ff")).protocol, "unknown");
}

TEST(Datagrams, OfWhichTooLittleWasKeptAreGuessed) {
  const auto all_but = [](std::size_t kept) { return words.size() - kept; };
  expect_only_guessed(datagram(500, text(words), all_but(8)), "ipsec", "IPsec");
  expect_only_guessed(datagram(88, text(words), all_but(8)), "kerberos", "Kerberos");
  expect_only_guessed(datagram(51820, text(words), all_but(8)), "wireguard", "WireGuard");
  EXPECT_EQ(datagram(2049, text(words), all_but(8)).protocol, "nfs");
}

}  // namespace
}  // namespace runseal::capture
