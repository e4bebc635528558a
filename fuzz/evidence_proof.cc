// Hostile proofs, checkpoints and public keys: nothing crashes, and what is accepted is what the key really signed.
#include <cstdlib>

#include "evidence/log.h"
#include "evidence/note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runseal;
  // the key of the corpus: a fixed seed, so that the fuzzer starts from proofs that hold
  static const auto key = *base::PrivateKey::from_seed(Bytes(32, 7));
  static const evidence::Verifier verifier{"fuzz.example/log", key.public_key()};
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto vkey = evidence::parse_vkey(text); vkey && evidence::format_vkey(vkey->name, vkey->key) != text)
    std::abort();
  if (const auto checkpoint = evidence::parse_checkpoint(text, verifier); checkpoint && checkpoint->note != text)
    std::abort();
  if (const auto proven = evidence::verify_proof(text, verifier))
    if (proven->index >= proven->checkpoint.size || !proven->entry.is_number())
      std::abort();  // only numbers were logged

  // the same text signed, so that what stands behind the signature is reached as well
  std::string body(text.substr(0, 4096));
  if (!body.ends_with('\n')) body += '\n';
  if (const auto checkpoint = evidence::parse_checkpoint(evidence::sign_note(body, verifier.name, key), verifier))
    if (checkpoint->origin != verifier.name) std::abort();
  return 0;
}
