#include "capture/dissectors/ftp.h"

#include "capture/dissectors/ftp_flow.h"

namespace runseal::capture {
namespace {

using model::Protection;

bool begins_with_one(ByteView bytes, std::initializer_list<std::string_view> words) {
  std::string front = base::as_text(bytes.first(std::min<std::size_t>(bytes.size(), 5)));
  for (auto& c : front)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return std::ranges::any_of(words, [&](auto word) { return front.starts_with(word); });
}

// Mail begins alike: the client's first word tells them apart, or the port, or that the server says so.
Match recognise(const Opening& opening) {
  const auto port = opening.key.server_port;
  if (port == 990 && opening.from_start) return begins_like_tls(opening.client);
  if (opening.server.empty()) return opening.client.empty() || port == 21 ? Match::more : Match::no;
  if (!begins_with_one(opening.server, {"220", "120", "421"})) return Match::no;
  if (begins_with_one(opening.client, {"EHLO", "HELO", "LHLO"})) return Match::no;
  const auto greeting = base::as_text(opening.server);
  if (port == 21 || greeting.find("FTP") != std::string::npos) return Match::yes;
  if (opening.client.size() < 5) return Match::more;
  return begins_with_one(opening.client, {"USER", "AUTH", "FEAT", "SYST", "OPTS", "HOST ", "PBSZ"}) ? Match::yes
                                                                                                    : Match::no;
}

// Opened by the server, from this port (RFC 959 3.2).
Match recognise_data(const Opening& opening) {
  return opening.key.client_port == 20 || opening.key.server_port == 20 ? Match::yes : Match::no;
}

std::unique_ptr<Dissector> make(const FlowContext& flow) { return std::make_unique<FtpFlow>(flow); }
std::unique_ptr<Dissector> make_data(const FlowContext& flow) {
  auto transfer = std::make_shared<FtpTransfer>();
  transfer->client = flow.key.client_port == 20 ? Side::server : Side::client;
  return std::make_unique<FtpData>(flow, std::move(transfer));
}

}  // namespace

void FtpFlow::judge(FlowReport& report) {
  if (tls_) tls_->finish_into(report);
  if (back_in_clear_.any() || clear_commands_.any() || password_.any() || !users_.all().empty())
    return grade_all(report, Protection::absent,
                     back_in_clear_.any() ? "FTP: commands crossed in clear again after TLS (CCC)"
                                          : "FTP: login or commands crossed in clear");
  report.idle = !tls_ && flow_.from_start && !lost_.any();
  if (!tls_) return grade_all(report, Protection::unknown, "FTP: neither a login nor TLS was seen");
  if (!flow_.from_start || lost_.any()) doubt_all(report, "what came before TLS was not all seen");
}

FlowReport FtpFlow::finish() {
  FlowReport report;
  report.protocol = "ftp";
  judge(report);
  users_.tell(report, "ftp.users");
  password_.tell_that(report, "ftp.password-in-clear");
  clear_commands_.tell(report, "ftp.commands-about-files-in-clear");
  auth_.tell_that(report, "ftp.tls-asked");
  auth_refused_.tell_that(report, "ftp.tls-refused");
  tls_begun_.tell_that(report, "ftp.tls");
  back_in_clear_.tell_that(report, "ftp.back-in-clear");
  logins_.tell(report, "ftp.logins");
  lost_.tell(report, "ftp.bytes-not-seen");
  files_.finish();
  return report;
}

std::size_t FtpFlow::footprint() const {
  return sizeof *this + lines_[0].footprint() + lines_[1].footprint() + files_.footprint() + folder_.capacity() +
         argument_.capacity() + users_.footprint() + (tls_ ? tls_->footprint() : 0);
}

DissectorKind ftp_kind() { return {"ftp", 6, {21, 990}, recognise, make}; }
DissectorKind ftp_data_kind() { return {"ftp-data", 6, {20}, recognise_data, make_data}; }

}  // namespace runseal::capture
