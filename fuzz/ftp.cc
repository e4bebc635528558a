// A reply of an FTP server, as its framing and its parser see it.
#include "proto/ftp.h"
#include "base/bytes.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto whole = proto::ftp_reply_size(bytes);
  if (!whole || !*whole) return 0;
  if (**whole > size) __builtin_trap();
  const auto reply = proto::parse_ftp_reply(bytes.first(**whole));
  if (!reply || reply->lines.empty()) __builtin_trap();  // what framing takes, the parser takes
  (void)proto::ftp_features(*reply);
  return 0;
}
