#include "audit/rules/tls_findings.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/harms.h"
#include "audit/rules/tls_clauses.h"
#include "base/text.h"
#include "proto/tls_strength.h"

namespace runseal::audit {
namespace {

using clauses::and_also;
using model::Severity;

std::string some_of(const std::vector<std::string>& names, const char* verb) {
  constexpr std::size_t most = 6;
  auto shown = names;
  if (shown.size() > most) shown.resize(most);
  auto text = base::join(shown, ", ");
  if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
  return fmt::format("{} {}.", text, names.size() == 1 ? fmt::format("is {}", verb) : fmt::format("are {}", verb));
}

template <bool (*Are)(std::string_view)>
TlsRule suites(Severity severity, const char* id, const char* title, const char* explanation,
               std::vector<model::Harm> harms, std::vector<model::Clause> clauses) {
  return {{id, severity, title, explanation, std::move(harms), std::move(clauses), {}, {"tls.suites"}},
          [](const TlsFacts& facts) { return !facts.suites_that(Are).empty(); },
          [](const TlsFacts& facts) { return some_of(facts.suites_that(Are), "accepted"); }};
}

TlsRule ssl_3() {
  auto cited = and_also(clauses::confidentiality(), clauses::tls_versions);
  cited.push_back(clauses::ssl_3);
  return {
      {"tls.ssl-3-accepted",
       Severity::critical,
       "SSL 3.0 is accepted",
       "Its padding is not protected, so that somebody on the way can read what is sent (POODLE), and its signatures "
       "rest on broken hashes. No client of this century needs it.",
       harms::all,
       std::move(cited),
       {},
       {"tls.versions"}},
      [](const TlsFacts& facts) { return facts.accepts("SSL 3.0"); }};
}

TlsRule old_version() {
  return {
      {"tls.old-version-accepted",
       Severity::high,
       "TLS older than 1.2 is accepted",
       "These versions sign their handshake with SHA-1 and MD5 and know no modern cipher. An old client, or one that "
       "was talked down, is served with that.",
       harms::all,
       and_also(clauses::confidentiality(), clauses::tls_versions),
       {},
       {"tls.versions"}},
      [](const TlsFacts& facts) { return facts.accepts("TLS 1.0") || facts.accepts("TLS 1.1"); },
      [](const TlsFacts& facts) { return some_of(facts.old_versions(), "accepted"); }};
}

TlsRule no_tls_1_3() {
  return {{"tls.no-tls-1-3",
           Severity::low,
           "TLS 1.3 is not accepted",
           "TLS 1.2 with the right suites protects as well; TLS 1.3 leaves nothing to choose wrongly and hides the "
           "certificate from listeners.",
           {},
           clauses::tls_versions,
           {},
           {"tls.versions"}},
          [](const TlsFacts& facts) { return facts.versions_known() && !facts.accepts("TLS 1.3"); }};
}

TlsRule compression() {
  return {{"tls.compression",
           Severity::high,
           "TLS compresses what is sent",
           "The size of what is compressed gives away its content (CRIME).",
           harms::read,
           and_also(clauses::confidentiality(), {clauses::tls_compression}),
           {},
           {"tls.compression"}},
          [](const TlsFacts& facts) { return facts.compression == std::optional(true); }};
}

TlsRule renegotiation() {
  return {{"tls.insecure-renegotiation",
           Severity::medium,
           "Renegotiation is not bound to the session",
           "Somebody on the way can put words of their own before those of the client, in its name.",
           harms::changed,
           and_also(clauses::integrity(), {clauses::tls_renegotiation}),
           {},
           {"tls.secure-renegotiation"}},
          [](const TlsFacts& facts) { return facts.secure_renegotiation == std::optional(false); }};
}

TlsRule short_prime() {
  return {
      {"tls.short-prime",
       Severity::high,
       "Keys are agreed upon with a short prime",
       "A prime of less than 2048 bits gives less than 112 bits of strength, and one of 1024 bits can be broken once "
       "for everybody who uses it (Logjam).",
       harms::all,
       and_also(clauses::confidentiality(), clauses::tls_suites),
       {},
       {"tls.dh-bits"}},
      [](const TlsFacts& facts) { return facts.dh_bits && *facts.dh_bits < 2048; },
      [](const TlsFacts& facts) { return fmt::format("The prime has {} bits.", *facts.dh_bits); }};
}

TlsRule weak_group() {
  return {{"tls.weak-group",
           Severity::medium,
           "Keys are agreed upon with short curves",
           "Curves of less than 224 bits give less than 112 bits of strength.",
           harms::read,
           clauses::tls_suites,
           {},
           {"tls.groups"}},
          [](const TlsFacts& facts) { return !facts.weak_groups().empty(); },
          [](const TlsFacts& facts) { return some_of(facts.weak_groups(), "accepted"); }};
}

TlsRule suites_not_counted() {
  return {{"tls.suites-not-all-asked",
           Severity::low,
           "Not every cipher suite and group that is accepted was seen",
           "The server stopped answering before it refused, so that weaker ones may be among those that were not seen.",
           {},
           {},
           {},
           {"tls.suites-complete", "tls.groups-complete"}},
          [](const TlsFacts& facts) { return !facts.suites_known() || !facts.key_exchange_known(); }};
}

TlsRule known_by_hang_up() {
  return {
      {"tls.refused-by-hanging-up",
       Severity::info,
       "A version of TLS counts as refused because the connection was ended",
       "No alert says so. Some servers do that with a version they do not take; but a device on the way could do it "
       "too, to this machine alone. To be sure, look at the server's settings, or measure from the network of the "
       "devices.",
       {},
       {},
       {},
       {"tls.hung-up"}},
      [](const TlsFacts& facts) { return !facts.hung_up.empty(); },
      [](const TlsFacts& facts) {
        std::vector<std::string> each;
        for (const auto& [version, how] : facts.hung_up)
          each.push_back(fmt::format("Offered {} alone, the server {}.", version, how));
        return base::join(each, " ");
      }};
}

TlsRule client_not_measured() {
  return {{"tls.client-not-measured",
           Severity::info,
           "Whether the device checks the certificate is not measured by asking the server",
           "The server can only offer a proof of who it is. A device that accepts every certificate sends its files to "
           "whoever answers: look for a setting such as \"ignore certificate errors\", and switch it off.",
           {},
           {},
           {},
           {}},
          [](const TlsFacts&) { return true; }};
}

}  // namespace

const std::vector<TlsRule>& tls_rules() {
  static const auto rules = [] {
    std::vector<TlsRule> all{
        suites<proto::encrypts_nothing>(Severity::critical, "tls.suite-without-encryption",
                                        "Cipher suites without encryption are accepted",
                                        "They protect nothing from being read.", harms::read,
                                        and_also(clauses::confidentiality(), clauses::tls_suites)),
        suites<proto::authenticates_nobody>(
            Severity::critical, "tls.suite-without-certificate",
            "Cipher suites are accepted in which the server proves nothing",
            "Anybody on the way can answer in the server's place, and read and change what is "
            "sent.",
            harms::all, and_also(clauses::authenticity(), clauses::tls_suites)),
        ssl_3(),
        suites<proto::is_breakable>(
            Severity::high, "tls.breakable-suite", "Cipher suites are accepted that can be broken",
            "Export ciphers, DES and RC2 have keys that can be tried out; RC4 gives away what is sent "
            "often.",
            harms::all, and_also(clauses::confidentiality(), clauses::tls_suites)),
        old_version(),
        short_prime(),
        compression(),
        renegotiation(),
        suites<proto::has_small_blocks>(
            Severity::medium, "tls.small-block-suite", "Ciphers with blocks of 64 bits are accepted",
            "After some 32 GB on one connection, less than one run, blocks repeat and give away "
            "what was sent (Sweet32).",
            harms::read, and_also(clauses::confidentiality(), clauses::tls_suites)),
        weak_group(),
        suites<proto::keeps_no_secret>(Severity::medium, "tls.no-forward-secrecy",
                                       "Cipher suites without forward secrecy are accepted",
                                       "Whoever records a connection and gets the server's key later can read it then.",
                                       harms::read, clauses::tls_suites),
        suites<proto::chains_blocks>(
            Severity::low, "tls.cbc-suite", "Cipher suites with CBC are accepted",
            "They are safe only where both ends take the same time whatever goes wrong; GCM, CCM and "
            "ChaCha20 need no such care.",
            {}, clauses::tls_suites),
        no_tls_1_3(),
        suites_not_counted()};
    for (auto& rule : tls_certificate_rules()) all.push_back(std::move(rule));
    all.push_back(known_by_hang_up());
    all.push_back(client_not_measured());
    return all;
  }();
  return rules;
}

}  // namespace runseal::audit
