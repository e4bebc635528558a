// Output that was saved on another machine: what it is taken for, what it says, and that it never counts for more than
// a measurement.
#include "audit/saved/observe_saved.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "audit/rules/measured_before.h"
#include "audit/rules/saved.h"
#include "base/hash.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;

constexpr auto unknown = Protection::unknown;
constexpr auto absent = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

SavedOutput saved(const std::string& text, std::optional<SavedKind> kind = std::nullopt) {
  const auto bytes = base::as_bytes(text);
  return {"saved.txt", {bytes.begin(), bytes.end()}, kind, "Anna", "2024-05-08T09:30:00.000Z"};
}

model::Observation seen(const std::vector<std::string>& texts, const std::string& url) {
  std::vector<SavedOutput> outputs;
  for (const auto& text : texts) outputs.push_back(saved(text));
  const auto made = observe_saved(outputs, {*base::parse_endpoint(url)});
  EXPECT_TRUE(made) << made.error().describe();
  return made ? made->at(0) : model::Observation{};
}

void expect_grades(const model::Observation& observation, Protection integrity, Protection confidentiality,
                   Protection peer) {
  const auto assessment = judge(observation, {});
  const auto words = observation.failure + Json(observation.facts).dump(1);
  EXPECT_EQ(assessment.integrity.grade, integrity) << assessment.integrity.reason << words;
  EXPECT_EQ(assessment.confidentiality.grade, confidentiality) << assessment.confidentiality.reason << words;
  EXPECT_EQ(assessment.peer_authenticity.grade, peer) << assessment.peer_authenticity.reason << words;
  EXPECT_FALSE(assessment.secure());
}

std::vector<std::string> found_in(const model::Observation& observation) {
  std::vector<std::string> ids;
  for (const auto& finding : judge(observation, {}).findings) ids.push_back(finding.id);
  return ids;
}

constexpr const char* sealed_conf =
    "[global]\n\tserver min protocol = SMB3_11\n\tserver signing = mandatory\n\tserver smb encrypt = required\n"
    "\tmap to guest = Never\n\trestrict anonymous = 2\n[runs]\n\tpath = /srv/runs\n\tread only = No\n";
constexpr const char* plain_conf = "[global]\nworkgroup = LAB\n[runs]\npath = /srv/runs\n";

TEST(SavedSamba, ASealedConfigurationIsAtMostOptionalAndAPlainOneIsJudgedLikeAServer) {
  expect_grades(seen({sealed_conf}, "smb://nas01/runs"), maybe, maybe, maybe);
  EXPECT_THAT(found_in(seen({sealed_conf}, "smb://nas01/runs")), testing::Not(Contains("smb.signing-not-required")));
  const auto plain = seen({plain_conf}, "smb://nas01/runs");
  expect_grades(plain, maybe, maybe, maybe);
  EXPECT_THAT(found_in(plain), Contains("smb.signing-not-required"));
  EXPECT_THAT(found_in(plain), Contains("smb.encryption-not-required"));
  EXPECT_THAT(found_in(plain), Contains(saved_finding_id));
}

TEST(SavedSamba, GuestsSmb1AndSharesOfTheirOwn) {
  const auto open =
      seen({"[global]\nmap to guest = Bad User\nmin protocol = NT1\n[Runs]\npublic = yes\n"}, "smb://nas01/runs");
  expect_grades(open, absent, absent, absent);
  EXPECT_THAT(found_in(open), Contains("smb.smb1-answered"));
  const auto own = seen({"[global]\nserver signing=required\nservermaxprotocol=SMB3\n[runs]\nsmb encrypt = required\n"},
                        "smb://nas01/runs/2024");
  EXPECT_EQ(own.facts.at("smb.session.unencrypted").value, "refused");
  const auto another =
      seen({"[global]\nserver signing=required\n[other]\nsmb encrypt = required\n"}, "smb://nas01/runs");
  EXPECT_FALSE(another.facts.contains("smb.session.unencrypted"));
}

TEST(SavedSamba, WhatIsIncludedIsNotKnown) {
  const auto observation = seen({"[global]\ninclude = /etc/samba/more.conf\n"}, "smb://nas01/runs");
  EXPECT_FALSE(observation.complete);
  expect_grades(observation, unknown, unknown, unknown);
}

constexpr const char* server_list =
    "\n\nAnnounceComment                 : \nEnableSMB1Protocol              : False\n"
    "EnableSMB2Protocol              : True\nEncryptData                     : True\n"
    "EncryptionCiphers               : AES_128_GCM, AES_128_CCM\nRejectUnencryptedAccess         : True\n"
    "RequireSecuritySignature        : True\nSmb2DialectMax                  : None\n"
    "Smb2DialectMin                  : SMB311\n\n";

