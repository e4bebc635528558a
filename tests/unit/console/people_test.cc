// The routes of people, each asked as the server asks it: through the table, after its permission.
#include <gtest/gtest.h>

#include "base/password.h"
#include "base/totp.h"
#include "console/route.h"
#include "service/doorkeeper.h"
#include "service/hub.h"
#include "service/jobs.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::console {
namespace {

using enum model::AccountRole;
constexpr const char* good = "pulksteņi zem galda";

struct People : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  service::Directory directory{folder / "data", clock};
  service::Hub hub;
  service::Jobs jobs{directory, hub, {}};
  service::Doorkeeper door{directory, &hub, std::chrono::milliseconds(1)};
  Console console{directory, hub, jobs, door};
  std::string cookie;  // of the last sign-in

  void SetUp() override {
    make("anna", "Anna Bērziņa", {administrator});
    ASSERT_EQ(enter("anna").status, 200);
  }
  void make(const std::string& name, const std::string& full_name, const std::vector<model::AccountRole>& roles) {
    ASSERT_TRUE(directory.write<void>({"root", "", ""}, [&](service::Workspace& workspace) -> Result<> {
      RUNSEAL_CHECK(service::create_account(workspace, {name, full_name, roles}));
      return service::keep_password(workspace, name, *base::hash_password(good, {1024, 1}));
    }));
  }
  Answer ask(Method method, const std::string& path, const Json& body = Json::object(), bool as_nobody = false,
             const std::map<std::string, std::string>& query = {}) {
    auto found = find_route(all_routes(), method, "/api/v1" + path);
    if (!found) return Answer::error(found.error());
    Request request;
    request.method = method;
    request.path = "/api/v1" + path;
    request.params = found->params;
    request.query = query;
    request.peer = "192.0.2.7";
    request.headers = {{"host", "runseal.lab.example:7443"}, {"user-agent", "a browser"}};
    request.body = body.dump();
    service::Caller caller;
    if (!as_nobody) {
      const auto known = door.by_cookie(cookie, {"192.0.2.7", ""});
      if (!known) return Answer::json(Json::object(), 401);
      caller = *known;
    }
    if (found->route->permission && !caller.may(*found->route->permission)) return Answer::json(Json::object(), 403);
    auto answer = found->route->handler(console, request, caller);
    if (!answer) return Answer::error(answer.error());
    take_cookie(*answer);
    return *std::move(answer);
  }
  void take_cookie(const Answer& answer) {
    for (const auto& [name, value] : answer.headers) {
      if (name != "Set-Cookie" || !value.starts_with("__Host-runseal=")) continue;
      EXPECT_NE(value.find("; Path=/; Secure; HttpOnly; SameSite=Strict"), std::string::npos) << value;
      if (!value.starts_with("__Host-runseal=")) continue;  // another one knows the browser again
      cookie = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    }
  }
  Answer enter(const std::string& name, const std::string& password = good, const std::string& code = "") {
    return ask(Method::post, "/session", {{"name", name}, {"password", password}, {"code", code}}, true);
  }
  static Json read(const Answer& answer) { return *base::parse_json(answer.body); }
};

TEST_F(People, WhoSignsInGetsACookieAndHearsWhoTheyAre) {
  const auto me = read(ask(Method::get, "/me"));
  EXPECT_EQ(me.at("account"), "anna");
  EXPECT_EQ(me.at("full_name"), "Anna Bērziņa");
  EXPECT_EQ(me.at("roles"), Json({"administrator"}));
  EXPECT_EQ(me.at("way"), "password");
  EXPECT_EQ(me.at("expires"), "2026-03-01T20:00:00.000Z");
  EXPECT_EQ(me.at("signature"), false);
  EXPECT_EQ(me.at("csrf").get<std::string>().size(), 64U);
  EXPECT_EQ(ask(Method::delete_, "/session").status, 204);
  EXPECT_EQ(cookie, "");
}

TEST_F(People, ARefusedSignInIs401AndGivesNoCookie) {
  const auto before = cookie;
  const auto refused = enter("anna", "not the password");
  EXPECT_EQ(refused.status, 401);
  EXPECT_FALSE(read(refused).at("error").contains("second_factor"));
  EXPECT_EQ(refused.body, enter("nobody", "not the password").body);
  EXPECT_EQ(cookie, before);
  EXPECT_EQ(ask(Method::post, "/session", {{"name", 7}}, true).status, 400);
}

