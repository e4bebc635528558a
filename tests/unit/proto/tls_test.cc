// ClientHellos as tshark and openssl read them, and answers of real servers, of openssl and made by hand.
#include "proto/tls_hello.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "support/temporary.h"
#include "unit/proto/recorded_tls.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded;

TlsOffer offer(TlsVersion version) {
  TlsOffer made;
  made.version = version;
  for (const auto& suite : tls_suites(version)) made.suites.push_back(suite.number);
  for (const auto& group : tls_groups()) made.groups.push_back(group.number);
  made.server_name = "nas01.example";
  made.random = Bytes(32, 0x11);
  return made;
}

base::Finished run(const std::string& program, const std::vector<std::string>& arguments) {
  base::Command command;
  command.program = program;
  command.arguments = arguments;
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << program << ": " << (done ? done->err : done.error().describe());
  return done ? *done : base::Finished{};
}

// One line a field, as tshark dissects a message to port 443.
std::vector<std::string> dissected(const Bytes& message, const std::vector<std::string>& names) {
  const test::TemporaryFolder folder;
  std::string text = "000000";
  for (const auto byte : message) text += fmt::format(" {:02x}", byte);
  test::write_file(folder / "hello.txt", text + "\n");
  run("text2pcap", {"-T", "50000,443", folder / "hello.txt", folder / "hello.pcap"});
  std::vector<std::string> arguments{"-r", folder / "hello.pcap", "-T", "fields", "-E", "separator=/t"};
  for (const auto& name : names) arguments.insert(arguments.end(), {"-e", name});
  return base::split(base::trim(run("tshark", arguments).out), '\t');
}

TEST(TlsHello, IsReadByTsharkAsItWasMeant) {
  const std::vector<std::string> fields{"tls.record.version",
                                        "tls.handshake.version",
                                        "tls.handshake.extensions_server_name",
                                        "tls.handshake.extensions.supported_version",
                                        "_ws.malformed",
                                        "tls.handshake.cipher_suites_length"};
  const auto lines = [&](TlsVersion version) { return dissected(tls_client_hello(offer(version)), fields); };
  using testing::ElementsAre;
  const auto old = std::to_string(tls_suites(TlsVersion::tls_1_2).size() * 2 + 2);
  EXPECT_THAT(lines(TlsVersion::ssl_3_0), ElementsAre("0x0300", "0x0300", "", "", "", old));
  EXPECT_THAT(lines(TlsVersion::tls_1_0), ElementsAre("0x0301", "0x0301", "nas01.example", "", "", old));
  EXPECT_THAT(lines(TlsVersion::tls_1_2), ElementsAre("0x0301", "0x0303", "nas01.example", "", "", old));
  EXPECT_THAT(lines(TlsVersion::tls_1_3), ElementsAre("0x0301", "0x0303", "nas01.example", "0x0304", "", "10"));
}

TEST(TlsNames, AreThoseOfOpenssl) {
  const auto listed = run("openssl", {"ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:eNULL:@SECLEVEL=0"}).out;
  std::size_t compared = 0;
  for (const auto line : base::lines(listed)) {
    const auto words = base::split(std::string(base::trim(line)), ' ');  // "0x13,0x02 - TLS_AES_256_GCM_SHA384 - …"
    const auto names = [&](const char* part) { return words[2].find(part) != std::string::npos; };
    if (words.size() < 3 || names("RSA_PSK") || names("PSK_DHE") || names("SRP")) continue;
    const auto number = std::stoul(words[0].substr(2, 2) + words[0].substr(7, 2), nullptr, 16);
    EXPECT_EQ(tls_suite_name(static_cast<std::uint16_t>(number)), words[2]);
    ++compared;
  }
  EXPECT_GT(compared, 110U);
  EXPECT_EQ(tls_suite_name(0xd001), "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256");  // RFC 8442 3
  EXPECT_EQ(tls_suite_name(0xc0b4), "TLS_SHA256_SHA256");                      // RFC 9150 9
  EXPECT_EQ(tls_suite_name(0xfafa), "0xfafa");
}