TEST(SavedWindows, TheServersConfigurationInEachForm) {
  const std::string csv =
      "#TYPE Microsoft.Management.Infrastructure.CimInstance\r\n"
      "\"EnableSMB1Protocol\",\"EnableSMB2Protocol\",\"EncryptData\",\"RejectUnencryptedAccess\","
      "\"RequireSecuritySignature\",\"Smb2DialectMin\",\"Smb2DialectMax\"\r\n"
      "\"False\",\"True\",\"True\",\"True\",\"True\",\"SMB311\",\"None\"\r\n";
  const std::string json =
      R"({"EnableSMB1Protocol":false,"EnableSMB2Protocol":true,"EncryptData":true,"RejectUnencryptedAccess":true,)"
      R"("RequireSecuritySignature":true,"Smb2DialectMin":785,"Smb2DialectMax":0,"CimSystemProperties":{"a":1}})";
  for (const auto& text : {std::string(server_list), csv, json}) {
    const auto observation = seen({text}, "smb://win01/runs");
    EXPECT_EQ(observation.facts.at("smb.dialects").value, Json({"3.1.1"})) << text;
    EXPECT_EQ(observation.facts.at("smb.session.unencrypted").value, "refused") << text;
    EXPECT_EQ(observation.facts.at("smb.signing-required-by-dialect").value, (Json{{"3.1.1", true}})) << text;
    expect_grades(observation, maybe, maybe, unknown);  // whether guests are let in is not said there
  }
}

TEST(SavedWindows, Utf16AsPowerShellWritesIt) {
  for (const bool little : {true, false}) {
    SavedOutput output = saved("");
    output.content = little ? Bytes{0xff, 0xfe} : Bytes{0xfe, 0xff};
    for (const char c : std::string_view(server_list)) {
      if (!little) output.content.push_back(0);
      output.content.push_back(static_cast<std::uint8_t>(c));
      if (little) output.content.push_back(0);
    }
    const auto made = observe_saved({output}, {*base::parse_endpoint("smb://win01/runs")});
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(made->at(0).facts.at("smb.smb1").value, false);
    EXPECT_EQ(made->at(0).facts.at(saved_files_id).value.at(0).at("sha256"), base::sha256_hex(output.content));
  }
}

TEST(SavedWindows, EncryptionOfOneShareNeedsTheServersConfigurationToo) {
  const std::string shares =
      "\nName   ScopeName Path        Description EncryptData\n----   --------- ----        ----------- -----------\n"
      "ADMIN$ *         C:\\Windows  Remote Admin       False\nruns   *         D:\\runs                         "
      "True\n\n";
  const std::string server =
      "EnableSMB1Protocol : False\nEnableSMB2Protocol : True\nEncryptData : False\nRejectUnencryptedAccess : True\n"
      "RequireSecuritySignature : False\n";
  EXPECT_FALSE(seen({shares}, "smb://win01/runs").complete);
  EXPECT_EQ(seen({server, shares}, "smb://win01/runs").facts.at("smb.session.unencrypted").value, "refused");
  EXPECT_EQ(seen({server, shares}, "smb://win01/ADMIN$").facts.at("smb.session.unencrypted").value, "served");
  EXPECT_FALSE(seen({server}, "smb://win01/runs").facts.contains("smb.session.unencrypted"));
}

TEST(SavedWindows, WhatAClientReallyUses) {
  const std::string used =
      "\nServerName : nas01\nShareName : Runs\nUserName : LAB\\sequencer\nDialect : 3.1.1\nEncrypted : True\nSigned : "
      "True\n\nServerName : nas02\nShareName : x\nUserName : LAB\\s\nDialect : 2.1\nEncrypted : False\nSigned : "
      "False\n";
  expect_grades(seen({used}, "smb://nas01/runs"), maybe, maybe, maybe);
  expect_grades(seen({used}, "smb://nas02/x"), absent, absent, maybe);
  EXPECT_FALSE(seen({used}, "smb://nas03/x").complete);
  // the default table leaves out what decides
  const std::string table =
      "ServerName ShareName UserName    Credential Dialect NumOpens\n---------- --------- --------    ---------- "
      "------- "
      "--------\nnas01      runs      LAB\\s       LAB\\s      3.1.1   1\n";
  EXPECT_FALSE(seen({table}, "smb://nas01/runs").complete);
}

TEST(SavedExports, FlavoursAndClientsOfTheExportThatHoldsThePath) {
  const std::string text =
      "# lab\n/srv *(ro)\n/srv/runs 10.0.0.0/8(rw,sec=krb5p) \\\n  @lab(rw,sec=krb5i:krb5p,no_root_squash)\n"
      "\"/srv/with space\" host (rw)\n/tls *(rw,xprtsec=mtls)\n";
  const auto runs = seen({text}, "nfs://nas02/srv/runs/2024");
  EXPECT_EQ(runs.facts.at("nfs.v4.flavours").value, Json({"krb5i", "krb5p"}));
  EXPECT_EQ(runs.facts.at("nfs.v4.plain").value, "refused");
  EXPECT_EQ(runs.facts.at("nfs.root").value, "kept");
  EXPECT_EQ(runs.facts.at("nfs.open-to-everyone").value, false);
  EXPECT_EQ(seen({text}, "nfs://nas02/srv").facts.at("nfs.v3.flavours").value, Json({"sys"}));
  EXPECT_EQ(seen({text}, "nfs://nas02/srv/with%20space").facts.at("nfs.open-to-everyone").value, true);  // the space
  EXPECT_EQ(seen({text}, "nfs://nas02/tls").facts.at("nfs.v4.plain").value, "refused");
  EXPECT_FALSE(seen({text}, "nfs://nas02/other").complete);
}

