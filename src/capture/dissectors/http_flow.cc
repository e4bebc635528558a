#include "capture/dissectors/http_flow.h"

#include "base/text.h"
#include "capture/dissectors/shown_name.h"
#include "capture/dissectors/unnamed.h"

namespace runseal::capture {
namespace {

constexpr std::size_t most_waiting = 64;
constexpr const char* reason = "HTTP without TLS";

std::string_view text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

HttpFlow::HttpFlow(const FlowContext& flow)
    : flow_(flow), sides_{SideState(flow.from_start), SideState(flow.from_start)}, files_(flow) {
  all_seen_ = flow.from_start;
}

void HttpFlow::data(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (tunnel_) return pass_tunnel(from, bytes, missing, at);
  feed(from, bytes, at);
  if (missing > 0) gap(from, missing, at);
}

void HttpFlow::feed(Side from, ByteView bytes, Moment at) {
  auto& side = sides_[index(from)];
  while (!bytes.empty()) {
    if (tunnel_) return pass_tunnel(from, bytes, 0, at);
    if (side.lost && !found_again(side, from, bytes)) return;
    std::size_t used = 0;
    if (!side.body.over()) {
      used = side.body.feed(bytes, [&](std::uint64_t content) { carried(from, content, at); });
      if (side.body.broken()) return lose(from);
    } else {
      used = side.lines.feed(bytes, [&](std::string_view line) { return on_line(from, line, at); });
      if (side.lines.waiting()) return lose(from);  // a line without end
    }
    bytes = bytes.subspan(used);
  }
}

bool HttpFlow::found_again(SideState& side, Side from, ByteView bytes) {
  const auto words = text(bytes);
  if (from == Side::client ? !proto::begins_like_http_request(words) : !words.starts_with("HTTP/1.")) return false;
  side.lost = false;
  side.lines = TextLines(16U << 10U);
  side.head = {};
  side.body.begin(HttpBody::Kind::none);
  return true;
}

void HttpFlow::gap(Side from, std::uint64_t bytes, Moment at) {
  lost_.add(at, bytes);
  if (tls_) return tls_->gap(from, bytes, at);
  if (tunnel_) return;
  all_seen_ = false;
  auto& side = sides_[index(from)];
  const bool within = !side.lost && !side.body.over() &&
                      side.body.gap(bytes, [&](std::uint64_t content) { carried(from, content, at); });
  if (!within) lose(from);
}

// Which of the requests under way the next answer belongs to is not known any more.
void HttpFlow::lose(Side from) {
  settle(from);
  auto& side = sides_[index(from)];
  side.lost = true;
  side.body.begin(HttpBody::Kind::none);
  waiting_.clear();
  waiting_not_kept_ = answered_early_ = 0;
}

bool HttpFlow::on_line(Side from, std::string_view line, Moment at) {
  auto& head = sides_[index(from)].head;
  if (!head.begun) {
    if (line.empty()) return true;  // RFC 9112 2.2
    settle(from);
    head = {};
    head.begun = from == Side::client ? begin_request(line, at) : begin_answer(line, at);
    if (!head.begun) lose(from);
    return head.begun;
  }
  if (!line.empty()) {
    on_field(from, line, at);
    return true;
  }
  head.begun = false;
  if (from == Side::client)
    end_request_head(at);
  else
    end_answer_head(at);
  return false;
}

void HttpFlow::on_authorization(std::string_view value, Moment at) {
  auto scheme = std::string(value.substr(0, value.find(' ')));
  for (auto& c : scheme)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  // a proof that is worth nothing to who reads it, unlike a password or a token
  const bool proof = scheme == "negotiate" || scheme == "ntlm" || scheme == "digest";
  only_the_way_in_ = only_the_way_in_ && proof;
  if (scheme == "basic") basic_.add(at);
  if (scheme.starts_with("aws4-hmac")) s3_.add(at);
  // what has no blank may be a secret itself
  if (value.find(' ') != std::string_view::npos) schemes_.add(base::printable(scheme, 40), at);
}

std::string shown_host(std::string_view host) {
  const auto at = host.rfind('@');
  return shown_name(host.substr(at == std::string_view::npos ? 0 : at + 1).substr(0, 255));
}

void HttpFlow::on_field(Side from, std::string_view line, Moment at) {
  auto& head = sides_[index(from)].head;
  const auto field = proto::parse_http_field(line);
  if (!field) return;
  const auto& [name, value] = *field;
  if (name == "content-length") {
    head.length = proto::parse_http_length(value);
  } else if (name == "transfer-encoding") {
    head.chunked = base::fold_case(value).ends_with("chunked");
  } else if (name == "upgrade") {
    upgrades_.add(base::printable(value, 40), at);
  } else if (name == "dav") {
    webdav_.add(at);
  } else if (name.starts_with("x-amz-")) {
    s3_.add(at);
  } else if (name == "cookie" || name == "set-cookie") {
    cookies_.add(at);
  } else if (from == Side::client && name == "host") {
    now_.place = shown_host(value);
    hosts_.add(now_.place, at);
  } else if (from == Side::client && (name == "authorization" || name == "proxy-authorization")) {
    on_authorization(value, at);
  } else if (from == Side::client && name == "destination") {
    const auto target = proto::parse_http_target(value);
    (void)files_.at(now_.place, shown_name(percent_decoded(target.path)), reason, at);
  }
}

void HttpFlow::end_request_head(Moment at) {
  requests_.add(at);
  if (now_.names) (void)files_.at(now_.place, now_.path, reason, at);
  wait_for_answer(at);
  begin_body(sides_[0], false);
}

// What waited behind a gap may be told when later answers were: its own was among them.
void HttpFlow::wait_for_answer(Moment at) {
  if (at.packet < answered_in_) return;
  if (answered_early_ > 0) return void(--answered_early_);
  now_.packet = at.packet;
  if (waiting_.size() < most_waiting && waiting_not_kept_ == 0)
    waiting_.push_back(now_);
  else
    ++waiting_not_kept_;
}

HttpFlow::Request HttpFlow::next_answered(Moment at) {
  Request request;
  if (!waiting_.empty() && waiting_.front().packet <= at.packet) {
    request = std::move(waiting_.front());
    waiting_.pop_front();
    return request;
  }
  if (waiting_.empty() && waiting_not_kept_ > 0)
    --waiting_not_kept_;
  else if (waiting_.empty() && all_seen_)
    ++answered_early_;
  request.place = now_.place;
  request.path = unnamed_file;
  request.reads = true;
  return request;
}

void HttpFlow::end_answer_head(Moment at) {
  auto& side = sides_[1];
  const int status = side.head.status;
  if (status / 100 == 1 && status != 101) return side.body.begin(HttpBody::Kind::none);
  answers_.add(at);
  answered_in_ = at.packet;
  answered_ = next_answered(at);
  tunnel_ = status == 101 || (answered_.method == "CONNECT" && status / 100 == 2);
  if (answered_.method == "HEAD" || status == 204 || status == 304 || tunnel_)
    return side.body.begin(HttpBody::Kind::none);
  if (status / 100 != 2) answered_.reads = false;
  begin_body(side, true);
}

// RFC 9112 6.3
void HttpFlow::begin_body(SideState& side, bool to_the_end) {
  if (side.head.chunked) return side.body.begin(HttpBody::Kind::chunked);
  if (side.head.length) return side.body.begin(HttpBody::Kind::length, *side.head.length);
  side.body.begin(to_the_end ? HttpBody::Kind::to_the_end : HttpBody::Kind::none);
}

void HttpFlow::carried(Side from, std::uint64_t bytes, Moment at) {
  (from == Side::client ? written_ : read_).add(at, bytes);
  if (from == Side::client || answered_.method != "CONNECT") only_the_way_in_ = false;
  auto& side = sides_[index(from)];
  side.moved += bytes;
  side.last = at;
}

// At the end of a body, that a file is not looked up for each of its segments.
void HttpFlow::settle(Side from) {
  auto& side = sides_[index(from)];
  const auto bytes = std::exchange(side.moved, 0);
  if (bytes == 0) return;
  const auto& request = from == Side::client ? now_ : answered_;
  if (from == Side::client && request.writes)
    files_.at(request.place, request.path, reason, side.last).written += bytes;
  if (from == Side::server && request.reads) files_.at(request.place, request.path, reason, side.last).read += bytes;
}

void HttpFlow::pass_tunnel(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  tunnelled_.add(at, bytes.size() + missing);
  if (from == Side::client && inside_ == Inside::not_known) {
    tunnel_head_.insert(tunnel_head_.end(), bytes.begin(), bytes.end());
    inside_ = what_begins(tunnel_head_);
    if (inside_ == Inside::not_known && missing == 0) return;
    if (inside_ == Inside::tls) tls_ = std::make_unique<BehindTls>(flow_);
    if (tls_) tls_->data(from, tunnel_head_, missing, at);
    tunnel_head_ = {};
  } else if (tls_) {
    tls_->data(from, bytes, missing, at);
  }
}

HttpFlow::Inside HttpFlow::what_begins(ByteView bytes) {
  constexpr std::string_view ssh = "SSH-";
  const auto match = begins_like_tls(bytes);
  if (match == Match::yes) return Inside::tls;
  if (text(bytes).starts_with(ssh)) return Inside::ssh;
  return match == Match::more || ssh.starts_with(text(bytes)) ? Inside::not_known : Inside::clear;
}

}  // namespace runseal::capture
