// QUIC, WireGuard, IKE, ESP and AH in a capture, fed as capture_feed.h says: each piece is a datagram.
#include "capture/dissectors/ipsec.h"
#include "capture/dissectors/quic.h"
#include "capture/dissectors/wireguard.h"
#include "capture_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace runseal;
  if (size == 0) return 0;
  for (const auto& kind :
       {capture::quic_kind(), capture::wireguard_kind(), capture::ike_kind(), capture::esp_kind(), capture::ah_kind()})
    fuzz::feed(kind, {data, size});
  return 0;
}
