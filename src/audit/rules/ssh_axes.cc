#include "audit/rules/ssh_axes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "proto/ssh_strength.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;
using proto::ssh_in_words;
using proto::ssh_of_strength;
using proto::SshStrength;
using proto::SshUse;
using Names = std::vector<std::string>;

Axis unknown(const std::string& what) { return {Protection::unknown, "It could not be measured " + what + "."}; }

struct Offered {
  SshUse use;
  const std::optional<Names>& names;
};

// What each of several lists that were offered comes to, the worst first: unless they are all good, some axis.
std::optional<Axis> by_strength(std::initializer_list<Offered> lists) {
  Names weak;
  Names strange;
  for (const auto& [use, names] : lists) {
    if (!names) return unknown("which algorithms it offers");
    const auto none = ssh_of_strength(use, *names, SshStrength::none);
    if (!none.empty() && none.size() == names->size())
      return Axis{Protection::absent,
                  fmt::format("It offers nothing that protects: {}.", ssh_in_words(use, *names, SshStrength::none))};
    for (const auto strength : {SshStrength::none, SshStrength::weak})
      if (auto words = ssh_in_words(use, *names, strength); !words.empty()) weak.push_back(std::move(words));
    for (const auto& name : ssh_of_strength(use, *names, SshStrength::unknown))
      strange.push_back(base::printable(name, 64));
  }
  if (!weak.empty())
    return Axis{Protection::optional, fmt::format("It depends on the client, as weak algorithms are accepted too: {}.",
                                                  base::join(weak, "; "))};
  if (!strange.empty()) return unknown("how strong these algorithms are: " + base::join(strange, ", "));
  return std::nullopt;
}

std::optional<Axis> before_any_algorithm(const SshFacts& facts) {
  if (!facts.protocol) return unknown("which versions of SSH it speaks");
  if (facts.ssh1_only())
    return Axis{Protection::absent, "Only SSH 1 is spoken, whose checksum and key exchange are broken."};
  if (facts.ssh1_answered())
    return Axis{Protection::optional, "SSH 1 is answered beside SSH 2, and an attacker can talk a client down to it."};
  return std::nullopt;
}

}  // namespace

Axis ssh_integrity(const SshFacts& facts) {
  if (const auto old = before_any_algorithm(facts)) return *old;
  if (!facts.macs || !facts.ciphers) return unknown("which algorithms it offers");
  const std::optional<Names> macs = facts.macs_that_count();
  if (const auto graded = by_strength({{SshUse::key_exchange, facts.key_exchanges}, {SshUse::mac, macs}}))
    return *graded;
  if (!ssh_of_strength(SshUse::cipher, *facts.ciphers, SshStrength::none).empty())
    return {Protection::optional, "A cipher that is none or broken is accepted too."};
  if (!facts.strict_kex) return unknown("whether it knows the strict key exchange");
  if (const auto open = facts.open_to_terrapin(); !open.empty())
    return {Protection::optional,
            fmt::format("The beginning of a connection can be cut off unnoticed (Terrapin) with {}.",
                        base::join(open, ", "))};
  if (!facts.exchange_proved()) return unknown("whether a key exchange comes about as it says");
  return {Protection::protected_, "Every algorithm that it accepts notices any change on the way."};
}

Axis ssh_confidentiality(const SshFacts& facts) {
  if (const auto old = before_any_algorithm(facts)) return *old;
  if (const auto graded = by_strength({{SshUse::key_exchange, facts.key_exchanges}, {SshUse::cipher, facts.ciphers}}))
    return *graded;
  if (!facts.exchange_proved()) return unknown("whether a key exchange comes about as it says");
  return {Protection::protected_, "Everything is encrypted, and every cipher that it accepts is strong."};
}

Axis ssh_peer_authenticity(const SshFacts& facts) {
  if (facts.let_in_without_proof == std::optional(true))
    return {Protection::absent, "It lets in users without any proof of who they are."};
  if (facts.known_hosts == "revoked")
    return {Protection::absent, "It shows a host key that the known hosts list as revoked."};
  if (facts.known_hosts == "other")
    return {Protection::absent,
            "It shows another host key than the known hosts list: it may be another machine that stands in between."};
  if (const auto old = before_any_algorithm(facts)) return *old;
  if (!facts.host_keys || !facts.all_keys_proved()) return unknown("whether it holds the host keys that it offers");
  if (facts.known_hosts != "same") {
    if (!facts.changed_host_keys().empty())
      return {Protection::unknown, "Its host key has changed since it was first measured; nobody has said why."};
    if (facts.host_keys_before && !facts.host_keys_before->empty() && facts.known_hosts)
      return {Protection::optional,
              "It proves the same host key as when it was first measured, but nobody has said that it is the right "
              "one."};
    return {Protection::unknown,
            "It proves its host key, but nobody has said that this key is the right one: any machine can have one."};
  }
  if (const auto weak = facts.weak_host_keys(); !weak.empty())
    return {Protection::optional, fmt::format("Its host key is known, but too short: {}.", base::join(weak, ", "))};
  if (const auto graded =
          by_strength({{SshUse::host_key, facts.host_key_algorithms}, {SshUse::key_exchange, facts.key_exchanges}}))
    return *graded;
  if (!facts.let_in_without_proof) return unknown("whether it lets in users without any proof");
  return {Protection::protected_,
          "It proves by a strong signature that it holds the host key that the known hosts list, and lets nobody in "
          "without a proof."};
}

}  // namespace runseal::audit
