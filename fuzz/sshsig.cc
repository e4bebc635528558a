// Any bytes as a detached signature of one message: of a known key, only the one true signature is taken.
#include <algorithm>
#include <cstdlib>

#include "base/sshsig.h"

using namespace runseal;

namespace {

// the base64 between the lines of dashes
std::string body(std::string_view armoured) {
  const auto from = armoured.find("SIGNATURE-----") + 14;
  std::string text(armoured.substr(from, armoured.find("-----END") - from));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = *base::PrivateKey::from_seed(Bytes(32, 7));
  static const auto message = base::as_bytes("{\"run\":\"240508_M00001\"}");
  static const auto truth = body(base::sshsig_sign(key, "runseal", message));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto signer = base::sshsig_verify(text, "runseal", message);
  // another key may have signed it: whether that one is known is the caller's question
  if (signer && *signer == key.public_key() && body(text) != truth) std::abort();
  return 0;
}
