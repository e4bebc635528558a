// NFS, MOUNT and the port mapper in a capture, fed as capture_feed.h says.
#include "capture/dissectors/nfs.h"
#include "capture_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  runseal::fuzz::feed(runseal::capture::nfs_kind(), {data, size});
  runseal::fuzz::feed(runseal::capture::nfs_udp_kind(), {data, size});
  return 0;
}
