#include "capture/report_json.h"

#include "base/time.h"
#include "capture/conversations.h"

namespace runseal::capture {
namespace {

Json span(const Moment& first, const Moment& last) {
  return {{"from", time_text(first)},
          {"to", time_text(last)},
          {"first_packet", first.packet},
          {"last_packet", last.packet}};
}

Json facts_of(const std::map<std::string, SeenFact>& facts) {
  Json all = Json::object();
  for (const auto& [id, fact] : facts) all[id] = {{"value", fact.value}, {"packet", fact.packet}};
  return all;
}

Json places_of(const Places& places) {
  Json all = Json::array();
  for (const auto& [name, seen] : places)
    all.push_back({{"place", name.empty() ? Json() : Json(name)},
                   {"readable_messages", seen.readable},
                   {"changeable_messages", seen.changeable},
                   {"unproven_messages", seen.unproven}});
  return all;
}

Json to_json(const Sign& sign) {
  Json packets = Json::array();
  for (const auto& packet : sign.packets) packets.push_back({{"packet", packet.packet}, {"at", time_text(packet)}});
  Json about = Json::array();
  for (const auto& address : sign.about) about.push_back(address.text());
  return {{"id", sign.id}, {"what", sign.what}, {"packets", packets}, {"about", about}};
}

Json to_json(const SourceRead& source) {
  return {{"name", source.name},
          {"first_packet", source.first_packet},
          {"packets", source.packets},
          {"dropped", source.dropped},
          {"sha256", source.sha256.empty() ? Json() : Json(source.sha256)}};
}

template <class T>
Json list_of(const std::vector<T>& all) {
  Json list = Json::array();
  for (const auto& one : all) {
    list.push_back(to_json(one));
  }
  return list;
}

}  // namespace

std::string time_text(const Moment& moment) {
  if (moment.packet == 0) return {};
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds(moment.time_ns));
  return base::format_instant(Instant(ms));
}

Json to_json(const Conversation& one) {
  return {{"client", one.client},
          {"server", one.server},
          {"port", one.port},
          {"transport", one.transport},
          {"protocol", one.protocol},
          {"versions", one.versions},
          {"flows", one.flows},
          {"flows_begun_before", one.begun_before},
          {"flows_ended_early", one.ended_early},
          {"bytes_to_server", one.bytes_to_server},
          {"bytes_to_client", one.bytes_to_client},
          {"bytes_not_seen", one.bytes_not_seen},
          {"bytes_not_kept", one.bytes_not_kept},
          {"seen", span(one.first, one.last)},
          {"integrity", told(one, WhichAxis::integrity)},
          {"confidentiality", told(one, WhichAxis::confidentiality)},
          {"peer_authenticity", told(one, WhichAxis::peer_authenticity)},
          {"places", places_of(one.places)},
          {"facts", facts_of(one.facts)}};
}

Json to_json(const ExposedFile& file) {
  return {{"client", file.client},
          {"server", file.server},
          {"port", file.port},
          {"place", file.what.place},
          {"path", file.what.path},
          {"bytes_read", file.what.read},
          {"bytes_written", file.what.written},
          {"first_byte", file.what.range.known() ? Json(file.what.range.first()) : Json()},
          {"last_byte", file.what.range.known() ? Json(file.what.range.last()) : Json()},
          {"reason", file.what.reason},
          {"seen", span(file.what.first, file.what.last)}};
}

Json to_json(const ExposedFolder& folder) {
  return {{"client", folder.client},
          {"server", folder.server},
          {"port", folder.port},
          {"place", folder.place},
          {"path", folder.path},
          {"files", folder.files},
          {"bytes_read", folder.read},
          {"bytes_written", folder.written},
          {"seen", span(folder.first, folder.last)}};
}

Json without_lists(const Report& report) {
  return {{"sources", list_of(report.sources)},
          {"whole", report.whole},
          {"packets", report.packets},
          {"bytes", report.bytes},
          {"seen", span(report.first, report.last)},
          {"packets_not_ip", report.not_ip},
          {"packets_broken", report.broken},
          {"packets_without_flow", report.without_flow},
          {"conversations_not_kept", report.conversations_not_kept},
          {"signs", list_of(report.signs)},
          {"signs_not_kept", report.signs_not_kept},
          {"notes", report.notes}};
}

Json to_json(const Report& report) {
  auto all = without_lists(report);
  all["conversations"] = list_of(report.conversations);
  all["files"] = list_of(report.files);
  all["folders"] = list_of(report.folders);
  return all;
}

}  // namespace runseal::capture
