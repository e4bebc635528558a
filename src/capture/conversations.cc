#include "capture/conversations.h"

#include <fmt/format.h>

#include <algorithm>

#include "capture/dissectors/ftp_data.h"
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

struct Roles {
  const Address& client;
  const Address& server;
  std::uint16_t port;
  Side from_client;  // who of the flow
};

Roles roles(const Flow& flow, const FlowReport& report) {
  const auto& key = flow.context().key;
  if (report.facts.contains(opened_by_server)) return {key.server, key.client, 0, Side::server};
  return {key.client, key.server, flow.announced() ? std::uint16_t{0} : key.server_port, Side::client};
}

Conversation of_flow(const Flow& flow, const Roles& roles, FlowReport report, bool forgotten) {
  const auto& key = flow.context().key;
  Conversation one;
  one.client = roles.client.text();
  one.server = roles.server.text();
  one.port = roles.port;
  one.transport = transport_name(key.transport);
  one.protocol = report.protocol.empty() ? "unknown" : std::move(report.protocol);
  if (!report.version.empty()) one.versions.push_back(std::move(report.version));
  one.flows = 1;
  one.begun_before = flow.begun_before() && key.transport == tcp_protocol ? 1 : 0;
  one.ended_early = forgotten ? 1 : 0;
  one.bytes_to_server = flow.counts()[index(roles.from_client)].bytes;
  one.bytes_to_client = flow.counts()[index(other(roles.from_client))].bytes;
  for (const auto& counts : flow.counts()) {
    one.bytes_not_seen += counts.lost;
    one.bytes_not_kept += counts.not_kept;
  }
  one.first = flow.first;
  one.last = flow.last;
  one.facts = std::move(report.facts);
  one.places = std::move(report.places);
  if (report.idle) return one;
  one.integrity = std::move(report.integrity);
  one.confidentiality = std::move(report.confidentiality);
  one.peer_authenticity = std::move(report.peer_authenticity);
  one.flows_that_count = 1;
  one.least_flows = {1, 1, 1};
  return one;
}

// About how many bytes of memory: nodes and texts.
std::size_t size_of(const Json& value) {
  std::size_t all = sizeof(Json);
  if (value.is_string()) return all + 32 + value.get_ref<const std::string&>().size();
  for (const auto& one : value)
    if (value.is_array()) all += size_of(one);
  return all;
}

std::size_t size_of(const Conversation& one) {
  constexpr std::size_t node = 96;
  std::size_t all = sizeof(Conversation) + 3 * node + one.client.size() + one.server.size();
  for (const auto* axis : {&one.integrity, &one.confidentiality, &one.peer_authenticity}) all += axis->reason.size();
  for (const auto& version : one.versions) all += 32 + version.size();
  for (const auto& [id, fact] : one.facts) all += node + id.size() + size_of(fact.value);
  for (const auto& [name, seen] : one.places) all += node + name.size();
  return all;
}

// What is given up first, first.
auto worth(const Conversation& one) {
  return std::tuple(one.protocol != "unknown", one.flows_that_count > 0, one.bytes_to_server + one.bytes_to_client);
}

}  // namespace

void stretch(Moment& first, Moment& last, const Moment& more_first, const Moment& more_last) {
  if (first.packet == 0 || (more_first.packet > 0 && more_first.time_ns < first.time_ns)) first = more_first;
  if (last.packet == 0 || last.time_ns < more_last.time_ns) last = more_last;
}

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

void join(Conversation& into, Conversation more) {
  stretch(into.first, into.last, more.first, more.last);
  into.flows += more.flows;
  into.begun_before += more.begun_before;
  into.ended_early += more.ended_early;
  into.bytes_to_server += more.bytes_to_server;
  into.bytes_to_client += more.bytes_to_client;
  into.bytes_not_seen += more.bytes_not_seen;
  into.bytes_not_kept += more.bytes_not_kept;
  if (more.flows_that_count > 0) {
    into.flows_that_count += more.flows_that_count;
    add_counted(into.integrity, into.least_flows[0], more.integrity, more.least_flows[0]);
    add_counted(into.confidentiality, into.least_flows[1], more.confidentiality, more.least_flows[1]);
    add_counted(into.peer_authenticity, into.least_flows[2], more.peer_authenticity, more.least_flows[2]);
  }
  for (auto& [id, fact] : more.facts) {
    const auto [at, added] = into.facts.try_emplace(id, fact);
    if (!added) merge_fact(at->second, fact);
  }
  for (const auto& [name, seen] : more.places) {
    if (is_path(name))
      add_at_path(into.places, name, seen);
    else
      place_in(into.places, name).add(seen);
  }
  for (auto& version : more.versions)
    if (into.versions.size() < Conversations::list_limit &&
        std::find(into.versions.begin(), into.versions.end(), version) == into.versions.end())
      into.versions.push_back(std::move(version));
}

void Conversations::add(const Flow& flow, FlowReport report, bool forgotten) {
  const auto who = roles(flow, report);
  auto one = of_flow(flow, who, std::move(report), forgotten);
  const Key where{who.client, who.server, one.port, flow.context().key.transport, one.protocol};
  join_into(where, std::move(one));
  if (by_key_.size() > limit || used_ > bytes_) make_room();
}

void Conversations::join_into(const Key& where, Conversation more) {
  auto& kept = by_key_[where];
  if (kept.one.flows == 0) {
    kept.one.client = more.client;
    kept.one.server = more.server;
    kept.one.port = more.port;
    kept.one.transport = more.transport;
    kept.one.protocol = more.protocol;
  }
  join(kept.one, std::move(more));
  const auto now = size_of(kept.one);
  used_ += now - kept.charged;
  kept.charged = now;
}

// Not by its text: a capture may also hold packets to "::".
bool Conversations::is_gathered(const Key& key) {
  return std::get<0>(key) == Address() && std::get<1>(key) == Address() && std::get<2>(key) == 0;
}

// Half of them at once, so that it is seldom done.
void Conversations::make_room() {
  std::vector<Map::iterator> all;
  all.reserve(by_key_.size());
  for (auto at = by_key_.begin(); at != by_key_.end(); ++at)
    if (!is_gathered(at->first)) all.push_back(at);
  std::ranges::sort(all, {}, [](const Map::iterator& at) { return worth(at->second.one); });
  for (const auto& at : all) {
    if (by_key_.size() <= limit / 2 && used_ <= bytes_ / 2) return;
    gather(at);
  }
}

void Conversations::gather(Map::iterator least) {
  ++not_kept_;
  used_ -= least->second.charged;
  auto node = by_key_.extract(least);
  auto& one = node.mapped().one;
  one.client = one.server = gathered;
  one.port = 0;
  const Key where{{}, {}, 0, std::get<3>(node.key()), one.protocol};  // as is_gathered()
  join_into(where, std::move(one));
}

void most_bytes_first(std::vector<Conversation>& conversations) {
  std::ranges::stable_sort(conversations, std::ranges::greater(),
                           [](const Conversation& one) { return one.bytes_to_server + one.bytes_to_client; });
}

std::vector<Conversation> Conversations::take() {
  std::vector<Conversation> all;
  all.reserve(by_key_.size());
  for (auto& [key, kept] : by_key_) all.push_back(std::move(kept.one));
  by_key_.clear();
  most_bytes_first(all);
  return all;
}

}  // namespace runseal::capture
