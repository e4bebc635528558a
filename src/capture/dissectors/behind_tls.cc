#include "capture/dissectors/behind_tls.h"

#include "capture/dissectors/seen.h"

namespace runseal::capture {
namespace {

// Counts only: which version and cipher were agreed on is not read here.
class Counted : public Dissector {
 public:
  void data(Side, ByteView bytes, std::uint64_t missing, Moment at) override { bytes_.add(at, bytes.size() + missing); }
  void gap(Side, std::uint64_t, Moment) override {}
  FlowReport finish() override {
    FlowReport report;
    report.protocol = "tls";
    bytes_.tell(report, "tls.bytes");
    grade_all(report, model::Protection::unknown, "TLS was spoken; its version and cipher were not read");
    return report;
  }
  [[nodiscard]] std::size_t footprint() const override { return sizeof *this; }

 private:
  Tally bytes_;
};

}  // namespace

BehindTls::BehindTls(const FlowContext& flow, bool from_start) : flow_(flow), tls_(std::make_unique<Counted>()) {
  flow_.from_start = from_start;
}

FlowReport BehindTls::finish_into(FlowReport& report) {
  auto inner = tls_->finish();
  report.facts.merge(inner.facts);
  return inner;
}

Match begins_like_tls(ByteView bytes) {
  constexpr std::uint8_t handshake = 22, major = 3;
  if (!bytes.empty() && bytes[0] != handshake) return Match::no;
  if (bytes.size() > 1 && bytes[1] != major) return Match::no;
  if (bytes.size() < 3) return Match::more;
  return bytes[2] <= 4 ? Match::yes : Match::no;
}

}  // namespace runseal::capture
