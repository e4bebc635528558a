// Every parser of an S3 server's XML: the first byte chooses which.
#include "transfer/sinks/s3_xml.h"
#include "base/bytes.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView answer(data + 1, size - 1);
  switch (data[0]) {
    case 'l': (void)transfer::parse_s3_list(answer); break;
    case 'u': (void)transfer::parse_s3_uploads(answer); break;
    case 'i': (void)transfer::parse_s3_upload_id(answer); break;
    case 'c': (void)transfer::parse_s3_copied(answer); break;
    case 'd': (void)transfer::parse_s3_removed(answer); break;
    case 'e': (void)transfer::parse_s3_error(answer); break;
    default: break;
  }
  return 0;
}
