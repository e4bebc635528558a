#include "capture/dissectors/ftp_data.h"

#include "capture/dissectors/shown_name.h"
#include "capture/dissectors/unnamed.h"

namespace runseal::capture {
namespace {

constexpr std::size_t enough = 6;  // a record's head and the kind of handshake
constexpr std::uint8_t client_hello = 1;

}  // namespace

// TLS: the client of FTP speaks first, whoever opened the connection (RFC 4217 section 7).
void FtpData::decide(Side from, ByteView bytes) {
  if (!flow_.from_start || lost_.any()) return;
  first_.insert(first_.end(), bytes.begin(),
                bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), enough)));
  const auto match = begins_like_tls(first_);
  if (match == Match::more || (match == Match::yes && first_.size() < enough)) return;
  what_ = match == Match::yes && first_[5] == client_hello ? What::tls : What::clear;
  if (what_ != What::tls) return;
  tls_ = std::make_unique<BehindTls>(flow_, true, from);
}

void FtpData::data(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (!std::exchange(begun_, true)) start_ = at;
  end_ = at;
  (from_client(from) ? sent_ : received_).add(at, bytes.size() + missing);
  if (tls_) return tls_->data(from, bytes, missing, at);
  if (what_ != What::not_known) return;
  const auto before = first_;
  decide(from, bytes);
  if (!tls_) return;
  if (!before.empty()) tls_->data(from, before, 0, at);
  tls_->data(from, bytes, missing, at);
}

void FtpData::gap(Side from, std::uint64_t bytes, Moment at) {
  lost_.add(at, bytes);
  (from_client(from) ? sent_ : received_).add(at, bytes);
  if (tls_) tls_->gap(from, bytes, at);
}

void FtpData::record(const std::string& reason) {
  if (flow_.recorder == nullptr || transfer_->listing || !begun_) return;
  auto key = flow_.key;
  if (transfer_->client == Side::server) {  // the server of FTP opened it
    std::swap(key.client, key.server);
    std::swap(key.client_port, key.server_port);
  }
  const auto path = transfer_->path.empty() ? unnamed_file : transfer_->path;
  flow_.recorder->exposed(transfer_->control.value_or(key),
                          {"", path, received_.total(), sent_.total(), start_, end_, reason});
}

void FtpData::judge(FlowReport& report) {
  using enum model::Protection;
  if (tls_) return tls_->finish_into(report);
  if (what_ == What::clear || (what_ == What::not_known && !first_.empty() && begins_like_tls(first_) == Match::no)) {
    grade_all(report, absent, "FTP: the file's data crossed in clear");
    record("FTP data without TLS");
    return;
  }
  report.idle = !begun_ && flow_.from_start;
  grade_all(report, unknown, "FTP: the beginning of this data connection was not seen");
}

FlowReport FtpData::finish() {
  FlowReport report;
  report.protocol = "ftp-data";
  judge(report);
  received_.tell(report, "ftp-data.bytes-read");
  sent_.tell(report, "ftp-data.bytes-written");
  lost_.tell(report, "ftp-data.bytes-not-seen");
  if (tls_) report.facts["ftp-data.tls"] = {true, start_.packet};
  if (transfer_->client == Side::server) report.facts[opened_by_server] = {true, start_.packet};
  return report;
}

std::size_t FtpData::footprint() const {
  return sizeof *this + sizeof(FtpTransfer) + transfer_->path.size() + first_.capacity() +
         (tls_ ? tls_->footprint() : 0);
}

}  // namespace runseal::capture
