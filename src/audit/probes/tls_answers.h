// What came back to the questions of tls_questions.h, and the facts it shows.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "audit/probes/tls_questions.h"
#include "proto/tls_hello.h"

namespace runseal::audit {

struct HelloAnswer {
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::string exchange;
  std::optional<proto::TlsFlight> flight;
  bool hung_up_twice = false;
  bool doubtful = false;  // an alert that need not mean a refusal, and it was not given twice

  // A version that was offered is accepted only when that very version is chosen.
  [[nodiscard]] bool takes(proto::TlsVersion version) const {
    return flight && !flight->alert && flight->version == version;
  }
  [[nodiscard]] bool refuses() const { return hung_up_twice || (flight && flight->alert && !doubtful); }
};

struct TlsList {  // of suites or groups that were chosen one after another
  std::vector<std::string> names;
  bool complete = false;
  std::string exchange;
};

struct TlsChain {
  std::vector<Bytes> certificates;  // DER
  std::string exchange;
};

struct TlsAnswers {
  std::map<proto::TlsVersion, HelloAnswer> versions;
  std::map<proto::TlsVersion, TlsList> suites;
  std::map<proto::TlsVersion, TlsList> groups;
  std::optional<bool> server_order;
  std::optional<unsigned> dh_bits;
  std::string dh_exchange;
  std::vector<TlsChain> chains;  // each with another first certificate
  std::optional<TlsStart> handshake;

  void remember_chain(const std::vector<Bytes>& certificates, const std::string& exchange);
  [[nodiscard]] std::optional<proto::TlsVersion> newest_before_1_3() const;  // that is accepted
  // Nothing where it is not settled: an alert or a hang-up is a refusal only of one who accepted another version.
  [[nodiscard]] std::optional<bool> accepts(proto::TlsVersion version) const;
  [[nodiscard]] bool spoken() const;
  [[nodiscard]] bool accepts_any() const;
};

void add_tls_facts(const TlsAnswers& answers, const TlsTarget& target, model::Observation& into);
[[nodiscard]] std::string first_failure(const TlsAnswers& answers, std::chrono::milliseconds allowed);

inline constexpr const char* tls_handshake_label = "tls-handshake";
inline constexpr const char* tls_order_label = "tls-suites-turned-round";

}  // namespace runseal::audit
