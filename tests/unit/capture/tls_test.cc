// TLS as it went by, in recordings of OpenSSL's own server and client (tests/golden/capture/record_tls). What each
// holds is told by tshark.
#include "capture/dissectors/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "proto/tls_names.h"
#include "recorded_flow.h"
#include "support/temporary.h"

namespace runseal::capture {
namespace {

using model::Protection;

constexpr std::uint16_t port = 4433;

std::filesystem::path recording(const std::string& name) {
  return test::source_file("tests/golden/capture/tls_" + name + ".pcap");
}

struct Seen {
  std::vector<FlowReport> flows;
  test::Noted noted;

  [[nodiscard]] const FlowReport& flow() const { return flows.back(); }
  [[nodiscard]] Json fact(const std::string& id) const {
    const auto found = flow().facts.find("tls." + id);
    return found == flow().facts.end() ? Json() : found->second.value;
  }
};

Seen seen(const std::string& name) {
  Seen all;
  all.flows = test::dissected(tls_kind(), test::read_packets(recording(name)), port, all.noted);
  return all;
}

// As tshark reads it: one row a packet with TLS in it, each with the values of every field.
using Rows = std::vector<std::vector<std::string>>;
Rows tshark(const std::string& name, const std::vector<std::string>& fields) {
  base::Command command;
  command.program = "tshark";
  command.arguments = {"-r", recording(name).string(), "-d", "tcp.port==4433,tls", "-Y", "tls", "-T", "fields"};
  for (const auto& field : fields) command.arguments.insert(command.arguments.end(), {"-e", field});
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << (done ? done->err : done.error().describe());
  Rows rows;
  if (done)
    for (const auto line : base::lines(done->out)) rows.push_back(base::split(line, '\t'));
  return rows;
}

bool has(const std::string& values, const std::string& one) {
  const auto all = base::split(values, ',');
  return std::ranges::find(all, one) != all.end();
}

struct Case {
  const char* name;
  const char* version;
  Protection confidentiality;
  Protection integrity;
  const char* why;  // stands in the reason of confidentiality
};

class TlsFlows : public testing::TestWithParam<Case> {};

TEST_P(TlsFlows, IsJudgedByWhatWasAgreedOn) {
  const auto& expected = GetParam();
  const auto all = seen(expected.name);
  const auto& flow = all.flow();
  EXPECT_EQ(flow.protocol, "tls");
  EXPECT_EQ(flow.version, expected.version);
  EXPECT_EQ(flow.confidentiality.grade, expected.confidentiality) << flow.confidentiality.reason;
  EXPECT_EQ(flow.integrity.grade, expected.integrity) << flow.integrity.reason;
  EXPECT_THAT(flow.confidentiality.reason, testing::HasSubstr(expected.why));
  EXPECT_NE(flow.peer_authenticity.grade, Protection::protected_);
}

TEST_P(TlsFlows, TsharkReadsTheSame) {
  const auto all = seen(GetParam().name);
  const auto rows = tshark(
      GetParam().name, {"tcp.stream", "tcp.dstport", "tls.handshake.type", "tls.handshake.ciphersuite",
                        "tls.handshake.extensions_server_name", "tls.record.content_type", "tls.record.opaque_type"});
  ASSERT_FALSE(rows.empty());
  std::string suite, server_name;
  bool client_data = false, server_data = false;
  for (const auto& row : rows) {
    if (row[0] != rows.back()[0]) continue;  // the last connection counts here
    if (has(row[2], "1")) server_name = row[4];
    if (has(row[2], "2")) suite = row[3];
    if (has(row[5], "23") || has(row[6], "23")) (row[1] == "4433" ? client_data : server_data) = true;
  }
  EXPECT_EQ(all.fact("server-name"), server_name);
  EXPECT_EQ(
      all.fact("cipher-suite"),
      suite.empty() ? Json() : Json(proto::tls_suite_name(static_cast<std::uint16_t>(std::stoul(suite, nullptr, 16)))));
  EXPECT_EQ(all.fact("bytes-from-client").is_number(), client_data);
  EXPECT_EQ(all.fact("bytes-from-server").is_number(), server_data);
}

TEST_P(TlsFlows, PartOfItIsNeverSafer) {
  const bool changes_later = GetParam().name == std::string("1.2_again");
  test::expect_never_safer(tls_kind(), test::read_packets(recording(GetParam().name)), port, !changes_later);
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, TlsFlows,
    testing::Values(
        Case{"1.3", "1.3", Protection::protected_, Protection::protected_, "TLS_AES_256_GCM_SHA384"},
        Case{"1.3_retry", "1.3", Protection::protected_, Protection::protected_, "TLS 1.3 encrypted all of it"},
        Case{"1.3_refused", "1.3", Protection::unknown, Protection::unknown, "unknown_ca from the client"},
        Case{"1.2", "1.2", Protection::protected_, Protection::protected_, "ECDHE_ECDSA_WITH_AES_256_GCM"},
        Case{"1.2_resumed", "1.2", Protection::protected_, Protection::protected_, "TLS 1.2 encrypted all of it"},
        Case{"1.2_refused", "1.2", Protection::unknown, Protection::unknown, "unknown_ca from the client"},
        Case{"1.2_again", "1.2", Protection::unknown, Protection::unknown, "negotiated again"},
        Case{"1.2_null", "1.2", Protection::absent, Protection::protected_, "encrypts nothing"},
        Case{"1.2_anonymous", "1.2", Protection::absent, Protection::absent, "nobody proves who he is"},
        Case{"1.2_short_prime", "1.2", Protection::absent, Protection::absent, "a prime of only 1024 bits"},
        Case{"1.2_short_key", "1.2", Protection::absent, Protection::absent, "own key of only 1024 bits"},
        Case{"1.2_short_signer", "1.2", Protection::protected_, Protection::protected_, "ECDHE_RSA_WITH_AES_128"},
        Case{"1.2_key_not_seen", "1.2", Protection::unknown, Protection::unknown, "not seen how strong"},
        Case{"1.2_shared_key", "1.2", Protection::unknown, Protection::unknown, "Who guesses the key"},
        Case{"1.2_shared_key_curve", "1.2", Protection::protected_, Protection::protected_, "ECDHE_PSK_WITH_CHACHA20"},
        Case{"1.2_shared_key_prime", "1.2", Protection::absent, Protection::absent, "a prime of only 1024 bits"},
        Case{"1.1", "1.1", Protection::absent, Protection::absent, "TLS 1.1 was spoken"},
        Case{"no_version", "", Protection::unknown, Protection::unknown, "protocol_version from the server"}),
    [](const auto& test) { return base::replaced(test.param.name, ".", "_"); });

TEST(Tls, ShowsTheCertificateWhereItIsInClear) {
  const auto all = seen("1.2");
  ASSERT_TRUE(all.fact("certificates").is_array());
  const auto shown = all.fact("certificates")[0];
  EXPECT_EQ(shown["subject"], "CN=nas01.lab.example,O=Lab");
  EXPECT_EQ(shown["names"], Json({"nas01.lab.example"}));
  // what openssl says of the bytes that tshark found
  std::string found;
  for (const auto& row : tshark("1.2", {"tls.handshake.certificate"}))
    if (!row[0].empty()) found = row[0];
  const auto der = base::from_hex(found);
  ASSERT_TRUE(der);
  base::Command command;
  command.program = "openssl";
  command.arguments = {"x509", "-inform", "DER", "-noout", "-fingerprint", "-sha256"};
  command.input = std::string(der->begin(), der->end());
  const auto said = base::run(command);
  ASSERT_TRUE(said && said->ok());
  const auto digits = base::replaced(said->out.substr(said->out.find('=') + 1), ":", "");
  const auto fingerprint = shown["sha256"].get<std::string>();
  EXPECT_EQ(base::fold_case(base::trim(digits)), fingerprint);
  EXPECT_THAT(all.noted.identities,
              testing::ElementsAre(testing::Pair("TLS certificate (EC) for nas01.lab.example", fingerprint)));
  EXPECT_THAT(all.flow().peer_authenticity.reason, testing::HasSubstr("CN=nas01.lab.example"));
}

TEST(Tls, SaysThatTls13ShowsNoCertificate) {
  const auto all = seen("1.3");
  EXPECT_TRUE(all.noted.identities.empty());
  EXPECT_THAT(all.flow().peer_authenticity.reason,
              testing::HasSubstr("In TLS 1.3 the server's certificate is encrypted"));
  EXPECT_EQ(all.fact("protocols-offered"), Json({"h2", "http/1.1"}));
  EXPECT_EQ(all.fact("versions-offered"), Json({"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"}));
}

TEST(Tls, SaysThatAResumedSessionShowsNoCertificate) {
  EXPECT_THAT(seen("1.2_resumed").flow().peer_authenticity.reason, testing::HasSubstr("resumed"));
}

TEST(Tls, AShortKeyProvesNothing) {
  for (const auto* name : {"1.2_short_key", "1.2_short_signer"}) {
    const auto axis = seen(name).flow().peer_authenticity;
    EXPECT_EQ(axis.grade, Protection::absent) << name;
    EXPECT_THAT(axis.reason, testing::HasSubstr("1024 bits"));
  }
}

TEST(Tls, SaysOfASharedKeyThatItIsOne) {
  for (const auto* name : {"1.2_shared_key", "1.2_shared_key_curve", "1.2_shared_key_prime"})
    EXPECT_THAT(seen(name).flow().peer_authenticity.reason, testing::HasSubstr("a key that they share")) << name;
}

// RFC 5489 2: it stands behind the hint; OpenSSL's client told of it "Server Temp Key: X25519"
TEST(Tls, ReadsTheCurveBehindTheHint) { EXPECT_EQ(seen("1.2_shared_key_curve").fact("group"), "x25519"); }

// RFC 9150: TLS_SHA256_SHA256 and TLS_SHA384_SHA384
TEST(Tls, SuitesOfTls13ThatEncryptNothingAreFoundOut) {
  for (const unsigned last : {0xb4U, 0xb5U}) {
    FlowContext context;
    context.from_start = true;
    auto tls = tls_kind().make(context);
    for (const auto& packet : test::read_packets(recording("1.3"))) {
      const auto tcp = test::tcp_of(packet);
      if (!tcp || tcp->payload.empty()) continue;
      const bool from_client = tcp->to_port == port;
      Bytes bytes(tcp->payload.begin(), tcp->payload.end());
      if (!from_client && bytes[0] == 22) {  // behind record, message, version, random and session
        ASSERT_EQ(ByteView(bytes).subspan(76, 2)[1], 0x02);
        bytes[76] = 0xc0;
        bytes[77] = static_cast<std::uint8_t>(last);
      }
      tls->data(from_client ? Side::client : Side::server, bytes, 0, {});
    }
    const auto report = tls->finish();
    EXPECT_EQ(report.confidentiality.grade, Protection::absent) << report.confidentiality.reason;
    EXPECT_EQ(report.integrity.grade, Protection::protected_) << report.integrity.reason;
  }
}

TEST(Tls, AFailedHandshakeDoesNotCount) {
  EXPECT_TRUE(seen("1.2_refused").flow().idle);
  EXPECT_FALSE(seen("1.2").flow().idle);
}

TEST(Tls, BytesThatAreNoRecordsAreNotSaidToBeSafe) {
  auto packets = test::read_packets(recording("1.2"));
  FlowContext context;
  context.from_start = true;
  test::Noted noted;
  context.recorder = &noted;
  auto tls = tls_kind().make(context);
  for (const auto& packet : packets)
    if (const auto tcp = test::tcp_of(packet); tcp && !tcp->payload.empty())
      tls->data(tcp->to_port == port ? Side::client : Side::server, tcp->payload, 0, {});
  tls->data(Side::client, base::as_bytes("STOR patient.txt\r\n"), 0, {});
  const auto report = tls->finish();
  EXPECT_EQ(report.confidentiality.grade, Protection::unknown);
  EXPECT_THAT(report.confidentiality.reason, testing::HasSubstr("that are none"));
}

}  // namespace
}  // namespace runseal::capture
