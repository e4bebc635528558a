// What an SSH server's facts mean, and that no missing or spoilt fact makes it better.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "audit/rules/ssh_known.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::Not;
using Facts = std::map<std::string, Json>;

constexpr const char* fingerprint = "SHA256:/uCRs6m5nKUk32Ekev7eR24TNRrTqLyzIYEBn3wb56M";
constexpr const char* public_half = "AAAAC3NzaC1lZDI1NTE5AAAAIHsmFEokHhSkwmgI+SkHNbd+Cmi67prIId+AL4+UGbBR";

Json host_key(Json proved = true, const char* type = "ssh-ed25519", int bits = 256) {
  return {{"type", type}, {"bits", bits}, {"fingerprint", fingerprint}, {"key", public_half}, {"proved", proved}};
}

model::Observation observation(const Facts& facts) {
  model::Observation made;
  made.endpoint = "sftp://nas01/runs";
  made.protocol = "ssh";
  made.complete = true;
  for (const auto& [id, value] : facts) made.facts[id] = {value, "x"};
  return made;
}

Facts secure() {
  return {{"ssh.protocol", "2.0"},
          {"ssh.key-exchanges", {"curve25519-sha256", "ext-info-s", "kex-strict-s-v00@openssh.com"}},
          {"ssh.host-key-algorithms", {"ssh-ed25519"}},
          {"ssh.ciphers", {"chacha20-poly1305@openssh.com", "aes128-ctr"}},
          {"ssh.macs", {"hmac-sha2-256-etm@openssh.com"}},
          {"ssh.compressions", {"none"}},
          {"ssh.strict-kex", true},
          {"ssh.host-keys", Json::array({host_key()})},
          {"ssh.let-in-without-proof", false},
          {"ssh.login-methods", {"publickey"}},
          {"ssh.known-hosts", "same"}};
}

Facts with(Facts changes, Facts facts = secure()) {
  for (auto& [id, value] : changes) facts[id] = value;
  return facts;
}

model::Assessment judged(const Facts& facts) { return judge(observation(facts), {}); }

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

TEST(SshJudge, AKnownKeyAndStrongAlgorithmsAloneAreSecure) {
  const auto assessment = judged(secure());
  EXPECT_TRUE(assessment.secure()) << Json(assessment).dump(1);
  EXPECT_THAT(ids(assessment), testing::ElementsAre("ssh.client-not-measured"));
  EXPECT_TRUE(assessment.would_settle.empty());
}

TEST(SshJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<Facts> bases{
      secure(),
      with({{"ssh.known-hosts", "not-listed"}, {"ssh.host-keys-before", {{"ssh-ed25519", fingerprint}}}}),
      with({{"ssh.known-hosts", "authority"}, {"ssh.host-keys-before", {{"ssh-ed25519", fingerprint}}}}),
      with({{"ssh.known-hosts", "other"}}),
      with({{"ssh.ciphers", {"aes128-cbc", "aes128-ctr"}}, {"ssh.strict-kex", false}}),
      with({{"ssh.protocol", "1.99"}}),
      with({{"ssh.macs", {"hmac-md5"}}, {"ssh.let-in-without-proof", true}}),
      with({{"ssh.key-exchanges", {"diffie-hellman-group1-sha1"}}})};
  const auto rank = [](Protection grade) {  // unknown is no better than absent
    return grade == Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  for (const auto& base : bases) {
    const auto whole = judged(base);
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
        auto facts = base;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        const auto partial = judged(facts);
        EXPECT_LE(rank(partial.integrity.grade), rank(whole.integrity.grade)) << id << spoilt << value;
        EXPECT_LE(rank(partial.confidentiality.grade), rank(whole.confidentiality.grade)) << id << spoilt << value;
        EXPECT_LE(rank(partial.peer_authenticity.grade), rank(whole.peer_authenticity.grade)) << id << spoilt << value;
      }
    }
  }
}

TEST(SshJudge, WithoutKnowingOfTheStrictKeyExchangeNothingIsSaidOfIntegrity) {
  auto facts = secure();
  facts.erase("ssh.strict-kex");
  EXPECT_EQ(judged(facts).integrity.grade, Protection::unknown);
  facts["ssh.strict-kex"] = false;
  EXPECT_EQ(judged(facts).integrity.grade, Protection::optional);  // ChaCha20-Poly1305: Terrapin
}

