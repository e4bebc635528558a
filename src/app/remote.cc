#include "app/remote.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <thread>

#include <fmt/format.h>

#include "app/context.h"
#include "app/sent_file.h"
#include "base/error_json.h"
#include "base/hash.h"
#include "base/private_file.h"
#include "base/text.h"

namespace runseal::app {
namespace {

constexpr std::size_t most_answer = 600U << 20U;  // a bundle
constexpr std::size_t most_secret = 4U << 10U;
constexpr long connect_seconds = 15;
constexpr long silent_seconds = 120;  // a search or a bundle may be long in the making
constexpr auto between_looks = std::chrono::milliseconds(200);
constexpr auto between_tries = std::chrono::seconds(2);  // while a service that works for us is started again
constexpr int most_tries = 30;
constexpr std::size_t page = 500;

struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct EasyEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
using Headers = std::unique_ptr<curl_slist, ListEnd>;
using Easy = std::unique_ptr<CURL, EasyEnd>;

struct Body {
  std::string text;
  bool too_long = false;

  static std::size_t take(char* data, std::size_t one, std::size_t count, void* self) {
    auto& of = *static_cast<Body*>(self);
    of.too_long = of.text.size() + one * count > most_answer;
    if (of.too_long) return 0;
    of.text.append(data, one * count);
    return one * count;
  }
};

Result<std::string> read_token(const Server& server) {
  std::string token;
  if (!server.token_file.empty()) {
    RUNSEAL_TRY(const auto content, base::read_private(base::real_files(), server.token_file, most_secret));
    token = base::trim(base::as_text(content));
  } else if (const char* given = std::getenv("RUNSEAL_TOKEN")) {
    token = base::trim(given);
  }
  if (token.empty())
    return fail(ErrorCode::usage, "a token is needed to speak to a service", server.url,
                "make one in the console, under your name, and give it in RUNSEAL_TOKEN or by --server-token-file");
  if (std::ranges::any_of(token, [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return fail(ErrorCode::usage, "the token holds what no token holds", server.token_file);
  return token;
}

// "AB:CD:…", as the service prints it; also without colons, and after "SHA256:".
Result<std::string> digest_in(const std::string& fingerprint) {
  auto hex = base::fold_case(base::replaced(fingerprint, ":", ""));
  if (hex.starts_with("sha256")) hex = hex.substr(6);
  if (const auto bytes = base::from_hex(hex); !bytes || bytes->size() != sizeof(base::Digest))
    return fail(ErrorCode::usage, "a fingerprint has 64 hexadecimal digits", base::printable(fingerprint, 120),
                "`runseal serve` prints it when it starts");
  return hex;
}

// The bytes of the first certificate in PEM.
Result<Bytes> first_certificate(std::string_view pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  const auto from = pem.find(begin);
  const auto to = pem.find("-----END", from == std::string_view::npos ? 0 : from);
  if (from == std::string_view::npos || to == std::string_view::npos)
    return fail(ErrorCode::invalid, "the service shows no certificate");
  std::string text(pem.substr(from + begin.size(), to - from - begin.size()));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return base::from_base64(text);
}

Error connection_error(CURLcode code, const char* said, const std::string& where) {
  const std::string why = base::printable(*said != '\0' ? said : curl_easy_strerror(code), 300);
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return {ErrorCode::cancelled, "stopped before all was sent; the service keeps nothing of it", where, {}};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {ErrorCode::unavailable, "no service answers: " + why, where, "is `runseal serve` running there?"};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::timeout, "the service keeps silent: " + why, where, {}};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorCode::denied, "the service's certificate is not trusted: " + why, where,
              "compare its fingerprint with the one that `runseal serve` printed, and give it by --server-fingerprint"};
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorCode::usage, "the certificates cannot be read", where, "--server-ca takes a file in PEM form"};
    default: return {ErrorCode::io, "the connection to the service broke: " + why, where, {}};
  }
}

bool may_come_back(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::timeout || error.code == ErrorCode::io;
}

// What the service said was wrong, as if it had happened here.
Error answered_error(const std::string& body, long status, const std::string& where) {
  const auto json = base::parse_json(body);
  if (json && json->is_object() && json->contains("error") && json->at("error").is_object())
    return base::error_from_json(json->at("error"));
  return {ErrorCode::io, fmt::format("the service answered with status {}", status), where, {}};
}

}  // namespace

