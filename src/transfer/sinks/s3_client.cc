#include "transfer/sinks/s3_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/s3_sign.h"
#include "transfer/sinks/s3_xml.h"

namespace runseal::transfer {
namespace {

constexpr int most_tries = 3;
constexpr std::chrono::milliseconds first_pause{300};

struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

// A full store is as full a second later, whatever the status that it says so with.
bool passing(const S3Answer& answer) {
  const auto status = answer.status;
  const bool may_pass = status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  return may_pass && s3_refusal(parse_s3_error(answer.body), status, {}, {}).code != ErrorCode::limit;
}

std::string value_of(std::string_view line, std::string_view name) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || base::fold_case(line.substr(0, colon)) != name) return {};
  auto value = line.substr(colon + 1);
  while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.remove_suffix(1);
  return std::string(base::trim(value));
}

// "bytes 0-4/5"
std::optional<S3Answer::Range> parse_range(std::string_view text) {
  constexpr std::string_view unit = "bytes ";
  if (!text.starts_with(unit)) return std::nullopt;
  S3Answer::Range range;
  const auto* const end = text.data() + text.size();
  const auto from = std::from_chars(text.data() + unit.size(), end, range.from);
  const auto slash = text.find('/');
  if (from.ec != std::errc() || slash == std::string_view::npos) return std::nullopt;
  const auto of = std::from_chars(text.data() + slash + 1, end, range.of);
  if (of.ec != std::errc() || of.ptr != end) return std::nullopt;
  return range;
}

// The request as it is signed, and its URL.
struct Signed {
  std::string url;
  HeaderList headers;
};

Signed signed_request(const S3Options& options, const S3Request& request) {
  const auto bucket = options.bucket_url();
  const auto host = bucket.find("//") + 2;
  const auto path = std::min(bucket.find('/', host), bucket.size());
  S3ToSign of{request.method, bucket.substr(path) + "/" + s3_encoded(request.key, true), {}, request.headers};
  for (const auto& [name, value] : request.query)
    of.query += (of.query.empty() ? "" : "&") + s3_encoded(name) + "=" + s3_encoded(value);
  of.headers["host"] = bucket.substr(host, path - host);
  of.headers["x-amz-content-sha256"] = base::sha256_hex(request.body);
  if (!request.body.empty()) of.headers["content-type"] = "application/octet-stream";
  s3_sign(of, options.credentials, options.region, base::system_clock().now());
  Signed out{bucket.substr(0, path) + of.path + (of.query.empty() ? "" : "?" + of.query), {}};
  for (const auto& [name, value] : of.headers)
    out.headers.reset(curl_slist_append(out.headers.release(), (name + ": " + value).c_str()));
  // no waiting for "100 Continue" before a part: some servers send none
  out.headers.reset(curl_slist_append(out.headers.release(), "Expect:"));
  return out;
}

}  // namespace

struct S3Client::Transfer {
  S3Client& client;
  const S3Request& request;
  S3Answer answer{};
  bool too_long = false;

  static std::size_t take_body(char* data, std::size_t one, std::size_t count, void* self) {
    auto& of = *static_cast<Transfer*>(self);
    const auto size = one * count;
    of.too_long = of.answer.body.size() + size > of.request.longest_answer;
    if (of.too_long) return 0;
    if (of.answer.body.empty()) of.answer.body.reserve(of.promised());
    of.answer.body.insert(of.answer.body.end(), data, data + size);
    return size;
  }
  static std::size_t take_header(char* data, std::size_t one, std::size_t count, void* self) {
    auto& answer = static_cast<Transfer*>(self)->answer;
    const std::string_view line(data, one * count);
    if (auto etag = value_of(line, "etag"); !etag.empty()) answer.etag = std::move(etag);
    if (const auto range = value_of(line, "content-range"); !range.empty()) answer.range = parse_range(range);
    return one * count;
  }
  [[nodiscard]] std::size_t promised() const {
    curl_off_t length = 0;
    (void)curl_easy_getinfo(client.curl_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    return std::min(static_cast<std::size_t>(std::max<curl_off_t>(length, 0)), request.longest_answer);
  }
  static int look_around(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->client.cut_ ? 1 : 0;
  }

  [[nodiscard]] Error error(CURLcode code, const char* said) const {
    const auto at = client.options_.bucket_url();
    std::string why = base::printable(*said != '\0' ? said : curl_easy_strerror(code), 300);
    if (client.cut_) return {ErrorCode::cancelled, "stopped", {}, {}};
    if (too_long) return {ErrorCode::limit, "the S3 server's answer is longer than it can be", at, {}};
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
      case CURLE_COULDNT_RESOLVE_PROXY:
      case CURLE_COULDNT_CONNECT:
        return {ErrorCode::unavailable, "no S3 server answers: " + why, at,
                "check the endpoint, and whether a firewall stands between"};
      case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::timeout, "the S3 server keeps silent: " + why, at, {}};
      case CURLE_PEER_FAILED_VERIFICATION:
        return {ErrorCode::denied, "the S3 server's certificate is not trusted: " + why, at,
                "name the file with the authority's certificate by --s3-ca; ask the server's administrator for it"};
      case CURLE_SSL_CACERT_BADFILE:
        return {ErrorCode::usage, "the certificates cannot be read", client.options_.ca.string(),
                "--s3-ca takes a file in PEM form"};
      default: return {ErrorCode::io, "the connection to the S3 server broke: " + why, at, {}};
    }
  }
};

