#include "base/totp.h"

#include <gtest/gtest.h>

#include "base/password.h"
#include "base/process.h"
#include "base/text.h"

namespace runseal::base {
namespace {

Instant at_second(std::int64_t seconds) { return Instant{std::chrono::seconds(seconds)}; }

// RFC 6238, appendix B, the rows of SHA-1
TEST(Totp, MakesTheCodesOfTheRfc) {
  const auto secret = as_bytes("12345678901234567890");
  const std::pair<std::int64_t, const char*> rows[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                       {1111111111, "14050471"}, {1234567890, "89005924"},
                                                       {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [second, code] : rows) EXPECT_EQ(totp_code(secret, totp_step(at_second(second)), 8), code);
}

TEST(Totp, AgreesWithOathtool) {
  for (int i = 0; i < 20; ++i) {
    const auto secret = new_totp_secret();
    const auto second = 1'700'000'000 + i * 7'654'321LL;
    Command command;
    command.program = "oathtool";
    command.arguments = {"--totp", "-b", "-N", "@" + std::to_string(second), secret};
    const auto told = run(command);
    ASSERT_TRUE(told) << told.error().describe();
    EXPECT_EQ(totp_code(*from_base32(secret), totp_step(at_second(second))), trim(told->out));
  }
}

// RFC 4648, section 10
TEST(Totp, Base32IsThatOfTheRfc) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "MY"},
                                                      {"fo", "MZXQ"},
                                                      {"foo", "MZXW6"},
                                                      {"foob", "MZXW6YQ"},
                                                      {"fooba", "MZXW6YTB"},
                                                      {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, coded] : rows) {
    EXPECT_EQ(to_base32(as_bytes(plain)), coded);
    EXPECT_EQ(as_text(*from_base32(coded)), plain);
  }
  EXPECT_FALSE(from_base32("mzxw6"));
  EXPECT_FALSE(from_base32("MZXW1"));
}

TEST(Totp, ACodeIsGoodOnceAndOnlyNearItsTime) {
  const std::string secret = to_base32(as_bytes("12345678901234567890"));
  const auto now = at_second(1111111109);
  const auto step = totp_step(now);
  EXPECT_EQ(totp_match(secret, "081804", now, 0), step);
  EXPECT_EQ(totp_match(secret, "081804", now + std::chrono::seconds(30), 0), step) << "a clock that is a little off";
  EXPECT_EQ(totp_match(secret, "081804", now - std::chrono::seconds(30), 0), step);
  EXPECT_FALSE(totp_match(secret, "081804", now + std::chrono::seconds(61), 0));
  EXPECT_FALSE(totp_match(secret, "081804", now, step)) << "used already";
  EXPECT_FALSE(totp_match(secret, "", now, 0));
  EXPECT_FALSE(totp_match("", "081804", now, 0));
}

TEST(Totp, TheAddressForAppsIsEscaped) {
  EXPECT_EQ(totp_uri("ABC", "anna", "runseal & sons"),
            "otpauth://totp/runseal%20%26%20sons:anna?secret=ABC&issuer=runseal%20%26%20sons&algorithm=SHA1&digits=6"
            "&period=30");
}

TEST(Password, HoldsItselfAndNothingElse) {
  const auto phc = hash_password("correct horse battery staple");
  ASSERT_TRUE(phc);
  EXPECT_TRUE(phc->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *phc;
  EXPECT_TRUE(password_holds("correct horse battery staple", *phc));
  EXPECT_FALSE(password_holds("correct horse battery stapl", *phc));
  EXPECT_FALSE(password_holds("", *phc));
  EXPECT_FALSE(password_holds("x", "no PHC string"));
  EXPECT_FALSE(hash_password(std::string(longest_password + 1, 'x')));
}

// made by: printf 'correct horse battery staple' | argon2 saltsaltsaltsalt -id -t 3 -k 65536 -p 1 -l 32 -e
TEST(Password, ReadsWhatTheReferenceProgramWrote) {
  EXPECT_TRUE(password_holds(
      "correct horse battery staple",
      "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$ak6+SwLOxry61DDjDw0uDBBZ1c0o5OpGJ4pHMI/JEhA"));
}

TEST(Password, OfNobodyTakesTheWorkAndFitsNothing) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(password_holds("whatever it is", password_of_nobody()));
  EXPECT_GT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(10)) << "refused without the work";
}

}  // namespace
}  // namespace runseal::base
