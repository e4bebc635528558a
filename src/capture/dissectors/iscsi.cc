#include "capture/dissectors/iscsi.h"

#include "capture/dissectors/seen.h"
#include "capture/dissectors/shown_name.h"
#include "capture/dissectors/unnamed.h"
#include "capture/messages.h"
#include "proto/iscsi_traffic.h"

namespace runseal::capture {
namespace {

using model::Protection;
namespace pdu = proto::iscsi;

constexpr std::size_t kept_of_login = 4096;
constexpr std::size_t crc = 4;

// The whole size of a PDU (11.2.1): a digest behind the heads, one behind the data where there is some.
template <bool head_digest, bool data_digest>
Result<std::optional<std::uint64_t>> size_of(ByteView front) {
  if (front.size() < pdu::head_size) return std::nullopt;
  RUNSEAL_TRY(const auto head, proto::parse_iscsi_head(front));
  std::uint64_t size = pdu::head_size + head.further_heads + (head.data + 3) / 4 * 4;
  if (head_digest) size += crc;
  if (data_digest && head.data > 0) size += crc;
  return size;
}

// After a loss PDUs are only looked for where a segment begins: their heads say too little about themselves.
std::optional<std::size_t> find(ByteView bytes) {
  const auto head = proto::parse_iscsi_head(bytes);
  const bool plausible = head && head->further_heads == 0 && bytes[2] == 0 && bytes[3] == 0;
  return plausible ? std::optional<std::size_t>(0) : std::nullopt;
}

Messages messages(bool head_digest, bool data_digest, std::size_t keep) {
  if (head_digest) return {data_digest ? size_of<true, true> : size_of<true, false>, find, keep};
  return {data_digest ? size_of<false, true> : size_of<false, false>, find, keep};
}

class Iscsi : public Dissector {
 public:
  explicit Iscsi(const FlowContext& flow)
      : flow_(flow), sides_{messages(false, false, kept_of_login), messages(false, false, kept_of_login)} {
    if (flow.from_start) return;
    for (auto& side : sides_) side.gap(1);
  }

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    if (std::exchange(login_over_, false))  // digests count from here
      for (auto& side : sides_) side = messages(head_digest_, data_digest_, pdu::head_size);
    sides_[index(from)].feed(bytes, missing, [&](ByteView front, std::uint64_t) { on_pdu(from, front, at); });
  }
  void gap(Side from, std::uint64_t bytes, Moment at) override {
    lost_.add(at, bytes);
    sides_[index(from)].gap(bytes);
  }
  [[nodiscard]] bool writing() const override { return sides_[0].rest() > 0 && writes_; }
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + sides_[0].footprint() + sides_[1].footprint() + initiators_.footprint() +
           targets_.footprint();
  }

 private:
  void on_pdu(Side from, ByteView front, Moment at) {
    const auto head = proto::parse_iscsi_head(front);
    if (!head) return;
    if (!pdus_.any()) first_ = at;
    last_ = at;
    pdus_.add(at);
    if (from == Side::client) writes_ = head->opcode == pdu::data_out || head->opcode == pdu::scsi_command;
    if (writes_ && from == Side::client && head->data > 0) written_.add(at, head->data);
    if (head->opcode == pdu::data_in && head->data > 0) read_.add(at, head->data);
    if (head->opcode == pdu::login_request || head->opcode == pdu::login_response)
      proto::each_iscsi_key(front, *head, [&](auto key, auto value) { on_key(from, key, value, at); });
    if (head->enters_full_feature()) login_over_ = true;
  }

  void on_key(Side from, std::string_view key, std::string_view value, Moment at) {
    const bool answer = from == Side::server;
    if (key == "InitiatorName") initiators_.add(shown_name(value), at);
    if (key == "TargetName") targets_.add(shown_name(value), at);
    if (key == "SessionType" && value == "Discovery") discovery_.add(at);
    if (key == "AuthMethod" && answer) methods_.add(shown_name(value), at);
    if (key == "CHAP_R") (answer ? mutual_ : chap_).add(at);
    if (key == "HeaderDigest" && answer) head_digest_ = value == "CRC32C";
    if (key == "DataDigest" && answer) data_digest_ = value == "CRC32C";
  }

  const FlowContext& flow_;
  Messages sides_[2];
  bool login_over_ = false;
  bool head_digest_ = false;
  bool data_digest_ = false;
  bool writes_ = false;
  Tally pdus_, read_, written_, discovery_, chap_, mutual_, lost_;
  Names initiators_, targets_, methods_;
  Moment first_, last_;
};

FlowReport Iscsi::finish() {
  FlowReport report;
  report.protocol = "iscsi";
  if (!pdus_.any()) {
    grade_all(report, Protection::unknown, "iSCSI: none of its messages could be read");
    report.idle = flow_.from_start && !lost_.any();
    return report;
  }
  grade(report.integrity, Protection::absent, "iSCSI carries blocks without any code that notices a change on purpose");
  grade(report.confidentiality, Protection::absent, "iSCSI sends every block in clear");
  grade(report.peer_authenticity, Protection::absent,
        chap_.any() ? "CHAP proves a login once; after it nothing proves where a message comes from"
                    : "iSCSI: neither end proved who it is, as far as the login was seen");
  if (flow_.recorder != nullptr && (read_.any() || written_.any()))
    flow_.recorder->exposed(flow_.key, {targets_.all().empty() ? "" : targets_.all().front(), unnamed_blocks,
                                        read_.total(), written_.total(), first_, last_, "iSCSI without IPsec"});
  initiators_.tell(report, "iscsi.initiators");
  targets_.tell(report, "iscsi.targets");
  methods_.tell(report, "iscsi.login-methods");
  chap_.tell_that(report, "iscsi.chap");
  mutual_.tell_that(report, "iscsi.chap-mutual");
  discovery_.tell_that(report, "iscsi.discovery");
  read_.tell(report, "iscsi.bytes-read");
  written_.tell(report, "iscsi.bytes-written");
  lost_.tell(report, "iscsi.bytes-not-seen");
  if (head_digest_) report.facts["iscsi.header-digest"] = {true, 0};
  if (data_digest_) report.facts["iscsi.data-digest"] = {true, 0};
  return report;
}

// The first PDU of a connection is a login (RFC 7143 section 6.3).
Match recognise(const Opening& opening) {
  if (opening.client.empty()) return opening.server.empty() ? Match::more : Match::no;
  if (opening.client[0] != 0x43 && opening.client[0] != 0x03) return Match::no;
  if (opening.client.size() < pdu::head_size + 14)
    return opening.client.size() < 2 || (opening.client[1] & 0x30U) == 0 ? Match::more : Match::no;
  const auto head = proto::parse_iscsi_head(opening.client);
  if (!head || head->data < 14) return Match::no;
  bool named = false;
  proto::each_iscsi_key(opening.client, *head, [&](auto key, auto) { named = named || key == "InitiatorName"; });
  return named ? Match::yes : Match::no;
}

}  // namespace

DissectorKind iscsi_kind() {
  return {"iscsi", 6, {3260}, recognise, [](const FlowContext& flow) -> std::unique_ptr<Dissector> {
            return std::make_unique<Iscsi>(flow);
          }};
}

}  // namespace runseal::capture
