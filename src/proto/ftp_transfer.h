// Where a data connection of FTP goes: the numbers in PORT and PASV (RFC 959 4.1.2), in EPRT and EPSV (RFC 2428).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace runseal::proto {

struct FtpDataEnd {
  std::array<std::uint8_t, 16> address{};  // of `size` bytes: 4, 16, or 0 where none is told
  std::size_t size = 0;
  std::uint16_t port = 0;
};
// "192,0,2,1,200,10", with anything before and behind it, as answers to PASV have it.
[[nodiscard]] std::optional<FtpDataEnd> parse_ftp_port(std::string_view text);
// "|1|192.0.2.1|51210|", "(|||51210|)"; addresses of IPv6 too.
[[nodiscard]] std::optional<FtpDataEnd> parse_ftp_extended_port(std::string_view text);
// The folder in an answer to PWD (RFC 959 appendix II): 257 "/runs" is…
[[nodiscard]] std::optional<std::string> parse_ftp_folder(std::string_view text);

}  // namespace runseal::proto
