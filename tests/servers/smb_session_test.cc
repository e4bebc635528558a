// The session instrument against a real Samba.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "audit/session.h"
#include "base/process.h"
#include "demo/loopback.h"
#include "demo/samba.h"
#include "support/processes.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

class SmbSession : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(base::program_exists("smbd") && base::program_exists("smbclient"))
        << "script/bootstrap test installs Samba";
  }
  void start(const demo::SambaSettings& settings) {
    auto started = demo::Samba::start(folder_ / ("samba" + std::to_string(++started_)), settings);
    ASSERT_TRUE(started) << started.error().describe();
    samba_.emplace(std::move(*started));
  }
  model::Observation ask(const std::string& user, const std::string& password, const std::string& url = {}) {
    return ask(*base::parse_endpoint(url.empty() ? samba_->url() : url), user, password, std::chrono::seconds(30));
  }
  static model::Observation ask(const base::Endpoint& endpoint, const std::string& user, const std::string& password,
                                std::chrono::milliseconds time) {
    model::Observation into;
    const Address address(boost::asio::ip::make_address(endpoint.host), endpoint.port);
    ask_session(endpoint, address, {user, password, {}}, {std::chrono::steady_clock::now() + time, time, nullptr},
                into);
    return into;
  }
  model::Observation ask() { return ask(samba_->user(), samba_->password()); }
  static std::string value(const model::Observation& observation, const std::string& id) {
    const auto found = observation.facts.find(id);
    return found == observation.facts.end() ? "" : found->second.value.get<std::string>();
  }

  test::TemporaryFolder folder_;
  int started_ = 0;
  std::optional<demo::Samba> samba_;
};

TEST_F(SmbSession, EveryFactNamesTheExchangeThatShowsIt) {
  start({{{"server smb encrypt", "required"}}, {}});
  const auto told = ask();
  EXPECT_EQ(told.method, "probe+session");
  EXPECT_EQ(value(told, "smb.session.login"), "accepted");
  EXPECT_EQ(value(told, "smb.session.encrypted"), "works");
  EXPECT_EQ(value(told, "smb.session.unencrypted"), "refused");
  for (const auto& [id, fact] : told.facts)
    EXPECT_TRUE(std::any_of(told.exchanges.begin(), told.exchanges.end(), [&](const auto& exchange) {
      return exchange.label == fact.exchange;
    })) << id;
}

TEST_F(SmbSession, AServerThatTakes311AloneIsToldApartBySigningTheTreeConnect) {
  for (const auto* signing : {"HMAC-SHA256", "AES-128-CMAC", "AES-128-GMAC"}) {
    start({{{"server min protocol", "SMB3_11"}, {"server smb3 signing algorithms", signing}}, {}});
    const auto told = ask();
    EXPECT_EQ(value(told, "smb.session.encrypted"), "works") << signing;
    EXPECT_EQ(value(told, "smb.session.unencrypted"), "served") << signing << Json(told).dump(1);
  }
}

TEST_F(SmbSession, AWrongPasswordIsTriedOnceAndClaimsNothingAboutEncryption) {
  start({{{"server smb encrypt", "required"}}, {}});
  const auto told = ask(samba_->user(), "wrong");
  EXPECT_EQ(value(told, "smb.session.login"), "refused");
  EXPECT_FALSE(told.facts.contains("smb.session.unencrypted"));
  EXPECT_EQ(told.exchanges.size(), 1U);
}

TEST_F(SmbSession, AGuestIsNoLogin) {
  start({{{"map to guest", "Bad User"}}, {{"guest ok", "yes"}}});
  const auto told = ask("nobody-of-that-name", "wrong");
  EXPECT_NE(value(told, "smb.session.login"), "accepted") << Json(told).dump(1);
  EXPECT_FALSE(told.facts.contains("smb.session.unencrypted"));
}

TEST_F(SmbSession, AShareThatIsNotThereClaimsNothingAboutEncryption) {
  start({});
  const auto told =
      ask(samba_->user(), samba_->password(), "smb://127.0.0.1:" + std::to_string(samba_->port()) + "/other");
  EXPECT_EQ(value(told, "smb.session.login"), "accepted");
  EXPECT_FALSE(told.facts.contains("smb.session.unencrypted"));
  EXPECT_FALSE(told.facts.contains("smb.session.encrypted"));
}

TEST_F(SmbSession, ADeadPortClaimsNothing) {
  const auto port = demo::free_port();
  ASSERT_TRUE(port);
  const auto told = ask("user", "password", "smb://127.0.0.1:" + std::to_string(*port) + "/runs");
  EXPECT_EQ(value(told, "smb.session.login"), "failed");
  EXPECT_EQ(told.facts.size(), 1U);
}

TEST_F(SmbSession, ASilentServerEndsWithinItsTime) {
  auto listener = demo::listen_on_loopback();
  ASSERT_TRUE(listener);
  const auto began = std::chrono::steady_clock::now();
  const auto told =
      ask({"smb", "127.0.0.1", listener->port, "runs"}, "user", "password", std::chrono::milliseconds(1500));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));  // smbclient's own limit
  EXPECT_EQ(value(told, "smb.session.login"), "failed");
}

TEST_F(SmbSession, NeitherPasswordNorUserIsOnACommandLineOrInTheObservation) {
  start({});
  const std::string password = samba_->password();
  std::atomic<bool> done = false;
  std::atomic<bool> seen = false;
  std::atomic<bool> smbclient_seen = false;
  std::jthread watching([&] {
    while (!done) {
      if (!test::processes_with(password).empty()) seen = true;
      for (const auto& process : test::processes_with("--use-kerberos=off")) {
        if (process.command.front() != "smbclient") continue;
        smbclient_seen = true;
        for (const auto& word : process.command)
          if (word.find("sequencer") != std::string::npos) seen = true;
      }
    }
  });
  model::Observation told;
  for (int i = 0; i < 3; ++i) told = ask();
  done = true;
  watching.join();
  EXPECT_TRUE(smbclient_seen);
  EXPECT_FALSE(seen);
  const auto stored = Json(told).dump();
  EXPECT_EQ(stored.find(password), std::string::npos);
  EXPECT_EQ(stored.find("sequencer"), std::string::npos);
  EXPECT_EQ(stored.find(base::to_hex(base::as_bytes(password))), std::string::npos);
}

TEST_F(SmbSession, NothingIsWrittenToTheShare) {
  start({});
  (void)ask();
  EXPECT_TRUE(std::filesystem::is_empty(samba_->share_folder()));
}

}  // namespace
}  // namespace runseal::audit
