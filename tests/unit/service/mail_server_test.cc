// Mail handed to a real SMTP server.
#include "service/smtp.h"
#include "support/exim.h"
#include "support/parsed_mail.h"
#include "unit/service/mail_desk.h"

namespace runseal::service {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct RealMail : MailDesk {
  test::Authority authority{folder / "ca"};
  test::MadeCertificate certificate = authority.make({});
  std::optional<test::Exim> exim;

  void SetUp() override {
    if (!test::Exim::can_run()) GTEST_SKIP() << "exim is its own user only where root starts it";
    MailDesk::SetUp();
  }
  void open(const test::Exim::Wish& wish) { exim.emplace(folder / "exim", certificate, wish); }
  void configure_for(const std::string& more = {}, const std::string& host = "localhost") {
    configure("server = \"" + host + ":" + std::to_string(exim->port()) +
              "\"\nfrom = \"runseal@lab.example\"\nto_connection_worse = [\"it@lab.example\"]\nca_file = \"" +
              authority.certificate().string() + "\"\n" + more);
  }
  model::Mail test_mail(const std::string& to = "it@lab.example") {
    const auto mail = send_test_mail(directory, to);
    EXPECT_TRUE(mail) << mail.error().describe();
    return mail.value_or(model::Mail{});
  }
  bool arrived() { return std::filesystem::exists(folder / "exim/mbox"); }
  std::string login(const std::string& password) {
    test::write_file(folder / "login", "username = runseal\npassword = " + password + "\n");
    std::filesystem::permissions(folder / "login", std::filesystem::perms{0600});
    return "login_file = \"" + (folder / "login").string() + "\"\n";
  }
};

TEST_F(RealMail, GoesOverStarttlsWithItsLoginAndArrivesAsItWasMeant) {
  open({.user = "runseal", .password = "s3cret-words"});
  configure_for(login("s3cret-words") + "language = \"lv\"\n");
  const auto mail = test_mail();
  EXPECT_EQ(mail.state, model::MailState::sent);
  EXPECT_THAT(mail.answer, HasSubstr("250 OK id="));
  const auto read = test::parsed_mails(exim->mails(1), true);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].at("defects"), Json::array());
  EXPECT_EQ(test::header_of(read[0], "Subject"), "[runseal] Izmēģinājuma vēstule");
  EXPECT_EQ(test::header_of(read[0], "To"), "it@lab.example");
  EXPECT_THAT(read[0].at("text").get<std::string>(), HasSubstr("Šis ir izmēģinājums."));
  EXPECT_THAT(exim->log(), AllOf(HasSubstr("X=TLS1."), HasSubstr("A=plain:runseal")));
  EXPECT_THAT(Json(mails()).dump(), Not(HasSubstr("s3cret")));
}

TEST_F(RealMail, GoesOverTlsFromTheFirstByte) {
  open({.starttls = false, .tls_at_once = true});
  configure_for("security = \"tls\"\n");
  EXPECT_EQ(test_mail().state, model::MailState::sent);
  EXPECT_THAT(exim->mails(1), HasSubstr("Subject:"));
}

TEST_F(RealMail, WithoutStarttlsNothingIsSent) {
  open({.starttls = false});
  configure_for();
  const auto mail = test_mail();
  EXPECT_EQ(mail.state, model::MailState::failed);
  EXPECT_THAT(mail.answer, HasSubstr("offers no TLS"));
  EXPECT_THAT(exim->log(), Not(HasSubstr("it@lab.example")));
  EXPECT_FALSE(arrived());
}

TEST_F(RealMail, AServerThatCannotProveItsNameGetsNothing) {
  open({});
  configure_for();
  const test::Authority other(folder / "other");
  const auto of_another = std::string("ca_file = \"") + other.certificate().string() + "\"\n";
  const auto address = "server = \"localhost:" + std::to_string(exim->port()) + "\"\nfrom = \"runseal@lab.example\"\n";
  configure(address + of_another);
  EXPECT_THAT(test_mail().answer, HasSubstr("certificate is not trusted"));
  exim.reset();
  certificate = authority.make({.name = "wrong", .alternatives = "DNS:mail.example"});
  open({});
  configure_for();
  EXPECT_THAT(test_mail().answer, HasSubstr("certificate is not trusted"));
  EXPECT_FALSE(arrived());
}

TEST_F(RealMail, AWrongLoginIsToldAndNeverSaid) {
  open({.user = "runseal", .password = "s3cret-words"});
  configure_for(login("oth3r-words"));
  const auto mail = test_mail();
  EXPECT_EQ(mail.state, model::MailState::failed);
  EXPECT_THAT(mail.answer, AllOf(HasSubstr("the login is refused: 535"), Not(HasSubstr("oth3r"))));
  std::filesystem::permissions(folder / "login", std::filesystem::perms{0644});
  const auto open_to_all = send_test_mail(directory, "it@lab.example");
  ASSERT_FALSE(open_to_all);
  EXPECT_EQ(open_to_all.error().code, ErrorCode::denied);
}

TEST_F(RealMail, WhatIsRefusedForGoodIsToldWithTheServersWords) {
  open({});
  configure_for("to_run_failed = [\"nobody@lab.example\"]\n");
  record({"verification", "240501_A00123", {{"outcome", "1 altered"}}, {}});
  mailer.emplace(directory);
  look();
  EXPECT_EQ(mails()[0].state, model::MailState::failed);
  EXPECT_EQ(mails()[0].answer, "550 no such mailbox here");
}

TEST_F(RealMail, WhatIsPutOffArrivesLaterAndOnce) {
  open({});
  configure_for();
  exim->busy(true);
  became_worse("smb://nas01/runs");
  mailer.emplace(directory);
  look();
  EXPECT_EQ(mails()[0].state, model::MailState::waiting);
  EXPECT_EQ(mails()[0].answer, "451 come again later");
  exim->busy(false);
  clock.advance(std::chrono::minutes(2));
  look();
  look();
  EXPECT_EQ(mails()[0].state, model::MailState::sent);
  const auto read = test::parsed_mails(exim->mails(1), true);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(test::header_of(read[0], "Subject"), "[runseal] The connection smb://nas01/runs became worse");
}

TEST_F(RealMail, ASilentServerHoldsNothingUpAndStoppingDoesNotWaitForIt) {
  const auto silent = base::tcp_listen({"127.0.0.1", 0});  // takes the connection, and says nothing
  configure("server = \"127.0.0.1:" + std::to_string(base::tcp_port(*silent)) +
            "\"\nfrom = \"runseal@lab.example\"\nto_connection_worse = [\"it@lab.example\"]\n");
  became_worse("smb://nas01/runs");
  mailer.emplace(directory);
  mailer->start(std::chrono::milliseconds(10));
  for (int i = 0; i < 400 && mails().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const auto began = std::chrono::steady_clock::now();
  became_worse("smb://nas02/runs");  // recording goes on
  mailer->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  ASSERT_FALSE(mails().empty());
  EXPECT_EQ(mails()[0].attempts, 0U) << "what was cut short is no attempt";
}

}  // namespace
}  // namespace runseal::service
