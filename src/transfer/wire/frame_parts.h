// What the bodies of frames are made of. For frames*.cc.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::transfer {

using base::Reader;
using base::Writer;

inline std::unexpected<Error> malformed(const char* frame) {
  return fail(ErrorCode::invalid, fmt::format("the other end sent a malformed frame ({})", frame), {},
              "do both ends run the same version of runseal?");
}

inline void put_text(Writer& out, std::string_view text) {
  const auto kept = text.substr(0, 65'535);
  out.be16(static_cast<std::uint16_t>(kept.size())).text(kept);
}

inline std::string take_text(Reader& in) {
  const auto length = in.be16();
  return base::as_text(in.take(length));
}

template <std::size_t N>
std::array<std::uint8_t, N> take_array(Reader& in) {
  std::array<std::uint8_t, N> out{};
  const auto bytes = in.take(N);
  if (bytes.size() == N) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

inline bool ended(const Reader& in) { return !in.failed() && in.left() == 0; }

// A flag is 0 or 1; anything else is malformed.
inline bool take_flag(Reader& in, bool& well_formed) {
  const auto value = in.u8();
  well_formed = well_formed && value <= 1;
  return value == 1;
}

}  // namespace runseal::transfer
