#include "audit/session_share.h"

#include <algorithm>

#include "audit/session_login.h"
#include "base/mac.h"
#include "base/random.h"
#include "proto/ntlm_login.h"
#include "proto/smb2_session.h"
#include "proto/smb3_transform.h"
#include "proto/smb_status.h"

namespace runseal::audit {
namespace {

constexpr std::size_t flags_at = 16;
constexpr std::size_t signature_at = 48;
constexpr std::uint8_t flag_signed = 0x08;

PlainAnswer meaning(std::uint32_t status) {
  return status == proto::status::access_denied ? PlainAnswer::refused : PlainAnswer::other;
}

// 3.1.4.1: over the message with an empty signature and the flag set.
Bytes with_signature(Bytes message, proto::SmbSigning algorithm, ByteView key, std::uint64_t message_id) {
  message[flags_at] |= flag_signed;
  Bytes code;
  if (algorithm == proto::SmbSigning::aes_gmac) {
    base::Writer nonce;
    nonce.le64(message_id).zeros(4);
    code = base::aes_128_gmac(key, nonce.data(), message);
  } else {
    code =
        algorithm == proto::SmbSigning::aes_cmac ? base::aes_128_cmac(key, message) : base::hmac_sha256(key, message);
  }
  std::copy_n(code.begin(), 16, message.begin() + signature_at);
  return message;
}

Result<proto::Smb2TreeConnect> open_signed(OwnLogin& login, const std::string& path) {
  const auto key = proto::smb3_key(login.session_key, "SMBSigningKey", login.transcript);
  const auto algorithm = login.agreed.signing.value_or(proto::SmbSigning::aes_cmac);
  const auto request = proto::smb2_tree_connect_request(login.ids, path);
  RUNSEAL_TRY(const auto answer, login.ask(with_signature(request, algorithm, key, login.ids.message)));
  return proto::parse_smb2_tree_connect_response(answer, login.ids.message);
}

Result<proto::Smb2TreeConnect> open_encrypted(OwnLogin& login, const std::string& path) {
  const std::size_t size = login.agreed.cipher == proto::SmbCipher::aes_256_gcm ? 32 : 16;
  const auto there = proto::smb3_key(login.session_key, "SMBC2SCipherKey", login.transcript, size);
  const auto back = proto::smb3_key(login.session_key, "SMBS2CCipherKey", login.transcript, size);
  const auto request = proto::smb2_tree_connect_request(login.ids, path);
  RUNSEAL_TRY(const auto answer,
              login.ask(proto::smb3_encrypt(request, there, base::random_bytes(12), login.ids.session)));
  RUNSEAL_TRY(login.last, proto::smb3_decrypt(answer, back));
  return proto::parse_smb2_tree_connect_response(login.last, login.ids.message);
}

std::string words_for(const Result<proto::Smb2TreeConnect>& tree) {
  return tree ? proto::status::name(tree->status) + " to the share" : tree.error().what;
}

}  // namespace

PlainLogin login_without_encryption(const Address& address, const std::string& path, const Credentials& credentials,
                                    Limits limits) {
  auto login = log_in_to(address, credentials, {}, limits);
  if (!login.socket) return {meaning(login.login_status), login.said, login.last};
  const auto tree = open_signed(login, path);
  auto answer = PlainAnswer::other;
  if (tree) answer = tree->status == proto::status::success ? PlainAnswer::served : meaning(tree->status);
  return {answer, words_for(tree), login.last};
}

ShareLook look_at_share(const Address& address, const std::string& path, const Credentials& credentials,
                        Limits limits) {
  auto login = log_in_to(address, credentials, {proto::SmbCipher::aes_128_gcm, proto::SmbCipher::aes_256_gcm}, limits);
  if (!login.socket) return {std::nullopt, login.said, login.last};
  const auto tree = login.agreed.cipher ? open_encrypted(login, path) : open_signed(login, path);
  ShareLook look{std::nullopt, words_for(tree), login.last};
  if (tree && tree->status == proto::status::success) look.dfs = tree->dfs;
  return look;
}

}  // namespace runseal::audit
