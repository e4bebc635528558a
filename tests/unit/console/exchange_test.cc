// What the console reads out of addresses, cookies and headers: each of these comes from strangers.
#include "console/exchange.h"

#include <gtest/gtest.h>

namespace runseal::console {
namespace {

using Fields = std::map<std::string, std::string>;

TEST(Query, IsDecoded) {
  EXPECT_EQ(*parse_query("a=1&b=x%20y&c=%C4%81+%2B"), (Fields{{"a", "1"}, {"b", "x y"}, {"c", "ā +"}}));
  EXPECT_EQ(*parse_query(""), Fields());
  EXPECT_EQ(*parse_query("&&flag&empty=&a=b=c"), (Fields{{"flag", ""}, {"empty", ""}, {"a", "b=c"}}));
  EXPECT_EQ(*parse_query("a=1&a=2"), (Fields{{"a", "2"}}));
}

TEST(Query, ThatIsNoneIsRefused) {
  for (const auto* wrong : {"a=%", "a=%4", "a=%zz", "%0g=1", "a=%ff%fe", "a=%00", "a=%c0%af"})
    EXPECT_EQ(parse_query(wrong).error().code, ErrorCode::invalid) << wrong;
  std::string many;
  for (int i = 0; i < 65; ++i) many += "k" + std::to_string(i) + "=1&";
  EXPECT_FALSE(parse_query(many));
}

TEST(Cookies, AreReadAsBrowsersSendThem) {
  EXPECT_EQ(parse_cookies("__Host-runseal=abc; theme=dark"), (Fields{{"__Host-runseal", "abc"}, {"theme", "dark"}}));
  EXPECT_EQ(parse_cookies("a=1;b=2;  ;novalue;=x;c=d=e"), (Fields{{"a", "1"}, {"b", "2"}, {"c", "d=e"}}));
  EXPECT_EQ(parse_cookies("a=first; a=second").at("a"), "first") << "an inserted one must not replace it";
  EXPECT_TRUE(parse_cookies("").empty());
}

TEST(HeaderLine, CannotBecomeTwo) {
  EXPECT_EQ(one_header_line("a\r\nSet-Cookie: x=1"), "a  Set-Cookie: x=1");
  EXPECT_EQ(one_header_line(std::string("a\0b\x7f", 4)), "a b ");
}

TEST(File, HasANameThatIsHarmlessInAHeader) {
  const auto answer = Answer::file("reply\"\r\nX: y/ā.pdf", "application/pdf", "x");
  EXPECT_EQ(answer.headers.at(0).second,
            "attachment; filename=\"reply_??X: y___.pdf\"; filename*=UTF-8''reply%22%3F%3FX%3A%20y%2F%C4%81.pdf");
}

TEST(Errors, BecomeJsonWithTheStatusThatFits) {
  const auto answer = Answer::error({ErrorCode::not_found, "no such device", "d1", "look in the list"});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(Json::parse(answer.body), Json::parse(R"({"error": {"code": "not_found", "what": "no such device",
                                                      "where": "d1", "next": "look in the list"}})"));
  EXPECT_EQ(status_of(ErrorCode::denied), 403);
  EXPECT_EQ(status_of(ErrorCode::limit), 413);
}

TEST(Body, IsOneJsonObject) {
  Request request;
  request.body = R"({"a": 1})";
  EXPECT_EQ(request.json()->at("a"), 1);
  for (const auto* wrong : {"", "[]", "1", "{", R"({"a":1,"a":2})", "{\"a\":\"\xff\"}"}) {
    request.body = wrong;
    EXPECT_EQ(request.json().error().code, ErrorCode::invalid) << wrong;
  }
}

TEST(Method, OfOursOnly) {
  EXPECT_EQ(method_of("DELETE"), Method::delete_);
  EXPECT_EQ(name_of(Method::patch), "PATCH");
  for (const auto* other : {"get", "HEAD", "TRACE", "CONNECT", "OPTIONS", ""}) EXPECT_FALSE(method_of(other)) << other;
}

}  // namespace
}  // namespace runseal::console