TEST(TlsFlight, OfTls12TellsSuiteCurveAndCertificate) {
  const auto bytes = recorded::tls(recorded::tls_1_2_ecdhe);
  const auto size = tls_flight_size(bytes);
  ASSERT_TRUE(size && *size);
  EXPECT_EQ(**size, bytes.size());
  const auto flight = parse_tls_flight(bytes, offer(TlsVersion::tls_1_2));
  ASSERT_TRUE(flight) << flight.error().describe();
  EXPECT_FALSE(flight->alert);
  EXPECT_EQ(flight->version, TlsVersion::tls_1_2);
  EXPECT_EQ(tls_suite_name(flight->suite), "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  EXPECT_EQ(tls_group_name(flight->group.value_or(0)), "x25519");
  ASSERT_EQ(flight->certificates.size(), 1U);
  EXPECT_TRUE(flight->secure_renegotiation);
  EXPECT_TRUE(flight->asks_for_certificate);
  EXPECT_FALSE(flight->compresses);
}

TEST(TlsFlight, OfAFiniteFieldTellsThePrimesSize) {
  const auto flight = parse_tls_flight(recorded::tls(recorded::tls_1_0_dhe), offer(TlsVersion::tls_1_0));
  ASSERT_TRUE(flight) << flight.error().describe();
  EXPECT_EQ(flight->version, TlsVersion::tls_1_0);
  EXPECT_EQ(flight->dh_bits, std::optional(1024U));
  EXPECT_FALSE(flight->group);
}

TEST(TlsFlight, OfTls13IsAHelloRetryRequestWithTheGroup) {
  const auto bytes = recorded::tls(recorded::tls_1_3_retry);
  const auto flight = parse_tls_flight(bytes, offer(TlsVersion::tls_1_3));
  ASSERT_TRUE(flight) << flight.error().describe();
  EXPECT_EQ(flight->version, TlsVersion::tls_1_3);
  EXPECT_EQ(tls_suite_name(flight->suite), "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(tls_group_name(flight->group.value_or(0)), "x25519");
}

TEST(TlsFlight, AnAlertIsARefusal) {
  const auto flight = parse_tls_flight(Bytes{21, 3, 3, 0, 2, 2, 70}, offer(TlsVersion::tls_1_2));
  ASSERT_TRUE(flight && flight->alert);
  EXPECT_EQ(tls_alert_name(flight->alert->description), "protocol_version");
}

TEST(TlsFlight, AWarningIsNoEnd) {
  auto bytes = recorded::tls(recorded::tls_1_2_ecdhe);
  const Bytes warning{21, 3, 3, 0, 2, 1, 112};  // unrecognized_name
  bytes.insert(bytes.begin(), warning.begin(), warning.end());
  const auto flight = parse_tls_flight(bytes, offer(TlsVersion::tls_1_2));
  ASSERT_TRUE(flight) << flight.error().describe();
  EXPECT_FALSE(flight->alert);
}

TEST(TlsFlight, CutAnywhereItIsNotWhole) {
  for (const auto* text : {&recorded::tls_1_2_ecdhe, &recorded::tls_1_0_dhe, &recorded::tls_1_3_retry}) {
    const auto bytes = recorded::tls(*text);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto cut = ByteView(bytes).first(size);
      const auto whole = tls_flight_size(cut);
      ASSERT_TRUE(whole) << size << whole.error().describe();
      EXPECT_FALSE(*whole) << size;
      EXPECT_FALSE(parse_tls_flight(cut, offer(TlsVersion::tls_1_3)));
    }
  }
}

TEST(TlsFlight, EveryByteSpoiltIsAnErrorOrAnAnswerButNeverMore) {
  const auto good = recorded::tls(recorded::tls_1_2_ecdhe);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const auto value : {std::uint8_t{0x00}, std::uint8_t{0xff}, std::uint8_t{0x80}}) {
      auto bytes = good;
      bytes[i] = value;
      const auto size = tls_flight_size(bytes);
      if (size && *size) {
        EXPECT_LE(**size, bytes.size());
      }
      (void)parse_tls_flight(bytes, offer(TlsVersion::tls_1_2));
    }
  }
}

TEST(TlsFlight, WhatWasNotOfferedIsNotAccepted) {
  const auto bytes = recorded::tls(recorded::tls_1_2_ecdhe);
  EXPECT_FALSE(parse_tls_flight(bytes, offer(TlsVersion::tls_1_0)));  // a newer version
  auto narrow = offer(TlsVersion::tls_1_2);
  std::erase(narrow.suites, 0xc02c);
  EXPECT_FALSE(parse_tls_flight(bytes, narrow));
}

TEST(TlsFlight, OtherProtocolsAreTold) {
  for (const auto* text : {"HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9.2p1\r\n", "220 ready\r\n"}) {
    const auto size = tls_flight_size(base::as_bytes(text));
    ASSERT_FALSE(size);
    EXPECT_EQ(size.error().code, ErrorCode::not_found);
  }
  EXPECT_EQ(tls_flight_size(Bytes{22, 3, 3, 0xff, 0xff}).error().code, ErrorCode::limit);
}

TEST(TlsFlight, AHandshakeWithoutEndIsALie) {
  Bytes bytes{22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff};
  const Bytes more{22, 3, 3, 0, 1, 0};
  for (int i = 0; i < 600; ++i) bytes.insert(bytes.end(), more.begin(), more.end());
  const auto size = tls_flight_size(bytes);
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace runseal::proto
