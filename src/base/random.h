// Randomness for keys, salts and ids, from OpenSSL's generator.
#pragma once

#include <string>

#include "base/bytes.h"

namespace runseal::base {

[[nodiscard]] Bytes random_bytes(std::size_t count);  // aborts the program when the system has no randomness
[[nodiscard]] std::string random_id();                // 16 lower-case hexadecimal digits

}  // namespace runseal::base
