// A message of an LDAP server, as its framing and its parser see it.
#include "proto/ldap.h"
#include "base/bytes.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto whole = proto::ldap_message_size(bytes);
  if (!whole || !*whole || **whole > size) return 0;
  const auto message = proto::parse_ldap_message(bytes.first(**whole));
  if (!message || !message->result) return 0;
  (void)proto::name(message->result->code);
  return 0;
}
