#include "capture/dissectors/http.h"

#include "base/text.h"
#include "capture/dissectors/http_flow.h"
#include "capture/dissectors/shown_name.h"

namespace runseal::capture {
namespace {

constexpr std::string_view http2_preface = "PRI * HTTP/2.0\r\n";  // RFC 9113 3.4

bool one_of(std::string_view method, std::initializer_list<std::string_view> methods) {
  return std::ranges::find(methods, method) != methods.end();
}

std::string_view text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Signature versions 4 and 2 of S3.
bool signed_url(std::string_view target) {
  return target.find("X-Amz-Signature=") != target.npos || target.find("AWSAccessKeyId=") != target.npos;
}

Match recognise(const Opening& opening) {
  const auto client = text(opening.client);
  const auto server = text(opening.server);
  if (client.starts_with("PRI * HTTP/2")) return Match::yes;
  if (proto::begins_like_http_request(client)) {
    const auto target = client.substr(client.find(' ') + 1);
    if (target.empty()) return Match::more;
    const bool is_one =
        target[0] == '/' || target[0] == '*' || target.starts_with("http") || client.starts_with("CONNECT");
    return is_one ? Match::yes : Match::no;
  }
  if (server.starts_with("HTTP/1.")) return Match::yes;
  return client.size() < 12 && server.empty() ? Match::more : Match::no;
}

std::unique_ptr<Dissector> make(const FlowContext& flow) { return std::make_unique<HttpFlow>(flow); }

}  // namespace

bool HttpFlow::begin_request(std::string_view line, Moment at) {
  if (line == http2_preface.substr(0, http2_preface.size() - 2)) {
    http2_.add(at);
    tunnel_ = true;
    inside_ = Inside::clear;
    return false;
  }
  const auto request = proto::parse_http_request_line(line);
  if (!request) return false;
  minor_ = std::max(minor_, request->minor);
  const auto target = proto::parse_http_target(request->target);
  now_ = {};
  now_.method = request->method.substr(0, 20);
  now_.place = shown_host(target.host);
  now_.path = shown_name(percent_decoded(target.path.substr(0, 2048)));
  now_.reads = one_of(now_.method, {"GET", "POST", "REPORT"});
  now_.writes = one_of(now_.method, {"PUT", "POST", "PATCH"});
  const bool webdav = one_of(now_.method, {"PROPFIND", "PROPPATCH", "MKCOL", "LOCK", "UNLOCK", "SEARCH"});
  now_.names = now_.reads || now_.writes || one_of(now_.method, {"DELETE", "MOVE", "COPY", "HEAD"}) ||
               (webdav && now_.path != "/");
  only_the_way_in_ = only_the_way_in_ && !now_.names && one_of(now_.method, {"CONNECT", "OPTIONS"});
  if (webdav) webdav_.add(at);
  if (signed_url(request->target)) s3_.add(at);
  methods_.add(now_.method, at);
  return true;
}

bool HttpFlow::begin_answer(std::string_view line, Moment) {
  const auto answer = proto::parse_http_status_line(line);
  if (!answer) return false;
  sides_[1].head.status = answer->status;
  minor_ = std::max(minor_, answer->minor);
  return true;
}

bool HttpFlow::anything_in_clear() const {
  if (!only_the_way_in_ || cookies_.any()) return true;
  return inside_ == Inside::clear || inside_ == Inside::not_known;
}

void HttpFlow::judge(FlowReport& report) {
  using enum model::Protection;
  if (tls_) tls_->finish_into(report);
  if (!requests_.any() && !answers_.any() && !http2_.any())
    grade_all(report, unknown, "HTTP: neither a request nor an answer could be read");
  else if (anything_in_clear())
    grade_all(report, absent, "HTTP without TLS: requests and what was carried crossed in clear");
  else if (!tls_)
    grade_all(report, unknown, "HTTP: SSH went through its tunnel, and is not read there");
  else if (!all_seen_)
    grade_all(report, unknown, "HTTP: not all that was said before TLS was seen");
}

FlowReport HttpFlow::finish() {
  for (const auto side : {Side::client, Side::server}) settle(side);
  FlowReport report;
  report.protocol = "http";
  if (http2_.any())
    report.version = "2";
  else if (requests_.any() || answers_.any())
    report.version = minor_ == 0 ? "1.0" : "1.1";
  judge(report);
  requests_.tell(report, "http.requests");
  answers_.tell(report, "http.answers");
  read_.tell(report, "http.bytes-read");
  written_.tell(report, "http.bytes-written");
  lost_.tell(report, "http.bytes-not-seen");
  tunnelled_.tell(report, "http.bytes-in-tunnel");
  methods_.tell(report, "http.methods");
  hosts_.tell(report, "http.hosts");
  schemes_.tell(report, "http.login-schemes");
  upgrades_.tell(report, "http.upgrades");
  basic_.tell_that(report, "http.basic-credentials-in-clear");
  cookies_.tell_that(report, "http.cookies-in-clear");
  webdav_.tell_that(report, "http.webdav");
  s3_.tell_that(report, "http.s3");
  files_.finish();
  return report;
}

std::size_t HttpFlow::footprint() const {
  std::size_t all =
      sizeof *this + files_.footprint() + methods_.footprint() + hosts_.footprint() + tunnel_head_.capacity();
  for (const auto& side : sides_) all += side.lines.footprint() + side.body.footprint();
  for (const auto& request : waiting_) all += sizeof request + request.place.size() + request.path.size();
  return all + (tls_ ? tls_->footprint() : 0);
}

DissectorKind http_kind() { return {"http", 6, {80, 8080}, recognise, make}; }

}  // namespace runseal::capture
