#include "capture/conversations.h"

#include <fmt/format.h>

#include <algorithm>

#include "capture/export_paths.h"

namespace runseal::capture {
namespace {

int rank(model::Protection grade) {
  switch (grade) {
    case model::Protection::absent: return 0;
    case model::Protection::optional: return 1;
    case model::Protection::unknown: return 2;
    case model::Protection::protected_: return 3;
  }
  return 2;
}

std::string transport_name(std::uint8_t transport) {
  if (transport == tcp_protocol) return "tcp";
  if (transport == udp_protocol) return "udp";
  return fmt::format("ip protocol {}", transport);
}

void add_different(Json& list, const Json& value) {
  if (list.size() < Conversations::list_limit && std::find(list.begin(), list.end(), value) == list.end())
    list.push_back(value);
}

void count(Conversation& into, const Flow& flow, bool forgotten) {
  const auto& counts = flow.counts();
  if (into.flows++ == 0 || flow.first.time_ns < into.first.time_ns) into.first = flow.first;
  if (into.last.time_ns < flow.last.time_ns) into.last = flow.last;
  if (!flow.context().from_start && flow.context().key.transport == tcp_protocol) ++into.begun_before;
  if (forgotten) ++into.ended_early;
  into.bytes_to_server += counts[index(Side::client)].bytes;
  into.bytes_to_client += counts[index(Side::server)].bytes;
  for (const auto& one : counts) {
    into.bytes_not_seen += one.lost;
    into.bytes_not_kept += one.not_kept;
  }
}

Conversation begin(const FlowKey& key, std::uint16_t port, const FlowReport& report) {
  Conversation fresh;
  fresh.client = key.client.text();
  fresh.server = key.server.text();
  fresh.port = port;
  fresh.transport = transport_name(key.transport);
  fresh.protocol = report.protocol;
  return fresh;
}

}  // namespace

void keep_worse(model::Axis& axis, const model::Axis& other) {
  if (rank(other.grade) < rank(axis.grade)) axis = other;
}

void add_axis(model::Axis& axis, const model::Axis& other) {
  if (axis.reason.empty()) axis = other;
  keep_worse(axis, other);
}

void add_counted(model::Axis& axis, std::uint64_t& flows, const model::Axis& other, std::uint64_t more) {
  if (axis.reason.empty() || rank(other.grade) < rank(axis.grade)) flows = 0;
  add_axis(axis, other);
  if (other.grade == axis.grade) flows += more;
}

model::Axis told(const Conversation& one, WhichAxis which) {
  const model::Axis* axes[] = {&one.integrity, &one.confidentiality, &one.peer_authenticity};
  auto axis = *axes[static_cast<std::size_t>(which)];
  const auto flows = one.least_flows[static_cast<std::size_t>(which)];
  if (axis.reason.empty()) axis.reason = "Nothing was seen that tells.";
  if (one.flows_that_count < 2) return axis;
  axis.reason = flows == one.flows_that_count
                    ? fmt::format("All {} flows alike. Of one: {}", flows, axis.reason)
                    : fmt::format("{} of {} flows. Of one: {}", flows, one.flows_that_count, axis.reason);
  return axis;
}

void merge_fact(SeenFact& into, const SeenFact& more) {
  auto& value = into.value;
  if (value.is_boolean() && more.value.is_boolean()) {
    if (!value.get<bool>() && more.value.get<bool>()) into = more;
  } else if (value.is_number() && more.value.is_number()) {
    value = value.get<std::uint64_t>() + more.value.get<std::uint64_t>();
  } else if (value != more.value) {
    if (!value.is_array()) value = Json::array({value});
    if (!more.value.is_array()) return add_different(value, more.value);
    for (const auto& one : more.value) add_different(value, one);
  }
}

void Conversations::add(const Flow& flow, FlowReport report, bool forgotten) {
  const auto& key = flow.context().key;
  if (report.protocol.empty()) report.protocol = "unknown";
  const std::uint16_t port = flow.announced() ? 0 : key.server_port;
  const Key where{key.client, key.server, port, key.transport, report.protocol};
  auto found = by_key_.find(where);
  if (found == by_key_.end() && by_key_.size() >= limit) {
    ++not_kept_;
    return;
  }
  if (found == by_key_.end()) found = by_key_.try_emplace(where, begin(key, port, report)).first;
  auto& into = found->second;
  count(into, flow, forgotten);
  if (!report.idle) {
    into.flows_that_count += 1;
    add_counted(into.integrity, into.least_flows[0], report.integrity, 1);
    add_counted(into.confidentiality, into.least_flows[1], report.confidentiality, 1);
    add_counted(into.peer_authenticity, into.least_flows[2], report.peer_authenticity, 1);
  }
  for (const auto& [id, fact] : report.facts) {
    const auto [at, added] = into.facts.try_emplace(id, fact);
    if (!added) merge_fact(at->second, fact);
  }
  for (const auto& [name, seen] : report.places) {
    if (is_path(name))
      add_at_path(into.places, name, seen);
    else
      place_in(into.places, name).add(seen);
  }
  if (!report.version.empty() && into.versions.size() < list_limit &&
      std::find(into.versions.begin(), into.versions.end(), report.version) == into.versions.end())
    into.versions.push_back(std::move(report.version));
}

void most_bytes_first(std::vector<Conversation>& conversations) {
  std::ranges::stable_sort(conversations, std::ranges::greater(),
                           [](const Conversation& one) { return one.bytes_to_server + one.bytes_to_client; });
}

std::vector<Conversation> Conversations::take() {
  std::vector<Conversation> all;
  all.reserve(by_key_.size());
  for (auto& [key, one] : by_key_) all.push_back(std::move(one));
  by_key_.clear();
  most_bytes_first(all);
  return all;
}

}  // namespace runseal::capture
