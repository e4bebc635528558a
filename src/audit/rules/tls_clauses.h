// The sections of public standards on TLS that a finding may cite: only these, each looked up and checked.
#pragma once

#include "audit/rules/clauses.h"

namespace runseal::audit::clauses {

inline std::vector<model::Clause> and_also(std::vector<model::Clause> first, const std::vector<model::Clause>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

inline const std::vector<model::Clause> tls_versions{{"NIST SP 800-52r2", "3.1", "Protocol Version Support"},
                                                     {"BSI TR-02102-2", "3.2", "SSL/TLS versions"},
                                                     {"RFC 8996", "", "Deprecating TLS 1.0 and TLS 1.1"}};
inline const std::vector<model::Clause> tls_suites{{"NIST SP 800-52r2", "3.3.1", "Cipher Suites"},
                                                   {"BSI TR-02102-2", "3.3.1", "Cipher suites of TLS 1.2"},
                                                   {"RFC 9325", "4.1", "General Guidelines"}};
inline const std::vector<model::Clause> tls_certificates{{"NIST SP 800-52r2", "3.2", "Server Keys and Certificates"},
                                                         {"BSI TR-02102-2", "", "Use of Transport Layer Security"}};
inline const model::Clause ssl_3{"RFC 7568", "3", "Do Not Use SSL Version 3.0"};
inline const model::Clause tls_compression{"RFC 9325", "3.3", "Compression"};
inline const model::Clause tls_renegotiation{"RFC 5746", "", "TLS Renegotiation Indication Extension"};

}  // namespace runseal::audit::clauses
