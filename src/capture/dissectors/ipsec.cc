#include "capture/dissectors/ipsec.h"

#include <set>

#include "capture/dissectors/esp_seen.h"
#include "capture/dissectors/seen.h"
#include "proto/ike.h"

namespace runseal::capture {
namespace {

using model::Protection;

constexpr std::uint8_t esp_protocol = 50;
constexpr std::uint8_t ah_protocol = 51;
constexpr std::uint16_t traversal_port = 4500;
constexpr std::size_t most_names = 16;

class Esp final : public Dissector {
 public:
  explicit Esp(const FlowContext& /*flow*/) {}

  void data(Side /*from*/, ByteView bytes, std::uint64_t missing, Moment at) override {
    seen_.packet(bytes, missing, at);
  }
  void gap(Side /*from*/, std::uint64_t /*bytes*/, Moment /*at*/) override {}
  [[nodiscard]] FlowReport finish() override {
    FlowReport report;
    report.protocol = "ipsec";
    report.version = "ESP";
    seen_.judge(report);
    return report;
  }
  [[nodiscard]] std::size_t footprint() const override { return sizeof *this + seen_.footprint(); }

 private:
  EspSeen seen_;
};

class Ah final : public Dissector {
 public:
  explicit Ah(const FlowContext& /*flow*/) {}

  void data(Side /*from*/, ByteView bytes, std::uint64_t missing, Moment at) override {
    if (packets_++ == 0) first_ = at.packet;
    bytes_ += bytes.size() + missing;
    const auto header = proto::parse_ah_header(bytes);
    if (!header) {
      broken_ = true;
      return;
    }
    without_code_ = without_code_ || header->code == 0;
    clear_ = clear_ || header->next_header != esp_protocol;
  }
  void gap(Side /*from*/, std::uint64_t /*bytes*/, Moment /*at*/) override {}

  [[nodiscard]] FlowReport finish() override {
    FlowReport report;
    report.protocol = "ipsec";
    report.version = "AH";
    report.confidentiality = {Protection::unknown,
                              "Packets do not show with which cipher the ESP inside of AH encrypts."};
    if (clear_) report.confidentiality = {Protection::absent, "AH protects against changes, but encrypts nothing."};
    report.integrity = {Protection::protected_, "AH notices any change of a packet."};
    if (broken_ || without_code_) report.integrity = {Protection::unknown, "Packets of AH came that carry no code."};
    report.peer_authenticity = {Protection::unknown, "How the two ends proved who they are, packets do not show."};
    report.facts.emplace("ipsec.ah-packets", SeenFact{packets_, first_});
    report.facts.emplace("ipsec.ah-bytes", SeenFact{bytes_, first_});
    return report;
  }
  [[nodiscard]] std::size_t footprint() const override { return sizeof *this; }

 private:
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t first_ = 0;
  bool clear_ = false;
  bool broken_ = false;
  bool without_code_ = false;
};

// IKE, and on port 4500 ESP beside it: there, IKE has four zeros before it (RFC 3948 2.2).
class Ike final : public Dissector {
 public:
  explicit Ike(const FlowContext& flow)
      : traverses_(flow.key.server_port == traversal_port || flow.key.client_port == traversal_port) {}

  void data(Side /*from*/, ByteView bytes, std::uint64_t missing, Moment at) override {
    constexpr std::size_t marker = 4;
    const bool marked = bytes.size() >= marker && base::Reader(bytes).be32() == 0;
    cut_ = cut_ || (missing > 0 && bytes.size() < marker + proto::ike_header_size);
    if (!traverses_) {
      take(bytes, missing, at);
    } else if (marked) {
      take(bytes.subspan(marker), missing, at);
    } else if (may_be_esp(bytes, missing)) {
      esp_.packet(bytes, missing, at);
    }
  }
  void gap(Side /*from*/, std::uint64_t /*bytes*/, Moment /*at*/) override {}

  [[nodiscard]] FlowReport finish() override {
    if (messages_ == 0 && !esp_.readable()) return esp_.any() || cut_ ? told_by_port("ipsec", "IPsec") : FlowReport();
    FlowReport report;
    report.protocol = "ipsec";
    if (!versions_.empty()) report.version = "IKE " + *versions_.begin();
    const char* why = "IKE negotiates a tunnel; what went through the tunnel, its own packets do not show.";
    report.integrity = report.confidentiality = report.peer_authenticity = {Protection::unknown, why};
    if (esp_.any()) esp_.judge(report);
    const auto put = [&](const char* id, Json value) {
      report.facts.emplace(std::string("ipsec.") + id, SeenFact{std::move(value), packet_});
    };
    if (messages_ > 0) put("ike-messages", messages_);
    if (!versions_.empty()) put("ike-versions", versions_);
    if (!exchanges_.empty()) put("ike-exchanges", exchanges_);
    if (!chosen_.empty()) put("ike-algorithms", chosen_);
    return report;
  }
  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + esp_.footprint() + 96 * (versions_.size() + exchanges_.size() + chosen_.size());
  }

 private:
  // RFC 4303 2.1: numbers below 256 are reserved. A single byte keeps the translation alive (RFC 3948 2.3).
  static bool may_be_esp(ByteView bytes, std::uint64_t missing) {
    constexpr std::uint32_t least_spi = 256;
    if (bytes.size() + missing <= proto::esp_header_size) return false;
    return bytes.size() < 4 || base::Reader(bytes).be32() >= least_spi;
  }

  void take(ByteView message, std::uint64_t missing, Moment at) {
    const auto header = proto::parse_ike_header(message);
    if (!header || header->length != message.size() + missing) return;
    if (messages_++ == 0) packet_ = at.packet;
    if (versions_.size() < most_names)
      versions_.insert(std::to_string(header->major) + "." + std::to_string(header->minor));
    if (exchanges_.size() < most_names) exchanges_.insert(proto::ike_exchange_name(*header));
    if (chosen_.empty()) chosen_ = proto::ike_chosen(message);
  }

  bool traverses_;
  bool cut_ = false;  // too little of a datagram was kept to tell what it is
  EspSeen esp_;
  std::uint64_t messages_ = 0;
  std::uint64_t packet_ = 0;
  std::set<std::string> versions_;
  std::set<std::string> exchanges_;
  std::vector<std::string> chosen_;  // for IKE's own messages
};

// The length in the header is that of the datagram, of which the opening may hold less.
Match recognise_ike(const Opening& opening) {
  constexpr std::size_t shown = 512;
  const bool traverses = opening.key.server_port == traversal_port || opening.key.client_port == traversal_port;
  for (auto bytes : {opening.client, opening.server}) {
    if (traverses && bytes.size() > 4 && base::Reader(bytes).be32() == 0) bytes = bytes.subspan(4);
    const auto header = proto::parse_ike_header(bytes);
    if (header && (header->length == bytes.size() || (header->length > bytes.size() && bytes.size() + 4 >= shown)))
      return Match::yes;
  }
  return Match::no;
}

Match always(const Opening& /*opening*/) { return Match::yes; }

template <class Reads>
std::unique_ptr<Dissector> make(const FlowContext& flow) {
  return std::make_unique<Reads>(flow);
}

}  // namespace

DissectorKind esp_kind() { return {"ipsec", esp_protocol, {}, always, make<Esp>}; }
DissectorKind ah_kind() { return {"ipsec", ah_protocol, {}, always, make<Ah>}; }
DissectorKind ike_kind() { return {"ipsec", 17, {500, traversal_port}, recognise_ike, make<Ike>}; }

}  // namespace runseal::capture
