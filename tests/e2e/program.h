// The built program, run as a user runs it.
#pragma once

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "support/temporary.h"

namespace runseal::e2e {

inline std::string the_program() { return test::built_file("runseal").string(); }

struct Program : testing::Test {
  test::TemporaryFolder folder;

  base::Command command(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    environment.emplace("RUNSEAL_DATA", (folder / "data").string());
    environment.emplace("XDG_CACHE_HOME", (folder / "cache").string());  // fontconfig's
    for (const auto* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
      if (const char* value = std::getenv(name)) environment.emplace(name, value);
    base::Command out;
    out.program = the_program();
    out.arguments = std::move(arguments);
    out.environment = std::move(environment);
    out.time = std::chrono::seconds(120);
    return out;
  }

  base::Finished runseal(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    auto finished = base::run(command(std::move(arguments), std::move(environment)));
    EXPECT_TRUE(finished) << finished.error().describe();
    return *finished;
  }

  // Runs it with --json; one JSON document must be all that it prints.
  Json json(std::vector<std::string> arguments, int exit_code = 0,
            const std::map<std::string, std::string>& environment = {}) {
    arguments.insert(arguments.begin(), "--json");
    const auto finished = runseal(arguments, environment);
    EXPECT_EQ(finished.exit_code, exit_code) << base::join(arguments, " ") << "\n" << finished.out << finished.err;
    const auto parsed = base::parse_json(finished.out);
    EXPECT_TRUE(parsed) << finished.out;
    return parsed.value_or(Json());
  }

  std::string file(const std::string& name, const std::string& content, int mode = 0600) {
    test::write_file(folder / name, content);
    std::filesystem::permissions(folder / name, static_cast<std::filesystem::perms>(mode));
    return (folder / name).string();
  }
};

}  // namespace runseal::e2e
