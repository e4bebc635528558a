#include "proto/tls_messages.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "proto/tls_strength.h"

namespace runseal::proto {
namespace {

using base::Reader;

constexpr std::size_t most_certificates = 32;
constexpr std::size_t most_protocols = 16;
constexpr std::size_t longest_name = 255;
// RFC 8446 4.1.3: a ServerHello with this random is a HelloRetryRequest
constexpr std::array<std::uint8_t, 32> retry_random{0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

Error malformed(std::string why) { return {ErrorCode::invalid, "TLS: " + std::move(why), {}, {}}; }

std::uint32_t be24(Reader& in) {
  const std::uint32_t high = in.u8();
  return high << 16U | in.be16();
}

std::string word(ByteView bytes) { return base::printable(base::as_text(bytes), longest_name); }

// A list of names, each with its length in one byte before it (RFC 7301 3.1).
std::vector<std::string> protocol_names(Reader in) {
  std::vector<std::string> names;
  in.skip(2);
  while (in.left() > 0 && names.size() < most_protocols) {
    const auto name = in.take(in.u8());
    if (in.failed()) break;
    names.push_back(word(name));
  }
  return names;
}

// RFC 6066 3: the first name, which is of the only kind there is.
std::string host_name(Reader in) {
  in.skip(2);
  const auto kind = in.u8();
  const auto name = in.take(in.be16());
  return in.failed() || kind != 0 ? std::string() : word(name);
}

// Calls each(type, content) for the extensions that are left; of SSL 3.0 and some others there are none.
template <class Each>
Result<> for_extensions(Reader& in, const char* message, Each each) {
  const auto lies = [&] { return fail(malformed(fmt::format("the {} lies about its extensions", message))); };
  if (in.left() == 0) return {};
  if (in.be16() != in.left()) return lies();
  while (in.left() > 0) {
    const auto type = in.be16();
    const auto content = in.take(in.be16());
    if (in.failed()) return lies();
    RUNSEAL_CHECK(each(type, content));
  }
  return {};
}

Result<> read_extension(std::uint16_t type, ByteView content, TlsServerMessages& into) {
  Reader in(content);
  switch (type) {
    case 43: into.version = static_cast<TlsVersion>(in.be16()); break;
    case 51: into.group = in.be16(); break;  // of a HelloRetryRequest: the group alone; of a ServerHello: it first
    case 16:
      if (const auto names = protocol_names(in); !names.empty()) into.protocol = names.front();
      break;
    case 41: into.shared_key = true; break;
    case 23: into.extended_master_secret = true; break;
    case 0xff01: into.secure_renegotiation = true; break;
    default: break;
  }
  if (in.failed()) return fail(malformed("an extension of the ServerHello ends early"));
  return {};
}

Result<> read_server_hello(ByteView body, TlsServerMessages& into) {
  Reader in(body);
  into.version = static_cast<TlsVersion>(in.be16());
  const auto random = in.take(32);
  const auto session = in.u8();
  in.skip(session);
  into.suite = in.be16();
  into.compresses = in.u8() != 0;
  if (in.failed() || session > 32) return fail(malformed("the ServerHello ends early"));
  RUNSEAL_CHECK(for_extensions(
      in, "ServerHello", [&](std::uint16_t type, ByteView content) { return read_extension(type, content, into); }));
  into.retry = std::ranges::equal(random, retry_random);
  if (into.retry && into.version != TlsVersion::tls_1_3)
    return fail(malformed("a HelloRetryRequest of an old version"));
  return {};
}

Result<> read_certificates(ByteView body, TlsServerMessages& into) {
  Reader in(body);
  if (be24(in) != in.left()) return fail(malformed("the list of certificates lies about its length"));
  while (in.left() > 0) {
    const auto certificate = in.take(be24(in));
    if (in.failed() || certificate.empty()) return fail(malformed("a certificate lies about its length"));
    if (into.certificates.size() == most_certificates)
      return fail(ErrorCode::limit, fmt::format("TLS: more than {} certificates", most_certificates));
    into.certificates.emplace_back(certificate.begin(), certificate.end());
  }
  return {};
}

Result<> read_key_exchange(ByteView body, TlsServerMessages& into) {
  Reader in(body);
  const auto suite = tls_suite_name(into.suite);
  if (shares_key(suite)) in.skip(in.be16());  // a hint which key it is (RFC 4279 3)
  if (suite.starts_with("TLS_ECDH")) {        // RFC 8422 5.4
    if (in.u8() == 3) into.group = in.be16();
  } else if (suite.starts_with("TLS_DH")) {
    auto prime = in.take(in.be16());
    while (!prime.empty() && prime.front() == 0) prime = prime.subspan(1);
    unsigned bits = static_cast<unsigned>(prime.size()) * 8;
    for (unsigned top = prime.empty() ? 0x80 : prime.front(); (top & 0x80U) == 0; top <<= 1U) --bits;
    into.dh_bits = bits;
  }
  if (in.failed()) return fail(malformed("the ServerKeyExchange ends early"));
  return {};
}

Result<> read_client_extension(std::uint16_t type, ByteView content, TlsClientHello& into) {
  Reader in(content);
  switch (type) {
    case 0: into.server_name = host_name(in); break;
    case 16: into.protocols = protocol_names(in); break;
    case 42: into.early_data = true; break;
    case 43:
      into.versions.clear();
      in.skip(1);
      while (in.left() >= 2 && into.versions.size() < 127) into.versions.push_back(in.be16());
      break;
    default: break;
  }
  return {};
}

}  // namespace

std::optional<TlsMessage> next_tls_message(Reader& in) {
  if (in.left() < 4) return std::nullopt;
  Reader ahead = in;
  TlsMessage message;
  message.type = ahead.u8();
  const auto length = be24(ahead);
  if (ahead.left() < length) return std::nullopt;
  message.body = ahead.take(length);
  in = ahead;
  return message;
}

Result<TlsClientHello> parse_tls_client_hello(ByteView body) {
  Reader in(body);
  TlsClientHello hello;
  hello.versions.push_back(in.be16());
  in.skip(32);
  in.skip(in.u8());    // session
  in.skip(in.be16());  // suites
  in.skip(in.u8());    // compressions
  if (in.failed()) return fail(malformed("the ClientHello ends early"));
  RUNSEAL_CHECK(for_extensions(in, "ClientHello", [&](std::uint16_t type, ByteView content) {
    return read_client_extension(type, content, hello);
  }));
  return hello;
}

Result<> read_tls_message(const TlsMessage& message, TlsServerMessages& into) {
  switch (message.type) {
    case TlsMessage::server_hello: return read_server_hello(message.body, into);
    case TlsMessage::certificate: return read_certificates(message.body, into);
    case TlsMessage::server_key_exchange: return read_key_exchange(message.body, into);
    case TlsMessage::certificate_request: into.asks_for_certificate = true; return {};
    case TlsMessage::certificate_status: into.stapled = message.body.size() > 4 && message.body[0] == 1; return {};
    default: return {};
  }
}

}  // namespace runseal::proto
