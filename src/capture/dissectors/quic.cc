#include "capture/dissectors/quic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "capture/dissectors/seen.h"
#include "proto/quic.h"

namespace runseal::capture {
namespace {

using model::Axis;
using model::Protection;

constexpr std::size_t most_versions = 16;
constexpr std::uint8_t fixed_bit = 0x40;  // RFC 9000 17.2

class Quic final : public Dissector {
 public:
  explicit Quic(const FlowContext& /*flow*/) {}

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    if (bytes.empty()) return;
    auto& half = halves_[index(from)];
    if (half.packets++ == 0) half.packet = at.packet;
    could_be_ = could_be_ || (bytes[0] & fixed_bit) != 0;
    if (const auto header = proto::parse_quic_long_header(bytes)) {
      take_long(half, *header);
      shown_ = shown_ || header->version == 0 || proto::quic_version_name(header->version);
    } else {
      const auto& to = halves_[index(other(from))];
      const bool known = to.id && proto::is_quic_short_to(bytes, *to.id);
      half.sealed = half.sealed || known;
      half.bytes += bytes.size() + missing;
      strange_ = strange_ || (!known && !proto::is_quic_short(bytes));
    }
  }

  void gap(Side /*from*/, std::uint64_t /*bytes*/, Moment /*at*/) override {}

  [[nodiscard]] FlowReport finish() override {
    if (!shown_) return could_be_ ? told_by_port("quic", "QUIC") : FlowReport();
    FlowReport report;
    report.protocol = "quic";
    if (!versions_.empty()) report.version = *versions_.begin();
    const auto why = not_seen();
    const auto axis = [&](const char* words) {
      return why.empty() ? Axis{Protection::protected_, words} : Axis{Protection::unknown, why};
    };
    report.confidentiality = axis("QUIC encrypts all that it carries, with TLS 1.3's keys (RFC 9001).");
    report.integrity = axis("QUIC protects every packet against changes, with TLS 1.3's keys (RFC 9001).");
    report.peer_authenticity = {Protection::unknown,
                                "In QUIC the server's certificate is encrypted, so that packets do not show it."};
    put_facts(report);
    return report;
  }

  [[nodiscard]] std::size_t footprint() const override { return sizeof *this + 64 * versions_.size() + 64; }

 private:
  struct Half {
    std::optional<Bytes> id;  // by which the other end is to call it, as its latest long header says
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;   // of packets with a short header
    std::uint64_t packet = 0;  // the first
    bool sealed = false;       // sent one to the other end's id
  };

  void take_long(Half& half, const proto::QuicLongHeader& header) {
    if (header.version == 0) return;  // a negotiation: authenticated by nothing, and followed by what was agreed on
    const auto name = proto::quic_version_name(header.version);
    strange_version_ = strange_version_ || !name;
    if (versions_.size() < most_versions) versions_.insert(name ? *name : fmt::format("0x{:08x}", header.version));
    half.id.emplace(header.from.begin(), header.from.end());
  }

  // What keeps it from being known that this was encrypted; empty: nothing.
  [[nodiscard]] std::string not_seen() const {
    if (strange_) return "Datagrams came between the packets of QUIC that are none.";
    if (strange_version_) return "A version of QUIC was spoken that is not known here.";
    if (!halves_[0].id || !halves_[1].id) return "The handshake of QUIC was not captured from both ends.";
    if (!halves_[0].sealed || !halves_[1].sealed) return "The handshake of QUIC was not seen to its end.";
    return {};
  }

  void put_facts(FlowReport& report) const {
    const auto& [client, server] = halves_;
    const auto put = [&](const char* id, Json value, std::uint64_t packet) {
      report.facts.emplace(std::string("quic.") + id, SeenFact{std::move(value), packet});
    };
    const auto first = client.packet != 0 ? client.packet : server.packet;
    if (!versions_.empty()) put("versions", versions_, first);
    put("handshake-incomplete", !client.sealed || !server.sealed, first);
    if (client.bytes > 0) put("bytes-from-client", client.bytes, client.packet);
    if (server.bytes > 0) put("bytes-from-server", server.bytes, server.packet);
  }

  std::array<Half, 2> halves_;
  std::set<std::string> versions_;
  bool could_be_ = false;  // one has the bit that all of version 1 and 2 have, and text as well
  bool shown_ = false;     // a long header of a version that is known
  bool strange_ = false;
  bool strange_version_ = false;
};

Match recognise(const Opening& opening) {
  for (const auto bytes : {opening.client, opening.server})
    if (const auto header = proto::parse_quic_long_header(bytes);
        header && (header->version == 0 || (header->fixed && proto::quic_version_name(header->version))))
      return Match::yes;
  return Match::no;
}

}  // namespace

DissectorKind quic_kind() {
  return {"quic", 17, {443, 8443}, recognise, [](const FlowContext& flow) -> std::unique_ptr<Dissector> {
            return std::make_unique<Quic>(flow);
          }};
}

}  // namespace runseal::capture
