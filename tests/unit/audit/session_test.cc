// The session instrument against a real Samba, and the credentials it takes.
#include "audit/session.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support/temporary.h"

namespace runseal::audit {
namespace {

class CredentialsFile : public testing::Test {
 protected:
  Result<Credentials> read(std::string_view content, mode_t mode = 0600) {
    test::write_file(file_, content);
    ::chmod(file_.c_str(), mode);
    return read_credentials(base::real_files(), file_);
  }
  test::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "credentials";
};

TEST_F(CredentialsFile, IsReadAsSmbclientReadsIt) {
  const auto read_back = read("# for the audit\nusername = sequencer\npassword=s3 cret=x\n\n domain = LAB\n");
  ASSERT_TRUE(read_back) << read_back.error().describe();
  EXPECT_EQ(read_back->user, "sequencer");
  EXPECT_EQ(read_back->password, "s3 cret=x");
  EXPECT_EQ(read_back->domain, "LAB");
}

TEST_F(CredentialsFile, IsRefusedWhenOthersMayReadIt) {
  for (const mode_t mode : {0640U, 0604U, 0644U, 0660U, 0610U}) {
    const auto refused = read("username = a\npassword = b\n", mode);
    ASSERT_FALSE(refused) << mode;
    EXPECT_EQ(refused.error().code, ErrorCode::denied);
  }
  EXPECT_TRUE(read("username = a\npassword = b\n", 0400));
}

TEST_F(CredentialsFile, IsRefusedWhenItBelongsToSomebodyElse) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  test::write_file(file_, "username = a\npassword = b\n");
  ::chmod(file_.c_str(), 0600);
  ASSERT_EQ(::chown(file_.c_str(), 12345, 12345), 0);
  const auto refused = read_credentials(base::real_files(), file_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
}

TEST_F(CredentialsFile, NamesTheWrongLineAndNeverQuotesIt) {
  const auto wrong = read("username = a\npasswrd = hunter2\n");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().where.find(":2"), std::string::npos);
  EXPECT_EQ(wrong.error().describe().find("hunter2"), std::string::npos);
  EXPECT_FALSE(read("username = a\nhunter2\n"));
  EXPECT_FALSE(read("username = a\n"));
  EXPECT_FALSE(read_credentials(base::real_files(), folder_ / "nothing"));
}

TEST(CredentialsInTheEnvironment, AreTakenWhenUserAndPasswordAreThere) {
  ::unsetenv("RUNSEAL_SMB_DOMAIN");
  ::setenv("RUNSEAL_SMB_USER", "sequencer", 1);
  ::unsetenv("RUNSEAL_SMB_PASSWORD");
  EXPECT_FALSE(credentials_from_environment());
  ::setenv("RUNSEAL_SMB_PASSWORD", "x", 1);
  const auto found = credentials_from_environment();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, "sequencer");
  EXPECT_EQ(found->password, "x");
  ::unsetenv("RUNSEAL_SMB_USER");
  ::unsetenv("RUNSEAL_SMB_PASSWORD");
}

TEST(Session, SaysWhyItCouldNotAskWithoutAShare) {
  model::Observation into;
  ask_session(*base::parse_endpoint("smb://127.0.0.1:1"), {}, {"user", "password", {}},
              {std::chrono::steady_clock::now() + std::chrono::seconds(1), std::chrono::seconds(1), nullptr}, into);
  EXPECT_EQ(into.facts.at("smb.session.login").value, Json("failed"));
  ASSERT_EQ(into.exchanges.size(), 1U);
  EXPECT_NE(into.exchanges[0].outcome.find("no share"), std::string::npos);
}

}  // namespace
}  // namespace runseal::audit
