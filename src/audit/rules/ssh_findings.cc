#include "audit/rules/ssh_findings.h"

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "base/text.h"
#include "proto/ssh_strength.h"

namespace runseal::audit {
namespace {

using model::Severity;
using proto::ssh_in_words;
using proto::ssh_of_strength;
using proto::SshStrength;
using proto::SshUse;
using Strength = SshStrength;

const std::vector<std::string> nothing;

template <SshUse use>
const std::vector<std::string>& offered(const SshFacts& facts) {
  const auto& names = use == SshUse::key_exchange ? facts.key_exchanges
                      : use == SshUse::cipher     ? facts.ciphers
                                                  : facts.host_key_algorithms;
  return names ? *names : nothing;
}
template <>
const std::vector<std::string>& offered<SshUse::mac>(const SshFacts& facts) {
  return facts.macs && !facts.macs_that_count().empty() ? *facts.macs : nothing;
}

template <SshUse use, Strength strength>
bool any(const SshFacts& facts) {
  return !ssh_of_strength(use, offered<use>(facts), strength).empty();
}

template <SshUse use, Strength strength>
std::string words(const SshFacts& facts) {
  return "It accepts " + ssh_in_words(use, offered<use>(facts), strength) + ".";
}

SshRule ssh1() {
  return {{"ssh.ssh1-answered",
           Severity::critical,
           "The server answers SSH 1",
           "SSH 1 notices changes by a checksum that anybody can compute again, and its key exchange is broken: who is "
           "on the way can read and change files.",
           harms::all,
           clauses::integrity(),
           {},
           {"ssh.protocol"}},
          [](const SshFacts& facts) { return facts.ssh1_answered(); }};
}

SshRule no_protection() {
  return {{"ssh.no-protection-accepted",
           Severity::critical,
           "A cipher or code that protects nothing is accepted",
           "A client that asks for it sends its files, and its password, as good as in clear.",
           harms::all,
           clauses::confidentiality(),
           {},
           {"ssh.ciphers", "ssh.macs"}},
          [](const SshFacts& facts) {
            return any<SshUse::cipher, Strength::none>(facts) || any<SshUse::mac, Strength::none>(facts);
          },
          [](const SshFacts& facts) {
            std::vector<std::string> each;
            if (any<SshUse::cipher, Strength::none>(facts))
              each.push_back(words<SshUse::cipher, Strength::none>(facts));
            if (any<SshUse::mac, Strength::none>(facts)) each.push_back(words<SshUse::mac, Strength::none>(facts));
            return base::join(each, " ");
          }};
}

SshRule weak_key_exchange() {
  return {{"ssh.weak-key-exchange",
           Severity::high,
           "Weak key exchanges are accepted",
           "All keys of a connection come from its key exchange. A client that knows no better one, as old programs "
           "do, is not protected.",
           harms::all,
           clauses::confidentiality(),
           {},
           {"ssh.key-exchanges"}},
          any<SshUse::key_exchange, Strength::weak>,
          words<SshUse::key_exchange, Strength::weak>};
}

SshRule weak_cipher() {
  return {{"ssh.weak-cipher",
           Severity::high,
           "Weak ciphers are accepted",
           "A client that knows no better one, as old programs do, can be read in part by somebody on the way.",
           harms::read,
           clauses::confidentiality(),
           {},
           {"ssh.ciphers"}},
          any<SshUse::cipher, Strength::weak>,
          words<SshUse::cipher, Strength::weak>};
}

SshRule weak_mac() {
  return {{"ssh.weak-mac",
           Severity::high,
           "Weak authentication codes are accepted",
           "A client that knows no better one notices changes on the way only by a code that is too weak for it.",
           harms::changed,
           clauses::integrity(),
           {},
           {"ssh.macs"}},
          any<SshUse::mac, Strength::weak>,
          words<SshUse::mac, Strength::weak>};
}

SshRule terrapin() {
  return {{"ssh.terrapin",
           Severity::medium,
           "The beginning of a connection can be cut off unnoticed (Terrapin)",
           "The server does not know the strict key exchange. With these ciphers somebody on the way can remove the "
           "first messages after the key exchange, which switches protections off. Update the server, or take these "
           "ciphers away.",
           harms::changed,
           {{"CVE", "CVE-2023-48795", "Prefix truncation of the SSH binary packet protocol"}},
           {},
           {"ssh.strict-kex", "ssh.ciphers", "ssh.macs"}},
          [](const SshFacts& facts) {
            return facts.strict_kex == std::optional(false) && !facts.open_to_terrapin().empty();
          },
          [](const SshFacts& facts) { return base::join(facts.open_to_terrapin(), ", ") + ":"; }};
}

template <Strength strength>
std::vector<std::string> each_of(const SshFacts& facts) {
  std::vector<std::string> all;
  const auto add = [&](SshUse use, const std::vector<std::string>& names) {
    for (const auto& name : ssh_of_strength(use, names, strength)) all.push_back(base::printable(name, 64));
  };
  add(SshUse::key_exchange, offered<SshUse::key_exchange>(facts));
  add(SshUse::cipher, offered<SshUse::cipher>(facts));
  add(SshUse::mac, offered<SshUse::mac>(facts));
  add(SshUse::host_key, offered<SshUse::host_key>(facts));
  return all;
}

SshRule unknown_algorithm() {
  return {{"ssh.unknown-algorithm",
           Severity::low,
           "Algorithms are accepted whose strength runseal does not know",
           "They may be strong; nobody has looked them up here. What rests on them is graded unknown.",
           {},
           {},
           {},
           {"ssh.key-exchanges", "ssh.ciphers", "ssh.macs", "ssh.host-key-algorithms"}},
          [](const SshFacts& facts) { return !each_of<Strength::unknown>(facts).empty(); },
          [](const SshFacts& facts) { return base::join(each_of<Strength::unknown>(facts), ", ") + ":"; }};
}

SshRule dated() {
  return {{"ssh.dated-algorithm",
           Severity::low,
           "Dated algorithms are accepted",
           "No attack on them is known that would work here, and current clients choose better ones. Nothing needs "
           "them any more.",
           {},
           {},
           {},
           {"ssh.key-exchanges", "ssh.macs"}},
          [](const SshFacts& facts) { return !each_of<Strength::dated>(facts).empty(); },
          [](const SshFacts& facts) { return base::join(each_of<Strength::dated>(facts), ", ") + ":"; }};
}

SshRule early_compression() {
  return {{"ssh.compression-before-login",
           Severity::low,
           "Compression before the login is accepted",
           "Strangers can have the server decompress what they send. Current servers compress only after the login "
           "(zlib@openssh.com).",
           {},
           {},
           {},
           {"ssh.compressions"}},
          [](const SshFacts& facts) {
            return facts.compressions && std::ranges::find(*facts.compressions, "zlib") != facts.compressions->end();
          }};
}

}  // namespace

const std::vector<SshRule>& ssh_rules() {
  static const auto rules = [] {
    std::vector<SshRule> all{ssh1(),     no_protection(), weak_key_exchange(), weak_cipher(),      weak_mac(),
                             terrapin(), dated(),         unknown_algorithm(), early_compression()};
    for (auto& rule : ssh_peer_rules()) all.push_back(std::move(rule));
    return all;
  }();
  return rules;
}

}  // namespace runseal::audit
