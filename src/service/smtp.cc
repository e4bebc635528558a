#include "service/smtp.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "audit/session.h"
#include "base/tcp.h"
#include "base/text.h"

namespace runseal::service {
namespace {

constexpr long seconds_to_connect = 10;
constexpr long seconds_in_all = 30;
constexpr std::uint16_t port_of_starttls = 587;
constexpr std::uint16_t port_of_tls = 465;
constexpr std::size_t longest_answer = 300;

// What the callbacks of libcurl work with: it must outlive the handle, which says QUIT when it goes.
struct Talk {
  std::string_view unsent;
  const std::atomic<bool>* stop = nullptr;
  std::string last;     // line of the server
  std::string refusal;  // its last one of 4xx or 5xx
};

std::size_t give(char* into, std::size_t one, std::size_t count, void* talk) {
  auto& unsent = static_cast<Talk*>(talk)->unsent;
  const auto size = unsent.copy(into, one * count);
  unsent.remove_prefix(size);
  return size;
}

std::size_t hear(char* line, std::size_t one, std::size_t count, void* talk) {
  auto& heard = *static_cast<Talk*>(talk);
  std::string_view text(line, one * count);
  while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
  heard.last = base::printable(text, longest_answer);
  if (heard.last.starts_with('4') || heard.last.starts_with('5')) heard.refusal = heard.last;
  return one * count;
}

int is_wanted(void* talk, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<Talk*>(talk)->stop ? 1 : 0;
}

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

Handed judged(CURLcode code, const Talk& talk, const MailServer& server) {
  using enum Handed::Outcome;
  switch (code) {
    case CURLE_OK: return {taken, talk.last};
    case CURLE_ABORTED_BY_CALLBACK: return {later, "stopped"};
    case CURLE_USE_SSL_FAILED: return {later, "the server offers no TLS (STARTTLS), and without it nothing is sent"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {later,
              "the server's certificate is not trusted, or is for another name (mail.ca_file names authorities)"};
    case CURLE_SSL_CACERT_BADFILE: return {later, "the file of authorities cannot be read: " + server.ca_file};
    case CURLE_LOGIN_DENIED: return {later, "the login is refused: " + talk.refusal};
    case CURLE_OPERATION_TIMEDOUT: return {later, "the server keeps silent"};
    case CURLE_COULDNT_RESOLVE_HOST: return {later, "there is no host of this name: " + server.address};
    case CURLE_COULDNT_CONNECT: return {later, "nobody answers at " + server.address};
    default: break;
  }
  if (talk.refusal.starts_with('5')) return {refused, talk.refusal};
  return {later,
          talk.refusal.empty() ? std::string("the connection broke: ") + curl_easy_strerror(code) : talk.refusal};
}

}  // namespace

Result<MailServer> mail_server(base::Files& files, const base::MailConfig& config) {
  if (config.server.empty())
    return fail(ErrorCode::conflict, "no mail server is configured", "mail.server",
                "name one in runseal.toml: docs/manual/mail.md");
  MailServer server;
  server.tls_at_once = config.security == "tls";
  RUNSEAL_TRY(const auto address,
              base::parse_host_port(config.server, server.tls_at_once ? port_of_tls : port_of_starttls));
  server.address = address.text();
  server.ca_file = config.ca_file;
  if (!config.login_file.empty()) {
    RUNSEAL_TRY(auto login, audit::read_credentials(files, config.login_file));
    server.user = std::move(login.user);
    server.password = std::move(login.password);
  }
  return server;
}

Handed hand_over(const MailServer& server, const std::string& from, const std::string& to, const std::string& message,
                 const std::atomic<bool>& stop) {
  static std::once_flag once;
  std::call_once(once, [] { (void)curl_global_init(CURL_GLOBAL_DEFAULT); });
  Talk talk{message, &stop, {}, {}};
  const std::unique_ptr<CURL, CurlEnd> curl(curl_easy_init());
  const std::unique_ptr<curl_slist, ListEnd> recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  if (!curl || !recipients) return {Handed::Outcome::later, "libcurl does not start"};
  const auto set = [&](CURLoption option, auto value) { (void)curl_easy_setopt(curl.get(), option, value); };
  const auto url = (server.tls_at_once ? "smtps://" : "smtp://") + server.address;
  const auto sender = "<" + from + ">";
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_CONNECTTIMEOUT, seconds_to_connect);
  set(CURLOPT_TIMEOUT, seconds_in_all);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_MAIL_FROM, sender.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, give);
  set(CURLOPT_READDATA, static_cast<void*>(&talk));
  set(CURLOPT_HEADERFUNCTION, hear);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&talk));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, is_wanted);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&talk));
  if (!server.ca_file.empty()) {
    set(CURLOPT_CAINFO, server.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!server.user.empty()) {
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_PASSWORD, server.password.c_str());
  }
  return judged(curl_easy_perform(curl.get()), talk, server);
}

}  // namespace runseal::service
