#include "console/routes/settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "support/console_house.h"

namespace runseal::console {
namespace {

const std::string words = "# quick network\n[audit]\nparallel = 32 # more than half\n";

struct SettingsRoutes : testing::Test, test::ConsoleHouse {
  void SetUp() override { test::write_file(folder / "data/runseal.toml", words); }
  std::string file() { return base::as_text(*base::real_files().read(folder / "data/runseal.toml", 1U << 20U)); }
  Json setting(const Json& answer, const std::string& key) {
    for (const auto& one : answer.at("items"))
      if (one.at("key") == key) return one;
    return nullptr;
  }
  Json changed(const Json& set, const std::string& why = "the network is slow") {
    return put("/settings", {{"set", set}, {"why", why}});
  }
  ErrorCode not_changed(const Json& set, const std::string& why = "the network is slow") {
    return refused(Method::put, "/settings", {{"set", set}, {"why", why}});
  }
};

TEST_F(SettingsRoutes, ShowWhatHoldsAndWhatMayBeChanged) {
  const auto now = get("/settings");
  EXPECT_EQ(now.at("total"), base::config_keys().size());
  const auto parallel = setting(now, "audit.parallel");
  EXPECT_EQ(parallel.at("value"), 32);
  EXPECT_EQ(parallel.at("default"), 64);
  EXPECT_TRUE(parallel.at("set").get<bool>());
  EXPECT_TRUE(parallel.at("changeable").get<bool>());
  EXPECT_EQ(setting(now, "reply.language").at("value"), "notice");
  EXPECT_FALSE(setting(now, "reply.language").at("set").get<bool>());
  EXPECT_FALSE(setting(now, "audit.ca_file").at("changeable").get<bool>());
}

TEST_F(SettingsRoutes, ChangeTheFileKeepItsCommentsAndTellTheEvidence) {
  const auto now = changed({{"audit.parallel", 16}, {"organisation", "Rīgas slimnīca"}});
  EXPECT_EQ(file(), "# quick network\norganisation = \"Rīgas slimnīca\"\n[audit]\nparallel = 16 # more than half\n");
  EXPECT_EQ(setting(now, "audit.parallel").at("value"), 16);
  const auto entry = get("/evidence/" + std::to_string(now.at("evidence").get<int>())).at("entry");
  EXPECT_EQ(entry.at("kind"), "settings");
  EXPECT_EQ(entry.at("user"), "anna");
  EXPECT_EQ(entry.at("why"), "the network is slow");
  EXPECT_EQ(entry.at("before"), (Json{{"audit.parallel", 32}, {"organisation", ""}}));
  EXPECT_EQ(entry.at("data").at("set"), (Json{{"audit.parallel", 16}, {"organisation", "Rīgas slimnīca"}}));
  EXPECT_EQ(entry.at("data").at("file_sha256"), base::sha256_hex(base::as_bytes(file())));
  const auto read = directory.read<int>(
      [](service::Workspace& workspace) -> Result<int> { return workspace.config().audit_parallel; });
  EXPECT_EQ(*read, 16) << "readers that were open before must see it";
  EXPECT_EQ(changed({{"audit.parallel", 16}}).at("evidence"), nullptr) << "nothing changed, so nothing is recorded";
}

TEST_F(SettingsRoutes, RefuseAllOfARequestThatIsPartlyWrong) {
  const auto size = get("/evidence").at("size");
  EXPECT_EQ(not_changed({{"audit.parallel", 16}, {"case.max_exception_days", 0}}), ErrorCode::invalid);
  EXPECT_EQ(not_changed({{"audit.parallel", "16"}}), ErrorCode::invalid);
  EXPECT_EQ(not_changed({{"audit.paralel", 16}}), ErrorCode::usage);
  EXPECT_EQ(not_changed({{"audit.ca_file", "/etc/shadow"}}), ErrorCode::usage);
  EXPECT_EQ(not_changed({{"reply.language", "xx"}}), ErrorCode::invalid);
  EXPECT_EQ(not_changed({{"site", Json::object()}}), ErrorCode::invalid);
  EXPECT_EQ(not_changed({{"audit.parallel", 16}}, "  "), ErrorCode::invalid);
  EXPECT_EQ(not_changed(Json::object()), ErrorCode::invalid);
  EXPECT_EQ(file(), words);
  EXPECT_EQ(get("/evidence").at("size"), size);
}

// A process that is killed between the evidence entry and the new file leaves the file waiting under another name.
TEST_F(SettingsRoutes, AKilledChangeIsFinishedByTheNextWriterOrNeverHappened) {
  const auto before = file();
  const auto number = changed({{"audit.parallel", 16}}).at("evidence").get<int>();
  const auto after = file();
  const auto id = get("/evidence/" + std::to_string(number)).at("entry").at("id").get<std::string>();
  test::write_file(folder / "data/runseal.toml", before);
  test::write_file(folder / ("data/runseal.toml.for-" + id), after);
  test::write_file(folder / "data/runseal.toml.for-0123456789abcdef", "[audit]\nparallel = 99\n");
  ASSERT_TRUE(directory.prepare());
  EXPECT_EQ(file(), after);
  const auto names = *base::real_files().list(folder / "data");
  for (const auto& name : names) EXPECT_FALSE(name.contains(".for-")) << name;
}

}  // namespace
}  // namespace runseal::console
