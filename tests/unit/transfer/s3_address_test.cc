#include <gtest/gtest.h>

#include <cstdlib>

#include "support/temporary.h"
#include "transfer/sinks/s3_address.h"
#include "transfer/sinks/s3_files.h"

namespace runseal::transfer {
namespace {

class S3Address : public testing::Test {
 protected:
  S3Address() {
    ::setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
    ::setenv("AWS_SECRET_ACCESS_KEY", "hunter2env", 1);
    for (const char* name : {"AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"}) ::unsetenv(name);
  }
  static void expect_refused(const std::string& url, const SinkSettings& settings, ErrorCode code) {
    const auto refused = s3_options(url, settings);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, code) << refused.error().describe();
    EXPECT_EQ(refused.error().describe().find("hunter2"), std::string::npos) << refused.error().describe();
  }
  test::TemporaryFolder folder;
};

TEST_F(S3Address, NamesBucketPrefixEndpointAndRegion) {
  const auto own = s3_options("s3://runs/miseq/2024/", {{"s3-endpoint", "https://nas01:7480"}, {"s3-region", ""}});
  ASSERT_TRUE(own) << own.error().describe();
  EXPECT_EQ(own->bucket, "runs");
  EXPECT_EQ(own->prefix, "miseq/2024/");
  EXPECT_EQ(own->region, "us-east-1");
  EXPECT_EQ(own->bucket_url(), "https://nas01:7480/runs");
  EXPECT_EQ(own->credentials.access_key, "AKENV");
  ::setenv("AWS_REGION", "eu-north-1", 1);
  EXPECT_EQ(s3_options("s3://runs", {})->bucket_url(), "https://runs.s3.eu-north-1.amazonaws.com");
  EXPECT_EQ(s3_options("s3://runs", {})->prefix, "");
  EXPECT_EQ(s3_options("s3://my.runs", {{"s3-region", "x-1"}})->bucket_url(), "https://s3.x-1.amazonaws.com/my.runs");
  EXPECT_EQ(s3_encoded("a b+c/ā%~", true), "a%20b%2Bc/%C4%81%25~");  // as the SigV4 description's UriEncode()
}

TEST_F(S3Address, RefusesWhatIsNoneAndHttpToAnotherMachine) {
  for (const char* url : {"s3://", "s3://a", "s3:///x", "s3://UPPER/x", "s3://user:hunter2@runs/x", "s3://runs/../x",
                          "s3://runs/a//b", "s3://runs/\xff", "https://runs"})
    expect_refused(url, {}, ErrorCode::usage);
  for (const char* endpoint : {"http://nas01:80", "http://127.0.0.1.example.org", "http://127.evil", "ftp://nas01",
                               "https://nas01/path", "https://user:hunter2@nas01", "nas01"})
    expect_refused("s3://runs", {{"s3-endpoint", endpoint}}, ErrorCode::usage);
  EXPECT_TRUE(s3_options("s3://runs", {{"s3-endpoint", "http://127.0.0.1:7480"}}));
  EXPECT_TRUE(s3_options("s3://runs", {{"s3-endpoint", "http://[::1]:7480"}}));
}

TEST_F(S3Address, TakesCredentialsFromAFileThatNobodyElseMayRead) {
  const auto file = folder / "credentials";
  test::write_file(file, "# of the gateway\n[default]\naws_access_key_id = AKFILE\naws_secret_access_key=hunter2+/=\n");
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  expect_refused("s3://runs", {{"s3-credentials", file.string()}}, ErrorCode::denied);
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  const auto read = s3_options("s3://runs", {{"s3-credentials", file.string()}});
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(read->credentials.access_key, "AKFILE");
  EXPECT_EQ(read->credentials.secret_key, "hunter2+/=");
  test::write_file(file, "aws_access_key_id = AKFILE\nmy hunter2\n");
  expect_refused("s3://runs", {{"s3-credentials", file.string()}}, ErrorCode::invalid);
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
  const auto none = s3_options("s3://runs", {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::usage);
}

// The limits of S3: 10,000 parts, each but the last of 5 MiB or more.
TEST(S3Parts, AreAsSmallAsTheyMayBeAndNeverTooMany) {
  constexpr std::uint64_t mib = 1U << 20U;
  constexpr auto most = 8 * mib;
  for (const std::uint64_t size : {std::uint64_t{0}, 2'000'000'000UL, 50'000 * mib})
    EXPECT_EQ(s3_part_bytes(size, most), 5 * mib);
  for (const std::uint64_t size : {50'000 * mib + 1, 60'000 * mib, 80'000 * mib - 1, 80'000 * mib}) {
    const auto part = s3_part_bytes(size, most);
    EXPECT_LE((size + part - 1) / part, 10'000U);
    EXPECT_LE(part, most);
  }
}

}  // namespace
}  // namespace runseal::transfer
