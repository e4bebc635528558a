#include "base/sha256_kernel.h"

#include <algorithm>
#include <vector>

#include <openssl/sha.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace runseal::base {
namespace {

// OpenSSL 3 calls these deprecated in favour of EVP, whose states can be neither copied without a heap allocation nor
// carried between messages that take turns.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void compress_openssl(std::span<const Sha256Lane> lanes, std::size_t blocks) {
  for (const auto& lane : lanes) {
    SHA256_CTX context;
    SHA256_Init(&context);
    std::copy(lane.state->begin(), lane.state->end(), context.h);
    SHA256_Update(&context, lane.input, blocks * sha256_block);
    std::copy_n(context.h, lane.state->size(), lane.state->begin());
  }
}
#pragma GCC diagnostic pop

std::vector<Sha256Kernel> usable() {
  std::vector<Sha256Kernel> kernels;
#if defined(__x86_64__)
  constexpr unsigned sha_bit = 1U << 29U;  // of EBX; GCC 12 does not know this feature by name
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  const bool sha = __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & sha_bit) != 0;
  if (sha && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3")) {
    // also asks whether the system saves the wider registers
    if (__builtin_cpu_supports("avx512vl")) kernels.push_back({"sha-ni avx512vl x3", 3, sha256_compress_ni_avx512vl});
    kernels.push_back({"sha-ni x3", 3, sha256_compress_ni});
  }
#endif
  kernels.push_back({"openssl", 1, compress_openssl});
  return kernels;
}

}  // namespace

std::span<const Sha256Kernel> sha256_kernels() {
  static const std::vector<Sha256Kernel> kernels = usable();
  return kernels;
}

}  // namespace runseal::base
