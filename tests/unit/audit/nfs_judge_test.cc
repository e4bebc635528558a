// What observations of NFS mean: the three grades, and never better than what was measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "audit/rules/nfs_findings.h"
#include "audit/rules/nfs_remedies.h"
#include "support/temporary.h"
#include "unit/audit/good_tls.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Facts = std::map<std::string, Json>;

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;
constexpr auto open = Protection::unknown;

model::Assessment judged(const Facts& facts, const std::string& endpoint = "nfs://nas01/runs") {
  model::Observation made;
  made.id = "o1";
  made.endpoint = endpoint;
  made.protocol = "nfs";
  made.at = "2026-01-01T00:00:00.000Z";
  made.complete = true;
  for (const auto& [id, value] : facts) made.facts[id] = {value, "x"};
  return judge(made, {});
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

void expect_grades(const model::Assessment& told, Protection integrity, Protection confidentiality, Protection peer) {
  EXPECT_EQ(told.integrity.grade, integrity) << told.integrity.reason;
  EXPECT_EQ(told.confidentiality.grade, confidentiality) << told.confidentiality.reason;
  EXPECT_EQ(told.peer_authenticity.grade, peer) << told.peer_authenticity.reason;
}

Facts with(Facts facts, const Facts& changes) {
  for (const auto& [id, value] : changes) facts[id] = value;
  return facts;
}

// NFS 4 alone, Kerberos with encryption alone, as the remedy leaves it.
Facts remedied() {
  return {{"nfs.versions", {"4.0", "4.1", "4.2"}},
          {"nfs.tls", false},
          {"nfs.rpcbind", "silent"},
          {"nfs.v4.export", "found"},
          {"nfs.v4.flavours", {"krb5p"}},
          {"nfs.v4.plain", "refused"}};
}

Facts beside_version_3() {
  return with(remedied(), {{"nfs.versions", {"3", "4.0"}},
                           {"nfs.v3.mount", "accepted"},
                           {"nfs.v3.flavours", {"krb5p"}},
                           {"nfs.v3.plain", "refused"}});
}

Facts tls_required() {
  return with(test::good_tls(), with(remedied(), {{"nfs.tls", true}, {"nfs.v4.flavours", {"sys"}}}));
}

Facts found_elsewhere() {
  auto facts = with(beside_version_3(), {{"nfs.v3.mount", "not-found"},
                                         {"nfs.v3.elsewhere", {{"/srv/runs", {"krb5p"}}, {"/srv/old", {"krb5i"}}}}});
  facts.erase("nfs.v3.flavours");
  facts.erase("nfs.v3.plain");
  return facts;
}

TEST(NfsJudge, KerberosWithEncryptionAloneIsSecure) {
  EXPECT_TRUE(judged(remedied()).secure());
  EXPECT_TRUE(judged(beside_version_3()).secure());
  EXPECT_THAT(ids(judged(remedied())), testing::ElementsAre("nfs.client-not-measured"));
}

TEST(NfsJudge, TheWeakestFlavourDecides) {
  const auto of = [](std::vector<std::string> flavours) {
    return judged(with(remedied(), {{"nfs.v4.flavours", flavours}}));
  };
  expect_grades(of({"sys"}), none, none, none);
  expect_grades(of({"none", "sys"}), none, none, none);
  expect_grades(of({"krb5"}), none, none, safe);
  expect_grades(of({"krb5i"}), safe, none, safe);
  expect_grades(of({"krb5i", "krb5p"}), safe, maybe, safe);
  expect_grades(of({"krb5p", "krb5"}), maybe, maybe, safe);
  expect_grades(of({"krb5p", "sys"}), maybe, maybe, maybe);
  expect_grades(of({"krb5", "sys"}), none, none, maybe);
}

TEST(NfsJudge, AFlavourThatNobodyKnowsIsNoProtection) {
  const auto told = judged(with(remedied(), {{"nfs.v4.flavours", {"gss with another mechanism"}}}));
  expect_grades(told, open, open, open);
}

TEST(NfsJudge, AListIsNotBelievedAgainstWhatWasServed) {
  const auto told = judged(with(remedied(), {{"nfs.v4.plain", "served"}}));
  expect_grades(told, maybe, maybe, maybe);
  EXPECT_EQ(told.findings.front().id, "nfs.serves-what-it-does-not-list");
}

TEST(NfsJudge, OneVersionWithLessUndoesTheOther) {
  expect_grades(judged(with(beside_version_3(), {{"nfs.v3.flavours", {"sys"}}})), maybe, maybe, maybe);
  auto unseen = beside_version_3();
  for (const auto* id : {"nfs.v3.mount", "nfs.v3.flavours", "nfs.v3.plain"}) unseen.erase(id);
  const auto told = judged(unseen);
  expect_grades(told, open, open, open);
  EXPECT_THAT(ids(told), Contains("nfs.version-3-not-seen"));
  EXPECT_FALSE(told.would_settle.empty());
}

TEST(NfsJudge, ExportsOfVersion3UnderOtherNamesMustAllHold) {
  expect_grades(judged(found_elsewhere()), safe, open, safe);
  expect_grades(judged(with(found_elsewhere(), {{"nfs.v3.elsewhere", {{"/srv/runs", {"krb5p"}}}}})), safe, safe, safe);
  expect_grades(judged(with(found_elsewhere(), {{"nfs.v3.elsewhere", {{"/srv/runs", {"sys"}}}}})), open, open, open);
  expect_grades(judged(with(found_elsewhere(), {{"nfs.v3.elsewhere", {{"/srv/runs", Json::array()}}}})), open, open,
                open);
}

TEST(NfsJudge, Version2LeavesEverythingOpen) {
  const auto told = judged(with(beside_version_3(), {{"nfs.versions", {"2", "3", "4.0"}}}));
  expect_grades(told, open, open, open);
  EXPECT_THAT(ids(told), Contains("nfs.version-2-served"));
}

TEST(NfsJudge, TlsThatIsOfferedIsNotTlsThatIsRequired) {
  const auto offered = judged(with(tls_required(), {{"nfs.v4.plain", "served"}}));
  expect_grades(offered, maybe, maybe, none);
  EXPECT_THAT(ids(offered), Contains("nfs.tls-not-required"));
  const auto required = judged(tls_required());
  expect_grades(required, safe, safe, maybe);
  EXPECT_THAT(ids(required), Contains("nfs.tls-proves-no-user"));
  EXPECT_THAT(ids(required), Not(Contains("nfs.tls-not-required")));
}

TEST(NfsJudge, TlsMustBeRequiredInEveryVersion) {
  const auto both = with(tls_required(), {{"nfs.versions", {"3", "4.0"}}, {"nfs.v3.flavours", {"sys"}}});
  expect_grades(judged(both), maybe, maybe, none);
  expect_grades(judged(with(both, {{"nfs.v3.plain", "refused"}})), safe, safe, maybe);
}

// That a Kerberos call without TLS is refused cannot be seen without a ticket.
TEST(NfsJudge, TlsRequiredOfAuthSysProvesNothingForAWeakerKerberos) {
  const auto told = judged(with(tls_required(), {{"nfs.v4.flavours", {"sys", "krb5"}}}));
  expect_grades(told, maybe, maybe, maybe);
}

TEST(NfsJudge, AServerThatSaysNothingWithoutTlsProtectsTheWayAndNoUser) {
  const auto told = judged(with(test::good_tls(), {{"nfs.tls", true}, {"nfs.plain", "refused"}}));
  expect_grades(told, safe, safe, maybe);
  EXPECT_THAT(ids(told), Contains("nfs.tls-proves-no-user"));
}

TEST(NfsJudge, TlsIsWorthWhatWasSeenOfIt) {
  auto unseen = tls_required();
  for (const auto& [id, value] : test::good_tls()) unseen.erase(id);
  const auto told = judged(unseen);
  expect_grades(told, open, open, open);
  EXPECT_THAT(ids(told), Contains("nfs.tls-certificate-not-measured"));
  auto old = tls_required();
  old["tls.versions"]["TLS 1.0"] = true;
  old["tls.suites"]["TLS 1.0"] = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"};
  old["tls.suites-complete"]["TLS 1.0"] = true;
  const auto weakened = judged(old);
  EXPECT_NE(weakened.confidentiality.grade, safe) << weakened.confidentiality.reason;
  EXPECT_THAT(ids(weakened), Contains("tls.old-version-accepted"));
}

// Kerberos with encryption needs no TLS beside it.
TEST(NfsJudge, PoorTlsTakesNothingFromKerberos) { EXPECT_TRUE(judged(with(remedied(), {{"nfs.tls", true}})).secure()); }

TEST(NfsJudge, WithoutAnExportNothingIsKnownAndTheServersOwnListHelps) {
  const auto told = judged({{"nfs.versions", {"3", "4.0"}},
                            {"nfs.tls", false},
                            {"nfs.exports", {{"/srv/runs", Json::array()}}},
                            {"nfs.open-to-everyone", true}},
                           "nfs://nas01");
  expect_grades(told, open, open, open);
  ASSERT_FALSE(told.would_settle.empty());
  EXPECT_THAT(told.would_settle.front(), HasSubstr("/srv/runs"));
  EXPECT_THAT(ids(told), Contains("nfs.open-to-everyone"));
}

TEST(NfsJudge, AnEmptyButCompleteObservationIsUnknownOnEveryAxis) { expect_grades(judged({}), open, open, open); }

// Taking facts away, or spoiling their kind, must never make a verdict better.
TEST(NfsJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<Facts> bases{
      remedied(),
      beside_version_3(),
      tls_required(),
      found_elsewhere(),
      with(remedied(), {{"nfs.v4.flavours", {"krb5p", "sys"}}}),
      with(remedied(), {{"nfs.v4.plain", "served"}}),
      with(beside_version_3(), {{"nfs.v3.flavours", {"sys"}}, {"nfs.v3.plain", "served"}}),
      with(beside_version_3(), {{"nfs.versions", {"2", "3", "4.0"}}}),
      with(tls_required(), {{"nfs.v4.plain", "served"}}),
      with(tls_required(), {{"nfs.v4.flavours", {"sys", "krb5"}}}),
      with(tls_required(), {{"nfs.v4.flavours", {"sys", "krb5p"}}}),
      {{"nfs.versions", {"4.0"}}, {"nfs.v4.way", {{"/srv", {"krb5p"}}}}, {"nfs.v4.plain", "refused"}},
      with(test::good_tls(), {{"nfs.tls", true}, {"nfs.plain", "refused"}})};
  const auto rank = [](Protection grade) {  // unknown is no better than absent
    return grade == Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  for (const auto& base : bases) {
    const auto whole = judged(base);
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array(), Json::array({1}), Json::object()}) {
        auto facts = base;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        const auto partial = judged(facts);
        EXPECT_LE(rank(partial.integrity.grade), rank(whole.integrity.grade)) << id << spoilt << Json(base);
        EXPECT_LE(rank(partial.confidentiality.grade), rank(whole.confidentiality.grade)) << id << spoilt << Json(base);
        EXPECT_LE(rank(partial.peer_authenticity.grade), rank(whole.peer_authenticity.grade))
            << id << spoilt << Json(base);
      }
    }
  }
}

