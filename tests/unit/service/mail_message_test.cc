// What a mail says, read by Python's email package.
#include "service/mail_message.h"

#include "base/mail_config.h"
#include "support/parsed_mail.h"

namespace runseal::service {
namespace {

MailMessage sample(const std::string& subject, const std::string& text = "Labdien!\n\nŠis ir teksts.\n") {
  return {"runseal@lab.example",
          "it@lab.example",
          subject,
          text,
          "0123456789abcdef",
          *base::parse_instant("2026-03-01T08:05:09Z")};
}
Json parsed(const MailMessage& message) {
  const auto mails = test::parsed_mails(written(message), false);
  EXPECT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails.at(0).at("defects"), Json::array());
  return mails.at(0);
}

TEST(MailMessage, IsReadAsItWasMeant) {
  const std::string subject =
      "Savienojums smb://nas01.lab.example/runs kļuvis sliktāks, un tas ir garāks par vienu rindu";
  const auto mail = parsed(sample(subject));
  EXPECT_EQ(test::header_of(mail, "Subject"), subject);
  EXPECT_EQ(test::header_of(mail, "From"), "runseal <runseal@lab.example>");
  EXPECT_EQ(test::header_of(mail, "To"), "it@lab.example");
  EXPECT_EQ(test::header_of(mail, "Message-ID"), "<0123456789abcdef@lab.example>");
  EXPECT_EQ(test::header_of(mail, "Date"), "Sun, 01 Mar 2026 08:05:09 +0000");
  EXPECT_EQ(test::header_of(mail, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail.at("type"), "text/plain");
  EXPECT_EQ(mail.at("text"), "Labdien!\n\nŠis ir teksts.\n");
  EXPECT_LE(mail.at("longest").get<int>(), 76);
}

TEST(MailMessage, NothingThatIsSaidCanBecomeAHeader) {
  for (const std::string hostile : {"run\r\nBcc: everybody@lab.example", "run\nX-Evil: 1", "run\r\n\r\nbody", "a\0b",
                                    "=?UTF-8?B?QmNj?=", "\u2028line", "\xff\xfe"}) {
    const auto mail = parsed(sample(hostile, hostile + "\r\n.\r\nQUIT\r\n"));
    EXPECT_EQ(mail.at("headers").size(), 9U) << hostile;
    EXPECT_EQ(test::header_of(mail, "Bcc"), "");
    EXPECT_EQ(test::header_of(mail, "Subject").find('\n'), std::string::npos);
  }
  const auto quoted = parsed(sample("=?UTF-8?B?QmNj?="));
  EXPECT_EQ(test::header_of(quoted, "Subject"), "=?UTF-8?B?QmNj?=") << "words that look encoded are said as they are";
}

TEST(MailMessage, ALongSubjectIsCutWithoutBreakingACharacter) {
  std::string all;
  for (int i = 0; i < 300; ++i) all += "ķ";
  const auto mail = parsed(sample(all));
  const auto subject = test::header_of(mail, "Subject");
  EXPECT_EQ(subject.find("\xef\xbf\xbd"), std::string::npos);
  EXPECT_GE(subject.size(), 180U);
}

TEST(MailAddress, TakesWhatServersTakeAndNothingThatEndsACommand) {
  for (const auto* good : {"it@lab.example", "a.b+c@x", "o'neil@lab-1.example.org", "UPPER@Lab.Example"})
    EXPECT_TRUE(base::is_mail_address(good)) << good;
  const std::string_view bad[] = {"",
                                  "it",
                                  "@lab.example",
                                  "it@",
                                  "it@lab..example",
                                  ".it@lab",
                                  "it.@lab",
                                  "i..t@lab",
                                  "it@-lab",
                                  "it@lab-",
                                  "it @lab",
                                  "it@lab.example\r\nRCPT TO:<x@y>",
                                  "<it@lab.example>",
                                  "it@lab.example, x@y",
                                  "\"it\"@lab",
                                  "ķ@lab.example",
                                  "it@ķ.example",
                                  "it@[127.0.0.1]",
                                  {"it@lab\0.example", 15}};
  for (const auto& one : bad) EXPECT_FALSE(base::is_mail_address(one)) << one;
  EXPECT_FALSE(base::is_mail_address(std::string(65, 'a') + "@lab.example"));
}

}  // namespace
}  // namespace runseal::service
