#include "proto/ftp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runseal::proto {
namespace {

// What vsftpd 3.0.3 said.
constexpr std::string_view greeting = "220 (vsFTPd 3.0.3)\r\n";
constexpr std::string_view features =
    "211-Features:\r\n AUTH TLS\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n PBSZ\r\n PROT\r\n REST STREAM\r\n SIZE\r\n "
    "TVFS\r\n"
    "211 End\r\n";

std::optional<std::size_t> size_of(std::string_view text) {
  const auto size = ftp_reply_size(base::as_bytes(text));
  EXPECT_TRUE(size) << text << size.error().what;
  return size.value_or(std::nullopt);
}

ErrorCode error_of(std::string_view text) {
  const auto size = ftp_reply_size(base::as_bytes(text));
  EXPECT_FALSE(size) << text;
  return size ? ErrorCode::internal : size.error().code;
}

FtpReply parsed(std::string_view text) {
  auto reply = parse_ftp_reply(base::as_bytes(text));
  EXPECT_TRUE(reply) << text;
  return reply.value_or(FtpReply{});
}

TEST(FtpReplies, OneLineAndSeveralAreUnderstood) {
  const auto one = parsed(greeting);
  EXPECT_EQ(one.code, 220);
  EXPECT_THAT(one.lines, testing::ElementsAre("(vsFTPd 3.0.3)"));
  const auto several = parsed(features);
  EXPECT_EQ(several.code, 211);
  EXPECT_EQ(several.lines.front(), "Features:");
  EXPECT_EQ(several.lines.back(), "End");
  EXPECT_THAT(ftp_features(several), testing::ElementsAre("AUTH TLS", "EPRT", "EPSV", "MDTM", "PASV", "PBSZ", "PROT",
                                                          "REST STREAM", "SIZE", "TVFS"));
  EXPECT_THAT(ftp_features(one), testing::IsEmpty());
}

// RFC 959 4.2: a line inside that begins with other digits, or with the code and "-", does not end it.
TEST(FtpReplies, TheExampleOfTheStandardEndsWhereItSays) {
  const std::string_view text =
      "123-First line\r\nSecond line\r\n  234 A line beginning with numbers\r\n123 The last line\r\n";
  EXPECT_EQ(size_of(std::string(text) + "220 next\r\n"), text.size());
  EXPECT_EQ(parsed(text).lines.size(), 4U);
  EXPECT_THAT(parsed("230-a\r\n230-b\r\n230 c\r\n").lines, testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(parsed("230-a\n230 c\n").lines, testing::ElementsAre("a", "c"));  // some servers leave CR out
  EXPECT_THAT(parsed("200\r\n").lines, testing::ElementsAre(""));
}

TEST(FtpReplies, HalfAReplyIsWaitedFor) {
  for (const auto whole : {greeting, features}) {
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(size_of(whole.substr(0, i)), std::nullopt) << i;
    EXPECT_EQ(size_of(whole), whole.size());
    EXPECT_EQ(size_of(std::string(whole) + "2"), whole.size());
  }
}

TEST(FtpReplies, AnotherProtocolIsToldFromTheFirstBytes) {
  for (const auto* text : {"SSH-2.0-OpenSSH_9.2p1\r\n", "HTTP/1.1 400 Bad Request\r\n", "+OK POP3\r\n", "* OK IMAP\r\n",
                           "\x16\x03\x03", "0", "22a", "2222", "620 x\r\n", "22\r\n", "\r\n"})
    EXPECT_EQ(error_of(text), ErrorCode::not_found) << text;
}

TEST(FtpReplies, WhatHasNoEndIsALie) {
  EXPECT_EQ(error_of("220 " + std::string(5000, 'a')), ErrorCode::limit);
  std::string lines = "220-a\r\n";
  for (int i = 0; i < 300; ++i) lines += "220-a\r\n";
  EXPECT_EQ(error_of(lines), ErrorCode::limit);
}

TEST(FtpReplies, SayWhatTheyMean) {
  EXPECT_TRUE(parsed("331 Please specify the password.\r\n").positive());
  EXPECT_FALSE(parsed("530 Non-anonymous sessions must use encryption.\r\n").positive());
  EXPECT_FALSE(parsed("120 Wait.\r\n").positive());
  EXPECT_TRUE(parsed("502 Error: command not recognized\r\n").command_unknown());  // as a mail server says to USER
}

TEST(FtpCommands, AreOneLineWhateverTheArgumentHolds) {
  const auto text = [](const Bytes& bytes) { return base::as_text(bytes); };
  EXPECT_EQ(text(ftp_command("FEAT")), "FEAT\r\n");
  EXPECT_EQ(text(ftp_command("USER", "runseal-probe")), "USER runseal-probe\r\n");
  EXPECT_EQ(text(ftp_command("CWD", "runs\r\nDELE runs")), "CWD runsDELE runs\r\n");
}

}  // namespace
}  // namespace runseal::proto
