#include "audit/probes/http_questions.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_shown = 200;

std::string host_of(const HttpPlace& place) {
  const auto& endpoint = place.endpoint;
  const auto host = endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
  const bool usual = endpoint.port == (place.inside_tls ? 443 : 80);
  return usual ? host : fmt::format("{}:{}", host, endpoint.port);
}

proto::HttpRequest request_for(const HttpPlace& place, const std::string& method) {
  proto::HttpRequest request;
  request.method = method;
  request.target = http_target(place);
  request.host = host_of(place);
  if (method == "PROPFIND") request.more = {{"Depth", "0"}, {"Content-Length", "0"}};
  return request;
}

std::string without_login(const proto::HttpHead& head) {
  if (head.status >= 200 && head.status < 300) return "served";
  if (head.status >= 300 && head.status < 400) return "redirected";
  if (head.status == 401 || head.status == 403 || head.status == 407) return "refused";
  if (head.status == 404 || head.status == 410) return "not-there";
  return {};
}

}  // namespace

std::string http_target(const HttpPlace& place) {
  const auto url = place.endpoint.url();
  const auto slash = url.find('/', url.find("://") + 3);
  return slash == std::string::npos ? "/" : url.substr(slash);
}

asio::awaitable<HttpAnswer> ask_http(HttpPlace place, std::string method, std::string label, Limits limits,
                                     model::Observation& into) {
  HttpAnswer answer;
  answer.exchange = label;
  Talk talk(place.executor, place.address, limits, into);
  if (place.inside_tls) {
    const auto start = co_await talk.start_tls(label + "-tls", "a TLS handshake", place.endpoint.host);
    answer.outcome = start.outcome;
    answer.detail = start.detail;
    if (start.outcome != Outcome::answered) co_return answer;
  }
  const auto request = request_for(place, method);
  const auto question =
      fmt::format("{} {}, without a login{}", method, request.target, place.inside_tls ? ", inside TLS" : ", in clear");
  const auto told = co_await talk.ask(label, question, proto::http_request(request), proto::http_head_size);
  answer.outcome = told.outcome;
  answer.detail = told.detail;
  if (told.outcome != Outcome::answered) co_return answer;
  auto head = proto::parse_http_head(told.message);
  if (head) {
    talk.judged(fmt::format("answered: {}", head->status));
    answer.head = *std::move(head);
  } else {
    answer.outcome = Outcome::malformed;
    answer.detail = talk.malformed(head.error());
  }
  co_return answer;
}

void add_http_facts(const std::string& prefix, const HttpAnswer& answer, model::Observation& into) {
  if (!answer.head) return;
  const auto& head = *answer.head;
  const auto add = [&](const char* id, Json value) { into.facts[prefix + id] = {std::move(value), answer.exchange}; };
  add("status", head.status);
  if (const auto how = without_login(head); !how.empty()) add("without-login", how);
  if (head.status >= 300 && head.status < 400) {
    const auto to = base::printable(head.field("location").value_or(""), longest_shown);
    add("redirect", base::fold_case(to).starts_with("https://") ? "https" : "elsewhere");
    add("redirect-to", to);
  }
  add("login-offered", proto::http_login_schemes(head));
  add("hsts", proto::http_strict_transport(head).value_or(0) > 0);
  if (const auto server = head.field("server")) add("server", base::printable(*server, longest_shown));
}

void add_http_options(const std::string& prefix, const HttpAnswer& answer, model::Observation& into) {
  if (!answer.head) return;
  const auto& head = *answer.head;
  if (const auto methods = proto::http_allowed(head); methods && head.status < 300) {
    Json shown = Json::array();
    for (const auto& method : *methods)
      if (shown.size() < 64) shown.push_back(base::printable(method, 40));
    into.facts[prefix + "allow"] = {shown, answer.exchange};
  }
  into.facts[prefix + "dav"] = {head.field("dav").has_value(), answer.exchange};
}

}  // namespace runseal::audit
