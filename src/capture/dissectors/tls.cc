#include "capture/dissectors/tls.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "capture/dissectors/tls_records.h"
#include "capture/dissectors/tls_session.h"

namespace runseal::capture {
namespace {

using proto::TlsMessage;
using Type = TlsRecordHead::Type;

constexpr std::size_t longest_message = 128U << 10U;  // of the handshake; chains of certificates are a tenth of it
constexpr std::size_t most_alerts = 16;
constexpr std::size_t least_finished = 4 + 32 + 1 + 8;  // encrypted: head, hash, type, the shortest tag; RFC 8446 4.4.4

class Tls final : public Dissector {
 public:
  explicit Tls(const FlowContext& flow)
      : flow_(flow), records_{TlsRecords(flow.from_start), TlsRecords(flow.from_start)} {
    session_.from_start = flow.from_start;
  }

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    records_[index(from)].feed(
        bytes, [&](const TlsRecordHead& head) { begins(from, head, at); },
        [&](ByteView piece) { carries(from, piece, at); });
    if (missing > 0) gap(from, missing, at);
  }

  void gap(Side from, std::uint64_t bytes, Moment /*at*/) override {
    auto& side = sides_[index(from)];
    if (!half(from).encrypts) {
      side.broken = true;
      side.message = {};
    }
    half(from).gaps = true;
    records_[index(from)].gap(bytes);
  }

  [[nodiscard]] FlowReport finish() override {
    for (const auto side : {Side::client, Side::server}) {
      half(side).lost = records_[index(side)].lost();
      half(side).strange = records_[index(side)].strange();
    }
    FlowReport report;
    report.protocol = "tls";
    judge_tls(session_, report);
    put_tls_facts(session_, packets_, report);
    report.idle = idle();
    return report;
  }

  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + sides_[0].message.capacity() + sides_[1].message.capacity() + noted_;
  }

 private:
  [[nodiscard]] bool idle() const {
    const auto whole = [](const TlsHalf& of) { return !of.gaps && !of.lost && !of.strange; };
    return session_.from_start && !session_.failure.empty() && !session_.complete() &&
           session_.halves[index(Side::client)].data_bytes == 0 && std::ranges::all_of(session_.halves, whole);
  }

  struct Reading {
    Bytes message;          // handshake bytes that make no whole message yet
    std::uint8_t type = 0;  // of the record under way
    std::uint16_t length = 0;
    bool broken = false;  // some of the handshake in clear is not there
  };

  // An encrypted one is longer: at least by its code.
  static bool is_clear_alert(const Reading& side) { return side.type == Type::alert && side.length == 2; }

  TlsHalf& half(Side side) { return session_.halves[index(side)]; }

  void begins(Side from, const TlsRecordHead& head, Moment at) {
    auto& side = sides_[index(from)];
    if (head.type != side.type) side.message.clear();
    side.type = head.type;
    side.length = head.length;
    if (head.type == Type::change_cipher_spec) change_cipher(from, head.length);
    if (head.type == Type::handshake) handshake_begins(from);
    if (head.type == Type::application_data) data_begins(from, head.length, at);
  }

  // Below TLS 1.3, all that follows is encrypted. In TLS 1.3 it means nothing (RFC 8446 D.4), also before a server
  // that asked for another group has said its last word. It is one byte (RFC 5246 7.1): a longer one is encrypted, and
  // not the first.
  void change_cipher(Side from, std::uint16_t length) {
    if (session_.is_1_3() || (from == Side::server && session_.server.retry)) return;
    auto& of = half(from);
    if (++of.cipher_changes > 1 || length > 1) session_.negotiates_again = true;
    of.encrypts = true;
  }

  void handshake_begins(Side from) {
    auto& of = half(from);
    if (session_.is_1_3()) {
      session_.contradicts_itself = true;
    } else if (of.encrypts) {
      // the first one is Finished; a server may then ask in vain for more, a client says no more unless it agrees
      if (of.finished && from == Side::client) session_.negotiates_again = true;
      of.finished = true;
    }
  }

  void data_begins(Side from, std::uint16_t length, Moment at) {
    auto& of = half(from);
    of.before_keys = of.before_keys || (!of.encrypts && !of.gaps && session_.from_start);
    of.could_finish = of.could_finish || from == Side::server || length >= least_finished;
    if (of.data_records++ == 0) packets_.data[index(from)] = at.packet;
    of.data_bytes += length;
  }

  void carries(Side from, ByteView piece, Moment at) {
    auto& side = sides_[index(from)];
    const bool clear = side.type == Type::handshake ? !half(from).encrypts && !side.broken : is_clear_alert(side);
    if (!clear) return;
    if (side.message.size() + piece.size() > longest_message) {
      side.broken = true;
      side.message = {};
      return;
    }
    side.message.insert(side.message.end(), piece.begin(), piece.end());
    if (side.type == Type::alert) {
      take_alert(from, at);
    } else {
      take_messages(from, at);
    }
  }

