// One connection to an SSH server: identifications, offers, one key exchange, and on it the question how to log in.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "audit/probes/ssh_algorithms.h"
#include "audit/probes/ssh_cipher.h"
#include "audit/talk.h"
#include "proto/ssh.h"
#include "proto/ssh_exchange.h"

namespace runseal::audit {

inline constexpr const char* ssh_probe_name = "runseal-probe";

// One that came about: what both ends said, as the hash of it needs it.
struct SshExchanged {
  std::unique_ptr<base::KeyAgreement> agreement;
  Bytes group;  // that the server chose; or empty
  Bytes half;   // ours, as it was sent
  proto::SshKexReply reply;
};

struct SshHostKey {
  std::string exchange;   // the label of the one that shows it
  std::string algorithm;  // asked for
  Bytes blob;             // empty: none came, and `failure` says why
  proto::SshKey key;
  std::optional<bool> proved;  // its signature fits; nothing: not checked
  std::string failure;
};

class SshLink {
 public:
  SshLink(const boost::asio::any_io_executor& executor, const Address& address, Limits limits, model::Observation& into)
      : talk_(executor, address, limits, into), limits_(limits), into_(into) {}

  // `suffix` tells the exchanges of several connections apart.
  boost::asio::awaitable<TalkAnswer> identify(std::string suffix);
  boost::asio::awaitable<TalkAnswer> take_offer(std::string suffix);  // what it offers; then offer() is set
  boost::asio::awaitable<SshHostKey> ask_host_key(std::string algorithm);
  // After a key exchange that was proved. Nothing when it was not answered, or no cipher of theirs is done here
  // (ssh_cipher.h).
  boost::asio::awaitable<std::optional<proto::SshUserauth>> ask_login();

  [[nodiscard]] const proto::SshIdentification& identification() const { return identification_; }
  [[nodiscard]] const proto::SshKexInit& offer() const { return offer_; }

 private:
  boost::asio::awaitable<TalkAnswer> ask(std::string label, std::string question, Bytes message,
                                         proto::SshMessage wanted);
  boost::asio::awaitable<TalkAnswer> exchange_keys(const SshHostKey& wanted, const SshKexMethod& method,
                                                   SshExchanged& into);
  boost::asio::awaitable<TalkAnswer> take_group(const SshHostKey& wanted, const SshKexMethod& method, Bytes& first,
                                                SshExchanged& into);
  void check(SshHostKey& found, const SshKexMethod& method, const SshExchanged& exchanged);
  proto::SshKexInit own_offer(const SshKexMethod& method, const std::string& host_key);
  Bytes packet(ByteView payload);  // in clear
  Result<Bytes> open(ByteView packet);
  void write_down_what_it_said(ByteView payload);

  Talk talk_;
  Limits limits_;
  model::Observation& into_;
  proto::SshIdentification identification_;
  proto::SshKexInit offer_;
  Bytes their_kexinit_, our_kexinit_;
  const SshCipherKind* cipher_ = nullptr;  // that was agreed on; nothing: one that is not done here
  std::function<Bytes(char letter, std::size_t size)> key_part_;  // RFC 4253 7.2
  std::uint32_t sent_ = 0, received_ = 0;                         // messages
  std::optional<SshCipher> out_, in_;
};

}  // namespace runseal::audit
