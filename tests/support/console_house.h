// A whole console without its server, on a data directory of a test's own: handlers are asked as the server asks them.
#pragma once

#include <gtest/gtest.h>

#include "console/route.h"
#include "notice/inventory.h"
#include "service/accounts.h"
#include "service/directory.h"
#include "service/doorkeeper.h"
#include "service/hub.h"
#include "service/jobs.h"
#include "service/notices.h"
#include "store/records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::test {

using console::Answer;
using console::Method;

class ConsoleHouse {
 public:
  using Query = std::map<std::string, std::string>;

  explicit ConsoleHouse(std::vector<service::JobKind> kinds = {})
      : directory(folder / "data", clock), door(directory, &hub), jobs(directory, hub, std::move(kinds)) {
    EXPECT_TRUE(directory.prepare());
    caller.account = "anna";
    caller.full_name = "Anna Bērziņa";
    caller.session = "s1";
    caller.permissions = service::permissions_of({model::AccountRole::administrator, model::AccountRole::quality});
    write<model::Account>([&](service::Workspace& workspace) {
      return service::create_account(
          workspace, {.name = caller.account, .full_name = caller.full_name, .roles = {model::AccountRole::quality}});
    });
  }

  // Whether the caller may is the guard's question, not the handlers'.
  Result<Answer> ask(Method method, const std::string& path, const Query& query = {}, const Json& body = nullptr) {
    return send(method, path, query, body.is_null() ? "" : body.dump());
  }
  Result<Answer> send(Method method, const std::string& path, const Query& query, std::string body) {
    RUNSEAL_TRY(const auto found, console::find_route(console::all_routes(), method, "/api/v1" + path));
    console::Request request;
    request.method = method;
    request.path = "/api/v1" + path;
    request.query = query;
    request.params = found.params;
    request.body = std::move(body);
    return found.route->handler(console, request, caller);
  }

  // What a handler that must not fail answers.
  Json get(const std::string& path, const Query& query = {}) { return json(ask(Method::get, path, query)); }
  // The items of a list, or another part of an answer.
  Json part(const std::string& path, const std::string& name = "items", const Query& query = {}) {
    return get(path, query)[name];
  }
  Json post(const std::string& path, const Json& body, const Query& query = {}) {
    return json(ask(Method::post, path, query, body));
  }
  Json put(const std::string& path, const Json& body) { return json(ask(Method::put, path, {}, body)); }
  static Json json(const Result<Answer>& answer) {
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().describe());
    return answer ? Json::parse(answer->body, nullptr, false) : Json();
  }
  // How one that must fail does.
  ErrorCode refused(Method method, const std::string& path, const Json& body = nullptr, const Query& query = {}) {
    const auto answer = ask(method, path, query, body);
    EXPECT_FALSE(answer) << path << " answered " << answer->body.substr(0, 200);
    return answer ? ErrorCode::internal : answer.error().code;
  }

  // Steps that are no part of what is tested.
  template <class T>
  T write(const std::function<Result<T>(service::Workspace&)>& steps) {
    auto result = directory.write<T>({"setup", "test", ""}, steps);
    EXPECT_TRUE(result) << (result ? "" : result.error().describe());
    return result ? std::move(*result) : T{};
  }
  void add_device(const std::string& id, const std::string& catalogue_number, std::vector<std::string> connections = {},
                  const std::string& name = {}) {
    model::Device device;
    device.id = id;
    device.name = name.empty() ? id : name;
    device.catalogue_number = catalogue_number;
    device.connections = std::move(connections);
    write<std::uint64_t>([&](service::Workspace& workspace) -> Result<std::uint64_t> {
      RUNSEAL_TRY(const auto whole, notice::complete_device(device));
      RUNSEAL_TRY(const auto evidence, service::save_devices(workspace, {whole}, "test"));
      return evidence.front();
    });
  }
  // As if it had been measured; the id of the observation.
  std::string measured(const std::string& endpoint, model::Protection grade) {
    store::Measurement measurement;
    auto& observation = measurement.observation;
    observation.id = "observation-" + std::to_string(++measurements_);
    observation.endpoint = endpoint;
    observation.method = "probe";
    observation.protocol = endpoint.substr(0, endpoint.find(':'));
    observation.at = base::format_instant(clock.now());
    observation.complete = true;
    auto& assessment = measurement.assessment;
    assessment.observation_id = observation.id;
    assessment.endpoint = endpoint;
    assessment.at = observation.at;
    for (auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
      *axis = {grade, "said by the test"};
    if (grade != model::Protection::protected_) {
      model::Finding finding;
      finding.id = "smb.signing-not-required";
      finding.severity = model::Severity::high;
      assessment.findings.push_back(finding);
    }
    write<std::uint64_t>([&](service::Workspace& workspace) {
      return workspace.record(service::Change{"observation", endpoint, Json::object(),
                                              [measurement](store::Database& database, const std::string& entry) {
                                                return store::save_measurement(database, measurement, entry);
                                              }});
    });
    return observation.id;
  }
  // The newest entry of the evidence.
  Json last_entry() {
    return write<Json>([](service::Workspace& workspace) -> Result<Json> {
      RUNSEAL_TRY(const auto text,
                  workspace.database().text("SELECT body FROM evidence ORDER BY sequence DESC LIMIT 1"));
      return base::parse_json(text.value_or("null"));
    });
  }

  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  service::Directory directory;
  service::Hub hub;
  service::Doorkeeper door;
  service::Jobs jobs;
  service::Caller caller;
  console::Console console{directory, hub, jobs, door};

 private:
  int measurements_ = 0;
};

}  // namespace runseal::test
