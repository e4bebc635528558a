// The page as it was built into the program: whole, small, and nothing of it from elsewhere. gzip and sha256sum judge.
#include "console/web_files.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::console {
namespace {

class WebFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (embedded::web().empty()) GTEST_SKIP() << "built with RUNSEAL_WEB=OFF";
  }

  // As gzip(1) unpacks it.
  std::string unpacked(const std::string& name) const {
    const auto packed = folder_ / "packed.gz";
    test::write_file(packed, embedded::web().at(name).gzip);
    base::Command command;
    command.program = "gzip";
    command.arguments = {"-dc", packed.string()};
    const auto finished = base::run(command);
    EXPECT_TRUE(finished && finished->exit_code == 0) << name;
    return finished ? finished->out : std::string();
  }
  std::string sum_of(const std::string& content) const {
    const auto file = folder_ / "content";
    test::write_file(file, content);
    base::Command command;
    command.program = "sha256sum";
    command.arguments = {file.string()};
    const auto finished = base::run(command);
    return finished ? finished->out.substr(0, 64) : std::string();
  }
  // What the browser loads before anything is seen: the names in index.html.
  std::vector<std::string> first_load() const {
    std::vector<std::string> names{"/index.html"};
    const auto html = unpacked("/index.html");
    const std::regex reference("(?:src|href)=\"([^\"]*)\"");
    for (auto found = std::sregex_iterator(html.begin(), html.end(), reference); found != std::sregex_iterator();
         ++found)
      names.push_back((*found)[1]);
    return names;
  }

  test::TemporaryFolder folder_;
};

TEST_F(WebFiles, UnpackToWhatTheirSumsSay) {
  for (const auto& [name, file] : embedded::web()) EXPECT_EQ(sum_of(unpacked(name)), file.sha256) << name;
}

TEST_F(WebFiles, AreAllThereAndTheFirstLoadIsSmall) {
  std::size_t bytes = 0;
  const auto names = first_load();
  ASSERT_GE(names.size(), 3U);
  for (const auto& name : names) {
    ASSERT_TRUE(embedded::web().contains(name)) << name << " is not in the program, but index.html asks for it";
    bytes += embedded::web().at(name).gzip.size();
  }
  EXPECT_LT(bytes, 400'000U) << "compressed";
}

// The console's content security policy allows neither.
TEST_F(WebFiles, HaveNoInlineScriptAndAskNoOtherHost) {
  const auto html = unpacked("/index.html");
  EXPECT_FALSE(std::regex_search(html, std::regex("<script(?![^>]* src=)", std::regex::icase))) << html;
  EXPECT_FALSE(std::regex_search(html, std::regex("\\son[a-z]+=", std::regex::icase))) << html;
  for (const auto& [name, file] : embedded::web()) {
    if (!name.ends_with(".css")) continue;
    const auto style = unpacked(name);
    for (const auto* elsewhere : {"url(http", "url(\"http", "url('http", "url(//", "url(\"//", "url('//", "@import"})
      EXPECT_EQ(style.find(elsewhere), std::string::npos) << name << ": " << elsewhere;
  }
}

}  // namespace
}  // namespace runseal::console
