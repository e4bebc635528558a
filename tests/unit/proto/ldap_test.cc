// Requests as OpenLDAP's ldapsearch 2.5 sends them, and what OpenLDAP's slapd answered to it; recorded on loopback.
#include "proto/ldap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/ber.h"

namespace runseal::proto {
namespace {

Bytes hex(const std::string& text) { return *base::from_hex(text); }

// ldapsearch -x -b "" -s base -z 1 -l 5 namingContexts supportedSASLMechanisms
const Bytes root_dse_entry =
    hex("303702010264320400302e302c040e6e616d696e67436f6e7465787473311a041864633d6c61626f7261746f72792c64633d6578616d70"
        "6c65");
const Bytes search_done = hex("300c02010265070a010004000400");
const Bytes bind_refused = hex("300c02010161070a013104000400");
const Bytes start_tls_accepted = hex("300c02010178070a010004000400");

TEST(LdapRequests, AreThoseOfLdapsearch) {
  EXPECT_EQ(ldap_simple_bind(1, "", ""), hex("300c020101600702010304008000"));
  EXPECT_EQ(
      ldap_simple_bind(1, "cn=runseal-probe,dc=laboratory,dc=example", "abc"),
      hex("303802010160330201030429636e3d72756e7365616c2d70726f62652c64633d6c61626f7261746f72792c64633d6578616d706c65"
          "8003616263"));
  EXPECT_EQ(
      ldap_read(2, "", {"namingContexts", "supportedSASLMechanisms"}),
      hex("304e020102634904000a01000a0100020101020105010100870b6f626a656374636c6173733029040e6e616d696e67436f6e7465"
          "787473"
          "0417737570706f727465645341534c4d656368616e69736d73"));
  EXPECT_EQ(ldap_extended(1, ldap_start_tls), hex("301d02010177188016312e332e362e312e342e312e313436362e3230303337"));
}

TEST(LdapAnswers, OfSlapdAreUnderstood) {
  const auto entry = parse_ldap_message(root_dse_entry);
  ASSERT_TRUE(entry) << entry.error().what;
  EXPECT_EQ(entry->id, 2);
  EXPECT_EQ(entry->kind, LdapMessage::Kind::entry);
  EXPECT_THAT(entry->attributes.at("namingcontexts"), testing::ElementsAre("dc=laboratory,dc=example"));
  const auto done = parse_ldap_message(search_done);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, LdapMessage::Kind::search_done);
  EXPECT_EQ(done->result->code, LdapCode::success);
  const auto bind = parse_ldap_message(bind_refused);
  ASSERT_TRUE(bind);
  EXPECT_EQ(bind->kind, LdapMessage::Kind::bind);
  EXPECT_EQ(name(bind->result->code), "invalidCredentials");
  const auto tls = parse_ldap_message(start_tls_accepted);
  ASSERT_TRUE(tls);
  EXPECT_EQ(tls->kind, LdapMessage::Kind::extended);
}

// RFC 4511 4.4.1; the OID stands behind the diagnostic message, in the context tag 10.
TEST(LdapAnswers, ANoticeOfDisconnectionIsKnown) {
  base::Writer content;
  content.bytes(ber(ber_enumerated, hex("34")))
      .bytes(ber(ber_octets, {}))
      .bytes(ber(ber_octets, base::as_bytes("bye")));
  content.bytes(ber(0x8a, base::as_bytes(ldap_notice_of_disconnection)));
  base::Writer parts;
  parts.bytes(ber_integer(0)).bytes(ber(0x78, content.data()));
  const auto notice = parse_ldap_message(ber(ber_sequence, parts.data()));
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->id, 0);
  EXPECT_EQ(notice->extended_name, ldap_notice_of_disconnection);
  EXPECT_EQ(notice->result->diagnostic, "bye");
  EXPECT_EQ(name(notice->result->code), "unavailable");
}

TEST(LdapFraming, TakesOneMessageAtATimeAndWaitsForHalfOnes) {
  auto both = root_dse_entry;
  both.insert(both.end(), search_done.begin(), search_done.end());
  EXPECT_EQ(*ldap_message_size(both), root_dse_entry.size());
  for (std::size_t i = 0; i < root_dse_entry.size(); ++i) {
    const auto size = ldap_message_size(ByteView(root_dse_entry).first(i));
    ASSERT_TRUE(size) << i;
    EXPECT_TRUE(!*size || **size > i) << i;
  }
}

TEST(LdapFraming, TellsAnotherProtocolAndLies) {
  const auto error_of = [](const std::string& bytes) {
    const auto size = ldap_message_size(hex(bytes));
    EXPECT_FALSE(size) << bytes;
    return size ? ErrorCode::internal : size.error().code;
  };
  EXPECT_EQ(error_of("48545450"), ErrorCode::not_found);    // HTTP
  EXPECT_EQ(error_of("1603030070"), ErrorCode::not_found);  // TLS
  EXPECT_EQ(error_of("300c0401"), ErrorCode::not_found);    // a SEQUENCE, but of something else
  EXPECT_EQ(error_of("3084ffffffff02"), ErrorCode::limit);  // four thousand million bytes
  EXPECT_EQ(error_of("3080020101"), ErrorCode::invalid);    // indefinite: not allowed (RFC 4511 5.1)
  EXPECT_EQ(error_of("3089010101010101010101"), ErrorCode::invalid);
}

TEST(LdapAnswers, WhatReachesPastItsEndIsRefusedAtEveryByte) {
  for (const auto& whole : {root_dse_entry, search_done, bind_refused, start_tls_accepted})
    for (std::size_t i = 0; i < whole.size(); ++i)
      EXPECT_FALSE(parse_ldap_message(ByteView(whole).first(i))) << base::to_hex(whole) << " cut at " << i;
  for (std::size_t at = 1; at < root_dse_entry.size(); ++at) {  // every length and tag set to the utmost
    auto spoilt = root_dse_entry;
    spoilt[at] = 0xff;
    (void)parse_ldap_message(spoilt);
  }
}

TEST(Ber, WritesAndReadsNumbersInTheirShortestForm) {
  EXPECT_EQ(ber_integer(0), hex("020100"));
  EXPECT_EQ(ber_integer(127), hex("02017f"));
  EXPECT_EQ(ber_integer(128), hex("02020080"));  // X.690 8.3
  EXPECT_EQ(ber_integer(-1), hex("0201ff"));
  EXPECT_EQ(ber_number(hex("0080")), 128);
  EXPECT_EQ(ber_number(hex("ff")), -1);
  EXPECT_FALSE(ber_number({}));
  EXPECT_FALSE(ber_number(hex("0000000001")));
  for (const auto& [size, head] : {std::pair(127U, "047f01"), {128U, "04818001"}, {300U, "0482012c01"}})
    EXPECT_TRUE(base::to_hex(ber(ber_octets, Bytes(size, 1))).starts_with(head)) << size;  // as openssl asn1parse reads
}

}  // namespace
}  // namespace runseal::proto