TEST_F(People, TheSecondFactorIsSetUpAskedForAndGivenUp) {
  const auto offer = read(ask(Method::post, "/me/totp"));
  const auto code = [&] {
    return base::totp_code(*base::from_base32(offer.at("secret").get<std::string>()), base::totp_step(clock.now()));
  };
  const auto before = cookie;
  EXPECT_EQ(ask(Method::put, "/me/totp", {{"code", "000000"}}).status, 400);
  const auto taken = ask(Method::put, "/me/totp", {{"code", code()}});
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(read(taken).at("second_factor"), true);
  EXPECT_NE(cookie, before) << "rights rose: a new secret";
  const auto missing = enter("anna");
  EXPECT_EQ(missing.status, 401);
  EXPECT_EQ(read(missing).at("error").at("second_factor"), true);
  clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(enter("anna", good, code()).status, 200);
  EXPECT_EQ(ask(Method::delete_, "/me/totp", {{"password", "wrong"}}).status, 403);
  EXPECT_EQ(ask(Method::delete_, "/me/totp", {{"password", good}}).status, 204);
  EXPECT_EQ(enter("anna").status, 200);
}

TEST_F(People, AnAccountIsMadeEnteredByItsLinkAndChanged) {
  const auto made =
      ask(Method::post, "/accounts", {{"name", "juris"}, {"full_name", "Juris Ozols"}, {"roles", {"viewer"}}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(read(made).at("has_password"), false);
  EXPECT_EQ(ask(Method::post, "/accounts/juris/link", Json::object()).status, 400) << "no reason";
  const auto link =
      read(ask(Method::post, "/accounts/juris/link", {{"why", "begins on Monday"}})).at("link").get<std::string>();
  const std::string prefix = "https://runseal.lab.example:7443/#link=";
  ASSERT_TRUE(link.starts_with(prefix)) << link;
  EXPECT_EQ(ask(Method::patch, "/accounts/juris", {{"roles", {"quality"}}}).status, 400) << "no reason";
  EXPECT_EQ(ask(Method::patch, "/accounts/juris", {{"full_name", "Juris O."}, {"why", "short"}}).status, 200);
  EXPECT_EQ(ask(Method::patch, "/accounts/anna", {{"roles", {"viewer"}}, {"why", "less"}}).status, 409);
  const auto entered = ask(Method::post, "/session", {{"link", link.substr(prefix.size())}}, true);
  ASSERT_EQ(entered.status, 200) << entered.body;
  EXPECT_EQ(read(entered).at("way"), "link");
  EXPECT_EQ(ask(Method::get, "/accounts").status, 403) << "a viewer";
  EXPECT_EQ(ask(Method::put, "/me/password", {{"new", "short"}}).status, 400);
  const auto before = cookie;
  EXPECT_EQ(ask(Method::put, "/me/password", {{"new", "another set of words"}}).status, 200);
  EXPECT_NE(cookie, before);
  EXPECT_EQ(ask(Method::post, "/session", {{"link", link.substr(prefix.size())}}, true).status, 401) << "replayed";
}

TEST_F(People, ListsShowNoSecrets) {
  const auto accounts = ask(Method::get, "/accounts");
  EXPECT_EQ(read(accounts).at("total"), 1);
  EXPECT_EQ(accounts.body.find("argon2"), std::string::npos);
  const auto sessions = read(ask(Method::get, "/me/sessions"));
  EXPECT_EQ(sessions.at("items").at(0).at("current"), true);
  EXPECT_FALSE(sessions.at("items").at(0).contains("csrf"));
  EXPECT_FALSE(read(ask(Method::get, "/accounts/anna/sessions")).at("items").at(0).contains("csrf"));
  EXPECT_EQ(ask(Method::get, "/accounts/nobody/sessions").status, 404);
}

TEST_F(People, SessionsAreEndedByTheirOwnerAndByAnAdministrator) {
  const auto mine = cookie;
  make("juris", "Juris Ozols", {viewer});
  ASSERT_EQ(enter("juris").status, 200);
  const auto his = cookie;
  const auto his_id = read(ask(Method::get, "/me/sessions")).at("items").at(0).at("id").get<std::string>();
  cookie = mine;
  EXPECT_EQ(ask(Method::delete_, "/me/sessions/" + his_id).status, 404) << "not one of her own";
  EXPECT_EQ(ask(Method::delete_, "/accounts/anna/sessions/" + his_id).status, 404);
  EXPECT_EQ(ask(Method::delete_, "/accounts/juris/sessions/" + his_id).status, 400) << "no reason";
  EXPECT_EQ(ask(Method::delete_, "/accounts/juris/sessions/" + his_id, nullptr, false, {{"why", "laptop lost"}}).status,
            204);
  cookie = his;
  EXPECT_EQ(ask(Method::get, "/me").status, 401);
  cookie = mine;
  const auto my_id = read(ask(Method::get, "/me/sessions")).at("items").at(0).at("id").get<std::string>();
  EXPECT_EQ(ask(Method::delete_, "/me/sessions/" + my_id).status, 204);
  EXPECT_EQ(ask(Method::get, "/me").status, 401);
}

TEST_F(People, ATokenIsShownOnceAndHasAScopeAndAnEnd) {
  const Json wanted{{"name", "backup"}, {"permissions", {"own", "view"}}, {"expires", "2026-04-01T00:00:00Z"}};
  const auto made = ask(Method::post, "/me/tokens", wanted);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto secret = read(made).at("token").get<std::string>();
  const auto listed = ask(Method::get, "/me/tokens");
  EXPECT_EQ(read(listed).at("total"), 1);
  EXPECT_EQ(listed.body.find(secret), std::string::npos);
  EXPECT_EQ(ask(Method::post, "/me/tokens", wanted).status, 409) << "the name is taken";
  for (const auto& [permissions, expires, status] :
       {std::tuple<Json, std::string, int>{Json::array({"sign"}), "2026-04-01T00:00:00Z", 403},
        {Json::array({"state"}), "2026-04-01T00:00:00Z", 403},
        {Json::array(), "2026-04-01T00:00:00Z", 400},
        {Json::array({"everything"}), "2026-04-01T00:00:00Z", 400},
        {Json::array({"view"}), "2026-02-01T00:00:00Z", 400},
        {Json::array({"view"}), "2028-02-01T00:00:00Z", 400},
        {Json::array({"view"}), "soon", 400}})
    EXPECT_EQ(
        ask(Method::post, "/me/tokens", {{"name", "x"}, {"permissions", permissions}, {"expires", expires}}).status,
        status)
        << permissions << expires;
  const auto caller = door.by_token(secret, {});
  ASSERT_TRUE(caller);
  for (const char* path : {"/me/tokens", "/me/totp", "/me/signature"}) {
    const auto found = find_route(all_routes(), Method::post, std::string("/api/v1") + path);
    Request request;
    request.body = Json{{"name", "y"},
                        {"permissions", {"view"}},
                        {"expires", "2026-04-01T00:00:00Z"},
                        {"passphrase", "correct horse battery"}}
                       .dump();
    const auto answer = found->route->handler(console, request, *caller);
    ASSERT_FALSE(answer) << path << ": a token must not make itself greater";
    EXPECT_EQ(answer.error().code, ErrorCode::denied);
  }
  EXPECT_EQ(ask(Method::delete_, "/me/tokens/" + read(made).at("id").get<std::string>()).status, 204);
  EXPECT_FALSE(door.by_token(secret, {}));
}

TEST_F(People, ASigningKeyIsMadeOnce) {
  EXPECT_EQ(ask(Method::post, "/me/signature", {{"passphrase", "short"}}).status, 400);
  const auto made =
      ask(Method::post, "/me/signature", {{"passphrase", "correct horse battery"}, {"title", "Vadītāja"}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(read(made).at("public_key").get<std::string>().starts_with("ssh-ed25519 "));
  EXPECT_EQ(read(ask(Method::get, "/me")).at("signature"), true);
  EXPECT_EQ(ask(Method::post, "/me/signature", {{"passphrase", "correct horse battery"}}).status, 409);
}

}  // namespace
}  // namespace runseal::console
