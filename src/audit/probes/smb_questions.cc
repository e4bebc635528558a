#include "audit/probes/smb_questions.h"

#include <fmt/format.h>

#include "base/random.h"
#include "base/text.h"
#include "proto/smb_status.h"
#include "proto/spnego.h"

namespace runseal::audit {
namespace asio = boost::asio;
using Who = SessionAnswer::Who;

namespace {

std::string answered(std::uint32_t status) {
  return status == proto::status::success ? "answered" : "answered: " + proto::status::name(status);
}

std::string share_of(const base::Endpoint& endpoint) { return endpoint.path.substr(0, endpoint.path.find('/')); }

std::string unc(const base::Endpoint& endpoint) { return "\\\\" + endpoint.host + "\\" + share_of(endpoint); }

// One step of a login. Nothing when the answer settles nothing.
asio::awaitable<std::optional<proto::Smb2SessionSetup>> step(SmbLink& link, std::string label, std::string question,
                                                             Bytes token) {
  ++link.ids.message;
  const auto answer = co_await link.ask(label, question, proto::smb2_session_setup_request(link.ids, token));
  if (answer.outcome != Outcome::answered) co_return std::nullopt;
  auto setup = proto::parse_smb2_session_setup_response(answer.message, link.ids.message);
  if (!setup) {
    link.malformed(setup.error());
    co_return std::nullopt;
  }
  link.judged(answered(setup->status));
  if (setup->session != 0) link.ids.session = setup->session;
  co_return *std::move(setup);
}

std::optional<proto::NtlmChallenge> challenge_in(const Bytes& token) {
  const auto inner = proto::spnego_inner_token(token);
  if (!inner) return std::nullopt;
  auto challenge = proto::parse_ntlm_challenge(*inner);
  if (!challenge) return std::nullopt;
  return *std::move(challenge);
}

asio::awaitable<void> ask_share(SmbLink& link, std::string label, base::Endpoint endpoint, SessionAnswer& session) {
  ++link.ids.message;
  const auto question = "asked for the share " + share_of(endpoint) + " in that session";
  const auto answer = co_await link.ask(label, question, proto::smb2_tree_connect_request(link.ids, unc(endpoint)));
  if (answer.outcome != Outcome::answered) co_return;
  const auto tree = proto::parse_smb2_tree_connect_response(answer.message, link.ids.message);
  if (!tree) {
    link.malformed(tree.error());
    co_return;
  }
  link.judged(answered(tree->status));
  session.tree = *tree;
  session.tree_exchange = label;
}

template <class T>
std::string words_for(const std::vector<T>& some, std::size_t every, const std::string& all) {
  if (some.size() == every) return all;
  std::vector<std::string> names;
  for (const auto one : some) names.push_back(proto::name(one));
  return base::join(names, ", ");
}

std::string words_for(const SmbOffer& offer) {
  const auto dialect = proto::name(offer.dialect);
  const bool encrypts = !offer.ciphers.empty();
  if (offer.dialect < proto::Smb2Dialect::v3_0) return fmt::format("offered SMB {} alone", dialect);
  if (offer.dialect != proto::Smb2Dialect::v3_1_1)
    return fmt::format(
        fmt::runtime(encrypts ? "offered SMB {} alone, with encryption" : "offered SMB {} alone, without encryption"),
        dialect);
  const auto signing = words_for(offer.signing, std::size(proto::all_smb_signing), "every signing algorithm");
  if (!encrypts) return fmt::format("offered SMB {} alone, without encryption and with {}", dialect, signing);
  const auto ciphers = words_for(offer.ciphers, std::size(proto::all_smb_ciphers), "every cipher");
  return fmt::format(
      fmt::runtime(offer.compression_and_rdma
                       ? "offered SMB {} alone, with {} and {}, with every compression and RDMA transform"
                       : "offered SMB {} alone, with {} and {}"),
      dialect, ciphers, signing);
}

}  // namespace

asio::awaitable<DialectAnswer> ask_dialect(SmbLink& link, std::string label, SmbOffer offered) {
  DialectAnswer result;
  result.dialect = offered.dialect;
  result.exchange = label;
  proto::Smb2NegotiateOffer offer;
  offer.dialects.push_back(offered.dialect);
  offer.ciphers = offered.ciphers;
  offer.signing = offered.signing;
  offer.compression = offer.rdma = offered.compression_and_rdma;
  offer.client_guid = base::random_bytes(16);
  offer.salt = base::random_bytes(32);
  const auto question = words_for(offered);
  const auto answer = co_await link.ask(label, question, proto::smb2_negotiate_request(offer));
  result.outcome = answer.outcome;
  result.detail = answer.detail;
  if (answer.outcome != Outcome::answered) co_return result;
  auto negotiate = proto::parse_smb2_negotiate_response(answer.message, offer);
  if (negotiate) {
    link.judged(answered(negotiate->status));
    result.negotiate = *std::move(negotiate);
  } else {
    result.outcome = Outcome::malformed;
    result.detail = link.malformed(negotiate.error());
  }
  co_return result;
}

asio::awaitable<Smb1Answer> ask_smb1(SmbLink& link, std::string label) {
  Smb1Answer result;
  result.exchange = label;
  std::vector<std::string_view> dialects(1, proto::smb1_dialect);
  const auto answer =
      co_await link.ask(label, "offered SMB 1 (NT LM 0.12) alone", proto::smb1_negotiate_request(dialects));
  result.outcome = answer.outcome;
  result.detail = answer.detail;
  if (answer.outcome != Outcome::answered) co_return result;
  const auto negotiate = proto::parse_smb1_negotiate_response(answer.message, dialects.size());
  if (negotiate) {
    result.negotiate = *negotiate;
    link.judged(negotiate->dialect ? "answered" : "answered: no SMB 1 dialect");
  } else {
    result.outcome = Outcome::malformed;
    result.detail = link.malformed(negotiate.error());
  }
  co_return result;
}

asio::awaitable<SessionAnswer> ask_session_of(Who who, SmbLink& link, DialectAnswer negotiated, std::string label,
                                              base::Endpoint endpoint) {
  SessionAnswer session;
  session.who = who;
  session.dialect = negotiated.dialect;
  session.can_encrypt = negotiated.negotiate->encryption_capable;
  session.exchange = label + "-hello";
  const auto hello = co_await step(link, session.exchange, "began a login, without saying as whom",
                                   proto::spnego_init(proto::ntlm_negotiate()));
  if (!hello) co_return session;
  session.first = hello->status;
  if (hello->status != proto::status::more_processing_required) co_return session;
  session.challenge = challenge_in(hello->token);
  session.challenge_exchange = session.exchange;
  if (!session.challenge) {
    link.judged("malformed: answered wrongly: no NTLM challenge in it");
    co_return session;
  }
  const bool nobody = who == Who::nobody;
  const auto token = nobody ? proto::ntlm_anonymous(*session.challenge)
                            : proto::ntlm_unknown_user(*session.challenge, "runseal-probe", base::random_bytes(24));
  session.exchange = label;
  const auto login = co_await step(link, label,
                                   nobody ? "went on with an empty user name and no password"
                                          : "went on as the user \"runseal-probe\", who does not exist, once",
                                   proto::spnego_response(token));
  if (!login) co_return session;
  session.second = login->status;
  session.guest = login->guest;
  if (session.accepted() && !share_of(endpoint).empty()) co_await ask_share(link, label + "-share", endpoint, session);
  co_return session;
}

}  // namespace runseal::audit
