// One short question to another web server: HTTPS only, no redirects, an end in time and in bytes. By libcurl.
#pragma once

#include <map>
#include <string>

#include "base/json.h"

namespace runseal::service {

struct WebQuestion {
  std::string url;
  std::string ca_file;                      // authorities in place of the system's; empty: the system's
  std::string user;                         // HTTP Basic; empty: none
  std::string password;                     //
  std::map<std::string, std::string> form;  // not empty: a POST
};

// The answer's JSON object. Errors: unavailable (nobody answers, or not with 200), denied (the certificate), timeout,
// limit, invalid (no JSON). The answer to a refusal is told in `where`, without what was asked.
Result<Json> ask_web(const WebQuestion& question);

}  // namespace runseal::service
