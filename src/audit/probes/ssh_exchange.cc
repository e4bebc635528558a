// SshLink: the key exchange, and what is asked under its keys.
#include <algorithm>

#include <fmt/format.h>

#include "audit/probes/ssh_link.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::SshMessage;

namespace {

constexpr std::uint32_t own_messages_in_clear = 3;  // offer, key exchange, new keys

const std::string own_line = std::string("SSH-2.0-") + ssh_probe_name;

// Of theirs: what is ours, else their first, so that an exchange comes about at all.
proto::SshNames one_of_theirs(const proto::SshNames& theirs, const proto::SshNames& ours) {
  for (const auto& name : ours)
    if (std::ranges::find(theirs, name) != theirs.end()) return {name};
  return theirs.empty() ? proto::SshNames{"none"} : proto::SshNames{theirs.front()};
}

Bytes packet(ByteView payload) { return proto::ssh_packet(payload); }

}  // namespace

proto::SshKexInit SshLink::own_offer(const SshKexMethod& method, const std::string& host_key) {
  cipher_ = ssh_cipher_for(offer_);
  const proto::SshNames ciphers(cipher_ ? 1 : 0, cipher_ ? cipher_->name : "");
  const proto::SshNames macs{ssh_mac};
  const proto::SshNames compressions{"none"};
  proto::SshKexInit own;
  own.kex = {method.name};
  own.host_keys = {host_key};
  own.ciphers_to_server = one_of_theirs(offer_.ciphers_to_server, ciphers);
  own.ciphers_to_client = one_of_theirs(offer_.ciphers_to_client, ciphers);
  own.macs_to_server = one_of_theirs(offer_.macs_to_server, macs);
  own.macs_to_client = one_of_theirs(offer_.macs_to_client, macs);
  own.compression_to_server = one_of_theirs(offer_.compression_to_server, compressions);
  own.compression_to_client = one_of_theirs(offer_.compression_to_client, compressions);
  const bool compresses = own.compression_to_server.front() != "none" || own.compression_to_client.front() != "none";
  if (compresses) cipher_ = nullptr;
  return own;
}

asio::awaitable<SshHostKey> SshLink::ask_host_key(std::string algorithm) {
  SshHostKey found;
  found.algorithm = algorithm;
  found.exchange = "host-key-" + algorithm;
  const auto* method = ssh_kex_for(offer_.kex);
  if (method == nullptr) {
    found.failure = "it offers no key exchange that runseal can do";
    co_return found;
  }
  const base::KeyAgreement ours(method->agreement);
  proto::SshKexReply reply;
  const auto answer = co_await exchange_keys(found, *method, reply, ours);
  if (answer.outcome != Outcome::answered) {
    found.failure = words_for(answer.outcome, answer.detail, limits_.allowed, "SSH");
    co_return found;
  }
  check(found, reply, *method, ours);
  co_return found;
}

asio::awaitable<TalkAnswer> SshLink::exchange_keys(SshHostKey& into, const SshKexMethod& method,
                                                   proto::SshKexReply& reply, const base::KeyAgreement& ours) {
  our_kexinit_ = proto::ssh_kexinit(own_offer(method, into.algorithm), base::random_bytes(16));
  base::Writer both;
  both.bytes(packet(our_kexinit_));
  const auto half = method.numbers ? proto::ssh_mpint(ours.ours()) : ours.ours();
  both.bytes(packet(proto::ssh_kex_init(half)));
  const auto question =
      fmt::format("began a key exchange ({}) with the host key algorithm {}", method.name, into.algorithm);
  auto answer = co_await ask(into.exchange, question, both.data(), SshMessage::kex_reply);
  if (answer.outcome != Outcome::answered) co_return answer;
  auto parsed = proto::parse_ssh_kex_reply(answer.message);
  if (parsed) {
    reply = *std::move(parsed);
  } else {
    answer.outcome = Outcome::malformed;
    answer.detail = talk_.malformed(parsed.error());
  }
  co_return answer;
}

// Shown and proven are two things: a host key is public, only its owner can sign this exchange with it.
void SshLink::check(SshHostKey& found, const proto::SshKexReply& reply, const SshKexMethod& method,
                    const base::KeyAgreement& ours) {
  const auto checked = [&]() -> Result<> {
    RUNSEAL_TRY(auto key, proto::parse_ssh_key(reply.host_key));
    if (key.type != proto::ssh_key_type(found.algorithm))
      return fail(ErrorCode::invalid, "it showed a host key of another type than was agreed");
    RUNSEAL_TRY(const auto secret, ours.secret(reply.theirs));
    RUNSEAL_TRY(const auto signature, proto::parse_ssh_signature(reply.signature, key));
    const auto number = proto::ssh_mpint(secret);
    const auto half = method.numbers ? proto::ssh_mpint(ours.ours()) : ours.ours();
    const auto hash =
        base::digest(method.digest, proto::ssh_exchange({own_line, identification_.line, our_kexinit_, their_kexinit_,
                                                         reply.host_key, half, reply.theirs, number}));
    found.blob = reply.host_key;
    found.proved = ssh_signature_fits(key, signature, found.algorithm, hash);
    found.key = std::move(key);
    key_part_ = [number, hash, kind = method.digest](char letter, std::size_t size) {
      auto part = base::digest(kind, proto::ssh_key_seed(number, hash, letter));
      while (part.size() < size) {
        const auto more = base::digest(kind, proto::ssh_key_more(number, hash, part));
        part.insert(part.end(), more.begin(), more.end());
      }
      part.resize(size);
      return part;
    };
    return {};
  }();
  if (checked) return;
  found.blob.clear();
  found.failure = talk_.malformed(checked.error());
}

asio::awaitable<std::optional<proto::SshUserauth>> SshLink::ask_login() {
  if (!cipher_ || !key_part_) co_return std::nullopt;
  const Bytes nothing;
  auto answer = co_await ask("new-keys", "waited until it takes up the keys", nothing, SshMessage::newkeys);
  if (answer.outcome != Outcome::answered) co_return std::nullopt;
  const auto keys_from = [this](char letter) {
    return [this, letter](int kind, std::size_t size) { return key_part_(static_cast<char>(letter + 2 * kind), size); };
  };
  out_.emplace(*cipher_, own_messages_in_clear, keys_from('A'));
  in_.emplace(*cipher_, received_, keys_from('B'));
  const Bytes newkeys{static_cast<std::uint8_t>(SshMessage::newkeys)};
  base::Writer both;
  both.bytes(packet(newkeys)).bytes(out_->seal(proto::ssh_userauth_service()));
  answer = co_await ask("login-service", "took up the keys, and asked for the service that logs in", both.data(),
                        SshMessage::service_accept);
  if (answer.outcome != Outcome::answered) co_return std::nullopt;
  const auto question = fmt::format("asked to be let in as \"{}\" without any proof, once", ssh_probe_name);
  const auto request = out_->seal(proto::ssh_userauth_none(ssh_probe_name));
  answer = co_await ask("login", question, request, SshMessage::userauth_failure);
  if (answer.outcome != Outcome::answered) co_return std::nullopt;
  auto parsed = proto::parse_ssh_userauth(answer.message);
  if (parsed) co_return *std::move(parsed);
  (void)talk_.malformed(parsed.error());
  co_return std::nullopt;
}

}  // namespace runseal::audit
