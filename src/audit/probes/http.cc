#include "audit/probes/http.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "audit/probes/http_questions.h"
#include "audit/probes/tls_questions.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::uint16_t plain_port = 80;
constexpr std::uint16_t tls_port = 443;

// One endpoint's conversation.
class HttpConversation {
 public:
  HttpConversation(HttpPlace place, Limits limits, model::Observation& into)
      : place_(std::move(place)), limits_(limits), into_(into) {}

  asio::awaitable<void> run_plain() {
    const auto answer = co_await ask_content("http.", place_);
    if (answer.outcome == Outcome::answered) into_.facts["http.tls"] = {false, answer.exchange};
    conclude(answer);
  }

  asio::awaitable<void> run_inside_tls(std::shared_ptr<const base::Trust> trust) {
    const auto open = tls_at_once(place_.executor, place_.address, into_);
    const TlsTarget target(place_.endpoint.host, std::move(trust));
    const auto tls = co_await ask_tls(open, target, limits_, into_);
    if (!tls.spoken) {
      co_await ask_in_clear_instead(tls);
      co_return;
    }
    into_.facts["http.tls"] = {true, "tls-hello-tls-1.2"};
    into_.failure = tls.failure;
    if (!tls.failure.empty()) co_return;
    place_.inside_tls = true;
    const auto answer = co_await ask_content("http.", place_);
    conclude(answer);
    // who does not show a certificate of their own is told nothing: that is an answer
    if (holds("tls.client-certificate-asked", true)) keep_strangers_out(answer);
    if (place_.endpoint.port == tls_port) co_await ask_twin();
  }

 private:
  // An address that promises TLS may be served in clear all the same.
  asio::awaitable<void> ask_in_clear_instead(TlsOutcome tls) {
    into_.failure = tls.failure;
    const bool may_be = tls.first == Outcome::other_protocol || tls.first == Outcome::closed ||
                        tls.first == Outcome::reset || tls.first == Outcome::answered;
    if (!may_be || limits_.left().count() == 0) co_return;
    const auto answer = co_await ask_content("http.", place_);
    if (answer.outcome != Outcome::answered) co_return;
    into_.facts["http.tls"] = {false, answer.exchange};
    into_.failure.clear();
    conclude(answer);
  }

  asio::awaitable<HttpAnswer> ask_content(std::string prefix, HttpPlace place) {
    const auto label = prefix == "http." ? std::string("http-") : std::string("http-twin-");
    const bool first = !place.inside_tls && prefix == "http." && into_.exchanges.empty();
    auto seen = co_await ask_http(place, "HEAD", label + "head", first ? limits_ : limits_.for_one_question(), into_);
    if (leads_to_its_folder(seen, place)) {
      place.endpoint.path += "/";
      seen = co_await ask_http(place, "HEAD", label + "head-of-folder", limits_.for_one_question(), into_);
    }
    add_http_facts(prefix, seen, into_);
    if (seen.outcome != Outcome::answered) co_return seen;
    const auto options = co_await ask_http(place, "OPTIONS", label + "options", limits_.for_one_question(), into_);
    add_http_options(prefix, options, into_);
    if (holds(prefix + "dav", true)) co_await ask_dav(prefix, place, label);
    co_return seen;
  }

  // A server sends a client that names a folder without its slash on to the same with it.
  static bool leads_to_its_folder(const HttpAnswer& answer, const HttpPlace& place) {
    if (!answer.head || answer.head->status < 301 || answer.head->status > 308 || place.endpoint.path.empty())
      return false;
    const auto to = answer.head->field("location").value_or("");
    if (!place.inside_tls && to.starts_with("https:")) return false;
    return to.ends_with(http_target(place) + "/");
  }

