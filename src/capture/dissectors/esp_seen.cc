#include "capture/dissectors/esp_seen.h"

#include <algorithm>

#include "proto/ike.h"

namespace runseal::capture {
namespace {

using model::Protection;

constexpr std::size_t most_tunnels = 64;
constexpr unsigned enough = 8;  // by chance an encrypted packet reads as a clear one once in two thousand

}  // namespace

void EspSeen::packet(ByteView bytes, std::uint64_t missing, Moment at) {
  if (packets_++ == 0) first_packet_ = at.packet;
  bytes_ += bytes.size() + missing;
  if (missing > 0 || bytes.size() < proto::esp_header_size) return;
  const auto spi = base::Reader(bytes).be32();
  auto found = tunnels_.find(spi);
  if (found == tunnels_.end()) {
    if (tunnels_.size() >= most_tunnels) return void(++tunnels_not_kept_);
    found = tunnels_.try_emplace(spi).first;
  }
  auto& tunnel = found->second;
  if (tunnel.codes_if_clear == 0) return;
  tunnel.codes_if_clear &= proto::esp_codes_if_clear(bytes);
  tunnel.looked_at = std::min(tunnel.looked_at + 1, enough);
}

bool EspSeen::readable() const {
  return std::ranges::any_of(
      tunnels_, [](const auto& one) { return one.second.codes_if_clear != 0 && one.second.looked_at == enough; });
}

void EspSeen::judge(FlowReport& into) const {
  if (readable()) {
    into.confidentiality = {Protection::absent, "ESP was used without encryption (RFC 2410): its packets can be read."};
  } else {
    into.confidentiality = {
        Protection::unknown,
        "It went through an IPsec tunnel; packets do not show with which cipher, or whether with any."};
  }
  into.integrity = {Protection::unknown,
                    "It went through an IPsec tunnel; packets do not show whether changes would be noticed."};
  into.peer_authenticity = {Protection::unknown,
                            "How the ends of the IPsec tunnel proved who they are, packets do not show."};
  const auto put = [&](const char* id, Json value) {
    into.facts.emplace(std::string("ipsec.") + id, SeenFact{std::move(value), first_packet_});
  };
  put("esp-packets", packets_);
  put("esp-bytes", bytes_);
  put("esp-readable", readable());
  if (tunnels_not_kept_ > 0) put("esp-packets-of-tunnels-not-kept", tunnels_not_kept_);
}

}  // namespace runseal::capture
