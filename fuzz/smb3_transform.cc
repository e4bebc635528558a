// Any bytes as an encrypted SMB 3 message, and as a message to encrypt: what was not encrypted with the session's key,
// byte for byte, is never taken.
#include <algorithm>
#include <cstdlib>

#include "proto/smb2_session.h"
#include "proto/smb3_transform.h"

using namespace runseal;

namespace {

constexpr std::size_t header = 52;  // MS-SMB2 2.2.41

void as_an_answer(ByteView message, const Bytes& key) {
  const auto plain = proto::smb3_decrypt(message, key);
  if (!plain) return;
  if (plain->size() != message.size() - header) std::abort();
  (void)proto::parse_smb2_tree_connect_response(*plain, 3);
}

void there_and_back(ByteView message, const Bytes& key, std::size_t place) {
  auto sealed = proto::smb3_encrypt(message, key, Bytes(12, 1), 9);
  const auto plain = proto::smb3_decrypt(sealed, key);
  if (!plain || !std::ranges::equal(*plain, message)) std::abort();
  sealed[place % sealed.size()] ^= 1U;
  if (proto::smb3_decrypt(sealed, key)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView message(data, size);
  std::size_t place = size;
  for (const auto byte : message.first(std::min<std::size_t>(size, 4))) place = place * 256 + byte;
  for (const auto key_size : {std::size_t{16}, std::size_t{32}}) {
    const Bytes key(key_size, 7);
    as_an_answer(message, key);
    there_and_back(message, key, place);
  }
  return 0;
}
