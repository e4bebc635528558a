// What is known of each algorithm's strength, by its name: data, with the reason.
#pragma once

#include <string>
#include <vector>

namespace runseal::proto {

enum class SshStrength { unknown, none, weak, dated, good };
enum class SshUse { key_exchange, cipher, mac, host_key };

struct SshJudged {
  SshStrength strength = SshStrength::unknown;
  const char* why = "";  // after the name, in words
};
[[nodiscard]] SshJudged ssh_strength(SshUse use, const std::string& name);

// Those of `names` of that strength. Markers in the list of key exchanges (RFC 8308 2.1, the strict exchange) are no
// algorithms.
[[nodiscard]] std::vector<std::string> ssh_of_strength(SshUse use, const std::vector<std::string>& names,
                                                       SshStrength strength);
// "3des-cbc, aes128-cbc (CBC gives away parts of the text to somebody on the way)"
[[nodiscard]] std::string ssh_in_words(SshUse use, const std::vector<std::string>& names, SshStrength strength);

// Needs no code of its own beside it: AES-GCM, ChaCha20-Poly1305.
[[nodiscard]] bool ssh_brings_its_own_code(const std::string& cipher);
// Open to Terrapin (CVE-2023-48795) where the strict exchange is not kept.
[[nodiscard]] bool ssh_open_to_terrapin(const std::string& cipher, const std::string& mac);

}  // namespace runseal::proto
