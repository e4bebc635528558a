// FTP in a capture, and a data connection that it announces, fed as capture_feed.h says.
#include "capture/dissectors/ftp.h"
#include "capture_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  runseal::fuzz::feed(runseal::capture::ftp_kind(), {data, size});
  runseal::fuzz::feed(runseal::capture::ftp_data_kind(), {data, size});
  return 0;
}
