// A report back from its JSON, for who shows one that was read elsewhere.
#include <arpa/inet.h>

#include "base/time.h"
#include "capture/report_json.h"

namespace runseal::capture {
namespace {

// Thrown and caught in here: the JSON library throws as well.
struct DoesNotFit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Moment moment(const std::string& at, const Json& packet) {
  if (at.empty()) return {};
  const auto instant = base::parse_instant(at);
  if (!instant) throw DoesNotFit("no time: " + at);
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(instant->time_since_epoch());
  return {since.count(), packet.get<std::uint64_t>()};
}

void take_span(const Json& seen, Moment& first, Moment& last) {
  first = moment(seen.at("from"), seen.at("first_packet"));
  last = moment(seen.at("to"), seen.at("last_packet"));
}

Address address(const std::string& text) {
  Address four_or_six;
  if (::inet_pton(AF_INET6, text.c_str(), four_or_six.bytes.data()) == 1) return four_or_six;
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, text.c_str(), four.data()) != 1) throw DoesNotFit("no address: " + text);
  return v4_address(four);
}

Conversation conversation(const Json& json) {
  Conversation one;
  json.at("client").get_to(one.client);
  json.at("server").get_to(one.server);
  json.at("port").get_to(one.port);
  json.at("transport").get_to(one.transport);
  json.at("protocol").get_to(one.protocol);
  json.at("versions").get_to(one.versions);
  json.at("flows").get_to(one.flows);
  json.at("flows_begun_before").get_to(one.begun_before);
  json.at("flows_ended_early").get_to(one.ended_early);
  json.at("bytes_to_server").get_to(one.bytes_to_server);
  json.at("bytes_to_client").get_to(one.bytes_to_client);
  json.at("bytes_not_seen").get_to(one.bytes_not_seen);
  json.at("bytes_not_kept").get_to(one.bytes_not_kept);
  take_span(json.at("seen"), one.first, one.last);
  json.at("integrity").get_to(one.integrity);
  json.at("confidentiality").get_to(one.confidentiality);
  json.at("peer_authenticity").get_to(one.peer_authenticity);
  for (const auto& place : json.at("places")) {
    const auto& name = place.at("place");
    one.places[name.is_null() ? std::string() : name.get<std::string>()] = {
        place.at("readable_messages"), place.at("changeable_messages"), place.value("unproven_messages", 0ULL)};
  }
  for (const auto& [id, fact] : json.at("facts").items())
    one.facts[id] = {fact.at("value"), fact.at("packet").get<std::uint64_t>()};
  return one;
}

ExposedFile exposed_file(const Json& json) {
  ExposedFile file;
  json.at("client").get_to(file.client);
  json.at("server").get_to(file.server);
  json.at("port").get_to(file.port);
  json.at("place").get_to(file.what.place);
  json.at("path").get_to(file.what.path);
  json.at("bytes_read").get_to(file.what.read);
  json.at("bytes_written").get_to(file.what.written);
  // what a service has kept for long does not tell
  if (const auto first = json.value("first_byte", Json()), last = json.value("last_byte", Json());
      first.is_number() && last.is_number())
    file.what.range = ByteRange(first.get<std::uint64_t>(), last.get<std::uint64_t>());
  else if (file.what.read > 0 || file.what.written > 0)
    file.what.range.add(FilePart());
  json.at("reason").get_to(file.what.reason);
  take_span(json.at("seen"), file.what.first, file.what.last);
  return file;
}

ExposedFolder exposed_folder(const Json& json) {
  ExposedFolder folder;
  json.at("client").get_to(folder.client);
  json.at("server").get_to(folder.server);
  json.at("port").get_to(folder.port);
  json.at("place").get_to(folder.place);
  json.at("path").get_to(folder.path);
  json.at("files").get_to(folder.files);
  json.at("bytes_read").get_to(folder.read);
  json.at("bytes_written").get_to(folder.written);
  take_span(json.at("seen"), folder.first, folder.last);
  return folder;
}

Sign sign(const Json& json) {
  Sign one;
  json.at("id").get_to(one.id);
  json.at("what").get_to(one.what);
  for (const auto& packet : json.at("packets")) one.packets.push_back(moment(packet.at("at"), packet.at("packet")));
  for (const auto& about : json.at("about")) one.about.push_back(address(about));
  return one;
}

SourceRead source(const Json& json) {
  SourceRead one;
  json.at("name").get_to(one.name);
  json.at("first_packet").get_to(one.first_packet);
  json.at("packets").get_to(one.packets);
  json.at("dropped").get_to(one.dropped);
  if (const auto& sha256 = json.at("sha256"); !sha256.is_null()) sha256.get_to(one.sha256);
  return one;
}

Report report(const Json& json) {
  Report all;
  for (const auto& one : json.at("sources")) all.sources.push_back(source(one));
  json.at("whole").get_to(all.whole);
  json.at("packets").get_to(all.packets);
  json.at("bytes").get_to(all.bytes);
  take_span(json.at("seen"), all.first, all.last);
  json.at("packets_not_ip").get_to(all.not_ip);
  json.at("packets_broken").get_to(all.broken);
  json.at("packets_without_flow").get_to(all.without_flow);
  for (const auto& one : json.at("conversations")) all.conversations.push_back(conversation(one));
  json.at("conversations_not_kept").get_to(all.conversations_not_kept);
  for (const auto& one : json.at("files")) all.files.push_back(exposed_file(one));
  for (const auto& one : json.at("folders")) all.folders.push_back(exposed_folder(one));
  for (const auto& one : json.at("signs")) all.signs.push_back(sign(one));
  json.at("signs_not_kept").get_to(all.signs_not_kept);
  json.at("notes").get_to(all.notes);
  return all;
}

}  // namespace

Result<Report> report_from_json(const Json& document) {
  try {
    return report(document);
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid, std::string("the report of a capture does not fit: ") + error.what());
  }
}

}  // namespace runseal::capture
