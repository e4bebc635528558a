#include "audit/session_login.h"

#include "base/mac.h"
#include "base/random.h"
#include "proto/ntlm_login.h"
#include "proto/smb2_session.h"
#include "proto/smb_status.h"
#include "proto/spnego.h"

namespace runseal::audit {
namespace {

class Conversation {
 public:
  Conversation(SmbSocket socket, OwnLogin& told) : socket_(std::move(socket)), told_(told) {}

  Result<> run(const Credentials& credentials, std::vector<proto::SmbCipher> ciphers) {
    RUNSEAL_TRY(const bool agreed, negotiate(std::move(ciphers)));
    if (!agreed) return {};
    RUNSEAL_TRY(const auto first, set_up(proto::spnego_init(proto::ntlm_negotiate())));
    if (first.status != proto::status::more_processing_required) return {};
    add(told_.last);
    told_.ids.session = first.session;
    RUNSEAL_TRY(const auto token, proto::spnego_inner_token(first.token));
    RUNSEAL_TRY(auto proof, proto::ntlm_login(token, {credentials.user, credentials.password, credentials.domain},
                                              base::random_bytes(8)));
    RUNSEAL_TRY(const auto second, set_up(proto::spnego_response(proof.message)));
    if (second.status != proto::status::success) return {};
    if (second.guest || second.anonymous) {
      told_.said = "the login was let in as a guest";
      return {};
    }
    told_.session_key = std::move(proof.session_key);
    told_.socket = std::move(socket_);
    return {};
  }

 private:
  Result<bool> negotiate(std::vector<proto::SmbCipher> ciphers) {
    const proto::Smb2NegotiateOffer offer{
        {proto::Smb2Dialect::v3_1_1}, std::move(ciphers), base::random_bytes(16), base::random_bytes(32), {}};
    RUNSEAL_CHECK(ask(proto::smb2_negotiate_request(offer)));
    RUNSEAL_TRY(told_.agreed, proto::parse_smb2_negotiate_response(told_.last, offer));
    told_.said = proto::status::name(told_.agreed.status) + " to the negotiation";
    add(told_.last);
    return told_.agreed.status == proto::status::success;
  }

  Result<proto::Smb2SessionSetup> set_up(ByteView token) {
    ++told_.ids.message;
    RUNSEAL_CHECK(ask(proto::smb2_session_setup_request(told_.ids, token)));
    RUNSEAL_TRY(auto setup, proto::parse_smb2_session_setup_response(told_.last, told_.ids.message));
    told_.login_status = setup.status;
    told_.said = proto::status::name(setup.status) + " to the login";
    return setup;
  }

  Result<> ask(ByteView message) {
    add(message);
    RUNSEAL_TRY(told_.last, socket_.ask(message));
    return {};
  }

  void add(ByteView message) {
    base::Writer both;
    both.bytes(told_.transcript).bytes(message);
    told_.transcript = base::sha512(both.data());
  }

  SmbSocket socket_;
  OwnLogin& told_;
};

}  // namespace

Result<Bytes> OwnLogin::ask(ByteView message) {
  RUNSEAL_TRY(last, socket->ask(message));
  return last;
}

OwnLogin log_in_to(const Address& address, const Credentials& credentials, std::vector<proto::SmbCipher> ciphers,
                   Limits limits) {
  OwnLogin told;
  told.transcript.resize(64);
  auto socket = SmbSocket::connect(address, limits);
  if (!socket) {
    told.said = socket.error().what;
    return told;
  }
  const auto done = Conversation(std::move(*socket), told).run(credentials, std::move(ciphers));
  if (!done) {
    told.said = done.error().what;
    told.login_status = 0;
  }
  ++told.ids.message;
  return told;
}

}  // namespace runseal::audit
