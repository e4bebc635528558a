// What is known of each algorithm's strength, by its name: data, with the reason.
#pragma once

#include <string>
#include <vector>

#include "audit/rules/ssh_facts.h"

namespace runseal::audit {

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

// The codes that can really be agreed on: none where every cipher brings its own.
[[nodiscard]] std::vector<std::string> ssh_macs_that_count(const SshFacts& facts);

}  // namespace runseal::audit