struct Remote::State {
  std::string url;
  std::string token;
  std::string pinned;  // PEM of the one certificate that is believed; empty: by authority
  std::string authority;
  Easy curl{curl_easy_init()};

  [[nodiscard]] Result<> prepare(const std::string& address) const;
  [[nodiscard]] Result<> pin(const std::string& digest);
};

// Looks at an upload while it goes. Once all of it is there, it is the job that is stopped.
struct Remote::Sending {
  const OnSent& told;
  SentFile& file;

  static int look(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) {
    const auto& of = *static_cast<const Sending*>(self);
    const auto so_far = static_cast<std::uint64_t>(sent);
    if (of.told) of.told(so_far);
    return so_far < of.file.size() && interrupted() ? 1 : 0;
  }
};

// What every connection has in common. No redirect is followed: the token would go with it.
Result<> Remote::State::prepare(const std::string& address) const {
  if (!curl) return fail(ErrorCode::internal, "libcurl cannot be used");
  auto* easy = curl.get();
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, address.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, silent_seconds);
  if (!pinned.empty()) {
    curl_blob blob{const_cast<char*>(pinned.data()), pinned.size(), CURL_BLOB_COPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);  // it is this certificate, whatever names it has
  } else if (!authority.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, authority.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  return {};
}

// Connects, sends nothing, and looks at the certificate: from then on only that one is believed.
Result<> Remote::State::pin(const std::string& digest) {
  RUNSEAL_CHECK(prepare(url));
  auto* easy = curl.get();
  std::array<char, CURL_ERROR_SIZE> said{};
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said.data());
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  const auto code = curl_easy_perform(easy);
  if (code != CURLE_OK) return fail(connection_error(code, said.data(), url));
  curl_certinfo* info = nullptr;
  std::string pem;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) == CURLE_OK && info != nullptr && info->num_of_certs > 0)
    for (const auto* one = info->certinfo[0]; one != nullptr; one = one->next)
      if (std::string_view(one->data).starts_with("Cert:")) pem = one->data + std::string_view("Cert:").size();
  RUNSEAL_TRY(const auto certificate, first_certificate(pem));
  const auto shown = base::sha256_hex(certificate);
  if (shown != digest)
    return fail(ErrorCode::denied, "the service has another certificate: its SHA-256 is " + shown, url,
                "nothing was sent; if its certificate was renewed, `runseal serve` prints the new fingerprint");
  pinned = pem;
  curl.reset(curl_easy_init());  // the connection was looked at only, and is not used again
  return {};
}

Remote::Remote(std::unique_ptr<State> state) : state_(std::move(state)) {}
Remote::~Remote() = default;

Result<std::unique_ptr<Remote>> Remote::open(const Server& server) {
  auto state = std::make_unique<State>();
  state->url = server.url;
  while (state->url.ends_with('/')) state->url.pop_back();
  const auto host = std::string_view("https://").size();
  if (!state->url.starts_with("https://") || state->url.size() == host ||
      state->url.find('/', host) != std::string::npos)
    return fail(ErrorCode::usage, "a service has an address such as https://nas01:7443",
                base::printable(server.url, 120));
  RUNSEAL_TRY(state->token, read_token(server));
  state->authority = server.authority;
  if (!server.fingerprint.empty()) {
    RUNSEAL_TRY(const auto digest, digest_in(server.fingerprint));
    RUNSEAL_CHECK(state->pin(digest));
  }
  return std::unique_ptr<Remote>(new Remote(std::move(state)));
}

std::string Remote::encoded(const std::string& part) {
  std::string out;
  for (const char c : part) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c);
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Result<std::string> Remote::ask(const char* method, const std::string& path, const Query& query, const char* type,
                                std::string_view body, const Sending* sending) {
  auto address = state_->url + "/api/v1" + path;
  char between = '?';
  for (const auto& [name, value] : query) {
    address += between + encoded(name) + "=" + encoded(value);
    between = '&';
  }
  RUNSEAL_CHECK(state_->prepare(address));
  auto* easy = state_->curl.get();
  Headers headers;
  const auto add = [&](const std::string& line) { headers.reset(curl_slist_append(headers.release(), line.c_str())); };
  add("Authorization: Bearer " + state_->token);
  add("Expect:");
  if (type != nullptr) {
    add(std::string("Content-Type: ") + type);
    const void* const bytes = body.data();
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes);
  }
  if (sending != nullptr) {
    sending->file.give_to(easy);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Sending::look);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, const_cast<Sending*>(sending));
  }
  Body answer;
  std::array<char, CURL_ERROR_SIZE> said{};
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Body::take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said.data());
  const auto code = curl_easy_perform(easy);
  if (answer.too_long) return fail(ErrorCode::limit, "the service's answer is longer than it can be", address);
  if (sending != nullptr && sending->file.trouble()) return fail(*sending->file.trouble());
  if (code != CURLE_OK) return fail(connection_error(code, said.data(), state_->url));
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return std::move(answer.text);
  return fail(answered_error(answer.text, status, state_->url));
}

