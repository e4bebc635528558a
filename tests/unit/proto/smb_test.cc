// The parsers against what a real Samba 4.17 answered. The expected values are those of its configuration, and of
// tshark's dissection of the same bytes.
#include <gtest/gtest.h>

#include <functional>

#include "proto/ntlmssp.h"
#include "proto/smb1.h"
#include "proto/smb2_negotiate.h"
#include "proto/smb2_session.h"
#include "proto/smb_frame.h"
#include "proto/smb_status.h"
#include "proto/spnego.h"
#include "unit/proto/recorded_smb.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded;

Smb2NegotiateOffer offer_of(Smb2Dialect dialect) {
  Smb2NegotiateOffer offer;
  offer.dialects = {dialect};
  offer.ciphers.assign(std::begin(all_smb_ciphers), std::end(all_smb_ciphers));
  offer.client_guid = Bytes(16, 7);
  offer.salt = Bytes(32, 9);
  return offer;
}

Result<Smb2Negotiate> negotiate(ByteView message, Smb2Dialect dialect = Smb2Dialect::v3_1_1) {
  return parse_smb2_negotiate_response(message, offer_of(dialect));
}

Bytes changed(std::string_view hex, std::size_t at, std::initializer_list<std::uint8_t> bytes) {
  auto message = recorded::message(hex);
  for (const auto byte : bytes) message.at(at++) = byte;
  return message;
}

TEST(SmbNegotiate, A311AnswerTellsDialectCipherSigningAndPreauth) {
  const auto answer = negotiate(recorded::message(recorded::negotiate_3_1_1));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->dialect, Smb2Dialect::v3_1_1);
  EXPECT_TRUE(answer->signing_enabled);
  EXPECT_FALSE(answer->signing_required);
  EXPECT_TRUE(answer->encryption_capable);
  EXPECT_EQ(answer->cipher, SmbCipher::aes_128_gcm);
  EXPECT_EQ(answer->signing, SmbSigning::aes_gmac);
  EXPECT_TRUE(answer->preauth_sha512);
  const auto mechanisms = spnego_mechanisms(answer->security_token);
  ASSERT_TRUE(mechanisms) << mechanisms.error().describe();
  EXPECT_EQ(*mechanisms, std::vector<std::string>{"NTLM"});
}

TEST(SmbNegotiate, MandatorySigningShowsAsRequired) {
  const auto answer = negotiate(recorded::message(recorded::negotiate_3_1_1_signed));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->signing_required);
}

TEST(SmbNegotiate, NoEncryptionContextMeansNoEncryption) {
  const auto answer = negotiate(recorded::message(recorded::negotiate_3_1_1_plain));
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->encryption_capable);
  EXPECT_EQ(answer->cipher, std::nullopt);
}

TEST(SmbNegotiate, ACipherOfZeroMeansNoEncryption) {
  auto message = recorded::message(recorded::negotiate_3_1_1);
  const Bytes chosen{2, 0, 4, 0, 0, 0, 0, 0, 1, 0, 2, 0};  // encryption context: one cipher, AES-128-GCM
  const auto found = std::search(message.begin(), message.end(), chosen.begin(), chosen.end());
  ASSERT_NE(found, message.end());
  found[10] = 0;
  const auto answer = negotiate(message);
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_FALSE(answer->encryption_capable);
}

TEST(SmbNegotiate, In302TheCapabilityBitTellsEncryptionAndIn21NothingDoes) {
  const auto v302 = negotiate(recorded::message(recorded::negotiate_3_0_2), Smb2Dialect::v3_0_2);
  ASSERT_TRUE(v302) << v302.error().describe();
  EXPECT_TRUE(v302->encryption_capable);
  const auto v21 = negotiate(changed(recorded::negotiate_2_1, 64 + 24, {0x40}), Smb2Dialect::v2_1);
  ASSERT_TRUE(v21) << v21.error().describe();
  EXPECT_FALSE(v21->encryption_capable);
}

TEST(SmbNegotiate, ARefusedDialectIsAnAnswerAndNotAFault) {
  const auto answer = negotiate(recorded::message(recorded::negotiate_refused));
  ASSERT_TRUE(answer);
  EXPECT_EQ(status::name(answer->status), "STATUS_NOT_SUPPORTED");
}

TEST(SmbNegotiate, EachLieIsRefused) {
  const auto refused = [](const char* what, const Bytes& message) { EXPECT_FALSE(negotiate(message)) << what; };
  const auto& good = recorded::negotiate_3_1_1;
  refused("another protocol", changed(good, 0, {0xfd}));
  refused("header StructureSize", changed(good, 4, {65}));
  refused("another command", changed(good, 12, {1}));
  refused("a request echoed", changed(good, 16, {0}));
  refused("compounded", changed(good, 20, {8}));
  refused("another message id", changed(good, 24, {1}));
  refused("StructureSize", changed(good, 64, {64}));
  refused("a dialect that was not offered", changed(good, 68, {0x10, 0x02}));
  refused("too many contexts", changed(good, 70, {0xff, 0xff}));
  refused("one context more than there is", changed(good, 70, {4}));
  refused("no contexts at all: no preauth", changed(good, 70, {0}));
  refused("a token inside the header", changed(good, 64 + 56, {0x10, 0}));
  refused("a token past the end", changed(good, 64 + 58, {0xff, 0xff}));
  refused("contexts past the end", changed(good, 64 + 60, {0xf8, 0xff, 0xff, 0x7f}));
  refused("contexts out of line", changed(good, 64 + 60, {0xd1}));
  refused("contexts inside the header", changed(good, 64 + 60, {0x40, 0, 0, 0}));
}

