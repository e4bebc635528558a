#include "audit/probes/ssh_cipher.h"

#include <algorithm>

#include "base/aes_ctr.h"
#include "base/aes_gcm.h"
#include "base/mac.h"

namespace runseal::audit {
namespace {

constexpr std::size_t block = 16;
constexpr std::size_t tag_size = 16;   // of AES-GCM
constexpr std::size_t code_size = 32;  // of HMAC-SHA-256

constexpr SshCipherKind kinds[] = {{"aes128-gcm@openssh.com", 16, 12, true},
                                   {"aes256-gcm@openssh.com", 32, 12, true},
                                   {"aes128-ctr", 16, 16, false},
                                   {"aes256-ctr", 32, 16, false}};

bool both(const proto::SshNames& a, const proto::SshNames& b, const char* name) {
  return std::ranges::find(a, name) != a.end() && std::ranges::find(b, name) != b.end();
}

std::unexpected<Error> cannot_open() {
  return fail(ErrorCode::invalid, "a message that it encrypted cannot be opened");
}

Result<Bytes> payload_of(ByteView plain) {
  RUNSEAL_TRY(const auto payload, proto::ssh_payload(plain));
  return Bytes(payload.begin(), payload.end());
}

}  // namespace

const SshCipherKind* ssh_cipher_for(const proto::SshKexInit& offer) {
  const bool has_code = both(offer.macs_to_server, offer.macs_to_client, ssh_mac);
  for (const auto& kind : kinds)
    if (both(offer.ciphers_to_server, offer.ciphers_to_client, kind.name) && (kind.own_code || has_code)) return &kind;
  return nullptr;
}

SshCipher::SshCipher(const SshCipherKind& kind, std::uint32_t number,
                     const std::function<Bytes(int, std::size_t)>& part)
    : kind_(kind),
      number_(number),
      nonce_(part(0, kind.nonce)),
      key_(part(1, kind.key)),
      code_key_(part(2, code_size)) {}

Bytes SshCipher::seal(ByteView payload) {
  const auto plain = proto::ssh_packet(payload, block, !kind_.own_code);
  base::Writer out;
  if (kind_.own_code) {
    const auto length = ByteView(plain).first(4);
    const auto sealed = base::aes_gcm_seal(key_, nonce_, length, ByteView(plain).subspan(4));
    out.bytes(length).bytes(sealed.text).bytes(sealed.tag);
  } else {
    out.bytes(base::aes_ctr(key_, nonce_, plain)).bytes(code(plain));
  }
  next(plain.size() / block);
  return std::move(out).take();
}

Result<std::optional<std::size_t>> SshCipher::size(ByteView bytes) const {
  if (bytes.size() < block) return std::nullopt;
  const auto first =
      kind_.own_code ? Bytes(bytes.begin(), bytes.begin() + block) : base::aes_ctr(key_, nonce_, bytes.first(block));
  base::Reader in(first);
  const std::size_t length = in.be32();
  if (length > proto::max_ssh_packet) return fail(ErrorCode::limit, "it announces a packet that is too long");
  if (kind_.own_code) return 4 + length + tag_size;
  if ((4 + length) % block != 0 || length == 0) return cannot_open();
  return 4 + length + code_size;
}

Result<Bytes> SshCipher::open(ByteView packet) {
  const auto behind = kind_.own_code ? tag_size : code_size;
  const auto text = packet.first(packet.size() - behind);
  Bytes plain(text.begin(), text.begin() + 4);
  if (kind_.own_code) {
    const auto opened = base::aes_gcm_open(key_, nonce_, text.first(4), text.subspan(4), packet.last(behind));
    if (!opened) return cannot_open();
    plain.insert(plain.end(), opened->begin(), opened->end());
  } else {
    plain = base::aes_ctr(key_, nonce_, text);
    if (!std::ranges::equal(code(plain), packet.last(behind))) return cannot_open();
  }
  next(plain.size() / block);
  return payload_of(plain);
}

Bytes SshCipher::code(ByteView plain) const {  // RFC 4253 6.4
  base::Writer message;
  message.be32(number_).bytes(plain);
  return base::hmac_sha256(code_key_, message.data());
}

// AES-GCM: the last eight bytes of the nonce count messages (RFC 5647 7.1). AES-CTR: all of it counts blocks.
void SshCipher::next(std::size_t blocks) {
  ++number_;
  const std::size_t fixed = kind_.own_code ? 4 : 0;
  for (std::size_t times = kind_.own_code ? 1 : blocks; times > 0; --times)
    for (std::size_t i = nonce_.size(); i-- > fixed;)
      if (++nonce_[i] != 0) break;
}

}  // namespace runseal::audit
