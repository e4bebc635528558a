// The head of an HTTP answer.
#include "proto/http.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView answer(data, size);
  const auto whole = proto::http_head_size(answer);
  if (!whole || !*whole) return 0;
  if (**whole > size) __builtin_trap();
  const auto head = proto::parse_http_head(answer.first(**whole));
  if (!head) return 0;
  (void)proto::http_login_schemes(*head);
  (void)proto::http_allowed(*head);
  (void)proto::http_strict_transport(*head);
  return 0;
}
