#include "proto/sftp.h"

#include <gtest/gtest.h>

namespace runseal::proto {
namespace {

// Packets as draft-ietf-secsh-filexfer-02 lays them out, written down by hand.
Bytes hex(const std::string& text) { return *base::from_hex(text); }

TEST(SftpPackets, RequestsAreAsTheDraftHasThem) {
  EXPECT_EQ(sftp_init(), hex("000000050100000003"));
  EXPECT_EQ(sftp_open(7, "a", SftpOpen::create, 0644), hex("00000016"
                                                           "03"
                                                           "00000007"
                                                           "00000001"
                                                           "61"
                                                           "0000000a"
                                                           "00000004"
                                                           "000001a4"));
}

TEST(SftpPackets, WhatIsTooShortTooLongOrOfAnotherFormIsRefused) {
  EXPECT_FALSE(sftp_length(hex("00000004")));
  EXPECT_FALSE(sftp_length(hex("7fffffff")));
  EXPECT_FALSE(sftp_length(hex("ffffffff")));
  EXPECT_EQ(sftp_length(hex("00000005")), 5U);
  EXPECT_FALSE(parse_sftp_reply(hex("65000000")));
  EXPECT_FALSE(parse_sftp_reply(hex("0300000001")));             // a request is no answer
  EXPECT_FALSE(parse_sftp_data(hex("0000000561")));              // five bytes promised, one there
  EXPECT_FALSE(parse_sftp_data(hex("000000016161")));            // one promised, two there
  EXPECT_FALSE(parse_sftp_handle(hex("00000000")));              // empty
  EXPECT_FALSE(parse_sftp_names(hex("ffffffff")));               // four thousand million names
  EXPECT_FALSE(parse_sftp_attributes(hex("80000000ffffffff")));  // extended attributes without an end
  EXPECT_FALSE(parse_sftp_version(hex("0200000002")));           // version 2
  EXPECT_FALSE(parse_sftp_free_bytes(hex("00")));
}

TEST(SftpPackets, AnswersAreUnderstood) {
  const auto said =
      parse_sftp_status(hex("00000003"
                            "00000002"
                            "6e6f"
                            "00000000"));
  ASSERT_TRUE(said);
  EXPECT_EQ(said->status, SftpStatus::permission_denied);
  EXPECT_EQ(said->message, "no");
  EXPECT_TRUE(parse_sftp_status(hex("00000004")));  // without a message, as old servers send it
  const auto attributes =
      parse_sftp_attributes(hex("0000000d"
                                "0000000000000400"
                                "000081ed"
                                "00000001"
                                "663b4f58"));
  ASSERT_TRUE(attributes);
  EXPECT_EQ(attributes->size, 1024U);
  EXPECT_TRUE(attributes->is_file());
  EXPECT_EQ(attributes->mtime, 0x663b4f58U);
  const auto names =
      parse_sftp_names(hex("00000001"
                           "00000002"
                           "ff0a"
                           "00000000"
                           "00000004"
                           "000041ed"));
  ASSERT_TRUE(names);
  EXPECT_EQ((*names)[0].name, "\xff\n");
  EXPECT_TRUE((*names)[0].attributes.is_folder());
}

TEST(SftpPackets, LinksAreNamedInTheOrderOfTheServer) {
  EXPECT_EQ(sftp_symlink(1, "to", "li", true), hex("00000011"
                                                   "14"
                                                   "00000001"
                                                   "00000002"
                                                   "746f"
                                                   "00000002"
                                                   "6c69"));
  EXPECT_EQ(sftp_symlink(1, "to", "li", false), hex("00000011"
                                                    "14"
                                                    "00000001"
                                                    "00000002"
                                                    "6c69"
                                                    "00000002"
                                                    "746f"));
}

}  // namespace
}  // namespace runseal::proto
