#include "base/bytes.h"

#include <gtest/gtest.h>

namespace runseal::base {
namespace {

TEST(TheReader, TakesIntegersOfBothOrders) {
  const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(Reader(bytes).u8(), 1U);
  EXPECT_EQ(Reader(bytes).le16(), 0x0201U);
  EXPECT_EQ(Reader(bytes).be16(), 0x0102U);
  EXPECT_EQ(Reader(bytes).le32(), 0x04030201U);
  EXPECT_EQ(Reader(bytes).be32(), 0x01020304U);
  EXPECT_EQ(Reader(bytes).le64(), 0x0807060504030201ULL);
  EXPECT_EQ(Reader(bytes).be64(), 0x0102030405060708ULL);
}

TEST(TheReader, GivesNothingPastTheEndAndNothingMoreAfterThat) {
  const Bytes bytes{1, 2, 3};
  Reader in(bytes);
  EXPECT_EQ(in.le16(), 0x0201U);
  EXPECT_EQ(in.le16(), 0U);
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.u8(), 0U);  // the third byte is not given any more: the parse is lost
  EXPECT_EQ(in.at(), 2U);
}

TEST(TheReader, RefusesLengthsThatWouldOverflow) {
  const Bytes bytes(8);
  Reader in(bytes);
  in.skip(4);
  EXPECT_TRUE(in.take(std::numeric_limits<std::size_t>::max()).empty());
  EXPECT_TRUE(in.failed());
  Reader whole(bytes);
  EXPECT_EQ(whole.take(8).size(), 8U);
  EXPECT_FALSE(whole.failed());
  EXPECT_TRUE(whole.take(0).empty());
  EXPECT_FALSE(whole.failed());
}

TEST(TheWriter, WritesWhatTheReaderReads) {
  Writer out;
  out.u8(1).le16(2).be16(3).le32(4).be32(5).le64(6).be64(7).text("ab").align(8).zeros(1);
  EXPECT_EQ(out.size(), 33U);
  Reader in(out.data());
  EXPECT_EQ(in.u8(), 1U);
  EXPECT_EQ(in.le16(), 2U);
  EXPECT_EQ(in.be16(), 3U);
  EXPECT_EQ(in.le32(), 4U);
  EXPECT_EQ(in.be32(), 5U);
  EXPECT_EQ(in.le64(), 6U);
  EXPECT_EQ(in.be64(), 7U);
  EXPECT_EQ(as_text(in.take(2)), "ab");
}

TEST(Base64, GivesTheVectorsOfRfc4648Section10) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    EXPECT_EQ(as_text(from_base64(encoded).value()), plain);
  }
}

TEST(Base64, IsStrict) {
  for (const auto* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", " Zm9v", "Zm9v ", "Zm9v\n", "    ", "====", "=Zg=",
                           "Zm-v", "Zm_v", "Zg==Zg==", "Zm9v\r\nYmFy", "    Zg==", "-AAA", "AAA-", "Zm9vZg==----"})
    EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_FALSE(from_base64(std::string_view("Zm9\0", 4)));
}

TEST(Hexadecimal, ReadsBothCasesAndWritesLower) {
  EXPECT_EQ(to_hex(from_hex("00fFAb").value()), "00ffab");
  for (const auto* text : {"0", "0g", " 00", "0x00", "00 "}) EXPECT_FALSE(from_hex(text)) << text;
}

}  // namespace
}  // namespace runseal::base
