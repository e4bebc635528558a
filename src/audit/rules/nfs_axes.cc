#include "audit/rules/nfs_axes.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/beside_tls.h"
#include "audit/rules/tls_axes.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;

std::string listed(const NfsFacts& facts) {
  const auto all = facts.flavours();
  if (all.empty()) return "AUTH_SYS";  // it was served
  return base::join({all.begin(), all.end()}, ", ");
}

// The export lists only what is at least so strong, and was seen to refuse a call that nothing protects.
bool holds(const NfsVersion& version, NfsFlavour least) {
  if (!version.flavours || version.plain != "refused") return false;
  return std::ranges::all_of(*version.flavours, [&](const auto& name) { return nfs_flavour(name) >= least; });
}

// The path has another name in version 3: every export there asks for it.
bool holds_elsewhere(const NfsFacts& facts, NfsFlavour least) {
  if (facts.v3_mount != "not-found" || !facts.v3_elsewhere || facts.v3_elsewhere->empty()) return false;
  return std::ranges::all_of(*facts.v3_elsewhere, [&](const auto& one) {
    return !one.second.empty() &&
           std::ranges::all_of(one.second, [&](const auto& name) { return nfs_flavour(name) >= least; });
  });
}

bool holds_everywhere(const NfsFacts& facts, NfsFlavour least) {
  if (!facts.versions || facts.serves("2") || (!facts.v3.served && !facts.v4.served)) return false;
  const bool v4 = !facts.v4.served || holds(facts.v4, least);
  const bool v3 = !facts.v3.served || holds(facts.v3, least) || holds_elsewhere(facts, least);
  return v3 && v4;
}

// Something weaker is listed, or was served.
bool any_below(const NfsFacts& facts, NfsFlavour least) {
  return facts.plain_served() || std::ranges::any_of(facts.flavours(), [&](const auto& name) {
           const auto strength = nfs_flavour(name);
           return strength != NfsFlavour::unclear && strength < least;
         });
}

bool any_at_least(const NfsFacts& facts, NfsFlavour least) {
  return std::ranges::any_of(facts.flavours(), [&](const auto& name) { return nfs_flavour(name) >= least; });
}

std::string what_is_open(const NfsFacts& facts) {
  if (!facts.versions) return "which versions of NFS are served";
  if (!facts.names_export) return "what an export asks for, as the address names none";
  if (facts.serves("2")) return "what NFS 2 asks for, which cannot tell";
  if (facts.v4.served && !facts.v4.flavours)
    return facts.v4_way ? "what NFS 4 asks for there, as the way to it takes a Kerberos login"
                        : "what this path asks for in NFS 4";
  if (facts.v3.served && !facts.v3.flavours) return "what this path asks for in NFS 3";
  return "whether calls that nothing protects are refused";
}

struct Words {
  NfsFlavour least;
  const char* holds;
  const char* without;  // what is missing in the flavours below
};

// `tls`: what the server's TLS is worth.
Axis grade(const NfsFacts& facts, const Axis& tls, const Words& words) {
  if (holds_everywhere(facts, words.least)) return {Protection::protected_, words.holds};
  // a weaker Kerberos could still come without TLS: that it is refused cannot be seen without a ticket
  const auto strengths = {NfsFlavour::authenticates, NfsFlavour::detects_changes};
  const bool weaker_kerberos =
      std::ranges::any_of(strengths, [&](NfsFlavour one) { return one < words.least && facts.lists(one); });
  const bool all_in_tls = facts.tls_shown_required() && !weaker_kerberos;
  if (all_in_tls && (tls.grade == Protection::protected_ || !any_at_least(facts, words.least)))
    return {tls.grade, "Calls without TLS were refused. " + tls.reason};
  if (!any_below(facts, words.least))
    return {Protection::unknown, fmt::format("It could not be measured {}.", what_is_open(facts))};
  if (any_at_least(facts, words.least))
    return {Protection::optional,
            fmt::format("The export takes {}: {} unless the client asks for better.", listed(facts), words.without)};
  if (facts.tls == std::optional(true) && (tls.grade == Protection::protected_ || tls.grade == Protection::optional))
    return {Protection::optional,
            fmt::format("The server offers TLS, but it is not shown to insist: without it, {}.", words.without)};
  if (facts.tls == std::optional(true))
    return {Protection::absent,
            fmt::format("The server offers TLS, of which nothing good was shown; without it, {}.", words.without)};
  return {Protection::absent,
          fmt::format("The export takes {}, and nothing better: {}.", listed(facts), words.without)};
}

}  // namespace

Axis nfs_integrity(const NfsFacts& facts) {
  return grade(facts, tls_integrity(facts.tls_seen),
               {NfsFlavour::detects_changes, "Only krb5i or krb5p is taken, which detect every change on the way.",
                "files can be changed on the way and nobody notices"});
}

Axis nfs_confidentiality(const NfsFacts& facts) {
  return grade(facts, tls_confidentiality(facts.tls_seen),
               {NfsFlavour::encrypts, "Only krb5p is taken, which encrypts every call.",
                "whoever is on the way can read every file"});
}

Axis nfs_peer_authenticity(const NfsFacts& facts) {
  if (holds_everywhere(facts, NfsFlavour::authenticates))
    return {Protection::protected_, "Only Kerberos is taken, in which each end proves itself to the other."};
  const bool weak = any_below(facts, NfsFlavour::authenticates);
  if (facts.tls_shown_required() && !any_at_least(facts, NfsFlavour::authenticates))
    return at_most_optional(tls_peer_authenticity(facts.tls_seen),
                            "TLS is required and proves the server; nothing proves the user (AUTH_SYS).");
  if (!weak) return {Protection::unknown, fmt::format("It could not be measured {}.", what_is_open(facts))};
  if (any_at_least(facts, NfsFlavour::authenticates))
    return {Protection::optional,
            fmt::format("The export takes {}: with the weakest of them the client says who it is and proves nothing, "
                        "and the server proves nothing either.",
                        listed(facts))};
  return {Protection::absent,
          "The client says who it is and proves nothing, and the server proves nothing either (AUTH_SYS)."};
}

}  // namespace runseal::audit
