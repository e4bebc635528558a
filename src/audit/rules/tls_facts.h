// The facts "tls.…" of an observation, typed, for every protocol that goes through TLS (probes/tls_questions.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/audit.h"

namespace runseal::audit {

struct TlsIssuer {
  std::string subject;
  std::string key;
  unsigned key_bits = 0;
  std::string signature;
  bool self_signed = false;
};

struct TlsCertificate {
  std::string subject;
  std::string issuer;
  std::vector<std::string> names;
  Instant not_before;
  Instant not_after;
  std::string key;
  unsigned key_bits = 0;
  std::string signature;
  bool self_signed = false;
  bool for_this_host = false;
  std::vector<std::string> problems;  // why no authority vouches for it
  std::vector<TlsIssuer> issuers;     // as the server sent them
};

struct TlsFacts {
  using Lists = std::map<std::string, std::vector<std::string>>;

  std::optional<Instant> at;  // when it was measured: what dates are held against
  std::optional<std::map<std::string, bool>> versions;
  std::map<std::string, std::string> hung_up;
  std::optional<Lists> suites;
  std::optional<std::map<std::string, bool>> suites_complete;
  std::optional<Lists> groups;
  std::optional<std::map<std::string, bool>> groups_complete;
  std::optional<unsigned> dh_bits;
  std::optional<bool> compression;
  std::optional<bool> secure_renegotiation;
  std::optional<bool> stapled;
  std::optional<std::vector<TlsCertificate>> certificates;  // nothing when one of them cannot be read

  [[nodiscard]] bool accepts(const std::string& version) const;
  [[nodiscard]] bool versions_known() const;                    // all five
  [[nodiscard]] std::vector<std::string> old_versions() const;  // those accepted below TLS 1.2
  [[nodiscard]] bool only_old_versions() const;
  // Of TLS 1.3 and of the newest version below it that is accepted, each asked for until nothing more was.
  [[nodiscard]] bool suites_known() const;
  [[nodiscard]] bool key_exchange_known() const;  // the groups and primes of the suites that are accepted
  [[nodiscard]] std::vector<std::string> all_suites() const;
  [[nodiscard]] std::vector<std::string> suites_that(bool (*are)(std::string_view)) const;
  [[nodiscard]] bool only_suites_that(bool (*are)(std::string_view)) const;
  [[nodiscard]] std::vector<std::string> weak_groups() const;
};

[[nodiscard]] TlsFacts tls_facts(const model::Observation& observation);

// What is wrong with a certificate, one function a question; all are pure.
[[nodiscard]] bool is_out_of_date(const TlsCertificate& certificate, Instant at);
[[nodiscard]] bool has_weak_key(const TlsCertificate& certificate);        // below 112 bits of strength
[[nodiscard]] bool has_weak_signature(const TlsCertificate& certificate);  // MD5 or SHA-1, its issuers' too

}  // namespace runseal::audit
