// Who is at the other end of an SSH connection: host keys, and how users log in.
#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "audit/rules/ssh_findings.h"
#include "base/text.h"
#include "proto/ssh_strength.h"

namespace runseal::audit {
namespace {

using model::Severity;
using proto::ssh_in_words;
using proto::ssh_of_strength;
using proto::SshStrength;
using proto::SshUse;

SshRule let_in() {
  return {{"ssh.login-without-proof",
           Severity::critical,
           "A user that does not exist was let in without any proof",
           "Anybody on the network can log in.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.let-in-without-proof"}},
          [](const SshFacts& facts) { return facts.let_in_without_proof == std::optional(true); }};
}

SshRule revoked() {
  return {{"ssh.host-key-revoked",
           Severity::critical,
           "The server shows a host key that is listed as revoked",
           "Its private half is known to have got into other hands: who has it can pass for this server.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.known-hosts", "ssh.host-keys"}},
          [](const SshFacts& facts) { return facts.known_hosts == "revoked"; }};
}

SshRule other_key() {
  return {
      {"ssh.host-key-not-the-known-one",
       Severity::critical,
       "The server shows another host key than the known hosts list",
       "Either the server was set up anew, or another machine stands in its place and sees every file. Send nothing "
       "until its administrator has compared the fingerprint over another channel.",
       harms::all,
       clauses::authenticity(),
       {},
       {"ssh.known-hosts", "ssh.host-keys"}},
      [](const SshFacts& facts) { return facts.known_hosts == "other"; }};
}

SshRule changed() {
  return {{"ssh.host-key-changed",
           Severity::critical,
           "The host key has changed since it was first measured",
           "Either the server was set up anew, or another machine stands in its place and sees every file. Compare the "
           "fingerprint at the server (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub); list the right key in the "
           "known hosts, which ends this finding.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.host-keys", "ssh.host-keys-before"}},
          [](const SshFacts& facts) { return facts.known_hosts != "same" && !facts.changed_host_keys().empty(); },
          [](const SshFacts& facts) { return base::join(facts.changed_host_keys(), "; ") + "."; }};
}

SshRule not_proved() {
  return {{"ssh.host-key-not-proved",
           Severity::high,
           "The server shows a host key and does not prove it",
           "Its signature does not fit the key. A key is public: a machine that only repeats it is not its owner.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.host-keys"}},
          [](const SshFacts& facts) {
            return facts.host_keys && std::ranges::any_of(*facts.host_keys, [](const auto& key) {
                     return key.proved == std::optional(false);
                   });
          }};
}

SshRule weak_key() {
  return {{"ssh.weak-host-key",
           Severity::high,
           "A host key is too short",
           "Who computes its private half, which is within reach, can pass for this server.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.host-keys"}},
          [](const SshFacts& facts) { return !facts.weak_host_keys().empty(); },
          [](const SshFacts& facts) { return base::join(facts.weak_host_keys(), ", ") + "."; }};
}

SshRule weak_signature() {
  return {{"ssh.weak-host-key-signature",
           Severity::medium,
           "Weak signatures of the host key are accepted",
           "The signature is what proves the server to a client. Current clients refuse these.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.host-key-algorithms"}},
          [](const SshFacts& facts) {
            return facts.host_key_algorithms &&
                   !ssh_of_strength(SshUse::host_key, *facts.host_key_algorithms, SshStrength::weak).empty();
          },
          [](const SshFacts& facts) {
            return ssh_in_words(SshUse::host_key, *facts.host_key_algorithms, SshStrength::weak) + ".";
          }};
}

SshRule not_known() {
  return {
      {"ssh.host-key-not-known",
       Severity::medium,
       "Nobody has said that the server's host key is the right one",
       "The server proves that it has a key; whether the machine with that key is the storage, or one that stands in "
       "between, only a comparison tells: at the server, or with its administrator over another channel.",
       harms::all,
       clauses::authenticity(),
       {},
       {"ssh.host-keys", "ssh.known-hosts"}},
      [](const SshFacts& facts) {
        return !facts.ssh1_only() && (!facts.known_hosts || facts.known_hosts == "not-listed");
      },
      [](const SshFacts& facts) {
        std::vector<std::string> each;
        if (facts.host_keys)
          for (const auto& key : *facts.host_keys) each.push_back(key.type + " " + key.fingerprint);
        return each.empty() ? std::string("No host key was seen.") : base::join(each, ", ") + ".";
      }};
}

bool offers_certificates(const SshFacts& facts) {
  return facts.host_key_algorithms && std::ranges::any_of(*facts.host_key_algorithms, [](const auto& name) {
           return name.find("-cert-v0") != std::string::npos;
         });
}

SshRule certificate_not_checked() {
  return {{"ssh.host-certificate-not-checked",
           Severity::medium,
           "Known hosts trust an authority for this server, and its certificate was not checked",
           "Clients that know the authority know the server by a host certificate. runseal does not check such "
           "certificates: it cannot say that this server has one, that it is for this name, or that it is still valid. "
           "List the host key itself as well, or look with ssh -v.",
           harms::all,
           clauses::authenticity(),
           {},
           {"ssh.known-hosts", "ssh.host-key-algorithms"}},
          [](const SshFacts& facts) { return facts.known_hosts == "authority"; },
          [](const SshFacts& facts) {
            return std::string(offers_certificates(facts) ? "It offers to show a certificate."
                                                          : "It offers none, so that the authority is of no use here.");
          }};
}

SshRule not_shown() {
  return {{"ssh.host-key-not-shown",
           Severity::medium,
           "Not every host key that is offered was seen",
           "What was not seen is not known to be strong, or to be this server's.",
           {},
           {},
           {},
           {"ssh.host-keys-missing"}},
          [](const SshFacts& facts) { return !facts.host_keys_missing.empty(); },
          [](const SshFacts& facts) {
            std::vector<std::string> each;
            for (const auto& [algorithm, why] : facts.host_keys_missing)
              each.push_back(fmt::format("{}: {}", base::printable(algorithm, 64), why));
            return base::join(each, "; ") + ".";
          }};
}

SshRule password() {
  return {{"ssh.password-login",
           Severity::info,
           "Logging in by password is offered",
           "A password that is typed into a false server is lost; a key is not. It matters for users and devices that "
           "do not check the host key.",
           {},
           {},
           {},
           {"ssh.login-methods"}},
          [](const SshFacts& facts) {
            return facts.login_methods && std::ranges::any_of(*facts.login_methods, [](const auto& method) {
                     return method == "password" || method == "keyboard-interactive";
                   });
          }};
}

SshRule client_not_measured() {
  return {{"ssh.client-not-measured",
           Severity::info,
           "The device's own end is not measured by asking the server",
           "That a device refuses a server with another host key is a setting of the device: its program must know the "
           "key beforehand and refuse others. The strict key exchange, too, needs both ends.",
           {},
           {},
           {},
           {}},
          [](const SshFacts&) { return true; }};
}

}  // namespace

std::vector<SshRule> ssh_peer_rules() {
  return {let_in(),         revoked(),    other_key(),
          changed(),        not_proved(), weak_key(),
          weak_signature(), not_known(),  certificate_not_checked(),
          not_shown(),      password(),   client_not_measured()};
}

}  // namespace runseal::audit
