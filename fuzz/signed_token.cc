// What an identity provider, or who stands in its place, answers: its keys on the first line, then a token.
#include <cstdlib>

#include "base/jws.h"
#include "base/totp.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\n'), text.size());
  const auto keys = base::parse_json(text.substr(0, end));
  const auto token = text.substr(std::min(end + 1, text.size()));
  if (keys) (void)base::signed_claims(token, *keys);
  if (base::signed_claims(token, Json::object())) std::abort();  // signed by no key at all
  if (const auto bytes = base::from_base64url(token); bytes && base::to_base64url(*bytes) != token) std::abort();
  (void)base::from_base32(token);
  return 0;
}
