// The facts "ssh.…" of a flow.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "capture/dissectors/ssh_session.h"
#include "proto/ssh_strength.h"

namespace runseal::capture {
namespace {

class Facts {
 public:
  explicit Facts(FlowReport& into) : into_(into) {}

  void put(const char* id, Json value, std::uint64_t packet) {
    into_.facts.emplace(std::string("ssh.") + id, SeenFact{std::move(value), packet});
  }
  void name(const char* id, const std::string& value, std::uint64_t packet) {
    if (!value.empty()) put(id, base::printable(value, 128), packet);
  }

 private:
  FlowReport& into_;
};

// Different ones of several flows stand beside each other.
const char* ends_that_are_strict(const proto::SshKexInit& client, const proto::SshKexInit& server) {
  const bool of_client = std::ranges::find(client.kex, proto::ssh_strict_client) != client.kex.end();
  const bool of_server = std::ranges::find(server.kex, proto::ssh_strict_server) != server.kex.end();
  if (of_client) return of_server ? "both" : "client";
  return of_server ? "server" : "none";
}

void put_agreed(const proto::SshAgreed& agreed, std::uint64_t packet, Facts& facts) {
  facts.name("key-exchange", agreed.kex, packet);
  facts.name("host-key-algorithm", agreed.host_key, packet);
  facts.name("cipher-to-server", agreed.cipher_to_server, packet);
  facts.name("cipher-to-client", agreed.cipher_to_client, packet);
  if (!proto::ssh_brings_its_own_code(agreed.cipher_to_server))
    facts.name("mac-to-server", agreed.mac_to_server, packet);
  if (!proto::ssh_brings_its_own_code(agreed.cipher_to_client))
    facts.name("mac-to-client", agreed.mac_to_client, packet);
  if (agreed.compression_to_server != "none") facts.name("compression-to-server", agreed.compression_to_server, packet);
  if (agreed.compression_to_client != "none") facts.name("compression-to-client", agreed.compression_to_client, packet);
  facts.put("open-to-terrapin",
            !agreed.strict && (proto::ssh_open_to_terrapin(agreed.cipher_to_server, agreed.mac_to_server) ||
                               proto::ssh_open_to_terrapin(agreed.cipher_to_client, agreed.mac_to_client)),
            packet);
}

}  // namespace

void put_ssh_facts(const SshSession& session, FlowReport& into) {
  Facts facts(into);
  const auto& [client, server] = session.halves;
  const auto identify = [&](const char* protocol, const char* software, const SshHalf& half) {
    if (!half.identification) return;
    facts.name(protocol, half.identification->protocol, half.identification_packet);
    facts.name(software, half.identification->software, half.identification_packet);
  };
  identify("client-protocol", "client-software", client);
  identify("server-protocol", "server-software", server);
  if (const auto agreed = session.agreed()) {
    const auto packet = std::max(client.offer_packet, server.offer_packet);
    put_agreed(*agreed, packet, facts);
    facts.put("strict-exchange", ends_that_are_strict(*client.offer, *server.offer), packet);
  }
  if (session.group_bits) facts.put("group-bits", fmt::format("{}", *session.group_bits), session.group_packet);
  if (session.host_key)
    facts.put("host-keys",
              Json::array({{{"type", session.host_key->type},
                            {"bits", session.host_key->bits},
                            {"fingerprint", session.fingerprint}}}),
              session.host_key_packet);
  facts.put("key-exchange-incomplete", !session.encrypts(), std::max(client.offer_packet, server.offer_packet));
  if (client.encrypted > 0) facts.put("bytes-from-client", client.encrypted, client.offer_packet);
  if (server.encrypted > 0) facts.put("bytes-from-server", server.encrypted, server.offer_packet);
}

}  // namespace runseal::capture
