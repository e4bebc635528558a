// SHA-256 with the SHA instructions of x86-64 processors, one to three messages in turn.
//
// Within one message each sha256rnds2 waits four cycles for the one before it; other messages' fill them. Two states of
// two registers each, four registers of message words and the one that sha256rnds2 takes without naming it do not fit
// sixteen registers for more than two messages. The compiler then keeps some in memory, which costs less than waiting.
// With AVX-512VL there are thirty-two, and the same code is a tenth faster.
#include "base/sha256_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define RUNSEAL_SHA __attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline
#if defined(__clang__)
#define RUNSEAL_UNROLL _Pragma("unroll")
#else
#define RUNSEAL_UNROLL _Pragma("GCC unroll 16")
#endif

namespace runseal::base {
namespace {

// FIPS 180-4 section 4.2.2
alignas(16) constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The state in the order that sha256rnds2 wants: a, b, e, f and c, d, g, h, each from the highest word down.
struct Halves {
  __m128i abef;
  __m128i cdgh;
};

// The last sixteen words of the message schedule, four a register: words 4g to 4g+3 in [g % 4].
struct Schedule {
  __m128i words[4];
};

RUNSEAL_SHA __m128i load(const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
RUNSEAL_SHA void store(void* to, __m128i value) { _mm_storeu_si128(static_cast<__m128i*>(to), value); }

RUNSEAL_SHA Halves halves_of(const Sha256State& state) {
  const __m128i badc = _mm_shuffle_epi32(load(&state[0]), 0xb1);
  const __m128i hgfe = _mm_shuffle_epi32(load(&state[4]), 0x1b);
  return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0)};
}

RUNSEAL_SHA void put_back(const Halves& halves, Sha256State& state) {
  const __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xb1);
  store(&state[0], _mm_blend_epi16(feba, dchg, 0xf0));
  store(&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

RUNSEAL_SHA __m128i big_endian_words(const std::uint8_t* from) {
  return _mm_shuffle_epi8(load(from), _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL));
}

RUNSEAL_SHA void first_words(Schedule& schedule, const std::uint8_t* block) {
  RUNSEAL_UNROLL
  for (std::size_t group = 0; group < 4; ++group) schedule.words[group] = big_endian_words(block + 16 * group);
}

// Puts the words of group + 4 in the place of those of `group`.
RUNSEAL_SHA void next_words(Schedule& schedule, std::size_t group) {
  __m128i& words = schedule.words[group & 3];
  const __m128i& plus1 = schedule.words[(group + 1) & 3];
  const __m128i& plus2 = schedule.words[(group + 2) & 3];
  const __m128i& plus3 = schedule.words[(group + 3) & 3];
  words = _mm_add_epi32(_mm_sha256msg1_epu32(words, plus1), _mm_alignr_epi8(plus3, plus2, 4));
  words = _mm_sha256msg2_epu32(words, plus3);
}

RUNSEAL_SHA void four_rounds(Halves& halves, __m128i words, __m128i constants) {
  const __m128i sum = _mm_add_epi32(words, constants);
  halves.cdgh = _mm_sha256rnds2_epu32(halves.cdgh, halves.abef, sum);
  halves.abef = _mm_sha256rnds2_epu32(halves.abef, halves.cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

// The words are made as soon as their places are free, four groups ahead: made just before their rounds they cost a
// tenth of the speed.
template <std::size_t count>
RUNSEAL_SHA void one_block(Halves (&halves)[count], const std::uint8_t* const (&block)[count]) {
  Schedule schedule[count];
  RUNSEAL_UNROLL
  for (std::size_t i = 0; i < count; ++i) first_words(schedule[i], block[i]);
  RUNSEAL_UNROLL
  for (std::size_t group = 0; group < 16; ++group) {
    const __m128i constants = load(&round_constants[4 * group]);
    RUNSEAL_UNROLL
    for (std::size_t i = 0; i < count; ++i) {
      four_rounds(halves[i], schedule[i].words[group & 3], constants);
      if (group < 12) next_words(schedule[i], group);
    }
  }
}

template <std::size_t count>
RUNSEAL_SHA void all_blocks(std::span<const Sha256Lane> lanes, std::size_t blocks) {
  Halves halves[count];
  const std::uint8_t* input[count];
  for (std::size_t i = 0; i < count; ++i) {
    halves[i] = halves_of(*lanes[i].state);
    input[i] = lanes[i].input;
  }
  for (; blocks > 0; --blocks) {
    Halves before[count];
    RUNSEAL_UNROLL
    for (std::size_t i = 0; i < count; ++i) before[i] = halves[i];
    one_block<count>(halves, input);
    RUNSEAL_UNROLL
    for (std::size_t i = 0; i < count; ++i) {
      halves[i].abef = _mm_add_epi32(halves[i].abef, before[i].abef);
      halves[i].cdgh = _mm_add_epi32(halves[i].cdgh, before[i].cdgh);
      input[i] += sha256_block;
    }
  }
  for (std::size_t i = 0; i < count; ++i) put_back(halves[i], *lanes[i].state);
}

RUNSEAL_SHA void as_many_lanes(std::span<const Sha256Lane> lanes, std::size_t blocks) {
  static_assert(max_sha256_lanes == 3);
  switch (lanes.size()) {
    case 1: return all_blocks<1>(lanes, blocks);
    case 2: return all_blocks<2>(lanes, blocks);
    default: return all_blocks<3>(lanes, blocks);
  }
}

}  // namespace

__attribute__((target("sha,sse4.1,ssse3")))  //
void sha256_compress_ni(std::span<const Sha256Lane> lanes, std::size_t blocks) {
  as_many_lanes(lanes, blocks);
}

__attribute__((target("sha,avx512vl")))  //
void sha256_compress_ni_avx512vl(std::span<const Sha256Lane> lanes, std::size_t blocks) {
  as_many_lanes(lanes, blocks);
}

}  // namespace runseal::base

#endif
