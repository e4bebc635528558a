// SSH's bytes: what a real server sent, and what none would.
#include "proto/ssh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/ssh_exchange.h"
#include "proto/ssh_key.h"
#include "proto/ssh_known_hosts.h"
#include "unit/proto/recorded_ssh.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded;
using testing::ElementsAre;

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(Ssh, ARecordedIdentificationAndOfferAreReadAsTheServerWasConfigured) {
  const auto line = bytes(recorded::ssh_identification);
  EXPECT_EQ(ssh_identification_size(line).value(), line.size());
  const auto who = parse_ssh_identification(line);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->protocol, "2.0");
  EXPECT_EQ(who->software, "OpenSSH_9.2p1 Debian-2+deb12u10");
  EXPECT_EQ(who->line + "\r\n", recorded::ssh_identification);

  const auto packet = base::from_hex(recorded::ssh_offer).value();
  EXPECT_EQ(ssh_packet_size(packet).value(), packet.size());
  const auto offer = parse_ssh_kexinit(ssh_payload(packet).value());
  ASSERT_TRUE(offer) << offer.error().describe();
  EXPECT_THAT(offer->kex,
              ElementsAre("curve25519-sha256", "diffie-hellman-group16-sha512", "kex-strict-s-v00@openssh.com"));
  EXPECT_THAT(offer->host_keys, ElementsAre("ssh-ed25519"));
  EXPECT_THAT(offer->ciphers_to_client, ElementsAre("aes256-gcm@openssh.com", "aes128-ctr"));
  EXPECT_THAT(offer->macs_to_server, ElementsAre("hmac-sha2-256-etm@openssh.com"));
  EXPECT_THAT(offer->compression_to_server, ElementsAre("none"));
  EXPECT_FALSE(offer->guess_follows);
}

TEST(Ssh, AnOfferOfOursReadsBackAndIsAWholePacket) {
  SshKexInit offer;
  offer.kex = {"curve25519-sha256"};
  offer.host_keys = {"ssh-ed25519", "rsa-sha2-256"};
  const auto packet = ssh_packet(ssh_kexinit(offer, Bytes(16, 7)));
  EXPECT_EQ(packet.size() % 8, 0U);
  EXPECT_EQ(ssh_packet_size(packet).value(), packet.size());
  const auto read = parse_ssh_kexinit(ssh_payload(packet).value());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kex, offer.kex);
  EXPECT_EQ(read->host_keys, offer.host_keys);
  EXPECT_TRUE(read->ciphers_to_server.empty());
}

TEST(Ssh, LinesBeforeTheIdentificationArePassedOver) {
  const auto text = bytes("Welcome to the laboratory\r\nno SSH-2.0 here\r\nSSH-1.99-Old_1.2\nrest");
  const auto size = ssh_identification_size(text);
  ASSERT_TRUE(size && *size);
  const auto who = parse_ssh_identification(ByteView(text).first(**size));
  ASSERT_TRUE(who);
  EXPECT_EQ(who->protocol, "1.99");
  EXPECT_EQ(who->line, "SSH-1.99-Old_1.2");
}

TEST(Ssh, OtherProtocolsAndEndlessLinesAreToldApart) {
  for (const auto* other : {"HTTP/1.1 400 Bad Request\r\n", "220 ftp ready\r\n", "@RSYNCD: 31.0\n"})
    EXPECT_EQ(ssh_identification_size(bytes(other)).error().code, ErrorCode::not_found) << other;
  EXPECT_EQ(ssh_identification_size(Bytes{0x16, 3, 3, 0}).error().code, ErrorCode::not_found);  // TLS
  EXPECT_EQ(ssh_identification_size(bytes(std::string(9000, 'x'))).error().code, ErrorCode::not_found);
  EXPECT_EQ(ssh_identification_size(bytes("SSH-2.0-" + std::string(300, 'x'))).error().code, ErrorCode::limit);
  EXPECT_EQ(ssh_identification_size(bytes("SSH-2.0-half")).value(), std::nullopt);
}

TEST(Ssh, PacketsThatLieAboutThemselvesAreRefused) {
  EXPECT_EQ(ssh_packet_size(Bytes{0xff, 0xff, 0xff, 0xff}).error().code, ErrorCode::limit);
  EXPECT_EQ(ssh_packet_size(Bytes{0, 0, 0, 13}).error().code, ErrorCode::invalid);
  auto packet = base::from_hex(recorded::ssh_offer).value();
  packet[4] = 0xff;
  packet.resize(4 + 12);
  packet[2] = 0;
  packet[3] = 12;
  EXPECT_FALSE(ssh_payload(packet));  // padding longer than the packet
  const auto good = base::from_hex(recorded::ssh_offer).value();
  const auto payload = ssh_payload(good).value();
  for (std::size_t size = 0; size < payload.size(); ++size) EXPECT_FALSE(parse_ssh_kexinit(payload.first(size)));
}

