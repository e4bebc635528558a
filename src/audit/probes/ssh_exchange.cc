// SshLink: the key exchange, and what is asked under its keys.
#include <algorithm>

#include <fmt/format.h>

#include "audit/probes/ssh_link.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::SshMessage;

namespace {

const std::string own_line = std::string("SSH-2.0-") + ssh_probe_name;

// Of theirs: what is ours, else their first, so that an exchange comes about at all.
proto::SshNames one_of_theirs(const proto::SshNames& theirs, const proto::SshNames& ours) {
  for (const auto& name : ours)
    if (std::ranges::find(theirs, name) != theirs.end()) return {name};
  return theirs.empty() ? proto::SshNames{"none"} : proto::SshNames{theirs.front()};
}

}  // namespace

Bytes SshLink::packet(ByteView payload) {
  ++sent_;
  return proto::ssh_packet(payload);
}

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
  SshExchanged exchanged;
  const auto answer = co_await exchange_keys(found, *method, exchanged);
  if (answer.outcome != Outcome::answered) {
    found.failure = words_for(answer.outcome, answer.detail, limits_.allowed, "SSH");
    co_return found;
  }
  check(found, *method, exchanged);
  co_return found;
}

asio::awaitable<TalkAnswer> SshLink::exchange_keys(const SshHostKey& wanted, const SshKexMethod& method,
                                                   SshExchanged& into) {
  const bool chooses = !method.agreement;  // the server, its group
  our_kexinit_ = proto::ssh_kexinit(own_offer(method, wanted.algorithm), base::random_bytes(16));
  auto first = packet(our_kexinit_);
  if (chooses) {
    auto group = co_await take_group(wanted, method, first, into);
    if (group.outcome != Outcome::answered) co_return group;
  } else {
    into.agreement = std::make_unique<base::KeyAgreement>(*method.agreement);
  }
  base::Writer both;
  both.bytes(first);
  into.half = method.numbers ? proto::ssh_mpint(into.agreement->ours()) : into.agreement->ours();
  both.bytes(packet(proto::ssh_kex_init(into.half, chooses ? SshMessage::gex_init : SshMessage::kex_init)));
  const auto question =
      chooses ? "went on with it in the group that the server chose"
              : fmt::format("began a key exchange ({}) with the host key algorithm {}", method.name, wanted.algorithm);
  const auto type = chooses ? SshMessage::gex_reply : SshMessage::kex_reply;
  auto answer = co_await ask(wanted.exchange, question, both.data(), type);
  if (answer.outcome != Outcome::answered) co_return answer;
  auto parsed = proto::parse_ssh_kex_reply(answer.message, type);
  if (parsed) {
    into.reply = *std::move(parsed);
  } else {
    answer.outcome = Outcome::malformed;
    answer.detail = talk_.malformed(parsed.error());
  }
  co_return answer;
}

// RFC 4419 3. Nothing is left of `first`: it was sent.
asio::awaitable<TalkAnswer> SshLink::take_group(const SshHostKey& wanted, const SshKexMethod& method, Bytes& first,
                                                SshExchanged& into) {
  base::Writer both;
  both.bytes(first).bytes(packet(proto::ssh_group_request()));
  first.clear();
  const auto question =
      fmt::format("began a key exchange ({}) with the host key algorithm {}", method.name, wanted.algorithm);
  auto answer = co_await ask("group-" + wanted.algorithm, question, both.data(), SshMessage::gex_group);
  if (answer.outcome != Outcome::answered) co_return answer;
  const auto chosen = [&]() -> Result<> {
    RUNSEAL_TRY(const auto group, proto::parse_ssh_group(answer.message));
    RUNSEAL_TRY(into.agreement, base::KeyAgreement::in_group(group.modulus, group.generator));
    into.group = proto::ssh_group_exchanged(group);
    return {};
  }();
  if (!chosen) {
    answer.outcome = Outcome::malformed;
    answer.detail = talk_.malformed(chosen.error());
  }
  co_return answer;
}

// Shown and proven are two things: a host key is public, only its owner can sign this exchange with it.
void SshLink::check(SshHostKey& found, const SshKexMethod& method, const SshExchanged& exchanged) {
  const auto& reply = exchanged.reply;
  const auto checked = [&]() -> Result<> {
    RUNSEAL_TRY(auto key, proto::parse_ssh_key(reply.host_key));
    if (key.type != proto::ssh_key_type(found.algorithm))
      return fail(ErrorCode::invalid, "it showed a host key of another type than was agreed");
    RUNSEAL_TRY(const auto secret, exchanged.agreement->secret(reply.theirs));
    RUNSEAL_TRY(const auto signature, proto::parse_ssh_signature(reply.signature, key));
    const auto number = proto::ssh_mpint(secret);
    const auto hash = base::digest(
        method.digest, proto::ssh_exchange({own_line, identification_.line, our_kexinit_, their_kexinit_,
                                            reply.host_key, exchanged.group, exchanged.half, reply.theirs, number}));
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
  out_.emplace(*cipher_, sent_ + 1, keys_from('A'));  // one more: the message that takes up the keys
  in_.emplace(*cipher_, received_, keys_from('B'));
  const Bytes newkeys{static_cast<std::uint8_t>(SshMessage::newkeys)};
  base::Writer both;
  both.bytes(proto::ssh_packet(newkeys)).bytes(out_->seal(proto::ssh_userauth_service()));
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
