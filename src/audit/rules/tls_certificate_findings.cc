// What is wrong with a server's certificate.
#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/harms.h"
#include "audit/rules/tls_clauses.h"
#include "audit/rules/tls_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Severity;

constexpr std::chrono::days soon{30};
constexpr unsigned short_rsa = 3000;  // BSI TR-02102-2, from 2024 on

template <class Question>
const TlsCertificate* first_that(const TlsFacts& facts, Question asked) {
  if (!facts.certificates) return nullptr;
  const auto found = std::ranges::find_if(*facts.certificates, asked);
  return found == facts.certificates->end() ? nullptr : &*found;
}

const TlsCertificate* self_signed(const TlsFacts& facts) {
  return first_that(facts, [](const auto& one) { return one.self_signed && !one.problems.empty(); });
}
const TlsCertificate* not_trusted(const TlsFacts& facts) {
  return first_that(facts, [](const auto& one) { return !one.self_signed && !one.problems.empty(); });
}
const TlsCertificate* other_name(const TlsFacts& facts) {
  return first_that(facts, [](const auto& one) { return !one.for_this_host; });
}
const TlsCertificate* out_of_date(const TlsFacts& facts) {
  return facts.at ? first_that(facts, [&](const auto& one) { return is_out_of_date(one, *facts.at); }) : nullptr;
}
const TlsCertificate* ends_soon(const TlsFacts& facts) {
  return facts.at ? first_that(facts,
                               [&](const auto& one) {
                                 return !is_out_of_date(one, *facts.at) && one.not_after < *facts.at + soon;
                               })
                  : nullptr;
}
const TlsCertificate* weak_key(const TlsFacts& facts) { return first_that(facts, has_weak_key); }
const TlsCertificate* weak_signature(const TlsFacts& facts) { return first_that(facts, has_weak_signature); }
const TlsCertificate* short_key(const TlsFacts& facts) {
  return first_that(facts, [](const auto& one) {
    return one.key.starts_with("RSA") && one.key_bits < short_rsa && !has_weak_key(one);
  });
}

std::string key_text(const TlsCertificate& one) { return fmt::format("{} of {} bits", one.key, one.key_bits); }

template <const TlsCertificate* (*Which)(const TlsFacts&)>
TlsRule rule(Severity severity, const char* id, const char* title, const char* explanation,
             std::vector<model::Harm> harms, std::vector<model::Clause> cited, std::string (*names)(const TlsFacts&)) {
  return {{id, severity, title, explanation, std::move(harms), std::move(cited), {}, {"tls.certificates"}},
          [](const TlsFacts& facts) { return Which(facts) != nullptr; },
          names};
}

}  // namespace

std::vector<TlsRule> tls_certificate_rules() {
  const auto cited = clauses::and_also(clauses::authenticity(), clauses::tls_certificates);
  return {
      rule<self_signed>(
          Severity::high, "tls.certificate-self-signed", "The certificate is signed by itself alone",
          "Anybody can make one like it. A device that connects nevertheless either knows this very certificate, or "
          "accepts whatever it is shown.",
          harms::all, cited,
          [](const TlsFacts& facts) { return fmt::format("It says of itself: {}.", self_signed(facts)->subject); }),
      rule<not_trusted>(Severity::high, "tls.certificate-not-vouched-for",
                        "No authority that is believed here vouches for the certificate",
                        "Where the site has an authority of its own, name it with --ca FILE; where the chain is not "
                        "whole, let the server send the certificates between.",
                        harms::all, cited,
                        [](const TlsFacts& facts) {
                          const auto* one = not_trusted(facts);
                          return fmt::format("Issued by {}: {}.", one->issuer, base::join(one->problems, ", "));
                        }),
      rule<other_name>(
          Severity::high, "tls.certificate-for-another-name", "The certificate is for another name",
          "A device that connects by this name does not check whom it has reached, or it would not connect.",
          harms::all, cited,
          [](const TlsFacts& facts) {
            return fmt::format("It is for {}.", base::join(other_name(facts)->names, ", "));
          }),
      rule<out_of_date>(Severity::high, "tls.certificate-out-of-date", "The certificate is out of date",
                        "Devices that check it refuse to connect; those that connect do not check.", harms::all, cited,
                        [](const TlsFacts& facts) {
                          const auto* one = out_of_date(facts);
                          return fmt::format("It holds from {} to {}.",
                                             base::format_date(base::date_of(one->not_before)),
                                             base::format_date(base::date_of(one->not_after)));
                        }),
      rule<weak_key>(
          Severity::high, "tls.certificate-weak-key", "A key in the certificate's chain is too short",
          "It gives less than 112 bits of strength: a forger can find the private key.", harms::all, cited,
          [](const TlsFacts& facts) { return fmt::format("The server's own key: {}.", key_text(*weak_key(facts))); }),
      rule<weak_signature>(
          Severity::high, "tls.certificate-weak-signature", "The certificate is signed with a broken hash",
          "MD5 and SHA-1 let a forger make another certificate that the same signature fits.", harms::all, cited,
          [](const TlsFacts& facts) {
            return fmt::format("The server's own is signed with {}.", weak_signature(facts)->signature);
          }),
      rule<ends_soon>(Severity::medium, "tls.certificate-ends-soon", "The certificate ends within 30 days",
                      "Renew it before runs are refused.", {model::Harm::delayed_results}, clauses::tls_certificates,
                      [](const TlsFacts& facts) {
                        return fmt::format("It ends on {}.",
                                           base::format_date(base::date_of(ends_soon(facts)->not_after)));
                      }),
      rule<short_key>(Severity::info, "tls.certificate-short-key", "The certificate's RSA key has less than 3000 bits",
                      "It is safe today; the German BSI asks for 3000 bits from 2024 on.", {},
                      {{"BSI TR-02102-2", "", "Use of Transport Layer Security"}},
                      [](const TlsFacts& facts) { return fmt::format("{}.", key_text(*short_key(facts))); }),
  };
}

}  // namespace runseal::audit
