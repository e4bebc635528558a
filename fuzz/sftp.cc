// Every parser of SFTP answers: the first byte chooses which.
#include "proto/sftp.h"
#include "base/bytes.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView message(data + 1, size - 1);
  switch (data[0]) {
    case 0: (void)proto::sftp_length(message); break;
    case 1: (void)proto::parse_sftp_reply(message); break;
    case 2: (void)proto::parse_sftp_version(message); break;
    case 3: (void)proto::parse_sftp_status(message); break;
    case 4: (void)proto::parse_sftp_handle(message); break;
    case 5: (void)proto::parse_sftp_data(message); break;
    case 6: (void)proto::parse_sftp_attributes(message); break;
    case 7: (void)proto::parse_sftp_names(message); break;
    case 8: (void)proto::parse_sftp_free_bytes(message); break;
    default: break;
  }
  return 0;
}
