// XDR (RFC 4506): big-endian, everything in units of four bytes. Sections 4.1 to 4.13 are what ONC RPC and NFS use.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace runseal::proto {

// A read past the end, an opaque longer than `most` or a boolean that is neither 0 nor 1 makes failed() true for good.
class XdrReader {
 public:
  explicit XdrReader(ByteView bytes) : in_(bytes) {}

  std::uint32_t u32() { return in_.be32(); }
  std::uint64_t u64() { return in_.be64(); }
  bool boolean();                     // 4.4
  ByteView fixed(std::size_t count);  // 4.9
  ByteView opaque(std::size_t most);  // 4.10
  std::string text(std::size_t most) { return base::as_text(opaque(most)); }

  [[nodiscard]] ByteView rest() { return in_.take(in_.left()); }
  [[nodiscard]] std::size_t left() const { return in_.left(); }
  [[nodiscard]] bool failed() const { return wrong_ || in_.failed(); }

 private:
  base::Reader in_;
  bool wrong_ = false;
};

void xdr_opaque(base::Writer& out, ByteView bytes);
void xdr_text(base::Writer& out, std::string_view text);

}  // namespace runseal::proto
