// PDUs of iSCSI as both ends exchange them (RFC 7143 section 11): heads, and the keys of a login. iscsi.h builds
// requests and reads answers to them.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace runseal::proto {

namespace iscsi {
constexpr std::size_t head_size = 48;
constexpr std::uint8_t scsi_command = 0x01, login_request = 0x03, text_request = 0x04, data_out = 0x05,
                       login_response = 0x23, text_response = 0x24, data_in = 0x25;
}  // namespace iscsi

struct IscsiHead {
  std::uint8_t opcode = 0;
  std::uint8_t flags = 0;
  std::size_t further_heads = 0;  // in bytes
  std::size_t data = 0;           // without padding
  std::uint16_t status = 0;       // of a login response: class and detail; 0 = success
  // Of a login response: this was its last, digests count from here (11.13.3)
  [[nodiscard]] bool enters_full_feature() const {
    return opcode == iscsi::login_response && status == 0 && (flags & 0x83U) == 0x83;
  }
};
// Errors: invalid (no such PDU begins like this, or fewer than 48 bytes).
[[nodiscard]] Result<IscsiHead> parse_iscsi_head(ByteView front);

// Calls take(key, value) for each pair of a login or text PDU; `front` may be cut.
template <class Take>
void each_iscsi_key(ByteView front, const IscsiHead& head, Take&& take) {
  const auto at = iscsi::head_size + head.further_heads;
  if (front.size() <= at) return;
  const auto data = front.subspan(at, std::min(front.size() - at, head.data));
  std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  while (!text.empty()) {
    const auto end = text.find('\0');
    const auto pair = text.substr(0, end);
    if (const auto equals = pair.find('='); equals != std::string_view::npos)
      take(pair.substr(0, equals), pair.substr(equals + 1));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace runseal::proto
