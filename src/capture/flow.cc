#include "capture/flow.h"

#include <fmt/format.h>

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::size_t opening_limit = 512;  // bytes of a side
constexpr std::size_t opening_pieces = 16;

void doubt(FlowReport& report) {
  report.idle = false;
  for (auto* axis : {&report.integrity, &report.confidentiality, &report.peer_authenticity})
    if (axis->grade == model::Protection::protected_)
      *axis = {model::Protection::unknown,
               "Too much was not seen at once: what came then may have been another connection"};
}

bool has_port(const DissectorKind& kind, std::uint16_t port) {
  return std::find(kind.ports.begin(), kind.ports.end(), port) != kind.ports.end();
}

}  // namespace

Flow::Flow(const FlowContext& context, const Recorder::Make& expected, Moment at)
    : first(at), last(at), context_(context), opened_(context.from_start) {
  if (expected) {
    announced_ = true;
    context_.shared = nullptr;
    dissector_ = expected(context_);
  } else {
    opening_ = std::make_unique<Unrecognised>();
  }
}

void Flow::segment(Side from, const Segment& segment, std::uint8_t hops, Moment at) {
  auto& side = sides_[index(from)];
  if (ended_ || (segment.reset && !side.near(segment.sequence))) return;  // RFC 9293 3.10.7.4: such a reset is ignored
  ++counts_[index(from)].packets;
  side_ = from;
  if (brings_something(from, segment)) hops_[index(from)].saw(hops, at);
  if (segment.syn && !side.opened()) side.open(segment.sequence);
  if (segment.reset) return cut(at);
  last = at;
  auto content = segment;
  if (segment.syn) ++content.sequence;  // RFC 7413: data comes behind its number
  side.add(content, at, *this);
  finished_[index(from)] = finished_[index(from)] || segment.fin;
  ended_ = finished_[0] && finished_[1];
}

// A packet that a router passes on may be seen before and behind it: only the first of both comes from a place.
bool Flow::brings_something(Side from, const Segment& segment) {
  const auto& side = sides_[index(from)];
  const bool acknowledges = segment.ack && sides_[index(other(from))].acknowledged(segment.acknowledged);
  const auto size = segment.bytes.size() + segment.missing;
  const auto end = segment.sequence + static_cast<std::uint32_t>(size);
  const bool data = size > 0 && (!side.opened() || static_cast<std::int32_t>(end - side.next()) > 0);
  return acknowledges || data || segment.reset || (segment.syn && !side.opened()) ||
         (segment.fin && !finished_[index(from)]);
}

void Flow::cut(Moment at) {
  constexpr std::int64_t lately_ns = 120'000'000'000;
  const bool busy = at.time_ns - last.time_ns < lately_ns && !finished_[index(Side::client)];
  cut_while_writing_ = busy && dissector_ && dissector_->writing();
  last = at;
  ended_ = true;
}

bool Flow::goes_on(Side from, const Segment& segment, Moment at) const {
  constexpr std::int64_t copies_come_within_ns = 5'000'000'000;
  return ended_ && (!segment.bytes.empty() || segment.missing > 0) &&
         (!sides_[index(from)].passed(segment.sequence) || at.time_ns - last.time_ns > copies_come_within_ns);
}

void Flow::datagram(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  last = at;
  ++counts_[index(from)].packets;
  side_ = from;
  if (!bytes.empty() || missing > 0) this->bytes(bytes, missing, at);
}

void Flow::bytes(ByteView bytes, std::uint64_t missing, Moment at) {
  auto& counts = counts_[index(side_)];
  counts.bytes += bytes.size() + missing;
  counts.not_kept += missing;
  read(side_, bytes, missing, at);
}

void Flow::gap(std::uint64_t bytes, Moment at) {
  counts_[index(side_)].lost += bytes;
  if (opening_) lost_the_beginning();
  if (dissector_) dissector_->gap(side_, bytes, at);
}

