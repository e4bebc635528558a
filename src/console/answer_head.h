// The lines before an answer's body: the status, what browsers must heed, and the handler's own.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "console/exchange.h"

namespace runseal::console {

struct Framing {
  bool keep = true;                   // the connection
  std::optional<std::size_t> length;  // none: chunked, or until the end
  bool chunked = false;
  bool only_tls = false;  // browsers are to come back by TLS only, for a year
};

[[nodiscard]] std::string answer_head(const Answer& answer, const Framing& framing, Instant now);

}  // namespace runseal::console
