// The console's certificate: made, kept, renewed, or the site's own. openssl says what is in it.
#include "base/server_certificate.h"

#include <gmock/gmock.h>

#include "base/process.h"
#include "base/text.h"
#include "support/certificates.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct ServerCertificates : testing::Test {
  test::TemporaryFolder folder;
  Path file = folder / "keys" / "console.pem";
  Instant now = *parse_instant("2026-11-26T12:00:00Z");
  ServerNames names{{"localhost", "127.0.0.1", "::1", "nas01"}, {"192.0.2.7"}};

  Result<ServerCertificate> kept(Instant at) { return kept_certificate(real_files(), file, names, at); }
  static std::string openssl(std::vector<std::string> words) {
    Command command;
    command.program = "openssl";
    command.arguments = std::move(words);
    const auto finished = run(command);
    EXPECT_TRUE(finished && finished->ok()) << (finished ? finished->err : finished.error().describe());
    return finished ? finished->out : std::string();
  }
};

TEST_F(ServerCertificates, IsMadeOnceAndIsWhatOpensslReads) {
  const auto made = kept(now);
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(made->made_because, "there was none");
  const auto again = kept(now + std::chrono::days(300));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->made_because, "");
  EXPECT_EQ(again->fingerprint, made->fingerprint);
  EXPECT_EQ(openssl({"x509", "-in", file, "-noout", "-fingerprint", "-sha256"}),
            "sha256 Fingerprint=" + made->fingerprint + "\n");
  const auto text = openssl({"x509", "-in", file, "-noout", "-text"});
  EXPECT_THAT(text, AllOf(HasSubstr("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:nas01, IP "
                                    "Address:192.0.2.7"),
                          HasSubstr("CA:FALSE"), HasSubstr("TLS Web Server Authentication"), HasSubstr("prime256v1"),
                          HasSubstr("Not Before: Nov 26 11:00:00 2026 GMT"),
                          HasSubstr("Not After : Dec 28 11:00:00 2027 GMT"), HasSubstr("ecdsa-with-SHA256")));
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
  EXPECT_TRUE(server_context(*made, false));
}

TEST_F(ServerCertificates, IsMadeAnewBeforeItEndsOrWhenANameIsMissing) {
  const auto first = kept(now);
  ASSERT_TRUE(first);
  const auto late = kept(now + std::chrono::days(368));
  ASSERT_TRUE(late);
  EXPECT_EQ(late->made_because, "the old one ends on 2027-12-28");
  EXPECT_NE(late->fingerprint, first->fingerprint);
  names.also.clear();
  EXPECT_EQ(kept(now + std::chrono::days(368))->made_because, "") << "an address that went away changes nothing";
  names.needed.emplace_back("console.example");
  EXPECT_EQ(kept(now + std::chrono::days(368))->made_because, "the old one was not for console.example");
  names.needed.emplace_back("x,DNS:evil");  // would be syntax
  EXPECT_EQ(kept(now + std::chrono::days(368))->made_because, "");
}

TEST_F(ServerCertificates, IsRefusedWhereOthersCouldReadItsKey) {
  ASSERT_TRUE(kept(now));
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  EXPECT_EQ(kept(now).error().code, ErrorCode::denied);
}

TEST_F(ServerCertificates, TheSitesOwnIsShown) {
  const test::Authority authority(folder.path());
  test::Authority::Wish wish;
  wish.key = "ec";
  const auto own = authority.make(wish);
  const auto taken = own_certificate(real_files(), own.certificate, own.key, now);
  ASSERT_TRUE(taken) << taken.error().describe();
  EXPECT_TRUE(server_context(*taken, false));
  EXPECT_EQ(openssl({"x509", "-in", own.certificate, "-noout", "-fingerprint", "-sha256"}),
            "sha256 Fingerprint=" + taken->fingerprint + "\n");

  wish.name = "other";
  const auto other = authority.make(wish);
  const auto mixed = own_certificate(real_files(), own.certificate, other.key, now);
  ASSERT_TRUE(mixed);
  EXPECT_EQ(server_context(*mixed, false).error().code, ErrorCode::invalid) << "another key";
  EXPECT_EQ(own_certificate(real_files(), own.key, own.key, now).error().code, ErrorCode::invalid) << "no certificate";
  std::filesystem::permissions(own.key, std::filesystem::perms(0604));
  EXPECT_EQ(own_certificate(real_files(), own.certificate, own.key, now).error().code, ErrorCode::denied);
  wish.until = "20210101000000Z";
  wish.name = "old";
  const auto old = authority.make(wish);
  EXPECT_EQ(own_certificate(real_files(), old.certificate, old.key, now).error().code, ErrorCode::invalid);
}

TEST_F(ServerCertificates, AKeyUnderAPassphraseIsRefusedAndNotAskedFor) {
  const test::Authority authority(folder.path());
  const auto own = authority.make({});
  const auto locked = (folder / "locked.pem").string();
  openssl({"pkey", "-in", own.key, "-aes256", "-passout", "pass:secret", "-out", locked});
  const auto taken = own_certificate(real_files(), own.certificate, locked, now);
  ASSERT_TRUE(taken) << taken.error().describe();
  EXPECT_EQ(server_context(*taken, false).error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::base
