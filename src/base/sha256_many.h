// SHA-256 (FIPS 180-4) of several messages at once on one core. A processor's SHA instructions wait for each other
// within one message; three messages in turn fill the gaps. Chosen at run time; OpenSSL where they are missing.
// One stream belongs to one thread at a time; different streams may be used by different threads.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/sha256_kernel.h"

namespace runseal::base {

// One message. Copyable: a copy goes on from the same state.
class Sha256Stream {
 public:
  Sha256Stream() { reset(); }
  void reset();
  void add(ByteView bytes);
  [[nodiscard]] Digest finish();                                  // then reset() before the next message
  [[nodiscard]] std::uint64_t length() const { return length_; }  // bytes added

 private:
  friend class Sha256Job;
  friend void sha256_finish(std::span<Sha256Stream* const> streams, std::span<Digest> digests);
  [[nodiscard]] Digest state_as_digest() const;

  Sha256State state_;
  std::array<std::uint8_t, sha256_block> partial_;  // what is left over from whole blocks: length_ % 64 bytes
  std::uint64_t length_;
};

struct Sha256Part {
  Sha256Stream* stream;
  ByteView bytes;
};
// As stream->add(bytes) for each, in any order of work; the streams must be distinct. Any number, any lengths; the
// quickest when lengths are alike or the longest come first.
void sha256_add(std::span<const Sha256Part> parts);

// As finish() of each, their last blocks at once. As many digests as streams.
void sha256_finish(std::span<Sha256Stream* const> streams, std::span<Digest> digests);

[[nodiscard]] const char* sha256_kernel();  // "sha-ni x3", "openssl": for notes and benchmarks

}  // namespace runseal::base
