// Feeds one dissector with what the bytes say: the first chooses how the flow begins and its port, then pieces, each
// with a byte that chooses its side and whether it is data, data of which the capture kept only a part, or a gap, two
// bytes of length, and the data.
#pragma once

#include "capture/dissector.h"

namespace runseal::fuzz {

struct Ears : capture::Recorder {
  void exposed(const capture::FlowKey&, const capture::Exposure&) override {}
  void saw(const capture::Sign&) override {}
  void identity(const capture::FlowKey&, std::string_view, std::string_view, capture::Moment) override {}
  void expect(const capture::Address&, std::uint16_t, Make made) override { make = std::move(made); }

  Make make;  // of the flow that was announced last
};

// Datagrams may turn out to be of another protocol than their port's: then nothing is said of them.
inline void check(const capture::FlowReport& report, bool datagrams = false) {
  const bool silent = datagrams && report.protocol.empty();
  if (report.protocol.empty() && !silent) __builtin_trap();
  for (const auto* axis : {&report.integrity, &report.confidentiality, &report.peer_authenticity}) {
    if (axis->grade == model::Protection::optional || axis->reason.empty() != silent) __builtin_trap();
    if (silent && axis->grade != model::Protection::unknown) __builtin_trap();
  }
}

// `halves`: the same, cut otherwise.
inline void feed(capture::Dissector& dissector, base::Reader in, bool halves) {
  capture::Moment at;
  while (in.left() > 2) {
    const auto how = in.u8();
    const std::size_t length = in.be16();
    const auto from = (how & 1U) != 0 ? capture::Side::server : capture::Side::client;
    at = {at.time_ns + 1'000'000, at.packet + 1};
    const auto kind = how >> 1U & 3U;
    auto bytes = kind == 1 ? ByteView() : in.take(std::min(length, in.left()));
    if (halves && bytes.size() > 1) {
      dissector.data(from, bytes.first(bytes.size() / 2), 0, at);
      bytes = bytes.subspan(bytes.size() / 2);
    }
    if (kind == 1)
      dissector.gap(from, length + 1, at);
    else if (kind == 2)
      dissector.data(from, bytes, length + 1, at);
    else if (!bytes.empty())
      dissector.data(from, bytes, 0, at);
    if (dissector.footprint() > 8U << 20U) __builtin_trap();
    (void)dissector.writing();
  }
}

// What is said of a flow, and of the one that was announced in it.
inline std::vector<model::Protection> said(const capture::DissectorKind& kind, ByteView bytes, bool halves) {
  base::Reader in(bytes);
  const auto how = in.u8();
  Ears ears;
  std::shared_ptr<void> shared;
  capture::FlowContext context;
  context.key.transport = kind.transport;
  context.key.server_port = kind.ports.empty() ? std::uint16_t{0} : kind.ports[(how >> 1U) % kind.ports.size()];
  context.from_start = (how & 1U) != 0;
  context.recorder = &ears;
  context.shared = &shared;
  (void)kind.recognise({bytes, bytes.subspan(bytes.size() / 2), context.key, context.from_start});
  auto dissector = kind.make(context);
  feed(*dissector, in, halves);
  context.shared = nullptr;
  const auto announced = ears.make ? ears.make(context) : nullptr;
  if (announced) feed(*announced, in, halves);
  std::vector<model::Protection> grades;
  for (auto* one : {dissector.get(), announced.get()}) {
    if (one == nullptr) continue;
    const auto report = one->finish();
    check(report, kind.transport != 6);
    for (const auto* axis : {&report.integrity, &report.confidentiality, &report.peer_authenticity})
      grades.push_back(axis->grade);
  }
  return grades;
}

// However a stream was cut, it is not called protected one way and unprotected the other. More cannot be asked of any
// bytes: after what was not understood, the next message is looked for where a segment begins. (That a stream which is
// understood says the very same, the unit tests hold.)
inline void feed(const capture::DissectorKind& kind, ByteView bytes) {
  using Grade = model::Protection;
  const auto whole = said(kind, bytes, false);
  if (kind.transport != 6) return;
  const auto halves = said(kind, bytes, true);
  for (std::size_t i = 0; i < std::min(whole.size(), halves.size()); ++i) {
    const auto is = [&](auto one, auto other) { return whole[i] == one && halves[i] == other; };
    if (is(Grade::protected_, Grade::absent) || is(Grade::absent, Grade::protected_)) __builtin_trap();
  }
}

}  // namespace runseal::fuzz
