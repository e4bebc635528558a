#include "base/json.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace runseal::base {
namespace {

std::string canonical(const Json& value) {
  const auto text = canonical_json(value);
  return text ? *text : "refused: " + text.error().what;
}

TEST(CanonicalJson, WritesNumbersAsInAppendixBOfRfc8785) {
  const std::vector<std::pair<std::uint64_t, std::string>> samples = {{0x0000000000000000, "0"},
                                                                      {0x8000000000000000, "0"},
                                                                      {0x0000000000000001, "5e-324"},
                                                                      {0x8000000000000001, "-5e-324"},
                                                                      {0x7fefffffffffffff, "1.7976931348623157e+308"},
                                                                      {0xffefffffffffffff, "-1.7976931348623157e+308"},
                                                                      {0x4340000000000000, "9007199254740992"},
                                                                      {0xc340000000000000, "-9007199254740992"},
                                                                      {0x4430000000000000, "295147905179352830000"},
                                                                      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                                                                      {0x44b52d02c7e14af6, "1e+23"},
                                                                      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                                                                      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                                                                      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                                                                      {0x444b1ae4d6e2ef50, "1e+21"},
                                                                      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                                                                      {0x3eb0c6f7a0b5ed8d, "0.000001"},
                                                                      {0x41b3de4355555553, "333333333.3333332"},
                                                                      {0x41b3de4355555554, "333333333.33333325"},
                                                                      {0x41b3de4355555555, "333333333.3333333"},
                                                                      {0x41b3de4355555556, "333333333.3333334"},
                                                                      {0x41b3de4355555557, "333333333.33333343"},
                                                                      {0xbecbf647612f3696, "-0.0000033333333333333333"},
                                                                      {0x43143ff3c1cb0959, "1424953923781206.2"}};
  for (const auto& [bits, expected] : samples) EXPECT_EQ(canonical(Json(std::bit_cast<double>(bits))), expected);
}

TEST(CanonicalJson, HasNoFormForNumbersThatAreNotFinite) {
  EXPECT_FALSE(canonical_json(Json(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_FALSE(canonical_json(Json(std::numeric_limits<double>::infinity())));
}

TEST(CanonicalJson, IsByteForByteTheExampleOfRfc8785Section3_2_2) {
  const auto json = parse_json(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]})");
  ASSERT_TRUE(json);
  EXPECT_EQ(canonical(*json),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(CanonicalJson, SortsKeysByUtf16AsInTheExampleOfRfc8785Section3_2_3) {
  const auto json =
      parse_json(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"})");
  ASSERT_TRUE(json);
  const auto text = canonical(*json);
  std::size_t at = 0;
  for (const auto* value : {"Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                            "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"}) {
    const auto found = text.find(value, at);
    ASSERT_NE(found, std::string::npos) << value << " is not in its place in " << text;
    at = found;
  }
}

TEST(CanonicalJson, RefusesIntegersThatAReaderWouldTakeForOthers) {
  EXPECT_EQ(canonical(Json(9007199254740992ULL)), "9007199254740992");
  EXPECT_FALSE(canonical_json(Json(9007199254740993ULL)));
  EXPECT_FALSE(canonical_json(Json(-9007199254740993LL)));
  EXPECT_FALSE(canonical_json(Json(std::numeric_limits<std::uint64_t>::max())));
  EXPECT_FALSE(canonical_json(Json(std::numeric_limits<std::int64_t>::min())));
  EXPECT_EQ(canonical(Json(-1)), "-1");
}

TEST(CanonicalJson, ReadsBackAsTheSameTextAlsoWhereADoubleLooksLikeAnInteger) {
  for (const double value : {1e17, 1152921504606846976.0, -1e18, 1.8446744073709552e19, 1e20, 123456789012345680.0}) {
    const auto text = canonical(Json(value));
    EXPECT_EQ(canonical(*parse_json(text)), text);
  }
}

TEST(CanonicalJson, RefusesTextThatIsNotUtf8) {
  EXPECT_FALSE(canonical_json(Json("\xff")));
  EXPECT_FALSE(canonical_json(Json{{"\xc3", 1}}));
}

TEST(ParseJson, RefusesADuplicateKeyAtAnyDepth) {
  EXPECT_TRUE(parse_json(R"({"a": {"b": 1}, "b": {"a": 1}})"));
  for (const auto* text : {R"({"a": 1, "a": 1})", R"([{"x": {"a": 1, "b": 2, "a": 3}}])", R"({"a": 1, "\u0061": 2})"}) {
    const auto json = parse_json(text);
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().code, ErrorCode::invalid);
  }
}

TEST(ParseJson, RefusesWhatIsTooDeepOrTooLong) {
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')));
  EXPECT_EQ(parse_json(std::string(65, '[') + std::string(65, ']')).error().code, ErrorCode::limit);
  EXPECT_EQ(parse_json(std::string(1'000'000, '[')).error().code, ErrorCode::limit);
  EXPECT_TRUE(parse_json("\"" + std::string(100, '[') + "\\\"[[\""));
  EXPECT_EQ(parse_json("[1,2,3]", 6).error().code, ErrorCode::limit);
}

TEST(ParseJson, RefusesWhatIsNotJson) {
  for (const auto* text :
       {"", "{", "[1,]", "{'a':1}", "nul", "1 2", "\"\xff\"", "\"\\ud800\"", "01", "1e999", "// c\n1"})
    EXPECT_FALSE(parse_json(text)) << text;
}

}  // namespace
}  // namespace runseal::base
