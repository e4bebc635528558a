// The records of a server's first flight.
#include <algorithm>

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

Error malformed(std::string why) { return {ErrorCode::invalid, "TLS: " + std::move(why), {}, {}}; }

struct Walked {
  std::optional<std::size_t> whole;  // the size, once it is
  Bytes handshake;
  std::optional<TlsAlert> alert;
};

// ServerHelloDone, or a ServerHello of TLS 1.3, after which all is encrypted.
Result<bool> ends(ByteView handshake) {
  Reader in(handshake);
  bool first = true;
  for (int count = 0; const auto message = next_tls_message(in); ++count) {
    if (count == most_messages) return fail(ErrorCode::limit, "its handshake has no end");
    if (first && message->type != TlsMessage::server_hello)
      return fail(malformed("it does not begin with a ServerHello"));
    if (message->type == TlsMessage::server_hello_done) return true;
    TlsFlight flight;
    if (first) RUNSEAL_CHECK(read_tls_message(*message, flight));
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
  const auto hello = next_tls_message(in);  // walk() has seen that it is a ServerHello
  RUNSEAL_CHECK(read_tls_message(*hello, flight));
  if (flight.version > offer.version || flight.version < TlsVersion::ssl_3_0)
    return fail(malformed("it chose " + name(flight.version) + ", which was not offered"));
  if (std::ranges::find(offer.suites, flight.suite) == offer.suites.end())
    return fail(malformed("it chose the suite " + tls_suite_name(flight.suite) + ", which was not offered"));
  if (flight.version == TlsVersion::tls_1_3) return flight;
  flight.group.reset();
  while (const auto message = next_tls_message(in))
    if (message->type != TlsMessage::server_hello) RUNSEAL_CHECK(read_tls_message(*message, flight));
  return flight;
}

}  // namespace runseal::proto
