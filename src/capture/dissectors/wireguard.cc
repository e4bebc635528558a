// Messages as the WireGuard paper gives them (section 5.4): initiation, response, cookie, data.
#include "capture/dissectors/wireguard.h"

#include <array>

#include "capture/dissectors/seen.h"

namespace runseal::capture {
namespace {

using model::Axis;
using model::Protection;

enum class Kind : std::uint8_t { none = 0, initiation = 1, response = 2, cookie = 3, data = 4 };

constexpr std::size_t least_kept = 16;  // of a message, to tell what it is

std::uint32_t number_at(ByteView bytes, std::size_t at) { return base::Reader(bytes.subspan(at)).le32(); }

// `size` of the whole message, of which not all may be there.
Kind kind_of(ByteView bytes, std::uint64_t size) {
  if (bytes.size() < least_kept || bytes[1] != 0 || bytes[2] != 0 || bytes[3] != 0) return Kind::none;
  const auto kind = static_cast<Kind>(bytes[0]);
  switch (kind) {
    case Kind::initiation: return size == 148 ? kind : Kind::none;
    case Kind::response: return size == 92 ? kind : Kind::none;
    case Kind::cookie: return size == 64 ? kind : Kind::none;
    case Kind::data: return size >= 32 && size % 16 == 0 ? kind : Kind::none;
    case Kind::none: break;
  }
  return Kind::none;
}

class WireGuard final : public Dissector {
 public:
  explicit WireGuard(const FlowContext& /*flow*/) {}

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    auto& half = halves_[index(from)];
    const auto kind = kind_of(bytes, bytes.size() + missing);
    shown_ = shown_ || kind != Kind::none;
    could_be_ = could_be_ || (missing > 0 && bytes.size() < least_kept);
    switch (kind) {
      case Kind::initiation:
        half.asked = number_at(bytes, 4);
        ++handshakes_;
        handshake_packet_ = at.packet;
        break;
      case Kind::response: {
        const auto& asked = halves_[index(other(from))].asked;
        answered_ = answered_ || (asked && number_at(bytes, 8) == *asked);
        break;
      }
      case Kind::cookie: break;
      case Kind::data:
        if (half.bytes == 0) half.packet = at.packet;
        half.bytes += bytes.size() + missing;
        break;
      case Kind::none: strange_ = true; break;
    }
  }

  void gap(Side /*from*/, std::uint64_t /*bytes*/, Moment /*at*/) override {}

  [[nodiscard]] FlowReport finish() override {
    if (!shown_) return could_be_ ? told_by_port("wireguard", "WireGuard") : FlowReport();
    FlowReport report;
    report.protocol = "wireguard";
    const auto& [client, server] = halves_;
    const auto why = not_seen();
    const auto axis = [&](const char* words) {
      return why.empty() ? Axis{Protection::protected_, words} : Axis{Protection::unknown, why};
    };
    report.confidentiality = axis("It went through a WireGuard tunnel, which encrypts all of it.");
    report.integrity = axis("It went through a WireGuard tunnel, which notices any change.");
    report.peer_authenticity = axis("Both ends of the WireGuard tunnel proved the keys that they know each other by.");
    const auto put = [&](const char* id, Json value, std::uint64_t packet) {
      report.facts.emplace(std::string("wireguard.") + id, SeenFact{std::move(value), packet});
    };
    if (handshakes_ > 0) put("handshakes", handshakes_, handshake_packet_);
    if (client.bytes > 0) put("bytes-from-client", client.bytes, client.packet);
    if (server.bytes > 0) put("bytes-from-server", server.bytes, server.packet);
    return report;
  }

  [[nodiscard]] std::size_t footprint() const override { return sizeof *this; }

 private:
  struct Half {
    std::optional<std::uint32_t> asked;  // the index of its latest initiation
    std::uint64_t bytes = 0;
    std::uint64_t packet = 0;  // the first with data
  };

  // What keeps it from being known that this was a tunnel between two that know each other; empty: nothing.
  [[nodiscard]] std::string not_seen() const {
    if (strange_) return "Datagrams came between the messages of WireGuard that are none.";
    if (!answered_) return "The handshake of WireGuard was not captured.";
    if (halves_[0].bytes == 0 || halves_[1].bytes == 0) return "The handshake of WireGuard was not seen to its end.";
    return {};
  }

  std::array<Half, 2> halves_;
  std::uint64_t handshakes_ = 0;
  std::uint64_t handshake_packet_ = 0;
  bool shown_ = false;     // one of its messages
  bool could_be_ = false;  // too little of one was kept
  bool answered_ = false;
  bool strange_ = false;
};

// The counter of a data message, which is far from 2^40 in a tunnel of this world, tells it from other protocols.
Match recognise(const Opening& opening) {
  for (const auto bytes : {opening.client, opening.server}) {
    const auto kind = kind_of(bytes, bytes.size());
    if (kind == Kind::initiation || kind == Kind::response) return Match::yes;
    if (kind == Kind::data && bytes[13] == 0 && bytes[14] == 0 && bytes[15] == 0) return Match::yes;
  }
  return Match::no;
}

}  // namespace

DissectorKind wireguard_kind() {
  return {"wireguard", 17, {51820}, recognise, [](const FlowContext& flow) -> std::unique_ptr<Dissector> {
            return std::make_unique<WireGuard>(flow);
          }};
}

}  // namespace runseal::capture
