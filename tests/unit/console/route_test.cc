#include "console/route.h"

#include <gtest/gtest.h>

namespace runseal::console {
namespace {

const std::vector<Route>& table() {
  static const std::vector<Route> routes = {
      {Method::get, "/api/v1/devices", service::Permission::view},
      {Method::post, "/api/v1/devices", service::Permission::maintain},
      {Method::get, "/api/v1/devices/{id}", service::Permission::view},
      {Method::post, "/api/v1/devices/inventory", service::Permission::maintain},
      {Method::get, "/api/v1/devices/inventory", service::Permission::view},
      {Method::delete_, "/api/v1/accounts/{name}/sessions/{id}", service::Permission::administer},
      {Method::get, "/healthz", anyone},
  };
  return routes;
}

std::string pattern_of(Method method, std::string_view path) {
  const auto found = find_route(table(), method, path);
  return found ? found->route->pattern : std::string();
}

TEST(Routes, AreFoundByMethodAndPath) {
  EXPECT_EQ(pattern_of(Method::get, "/api/v1/devices"), "/api/v1/devices");
  EXPECT_EQ(pattern_of(Method::get, "/api/v1/devices/d7"), "/api/v1/devices/{id}");
  EXPECT_EQ(pattern_of(Method::get, "/api/v1/devices/inventory"), "/api/v1/devices/inventory");
  EXPECT_EQ(find_route(table(), Method::post, "/api/v1/devices")->route->permission, service::Permission::maintain);
}

TEST(Routes, GiveWhatTheBracesStandFor) {
  const auto found = find_route(table(), Method::delete_, "/api/v1/accounts/anna.b/sessions/a%2Fb%20c");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->params, (std::map<std::string, std::string>{{"name", "anna.b"}, {"id", "a/b c"}}));
}

TEST(Routes, ThatAreNotThere) {
  for (const auto* path : {"/", "/api/v1/device", "/api/v1/devices/", "/api/v1/devices/d7/x", "/api/v1//devices",
                           "/API/v1/devices", "/api/v1/devices/../healthz", "/healthz/"})
    EXPECT_EQ(find_route(table(), Method::get, path).error().code, ErrorCode::not_found) << path;
  EXPECT_EQ(find_route(table(), Method::get, "healthz").error().code, ErrorCode::invalid);
  EXPECT_EQ(find_route(table(), Method::get, "/api/v1/devices/%ff").error().code, ErrorCode::invalid);
}

TEST(Routes, OfAnotherMethodSayWhichThereAre) {
  const auto found = find_route(table(), Method::put, "/api/v1/devices");
  EXPECT_EQ(found.error().code, ErrorCode::usage);
  EXPECT_EQ(found.error().next, "GET, HEAD, POST");
}

}  // namespace
}  // namespace runseal::console
