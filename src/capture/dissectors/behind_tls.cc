#include "capture/dissectors/behind_tls.h"

#include "capture/dissectors/tls.h"

namespace runseal::capture {

BehindTls::BehindTls(const FlowContext& flow, bool from_start, Side client) : flow_(flow), client_(client) {
  flow_.from_start = from_start;
  flow_.shared = nullptr;
  if (client == Side::server) {
    std::swap(flow_.key.client, flow_.key.server);
    std::swap(flow_.key.client_port, flow_.key.server_port);
  }
  tls_ = tls_kind().make(flow_);
}

void BehindTls::finish_into(FlowReport& report) {
  auto inner = tls_->finish();
  report.facts.merge(inner.facts);
  report.integrity = std::move(inner.integrity);
  report.confidentiality = std::move(inner.confidentiality);
  report.peer_authenticity = std::move(inner.peer_authenticity);
}

Match begins_like_tls(ByteView bytes) {
  constexpr std::uint8_t handshake = 22, major = 3;
  if (!bytes.empty() && bytes[0] != handshake) return Match::no;
  if (bytes.size() > 1 && bytes[1] != major) return Match::no;
  if (bytes.size() < 3) return Match::more;
  return bytes[2] <= 4 ? Match::yes : Match::no;
}

}  // namespace runseal::capture
