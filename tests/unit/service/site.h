// A small site for the tests: a workspace with a clock of its own, two devices and a way to say what was measured.
#pragma once

#include <gtest/gtest.h>

#include "base/random.h"
#include "notice/builtin.h"
#include "service/answer.h"
#include "store/records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {

struct Site : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Workspace workspace = *Workspace::open(folder / "data", Access::write, clock);
  model::Notice notice = *notice_for_case(workspace, "fsn2024 1562");

  static model::Device device(const std::string& id, const std::string& catalogue,
                              std::vector<std::string> connections) {
    model::Device device;
    device.id = id;
    device.name = id;
    device.catalogue_number = catalogue;
    device.connections = std::move(connections);
    return device;
  }

  void measured(const std::string& endpoint, model::Protection grade) {
    store::Measurement measurement;
    auto& observation = measurement.observation;
    observation.id = base::random_id();
    observation.endpoint = endpoint;
    observation.at = base::format_instant(clock.now());
    auto& assessment = measurement.assessment;
    assessment.endpoint = endpoint;
    assessment.at = observation.at;
    assessment.integrity = {grade, ""};
    assessment.confidentiality = {grade, ""};
    assessment.peer_authenticity = {grade, ""};
    ASSERT_TRUE(workspace.record(Change{"observation", endpoint, Json::object(),
                                        [measurement](store::Database& database, const std::string& entry) {
                                          return store::save_measurement(database, measurement, entry);
                                        }}));
  }

  void stated(model::CaseAction action, const std::string& device_id = "") {
    Statement statement{action, device_id, "Anna Bērziņa", "", "SMB 3.1.1", std::nullopt};
    if (action == model::CaseAction::guidance_read) {
      test::write_file(folder / "guidance.pdf", "what was read");
      statement.file = folder / "guidance.pdf";
    }
    const auto outcome = state_action(workspace, notice, statement);
    ASSERT_TRUE(outcome) << outcome.error().describe();
  }

  Signer signer() {
    if (!store::find_person(workspace.database(), "Anna Bērziņa")->has_value()) {
      EXPECT_TRUE(add_person(workspace, "Anna Bērziņa", "Vadītāja", "correct horse battery"));
    }
    return *signer_named(workspace, "Anna Bērziņa", "correct horse battery");
  }

  model::CaseItem item(model::CaseAction action, const std::string& device_id = "") {
    const auto now = case_of(workspace, notice);
    for (const auto& item : now->items)
      if (item.action == action && item.device_id == device_id) return item;
    ADD_FAILURE() << "no such item";
    return {};
  }
};

}  // namespace runseal::service
