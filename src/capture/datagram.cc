#include "capture/datagram.h"

#include <arpa/inet.h>

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::array<std::uint8_t, 12> v4_front = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool Address::is_v4() const { return std::equal(v4_front.begin(), v4_front.end(), bytes.begin()); }

std::string Address::text() const {
  char out[INET6_ADDRSTRLEN] = {};
  if (is_v4()) return ::inet_ntop(AF_INET, bytes.data() + v4_front.size(), out, sizeof out);
  return ::inet_ntop(AF_INET6, bytes.data(), out, sizeof out);
}

Address v4_address(ByteView four_bytes) {
  Address address;
  std::ranges::copy(v4_front, address.bytes.begin());
  std::copy_n(four_bytes.begin(), 4, address.bytes.begin() + v4_front.size());
  return address;
}

Address v6_address(ByteView sixteen_bytes) {
  Address address;
  std::copy_n(sixteen_bytes.begin(), address.bytes.size(), address.bytes.begin());
  return address;
}

}  // namespace runseal::capture
