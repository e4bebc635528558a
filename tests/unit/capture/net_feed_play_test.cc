#include "unit/capture/net_feed.h"

#include <cstring>

#include <fmt/format.h>

#include "support/temporary.h"
#include "unit/capture/places_held.h"

namespace runseal::capture::test {
namespace {

Address address(ByteView four) {
  Address made;
  made.bytes[10] = made.bytes[11] = 0xff;
  std::copy(four.begin(), four.end(), made.bytes.begin() + 12);
  return made;
}

// The server side of a pair of ends, as the first packet tells.
using Ends = std::pair<std::pair<Address, std::uint16_t>, std::pair<Address, std::uint16_t>>;

std::size_t header_of(std::uint8_t transport, ByteView payload) {
  return transport == 17 ? 8 : (payload[12] >> 4U) * 4U;
}

int rank(model::Protection grade) {
  return grade == model::Protection::protected_ ? 2 : grade == model::Protection::absent ? 0 : 1;
}

void hold(const model::Axis& part, const model::Axis& whole, const std::string& how) {
  if (rank(part.grade) == 2) {
    EXPECT_EQ(rank(whole.grade), 2) << how << ": " << part.reason << " / " << whole.reason;
  }
}

}  // namespace

std::string golden(const std::string& name) {
  return runseal::test::source_file("tests/golden/capture/" + name).string();
}

std::vector<Segment> segments_of(const std::string& file) {
  const auto text = runseal::test::read_file(file);
  const auto whole = base::as_bytes(text);
  std::vector<Segment> segments;
  std::map<Ends, bool> known;  // client first
  base::Reader in(whole);
  in.skip(24);
  for (std::uint64_t number = 1; in.left() >= 16; ++number) {
    const auto seconds = in.le32();
    const auto micros = in.le32();
    const auto kept = in.le32();
    in.skip(4);
    const auto frame = in.take(kept);
    if (frame.size() < 34 || frame[12] != 8 || frame[13] != 0) continue;
    const auto ip = frame.subspan(14);
    const std::size_t length = ip[2] * 256U + ip[3];
    const auto inner = ip.first(length).subspan((ip[0] & 15U) * 4U);
    base::Reader ports(inner);
    const std::pair from{address(ip.subspan(12, 4)), ports.be16()};
    const std::pair to{address(ip.subspan(16, 4)), ports.be16()};
    const auto sequence = ports.be32();
    if (!known.contains({from, to}) && !known.contains({to, from})) known[{from, to}] = true;
    const auto payload = inner.subspan(header_of(ip[9], inner));
    if (payload.empty()) continue;
    const bool client = known.contains({from, to});
    const auto& [c, s] = client ? std::pair(from, to) : std::pair(to, from);
    segments.push_back({{c.first, s.first, c.second, s.second, ip[9]},
                        client ? Side::client : Side::server,
                        {payload.begin(), payload.end()},
                        {seconds * 1'000'000'000LL + micros * 1000LL, number},
                        sequence});
  }
  EXPECT_FALSE(segments.empty()) << file;
  return segments;
}

void Heard::exposed(const FlowKey&, const Exposure& exposure) {
  auto& file = files[exposure.place + ":" + exposure.path];
  const auto read = file.read;
  const auto written = file.written;
  auto range = file.range;
  range.add(exposure.range, exposure.read + exposure.written);
  file = exposure;
  file.read += read;
  file.written += written;
  file.range = range;
}

void Heard::expect(const Address& server, std::uint16_t port, Make make) { expected[{server, port}] = std::move(make); }

std::vector<FlowReport> Played::of(const std::string& protocol) const {
  std::vector<FlowReport> found;
  for (const auto& [key, report] : flows)
    if (report.protocol == protocol) found.push_back(report);
  return found;
}

FlowReport Played::only(const std::string& protocol) const {
  const auto found = of(protocol);
  EXPECT_EQ(found.size(), 1U) << protocol;
  return found.empty() ? FlowReport() : found[0];
}

namespace {

// One flow that is read.
struct Reading {
  FlowContext context;
  Bytes seen[2];
  std::vector<Segment> early;
  std::unique_ptr<Dissector> dissector;
  std::uint32_t next[2] = {0, 0};
  bool begun[2] = {false, false};
};

void hand_on(Reading& reading, const Segment& segment, const How& how) {
  const auto side = index(segment.from);
  const auto ahead = static_cast<std::int32_t>(segment.sequence - reading.next[side]);
  if (reading.begun[side] && ahead < 0 && segment.flow.transport == 6) return;  // sent again
  if (reading.begun[side] && ahead > 0 && segment.flow.transport == 6)
    reading.dissector->gap(segment.from, static_cast<std::uint32_t>(ahead), segment.at);
  reading.begun[side] = true;
  reading.next[side] = segment.sequence + static_cast<std::uint32_t>(segment.bytes.size());
  ByteView bytes(segment.bytes);
  const auto kept = std::min(how.kept, bytes.size());
  const auto missing = bytes.size() - kept;
  bytes = bytes.first(kept);
  const auto at_most = segment.flow.transport == 6 ? how.at_most : SIZE_MAX;
  do {
    const auto piece = bytes.first(std::min(at_most, bytes.size()));
    bytes = bytes.subspan(piece.size());
    reading.dissector->data(segment.from, piece, bytes.empty() ? missing : 0, segment.at);
  } while (!bytes.empty());
  EXPECT_LT(reading.dissector->footprint(), 4U << 20U);
}

void recognise(Reading& reading, const std::vector<DissectorKind>& kinds, Heard& heard,
               std::vector<std::shared_ptr<void>>& shared) {
  const auto& key = reading.context.key;
  if (const auto found = heard.expected.find({key.server, key.server_port}); found != heard.expected.end()) {
    reading.dissector = found->second(reading.context);
    heard.expected.erase(found);
    return;
  }
  const Opening opening{reading.seen[0], reading.seen[1], key, reading.context.from_start};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto& kind = kinds[i];
    if (kind.transport != key.transport) continue;
    const bool own_port = std::ranges::find(kind.ports, key.server_port) != kind.ports.end();
    if (kind.recognise(opening) != Match::yes && !(own_port && !reading.context.from_start)) continue;
    reading.context.shared = &shared[i];
    reading.dissector = kind.make(reading.context);
    return;
  }
}

}  // namespace

Played play(const std::vector<DissectorKind>& kinds, const std::vector<Segment>& segments, How how) {
  Heard heard;
  std::map<FlowKey, std::unique_ptr<Reading>> readings;
  std::vector<FlowKey> order;
  std::vector<std::shared_ptr<void>> shared(kinds.size());
  for (const auto& segment : segments) {
    auto& reading = readings[segment.flow];
    if (!reading) {
      reading = std::make_unique<Reading>();
      reading->context.key = segment.flow;
      reading->context.from_start = how.from_start;
      reading->context.recorder = &heard;
      order.push_back(segment.flow);
    }
    auto& seen = reading->seen[index(segment.from)];
    if (seen.size() < 512) seen.insert(seen.end(), segment.bytes.begin(), segment.bytes.end());
    if (reading->dissector) {
      hand_on(*reading, segment, how);
      continue;
    }
    reading->early.push_back(segment);
    recognise(*reading, kinds, heard, shared);
    if (reading->dissector)
      for (const auto& early : reading->early) hand_on(*reading, early, how);
  }
  Played played;
  for (const auto& key : order)
    if (readings[key]->dissector) played.flows.emplace_back(key, readings[key]->dissector->finish());
  played.files = heard.files;
  return played;
}

void never_safer(const std::vector<DissectorKind>& kinds, const std::vector<Segment>& segments) {
  const auto whole = play(kinds, segments);
  const auto compare = [&](const Played& part, const std::string& how) {
    for (const auto& [key, report] : part.flows)
      for (const auto& [same, all] : whole.flows) {
        if (key != same) continue;
        hold(report.integrity, all.integrity, how + " integrity");
        hold(report.confidentiality, all.confidentiality, how + " confidentiality");
        hold(report.peer_authenticity, all.peer_authenticity, how + " authenticity");
        runseal::test::expect_no_other_place(report.places, all.places, how);
      }
  };
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const auto at = segments.begin() + static_cast<std::ptrdiff_t>(i);
    compare(play(kinds, {segments.begin(), at}), fmt::format("the first {}", i));
    compare(play(kinds, {at, segments.end()}, {.from_start = false}), fmt::format("from {}", i));
    auto others = segments;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    compare(play(kinds, others), fmt::format("without {}", i));
  }
  for (const std::size_t step : {2U, 3U, 5U, 7U})
    for (std::size_t first = 0; first < step; ++first) {
      std::size_t at = 0;
      auto others = segments;
      std::erase_if(others, [&](const Segment&) { return at++ % step == first; });
      compare(play(kinds, others), fmt::format("every {}th missing, from {}", step, first));
    }
  for (const std::size_t kept : {1UL, 20UL, 60UL, 100UL})
    compare(play(kinds, segments, {.kept = kept}), fmt::format("{} of each", kept));
}

std::vector<Segment> with_loss_behind(std::vector<Segment> segments, const Bytes& before) {
  const auto first = std::ranges::find(segments, Side::client, &Segment::from);
  if (first == segments.end()) return segments;
  first->sequence -= static_cast<std::uint32_t>(before.size());
  first->bytes = before;
  return segments;
}

Talk::Talk(std::uint16_t port, std::uint8_t transport) {
  key_ = {address(Bytes{192, 0, 2, 1}), address(Bytes{192, 0, 2, 2}), 40000, port, transport};
}

Talk& Talk::say(Side from, Bytes bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const std::uint64_t number = segments_.size() + 1;
  segments_.push_back({key_,
                       from,
                       std::move(bytes),
                       {static_cast<std::int64_t>(number) * 1'000'000, number},
                       std::exchange(sent_[index(from)], sent_[index(from)] + size)});
  return *this;
}

}  // namespace runseal::capture::test
