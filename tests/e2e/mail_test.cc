// The service tells people by mail, through a real SMTP server; and is killed meanwhile.
#include <csignal>
#include <thread>

#include "base/tcp.h"
#include "e2e/program.h"
#include "support/exim.h"
#include "support/parsed_mail.h"
#include "support/ports.h"

namespace runseal::e2e {
namespace {

struct Mail : Program {
  test::Authority authority{folder / "ca"};
  std::optional<test::Exim> exim;
  std::uint16_t port = test::free_port();
  std::optional<base::Child> service;

  void SetUp() override {
    if (!test::Exim::can_run()) GTEST_SKIP() << "exim is its own user only where root starts it";
    exim.emplace(folder / "exim", authority.make({}), test::Exim::Wish{});
    const auto passphrase = file("passphrase", "a long enough password of the test");
    const auto made =
        runseal({"init", "--name", "anna", "--full-name", "Anna Bērziņa"}, {{"RUNSEAL_PASSPHRASE_FILE", passphrase}});
    ASSERT_TRUE(made.ok()) << made.err;
    test::write_file(folder / "data/runseal.toml",
                     "site = \"Rīga\"\n[mail]\nserver = \"localhost:" + std::to_string(exim->port()) +
                         "\"\nfrom = \"runseal@lab.example\"\nca_file = \"" + authority.certificate().string() +
                         "\"\nto_account_locked = [\"it@lab.example\", \"nobody@lab.example\"]\n");
  }
  void serve() {
    service.emplace(
        *base::Child::start(command({"serve", "--listen", "127.0.0.1:" + std::to_string(port)}), folder / "serve.log"));
    for (int i = 0; i < 800 && ask("/healthz", "") != "200"; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_EQ(ask("/healthz", ""), "200") << test::read_file(folder / "serve.log");
  }
  // The status.
  std::string ask(const std::string& path, const std::string& body) {
    base::Command curl;
    curl.program = "curl";
    curl.arguments = {"-sk",       "--max-time", "20",           "-o",
                      "/dev/null", "-w",         "%{http_code}", "https://127.0.0.1:" + std::to_string(port) + path};
    if (!body.empty())
      curl.arguments.insert(curl.arguments.end(), {"-H", "Content-Type: application/json", "-d", body});
    const auto done = base::run(curl);
    return done ? done->out : "";
  }
};

TEST_F(Mail, AnAccountThatIsLockedIsToldOnceAlsoWhenTheServiceIsKilled) {
  serve();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(ask("/api/v1/session", R"({"name": "anna", "password": "not the password"})"), "401");
  const auto read = test::parsed_mails(exim->mails(1), true);
  ASSERT_EQ(read.size(), 1U) << exim->log();
  EXPECT_EQ(test::header_of(read[0], "Subject"),
            "[runseal Rīga] Wrong passwords for the account anna: sign-in is locked for a while");
  EXPECT_NE(read[0].at("text").get<std::string>().find("the last from 127.0.0.1"), std::string::npos);
  ::kill(service->pid(), SIGKILL);
  service.reset();
  serve();
  std::this_thread::sleep_for(std::chrono::seconds(1));
  EXPECT_EQ(test::parsed_mails(exim->mails(1), true).size(), 1U) << "nobody is told the same twice";
  const auto mails = json({"mail", "list"});
  ASSERT_EQ(mails.size(), 2U);
  for (const auto& mail : mails)
    EXPECT_EQ(mail.at("answer"), mail.at("to") == "it@lab.example" ? mail.at("answer") : "550 no such mailbox here");
}

TEST_F(Mail, ATestIsSentByCommandAndSaysWhatTheServerSays) {
  EXPECT_EQ(json({"mail", "test", "it@lab.example"}).at("state"), "sent");
  EXPECT_EQ(json({"mail", "test", "nobody@lab.example"}, 1).at("answer"), "550 no such mailbox here");
  json({"mail", "test", "nobody"}, 2);
  EXPECT_NE(runseal({"mail", "list"}).out.find("550 no such mailbox here"), std::string::npos);
}

}  // namespace
}  // namespace runseal::e2e