// What is known must do; where it does not, what comes behind the gap is read as if the capture began there.
void Flow::lost_the_beginning() {
  bool more = false;
  const auto* kind = recognised(more);
  context_.from_start = context_.from_start && kind;
  if (kind || of_port())
    decide(kind);
  else
    *opening_ = Unrecognised();
}

void Flow::differs(Moment one, Moment two) {
  const auto& key = context_.key;
  const bool to_server = side_ == Side::client;
  context_.recorder->saw(
      {"tcp.retransmission-differs",
       fmt::format("Bytes from {} to {} were sent twice, and the second copy is another.",
                   (to_server ? key.client : key.server).text(), (to_server ? key.server : key.client).text()),
       {one, two},
       {key.client, key.server}});
}

void Flow::read(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (dissector_) return dissector_->data(from, bytes, missing, at);
  if (opening_) wait_and_see(from, bytes, missing, at);
}

void Flow::wait_and_see(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  auto& said = opening_->bytes[index(from)];
  said.insert(said.end(), bytes.begin(), bytes.end());
  opening_->pieces.push_back({from, bytes.size(), missing, at});
  bool more = false;
  const auto* kind = recognised(more);
  const bool enough = std::max(opening_->bytes[0].size(), opening_->bytes[1].size()) >= opening_limit ||
                      opening_->pieces.size() >= opening_pieces || missing > 0;
  if (kind || !more || enough) decide(kind);
}

const DissectorKind* Flow::recognised(bool& more) const {
  const auto front = [](const Bytes& bytes) { return ByteView(bytes).first(std::min(bytes.size(), opening_limit)); };
  const Opening opening{front(opening_->bytes[0]), front(opening_->bytes[1]), context_.key, context_.from_start};
  for (const auto& kind : all_dissectors()) {
    if (kind.transport != context_.key.transport) continue;
    const auto match = kind.recognise(opening);
    if (match == Match::yes) return &kind;
    more = more || match == Match::more;
  }
  return nullptr;
}

// Where the beginning was not seen, the port tells as much as anything can; the dissector has to find its way.
const DissectorKind* Flow::of_port() const {
  if (context_.from_start) return nullptr;
  const auto found = std::ranges::find_if(all_dissectors(), [&](const DissectorKind& one) {
    return one.transport == context_.key.transport && has_port(one, context_.key.server_port);
  });
  return found == all_dissectors().end() ? nullptr : &*found;
}

void Flow::decide(const DissectorKind* kind) {
  const auto opening = std::move(opening_);
  if (!kind) kind = of_port();
  if (!kind) return;
  context_.shared = context_.shared + (kind - all_dissectors().data());
  dissector_ = kind->make(context_);
  std::array<std::size_t, 2> at{};
  for (const auto& piece : opening->pieces) {
    auto& from = at[index(piece.from)];
    dissector_->data(piece.from, ByteView(opening->bytes[index(piece.from)]).subspan(from, piece.size), piece.missing,
                     piece.at);
    from += piece.size;
  }
}

FlowReport Flow::finish() {
  for (const auto side : {Side::client, Side::server}) {
    side_ = side;
    sides_[index(side)].close(last, *this);
  }
  if (opening_) {
    bool more = false;
    decide(recognised(more));
  }
  const auto& key = context_.key;
  if (const auto sign = hops_[0].sign(key.client, key.server)) context_.recorder->saw(*sign);
  if (const auto sign = hops_[1].sign(key.server, key.client)) context_.recorder->saw(*sign);
  auto report = dissector_ ? dissector_->finish() : FlowReport();
  dissector_.reset();
  if (sides_[0].jumped() || sides_[1].jumped()) doubt(report);
  return report;
}

std::size_t Flow::footprint() const {
  auto all = sizeof(Flow) + sides_[0].footprint() + sides_[1].footprint() + hops_[0].footprint() + hops_[1].footprint();
  if (dissector_) all += dissector_->footprint();
  if (opening_) {
    all += sizeof(Unrecognised) + opening_->pieces.capacity() * sizeof(Unrecognised::Piece) +
           opening_->bytes[0].capacity() + opening_->bytes[1].capacity();
  }
  return all;
}

}  // namespace runseal::capture
