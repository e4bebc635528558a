// Every parser of what an rsync daemon says: the first byte chooses which.
#include "proto/rsync.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  if (data[0] == 0) {
    const auto whole = proto::rsync_greeting_size(bytes);
    if (whole && *whole) (void)proto::parse_rsync_greeting(bytes.first(**whole));
  } else {
    const auto whole = proto::rsync_answer_size(bytes);
    if (!whole || !*whole) return 0;
    const auto answer = proto::parse_rsync_answer(bytes.first(**whole));
    if (answer) (void)proto::rsync_modules(answer->lines);
  }
  return 0;
}
