// What carries SHA-256 states over whole blocks, several messages at a time: for sha256_many.cc, and for tests that
// want each of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace runseal::base {

inline constexpr std::size_t sha256_block = 64;  // bytes
inline constexpr std::size_t max_sha256_lanes = 3;

using Sha256State = std::array<std::uint32_t, 8>;  // H of FIPS 180-4 section 6.2, as numbers

struct Sha256Lane {
  Sha256State* state;
  const std::uint8_t* input;
};

struct Sha256Kernel {
  const char* name;
  std::size_t lanes;  // the most that compress() takes at once
  // Each lane's state goes over `blocks` whole blocks of its input. The lanes are distinct, 1 to `lanes` of them.
  void (*compress)(std::span<const Sha256Lane> lanes, std::size_t blocks);
};

// Those that this processor can run, the fastest first. The last one is OpenSSL's and runs everywhere.
[[nodiscard]] std::span<const Sha256Kernel> sha256_kernels();

// One of sha256_kernels(), from now on, in every thread. Without it: the first of them.
void use_sha256_kernel(const Sha256Kernel& kernel);

// Only where sha256_kernels() offers them: elsewhere they end the program with an illegal instruction.
void sha256_compress_ni(std::span<const Sha256Lane> lanes, std::size_t blocks);
void sha256_compress_ni_avx512vl(std::span<const Sha256Lane> lanes, std::size_t blocks);

}  // namespace runseal::base