Result<Json> Remote::ask_json(const char* method, const std::string& path, const Query& query, const Json& body) {
  const auto text = body.is_null() ? std::string() : body.dump();
  RUNSEAL_TRY(const auto answer, ask(method, path, query, body.is_null() ? nullptr : "application/json", text));
  if (answer.empty()) return Json();
  auto json = base::parse_json(answer, most_answer);
  if (!json) return fail(ErrorCode::invalid, "the service's answer cannot be read: " + json.error().what, state_->url);
  return json;
}

Result<Json> Remote::get(const std::string& path, const Query& query) { return ask_json("GET", path, query, nullptr); }
Result<Json> Remote::post(const std::string& path, const Json& body, const Query& query) {
  return ask_json("POST", path, query, body);
}
Result<Json> Remote::put(const std::string& path, const Json& body) { return ask_json("PUT", path, {}, body); }
Result<Json> Remote::patch(const std::string& path, const Json& body) { return ask_json("PATCH", path, {}, body); }
Result<Json> Remote::erase(const std::string& path, const Query& query) {
  return ask_json("DELETE", path, query, nullptr);
}
Result<std::string> Remote::download(const std::string& path, const Query& query) {
  return ask("GET", path, query, nullptr, {});
}

Result<Json> Remote::post_bytes(const std::string& path, ByteView content, const Query& query) {
  RUNSEAL_TRY(const auto answer, ask("POST", path, query, "application/octet-stream", base::as_text(content)));
  return base::parse_json(answer, most_answer);
}

Result<Json> Remote::post_file(const std::string& path, SentFile& file, const Query& query, const OnSent& on_sent) {
  const Sending sending{on_sent, file};
  RUNSEAL_TRY(const auto answer, ask("POST", path, query, "application/octet-stream", {}, &sending));
  return base::parse_json(answer, most_answer);
}

Result<Json> Remote::all_items(const std::string& path, Query query) {
  Json all = Json::array();
  query["limit"] = std::to_string(page);
  for (;;) {
    query["offset"] = std::to_string(all.size());
    RUNSEAL_TRY(const auto answer, get(path, query));
    const auto items = answer.find("items");
    if (items == answer.end() || !items->is_array())
      return fail(ErrorCode::invalid, "the service's answer is no list", state_->url + path);
    for (const auto& item : *items) all.push_back(item);
    const auto total = answer.value("total", all.size());
    if (items->empty() || all.size() >= total) return all;
  }
}

Result<Json> Remote::run_job(const std::string& path, const Json& body, const OnProgress& on_progress) {
  RUNSEAL_TRY(auto job, post(path, body));
  return follow_job(std::move(job), on_progress);
}

Result<Json> Remote::follow_job(Json job, const OnProgress& on_progress) {
  const auto at = "/jobs/" + encoded(job.value("id", ""));
  watch_for_interrupts();
  bool told = false;
  for (;;) {
    const auto state = job.value("state", "");
    if (state == "failed" || state == "cancelled") return fail(base::error_from_json(job.value("error", Json())));
    if (on_progress) on_progress(job);
    if (state == "done") return job;
    if (interrupted() && !told) {
      told = true;
      RUNSEAL_CHECK(erase(at));
    }
    std::this_thread::sleep_for(between_looks);
    auto now = get(at);
    for (int again = 0; !now && may_come_back(now.error()) && again < most_tries && !interrupted(); ++again) {
      std::this_thread::sleep_for(between_tries);
      now = get(at);
    }
    if (!now && now.error().next.empty()) now.error().next = "the service goes on with it: /api/v1" + at;
    if (!now) return fail(now.error());
    job = *std::move(now);
  }
}

}  // namespace runseal::app