TEST(SshJudge, WhoseKeyItIsOnlySomebodyWhoComparedItKnows) {
  const Json before{{"ssh-ed25519", fingerprint}};
  auto never = secure();
  never.erase("ssh.known-hosts");
  EXPECT_EQ(judged(never).peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(ids(judged(never)), Contains("ssh.host-key-not-known"));
  EXPECT_FALSE(judged(never).would_settle.empty());
  const auto seen = with({{"ssh.known-hosts", "not-listed"}, {"ssh.host-keys-before", before}});
  EXPECT_EQ(judged(seen).peer_authenticity.grade, Protection::optional);
  const auto changed =
      judged(with({{"ssh.known-hosts", "not-listed"}, {"ssh.host-keys-before", {{"ssh-ed25519", "SHA256:other"}}}}));
  EXPECT_EQ(changed.peer_authenticity.grade, Protection::unknown);
  EXPECT_EQ(ids(changed).front(), "ssh.host-key-changed");
  const auto vouched = judged(with({{"ssh.known-hosts", "authority"}}));
  EXPECT_EQ(vouched.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(ids(vouched), Contains("ssh.host-certificate-not-checked"));
  for (const auto* worse : {"other", "revoked"})
    EXPECT_EQ(judged(with({{"ssh.known-hosts", worse}})).peer_authenticity.grade, Protection::absent);
}

TEST(SshJudge, AKeyThatIsOnlyShownProvesNothing) {
  for (const auto& proved : {Json(false), Json()}) {
    auto key = host_key(proved);
    if (proved.is_null()) key.erase("proved");
    const auto assessment = judged(with({{"ssh.host-keys", Json::array({key})}}));
    EXPECT_EQ(assessment.peer_authenticity.grade, Protection::unknown);
    EXPECT_EQ(assessment.integrity.grade, Protection::unknown);
    EXPECT_EQ(assessment.confidentiality.grade, Protection::unknown);
  }
  EXPECT_THAT(ids(judged(with({{"ssh.host-keys", Json::array({host_key(false)})}}))),
              Contains("ssh.host-key-not-proved"));
}

TEST(SshJudge, TerrapinNeedsAnOpenCipherAndAServerWithoutTheStrictExchange) {
  const auto found = [](const Facts& facts) { return ids(judged(facts)); };
  EXPECT_THAT(found(secure()), Not(Contains("ssh.terrapin")));
  EXPECT_THAT(found(with({{"ssh.strict-kex", false}})), Contains("ssh.terrapin"));
  EXPECT_EQ(judged(with({{"ssh.strict-kex", false}})).integrity.grade, Protection::optional);
  const auto gcm = with({{"ssh.strict-kex", false}, {"ssh.ciphers", {"aes128-gcm@openssh.com", "aes128-ctr"}}});
  EXPECT_THAT(found(gcm), Not(Contains("ssh.terrapin")));
  EXPECT_TRUE(judged(gcm).secure());
  const auto cbc = with({{"ssh.strict-kex", false}, {"ssh.ciphers", {"aes128-cbc"}}});
  EXPECT_THAT(found(cbc), Contains("ssh.terrapin"));
  EXPECT_THAT(found(with({{"ssh.macs", {"hmac-sha2-256"}}}, cbc)), Not(Contains("ssh.terrapin")));
}

TEST(SshJudge, WhatItAcceptsCountsNotWhatItPrefers) {
  const auto cbc = judged(with({{"ssh.ciphers", {"aes256-gcm@openssh.com", "3des-cbc"}}}));
  EXPECT_EQ(cbc.confidentiality.grade, Protection::optional);
  EXPECT_EQ(cbc.integrity.grade, Protection::protected_);
  const auto none = judged(with({{"ssh.ciphers", {"none"}}}));
  EXPECT_EQ(none.confidentiality.grade, Protection::absent);
  EXPECT_EQ(ids(none).front(), "ssh.no-protection-accepted");
  const auto md5 = judged(with({{"ssh.macs", {"hmac-sha2-256", "hmac-md5"}}}));
  EXPECT_EQ(md5.integrity.grade, Protection::optional);
  // where every cipher brings its own code, no other is ever used
  const auto own = judged(with({{"ssh.macs", {"hmac-md5"}}, {"ssh.ciphers", {"aes256-gcm@openssh.com"}}}));
  EXPECT_EQ(own.integrity.grade, Protection::protected_);
  EXPECT_THAT(ids(own), Not(Contains("ssh.weak-mac")));
  const auto sha1 = judged(with({{"ssh.key-exchanges", {"curve25519-sha256", "diffie-hellman-group14-sha1"}}}));
  EXPECT_EQ(sha1.integrity.grade, Protection::optional);
  EXPECT_EQ(sha1.confidentiality.grade, Protection::optional);
}

TEST(SshJudge, AnAlgorithmThatNobodyKnowsIsNotTakenForStrong) {
  const auto assessment = judged(with({{"ssh.ciphers", {"aes128-ctr", "rot13@example.org"}}}));
  EXPECT_EQ(assessment.confidentiality.grade, Protection::unknown);
  EXPECT_THAT(ids(assessment), Contains("ssh.unknown-algorithm"));
}

TEST(SshJudge, Ssh1AndAnOpenDoorAreTheWorst) {
  EXPECT_EQ(judged({{"ssh.protocol", "1.5"}}).integrity.grade, Protection::absent);
  EXPECT_EQ(judged(with({{"ssh.protocol", "1.99"}})).integrity.grade, Protection::optional);
  EXPECT_EQ(ids(judged(with({{"ssh.protocol", "1.99"}}))).front(), "ssh.ssh1-answered");
  const auto open = judged(with({{"ssh.let-in-without-proof", true}}));
  EXPECT_EQ(open.peer_authenticity.grade, Protection::absent);
  EXPECT_EQ(ids(open).front(), "ssh.login-without-proof");
}

TEST(SshJudge, ShortKeysAndOldSignaturesAreSaid) {
  const auto rsa = judged(with({{"ssh.host-keys", Json::array({host_key(true, "ssh-rsa", 1024)})}}));
  EXPECT_EQ(rsa.peer_authenticity.grade, Protection::optional);
  EXPECT_THAT(ids(rsa), Contains("ssh.weak-host-key"));
  const auto sha1 = judged(with({{"ssh.host-key-algorithms", {"ssh-ed25519", "ssh-rsa"}}}));
  EXPECT_EQ(sha1.peer_authenticity.grade, Protection::optional);
  EXPECT_THAT(ids(sha1), Contains("ssh.weak-host-key-signature"));
  const auto some = judged(with({{"ssh.host-keys-missing", {{"rsa-sha2-512", "closed the connection"}}}}));
  EXPECT_EQ(some.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(ids(some), Contains("ssh.host-key-not-shown"));
}

TEST(SshJudge, ItsRemedyStandsInTheManualAsItIsGiven) {
  const auto manual = test::read_file(test::source_file("docs/manual/remedies.md"));
  const auto remedies = judged(with({{"ssh.known-hosts", "not-listed"}})).findings.front().remedies;
  ASSERT_EQ(remedies.size(), 2U);
  EXPECT_THAT(manual, testing::HasSubstr(remedies[0].text));
  EXPECT_THAT(remedies[1].text, testing::HasSubstr(std::string("\nnas01 ssh-ed25519 ") + public_half));
  EXPECT_EQ(judged(secure()).findings.front().remedies.size(), 1U);  // only the device's end is left
}

TEST(SshJudge, WhatWasSeenFirstIsRememberedOverAMeasurementThatFailed) {
  const auto first = observation(secure());
  model::Observation failed;
  failed.endpoint = first.endpoint;
  failed.protocol = "ssh";
  compare_with_before(failed, first);
  auto third = observation(with({{"ssh.known-hosts", "not-listed"}}));
  compare_with_before(third, failed);
  EXPECT_EQ(third.facts.at("ssh.host-keys-before").value, (Json{{"ssh-ed25519", fingerprint}}));
}

TEST(SshJudge, ARevokedKeyIsNotOverheard) {
  auto seen = observation(secure());
  compare_with_known_hosts(seen, {{"f", std::string("@revoked * ssh-ed25519 ") + public_half}});
  EXPECT_EQ(seen.facts.at("ssh.known-hosts").value, "revoked");
  compare_with_known_hosts(seen, {});
  EXPECT_EQ(seen.facts.at("ssh.known-hosts").value, "not-listed");
}

}  // namespace
}  // namespace runseal::audit
