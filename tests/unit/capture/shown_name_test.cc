#include "capture/dissectors/shown_name.h"

#include <gtest/gtest.h>

namespace runseal::capture {
namespace {

// ECMA-48: C0, DEL and C1, which UTF-8 writes as C2 80 to C2 9F, are orders to a terminal; U+00A0 and beyond are not.
TEST(ShownName, HoldsNothingThatATerminalTakesForAnOrder) {
  EXPECT_EQ(shown_name("a\xc2\x9b"
                       "31m\x1b[2J\x7f"),
            "a\\xc2\\x9b31m\\x1b[2J\\x7f");
  EXPECT_EQ(shown_name("\xc2\x80\xc2\x9f"), "\\xc2\\x80\\xc2\\x9f");
  EXPECT_EQ(shown_name("\xc2\xa0\xc4\x9b\xc5\xa1 \xe2\x82\xac"), "\xc2\xa0\xc4\x9b\xc5\xa1 \xe2\x82\xac");
  EXPECT_EQ(shown_name("a\xc2"), "a\\xc2");
}

}  // namespace
}  // namespace runseal::capture
