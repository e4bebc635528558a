// C2SP signed-note and tlog-checkpoint: the text of a checkpoint and its Ed25519 signature. Pure.
#pragma once

#include <string>

#include "evidence/log.h"

namespace runseal::evidence {

constexpr std::size_t max_note = 128U << 10U;  // room for 16 signatures, as signed-note asks, of any kind

[[nodiscard]] bool names_a_key(std::string_view name);  // not empty, UTF-8, no space, no plus, nothing unprintable

// The text must end in a newline.
[[nodiscard]] std::string sign_note(std::string_view text, const std::string& name, const base::PrivateKey& key);
// The text that this key signed. Errors: invalid (no signed note), denied (this key's signature is absent or wrong).
[[nodiscard]] Result<std::string> open_note(std::string_view note, const Verifier& verifier);

[[nodiscard]] Checkpoint sign_checkpoint(const std::string& origin, std::uint64_t size, const base::Digest& root,
                                         const base::PrivateKey& key);

// Decimal without leading zeroes, as checkpoints and proofs write numbers.
[[nodiscard]] std::optional<std::uint64_t> plain_number(std::string_view text);
[[nodiscard]] std::optional<base::Digest> digest_from_base64(std::string_view text);

}  // namespace runseal::evidence
