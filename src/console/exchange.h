// One request and its answer, as the routes see them: no sockets and no library of HTTP in here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace runseal::console {

enum class Method { get, post, put, patch, delete_ };

struct Request {
  Method method = Method::get;
  std::string path;                            // as it was sent, without the query; begins with '/'
  std::map<std::string, std::string> query;    // decoded; of a name given twice, the last
  std::map<std::string, std::string> params;   // what the braces of the route's pattern stood for
  std::map<std::string, std::string> headers;  // names in lower case
  std::map<std::string, std::string> cookies;
  std::string body;
  std::string peer;  // the client's address, without the port

  [[nodiscard]] std::string header(const std::string& name) const;  // empty when there is none
  [[nodiscard]] std::string asked(const std::string& name) const;   // of the query
  [[nodiscard]] std::string param(const std::string& name) const;
  // The body as a JSON object. Errors: invalid, limit.
  [[nodiscard]] Result<Json> json() const;
};

// Bytes that are sent as they come, until the client leaves or the stream ends (server-sent events).
class Stream {
 public:
  virtual ~Stream() = default;
  // What is to be sent next; empty: nothing yet, `wake` is called once there is (asked again every few seconds all the
  // same). Called by one thread at a time, which may wait for a moment.
  virtual std::string next(std::function<void()> wake) = 0;
  [[nodiscard]] virtual bool ended() const = 0;
};

struct Answer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<Stream> stream;  // instead of a body

  [[nodiscard]] static Answer json(const Json& document, int status = 200);
  [[nodiscard]] static Answer nothing();  // 204
  // {"error": {"code", "what", "where", "next"}} with the status that fits the code. `denied` is 403; who knows better
  // (signing in: 401) sets `status`.
  [[nodiscard]] static Answer error(const Error& error);
  // A file to keep. `name` is made harmless for a header.
  [[nodiscard]] static Answer file(const std::string& name, const std::string& type, std::string content);
};

[[nodiscard]] int status_of(ErrorCode code);
[[nodiscard]] std::string_view name_of(Method method);                 // "GET"
[[nodiscard]] std::optional<Method> method_of(std::string_view name);  // none of ours: nothing
// "a=1&b=x%20y" ('+' is a space). Errors: invalid (a wrong escape, not UTF-8, more than 64 fields).
[[nodiscard]] Result<std::map<std::string, std::string>> parse_query(std::string_view text);
// Errors: invalid (a wrong escape, a NUL, not UTF-8).
[[nodiscard]] Result<std::string> percent_decoded(std::string_view text);
// RFC 6265 5.4, the names as they are. Of a name given twice, the first; what is no pair is passed over.
[[nodiscard]] std::map<std::string, std::string> parse_cookies(std::string_view header);
// Without what would end a header's line or begin another: such bytes become spaces.
[[nodiscard]] std::string one_header_line(std::string_view value);

}  // namespace runseal::console
