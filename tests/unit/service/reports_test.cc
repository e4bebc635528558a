// Reports for others: nothing that came from outside becomes markup, and SARIF has the shape that it must have.
#include "service/reports/report.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "support/documented_shape.h"

namespace runseal::service {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string hostile = "</p><script>alert(1)</script><img src=x onerror=\"x\" alt='y'/>&amp;\x1b[31m\xff]]>{0}";

Measured measured(const std::string& any = "words") {
  Measured made;
  made.now.devices = {"miseqdx-1", any};
  auto& observation = made.now.observation;
  observation.id = any;
  observation.endpoint = "smb://nas01/runs";
  observation.method = observation.version = any;
  observation.at = "2026-03-01T08:00:00.000Z";
  observation.complete = true;
  observation.facts[any] = {any, any};
  auto& assessment = made.now.assessment;
  assessment.endpoint = observation.endpoint;
  assessment.at = observation.at;
  assessment.integrity = {model::Protection::protected_, any};
  assessment.confidentiality = {model::Protection::optional, any};
  assessment.peer_authenticity = {model::Protection::unknown, any};
  model::Finding finding;
  finding.id = "smb.encryption-not-shown";
  finding.severity = model::Severity::high;
  finding.title = finding.explanation = any;
  finding.harms = {model::Harm::disclosed_data};
  finding.clauses = {{any, any, any}};
  finding.remedies = {{any, any, any, any, any}};
  finding.facts = {any};
  finding.accepted = model::Acceptance{any, any, any};
  assessment.findings = {finding};
  assessment.would_settle = {any};
  made.before = assessment;
  made.before->integrity.grade = model::Protection::absent;
  made.difference.worse_because = {any};
  made.difference.since = any;
  made.difference.trend = model::Trend::worse;
  made.evidence = 17;
  made.worse_evidence = 23;
  return made;
}

ReportHead head(const std::string& any = "words") { return {any, any, "2026-03-01T08:00:00.000Z"}; }

std::string xpath(const std::string& html, const std::string& expression) {
  base::Command command;
  command.program = "xmllint";
  command.arguments = {"--xpath", expression, "-"};
  command.input = html;
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->exit_code == 0) << done->err;
  return done ? std::string(base::trim(done->out)) : "";
}

TEST(HtmlReport, WhatCameFromOutsideIsTextAndNothingElse) {
  auto hostile_one = measured(hostile);
  hostile_one.now.observation.endpoint = hostile_one.now.assessment.endpoint = hostile;
  hostile_one.policy = hostile;
  const auto html = html_report(head(hostile), {hostile_one});
  EXPECT_EQ(xpath(html, "count(//script) + count(//img) + count(//@onerror)"), "0");
  EXPECT_THAT(xpath(html, "string(//section/h2)"), HasSubstr("</p><script>alert(1)</script><img src=x"));
  EXPECT_THAT(html, Not(HasSubstr("\x1b")));
  // the same elements, whatever the words are
  const auto tame = html_report(head(), {measured()});
  EXPECT_EQ(xpath(html, "count(//*)"), xpath(tame, "count(//*)"));
}

TEST(HtmlReport, FetchesAndRunsNothing) {
  const auto html = html_report(head(), {measured()});
  EXPECT_EQ(xpath(html, "count(//@src) + count(//link) + count(//script) + count(//@*[starts-with(name(), 'on')])"),
            "0");
  EXPECT_EQ(xpath(html, "count(//@href[not(starts-with(., '#'))])"), "0");
  EXPECT_THAT(html, Not(HasSubstr("url(")));
  EXPECT_THAT(html, Not(HasSubstr("@import")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(HtmlReport, SaysGradesFindingsRemediesEvidenceAndWhatWasAccepted) {
  const auto html = html_report(head(), {measured("some words")});
  EXPECT_EQ(xpath(html, "string((//table)[1]//tr[2]/td[2])"), "protected");
  EXPECT_EQ(xpath(html, "string((//table)[1]//tr[2]/td[6])"), "17");
  EXPECT_EQ(xpath(html, "string(//*[contains(@class,'remedy')]/pre)"), "some words");
  EXPECT_THAT(xpath(html, "string(//*[@class='accepted'])"), HasSubstr("Accepted until some words by some words"));
  EXPECT_THAT(html, HasSubstr("Evidence entry 17"));
  EXPECT_THAT(html, HasSubstr("Evidence entry 23"));
}

TEST(SarifLog, HasTheDocumentedShape) {
  auto unmeasured = measured(base::printable(hostile));
  unmeasured.now.observation.complete = false;
  unmeasured.policy = std::string(64, 'a');
  const auto log = sarif_log(head(), {measured(), unmeasured});
  EXPECT_EQ(test::misfit(log.dump(), "sarif"), "");
  EXPECT_EQ(test::misfit(sarif_log(head(), {}).dump(), "sarif"), "");
  auto spoilt = log;
  spoilt["runs"][0]["results"][0].erase("message");
  EXPECT_THAT(test::misfit(spoilt.dump(), "sarif"), HasSubstr("'message' is a required property"));
}

TEST(SarifLog, EachFindingIsAResultOfItsRule) {
  auto low = measured();
  low.now.assessment.findings[0].accepted.reset();
  low.now.assessment.findings[0].severity = model::Severity::low;
  auto second = low.now.assessment.findings[0];
  second.id = "smb.client-not-measured";
  second.severity = model::Severity::info;
  low.now.assessment.findings.push_back(second);
  const auto run = sarif_log(head(), {measured(), low})["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 2U);
  ASSERT_EQ(run["results"].size(), 3U);
  for (const auto& result : run["results"])
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
  EXPECT_EQ(run["results"][0]["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");
  EXPECT_EQ(run["results"][2]["level"], "note");
  EXPECT_EQ(run["results"][0]["suppressions"][0]["status"], "accepted");
  EXPECT_FALSE(run["results"][1].contains("suppressions"));
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "smb://nas01/runs");
}

// SARIF 3.11.5: {0} would be replaced by an argument
TEST(SarifLog, BracesInAMessageAreDoubled) {
  const auto log = sarif_log(head(), {measured("{0}")});
  EXPECT_THAT(log["runs"][0]["results"][0]["message"]["text"].get<std::string>(), HasSubstr("{{0}}"));
}

}  // namespace
}  // namespace runseal::service
