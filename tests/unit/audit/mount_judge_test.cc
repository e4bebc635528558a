// What a mount means: the three grades, and never better than what was seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::Not;

constexpr auto unknown = Protection::unknown;
constexpr auto absent = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

using Facts = std::map<std::string, Json>;

Facts mounted(const std::string& type, const std::string& source, std::vector<std::string> options) {
  return {{"mount.mounted", true},
          {"mount.point", "/mnt/runs"},
          {"mount.type", type},
          {"mount.source", source},
          {"mount.options", std::move(options)}};
}

Facts smb(std::vector<std::string> options, Json used = "not told") {
  auto facts = mounted("cifs", "//nas01/runs", std::move(options));
  facts["mount.used"] = std::move(used);
  return facts;
}

Facts nfs(std::vector<std::string> options) { return mounted("nfs4", "nas02:/export", std::move(options)); }

Json used(bool is_signed, bool encrypted, const char* dialect = "3.1.1", bool guest = false) {
  return {{"dialect", dialect}, {"signed", is_signed}, {"encrypted", encrypted}, {"guest", guest}};
}

model::Assessment judged(Facts facts) {
  model::Observation made;
  made.endpoint = "mount:///mnt/runs";
  made.protocol = "mount";
  made.complete = true;
  for (auto& [id, value] : facts) made.facts[id] = {std::move(value), "mounts"};
  return judge(made, {});
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

void expect_grades(const Facts& facts, Protection integrity, Protection confidentiality, Protection peer) {
  const auto assessment = judged(facts);
  EXPECT_EQ(assessment.integrity.grade, integrity) << Json(facts) << assessment.integrity.reason;
  EXPECT_EQ(assessment.confidentiality.grade, confidentiality) << Json(facts) << assessment.confidentiality.reason;
  EXPECT_EQ(assessment.peer_authenticity.grade, peer) << Json(facts) << assessment.peer_authenticity.reason;
}

TEST(MountJudge, SmbByItsOptions) {
  expect_grades(smb({"vers=3.1.1", "seal", "username=lab"}), safe, safe, safe);
  expect_grades(smb({"vers=3.0", "seal"}), safe, safe, safe);
  expect_grades(smb({"vers=3.1.1", "sec=ntlmsspi"}), safe, maybe, safe);
  expect_grades(smb({"vers=3.0", "sec=krb5i"}), safe, maybe, maybe);
  expect_grades(smb({"vers=3.1.1", "sec=ntlmssp"}), maybe, maybe, maybe);
  expect_grades(smb({"vers=2.1"}), maybe, absent, maybe);
  expect_grades(smb({"vers=1.0"}), maybe, absent, maybe);
  expect_grades(smb({"username=lab"}), maybe, unknown, maybe);
  expect_grades(smb({"vers=3.1.1", "sec=none"}), absent, absent, absent);
  expect_grades(smb({"vers=3.1.1", "sec=ntlmsspi", "signloosely"}), maybe, maybe, maybe);
}

TEST(MountJudge, SmbByWhatIsReallyUsed) {
  expect_grades(smb({"vers=3.1.1"}, used(true, false)), safe, absent, safe);
  expect_grades(smb({"vers=3.1.1"}, used(false, false)), absent, absent, maybe);
  expect_grades(smb({"vers=3.1.1"}, used(false, true)), safe, safe, safe);
  expect_grades(smb({"vers=2.1"}, used(true, false, "2.1")), safe, absent, maybe);
  expect_grades(smb({"vers=3.1.1", "seal"}, used(false, true, "3.1.1", true)), absent, absent, absent);
  EXPECT_THAT(ids(judged(smb({"vers=3.1.1"}, used(false, true)))), Contains("mount.encrypted-by-the-server-only"));
  EXPECT_THAT(ids(judged(smb({"vers=3.1.1", "seal"}, used(false, true)))),
              Not(Contains("mount.encrypted-by-the-server-only")));
}

TEST(MountJudge, NfsByItsFlavourAndTls) {
  expect_grades(nfs({"vers=4.2", "sec=sys"}), absent, absent, absent);
  expect_grades(nfs({"vers=4.2", "sec=krb5"}), absent, absent, maybe);
  expect_grades(nfs({"vers=4.2", "sec=krb5i"}), safe, absent, safe);
  expect_grades(nfs({"vers=4.2", "sec=krb5p"}), safe, safe, safe);
  expect_grades(nfs({"vers=4.2", "sec=sys", "xprtsec=tls"}), safe, safe, maybe);
  expect_grades(nfs({"vers=4.2", "sec=sys", "xprtsec=mtls"}), safe, safe, safe);
  EXPECT_THAT(ids(judged(nfs({"sec=sys", "xprtsec=mtls"}))), Contains("mount.nfs-users-claimed"));
  EXPECT_THAT(ids(judged(nfs({"sec=krb5p"}))), Not(Contains("mount.nfs-users-claimed")));
}

TEST(MountJudge, OtherKinds) {
  expect_grades(mounted("fuse.sshfs", "lab@nas03:/data", {"rw"}), safe, safe, unknown);
  expect_grades(mounted("fuse", "https://dav/x", {}), maybe, maybe, maybe);
  expect_grades(mounted("fuse", "http://dav/x", {}), absent, absent, absent);
  expect_grades(mounted("fuse.s3fs", "s3fs", {}), unknown, unknown, unknown);
  expect_grades(mounted("9p", "host", {"trans=virtio"}), unknown, unknown, unknown);
  expect_grades(mounted("9p", "192.0.2.1", {"trans=tcp"}), absent, absent, absent);
  expect_grades(mounted("fuse.rclone", "remote:", {}), unknown, unknown, unknown);
  EXPECT_THAT(ids(judged(mounted("fuse.rclone", "remote:", {}))), Contains("mount.kind-not-known"));
}

Facts with(Facts facts, Facts more) {
  for (auto& [id, value] : more) facts[id] = value;
  return facts;
}

Json declared(const std::string& type, const std::string& source, std::vector<std::string> options) {
  return Json::array({{{"file", "/etc/fstab"},
                       {"point", "/mnt/runs"},
                       {"type", type},
                       {"source", source},
                       {"options", std::move(options)}}});
}

TEST(MountJudge, WhatIsDeclaredAndNotMountedIsSaidAndNotGraded) {
  const Facts facts{{"mount.mounted", false},
                    {"mount.declared", declared("cifs", "//nas01/runs", {"vers=3.1.1", "seal"})}};
  expect_grades(facts, unknown, unknown, unknown);
  EXPECT_EQ(judged(facts).findings.front().id, "mount.not-mounted");
  const Facts local{{"mount.mounted", false}};
  expect_grades(local, unknown, unknown, unknown);
  EXPECT_EQ(judged(local).findings.front().id, "mount.no-share");
}

TEST(MountJudge, TheNextMountIsComparedWithThisOne) {
  const auto sealed = smb({"vers=3.1.1", "seal"});
  const auto plain = smb({"vers=3.1.1"}, used(true, false));
  const auto said = [](const Facts& facts, Json more) {
    return ids(judged(with(facts, {{"mount.declared", std::move(more)}})));
  };
  EXPECT_THAT(said(sealed, declared("cifs", "//nas01/runs", {"vers=3.1.1"})), Contains("mount.declared-weaker"));
  EXPECT_THAT(said(sealed, declared("cifs", "//nas01/runs", {"vers=3.1.1", "seal"})),
              Not(Contains("mount.declared-weaker")));
  EXPECT_THAT(said(plain, declared("cifs", "//nas01/runs", {"vers=3.1.1", "seal"})),
              Contains("mount.declared-not-in-effect"));
  EXPECT_THAT(said(plain, declared("cifs", "//nas01/runs", {"vers=3.1.1"})),
              Not(Contains("mount.declared-not-in-effect")));
  EXPECT_THAT(said(nfs({"sec=krb5i"}), declared("nfs4", "nas02:/export", {"sec=sys"})),
              Contains("mount.declared-weaker"));
}

TEST(MountJudge, APasswordInTheOptionsIsAFindingByItself) {
  const auto facts =
      with(smb({"vers=3.1.1", "seal"}),
           {{"mount.passwords-in", {"/etc/fstab"}},
            {"mount.declared", declared("cifs", "//nas01/runs", {"pass=[removed]", "seal", "vers=3.1.1"})}});
  const auto assessment = judged(facts);
  EXPECT_TRUE(assessment.secure());
  EXPECT_EQ(assessment.findings.front().id, "mount.password-in-options");
  ASSERT_FALSE(assessment.findings.front().remedies.empty());
  EXPECT_NE(assessment.findings.front().remedies[0].text.find("credentials="), std::string::npos);
}

TEST(MountJudge, TheRemedyIsTheLineForThisShare) {
  const auto facts =
      with(smb({"vers=2.1", "uid=1000", "username=lab"}),
           {{"mount.declared", declared("cifs", "//nas01/runs", {"vers=2.1", "uid=1000", "guest", "nofail"})}});
  const auto remedies = judged(facts).findings.front().remedies;
  ASSERT_EQ(remedies.size(), 1U);
  EXPECT_NE(remedies[0].text.find("//nas01/runs /mnt/runs cifs "
                                  "credentials=/etc/runs.credentials,vers=3.1.1,seal,uid=1000,nofail,_netdev 0 0\n"),
            std::string::npos)
      << remedies[0].text;
  EXPECT_NE(
      judged(nfs({"sec=sys"})).findings.front().remedies.at(0).text.find("nas02:/export /mnt/runs nfs4 sec=krb5p"),
      std::string::npos);
  EXPECT_TRUE(judged(smb({"vers=3.1.1", "seal"})).findings.front().remedies.empty());
}

TEST(MountJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<Facts> bases{smb({"vers=3.1.1", "seal"}),
                                 smb({"vers=3.1.1", "sec=ntlmsspi"}),
                                 smb({"vers=3.1.1"}, used(false, false)),
                                 smb({"vers=3.1.1"}, used(true, false)),
                                 smb({"vers=2.1"}),
                                 smb({"vers=3.1.1", "seal"}, used(true, true, "3.1.1", true)),
                                 nfs({"sec=sys"}),
                                 nfs({"sec=krb5p"}),
                                 mounted("fuse.sshfs", "lab@nas03:/data", {}),
                                 mounted("fuse", "https://dav/x", {}),
                                 mounted("9p", "192.0.2.1", {"trans=tcp"}),
                                 {{"mount.mounted", false}}};
  const auto rank = [](Protection grade) { return grade == unknown ? 0 : static_cast<int>(grade) - 1; };
  for (const auto& base : bases) {
    const auto whole = judged(base);
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
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

TEST(MountJudge, EveryFindingThatHarmsCitesTheFactsItRestsOn) {
  for (const auto& facts : {smb({"vers=1.0", "sec=none"}), smb({"vers=2.1"}, used(false, false)), nfs({"sec=sys"})})
    for (const auto& finding : judged(facts).findings) {
      EXPECT_FALSE(finding.facts.empty()) << finding.id;
      const bool mounted_now = finding.id != "mount.not-mounted";
      EXPECT_EQ(finding.harms.empty(), finding.clauses.empty() && mounted_now) << finding.id;
    }
}

}  // namespace
}  // namespace runseal::audit
