#include "transfer/wire/frames.h"

#include <gtest/gtest.h>

#include "support/temporary.h"

namespace runseal::transfer {
namespace {

std::vector<Entry> two_entries() {
  Entry file;
  file.path = "Data/\xff name\n";
  file.size = 70'000'000'000ULL;
  file.mtime_ns = -1;
  file.executable = true;
  Entry link;
  link.kind = EntryKind::link;
  link.path = "Data/link";
  link.target = "../RunInfo.xml";
  return {file, link};
}

TEST(Frames, EntriesComeBackAsTheyWere) {
  std::size_t at = 0;
  const auto entries = two_entries();
  const auto back = decode_entries(encode_entries(refs_to(entries), at));
  ASSERT_TRUE(back) << back.error().describe();
  EXPECT_EQ(at, 2U);
  ASSERT_EQ(back->size(), 2U);
  EXPECT_EQ((*back)[0].path, entries[0].path);
  EXPECT_EQ((*back)[0].size, entries[0].size);
  EXPECT_EQ((*back)[0].mtime_ns, -1);
  EXPECT_TRUE((*back)[0].executable);
  EXPECT_EQ((*back)[1].target, entries[1].target);
}

TEST(Frames, AreAsTheFormatSaysByteForByte) {
  // docs/formats/wire.md, by hand: kind 0, executable 0, size 5, mtime 1, path "a", no target
  Entry entry;
  entry.path = "a";
  entry.size = 5;
  entry.mtime_ns = 1;
  std::size_t at = 0;
  EXPECT_EQ(base::to_hex(encode_entries({&entry}, at)),
            "0001"
            "00"
            "00"
            "0000000000000005"
            "0000000000000001"
            "000161"
            "0000");
  EXPECT_EQ(base::to_hex(encode_header(FrameType::group, 0x01020304)), "010203040a");
  Piece piece{7, 9, 3, true, {}};
  piece.sha256.fill(0xab);
  std::string digest;
  for (int i = 0; i < 32; ++i) digest += "ab";
  EXPECT_EQ(base::to_hex(encode_pieces({piece})),
            "0001"
            "00000007"
            "0000000000000009"
            "00000003"
            "01" +
                digest);
}

TEST(Frames, NamesThatLeaveTheRunAreRefused) {
  const std::vector<std::string> paths{"../a",
                                       "/a",
                                       "a/../b",
                                       "a//b",
                                       "",
                                       "a/.",
                                       std::string("a\0b", 3),
                                       ".runseal/seal.json",
                                       ".runseal",
                                       std::string(256, 'x')};
  for (const auto& path : paths) {
    Entry entry;
    entry.path = path;
    std::size_t at = 0;
    EXPECT_FALSE(decode_entries(encode_entries({&entry}, at))) << path;
  }
}

TEST(Frames, LinksLeadInsideTheRunOnly) {
  EXPECT_TRUE(check_link("a", "b"));
  EXPECT_TRUE(check_link("a/b/c", "../../d/e"));
  EXPECT_TRUE(check_link("a/b", "./c"));
  EXPECT_FALSE(check_link("a", "/etc/passwd"));
  EXPECT_FALSE(check_link("a", "../b"));
  EXPECT_FALSE(check_link("a/b", "../../c"));
  EXPECT_FALSE(check_link("a", ""));
  EXPECT_FALSE(check_link("a", std::string("b\0c", 3)));
  // a/l -> ..  (inside), x -> a/l/../..: through the link it would climb out
  EXPECT_FALSE(check_link("x", "a/l/../.."));
  EXPECT_FALSE(check_link("x", "a/.."));
}

TEST(Frames, LengthsThatLieAreRefused) {
  Piece piece{1, 0, 100, false, {}};
  auto body = encode_pieces({piece});
  ByteView payload;
  EXPECT_FALSE(decode_pieces(body, payload));  // 100 bytes promised, none there
  body.resize(body.size() + 101);
  EXPECT_FALSE(decode_pieces(body, payload));  // one too many
  body.pop_back();
  EXPECT_TRUE(decode_pieces(body, payload));
  EXPECT_EQ(payload.size(), 100U);
  EXPECT_FALSE(decode_pieces(encode_pieces({piece, piece}), payload));  // one file twice
  const auto huge = encode_header(FrameType::group, max_frame + 1);
  EXPECT_FALSE(decode_header(huge));
  EXPECT_FALSE(decode_have(base::as_bytes(std::string("\xff\xff", 2))));
}

TEST(Frames, EveryKindIsTakenByItsDecoder) {
  std::size_t at = 0;
  const auto two = two_entries();
  EXPECT_TRUE(decode_entries(encode_entries(refs_to(two), at)));
  EXPECT_TRUE(decode_greeting(encode(Greeting{})));
  EXPECT_TRUE(decode_open(encode(Open{"run1", 3, 4, "0.1"})));
  EXPECT_TRUE(decode_opened(encode(Opened{})));
  EXPECT_TRUE(decode_have(encode(std::vector<Have>{{1, 2, true, {}}})));
  EXPECT_TRUE(decode_join(encode(Join{})));
  EXPECT_TRUE(decode_confirm(encode(std::vector<Confirmed>{{1, 2}})));
  EXPECT_TRUE(decode_part(encode(Part{SealPart::seal, "{}"})));
  EXPECT_TRUE(decode_done(encode(Done{"{}", "sig", true})));
  const auto refused = decode_refused(encode(Refused{ErrorCode::limit, "no \x1b[31m space", "make room"}));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::limit);
  EXPECT_EQ(refused->what.find('\x1b'), std::string::npos);  // a peer's words do not steer a terminal
}

}  // namespace
}  // namespace runseal::transfer