TEST(Ssh, NumbersAreWrittenAsRfc4251Shows) {  // section 5, the examples of mpint
  EXPECT_EQ(base::to_hex(ssh_mpint({})), "");
  EXPECT_EQ(base::to_hex(ssh_mpint(base::from_hex("0009a378f9b2e332a7").value())), "09a378f9b2e332a7");
  EXPECT_EQ(base::to_hex(ssh_mpint(Bytes{0x80})), "0080");
}

// Keys made by ssh-keygen; sizes and fingerprints as `ssh-keygen -lf` says them.
TEST(SshKey, IsReadAsSshKeygenReadsIt) {
  const auto blob = base::from_base64("AAAAC3NzaC1lZDI1NTE5AAAAIHsmFEokHhSkwmgI+SkHNbd+Cmi67prIId+AL4+UGbBR").value();
  const auto key = parse_ssh_key(blob);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type, "ssh-ed25519");
  EXPECT_EQ(key->bits, 256U);
  EXPECT_EQ(ssh_fingerprint(blob), "SHA256:/uCRs6m5nKUk32Ekev7eR24TNRrTqLyzIYEBn3wb56M");
  for (std::size_t size = 0; size < blob.size(); ++size) EXPECT_FALSE(parse_ssh_key(ByteView(blob).first(size)));
}

TEST(SshKnownHosts, FindsAHostThatSshKeygenHashed) {
  const std::string key = "AAAAC3NzaC1lZDI1NTE5AAAAIHsmFEokHhSkwmgI+SkHNbd+Cmi67prIId+AL4+UGbBR";
  const auto list = "|1|S5KK9VO0SDD4Ha86xS15jq5+iBM=|MrmbrfmY/lyO8AIy88j0lXqqRrI= ssh-ed25519 " + key + "\n";
  ASSERT_EQ(ssh_known_keys(list, "127.0.0.1", 22022).size(), 1U);
  EXPECT_EQ(ssh_known_keys(list, "127.0.0.1", 22022)[0].key, key);
  EXPECT_TRUE(ssh_known_keys(list, "127.0.0.1", 22).empty());
  EXPECT_TRUE(ssh_known_keys(list, "127.0.0.2", 22022).empty());
}

TEST(SshKnownHosts, TakesListsPatternsAndMarkersAsSshdDescribesThem) {
  const auto count = [](const std::string& list, const std::string& host, std::uint16_t port = 22) {
    return ssh_known_keys(list, host, port).size();
  };
  EXPECT_EQ(count("nas01,10.0.0.5 ssh-ed25519 AAAA comment", "10.0.0.5"), 1U);
  EXPECT_EQ(count("NAS01 ssh-ed25519 AAAA", "nas01"), 1U);
  EXPECT_EQ(count("*.lab,!old.lab ssh-ed25519 AAAA", "nas01.lab"), 1U);
  EXPECT_EQ(count("*.lab,!old.lab ssh-ed25519 AAAA", "old.lab"), 0U);
  EXPECT_EQ(count("nas0? ssh-ed25519 AAAA", "nas01"), 1U);
  EXPECT_EQ(count("nas0? ssh-ed25519 AAAA", "nas0"), 0U);
  EXPECT_EQ(count("nas01 ssh-ed25519 AAAA", "nas01", 2222), 0U);  // another port is another server
  EXPECT_EQ(count("[nas01]:2222 ssh-ed25519 AAAA", "nas01", 2222), 1U);
  EXPECT_EQ(count("# nas01 ssh-ed25519 AAAA\n\nnas01\nnas01 ssh-rsa", "nas01"), 0U);
  EXPECT_FALSE(ssh_known_keys("nas01 ssh-rsa AAAA", "nas01", 22).at(0).authority);
  EXPECT_TRUE(ssh_known_keys("@cert-authority *.lab ssh-rsa AAAA", "nas01.lab", 22).at(0).authority);
  EXPECT_TRUE(ssh_known_keys("@revoked * ssh-rsa AAAA", "nas01", 22).at(0).revoked);
  EXPECT_EQ(count("|1|x ssh-rsa AAAA\n|1||| ssh-rsa AAAA\n|1|", "nas01"), 0U);
}

TEST(SshKnownHosts, NoPatternTakesLong) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  EXPECT_TRUE(ssh_known_keys(pattern + "b ssh-rsa AAAA", std::string(20'000, 'a'), 22).empty());
}

}  // namespace
}  // namespace runseal::proto