S3Client::S3Client(const S3Options& options) : options_(options) {
  static std::once_flag once;
  std::call_once(once, [] { (void)curl_global_init(CURL_GLOBAL_DEFAULT); });
  curl_ = curl_easy_init();
}

S3Client::~S3Client() { curl_easy_cleanup(curl_); }

Result<S3Answer> S3Client::ask_once(const S3Request& request) {
  if (curl_ == nullptr) return fail(ErrorCode::internal, "libcurl cannot be used");
  Transfer transfer{*this, request};
  if (request.part) transfer.answer.body = lend();
  const auto to_send = signed_request(options_, request);
  const std::string_view method = request.method;
  std::array<char, CURL_ERROR_SIZE> said{};
  curl_easy_reset(curl_);  // connections are kept
  const auto set = [&](CURLoption option, auto value) { (void)curl_easy_setopt(curl_, option, value); };
  set(CURLOPT_URL, to_send.url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROTOCOLS_STR, options_.loopback_without_tls() ? "http" : "https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca.empty()) {
    set(CURLOPT_CAINFO, options_.ca.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // nobody else may vouch
  }
  if (options_.loopback_without_tls()) set(CURLOPT_PROXY, "");
  set(CURLOPT_HTTPHEADER, to_send.headers.get());
  if (method == "PUT" || method == "POST") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : reinterpret_cast<const char*>(request.body.data()));
  }
  if (method == "HEAD") set(CURLOPT_NOBODY, 1L);
  if (method != "HEAD") set(CURLOPT_CUSTOMREQUEST, request.method);
  set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(CURLOPT_HEADERDATA, &transfer);
  set(CURLOPT_XFERINFOFUNCTION, &Transfer::look_around);
  set(CURLOPT_XFERINFODATA, &transfer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_ERRORBUFFER, said.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_limit.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(options_.stall.count() / 1000)));
  set(CURLOPT_BUFFERSIZE, 256L << 10U);
  set(CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10U);
  const auto code = curl_easy_perform(curl_);
  if (code != CURLE_OK) return fail(transfer.error(code, said.data()));
  curl_off_t length = 0;
  (void)curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &transfer.answer.status);
  (void)curl_easy_getinfo(curl_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  transfer.answer.length = length < 0 ? 0 : static_cast<std::uint64_t>(length);
  return std::move(transfer.answer);
}

Result<S3Answer> S3Client::ask(const S3Request& request) {
  auto pause = first_pause;
  for (int tries = 1;; ++tries) {
    if (cut_) return fail(ErrorCode::cancelled, "stopped");
    auto answer = ask_once(request);
    answers_ = answer.has_value();
    const bool again = answer ? passing(*answer) : answer.error().code == ErrorCode::io && request.repeat;
    if (!again || tries == most_tries) return answer;
    std::this_thread::sleep_for(pause);
    pause *= 3;
  }
}

Result<S3Answer> S3Client::done(const S3Request& request, const std::string& doing) {
  RUNSEAL_TRY(auto answer, ask(request));
  if (!answer.ok()) return fail(refusal(answer, doing, request.key));
  return answer;
}

}  // namespace runseal::transfer