TEST(NfsJudge, EveryFindingThatHarmsCitesAClauseAndTheFactsItRestsOn) {
  for (const auto& rule : nfs_rules()) {
    if (rule.finding.harms.empty()) continue;
    EXPECT_FALSE(rule.finding.clauses.empty()) << rule.finding.id;
    EXPECT_FALSE(rule.finding.facts.empty()) << rule.finding.id;
  }
}

model::Device device(const std::string& id, const std::string& system) {
  model::Device made;
  made.id = id;
  made.operating_system = system;
  return made;
}

TEST(NfsRemedies, SayForEachTargetWhatToDoHowToUndoItAndWhatMayBreak) {
  std::vector<std::string> targets;
  for (const auto& one : nfs_remedies("nfs://nas01/runs", {})) {
    targets.push_back(one.target);
    EXPECT_FALSE(one.text.empty() || one.undo.empty() || one.may_break.empty() || one.language.empty()) << one.target;
  }
  EXPECT_THAT(targets, testing::ElementsAre("Linux kernel NFS", "NFS-Ganesha", "NetApp ONTAP", "Windows Server",
                                            "Synology", "QNAP", "this device"));
}

TEST(NfsRemedies, GiveALinuxServerALineForItsFstabAndAnOldWindowsAGateway) {
  const auto all =
      nfs_remedies("nfs://nas01:2050/runs", {device("dragen", "Oracle Linux 8"), device("miseq", "Windows 7")});
  const auto text = [&](const std::string& target) {
    const auto found = std::ranges::find(all, target, &model::Remedy::target);
    return found == all.end() ? std::string() : found->text;
  };
  EXPECT_THAT(text("devices dragen"), HasSubstr("nas01:/runs /mnt/runs nfs vers=4.2,sec=krb5p,port=2050"));
  EXPECT_THAT(text("devices miseq"), HasSubstr("gateway"));
  EXPECT_THAT(all.front().may_break, HasSubstr("first put a gateway"));
}

TEST(NfsRemedies, StandInTheManualAsTheyAreGiven) {
  const auto manual = test::read_file(test::source_file("docs/manual/remedies-nfs.md"));
  for (const auto& one : nfs_remedies("nfs://nas01/runs", {})) EXPECT_THAT(manual, HasSubstr(one.text)) << one.target;
}

}  // namespace
}  // namespace runseal::audit
