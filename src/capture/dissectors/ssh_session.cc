#include "capture/dissectors/ssh_session.h"

#include <fmt/format.h>

#include "base/text.h"
#include "proto/ssh_strength.h"

namespace runseal::capture {
namespace {

using model::Axis;
using model::Protection;
using proto::SshAgreed;
using proto::SshStrength;
using proto::SshUse;

constexpr std::size_t longest_name = 64;

Axis unknown(std::string why) { return {Protection::unknown, std::move(why)}; }
Axis absent(std::string why) { return {Protection::absent, std::move(why)}; }

struct Used {
  SshUse use;
  std::string name;
};

std::vector<Used> ciphers(const SshAgreed& agreed) {
  return {{SshUse::cipher, agreed.cipher_to_server}, {SshUse::cipher, agreed.cipher_to_client}};
}

std::vector<Used> codes(const SshAgreed& agreed) {
  std::vector<Used> used;
  if (!proto::ssh_brings_its_own_code(agreed.cipher_to_server)) used.push_back({SshUse::mac, agreed.mac_to_server});
  if (!proto::ssh_brings_its_own_code(agreed.cipher_to_client)) used.push_back({SshUse::mac, agreed.mac_to_client});
  return used;
}

constexpr std::size_t broken_group = 1024;  // bits: who recorded it can read it

bool breakable_exchange(const std::string& kex) {
  return kex == "diffie-hellman-group1-sha1" || kex.starts_with("gss-group1-sha1-") || kex == "rsa1024-sha1";
}

// RFC 4419: the name says nothing of the group.
bool server_chooses_group(const SshAgreed& agreed) { return agreed.kex.starts_with("diffie-hellman-group-exchange-"); }

// What the algorithms that were agreed on come to, unless they are all good.
std::optional<Axis> by_strength(const std::vector<Used>& used) {
  for (const auto wanted : {SshStrength::none, SshStrength::weak, SshStrength::unknown}) {
    for (const auto& [use, name] : used) {
      const auto judged = proto::ssh_strength(use, name);
      if (judged.strength != wanted) continue;
      const auto shown = base::printable(name, longest_name);
      if (name.empty()) return unknown("The two offers have no algorithm in common.");
      if (wanted == SshStrength::unknown) return unknown("How strong " + shown + " is, is not known here.");
      const auto words = fmt::format("{} was agreed on: {}.", shown, judged.why);
      return wanted == SshStrength::none ? absent(words) : unknown(words);
    }
  }
  return std::nullopt;
}

// What decides before any algorithm does.
std::optional<Axis> before_algorithms(const SshSession& session, const std::optional<SshAgreed>& agreed) {
  if (session.ssh_1()) return absent("SSH 1 was spoken, whose checksum and key exchange are broken.");
  if (!agreed) return unknown("The offers of both ends were not captured, so that the algorithms are not known.");
  if (!session.encrypts()) return unknown("The key exchange was not seen to its end.");
  if (breakable_exchange(agreed->kex))
    return absent(base::printable(agreed->kex, longest_name) +
                  " was agreed on, whose 1024-bit keys are within reach of a precomputation.");
  if (server_chooses_group(*agreed) && session.group_bits.value_or(~0U) <= broken_group)
    return absent(fmt::format("Keys were agreed on with a prime of only {} bits.", *session.group_bits));
  return std::nullopt;
}

std::optional<Axis> by_algorithms(const SshSession& session, const SshAgreed& agreed, std::vector<Used> used) {
  used.push_back({SshUse::key_exchange, agreed.kex});
  if (auto graded = by_strength(used)) return graded;
  if (server_chooses_group(agreed) && !session.group_bits)
    return unknown("The group in which the keys were exchanged was not captured.");
  return std::nullopt;
}

Axis integrity(const SshSession& session, const std::optional<SshAgreed>& agreed) {
  if (auto early = before_algorithms(session, agreed)) return *std::move(early);
  const auto used = codes(*agreed);
  if (auto graded = by_algorithms(session, *agreed, used)) return *std::move(graded);
  for (const auto& cipher : ciphers(*agreed))
    if (proto::ssh_strength(cipher.use, cipher.name).strength == SshStrength::unknown) return *by_strength({cipher});
  const auto terrapin = [&](const std::string& cipher, const std::string& mac) {
    return !agreed->strict && proto::ssh_open_to_terrapin(cipher, mac);
  };
  if (terrapin(agreed->cipher_to_server, agreed->mac_to_server) ||
      terrapin(agreed->cipher_to_client, agreed->mac_to_client))
    return unknown("Messages at the beginning can have been cut off unnoticed (Terrapin), which packets do not show.");
  return {Protection::protected_,
          "SSH noticed any change on the way (" + (used.empty() ? agreed->cipher_to_server : used.front().name) + ")."};
}

Axis confidentiality(const SshSession& session, const std::optional<SshAgreed>& agreed) {
  if (auto early = before_algorithms(session, agreed)) return *std::move(early);
  if (auto graded = by_algorithms(session, *agreed, ciphers(*agreed))) return *std::move(graded);
  return {Protection::protected_,
          "SSH encrypted everything after the key exchange with " + agreed->cipher_to_server + "."};
}

Axis peer_authenticity(const SshSession& session) {
  if (session.ssh_1()) return absent("SSH 1 was spoken, whose checksum and key exchange are broken.");
  if (session.fingerprint.empty()) return unknown("The server's host key was not captured.");
  return unknown("The server showed the host key " + session.fingerprint +
                 "; whether the client knew it, packets do not show.");
}

}  // namespace

void judge_ssh(const SshSession& session, FlowReport& into) {
  const auto& server = session.halves[index(Side::server)].identification;
  const auto& client = session.halves[index(Side::client)].identification;
  if (session.ssh_1()) {
    into.version = "1";
  } else if (server && client) {
    into.version = "2";
  }
  const auto agreed = session.agreed();
  into.integrity = integrity(session, agreed);
  into.confidentiality = confidentiality(session, agreed);
  into.peer_authenticity = peer_authenticity(session);
}

}  // namespace runseal::capture
