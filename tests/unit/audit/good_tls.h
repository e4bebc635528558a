// What is seen of a TLS server that is in order: TLS 1.3 alone, for protocols that may go through TLS.
#pragma once

#include <map>
#include <string>

#include "base/json.h"

namespace runseal::test {

inline std::map<std::string, Json> good_tls() {
  const Json certificate{{"subject", "CN=nas01"},
                         {"issuer", "CN=Site"},
                         {"names", {"nas01"}},
                         {"not-before", "2024-01-01T00:00:00.000Z"},
                         {"not-after", "2027-01-01T00:00:00.000Z"},
                         {"key", "EC"},
                         {"key-bits", 256},
                         {"signature", "SHA256"},
                         {"self-signed", false},
                         {"for-this-host", true},
                         {"problems", Json::array()},
                         {"issuers", Json::array()}};
  return {{"tls.versions",
           {{"SSL 3.0", false}, {"TLS 1.0", false}, {"TLS 1.1", false}, {"TLS 1.2", false}, {"TLS 1.3", true}}},
          {"tls.suites", {{"TLS 1.3", {"TLS_AES_128_GCM_SHA256"}}}},
          {"tls.suites-complete", {{"TLS 1.3", true}}},
          {"tls.groups", {{"TLS 1.3", {"x25519"}}}},
          {"tls.groups-complete", {{"TLS 1.3", true}}},
          {"tls.stapled", true},
          {"tls.certificates", Json::array({certificate})}};
}

}  // namespace runseal::test