TEST(Smb1, TellsADialectFromNone) {
  const auto taken = parse_smb1_negotiate_response(recorded::message(recorded::smb1_taken), 1);
  ASSERT_TRUE(taken) << taken.error().describe();
  EXPECT_EQ(taken->dialect, 0);
  EXPECT_FALSE(taken->signing_required);
  const auto none = parse_smb1_negotiate_response(recorded::message(recorded::smb1_none), 1);
  ASSERT_TRUE(none) << none.error().describe();
  EXPECT_EQ(none->dialect, std::nullopt);
}

TEST(Smb1, AnEchoedRequestIsNoAnswer) {
  EXPECT_FALSE(parse_smb1_negotiate_response(smb1_negotiate_request({smb1_dialect}), 1));
}

TEST(SmbSession, TellsChallengeNobodyGuestAndRefusal) {
  const auto hello = parse_smb2_session_setup_response(recorded::message(recorded::session_hello), 1);
  ASSERT_TRUE(hello) << hello.error().describe();
  EXPECT_EQ(hello->status, status::more_processing_required);
  const auto inner = spnego_inner_token(hello->token);
  ASSERT_TRUE(inner) << inner.error().describe();
  const auto challenge = parse_ntlm_challenge(*inner);
  ASSERT_TRUE(challenge) << challenge.error().describe();
  EXPECT_EQ(challenge->netbios_name, "VM");
  EXPECT_EQ(challenge->dns_name, "vm");
  EXPECT_EQ(challenge->os_build, "6.1.0");

  const auto nobody = parse_smb2_session_setup_response(recorded::message(recorded::session_anonymous), 2);
  ASSERT_TRUE(nobody);
  EXPECT_EQ(nobody->status, 0U);
  EXPECT_NE(nobody->session, 0U);
  const auto guest = parse_smb2_session_setup_response(recorded::message(recorded::session_guest), 2);
  ASSERT_TRUE(guest);
  EXPECT_TRUE(guest->guest);
  const auto denied = parse_smb2_session_setup_response(recorded::message(recorded::session_denied), 2);
  ASSERT_TRUE(denied);
  EXPECT_TRUE(status::denies_login(denied->status));
}

TEST(SmbTree, TellsOpenFromDenied) {
  const auto open = parse_smb2_tree_connect_response(recorded::message(recorded::tree_open), 3);
  ASSERT_TRUE(open) << open.error().describe();
  EXPECT_EQ(open->status, 0U);
  EXPECT_EQ(open->share_type, 1);
  EXPECT_FALSE(open->encrypt);
  const auto encrypted = parse_smb2_tree_connect_response(changed(recorded::tree_open, 64 + 5, {0x80}), 3);
  ASSERT_TRUE(encrypted);
  EXPECT_TRUE(encrypted->encrypt);
  const auto denied = parse_smb2_tree_connect_response(recorded::message(recorded::tree_denied), 3);
  ASSERT_TRUE(denied);
  EXPECT_EQ(denied->status, status::access_denied);
}

TEST(SmbFrame, BoundsWhatAServerAnnounces) {
  EXPECT_EQ(smb_frame_length(Bytes{0, 0, 1, 0}), 256U);
  EXPECT_FALSE(smb_frame_length(Bytes{0, 0, 0, 0}));
  EXPECT_FALSE(smb_frame_length(Bytes{0, 1, 0, 1}));
  EXPECT_FALSE(smb_frame_length(Bytes{0, 0xff, 0xff, 0xff}));
  EXPECT_FALSE(smb_frame_length(Bytes{0x85, 0, 0, 64}));
}

// Every proper prefix of each message fails, without reading past it (AddressSanitizer watches: each is its own copy).
TEST(SmbParsers, EveryPrefixOfEveryMessageFailsCleanly) {
  const auto inner = [](const Bytes& message) {
    return *spnego_inner_token(parse_smb2_session_setup_response(message, 1)->token);
  };
  const auto hello = recorded::message(recorded::session_hello);
  const std::pair<Bytes, std::function<bool(ByteView)>> cases[] = {
      {recorded::message(recorded::negotiate_3_1_1), [](ByteView b) { return negotiate(b).has_value(); }},
      {recorded::message(recorded::negotiate_refused), [](ByteView b) { return negotiate(b).has_value(); }},
      {recorded::message(recorded::negotiate_2_1),
       [](ByteView b) { return negotiate(b, Smb2Dialect::v2_1).has_value(); }},
      {recorded::message(recorded::smb1_taken),
       [](ByteView b) { return parse_smb1_negotiate_response(b, 1).has_value(); }},
      {hello, [](ByteView b) { return parse_smb2_session_setup_response(b, 1).has_value(); }},
      {recorded::message(recorded::tree_open),
       [](ByteView b) { return parse_smb2_tree_connect_response(b, 3).has_value(); }},
      {inner(hello), [](ByteView b) { return parse_ntlm_challenge(b).has_value(); }},
      {parse_smb2_session_setup_response(hello, 1)->token,
       [](ByteView b) { return spnego_inner_token(b).has_value(); }},
  };
  for (const auto& [message, parses] : cases) {
    EXPECT_TRUE(parses(message));
    // an error body's last byte is padding (MS-SMB2 2.2.2), so that message alone may lose it
    const bool refused = message == recorded::message(recorded::negotiate_refused);
    for (std::size_t size = 0; size + (refused ? 1 : 0) < message.size(); ++size)
      EXPECT_FALSE(parses(Bytes(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size))))
          << "a prefix of " << size << " of " << message.size() << " bytes passed";
  }
}

}  // namespace
}  // namespace runseal::proto
