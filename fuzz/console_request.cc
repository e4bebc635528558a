// What strangers send to the console: addresses, queries, cookies, bodies, names for headers.
#include <cstdlib>

#include "console/exchange.h"
#include "console/route.h"

using namespace runseal;
using namespace runseal::console;

namespace {

const std::vector<Route>& table() {
  static const std::vector<Route> routes = {{Method::get, "/api/v1/devices/{id}"},
                                            {Method::get, "/api/v1/devices/inventory"},
                                            {Method::put, "/api/v1/accounts/{name}/sessions/{id}"}};
  return routes;
}

void require(bool holds) {
  if (!holds) std::abort();
}

bool has_line_end(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto query = parse_query(text)) require(query->size() <= 64);
  for (const auto& [name, value] : parse_cookies(text)) require(!name.empty() && name.size() + value.size() < size);
  require(!has_line_end(one_header_line(text)));
  for (const auto& [name, value] : Answer::file(text, "text/plain", "").headers) require(!has_line_end(value));
  for (const auto method : {Method::get, Method::put}) {
    const auto found = find_route(table(), method, text);
    if (!found) continue;
    require(!found->params.empty() || found->route->pattern == text);
    for (const auto& [name, value] : found->params) require(!value.empty() && !value.contains('\0'));
  }
  Request request;
  request.body = text;
  if (const auto document = request.json()) require(document->is_object());
  return 0;
}
