#include "audit/probes/tls_answers.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/time.h"

namespace runseal::audit {
namespace {

using proto::TlsVersion;

constexpr std::size_t most_issuers = 8;

const HelloAnswer* any_older_flight(const TlsAnswers& answers) {
  const auto version = answers.newest_before_1_3();
  return version ? &answers.versions.at(*version) : nullptr;
}

void add_versions(const TlsAnswers& answers, model::Observation& into) {
  Json accepted = Json::object();
  Json hung_up = Json::object();
  std::string last;
  for (const auto& [version, answer] : answers.versions) {
    const auto taken = answers.accepts(version);
    if (!taken) continue;
    accepted[proto::name(version)] = *taken;
    if (*taken || last.empty()) last = answer.exchange;
    if (!*taken && answer.hung_up_twice)
      hung_up[proto::name(version)] =
          std::string(answer.outcome == Outcome::reset ? "reset" : "closed") + " the connection, twice";
  }
  if (!accepted.empty()) into.facts["tls.versions"] = {accepted, last};
  if (!hung_up.empty()) into.facts["tls.hung-up"] = {hung_up, last};
}

void add_list(const std::string& id, const std::map<TlsVersion, TlsList>& lists, model::Observation& into) {
  Json names = Json::object();
  Json complete = Json::object();
  std::string last;
  for (const auto& [version, list] : lists) {
    names[proto::name(version)] = list.names;
    complete[proto::name(version)] = list.complete;
    if (!list.exchange.empty()) last = list.exchange;
  }
  if (last.empty()) return;
  into.facts[id] = {names, last};
  into.facts[id + "-complete"] = {complete, last};
}

void add_lists(const TlsAnswers& answers, model::Observation& into) {
  add_list("tls.suites", answers.suites, into);
  add_list("tls.groups", answers.groups, into);
  if (answers.dh_bits) into.facts["tls.dh-bits"] = {*answers.dh_bits, answers.dh_exchange};
  if (answers.server_order) into.facts["tls.server-order"] = {*answers.server_order, tls_order_label};
}

void add_details(const TlsAnswers& answers, model::Observation& into) {
  const auto* older = any_older_flight(answers);
  if (older) {
    into.facts["tls.compression"] = {older->flight->compresses, older->exchange};
    into.facts["tls.secure-renegotiation"] = {older->flight->secure_renegotiation, older->exchange};
  }
  const bool done = answers.handshake && answers.handshake->outcome == Outcome::answered;
  if (done) {
    const auto& peer = answers.handshake->peer;
    into.facts["tls.negotiated"] = {{{"version", peer.version}, {"suite", peer.suite}, {"group", peer.group}},
                                    tls_handshake_label};
    into.facts["tls.stapled"] = {peer.stapled, tls_handshake_label};
    into.facts["tls.client-certificate-asked"] = {peer.asks_for_certificate, tls_handshake_label};
  } else if (older) {
    into.facts["tls.stapled"] = {older->flight->stapled, older->exchange};
    into.facts["tls.client-certificate-asked"] = {older->flight->asks_for_certificate, older->exchange};
  }
}

Json issuers(const std::vector<Bytes>& chain) {
  Json list = Json::array();
  for (std::size_t i = 1; i < chain.size() && list.size() < most_issuers; ++i) {
    const auto read = base::read_certificate(chain[i]);
    if (!read) continue;
    list.push_back({{"subject", read->subject},
                    {"key", read->key},
                    {"key-bits", read->key_bits},
                    {"signature", read->signature},
                    {"self-signed", read->self_signed},
                    {"not-after", base::format_instant(read->not_after)}});
  }
  return list;
}

Json certificate_json(const TlsChain& chain, const TlsTarget& target, Instant at) {
  const auto read = base::read_certificate(chain.certificates.front());
  if (!read) return {{"unreadable", true}};
  const auto trust = target.trust ? target.trust : base::Trust::system();
  return {{"subject", read->subject},
          {"issuer", read->issuer},
          {"names", read->names},
          {"not-before", base::format_instant(read->not_before)},
          {"not-after", base::format_instant(read->not_after)},
          {"key", read->key},
          {"key-bits", read->key_bits},
          {"signature", read->signature},
          {"self-signed", read->self_signed},
          {"sha256", read->sha256},
          {"for-this-host", base::certificate_is_for(chain.certificates.front(), target.host)},
          {"problems", trust->problems(chain.certificates, at)},
          {"issuers", issuers(chain.certificates)}};
}

}  // namespace

namespace {

// First messages can be played back; a whole handshake shows that somebody has the certificate's key. A server that
// insists on a certificate of the client's turns us down, and is none the worse.
std::string unfinished(const TlsAnswers& answers, std::chrono::milliseconds allowed) {
  const bool only_ssl_3 = answers.newest_before_1_3() == std::optional(TlsVersion::ssl_3_0) &&
                          answers.accepts(TlsVersion::tls_1_3) == std::optional(false);
  if (only_ssl_3) return {};  // nobody speaks it any more
  if (!answers.handshake) return "was not asked for a whole handshake";
  const auto& start = *answers.handshake;
  if (start.outcome == Outcome::answered || start.peer.asks_for_certificate) return {};
  return "asked for a whole handshake, it " + words_for(start.outcome, start.detail, allowed, "TLS");
}

}  // namespace

void TlsAnswers::remember_chain(const std::vector<Bytes>& certificates, const std::string& exchange) {
  constexpr std::size_t most = 4;
  if (certificates.empty() || chains.size() == most) return;
  const bool known = std::ranges::any_of(
      chains, [&](const TlsChain& one) { return one.certificates.front() == certificates.front(); });
  if (!known) chains.push_back({certificates, exchange});
}

std::optional<TlsVersion> TlsAnswers::newest_before_1_3() const {
  for (const auto version : {TlsVersion::tls_1_2, TlsVersion::tls_1_1, TlsVersion::tls_1_0, TlsVersion::ssl_3_0})
    if (accepts(version) == std::optional(true)) return version;
  return std::nullopt;
}

std::optional<bool> TlsAnswers::accepts(TlsVersion version) const {
  const auto found = versions.find(version);
  if (found == versions.end()) return std::nullopt;
  const auto& answer = found->second;
  // some take TLS 1.3 only with a key share in the first message: then the whole handshake shows it
  if (version == TlsVersion::tls_1_3 && handshake && handshake->peer.version == proto::name(version)) return true;
  if (answer.flight && !answer.flight->alert) return answer.takes(version);
  if (answer.refuses()) return accepts_any() ? std::optional(false) : std::nullopt;
  return std::nullopt;
}

bool TlsAnswers::spoken() const {
  return std::ranges::any_of(versions, [](const auto& one) { return one.second.flight.has_value(); });
}

bool TlsAnswers::accepts_any() const {
  return std::ranges::any_of(versions, [](const auto& one) { return one.second.takes(one.first); });
}

void add_tls_facts(const TlsAnswers& answers, const TlsTarget& target, model::Observation& into) {
  add_versions(answers, into);
  add_lists(answers, into);
  add_details(answers, into);
  const auto at = base::parse_instant(into.at);
  if (answers.chains.empty() || !at) return;
  Json certificates = Json::array();
  for (const auto& chain : answers.chains) certificates.push_back(certificate_json(chain, target, *at));
  into.facts["tls.certificates"] = {certificates, answers.chains.front().exchange};
}

std::string first_failure(const TlsAnswers& answers, std::chrono::milliseconds allowed) {
  constexpr TlsVersion order[] = {TlsVersion::tls_1_2, TlsVersion::tls_1_3, TlsVersion::tls_1_1, TlsVersion::tls_1_0,
                                  TlsVersion::ssl_3_0};
  for (const auto version : order) {
    if (answers.accepts(version)) continue;
    const auto found = answers.versions.find(version);
    if (found == answers.versions.end()) return "was not asked for " + proto::name(version);
    const auto& answer = found->second;
    if (answer.outcome != Outcome::answered) {
      const auto why = words_for(answer.outcome, answer.detail, allowed, "TLS");
      return version == order[0] ? why : "asked for " + proto::name(version) + ", it " + why;
    }
    const auto alert = proto::tls_alert_name(answer.flight->alert ? answer.flight->alert->description : 0);
    return fmt::format("speaks TLS, but refuses {} with the alert {}",
                       answers.accepts_any() ? proto::name(version) : "every version", alert);
  }
  return unfinished(answers, allowed);
}

}  // namespace runseal::audit
