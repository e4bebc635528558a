#include "capture/reading.h"

#include <fmt/format.h>

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::size_t most_signs = 1'000;
constexpr std::size_t most_expected = 4'096;
constexpr std::size_t most_proof = 20'000;
constexpr std::int64_t expected_ns = 120'000'000'000;

bool is_server_port(std::uint8_t transport, std::uint16_t port) {
  return std::ranges::any_of(all_dissectors(), [&](const DissectorKind& kind) {
    return kind.transport == transport && std::find(kind.ports.begin(), kind.ports.end(), port) != kind.ports.end();
  });
}

// Who of the two asked, where the beginning tells nothing: whoever does not speak from a port of a known service, or
// from the higher one.
Side sender_by_ports(const FlowTable::Ends& ends) {
  const bool from_server = is_server_port(ends.transport, ends.from_port);
  const bool to_server = is_server_port(ends.transport, ends.to_port);
  if (from_server != to_server) return from_server ? Side::server : Side::client;
  return ends.from_port < ends.to_port ? Side::server : Side::client;
}

FlowKey key_of(const FlowTable::Ends& ends, Side from) {
  if (from == Side::client) return {ends.from, ends.to, ends.from_port, ends.to_port, ends.transport};
  return {ends.to, ends.from, ends.to_port, ends.from_port, ends.transport};
}

}  // namespace

Reading::Reading(const ReadingLimits& limits)
    : shared_(all_dissectors().size()),
      conversations_(limits.conversation_bytes),
      exposures_(limits.exposure_bytes),
      table_(limits.flows, [this](Flow& flow, bool forgotten) { finish(flow, forgotten); }) {}

void Reading::on_datagram(const Datagram& datagram) {
  if (report_.first.packet == 0) report_.first = datagram.at;
  report_.last = datagram.at;
  if (datagram.protocol == tcp_protocol) return on_tcp(datagram);
  if (datagram.protocol == udp_protocol) {
    const auto segment = parse_udp(datagram);
    if (!segment) return void(++report_.broken);
    return on_message(datagram, *segment);
  }
  Segment whole;  // no ports
  whole.bytes = datagram.payload;
  whole.missing = datagram.size - std::min<std::uint64_t>(datagram.size, datagram.payload.size());
  on_message(datagram, whole);
}

void Reading::on_tcp(const Datagram& datagram) {
  const auto segment = parse_tcp(datagram);
  if (!segment) return void(++report_.broken);
  const FlowTable::Ends ends{datagram.from, datagram.to, segment->from_port, segment->to_port, tcp_protocol};
  const auto found = flow_for(ends, *segment, datagram);
  if (!found.flow) return void(++report_.without_flow);
  found.flow->segment(found.from, *segment, datagram.hops, datagram.at);
  table_.settle(*found.flow, datagram.at.time_ns);
}

FlowTable::Found Reading::flow_for(const FlowTable::Ends& ends, const Segment& segment, const Datagram& datagram) {
  auto found = table_.find(ends);
  const bool opens = segment.syn && !segment.ack;
  if (found.flow && (found.flow->goes_on(found.from, segment, datagram.at) || (opens && found.flow->ended()) ||
                     found.flow->begins_anew(found.from, segment))) {
    table_.end(ends);
    found = {};
  }
  if (found.flow) return found;
  if (segment.syn) return begin(ends, segment.ack ? Side::server : Side::client, true, datagram.at);
  if (segment.bytes.empty() && segment.missing == 0) return {};
  return begin(ends, sender_by_ports(ends), false, datagram.at);
}

FlowTable::Found Reading::begin(const FlowTable::Ends& ends, Side from, bool from_start, Moment at) {
  FlowContext context;
  context.key = key_of(ends, from);
  context.from_start = from_start;
  context.recorder = this;
  context.shared = shared_.data();
  return table_.add(ends, context, expected(context.key, at), at);
}

