#include "audit/session_plain.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/mac.h"
#include "base/random.h"
#include "proto/ntlm_login.h"
#include "proto/smb2_negotiate.h"
#include "proto/smb2_session.h"
#include "proto/smb_status.h"
#include "proto/spnego.h"

namespace runseal::audit {
namespace {

constexpr std::size_t flags_at = 16;
constexpr std::size_t signature_at = 48;
constexpr std::uint8_t flag_signed = 0x08;

// The conversation, and the pre-authentication integrity hash over it (MS-SMB2 3.1.5.2).
class Conversation {
 public:
  Conversation(SmbSocket socket, PlainLogin& told) : socket_(std::move(socket)), told_(told) {}

  Result<Bytes> ask(ByteView message) {
    add(message);
    RUNSEAL_TRY(told_.last, socket_.ask(message));
    return told_.last;
  }
  void add(ByteView message) {
    base::Writer both;
    both.bytes(hash_).bytes(message);
    hash_ = base::sha512(both.data());
  }
  [[nodiscard]] const Bytes& hash() const { return hash_; }

 private:
  SmbSocket socket_;
  PlainLogin& told_;
  Bytes hash_ = Bytes(64);
};

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

Result<> converse(const base::Endpoint& endpoint, const std::string& share, const Credentials& credentials,
                  Deadline deadline, PlainLogin& told) {
  RUNSEAL_TRY(auto socket, SmbSocket::connect(endpoint, deadline));
  Conversation talk(std::move(socket), told);

  const proto::Smb2NegotiateOffer offer{
      {proto::Smb2Dialect::v3_1_1}, {}, base::random_bytes(16), base::random_bytes(32), {}};
  RUNSEAL_TRY(const auto hello, talk.ask(proto::smb2_negotiate_request(offer)));
  RUNSEAL_TRY(const auto agreed, proto::parse_smb2_negotiate_response(hello, offer));
  if (agreed.status != proto::status::success) {
    told.said = proto::status::name(agreed.status) + " to the negotiation";
    return {};
  }
  talk.add(hello);

  proto::Smb2Ids ids{.message = 1, .session = 0, .tree = 0};
  RUNSEAL_TRY(const auto first,
              talk.ask(proto::smb2_session_setup_request(ids, proto::spnego_init(proto::ntlm_negotiate()))));
  RUNSEAL_TRY(const auto challenge, proto::parse_smb2_session_setup_response(first, ids.message));
  told.said = proto::status::name(challenge.status) + " to the login";
  if (challenge.status != proto::status::more_processing_required) {
    told.answer = meaning(challenge.status);
    return {};
  }
  talk.add(first);

  RUNSEAL_TRY(const auto token, proto::spnego_inner_token(challenge.token));
  RUNSEAL_TRY(const auto proof, proto::ntlm_login(token, {credentials.user, credentials.password, credentials.domain},
                                                  base::random_bytes(8)));
  ids = {.message = 2, .session = challenge.session, .tree = 0};
  RUNSEAL_TRY(const auto second,
              talk.ask(proto::smb2_session_setup_request(ids, proto::spnego_response(proof.message))));
  RUNSEAL_TRY(const auto session, proto::parse_smb2_session_setup_response(second, ids.message));
  told.said = proto::status::name(session.status) + " to the login";
  if (session.status != proto::status::success) {
    told.answer = meaning(session.status);
    return {};
  }
  if (session.guest || session.anonymous) {
    told.said = "the login was let in as a guest";
    return {};
  }

  ids.message = 3;
  const auto key = proto::smb3_key(proof.session_key, "SMBSigningKey", talk.hash());
  const auto path = "\\\\" + endpoint.host + "\\" + share;
  const auto algorithm = agreed.signing.value_or(proto::SmbSigning::aes_cmac);
  RUNSEAL_TRY(const auto third,
              talk.ask(with_signature(proto::smb2_tree_connect_request(ids, path), algorithm, key, 3)));
  RUNSEAL_TRY(const auto tree, proto::parse_smb2_tree_connect_response(third, ids.message));
  told.said = proto::status::name(tree.status) + " to the share";
  told.answer = tree.status == proto::status::success ? PlainAnswer::served : meaning(tree.status);
  return {};
}

}  // namespace

PlainLogin login_without_encryption(const base::Endpoint& endpoint, const std::string& share,
                                    const Credentials& credentials, Deadline deadline) {
  PlainLogin told;
  if (const auto done = converse(endpoint, share, credentials, deadline, told); !done) {
    told.answer = PlainAnswer::other;
    told.said = done.error().what;
  }
  return told;
}

}  // namespace runseal::audit
