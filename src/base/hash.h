// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <memory>

#include "base/bytes.h"

namespace runseal::base {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& add(ByteView bytes);
  [[nodiscard]] Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest sha256(ByteView bytes);
[[nodiscard]] std::string sha256_hex(ByteView bytes);

}  // namespace runseal::base
