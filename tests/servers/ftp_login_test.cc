// To whom the password of a person is shown, on a real FTP server.
#include <gtest/gtest.h>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "lab/vsftpd.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

const std::map<std::string, std::string> tls_required{{"ssl_enable", "YES"},
                                                      {"ssl_ciphers", "ECDHE+AESGCM"},
                                                      {"force_local_logins_ssl", "YES"},
                                                      {"force_local_data_ssl", "YES"}};

struct Told {
  Json login;
  Json clear_data;
  bool asked_as_sequencer = false;  // by the server's own log
  std::string observation;
};

Told measure(const RunningVsftpd::Setup& setup, bool with_authority, const std::string& password = {}) {
  const test::TemporaryFolder folder;
  auto started = RunningVsftpd::start(folder / "server", setup);
  if (!started) {
    ADD_FAILURE() << started.error().describe();
    return {};
  }
  const auto& server = dynamic_cast<RunningVsftpd&>(**started);
  auto credentials = *server.credentials();
  if (!password.empty()) credentials.password = password;
  audit::ProbeSettings settings;
  if (with_authority) settings.trust = base::Trust::system_and(*server.authority()).value();
  audit::Options options;
  options.time_limit = std::chrono::seconds(60);
  const auto observation =
      audit::observe(audit::all_probes(settings), {{*base::parse_endpoint(server.url()), credentials}}, options)
          .front();
  const auto fact = [&](const char* id) {
    return observation.facts.contains(id) ? observation.facts.at(id).value : Json();
  };
  return {fact("ftp.session.login"), fact("ftp.session.clear-data"),
          server.log().find("\"USER sequencer\"") != std::string::npos, Json(observation).dump()};
}

RunningVsftpd::Setup setup() { return {.settings = tls_required, .logs_in = true}; }

TEST(FtpLogin, GoesToAServerWhoseCertificateHolds) {
  const auto told = measure(setup(), true);
  EXPECT_EQ(told.login, Json("accepted")) << told.observation;
  EXPECT_EQ(told.clear_data, Json("refused"));
  EXPECT_TRUE(told.asked_as_sequencer);  // so that the log would show it in the tests below
}

TEST(FtpLogin, GoesToNobodyThatNoAuthorityVouchesFor) {
  const auto unknown_authority = measure(setup(), false);
  EXPECT_EQ(unknown_authority.login, Json("failed"));
  EXPECT_FALSE(unknown_authority.asked_as_sequencer);
  auto signed_by_itself = setup();
  signed_by_itself.self_signed = true;
  const auto told = measure(signed_by_itself, true);
  EXPECT_EQ(told.login, Json("failed"));
  EXPECT_FALSE(told.asked_as_sequencer);
}

TEST(FtpLogin, AWrongPasswordIsSaidToBeWrong) {
  const auto told = measure(setup(), true, "not-the-password");
  EXPECT_EQ(told.login, Json("refused"));
  EXPECT_EQ(told.observation.find("not-the-password"), std::string::npos);
}

}  // namespace
}  // namespace runseal::lab