  void take_alert(Side from, Moment at) {
    auto& side = sides_[index(from)];
    if (side.message.size() < 2) return;
    const auto text = fmt::format("{} from the {}", proto::tls_alert_name(side.message[1]),
                                  from == Side::client ? "client" : "server");
    const bool fatal = side.message[0] == 2;
    if (fatal && session_.failure.empty()) session_.failure = text;
    if (session_.alerts.size() < most_alerts && session_.alerts.insert(text).second) noted_ += text.size() + 64;
    packets_.alert = at.packet;
    side.message.clear();
  }

  void take_messages(Side from, Moment at) {
    auto& side = sides_[index(from)];
    base::Reader in(side.message);
    while (const auto message = proto::next_tls_message(in)) {
      if (from == Side::client) take_client_message(*message, at);
      if (from == Side::server) take_server_message(*message, at);
    }
    const auto read = in.at();
    if (read == side.message.size()) {
      side.message = {};
    } else {
      side.message.erase(side.message.begin(), side.message.begin() + static_cast<std::ptrdiff_t>(read));
    }
  }

  void take_client_message(const TlsMessage& message, Moment at) {
    if (message.type != TlsMessage::client_hello || session_.client_hello) return;
    auto hello = proto::parse_tls_client_hello(message.body);
    if (!hello) {
      session_.contradicts_itself = true;
      return;
    }
    noted_ += 256 + hello->server_name.size() + 64 * hello->protocols.size();
    session_.client_hello = *std::move(hello);
    packets_.client_hello = at.packet;
  }

  void take_server_message(const TlsMessage& message, Moment at) {
    const bool hello = message.type == TlsMessage::server_hello;
    if (hello && session_.server_hello) {
      session_.contradicts_itself = true;
      return;
    }
    if (!hello && !session_.server_hello) return;
    if (!proto::read_tls_message(message, session_.server)) session_.contradicts_itself = true;
    if (hello) took_server_hello(at);
    if (message.type == TlsMessage::certificate) took_certificates(at);
  }

  void took_server_hello(Moment at) {
    session_.server_hello = !session_.server.retry;
    packets_.server_hello = at.packet;
    if (session_.is_1_3()) half(Side::client).encrypts = half(Side::server).encrypts = true;
  }

  void took_certificates(Moment at) {
    const auto chain = std::exchange(session_.server.certificates, {});
    if (chain.empty() || session_.certificate) return;
    auto read = base::read_certificate(chain.front());
    session_.unreadable_certificate = !read;
    if (!read) return;
    packets_.certificate = at.packet;
    noted_ += 1024;
    session_.certificate = *std::move(read);
    if (!flow_.recorder) return;
    // a server may well have one for each name and each kind of key
    const auto& name = session_.client_hello ? session_.client_hello->server_name : std::string();
    flow_.recorder->identity(
        flow_.key,
        fmt::format("TLS certificate ({}){}", session_.certificate->key, name.empty() ? std::string() : " for " + name),
        session_.certificate->sha256, at);
  }

  const FlowContext& flow_;
  TlsSession session_;
  TlsPackets packets_;
  std::array<TlsRecords, 2> records_;
  std::array<Reading, 2> sides_;
  std::size_t noted_ = 0;
};

bool begins_with_handshake(ByteView bytes, std::uint8_t message) {
  return bytes.size() > TlsRecordHead::size && is_tls_record(bytes) && bytes[0] == Type::handshake &&
         bytes[TlsRecordHead::size] == message;
}

bool may_begin_with_record(ByteView bytes) {
  constexpr std::array<std::uint8_t, 2> front{Type::handshake, 3};
  return bytes.size() <= TlsRecordHead::size &&
         std::equal(bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), 2), front.begin());
}

// Of a flow that was under way only one whose records begin where it begins can be told.
Match recognise(const Opening& opening) {
  if (begins_with_handshake(opening.client, TlsMessage::client_hello)) return Match::yes;
  if (begins_with_handshake(opening.server, TlsMessage::server_hello)) return Match::yes;
  if (!opening.from_start)
    for (const auto bytes : {opening.client, opening.server})
      if (bytes.size() > TlsRecordHead::size && is_tls_record(bytes) && bytes[2] > 0) return Match::yes;
  const bool more = may_begin_with_record(opening.client) && may_begin_with_record(opening.server);
  return more ? Match::more : Match::no;
}

}  // namespace

DissectorKind tls_kind() {
  return {"tls",
          6,
          {443, 465, 563, 636, 853, 989, 990, 992, 993, 995, 2376, 3269, 4433, 5061, 5986, 6514, 8443, 9443},
          recognise,
          [](const FlowContext& flow) -> std::unique_ptr<Dissector> { return std::make_unique<Tls>(flow); }};
}

}  // namespace runseal::capture
