// The control connection of FTP: replies in, commands out. Replies: RFC 959 4.2; FEAT: RFC 2389 3.2; AUTH, PBSZ and
// PROT: RFC 2228 and RFC 4217. No part of it opens a data connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

struct FtpReply {
  int code = 0;                    // 100 to 599
  std::vector<std::string> lines;  // without the code and its separator; at least one

  // Done, or one more word is awaited (2yz, 3yz), and not a promise of a further reply (1yz).
  [[nodiscard]] bool positive() const { return code >= 200 && code < 400; }
  // "not known here": another protocol's way of saying no, or a server without the command (RFC 959 4.2.1: 500, 502).
  [[nodiscard]] bool command_unknown() const { return code == 500 || code == 501 || code == 502; }
};

// The size of the first whole reply, as a Talk's framing wants it. Errors: not_found (no FTP reply begins like this),
// limit (a line over 4 KiB or more than 256 lines), invalid (a multi-line reply that cannot be).
[[nodiscard]] Result<std::optional<std::size_t>> ftp_reply_size(ByteView bytes);

// Of one whole reply. Errors as above.
[[nodiscard]] Result<FtpReply> parse_ftp_reply(ByteView reply);

// "USER runseal-probe\r\n". What would end the line early (CR, LF, NUL) is left out.
[[nodiscard]] Bytes ftp_command(std::string_view word, std::string_view argument = {});

// The features of a 211 answer to FEAT, in upper case: "AUTH TLS", "PROT".
[[nodiscard]] std::vector<std::string> ftp_features(const FtpReply& reply);

}  // namespace runseal::proto
