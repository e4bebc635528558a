// Feeds one dissector with the flows of a recording, without the engine: segments as they come, gaps where sequence
// numbers jump.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "capture/dissector.h"
#include "support/packet_file.h"

namespace runseal::test {

struct Noted : capture::Recorder {
  std::vector<capture::Exposure> exposures;
  std::vector<capture::Sign> signs;
  std::map<std::string, std::string> identities;  // by kind

  void exposed(const capture::FlowKey& /*flow*/, const capture::Exposure& one) override { exposures.push_back(one); }
  void saw(const capture::Sign& sign) override { signs.push_back(sign); }
  void identity(const capture::FlowKey& /*flow*/, std::string_view kind, std::string_view fingerprint,
                capture::Moment /*at*/) override {
    identities[std::string(kind)] = fingerprint;
  }
  void expect(const capture::Address& /*server*/, std::uint16_t /*port*/, Make /*make*/) override {}
};

// One report a TCP connection, in the order in which they began; `server_port` tells who is the server.
inline std::vector<capture::FlowReport> dissected(const capture::DissectorKind& kind, const Packets& packets,
                                                  std::uint16_t server_port, Noted& noted) {
  struct Flow {
    capture::FlowContext context;
    std::unique_ptr<capture::Dissector> dissector;
    std::array<std::optional<std::uint32_t>, 2> next;
  };
  std::vector<std::unique_ptr<Flow>> flows;
  std::map<std::uint16_t, Flow*> by_port;
  std::uint64_t count = 0;
  for (const auto& packet : packets) {
    ++count;
    const auto tcp = tcp_of(packet);
    if (!tcp || (tcp->payload.empty() && !tcp->syn)) continue;
    const auto side = tcp->to_port == server_port ? capture::Side::client : capture::Side::server;
    const auto port = side == capture::Side::client ? tcp->from_port : tcp->to_port;
    auto& flow = by_port[port];
    if (!flow) {
      flow = flows.emplace_back(std::make_unique<Flow>()).get();
      flow->context.from_start = tcp->syn;
      flow->context.recorder = &noted;
      flow->dissector = kind.make(flow->context);
    }
    auto& next = flow->next[capture::index(side)];
    const auto begin = tcp->sequence + (tcp->syn ? 1 : 0);
    const capture::Moment at{packet.time_ns, count};
    if (!next) next = begin;
    const auto missing = static_cast<std::int32_t>(begin - *next);
    if (missing < 0) continue;
    if (missing > 0) flow->dissector->gap(side, static_cast<std::uint64_t>(missing), at);
    if (!tcp->payload.empty()) flow->dissector->data(side, tcp->payload, 0, at);
    next = begin + static_cast<std::uint32_t>(tcp->payload.size());
  }
  std::vector<capture::FlowReport> reports;
  for (const auto& flow : flows) {
    EXPECT_LT(flow->dissector->footprint(), 300'000U);
    reports.push_back(flow->dissector->finish());
  }
  return reports;
}

// Whatever is missing, nothing is said to be safer than it is, nor to be open where it is not. `prefixes`: not where
// what comes later is worse, as nobody can know that beforehand.
inline void expect_never_safer(const capture::DissectorKind& kind, const Packets& packets, std::uint16_t server_port,
                               bool prefixes = true) {
  using model::Protection;
  Noted noted;
  const auto whole = dissected(kind, packets, server_port, noted);
  const auto hold = [&](const Packets& part, const std::string& how) {
    Noted ignored;
    const auto reports = dissected(kind, part, server_port, ignored);
    if (reports.size() != whole.size()) return;  // a connection is not there at all
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const auto axis : {&capture::FlowReport::integrity, &capture::FlowReport::confidentiality,
                              &capture::FlowReport::peer_authenticity}) {
        const auto all = (whole[i].*axis).grade;
        const auto now = (reports[i].*axis).grade;
        EXPECT_TRUE(now == all || now == Protection::unknown ||
                    (now == Protection::absent && all == Protection::unknown))
            << how << ": " << (reports[i].*axis).reason << " (whole: " << (whole[i].*axis).reason << ")";
      }
    }
  };
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const auto at = packets.begin() + static_cast<std::ptrdiff_t>(i);
    if (prefixes) hold(Packets(packets.begin(), at), "the first " + std::to_string(i) + " packets");
    hold(Packets(at, packets.end()), "from packet " + std::to_string(i));
    Packets one_less(packets.begin(), at);
    one_less.insert(one_less.end(), at + 1, packets.end());
    hold(one_less, "without packet " + std::to_string(i));
  }
  for (const std::size_t step : {2U, 3U, 5U, 7U, 10U})
    for (std::size_t first = 0; first < step; ++first)
      hold(every_missing(packets, step, first), fmt::format("every {}th packet missing, from {}", step, first));
}

}  // namespace runseal::test
