#include "service/capture_document.h"

#include "capture/report_json.h"

namespace runseal::service {

Json measured_json(const std::vector<Measured>& measured) {
  Json all = Json::array();
  for (const auto& one : measured)
    all.push_back({{"connection", one.now.observation.endpoint},
                   {"observation", one.now.observation},
                   {"assessment", one.now.assessment},
                   {"difference", one.difference},
                   {"evidence", one.evidence},
                   {"worse_evidence", one.worse_evidence}});
  return all;
}

Json capture_document(const capture::Report& report, const Captured* captured) {
  auto document = capture::to_json(report);
  if (!captured) return document;
  auto& conversations = document["conversations"];
  for (const auto& talk : captured->talks) {
    auto& one = conversations[talk.conversation];
    one["device"] = talk.device.empty() ? Json() : Json(talk.device);
    one["connections"] = talk.connections;
  }
  document["measured"] = measured_json(captured->measured);
  document["strangers"] = captured->strangers;
  document["not_seen"] = captured->not_seen;
  document["hosts_not_found"] = captured->not_found;
  document["evidence"] = captured->evidence;
  return document;
}

Result<Captured> captured_from_document(const Json& document) {
  try {
    Captured captured;
    const auto& conversations = document.at("conversations");
    for (std::size_t i = 0; i < conversations.size(); ++i) {
      const auto& device = conversations[i].at("device");
      captured.talks.push_back({i, device.is_null() ? std::string() : device.get<std::string>(),
                                conversations[i].at("connections").get<std::vector<std::string>>()});
    }
    for (const auto& one : document.at("measured")) {
      Measured measured;
      one.at("observation").get_to(measured.now.observation);
      one.at("assessment").get_to(measured.now.assessment);
      one.at("difference").get_to(measured.difference);
      one.at("evidence").get_to(measured.evidence);
      if (const auto& worse = one.at("worse_evidence"); !worse.is_null())
        measured.worse_evidence = worse.get<std::uint64_t>();
      captured.measured.push_back(std::move(measured));
    }
    document.at("strangers").get_to(captured.strangers);
    document.at("not_seen").get_to(captured.not_seen);
    document.at("hosts_not_found").get_to(captured.not_found);
    document.at("evidence").get_to(captured.evidence);
    return captured;
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid, std::string("the report of a capture does not fit: ") + error.what());
  }
}

}  // namespace runseal::service