TEST(SavedMounts, EveryFormOfATable) {
  for (const auto* text :
       {"90 22 0:50 / /mnt/runs rw shared:40 - cifs //nas01/runs rw,vers=3.1.1,seal,username=lab\n",
        "//nas01/runs /mnt/runs cifs rw,vers=3.1.1,seal,username=lab 0 0\n",
        "//nas01/runs on /mnt/runs type cifs (rw,vers=3.1.1,seal,username=lab)\n",
        R"({"filesystems":[{"target":"/","source":"/dev/vda","fstype":"ext4","options":"rw","children":[)"
        R"({"target":"/mnt/runs","source":"//nas01/runs","fstype":"cifs","options":"vers=3.1.1,seal"}]}]})"}) {
    for (const auto* url : {"mount:///mnt/runs/x", "smb://nas01/runs"})
      expect_grades(seen({text}, url), maybe, maybe, maybe);
    const auto all = observe_saved({saved(text)}, {});
    ASSERT_TRUE(all) << text;
    ASSERT_EQ(all->size(), 1U) << text;
    EXPECT_EQ(all->at(0).endpoint, "mount:///mnt/runs");
  }
  const auto secret = seen({"//nas01/runs /mnt/runs cifs vers=2.1,password=hunter2 0 0\n"}, "smb://nas01/runs");
  EXPECT_THAT(found_in(secret), Contains("mount.password-in-options"));
  EXPECT_EQ(Json(secret).dump().find("hunter2"), std::string::npos);
  EXPECT_EQ(Json(secret).dump().find(base::to_hex(base::as_bytes("hunter2"))), std::string::npos);
}

TEST(Saved, WhatIsNotRecognisedIsRefused) {
  for (const auto* text : {"", "hello\n", "{}", "[]", "\xff\xfe", "a,b\n1,2\n", "127.0.0.1 localhost\n"})
    EXPECT_FALSE(observe_saved({saved(text)}, {*base::parse_endpoint("smb://nas01/runs")})) << text;
  EXPECT_FALSE(observe_saved({saved(sealed_conf)}, {*base::parse_endpoint("nfs://nas01/runs")}));
  EXPECT_FALSE(observe_saved({saved(sealed_conf)}, {}));
  EXPECT_TRUE(observe_saved({saved("", SavedKind::smb_conf)}, {*base::parse_endpoint("smb://nas01/runs")}));
}

TEST(Saved, WhoSavedWhatAndWhenIsKept) {
  const auto observation = seen({sealed_conf}, "smb://nas01/runs");
  EXPECT_EQ(observation.method, "saved output");
  const auto& file = observation.facts.at(saved_files_id).value.at(0);
  EXPECT_EQ(file.at("saved-by"), "Anna");
  EXPECT_EQ(file.at("saved-at"), "2024-05-08T09:30:00.000Z");
  EXPECT_EQ(file.at("sha256"), base::sha256_hex(base::as_bytes(sealed_conf)));
  EXPECT_EQ(file.at("kind"), "smb.conf");
}

model::Observation after(Protection measured, const char* conf) {
  auto observation = seen({conf}, "smb://nas01/runs");
  model::Observation before;
  before.id = "o0";
  before.method = "probe+session";
  before.at = "2024-05-01T00:00:00.000Z";
  model::Assessment assessed;
  assessed.integrity.grade = assessed.confidentiality.grade = assessed.peer_authenticity.grade = measured;
  remember_measured(observation, before, assessed);
  return observation;
}

TEST(Saved, AStatementIsNeverBetterThanTheMeasurementBeforeIt) {
  expect_grades(after(absent, sealed_conf), absent, absent, absent);
  expect_grades(after(maybe, sealed_conf), maybe, maybe, maybe);
  expect_grades(after(safe, plain_conf), maybe, maybe, maybe);
  expect_grades(after(unknown, sealed_conf), maybe, maybe, maybe);
  const auto agrees = judge(after(safe, sealed_conf), {});
  EXPECT_TRUE(agrees.secure());                      // it was measured, and what was saved agrees
  EXPECT_EQ(agrees.at, "2024-05-01T00:00:00.000Z");  // and is as old as the measurement
  expect_grades(after(absent, "[global]\ninclude = x\n"), absent, absent, absent);
}

TEST(Saved, TheMeasurementIsRememberedOverSeveralStatements) {
  auto first = after(absent, sealed_conf);
  auto second = seen({sealed_conf}, "smb://nas01/runs");
  remember_measured(second, first, judge(first, {}));
  expect_grades(second, absent, absent, absent);
}

TEST(Saved, AMeasurementItselfIsNotTouched) {
  auto observation = after(absent, sealed_conf);
  observation.method = "probe";
  EXPECT_EQ(judge(observation, {}).integrity.grade, safe);
}

}  // namespace
}  // namespace runseal::audit
