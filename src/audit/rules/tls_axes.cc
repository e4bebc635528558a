#include "audit/rules/tls_axes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "proto/tls_strength.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;

constexpr unsigned broken_dh = 1024;  // within reach of states, RFC 7919 and the Logjam paper

std::optional<std::string> not_known(const TlsFacts& facts) {
  if (!facts.versions_known()) return "whether each version of TLS is accepted";
  if (!facts.suites_known()) return "which cipher suites are accepted";
  if (!facts.key_exchange_known()) return "with which groups keys are agreed upon";
  if (facts.only_suites_that(proto::authenticates_nobody)) return std::nullopt;  // there is no certificate then
  if (!facts.certificates) return "which certificate the server has";
  if (!facts.at) return "when it was measured";
  return std::nullopt;
}

Axis unknown(const std::string& what) { return {Protection::unknown, "It could not be measured " + what + "."}; }

// Why a client that checks would turn this certificate down; nothing when it would not.
std::string why_turned_down(const TlsFacts& facts) {
  for (const auto& one : *facts.certificates) {
    if (one.self_signed && !one.problems.empty()) return "the certificate is signed by itself alone";
    if (!one.problems.empty()) return "no authority known here vouches for the certificate (" + one.problems[0] + ")";
    if (!one.for_this_host) return "the certificate is for another name";
    if (is_out_of_date(one, *facts.at)) return "the certificate is out of date";
    if (has_weak_key(one)) return "the certificate's key is too short";
    if (has_weak_signature(one)) return "the certificate is signed with a broken hash";
  }
  return {};
}

// What lets somebody on the way stand between the two, or talk both down: it spoils every axis.
std::string way_in(const TlsFacts& facts) {
  if (const auto old = facts.old_versions(); !old.empty())
    return base::join(old, ", ") + (old.size() == 1 ? " is" : " are") + " accepted";
  if (!facts.suites_that(proto::authenticates_nobody).empty())
    return "suites are accepted in which the server proves nothing";
  if (!facts.suites_that(proto::is_breakable).empty()) return "suites are accepted that can be broken";
  if (facts.dh_bits && *facts.dh_bits <= broken_dh)
    return fmt::format("keys are agreed upon with a prime of only {} bits", *facts.dh_bits);
  if (const auto weak = facts.weak_groups(); !weak.empty()) return "the short curve " + weak.front() + " is accepted";
  if (const auto why = why_turned_down(facts); !why.empty())
    return why + ", so that a device that connects does not check who answers";
  return {};
}

Axis optional(const std::string& why) { return {Protection::optional, "TLS is spoken, but " + why + "."}; }

}  // namespace

Axis tls_integrity(const TlsFacts& facts) {
  if (const auto what = not_known(facts)) return unknown(*what);
  if (facts.only_suites_that(proto::authenticates_nobody))
    return {Protection::absent, "The server never proves who it is, so that anybody can answer in its place."};
  if (facts.only_old_versions() && facts.old_versions() == std::vector<std::string>{"SSL 3.0"})
    return {Protection::absent, "Only SSL 3.0 is accepted, which is broken."};
  if (const auto why = way_in(facts); !why.empty()) return optional(why);
  if (facts.accepts("TLS 1.2") && !facts.secure_renegotiation)
    return unknown("whether sessions are renegotiated securely");
  if (facts.secure_renegotiation == std::optional(false))
    return optional("an attacker can put words of their own before the client's (renegotiation is not bound)");
  return {Protection::protected_, "Only TLS 1.2 and 1.3 are accepted, whose messages cannot be changed unnoticed."};
}

Axis tls_confidentiality(const TlsFacts& facts) {
  if (const auto what = not_known(facts)) return unknown(*what);
  if (facts.only_suites_that(proto::can_be_read))
    return {Protection::absent, "Only suites are accepted that do not encrypt, can be broken or prove nothing."};
  if (facts.only_old_versions() && facts.old_versions() == std::vector<std::string>{"SSL 3.0"})
    return {Protection::absent, "Only SSL 3.0 is accepted, which is broken."};
  if (!facts.suites_that(proto::encrypts_nothing).empty())
    return optional("suites without encryption are accepted as well");
  if (!facts.suites_that(proto::has_small_blocks).empty())
    return optional("suites with blocks of 64 bits are accepted, which give away long transfers");
  if (const auto why = way_in(facts); !why.empty()) return optional(why);
  if (facts.accepts("TLS 1.2") && !facts.compression) return unknown("whether TLS compresses");
  if (facts.compression == std::optional(true)) return optional("it compresses, which gives away what is sent");
  return {Protection::protected_, "Only TLS 1.2 and 1.3 with strong cipher suites are accepted."};
}

Axis tls_peer_authenticity(const TlsFacts& facts) {
  if (const auto what = not_known(facts)) return unknown(*what);
  if (facts.only_suites_that(proto::authenticates_nobody))
    return {Protection::absent, "The server never proves who it is."};
  if (facts.only_old_versions() && facts.old_versions() == std::vector<std::string>{"SSL 3.0"})
    return {Protection::absent, "Only SSL 3.0 is accepted, which is broken."};
  if (const auto why = way_in(facts); !why.empty()) return optional(why);
  return {Protection::protected_,
          "The server proves by a certificate for this name, vouched for by an authority, who it is."};
}

std::vector<std::string> tls_would_settle(const TlsFacts& facts) {
  std::vector<std::string> steps;
  if (not_known(facts))
    steps.emplace_back("measure again, with a longer --time-limit: some questions were not answered");
  const bool private_authority = facts.certificates && std::ranges::any_of(*facts.certificates, [](const auto& one) {
                                   return !one.self_signed && !one.problems.empty();
                                 });
  if (private_authority)
    steps.emplace_back(
        "if the certificate comes from an authority of the site itself, give that authority's certificate (--ca FILE)");
  return steps;
}

}  // namespace runseal::audit
