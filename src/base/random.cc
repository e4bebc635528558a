#include "base/random.h"

#include <cstdlib>

#include <openssl/rand.h>

namespace runseal::base {

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) std::abort();
  return bytes;
}

std::string random_id() { return to_hex(random_bytes(8)); }

}  // namespace runseal::base
