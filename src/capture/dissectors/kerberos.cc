#include "capture/dissectors/kerberos.h"

#include "capture/dissectors/seen.h"
#include "capture/dissectors/shown_name.h"
#include "capture/messages.h"
#include "proto/kerberos.h"

namespace runseal::capture {
namespace {

constexpr std::size_t kept = 16U << 10U;  // a request's body stands behind a ticket
constexpr std::uint64_t longest = 1U << 20U;
constexpr std::size_t length_size = 4;

// RFC 4120 section 7.2.2
Result<std::optional<std::uint64_t>> message_size(ByteView bytes) {
  base::Reader in(bytes);
  const std::uint64_t size = in.be32();
  if (in.failed()) return std::nullopt;
  if (size > longest || (bytes.size() > length_size && (bytes[length_size] & 0xe0U) != 0x60))
    return fail(ErrorCode::invalid, "no message of Kerberos");
  return length_size + size;
}

std::optional<std::size_t> find_message(ByteView bytes) {
  const bool one =
      bytes.size() > length_size && message_size(bytes) && proto::parse_kerberos(bytes.subspan(length_size));
  return one ? std::optional<std::size_t>(0) : std::nullopt;
}

class Kerberos : public Dissector {
 public:
  explicit Kerberos(const FlowContext& flow)
      : flow_(flow), sides_{{message_size, find_message, kept}, {message_size, find_message, kept}} {}

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    cut_ = cut_ || missing > 0;
    if (over_udp()) return on_message(bytes, at);
    sides_[index(from)].feed(bytes, missing, [&](ByteView front, std::uint64_t) {
      on_message(front.subspan(std::min(front.size(), length_size)), at);
    });
  }
  void gap(Side from, std::uint64_t bytes, Moment) override { sides_[index(from)].gap(bytes); }

  [[nodiscard]] FlowReport finish() override {
    if (over_udp() && !kinds_.any()) return cut_ ? told_by_port("kerberos", "Kerberos") : FlowReport();
    FlowReport report;
    report.protocol = "kerberos";
    if (kinds_.any()) report.version = "5";
    report.idle = kinds_.any();  // it judges nothing of files
    grade_all(report, model::Protection::unknown,
              "Kerberos carries no files; how its tickets are used is not seen here");
    kinds_.tell(report, "kerberos.messages");
    names_.tell(report, "kerberos.message-kinds");
    realms_.tell(report, "kerberos.realms");
    services_.tell(report, "kerberos.services");
    return report;
  }
  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + sides_[0].footprint() + sides_[1].footprint() + realms_.footprint() + services_.footprint();
  }

 private:
  [[nodiscard]] bool over_udp() const { return flow_.key.transport == 17; }

  void on_message(ByteView front, Moment at) {
    const auto message = proto::parse_kerberos(front);
    if (!message) return;
    kinds_.add(at);
    names_.add(message->kind, at);
    if (!message->realm.empty()) realms_.add(shown_name(message->realm), at);
    if (!message->service.empty()) services_.add(shown_name(message->service), at);
  }

  const FlowContext& flow_;
  Messages sides_[2];
  Tally kinds_;
  Names names_, realms_, services_;
  bool cut_ = false;
};

Match over_tcp(const Opening& opening) {
  if (opening.client.empty()) return Match::more;
  if (opening.client[0] != 0) return Match::no;
  if (opening.client.size() < 12) return Match::more;
  return find_message(opening.client) ? Match::yes : Match::no;
}

Match in_datagrams(const Opening& opening) {
  return proto::parse_kerberos(opening.client.empty() ? opening.server : opening.client) ? Match::yes : Match::no;
}

std::unique_ptr<Dissector> make(const FlowContext& flow) { return std::make_unique<Kerberos>(flow); }

}  // namespace

DissectorKind kerberos_kind() { return {"kerberos", 6, {88}, over_tcp, make}; }
DissectorKind kerberos_udp_kind() { return {"kerberos", 17, {88}, in_datagrams, make}; }

}  // namespace runseal::capture
