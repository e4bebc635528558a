// A mail as it is sent (RFC 5322, MIME): plain text in UTF-8, and nothing in its header that came from outside
// unescaped.
#pragma once

#include <string>

#include "base/time.h"

namespace runseal::service {

struct MailMessage {
  std::string from;  // addresses: base::is_mail_address
  std::string to;
  std::string subject;
  std::string text;
  std::string id;  // the same each time that it is tried, so that a mailbox knows a second copy
  Instant at{};
};
// Lines end with CR LF; each has at most 76 bytes.
[[nodiscard]] std::string written(const MailMessage& message);

}  // namespace runseal::service
