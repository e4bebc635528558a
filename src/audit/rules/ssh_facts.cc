#include "audit/rules/ssh_facts.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "audit/rules/facts.h"
#include "proto/ssh_strength.h"

namespace runseal::audit {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t least_rsa_bits = 2048;

std::optional<std::vector<SshHostKeyFact>> host_keys_of(const model::Observation& observation) {
  const auto list = fact<std::vector<Json>>(observation, "ssh.host-keys");
  if (!list || list->empty()) return std::nullopt;
  std::vector<SshHostKeyFact> keys;
  try {
    for (const auto& one : *list) {
      auto& key = keys.emplace_back();
      one.at("type").get_to(key.type);
      one.at("bits").get_to(key.bits);
      one.at("fingerprint").get_to(key.fingerprint);
      one.at("key").get_to(key.key);
      if (one.contains("proved")) key.proved = one.at("proved").get<bool>();
    }
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return keys;
}

}  // namespace

SshFacts ssh_facts(const model::Observation& observation) {
  const auto& o = observation;
  SshFacts facts;
  facts.protocol = fact<std::string>(o, "ssh.protocol");
  if (facts.protocol && facts.protocol != "2.0" && !facts.protocol->starts_with("1.")) facts.protocol.reset();
  facts.key_exchanges = fact<Names>(o, "ssh.key-exchanges");
  facts.host_key_algorithms = fact<Names>(o, "ssh.host-key-algorithms");
  facts.ciphers = fact<Names>(o, "ssh.ciphers");
  facts.macs = fact<Names>(o, "ssh.macs");
  facts.compressions = fact<Names>(o, "ssh.compressions");
  facts.strict_kex = fact<bool>(o, "ssh.strict-kex");
  facts.host_keys = host_keys_of(o);
  facts.host_keys_missing =
      fact<std::map<std::string, std::string>>(o, "ssh.host-keys-missing").value_or(facts.host_keys_missing);
  facts.let_in_without_proof = fact<bool>(o, "ssh.let-in-without-proof");
  facts.login_methods = fact<Names>(o, "ssh.login-methods");
  facts.known_hosts = one_of(o, "ssh.known-hosts", {"same", "other", "revoked", "authority", "not-listed"});
  facts.host_keys_before = fact<std::map<std::string, std::string>>(o, "ssh.host-keys-before");
  return facts;
}

bool SshFacts::ssh1_answered() const { return protocol && protocol->starts_with("1."); }  // RFC 4253 5.1
bool SshFacts::ssh1_only() const { return ssh1_answered() && protocol != "1.99"; }

bool SshFacts::exchange_proved() const {
  return host_keys &&
         std::ranges::any_of(*host_keys, [](const auto& key) { return key.proved == std::optional(true); });
}

bool SshFacts::all_keys_proved() const {
  return host_keys && host_keys_missing.empty() &&
         std::ranges::all_of(*host_keys, [](const auto& key) { return key.proved == std::optional(true); });
}

std::vector<std::string> SshFacts::open_to_terrapin() const {
  Names open;
  if (strict_kex == std::optional(true) || !ciphers) return open;
  const auto with_some_code = [&](const std::string& cipher) {
    const auto open_with = [&](const std::string& mac) { return proto::ssh_open_to_terrapin(cipher, mac); };
    return proto::ssh_open_to_terrapin(cipher, "") || (macs && std::ranges::any_of(*macs, open_with));
  };
  std::ranges::copy_if(*ciphers, std::back_inserter(open), with_some_code);
  return open;
}

std::vector<std::string> SshFacts::macs_that_count() const {
  if (!ciphers || !macs || std::ranges::all_of(*ciphers, proto::ssh_brings_its_own_code)) return {};
  return *macs;
}

std::vector<std::string> SshFacts::weak_host_keys() const {
  Names weak;
  for (const auto& key : host_keys.value_or(std::vector<SshHostKeyFact>()))
    if (key.type == "ssh-dss" || (key.type == "ssh-rsa" && key.bits < least_rsa_bits))
      weak.push_back(fmt::format("{} with {} bits", key.type, key.bits));
  return weak;
}

std::vector<std::string> SshFacts::changed_host_keys() const {
  Names changed;
  if (!host_keys || !host_keys_before) return changed;
  for (const auto& key : *host_keys) {
    const auto first = host_keys_before->find(key.type);
    if (first != host_keys_before->end() && first->second != key.fingerprint)
      changed.push_back(fmt::format("{}: {} before, {} now", key.type, first->second, key.fingerprint));
  }
  return changed;
}

}  // namespace runseal::audit
