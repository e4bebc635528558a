// TLS in a capture, fed as capture_feed.h says.
#include "capture/dissectors/tls.h"
#include "capture_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size > 0) runseal::fuzz::feed(runseal::capture::tls_kind(), {data, size});
  return 0;
}
