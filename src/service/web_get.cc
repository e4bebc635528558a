#include "service/web_get.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::service {
namespace {

constexpr long seconds_to_connect = 5;
constexpr long seconds_in_all = 10;
constexpr std::size_t longest_answer = 1U << 20U;

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
using Curl = std::unique_ptr<CURL, CurlEnd>;

struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

std::size_t take(char* data, std::size_t one, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + one * count > longest_answer) return 0;
  body.append(data, one * count);
  return one * count;
}

std::string form_text(CURL* curl, const std::map<std::string, std::string>& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    char* escaped = curl_easy_escape(curl, value.data(), static_cast<int>(value.size()));
    text += (text.empty() ? "" : "&") + name + "=" + (escaped ? escaped : "");
    curl_free(escaped);
  }
  return text;
}

Error broken(CURLcode code, const std::string& url) {
  const std::string why = curl_easy_strerror(code);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::timeout, "the server keeps silent", url, {}};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorCode::denied, "the server's certificate is not trusted: " + why, url,
              "name the file with the authority's certificate: console.oidc_ca_file"};
    case CURLE_WRITE_ERROR: return {ErrorCode::limit, "the server's answer is too long", url, {}};
    default: return {ErrorCode::unavailable, "the server does not answer: " + why, url, {}};
  }
}

}  // namespace

Result<Json> ask_web(const WebQuestion& question) {
  static std::once_flag once;
  std::call_once(once, [] { (void)curl_global_init(CURL_GLOBAL_DEFAULT); });
  const Curl curl(curl_easy_init());
  if (!curl) return fail(ErrorCode::internal, "libcurl does not start");
  std::string body;
  const auto set = [&](CURLoption option, auto value) { (void)curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, question.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_CONNECTTIMEOUT, seconds_to_connect);
  set(CURLOPT_TIMEOUT, seconds_in_all);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_WRITEFUNCTION, take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&body));
  if (!question.ca_file.empty()) {
    set(CURLOPT_CAINFO, question.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!question.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, question.user.c_str());
    set(CURLOPT_PASSWORD, question.password.c_str());
  }
  const auto form = form_text(curl.get(), question.form);
  if (!question.form.empty()) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    set(CURLOPT_POSTFIELDS, form.c_str());
  }
  const HeaderList headers(curl_slist_append(nullptr, "Accept: application/json"));
  set(CURLOPT_HTTPHEADER, headers.get());
  if (const auto code = curl_easy_perform(curl.get()); code != CURLE_OK) return fail(broken(code, question.url));
  long status = 0;
  (void)curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200)
    return fail(ErrorCode::unavailable, fmt::format("the server refuses with status {}", status),
                question.url + ": " + base::printable(body, 200));
  RUNSEAL_TRY(auto document, base::parse_json(body, longest_answer));
  if (!document.is_object()) return fail(ErrorCode::invalid, "the server's answer is no JSON object", question.url);
  return document;
}

}  // namespace runseal::service
