#include "capture/dissectors/tls_session.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/tls_strength.h"

namespace runseal::capture {
namespace {

using model::Axis;
using model::Protection;
using proto::TlsVersion;

constexpr unsigned broken_dh = 1024;  // within reach of states, RFC 7919 and the Logjam paper; keys of RSA as well
constexpr unsigned least_curve = 224;

struct Judged {
  const TlsSession& session;
  std::string suite;
  std::string version;
  bool counts = false;  // what was agreed on was also used
};

bool known_version(TlsVersion version) {
  return std::ranges::find(proto::all_tls_versions, version) != std::end(proto::all_tls_versions);
}

bool has_breakable_key(const std::optional<base::Certificate>& one) {
  if (!one || one->key_bits == 0) return false;
  if (one->key == "EC") return one->key_bits < least_curve;
  return one->key_bits <= broken_dh && (one->key.starts_with("RSA") || one->key.starts_with("D"));  // DSA, DH
}

// Why somebody on the way could read or change what went over it, whatever else is not known; empty: he could not.
std::string weakness(const Judged& it) {
  const auto& server = it.session.server;
  if (server.version < TlsVersion::tls_1_2) return it.version + " was spoken, which is out of use (RFC 8996)";
  if (proto::authenticates_nobody(it.suite)) return it.suite + " was agreed on, in which nobody proves who he is";
  if (proto::is_breakable(it.suite)) return it.suite + " was agreed on, which can be broken";
  if (server.dh_bits && *server.dh_bits <= broken_dh)
    return fmt::format("keys were agreed on with a prime of only {} bits", *server.dh_bits);
  if (proto::keeps_no_secret(it.suite) && has_breakable_key(it.session.certificate))
    return fmt::format("keys were agreed on under the server's own key of only {} bits",
                       it.session.certificate->key_bits);
  if (const auto group = proto::tls_group_name(server.group.value_or(0)); server.group && proto::is_weak_group(group))
    return "keys were agreed on over the short curve " + group;
  return {};
}

// In a resumed session, or where messages were lost.
std::string key_exchange_not_seen(const Judged& it) {
  if (proto::rests_on_shared_key(it.suite))
    return "Who guesses the key that both ends share can read along; how hard that is, packets do not show.";
  const bool seen = it.suite.starts_with("TLS_DHE_") ? it.session.server.dh_bits.has_value()
                                                     : !proto::keeps_no_secret(it.suite) || it.session.certificate;
  return seen ? std::string() : "It was not seen how strong the key exchange was.";
}

// What keeps the packets from showing how the records were encrypted; empty: nothing.
std::string not_seen(const Judged& it) {
  const auto& session = it.session;
  if (!session.server_hello && !session.failure.empty()) return "The handshake failed (" + session.failure + ").";
  if (!session.server_hello)
    return "The server's answer in the handshake was not captured, so that the cipher suite is not known.";
  if (!known_version(session.server.version)) return "The version that was agreed on is not known here.";
  if (!session.failure.empty() && !session.complete()) return "The handshake failed (" + session.failure + ").";
  if (!session.complete()) return "The handshake was not seen to its end.";
  const auto early = [](const TlsHalf& half) { return half.before_keys; };
  if (session.contradicts_itself || (!session.is_1_3() && std::ranges::any_of(session.halves, early)))
    return "Its messages contradict each other.";
  if (session.negotiates_again)
    return "The ciphers were negotiated again within the encryption, where packets do not show the outcome.";
  for (const auto& half : session.halves) {
    if (half.strange) return "Bytes came between the records that are none.";
    if (half.lost) return "After a gap, the records were not found again.";
  }
  if (!proto::is_tls_suite(it.suite)) return "The cipher suite " + it.suite + " is not known here.";
  return key_exchange_not_seen(it);
}

Axis unknown(std::string why) { return {Protection::unknown, std::move(why)}; }
Axis absent(const std::string& why) { return {Protection::absent, "TLS was spoken, but " + why + "."}; }

Axis confidentiality(const Judged& it, const std::string& weak, const std::string& missing) {
  if (!weak.empty()) return absent(weak);
  if (it.counts && proto::encrypts_nothing(it.suite))
    return absent(it.suite + " was agreed on, which encrypts nothing");
  if (!missing.empty()) return unknown(missing);
  if (it.session.server.compresses)
    return unknown(
        "TLS compresses here, and the sizes give away something of the content, how much is not to be told.");
  if (proto::has_small_blocks(it.suite))
    return unknown(it.suite + " has blocks of 64 bits, which give away something of long transfers.");
  return {Protection::protected_, it.version + " encrypted all of it with " + it.suite + "."};
}

Axis integrity(const Judged& it, const std::string& weak, const std::string& missing) {
  if (!weak.empty()) return absent(weak);
  if (!missing.empty()) return unknown(missing);
  return {Protection::protected_, it.version + " protects every record against changes (" + it.suite + ")."};
}

Axis peer_authenticity(const Judged& it) {
  const auto& session = it.session;
  if (session.server_hello && session.server.version == TlsVersion::ssl_3_0)
    return absent("SSL 3.0 was spoken, which is broken");
  if (session.server_hello && proto::authenticates_nobody(it.suite)) return absent("the server never proves who it is");
  if (has_breakable_key(session.certificate))
    return absent(fmt::format("the server proved who it is by a key of only {} bits", session.certificate->key_bits));
  if (session.certificate)
    return unknown("The server showed a certificate for " + session.certificate->subject +
                   "; whether the client checks it, packets do not show.");
  if (session.is_1_3())
    return unknown("In TLS 1.3 the server's certificate is encrypted, so that packets do not show it.");
  if (session.server_hello && proto::shares_key(it.suite))
    return unknown("Both ends know each other by a key that they share; how hard it is to guess, packets do not show.");
  if (session.server_hello && session.complete())
    return unknown("An earlier session was resumed, in which the server shows no certificate.");
  return unknown("The server's certificate was not captured.");
}

}  // namespace

void judge_tls(const TlsSession& session, FlowReport& into) {
  Judged it{session, {}, {}};
  if (session.server_hello) {
    it.suite = proto::tls_suite_name(session.server.suite);
    it.version = proto::name(session.server.version);
    it.counts = known_version(session.server.version) && (session.complete() || session.carried());
    into.version = it.version.starts_with("TLS ") ? it.version.substr(4) : it.version;
  }
  const auto weak = it.counts ? weakness(it) : std::string();
  const auto missing = not_seen(it);
  into.confidentiality = confidentiality(it, weak, missing);
  into.integrity = integrity(it, weak, missing);
  into.peer_authenticity = peer_authenticity(it);
}

}  // namespace runseal::capture
