// Every parser of what an SSH server sends, and of a list of known hosts: the first byte chooses which.
#include "proto/ssh.h"

#include "base/bytes.h"
#include "proto/ssh_exchange.h"
#include "proto/ssh_key.h"
#include "proto/ssh_known_hosts.h"

using namespace runseal;

namespace {

void greeting(ByteView bytes) {
  const auto size = proto::ssh_identification_size(bytes);
  if (size && *size) (void)proto::parse_ssh_identification(bytes.first(**size));
}

void packet(ByteView bytes) {
  const auto size = proto::ssh_packet_size(bytes);
  if (!size || !*size || **size > bytes.size()) return;
  const auto payload = proto::ssh_payload(bytes.first(**size));
  if (payload) (void)proto::parse_ssh_kexinit(*payload);
}

void key(ByteView bytes) {
  const auto reply = proto::parse_ssh_kex_reply(bytes);
  const auto parsed = proto::parse_ssh_key(reply ? ByteView(reply->host_key) : bytes);
  if (parsed && reply) (void)proto::parse_ssh_signature(reply->signature, *parsed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView message(data + 1, size - 1);
  switch (data[0]) {
    case 0: greeting(message); break;
    case 1: packet(message); break;
    case 2: key(message); break;
    case 3: (void)proto::parse_ssh_userauth(message); break;
    case 5: (void)proto::parse_ssh_group(message); break;
    case 4: (void)proto::ssh_known_keys(base::as_text(message), "nas01", 22); break;
    default: (void)proto::parse_ssh_kexinit(message); break;
  }
  return 0;
}
