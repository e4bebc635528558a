// Records and handshake messages of a server's first flight.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "proto/tls_hello.h"

namespace runseal::proto {
namespace {

using base::Reader;

constexpr std::size_t record_header = 5;
constexpr std::size_t longest_record = (1U << 14U) + 2048;  // RFC 5246 6.2.3
constexpr std::size_t longest_handshake = 256U << 10U;
constexpr int most_records = 512;
constexpr int most_messages = 32;
constexpr std::size_t most_certificates = 32;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint8_t server_hello_done = 14;
// RFC 8446 4.1.3: a ServerHello with this random is a HelloRetryRequest
constexpr std::array<std::uint8_t, 32> retry_random{0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

Error malformed(std::string why) { return {ErrorCode::invalid, "TLS: " + std::move(why), {}, {}}; }

std::uint32_t be24(Reader& in) {
  const std::uint32_t high = in.u8();
  return high << 16U | in.be16();
}

struct Message {
  std::uint8_t type = 0;
  ByteView body;
};

// The next whole message, or nothing while it is not.
std::optional<Message> next_message(Reader& in) {
  if (in.left() < 4) return std::nullopt;
  Message message;
  message.type = in.u8();
  const auto length = be24(in);
  if (in.left() < length) return std::nullopt;
  message.body = in.take(length);
  return message;
}

Result<> read_extension(std::uint16_t type, ByteView content, TlsFlight& into) {
  Reader in(content);
  switch (type) {
    case 43: into.version = static_cast<TlsVersion>(in.be16()); break;
    case 51: into.group = in.be16(); break;  // of a HelloRetryRequest: the group alone; of a ServerHello: it first
    case 23: into.extended_master_secret = true; break;
    case 0xff01: into.secure_renegotiation = true; break;
    default: break;
  }
  if (in.failed()) return fail(malformed("an extension of the ServerHello ends early"));
  return {};
}

Result<> read_server_hello(ByteView body, TlsFlight& into) {
  Reader in(body);
  into.version = static_cast<TlsVersion>(in.be16());
  const auto random = in.take(32);
  const auto session = in.u8();
  in.skip(session);
  into.suite = in.be16();
  into.compresses = in.u8() != 0;
  if (in.failed() || session > 32) return fail(malformed("the ServerHello ends early"));
  if (in.left() > 0) {
    if (in.be16() != in.left()) return fail(malformed("the ServerHello lies about its extensions"));
    while (in.left() > 0) {
      const auto type = in.be16();
      const auto content = in.take(in.be16());
      if (in.failed()) return fail(malformed("the ServerHello lies about its extensions"));
      RUNSEAL_CHECK(read_extension(type, content, into));
    }
  }
  const bool retry = std::ranges::equal(random, retry_random);
  if (retry && into.version != TlsVersion::tls_1_3) return fail(malformed("a HelloRetryRequest of an old version"));
  return {};
}

Result<> read_certificates(ByteView body, TlsFlight& into) {
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

Result<> read_key_exchange(ByteView body, TlsFlight& into) {
  Reader in(body);
  const auto suite = tls_suite_name(into.suite);
  if (suite.starts_with("TLS_ECDH")) {  // RFC 8422 5.4
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

Result<> read_message(const Message& message, TlsFlight& into) {
  switch (message.type) {
    case 11: return read_certificates(message.body, into);
    case 12: return read_key_exchange(message.body, into);
    case 13: into.asks_for_certificate = true; return {};
    case 22: into.stapled = message.body.size() > 4 && message.body[0] == 1; return {};
    default: return {};
  }
}

struct Walked {
  std::optional<std::size_t> whole;  // the size, once it is
  Bytes handshake;
  std::optional<TlsAlert> alert;
};

// ServerHelloDone, or a ServerHello of TLS 1.3, after which all is encrypted.
Result<bool> ends(ByteView handshake) {
  Reader in(handshake);
  bool first = true;
  for (int count = 0; const auto message = next_message(in); ++count) {
    if (count == most_messages) return fail(ErrorCode::limit, "its handshake has no end");
    if (first && message->type != server_hello) return fail(malformed("it does not begin with a ServerHello"));
    if (message->type == server_hello_done) return true;
    TlsFlight flight;
    if (first) RUNSEAL_CHECK(read_server_hello(message->body, flight));
    if (first && flight.version == TlsVersion::tls_1_3) return true;
    first = false;
  }
  return false;
}

Result<Walked> walk(ByteView bytes) {
  Walked walked;
  Reader in(bytes);
  for (int count = 0; !walked.whole; ++count) {
    if (count == most_records) return fail(ErrorCode::limit, "its handshake has no end");
    const bool first = in.at() == 0;
    if (in.left() > 0 && (bytes[in.at()] < 20 || bytes[in.at()] > 23 || (first && bytes[0] != 21 && bytes[0] != 22)))
      return fail(first ? ErrorCode::not_found : ErrorCode::invalid, "TLS: not a record");
    if (in.left() > 1 && bytes[in.at() + 1] != 3)
      return fail(first ? ErrorCode::not_found : ErrorCode::invalid, "TLS: a record of no known version");
    if (in.left() < record_header) return walked;
    const auto type = in.u8();
    in.skip(2);
    const auto length = in.be16();
    if (length > longest_record)
      return fail(ErrorCode::limit, fmt::format("it announces a record of {} bytes", length));
    if (in.left() < length) return walked;
    const auto content = in.take(length);
    if (type == 21) {
      if (length != 2) return fail(malformed("an alert of a wrong size"));
      constexpr std::uint8_t warning = 1;
      if (content[0] == warning && content[1] != 0) continue;  // the handshake goes on
      walked.alert = TlsAlert{content[0], content[1]};
      walked.whole = in.at();
    } else if (type == 22) {
      walked.handshake.insert(walked.handshake.end(), content.begin(), content.end());
      if (walked.handshake.size() > longest_handshake) return fail(ErrorCode::limit, "its handshake has no end");
      RUNSEAL_TRY(const bool end, ends(walked.handshake));
      if (end) walked.whole = in.at();
    } else {
      return fail(malformed("encrypted data before a handshake"));
    }
  }
  return walked;
}

}  // namespace

Result<std::optional<std::size_t>> tls_flight_size(ByteView bytes) {
  RUNSEAL_TRY(const auto walked, walk(bytes));
  return walked.whole;
}

Result<TlsFlight> parse_tls_flight(ByteView bytes, const TlsOffer& offer) {
  RUNSEAL_TRY(const auto walked, walk(bytes));
  if (!walked.whole) return fail(malformed("its answer was cut off"));
  TlsFlight flight;
  flight.alert = walked.alert;
  if (flight.alert) return flight;
  Reader in(walked.handshake);
  const auto hello = next_message(in);  // walk() has seen that it is a ServerHello
  RUNSEAL_CHECK(read_server_hello(hello->body, flight));
  if (flight.version > offer.version || flight.version < TlsVersion::ssl_3_0)
    return fail(malformed("it chose " + name(flight.version) + ", which was not offered"));
  if (std::ranges::find(offer.suites, flight.suite) == offer.suites.end())
    return fail(malformed("it chose the suite " + tls_suite_name(flight.suite) + ", which was not offered"));
  if (flight.version == TlsVersion::tls_1_3) return flight;
  flight.group.reset();
  while (const auto message = next_message(in)) RUNSEAL_CHECK(read_message(*message, flight));
  return flight;
}

}  // namespace runseal::proto
