// The facts of an SSH observation, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::audit {

struct SshHostKeyFact {
  std::string type;
  std::size_t bits = 0;
  std::string fingerprint;
  std::string key;  // Base64
  std::optional<bool> proved;
};

struct SshFacts {
  std::optional<std::string> protocol;  // "2.0", "1.99", "1.5"
  std::optional<std::vector<std::string>> key_exchanges, host_key_algorithms, ciphers, macs, compressions;
  std::optional<bool> strict_kex;
  std::optional<std::vector<SshHostKeyFact>> host_keys;
  std::map<std::string, std::string> host_keys_missing;  // why, by algorithm
  std::optional<bool> let_in_without_proof;
  std::optional<std::vector<std::string>> login_methods;
  std::optional<std::string> known_hosts;  // same, other, revoked, authority, not-listed
  std::optional<std::map<std::string, std::string>> host_keys_before;

  [[nodiscard]] bool ssh1_answered() const;
  [[nodiscard]] bool ssh1_only() const;
  // A key exchange came about whose signature fits: what it offers was signed by it, and it can do what it says.
  [[nodiscard]] bool exchange_proved() const;
  [[nodiscard]] bool all_keys_proved() const;
  // Terrapin: the ciphers for which messages can be cut off unnoticed where the strict exchange is not known.
  [[nodiscard]] std::vector<std::string> open_to_terrapin() const;
  // The codes that can really be agreed on: none where every cipher brings its own.
  [[nodiscard]] std::vector<std::string> macs_that_count() const;
  [[nodiscard]] std::vector<std::string> weak_host_keys() const;     // in words: "ssh-rsa with 1024 bits"
  [[nodiscard]] std::vector<std::string> changed_host_keys() const;  // since they were first seen; in words
};

[[nodiscard]] SshFacts ssh_facts(const model::Observation& observation);

}  // namespace runseal::audit
