// The facts "tls.…" of a flow.
#include <fmt/format.h>

#include "base/time.h"
#include "capture/dissectors/tls_session.h"

namespace runseal::capture {
namespace {

constexpr std::size_t most_names_shown = 16;

Json version_names(const std::vector<std::uint16_t>& versions) {
  std::set<std::string> names;
  for (const auto version : versions)
    if (version >> 8U == 3) names.insert(proto::name(static_cast<proto::TlsVersion>(version)));  // the rest is GREASE
  return names;
}

Json shown(const base::Certificate& of) {
  auto names = of.names;
  if (names.size() > most_names_shown) names.resize(most_names_shown);
  return {{"subject", of.subject},
          {"issuer", of.issuer},
          {"names", names},
          {"not-before", base::format_instant(of.not_before)},
          {"not-after", base::format_instant(of.not_after)},
          {"key", fmt::format("{} {}", of.key, of.key_bits)},
          {"signature", of.signature},
          {"self-signed", of.self_signed},
          {"sha256", of.sha256}};
}

}  // namespace

void put_tls_facts(const TlsSession& session, const TlsPackets& packets, FlowReport& into) {
  const auto put = [&](const char* id, Json value, std::uint64_t packet) {
    into.facts.emplace(std::string("tls.") + id, SeenFact{std::move(value), packet});
  };
  if (const auto& hello = session.client_hello) {
    put("versions-offered", version_names(hello->versions), packets.client_hello);
    if (!hello->server_name.empty()) put("server-name", hello->server_name, packets.client_hello);
    if (!hello->protocols.empty()) put("protocols-offered", hello->protocols, packets.client_hello);
    if (hello->early_data) put("early-data-offered", true, packets.client_hello);
  }
  if (session.server_hello) {
    const auto& server = session.server;
    put("version", proto::name(server.version), packets.server_hello);
    put("cipher-suite", proto::tls_suite_name(server.suite), packets.server_hello);
    if (server.group) put("group", proto::tls_group_name(*server.group), packets.server_hello);
    if (server.dh_bits) put("dh-bits", fmt::format("{}", *server.dh_bits), packets.server_hello);
    if (!server.protocol.empty()) put("protocol", server.protocol, packets.server_hello);
    if (server.compresses) put("compression", true, packets.server_hello);
    if (server.asks_for_certificate) put("asks-client-for-certificate", true, packets.server_hello);
    if (server.shared_key) put("shared-key", true, packets.server_hello);
    put("handshake-incomplete", !session.complete(), packets.server_hello);
  }
  if (session.certificate) put("certificates", Json::array({shown(*session.certificate)}), packets.certificate);
  if (session.unreadable_certificate) put("unreadable-certificate", true, packets.certificate);
  if (!session.alerts.empty()) put("alerts", session.alerts, packets.alert);
  if (session.negotiates_again) put("negotiated-again", true, packets.server_hello);
  const auto& [client, server] = session.halves;
  if (client.data_bytes > 0) put("bytes-from-client", client.data_bytes, packets.data[0]);
  if (server.data_bytes > 0) put("bytes-from-server", server.data_bytes, packets.data[1]);
}

}  // namespace runseal::capture
