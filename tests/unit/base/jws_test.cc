#include "base/jws.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace runseal::base {
namespace {

// RFC 7515, A.2 (RS256) and A.3 (ES256), with their keys
constexpr const char* rs256 =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1"
    "dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzD"
    "wusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe"
    "77Rw";
constexpr const char* es256 =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

Json rsa() {
  return {
      {"kty", "RSA"},
      {"n",
       "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
       "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
       "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
       "TW9gb54h4FRWyuXpoQ"},
      {"e", "AQAB"}};
}
Json ec() {
  return {{"kty", "EC"},
          {"crv", "P-256"},
          {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
          {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}};
}
Json with(Json key, const char* name, const char* value) {
  key[name] = value;
  return key;
}
Json set_of(std::initializer_list<Json> keys) { return {{"keys", Json::array_t(keys)}}; }

TEST(Jws, TheExamplesOfTheRfcHold) {
  for (const auto* token : {rs256, es256}) {
    const auto claims = signed_claims(token, set_of({Json("no key"), ec(), rsa()}));
    ASSERT_TRUE(claims) << claims.error().describe();
    EXPECT_EQ(claims->at("iss"), "joe");
    EXPECT_EQ(claims->at("exp"), 1300819380);
  }
}

TEST(Jws, EveryChangedCharacterIsNoticed) {
  for (const std::string token : {rs256, es256}) {
    const auto keys = set_of({ec(), rsa()});
    for (std::size_t i = 0; i < token.size(); i += 7) {
      auto changed = token;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(signed_claims(changed, keys)) << i;
    }
  }
}

TEST(Jws, AKeyThatIsNotMeantForThisSignsNothing) {
  EXPECT_FALSE(signed_claims(rs256, set_of({ec()})));
  EXPECT_FALSE(signed_claims(rs256, set_of({})));
  EXPECT_FALSE(signed_claims(rs256, Json("nothing")));
  EXPECT_FALSE(signed_claims(rs256, set_of({with(rsa(), "use", "enc")})));
  EXPECT_FALSE(signed_claims(rs256, set_of({with(rsa(), "alg", "PS256")})));
  EXPECT_FALSE(signed_claims(es256, set_of({with(ec(), "crv", "P-384")})));
  EXPECT_FALSE(signed_claims(rs256, set_of({with(rsa(), "n", "AQAB")}))) << "a key of 17 bits";
}

// RFC 8725, 2.1: "none", and an RSA key taken for the secret of an HMAC
TEST(Jws, OtherAlgorithmsAreRefused) {
  const std::string claims = std::string(rs256).substr(std::string(rs256).find('.') + 1);
  for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({"alg":"RS256","crit":["x"]})", R"({})",
                             R"({"alg":["RS256"]})", R"([])"}) {
    const auto head = to_base64url(as_bytes(header));
    EXPECT_FALSE(signed_claims(head + "." + claims, set_of({rsa()}))) << header;
    EXPECT_FALSE(signed_claims(head + "." + claims.substr(0, claims.find('.')) + ".", set_of({rsa()}))) << header;
  }
}

TEST(Jws, WhatIsNoTokenIsRefused) {
  for (const char* text : {"", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "e30=.e30.e30", "!.!.!"})
    EXPECT_FALSE(signed_claims(text, set_of({rsa(), ec()}))) << text;
}

TEST(Jws, Base64UrlHasNoPaddingAndItsOwnLetters) {
  const Bytes bytes{0xfb, 0xff, 0xfe, 0x01};
  EXPECT_EQ(to_base64url(bytes), "-__-AQ");
  EXPECT_EQ(*from_base64url("-__-AQ"), bytes);
  EXPECT_FALSE(from_base64url("-__-AQ=="));
  EXPECT_FALSE(from_base64url("+//+AQ"));
}

}  // namespace
}  // namespace runseal::base
