// What is refused of an identity provider's answer. The whole way, with a real provider: tests/attack/openid_test.py.
#include "service/openid.h"

#include <gtest/gtest.h>

namespace runseal::service {
namespace {

struct OpenIdClaims : testing::Test {
  OpenIdSettings settings{"the hospital", "https://id.example", "runseal", "", "", ""};
  Instant now = *base::parse_instant("2026-03-01T08:00:00Z");
  std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  Json good{{"iss", "https://id.example"}, {"aud", "runseal"}, {"sub", "42"}, {"nonce", "n-1"},
            {"exp", seconds + 300},        {"iat", seconds}};

  bool holds(const Json& claims, const std::string& nonce = "n-1") {
    return judge_claims(claims, settings, nonce, now).has_value();
  }
  Json with(const char* name, const Json& value) const {
    auto changed = good;
    changed[name] = value;
    return changed;
  }
};

TEST_F(OpenIdClaims, GoodOnesNameIssuerAndSubject) {
  EXPECT_EQ(judge_claims(good, settings, "n-1", now), "https://id.example 42");
  EXPECT_TRUE(holds(with("aud", {"runseal"})));
  auto many = with("aud", {"other", "runseal"});
  EXPECT_FALSE(holds(many)) << "for several, and nobody says who asked";
  many["azp"] = "runseal";
  EXPECT_TRUE(holds(many));
}

TEST_F(OpenIdClaims, AnythingElseIsRefused) {
  EXPECT_FALSE(holds(with("iss", "https://id.example/")));
  EXPECT_FALSE(holds(with("iss", "https://evil.example")));
  EXPECT_FALSE(holds(with("aud", "other")));
  EXPECT_FALSE(holds(with("aud", Json::array())));
  EXPECT_FALSE(holds(with("aud", nullptr)));
  EXPECT_FALSE(holds(with("exp", seconds - 121)));
  EXPECT_TRUE(holds(with("exp", seconds - 60))) << "clocks differ a little";
  EXPECT_FALSE(holds(with("exp", "tomorrow")));
  EXPECT_FALSE(holds(with("exp", 1e300)));
  EXPECT_FALSE(holds(with("iat", seconds + 600)));
  EXPECT_FALSE(holds(with("nonce", "n-2")));
  EXPECT_FALSE(holds(with("nonce", "")));
  EXPECT_FALSE(holds(with("nonce", ""), "")) << "no nonce is not the same as the same nonce";
  EXPECT_FALSE(holds(with("sub", "")));
  EXPECT_FALSE(holds(with("sub", 42)));
  EXPECT_FALSE(holds(with("sub", std::string(256, 'x'))));
  EXPECT_FALSE(holds(with("sub", "a\nb")));
  for (const auto& [name, _] : good.items()) {
    auto without = good;
    without.erase(name);
    EXPECT_FALSE(holds(without)) << name;
  }
}

TEST_F(OpenIdClaims, WhatWasNotBegunHereIsNotFinishedHere) {
  OpenId door;
  const auto outcome = door.finish(settings, {"made-up", "code", "", "binding"}, now);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::denied);
}

}  // namespace
}  // namespace runseal::service
