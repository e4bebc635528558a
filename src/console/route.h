// Which request is answered by what, and who may ask it: the one table behind every door of the console.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "console/exchange.h"
#include "service/authority.h"

namespace runseal::service {
class Directory;
class Jobs;
class Hub;
class Doorkeeper;
class TransferBoard;
}  // namespace runseal::service

namespace runseal::console {
struct Statistics;
struct Memory;
[[nodiscard]] std::shared_ptr<Memory> make_memory();
}  // namespace runseal::console

namespace runseal::console {

// What the routes work with; lives as long as the server. Each member may be used by several threads.
struct Console {
  service::Directory& directory;
  service::Hub& hub;
  service::Jobs& jobs;
  service::Doorkeeper& door;
  Statistics* statistics = nullptr;                // of the server; nullptr in a test of handlers
  service::TransferBoard* transfers = nullptr;     // what is on its way; nullptr: nothing
  std::shared_ptr<Memory> memory = make_memory();  // what is kept between requests (console/memory.h)
};

// Answers one request. Blocking is allowed: handlers run on threads of their own. `caller` has the permission that the
// route's row names. An error becomes Answer::error().
using Handler = Result<Answer> (*)(Console& console, const Request& request, const service::Caller& caller);

// For a row's permission: also who is not signed in. `caller` then holds the address only.
inline constexpr std::optional<service::Permission> anyone{};

inline constexpr std::size_t usual_body = 1U << 20U;

struct Route {
  Method method = Method::get;
  std::string pattern;  // "/api/v1/devices/{id}": each brace stands for one part of the path
  std::optional<service::Permission> permission = service::Permission::administer;
  Handler handler = nullptr;
  std::size_t most_body = usual_body;  // bytes
};

// Every route of the console, and no two that answer the same. docs/api/openapi.yaml describes each.
[[nodiscard]] const std::vector<Route>& all_routes();

struct Found {
  const Route* route = nullptr;
  std::map<std::string, std::string> params;
};
// A pattern's own word goes before a brace that would take it too. `path` is decoded: a part never holds a slash.
// Errors: not_found (no such path), usage (the path has other methods only: they stand in `next`, as in "GET, PUT").
[[nodiscard]] Result<Found> find_route(const std::vector<Route>& routes, Method method, std::string_view path);

}  // namespace runseal::console
