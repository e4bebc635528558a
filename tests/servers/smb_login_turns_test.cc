// One wrong password must not lock the instruments' account: it reaches one server, not all of them.
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/probes/smb.h"
#include "demo/samba.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

struct LoginTurns : testing::Test {
  test::TemporaryFolder folder;
  Result<demo::Samba> samba = demo::Samba::start(folder / "samba", {});

  std::map<std::string, int> logins(const std::string& password) {
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(smb_probe());
    const Question question{*base::parse_endpoint(samba->url()), Credentials{samba->user(), password, ""}};
    const auto observations = observe(probes, std::vector<Question>(5, question), {});
    std::map<std::string, int> count;
    for (const auto& observation : observations) {
      const auto told = observation.facts.find("smb.session.login");
      ++count[told == observation.facts.end() ? "" : told->second.value.get<std::string>()];
    }
    return count;
  }
};

TEST_F(LoginTurns, AWrongPasswordIsSentOnceHoweverManyServersAreAsked) {
  ASSERT_TRUE(samba) << samba.error().describe();
  EXPECT_EQ(logins("wrong"), (std::map<std::string, int>{{"refused", 1}, {"failed", 4}}));
}

TEST_F(LoginTurns, ARightOneIsUsedForAll) {
  ASSERT_TRUE(samba) << samba.error().describe();
  EXPECT_EQ(logins(samba->password()), (std::map<std::string, int>{{"accepted", 5}}));
}

}  // namespace
}  // namespace runseal::audit