  // Whether a WebDAV folder may be looked into is told by PROPFIND (RFC 4918 9.1); a HEAD of it may be refused to all.
  asio::awaitable<void> ask_dav(std::string prefix, HttpPlace place, std::string label) {
    const auto answer = co_await ask_http(place, "PROPFIND", label + "propfind", limits_.for_one_question(), into_);
    if (!answer.head) co_return;
    if (answer.head->status == 207) into_.facts[prefix + "without-login"] = {"served", answer.exchange};
  }

  // The same host's port 80, where the address uses port 443.
  asio::awaitable<void> ask_twin() {
    auto twin = place_;
    twin.inside_tls = false;
    twin.endpoint.port = plain_port;
    twin.address.port(plain_port);
    const auto answer = co_await ask_content("http.twin.", twin);
    into_.facts["http.twin"] = {twin_of(answer), answer.exchange};
  }

  [[nodiscard]] std::string twin_of(const HttpAnswer& answer) const {
    if (!answer.head) {
      if (answer.outcome == Outcome::refused || answer.outcome == Outcome::unreachable) return "closed";
      return answer.outcome == Outcome::timed_out ? "silent" : "something else";
    }
    if (holds("http.twin.redirect", "https")) return "redirects";
    const bool login = answer.head->status == 401;
    const bool refuses = holds("http.twin.without-login", "refused") || holds("http.twin.without-login", "not-there");
    return refuses && !login ? "refuses" : "serves";
  }

  [[nodiscard]] bool holds(const std::string& id, const Json& value) const {
    const auto found = into_.facts.find(id);
    return found != into_.facts.end() && found->second.value == value;
  }

  void keep_strangers_out(const HttpAnswer& answer) {
    if (answer.head && answer.head->status != 400) return;  // 400: how nginx says it
    into_.facts["http.without-login"] = {"refused", answer.exchange};
    into_.complete = true;
    into_.failure.clear();
  }

  void conclude(const HttpAnswer& answer) {
    into_.complete = answer.outcome == Outcome::answered;
    if (!into_.complete) into_.failure = words_for(answer.outcome, answer.detail, limits_.allowed, "HTTP");
  }

  HttpPlace place_;
  Limits limits_;
  model::Observation& into_;
};

constexpr const char* content_questions =
    "HEAD and OPTIONS of the address's path, and PROPFIND of depth 0 where the server says that it speaks WebDAV, "
    "as \"runseal-probe\" and without a login. Nothing is uploaded or changed, no content is read, no password is "
    "tried.";

class HttpProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {"http",
            {"http", "webdav", "dav"},
            plain_port,
            std::string("2 to 4 connections in clear: ") + content_questions};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    HttpPlace place;
    place.executor = co_await asio::this_coro::executor;
    place.address = address;
    place.endpoint = endpoint;
    HttpConversation conversation(place, limits, into);
    co_await conversation.run_plain();
  }
};

class HttpsProbe final : public Probe {
 public:
  explicit HttpsProbe(ProbeSettings settings) : settings_(std::move(settings)) {}

  ProbeInfo describe() const override {
    return {"https",
            {"https", "webdavs", "davs", "s3"},
            tls_port,
            std::string("30 to 100 connections, one after another: a TLS ClientHello for each version from SSL 3.0 to "
                        "TLS 1.3 alone, then one for each cipher suite and each group that the server accepts, each "
                        "ended after its first answer; one whole handshake; then ") +
                content_questions + " At port 443 the same questions go to port 80 of the same host, in clear."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    HttpPlace place;
    place.executor = co_await asio::this_coro::executor;
    place.address = address;
    place.endpoint = endpoint;
    HttpConversation conversation(place, limits, into);
    co_await conversation.run_inside_tls(settings_.trust);
  }

 private:
  ProbeSettings settings_;
};

}  // namespace

std::unique_ptr<Probe> http_probe() { return std::make_unique<HttpProbe>(); }

std::unique_ptr<Probe> https_probe(const ProbeSettings& settings) { return std::make_unique<HttpsProbe>(settings); }

}  // namespace runseal::audit
