#include "base/toml_edit.h"

#include <gtest/gtest.h>

namespace runseal::base {
namespace {

const std::string file = R"(# Rīgas laboratorija: who asks? Anna, 1234
site = "Rīga" # the laboratory

[audit] # quick network
parallel = 32   # more than half
per_host=2

[case]
measurement_valid_days = 30
)";

std::string with(const std::string& text, const std::string& key, const Json& value) {
  const auto out = with_toml_value(text, key, value);
  EXPECT_TRUE(out) << (out ? "" : out.error().describe());
  return out.value_or("");
}

TEST(TomlEdit, ReplacesOneValueAndLeavesEveryOtherByte) {
  EXPECT_EQ(with(file, "audit.parallel", 64),
            "# Rīgas laboratorija: who asks? Anna, 1234\n"
            "site = \"Rīga\" # the laboratory\n\n"
            "[audit] # quick network\n"
            "parallel = 64   # more than half\n"
            "per_host=2\n\n"
            "[case]\nmeasurement_valid_days = 30\n");
  const auto named = with(file, "site", "Ādaži \"2\" \\ \n");
  EXPECT_NE(named.find("site = \"Ādaži \\\"2\\\" \\\\ \\u000A\" # the laboratory\n"), std::string::npos) << named;
  EXPECT_EQ(toml_values(named, "")->at("site"), "Ādaži \"2\" \\ \n");
  EXPECT_EQ(with("site = \"\"\"two\nlines\"\"\" # x\nb = 1", "site", "one"), "site = \"one\" # x\nb = 1");
  EXPECT_EQ(with("audit = {parallel = 3, per_host = 1}\n", "audit.parallel", 4),
            "audit = {parallel = 4, per_host = 1}\n");
}

TEST(TomlEdit, WritesANewValueWhereItsTableIs) {
  EXPECT_EQ(with("", "site", "Rīga"), "site = \"Rīga\"\n");
  EXPECT_EQ(with("", "audit.parallel", 3), "[audit]\nparallel = 3\n");
  EXPECT_EQ(with("[audit]\nper_host = 1", "site", "x"), "site = \"x\"\n[audit]\nper_host = 1");
  EXPECT_EQ(with("[audit] # a\nper_host = 1", "audit.parallel", 3), "[audit] # a\nparallel = 3\nper_host = 1");
  EXPECT_EQ(with("audit.per_host = 1\n", "audit.parallel", 3), "audit.per_host = 1\naudit.parallel = 3\n");
  EXPECT_EQ(with("site = \"x\"", "console.folders", Json::array({"/a", "/b"})),
            "site = \"x\"\n\n[console]\nfolders = [\"/a\", \"/b\"]\n");
}

TEST(TomlEdit, RefusesWhatItCannotDoWithoutMovingOtherLines) {
  EXPECT_EQ(with_toml_value("audit = {per_host = 1}\n", "audit.parallel", 3).error().code, ErrorCode::conflict);
  EXPECT_EQ(with_toml_value("site = ", "site", "x").error().code, ErrorCode::invalid);
  EXPECT_EQ(with_toml_value("", "site", Json::object()).error().code, ErrorCode::invalid);
  EXPECT_EQ(with_toml_value("", "site", "\xff").error().code, ErrorCode::invalid);
}

TEST(TomlEdit, ReadsValuesAsTheyAreWritten) {
  EXPECT_EQ(*toml_value("\"notice\""), "notice");
  EXPECT_EQ(*toml_value("10"), 10);
  EXPECT_EQ(*toml_value("[\"a\", true]"), (Json{"a", true}));
  EXPECT_FALSE(toml_value("1\nb = 2"));
  EXPECT_FALSE(toml_value(""));
}

}  // namespace
}  // namespace runseal::base
