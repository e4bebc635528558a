#include "proto/smb3_transform.h"

#include <algorithm>

#include "base/aes_gcm.h"

namespace runseal::proto {
namespace {

constexpr std::uint32_t magic = 0xfd534d42;
constexpr std::size_t header_size = 52;
constexpr std::size_t protected_from = 20;  // the nonce and what follows it are authenticated
constexpr std::size_t nonce_size = 12;      // of the field's 16 bytes

Error malformed(const char* why) { return {ErrorCode::invalid, why, {}, {}}; }

}  // namespace

Result<Smb3TransformHead> parse_smb3_transform_head(ByteView front) {
  base::Reader in(front);
  const auto first = in.be32();
  in.skip(32);  // signature and nonce
  Smb3TransformHead head;
  head.size = in.le32();
  in.skip(2);
  const auto flags = in.le16();
  head.session = in.le64();
  if (in.failed() || first != magic || flags != 1) return fail(malformed("not an encrypted message"));
  return head;
}

Result<ByteView> smb3_compressed_front(ByteView front) {
  constexpr std::uint32_t compressed_magic = 0xfc534d42;
  base::Reader in(front);
  const auto first = in.be32();
  in.skip(4);  // the original size
  const auto algorithm = in.le16();
  const auto flags = in.le16();
  const std::size_t untouched = in.le32();  // or the length of the first payload, in the chained form
  if (in.failed() || first != compressed_magic) return fail(malformed("not a compressed message"));
  if (flags == 1 && algorithm != 0) return ByteView{};
  return in.take(std::min(untouched, in.left()));
}

Bytes smb3_encrypt(ByteView message, ByteView key, ByteView nonce, std::uint64_t session) {
  base::Writer header;
  header.bytes(nonce).zeros(16 - nonce_size);
  header.le32(static_cast<std::uint32_t>(message.size())).le16(0).le16(1).le64(session);
  const auto sealed = base::aes_gcm_seal(key, nonce, header.data(), message);
  base::Writer out;
  out.be32(magic).bytes(sealed.tag).bytes(header.data()).bytes(sealed.text);
  return std::move(out).take();
}

Result<Bytes> smb3_decrypt(ByteView message, ByteView key) {
  base::Reader in(message);
  if (in.be32() != magic || message.size() < header_size) return fail(malformed("the answer is not encrypted"));
  const auto tag = in.take(16);
  const auto nonce = in.take(16).first(nonce_size);
  const auto size = in.le32();
  const auto text = message.subspan(header_size);
  if (size != text.size()) return fail(malformed("an encrypted answer of another length than it says"));
  const auto beside = message.subspan(protected_from, header_size - protected_from);
  auto plain = base::aes_gcm_open(key, nonce, beside, text, tag);
  if (!plain) return fail(malformed("the encrypted answer does not belong to this session"));
  return *std::move(plain);
}

}  // namespace runseal::proto
