// Handlers asked as the server asks them, with nothing between.
#pragma once

#include <gtest/gtest.h>

#include "console/route.h"
#include "service/directory.h"
#include "service/doorkeeper.h"
#include "service/hub.h"
#include "service/jobs.h"

namespace runseal::console {

class Asked {
 public:
  explicit Asked(const base::Path& folder, const base::Clock& clock = base::system_clock())
      : directory(folder, clock), door(directory), jobs(directory, hub, {check_evidence()}) {
    caller.account = "anna";
    caller.full_name = "Anna Bērziņa";
    caller.session = "s1";
  }

  Result<Answer> ask(Method method, const std::string& path, const std::map<std::string, std::string>& query = {},
                     const Json& body = nullptr) {
    RUNSEAL_TRY(const auto found, find_route(all_routes(), method, "/api/v1" + path));
    Request request;
    request.method = method;
    request.path = "/api/v1" + path;
    request.query = query;
    request.params = found.params;
    if (!body.is_null()) request.body = body.dump();
    return found.route->handler(console, request, caller);
  }

  // What a handler that must not fail answers.
  Json json(Method method, const std::string& path, const std::map<std::string, std::string>& query = {},
            const Json& body = nullptr) {
    const auto answer = ask(method, path, query, body);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().describe());
    return answer ? Json::parse(answer->body) : Json();
  }
  ErrorCode refused(Method method, const std::string& path, const std::map<std::string, std::string>& query = {},
                    const Json& body = nullptr) {
    const auto answer = ask(method, path, query, body);
    EXPECT_FALSE(answer) << path;
    return answer ? ErrorCode::internal : answer.error().code;
  }

  service::Directory directory;
  service::Hub hub;
  service::Doorkeeper door;
  service::Jobs jobs;
  service::Caller caller;

 private:
  static service::JobKind check_evidence() {
    return {.name = "check-evidence",
            .run = [](service::JobRun&) -> Result<Json> { return Json::object(); },
            .title = [](const Json&) -> Result<std::string> { return std::string("Read the evidence"); }};
  }
  Console console{directory, hub, jobs, door};
};

}  // namespace runseal::console
