// iSCSI's login and the list of targets (RFC 7143): requests and answers as bytes. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::proto {

// The size of the first PDU: header, further headers, data with padding (11.2); no digests are agreed on.
// Errors: limit (data over 64 KiB), not_found (another protocol speaks).
[[nodiscard]] Result<std::optional<std::size_t>> iscsi_pdu_size(ByteView bytes);

using IscsiKeys = std::map<std::string, std::string>;  // of text requests and answers, 6.1

enum class IscsiStage : std::uint8_t { security = 0, operational = 1, full_feature = 3 };  // 11.12.3

// Asks to go on from `from` to `to` (11.12). `task` numbers the request.
[[nodiscard]] Bytes iscsi_login_request(const std::vector<std::string>& keys, IscsiStage from, IscsiStage to,
                                        std::uint32_t task);
[[nodiscard]] Bytes iscsi_send_targets(std::uint32_t task, std::uint32_t their_number);  // Appendix C

struct IscsiLogin {
  std::uint8_t status_class = 0;  // 0 success, 1 redirection, 2 our fault, 3 theirs (11.13.5)
  std::uint8_t status_detail = 0;
  bool goes_on = false;      // to the stage that was asked for
  std::uint32_t number = 0;  // StatSN
  IscsiKeys keys;
};
[[nodiscard]] Result<IscsiLogin> parse_iscsi_login(ByteView pdu);

// Names of targets, at most 1000.
[[nodiscard]] Result<std::vector<std::string>> parse_iscsi_targets(ByteView pdu);

}  // namespace runseal::proto
