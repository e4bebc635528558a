#include "service/capture_document.h"

#include <functional>
#include <ostream>

#include "base/text.h"
#include "capture/exposed_places.h"
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

namespace {

Json conversation_of(const capture::Report& report, const Captured* captured, std::size_t i) {
  auto one = capture::to_json(report.conversations[i]);
  if (captured) {
    const auto& talk = captured->talks[i];
    one["device"] = talk.device.empty() ? Json() : Json(talk.device);
    one["connections"] = talk.connections;
  }
  return one;
}

Json without_lists(const capture::Report& report, const Captured* captured) {
  auto document = capture::without_lists(report);
  const auto run_folders = capture::exposed_run_folders(report);
  auto& told = document["run_folders"] = Json::array();
  for (const auto& one : run_folders.most) told.push_back(capture::to_json(one));
  document["run_folders_not_told"] = run_folders.further;
  if (!captured) return document;
  document["measured"] = measured_json(captured->measured);
  document["strangers"] = captured->strangers;
  document["not_seen"] = captured->not_seen;
  document["hosts_not_found"] = captured->not_found;
  document["evidence"] = captured->evidence;
  return document;
}

struct List {
  std::size_t size;
  std::function<Json(std::size_t)> at;
};

std::map<std::string, List> lists_of(const capture::Report& report, const Captured* captured) {
  return {{"conversations",
           {report.conversations.size(), [&report, captured](auto i) { return conversation_of(report, captured, i); }}},
          {"files", {report.files.size(), [&report](auto i) { return capture::to_json(report.files[i]); }}},
          {"folders", {report.folders.size(), [&report](auto i) { return capture::to_json(report.folders[i]); }}}};
}

std::string moved_in(const Json& value, std::size_t columns) {
  return base::replaced(value.dump(2, ' ', false, Json::error_handler_t::replace), "\n",
                        "\n" + std::string(columns, ' '));
}

void print(std::ostream& out, const List& list) {
  for (std::size_t i = 0; i < list.size; ++i) out << (i == 0 ? "[\n    " : ",\n    ") << moved_in(list.at(i), 4);
  out << (list.size == 0 ? "[]" : "\n  ]");
}

}  // namespace

Json capture_document(const capture::Report& report, const Captured* captured) {
  auto document = without_lists(report, captured);
  for (const auto& [name, list] : lists_of(report, captured)) {
    auto& all = document[name] = Json::array();
    for (std::size_t i = 0; i < list.size; ++i) all.push_back(list.at(i));
  }
  return document;
}

void print_capture_document(std::ostream& out, const capture::Report& report, const Captured* captured) {
  auto document = without_lists(report, captured);
  const auto lists = lists_of(report, captured);
  for (const auto& [name, list] : lists) document[name] = nullptr;  // its place in the order of names
  const char* between = "{\n  ";
  for (const auto& [name, value] : document.items()) {
    out << std::exchange(between, ",\n  ") << Json(name) << ": ";
    if (const auto list = lists.find(name); list != lists.end())
      print(out, list->second);
    else
      out << moved_in(value, 2);
  }
  out << "\n}\n";
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