// Where there are no connections, whoever speaks first asks, unless the ports say otherwise.
void Reading::on_message(const Datagram& datagram, const Segment& segment) {
  const FlowTable::Ends ends{datagram.from, datagram.to, segment.from_port, segment.to_port, datagram.protocol};
  auto found = table_.find(ends);
  if (!found.flow) {
    const bool answer = is_server_port(ends.transport, ends.from_port) && !is_server_port(ends.transport, ends.to_port);
    found = begin(ends, answer ? Side::server : Side::client, false, datagram.at);
  }
  found.flow->datagram(found.from, segment.bytes, segment.missing, datagram.at);
  table_.settle(*found.flow, datagram.at.time_ns);
}

void Reading::on_arp(const Arp& arp) { interference_.arp(arp); }

void Reading::exposed(const FlowKey& flow, const Exposure& exposure) {
  exposures_.add(flow, exposure);
  prove(exposure.first.packet);
  prove(exposure.last.packet);
}

void Reading::prove(std::uint64_t packet) {
  if (packet == 0) return;
  if (report_.proof.size() < most_proof)
    report_.proof.insert(packet);
  else
    more_proof_ = true;
}

void Reading::saw(const Sign& sign) {
  if (report_.signs.size() >= most_signs) return void(++report_.signs_not_kept);
  report_.signs.push_back(sign);
}

void Reading::identity(const FlowKey& flow, std::string_view kind, std::string_view fingerprint, Moment at) {
  interference_.identity(flow.server, flow.server_port, kind, fingerprint, at);
}

void Reading::expect(const Address& server, std::uint16_t port, Make make) {
  // those that nobody came for are looked over seldom: a capture may hold nothing but announcements
  if (++since_looked_over_ > most_expected / 16 && expected_.size() >= most_expected) {
    since_looked_over_ = 0;
    std::erase_if(expected_, [&](const auto& one) { return one.second.until_ns < report_.last.time_ns; });
  }
  if (expected_.size() < most_expected)
    expected_[{server, port}] = {std::move(make), report_.last.time_ns + expected_ns};
}

Recorder::Make Reading::expected(const FlowKey& key, Moment at) {
  if (expected_.empty()) return {};
  auto found = expected_.extract({key.server, key.server_port});
  if (!found || found.mapped().until_ns < at.time_ns) return {};
  return std::move(found.mapped().make);
}

void Reading::finish(Flow& flow, bool forgotten) {
  auto report = flow.finish();
  const auto& key = flow.context().key;
  if (flow.cut_while_writing()) {
    saw({"tcp.reset-in-write",
         fmt::format("The connection of {} with {} was cut while a file was being written.", key.client.text(),
                     key.server.text()),
         {flow.last},
         {key.client, key.server}});
  }
  for (const auto& [id, fact] : report.facts) prove(fact.packet);
  conversations_.add(flow, std::move(report), forgotten);
}

Report Reading::finish() {
  table_.finish_all();
  for (const auto& sign : interference_.signs()) saw(sign);
  report_.conversations = conversations_.take();
  report_.conversations_not_kept = conversations_.not_kept();
  exposures_.take(report_);
  for (const auto& sign : report_.signs)
    for (const auto& packet : sign.packets) report_.proof.insert(packet.packet);
  tell_limits();
  return std::move(report_);
}

// What was too much to be kept, for whoever looks at the report in whatever form.
void Reading::tell_limits() {
  const auto tell = [&](bool so, std::string sentence) {
    if (so) report_.notes.push_back(std::move(sentence));
  };
  std::uint64_t early = 0;
  for (const auto& one : report_.conversations) early += one.ended_early;
  tell(early > 0,
       fmt::format("{} flows were not followed to their end, to keep within the memory that is allowed.", early));
  tell(report_.conversations_not_kept > 0,
       fmt::format(
           "{} conversations were too many to keep each. They are told by protocol, as those of the address ::, and "
           "whose they were is not known.",
           report_.conversations_not_kept));
  tell(report_.signs_not_kept > 0, fmt::format("{} further signs were too many to keep.", report_.signs_not_kept));
  tell(interference_.not_watched() > 0,
       fmt::format("There were more addresses and servers than are watched for a change: {} times one was not.",
                   interference_.not_watched()));
  tell(more_proof_, "The packets that prove what is said were too many to keep: the first of them are there.");
}

}  // namespace runseal::capture
