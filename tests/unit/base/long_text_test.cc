// A long text is what was appended to it, wherever it lies, and leaves no file behind.
#include "base/long_text.h"

#include <gtest/gtest.h>

#include "base/compact_text.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + '\n';
  return text;
}

struct Long : testing::Test {
  test::TemporaryFolder folder;
  void SetUp() override { ::setenv("TMPDIR", folder.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("TMPDIR"); }
};

TEST_F(Long, IsWhatWasAppendedWhetherItFitsMemoryOrNot) {
  for (const int count : {0, 1, 1'000, 100'000}) {
    const auto text = lines(count);
    LongText taken;
    for (std::size_t at = 0; at < text.size(); at += 777) ASSERT_TRUE(taken.append(text.substr(at, 777)));
    EXPECT_EQ(taken.size(), text.size());
    EXPECT_EQ(*taken.whole(), text);
    EXPECT_EQ(*taken.sha256(), sha256(as_bytes(text)));
    const auto copy = taken;
    EXPECT_EQ(*copy.whole(), text);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "a file without a name";
  }
}

TEST_F(Long, SaysWhereThereIsNoRoomForIt) {
  ::setenv("TMPDIR", "/proc/self", 1);
  LongText text;
  const auto taken = text.append(lines(100'000));
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().next.find("TMPDIR"), std::string::npos) << taken.error().describe();
}

TEST(Compact, TextIsWhatItWasMadeOf) {
  const std::string name("a\0b\xff", 4);
  const CompactText text(name);
  EXPECT_EQ(text.str(), name);
  EXPECT_EQ(text, name);
  EXPECT_LT(CompactText("a.b"), CompactText("a/b"));
  EXPECT_LT(CompactText("z"), CompactText("\xff")) << "as unsigned bytes";
  EXPECT_TRUE(CompactText().empty());
  EXPECT_STREQ(CompactText().c_str(), "");
  auto copy = text;
  EXPECT_EQ(copy, text);
  copy = CompactText("other");
  EXPECT_EQ(copy, "other");
  EXPECT_EQ(text, name);
}

}  // namespace
}  // namespace runseal::base
