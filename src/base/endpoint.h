// The far end of a connection, as a URL: smb://nas01/runs, smb://nas01:1445/runs, mount:///mnt/runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace runseal::base {

struct Endpoint {
  std::string scheme;      // lower case
  std::string host;        // lower case; an IPv6 address without brackets; empty for mount:
  std::uint16_t port = 0;  // 0 = the scheme's own
  std::string path;        // decoded, without the leading slash (for mount: with it)

  [[nodiscard]] std::string url() const;  // the one normal form: what the store and the evidence name it by
};

// RFC 3986, by Boost.URL. Also takes a UNC path (\\nas01\runs). Errors: invalid; a password in a URL is refused.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace runseal::base
