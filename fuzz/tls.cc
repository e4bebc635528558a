// A server's first flight of TLS: the first byte says which version was offered.
#include "proto/tls_hello.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  proto::TlsOffer offer;
  offer.version = proto::all_tls_versions[data[0] % std::size(proto::all_tls_versions)];
  for (const auto& suite : proto::tls_suites(offer.version)) offer.suites.push_back(suite.number);
  const ByteView answer(data + 1, size - 1);
  const auto whole = proto::tls_flight_size(answer);
  if (whole && *whole && **whole > answer.size()) __builtin_trap();
  const auto flight = proto::parse_tls_flight(answer, offer);
  if (flight && !(whole && *whole)) __builtin_trap();  // what is not whole is not read
  return 0;
}
